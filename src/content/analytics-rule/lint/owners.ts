import { sameOwner } from '../../../core/text/codeowners.ts';
import { listed } from '../../../core/text/phrase.ts';
import { textAt, shown, type RuleCheck } from './fields.ts';

const day = 86_400_000;

/** A day as a file has it, in milliseconds since 1970; undefined for what is none. */
const dayOf = (text: string): number | undefined => {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
};

export const reviewOverdue: RuleCheck = {
  id: 'rule/review-overdue',
  scope: 'item',
  severity: 'warning',
  summary: 'The last review of the rule is older than picket.yaml allows.',
  why:
    'A detection that nobody has looked at for long may watch what is no longer there. `limits.reviewDays` in picket.yaml says how ' +
    'old a review may be; `metadata.reviewed` of a rule says when it was. Without the limit nothing is asked, and a rule ' +
    'that names no day is passed over.',
  *check(item, { now, reviewDays }) {
    const reviewed = textAt(item, 'metadata', 'reviewed');
    if (reviewDays === undefined || reviewed === undefined) return;
    const time = dayOf(reviewed.value.trim());
    if (time === undefined) {
      yield {
        at: reviewed.at,
        message: `${shown(reviewed.value)} is no day, so nobody can tell how old the review is.`,
        hint: 'Write the day as 2026-01-31.',
      };
      return;
    }
    const age = Math.floor((now - time) / day);
    if (age <= reviewDays) return;
    yield {
      at: reviewed.at,
      message: `The last review was ${age} days ago, on ${reviewed.value.trim()}; at most ${reviewDays} are allowed.`,
      hint: 'Review the rule and write the day of it, or raise `limits.reviewDays` in picket.yaml.',
    };
  },
};

export const ownerUnlike: RuleCheck = {
  id: 'rule/owner-unlike',
  scope: 'item',
  severity: 'warning',
  summary: 'The owner of the rule is none of those that CODEOWNERS names for its file.',
  why:
    'CODEOWNERS decides who is asked about a change of a rule, `metadata.owner` who is asked about its alerts. Where they are ' +
    'different people, changes are approved by somebody who does not live with them. Case, the `@` and the organisation do not ' +
    'count: `soc` and `@contoso/soc` are the same.',
  *check(item, { ownersOf }) {
    const owner = textAt(item, 'metadata', 'owner');
    const owners = ownersOf?.(item.document.path) ?? [];
    if (owner === undefined || owner.value.trim() === '' || owners.length === 0) return;
    if (owners.some((other) => sameOwner(owner.value, other))) return;
    yield {
      at: owner.at,
      message: `The owner ${shown(owner.value)} is none of those that CODEOWNERS names for this file: ${listed(owners)}.`,
      hint: 'Name the same people or team in both.',
    };
  },
};
