import { isArray, isObject, type JsonObject, type JsonValue, objectOf, textOf, textsOf } from '../../core/json.ts';
import type { Action, Trigger } from './fields.ts';

/** `NotStartsWith` as people say it: `not starts with`. */
const spoken = (name: string): string => name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase();

/** One condition in words. */
export const sayCondition = ({ conditionType, conditionProperties }: JsonObject): string => {
  const said = objectOf(conditionProperties);
  const values = textsOf(said['propertyValues']).join(', ');
  const operator = spoken(textOf(said['operator']) ?? '');
  const inner = (key: string, word: string): string => {
    const list = said[key];
    return isArray(list) ? list.map((item) => (isObject(item) ? `(${sayCondition(item)})` : '')).join(` ${word} `) : '';
  };
  switch (conditionType) {
    case 'Boolean':
      return inner('innerConditions', operator);
    case 'PropertyArray':
      return `any of ${textOf(said['arrayType']) ?? '?'} with ${inner('itemConditions', 'and')}`;
    case 'PropertyChanged':
      return `${textOf(said['propertyName']) ?? '?'} ${spoken(textOf(said['changeType']) ?? 'changed')} ${operator} ${values}`.trim();
    case 'PropertyArrayChanged':
      return `${textOf(said['arrayType']) ?? '?'} added`;
    default:
      return `${textOf(said['propertyName']) ?? '?'} ${operator} ${values}`.trim();
  }
};

/** When a rule acts, as a sentence. */
export const sayTrigger = ({ triggersOn, triggersWhen, conditions = [], expirationTimeUtc }: Trigger): string => {
  const what = `${triggersOn === 'Alerts' ? 'an alert' : 'an incident'} is ${triggersWhen.toLowerCase()}`;
  const where = conditions.length === 0 ? '' : ` and ${conditions.map(sayCondition).join(' and ')}`;
  return `Acts when ${what}${where}${expirationTimeUtc === undefined ? '' : `, until ${expirationTimeUtc}`}.`;
};

/** What one action does, as a sentence. */
export const sayAction = ({ actionType, actionConfiguration: said }: Action): string => {
  switch (actionType) {
    case 'RunPlaybook':
      return `Runs the playbook ${textOf(said['playbook']) ?? textOf(said['logicAppResourceId'])?.split('/').at(-1) ?? '?'}.`;
    case 'AddIncidentTask':
      return `Adds the task ${textOf(said['title']) ?? '?'}.`;
    case 'ModifyProperties':
      return `Sets ${Object.entries(said)
        .map(([name, value]) => `${spoken(name)} to ${textOf(value) ?? listed(value)}`)
        .join(', ')}.`;
  }
};

/** Labels by their names, an owner by the first thing said of it. */
const listed = (value: JsonValue): string => {
  if (isArray(value)) return value.map(listed).join(', ');
  if (!isObject(value)) return JSON.stringify(value);
  return textOf(value['labelName']) ?? Object.values(value).find((member) => typeof member === 'string') ?? '?';
};
