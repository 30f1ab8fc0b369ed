import type { ItemRule, RepositoryRule } from '../../../core/lint-rule.ts';
import { isArray, isObject, type JsonObject, type JsonValue } from '../../../core/json.ts';
import { pointer, type JsonPointer } from '../../../core/pointer.ts';
import type { AutomationValues } from '../fields.ts';

/** The valid fields of a file. */
export type AutomationDraft = {
  readonly values: Partial<AutomationValues>;
  readonly invalid: readonly string[];
};

export type AutomationCheck = ItemRule<AutomationDraft>;
export type AutomationRepositoryCheck = RepositoryRule<AutomationDraft>;

/** A mapping of the file and where it stands. */
export type Placed = { readonly at: JsonPointer; readonly value: JsonObject };

const objectsIn = (list: JsonValue | undefined, at: JsonPointer): readonly Placed[] =>
  isArray(list) ? list.flatMap((value, index) => (isObject(value) ? [{ at: at + pointer(index), value }] : [])) : [];

/** Every condition of a file, inner ones behind those that hold them. */
export const conditionsOf = (raw: JsonObject): readonly Placed[] => {
  const within = (placed: Placed): readonly Placed[] => {
    const said = placed.value['conditionProperties'];
    if (!isObject(said)) return [placed];
    const inner = (key: string): readonly Placed[] =>
      objectsIn(said[key], placed.at + pointer('conditionProperties', key)).flatMap(within);
    return [placed, ...inner('itemConditions'), ...inner('innerConditions')];
  };
  const { triggeringLogic } = raw;
  const list = isObject(triggeringLogic) ? triggeringLogic['conditions'] : undefined;
  return objectsIn(list, pointer('triggeringLogic', 'conditions')).flatMap(within);
};

/** Every action of a file. */
export const actionsOf = (raw: JsonObject): readonly Placed[] => objectsIn(raw['actions'], pointer('actions'));
