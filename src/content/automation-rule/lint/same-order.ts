import type { ContentItem } from '../../../core/content-type.ts';
import { isNothing } from '../../../core/json.ts';
import { actionsOf, memberOf, type AutomationDraft, type AutomationRepositoryCheck } from './draft.ts';

type Item = ContentItem<AutomationDraft>;

const setBy = ({ raw }: Item): readonly string[] =>
  actionsOf(raw).flatMap(({ value }) => {
    const said = memberOf(value, 'actionConfiguration');
    return value['actionType'] === 'ModifyProperties' ? Object.keys(said).filter((name) => !isNothing(said[name])) : [];
  });

/** Rules that can act at one moment: the same trigger, switched on. */
const moment = ({ draft: { values } }: Item): string | undefined => {
  const { order, triggeringLogic } = values;
  return order === undefined || triggeringLogic?.isEnabled !== true
    ? undefined
    : [order, triggeringLogic.triggersOn, triggeringLogic.triggersWhen].join(' ');
};

export const sameOrder: AutomationRepositoryCheck = {
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
