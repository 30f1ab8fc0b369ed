import type { Finding } from '../../../core/diagnostic.ts';
import { isNothing, type JsonObject, type JsonValue, objectOf, textOrEmpty } from '../../../core/json.ts';
import * as names from '../names.ts';
import { shown } from '../../analytics-rule/lint/fields.ts';
import { conditionsOf, type AutomationCheck, type Placed } from './draft.ts';

type Member = { readonly name: string; readonly allowed?: readonly string[] };

/** What each type of condition is made of. */
const members: Readonly<Record<string, readonly Member[]>> = {
  Property: [
    { name: 'propertyName', allowed: names.properties },
    { name: 'operator', allowed: names.operators },
    { name: 'propertyValues' },
  ],
  PropertyArray: [
    { name: 'arrayType', allowed: names.searchedLists },
    { name: 'arrayConditionType', allowed: ['AnyItem'] },
    { name: 'itemConditions' },
  ],
  PropertyChanged: [{ name: 'propertyName', allowed: names.changedProperties }],
  PropertyArrayChanged: [
    { name: 'arrayType', allowed: names.growingLists },
    { name: 'changeType', allowed: ['Added'] },
  ],
  Boolean: [{ name: 'operator', allowed: names.combinations }, { name: 'innerConditions' }],
};

/** What a type may have besides. */
const others: Readonly<Record<string, readonly string[]>> = {
  PropertyChanged: ['changeType', 'operator', 'propertyValues'],
};

const isOneOf = (value: JsonValue | undefined, allowed: readonly string[] | undefined): boolean =>
  allowed === undefined || allowed.some((name) => name === value);

function* within(type: string, at: string, said: JsonObject): Generator<Finding> {
  const wanted = members[type] ?? [];
  for (const { name, allowed } of wanted) {
    const value = said[name] ?? null;
    if (isNothing(value))
      yield {
        at,
        message: `A condition of the type ${type} has no \`${name}\`.`,
        hint: `It takes ${wanted.map((member) => `\`${member.name}\``).join(', ')}.`,
      };
    else if (!isOneOf(value, allowed))
      yield {
        at: `${at}/${name}`,
        message: `${shown(value)} is no \`${name}\` of a condition of the type ${type}.`,
        hint: `It takes ${(allowed ?? []).slice(0, 12).join(', ')}${(allowed ?? []).length > 12 ? ' and others: see the schema' : ''}.`,
      };
  }
  const possible = [...wanted.map(({ name }) => name), ...(others[type] ?? [])];
  for (const name of Object.keys(said))
    if (!possible.includes(name) && !isNothing(said[name]))
      yield {
        at: `${at}/${name}`,
        message: `A condition of the type ${type} has no \`${name}\`.`,
        hint: `It takes ${possible.map((each) => `\`${each}\``).join(', ')}.`,
      };
}

const isChange = ({ value }: Placed): boolean =>
  value['conditionType'] === 'PropertyChanged' || value['conditionType'] === 'PropertyArrayChanged';

export const conditionShape: AutomationCheck = {
  id: 'rule/condition-shape',
  scope: 'item',
  severity: 'error',
  summary: 'A condition of an automation rule is not made as its type asks.',
  why:
    'Each type of condition has members of its own, by the published schema of the service. What is missing or stands ' +
    'there for another type is refused, or does nothing. An incident that was just created has not changed yet, so ' +
    'conditions on changes go with Updated.',
  *check({ raw, draft: { values } }) {
    for (const placed of conditionsOf(raw)) {
      const { conditionType } = placed.value;
      if (typeof conditionType === 'string')
        yield* within(conditionType, `${placed.at}/conditionProperties`, objectOf(placed.value['conditionProperties']));
      if (isChange(placed) && values.triggeringLogic?.triggersWhen === 'Created')
        yield {
          at: `${placed.at}/conditionType`,
          message: `The rule acts when something is created, and a condition of the type ${textOrEmpty(conditionType)} looks at a change.`,
          hint: 'Set `triggersWhen: Updated`, or compare the property itself with the type Property.',
        };
    }
  },
};
