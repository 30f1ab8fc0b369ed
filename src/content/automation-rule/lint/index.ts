import type { LintRule, ContentItem } from '../../../core/lint-rule.ts';
import { actionShape } from './action-shape.ts';
import { conditionShape } from './condition-shape.ts';
import { type AutomationDraft, type AutomationCheck, actionsOf, type AutomationRepositoryCheck } from './draft.ts';
import { playbookElsewhere, refersToDisabled, refersToNoFile, refersToNothing } from './references.ts';
import { isArray, isNothing, objectOf } from '../../../core/json.ts';
import { instantOf } from '../../../core/duration.ts';
import { counted } from '../../../core/text/phrase.ts';

type Item = ContentItem<AutomationDraft>;

const setBy = ({ raw }: Item): readonly string[] =>
  actionsOf(raw).flatMap(({ value }) => {
    const said = objectOf(value['actionConfiguration']);
    return value['actionType'] === 'ModifyProperties' ? Object.keys(said).filter((name) => !isNothing(said[name])) : [];
  });

/** Rules that can act at one moment: the same trigger, switched on. */
const moment = ({ draft: { values } }: Item): string | undefined => {
  const { order, triggeringLogic } = values;
  return order === undefined || triggeringLogic?.isEnabled !== true
    ? undefined
    : [order, triggeringLogic.triggersOn, triggeringLogic.triggersWhen].join(' ');
};

const sameOrder: AutomationRepositoryCheck = {
  id: 'repo/same-order',
  scope: 'repository',
  severity: 'warning',
  summary: 'Two automation rules of the same order set the same property.',
  why: 'The service takes equal orders and does not say which of the two runs last, and so which value stays.',
  *check(items) {
    const seen = new Map<string, Item>();
    for (const item of items) {
      const when = moment(item);
      if (when === undefined) continue;
      for (const property of new Set(setBy(item))) {
        const key = `${when} ${property}`;
        const first = seen.get(key);
        if (first === undefined) seen.set(key, item);
        else
          yield {
            path: item.document.path,
            at: '/order',
            message: `The order ${item.draft.values.order ?? ''} is also that of ${first.document.path}, and both set \`${property}\`.`,
            hint: 'Give the rule that should win the higher order.',
            related: [{ message: 'The other rule is here.', path: first.document.path, at: '/order' }],
          };
      }
    }
  },
};

const closesUnclassified: AutomationCheck = {
  id: 'rule/closes-unclassified',
  scope: 'item',
  severity: 'warning',
  summary: 'An automation rule closes incidents without saying why.',
  why:
    'A closed incident without a classification counts as undetermined in every report, and nobody can tell later what ' +
    'was noise. A comment says which decision stands behind it.',
  *check({ raw }) {
    for (const { at, value } of actionsOf(raw)) {
      const { status, classification, classificationComment } = objectOf(value['actionConfiguration']);
      if (value['actionType'] !== 'ModifyProperties' || status !== 'Closed') continue;
      if (classification === undefined || classification === null)
        yield {
          at: `${at}/actionConfiguration`,
          message: 'The action closes the incident without a `classification`.',
          hint: 'Add `classification` (and `classificationReason`), such as BenignPositive with SuspiciousButExpected.',
        };
      else if (typeof classificationComment !== 'string' || classificationComment.trim() === '')
        yield {
          at: `${at}/actionConfiguration`,
          message: 'The action closes the incident without a `classificationComment`.',
          hint: 'Say in a sentence why such incidents may be closed unseen.',
        };
    }
  },
};

const day = 86_400_000;
const ahead = 14;

const automationExpired: AutomationCheck = {
  id: 'rule/automation-expired',
  scope: 'item',
  severity: 'warning',
  summary: 'An automation rule has ended, or ends soon.',
  why:
    'The service switches an automation rule off when its end has passed. The file then says enabled, the workspace does ' +
    'not, and whoever relied on the rule is not told.',
  *check({ draft: { values } }, { now }) {
    const { expirationTimeUtc: end, isEnabled } = values.triggeringLogic ?? {};
    const instant = end === undefined ? undefined : instantOf(end);
    if (instant === undefined || isEnabled === false || instant > now + ahead * day) return;
    yield {
      at: '/triggeringLogic/expirationTimeUtc',
      message:
        instant <= now
          ? `The rule ended at ${end ?? ''}; the service has switched it off.`
          : `The rule ends at ${end ?? ''}, in ${counted(Math.ceil((instant - now) / day), 'day')}.`,
      hint: 'Set a later end, take it out, or remove the rule.',
    };
  },
};

const actsOnEverything: AutomationCheck = {
  id: 'rule/acts-on-everything',
  scope: 'item',
  severity: 'warning',
  summary: 'An automation rule has no condition.',
  why:
    'Without a condition the rule acts on every incident, or every alert, of the workspace. It mostly happens when the ' +
    'condition on the analytics rule was left out (hashicorp/terraform-provider-azurerm issue 14286).',
  *check({ raw, draft: { values } }) {
    if (values.triggeringLogic === undefined) return;
    const { conditions } = objectOf(raw['triggeringLogic']);
    if (isArray(conditions) && conditions.length > 0) return;
    yield {
      at: '/triggeringLogic',
      message: `The rule has no condition: it acts on every ${values.triggeringLogic.triggersOn === 'Alerts' ? 'alert' : 'incident'}.`,
      hint: 'Say under `conditions` on what it should act, such as the ids of analytics rules. If it is meant for all, switch this finding off with a reason.',
    };
  },
};

export type { AutomationDraft } from './draft.ts';

/** Every check of automation rules beyond the schema. */
export const lint: readonly LintRule<AutomationDraft>[] = [
  conditionShape,
  actionShape,
  actsOnEverything,
  closesUnclassified,
  automationExpired,
  refersToNothing,
  playbookElsewhere,
  refersToNoFile,
  refersToDisabled,
  sameOrder,
];
