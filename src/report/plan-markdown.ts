import type { Change, ChangeAction, FieldChange, Plan, Refusal } from '../core/change.ts';
import { cutText, fit, type Piece } from './budget.ts';
import { codeBlock, codeSpan, cut, escaped, htmlText, prose } from './markdown-text.ts';
import { fieldName, headline, isText, orderedRefusals, quotaLine, sidesText } from './plan-text.ts';
import { diffText } from './query-diff.ts';

const longestValue = 300;
const longestName = 120;
const fieldBlock = (field: FieldChange): string => {
  const name = codeSpan(fieldName(field.at));
  if (!isText(field)) return `- ${name}: ${sidesText(field, longestValue).map(codeSpan).join(' → ')}`;
  return `- ${name}:\n\n${codeBlock(diffText(field.before, field.after), 'diff')}\n`;
};

const title = ({ action, displayName, id }: Change): string =>
  `<b>${action}</b> ${htmlText(cut(displayName, longestName))} (<code>${htmlText(cut(id, longestName))}</code>)`;

const changePiece = (change: Change): Piece => {
  const warnings = change.warnings.map((warning) => `- ⚠️ ${prose(warning)}`);
  const fields = change.action === 'create' ? [] : change.fields.map(fieldBlock);
  const body = [...(change.reason === '' ? [] : [prose(change.reason), '']), ...warnings, ...fields].join('\n');
  const names = change.action === 'create' ? [] : change.fields.map(({ at }) => fieldName(at));
  return {
    full: `<details><summary>${title(change)}</summary>\n\n${body}\n\n</details>`,
    brief: `<div>${title(change)}${names.length === 0 ? '' : `: ${htmlText(cut(names.join(', '), longestName))}`}</div>`,
  };
};

/** What can do harm is shown first, and so is the last to be cut. */
const importance: Readonly<Record<ChangeAction, number>> = {
  delete: 0,
  disable: 1,
  update: 2,
  adopt: 3,
  create: 4,
  refresh: 5,
};

const lossPieces = ({ changes }: Plan): Piece[] =>
  changes.flatMap((change) =>
    change.losses.map(({ loss, message, approvedBy }) => {
      const line = `- ${escaped(cut(change.displayName, longestName))}: ${prose(cut(message, 1000))} (${codeSpan(loss)}${approvedBy === undefined ? '' : `, approved: ${escaped(cut(approvedBy, longestValue))}`})`;
      return { full: line, brief: line };
    }),
  );

const refusalPiece = ({ scope, displayName, id, message, hint }: Refusal): Piece => {
  const subject = displayName ?? id;
  const start = `- ${scope === 'run' ? '**Whole run refused.** ' : ''}${subject === undefined ? '' : `${escaped(cut(subject, longestName))}: `}`;
  return {
    full: `${start}${prose(cut(message, 2000))}${hint === undefined ? '' : ` ${prose(cut(hint, 1000))}`}`,
    brief: `${start}${prose(cut(message, longestName))}`,
  };
};

type Section = {
  readonly heading: string;
  readonly noun: string;
  readonly pieces: readonly Piece[];
  readonly share: number;
};

/**
 * A plan as Markdown for a pull request or a job summary; everything that comes from rules is inert. Losses, refusals
 * and deletions come first, and what does not fit into so many characters is counted.
 */
export const markdownPlan = (plan: Plan, room: number): string => {
  const changes = plan.changes.toSorted((a, b) => importance[a.action] - importance[b.action]);
  const sections: readonly Section[] = [
    { heading: 'Coverage lost', noun: 'losses', pieces: lossPieces(plan), share: 0.4 },
    { heading: 'Refused', noun: 'refusals', pieces: orderedRefusals(plan).map(refusalPiece), share: 0.5 },
    { heading: 'Changes', noun: 'changes', pieces: changes.map(changePiece), share: 1 },
  ];
  const notes = plan.notes.slice(0, 20).map((note) => `> ${prose(cut(note, 1000))}`);
  const parts = [
    `### Plan for ${codeSpan(plan.workspace)}`,
    `${headline(plan)}. Quota: ${quotaLine(plan.quota)}.`,
    ...notes,
  ];
  // Room for the headings, the empty lines between parts, and what is said about the cuts.
  let left = room - parts.join('\n\n').length - 800;
  for (const { heading, noun, pieces, share } of sections) {
    if (pieces.length === 0) continue;
    const fitted = fit(pieces, Math.max(0, left * share));
    const text = fitted.texts.join('\n');
    left -= text.length;
    const cutting = cutText(fitted, noun);
    parts.push(`#### ${heading}`, ...(text === '' ? [] : [text]), ...(cutting === '' ? [] : [cutting]));
  }
  return `${parts.join('\n\n')}\n`;
};
