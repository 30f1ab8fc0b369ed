import { type JsonObject, type JsonValue, objectOf } from '../../core/json.ts';
import type { Compiled } from './compile.ts';
import { invalidModel, type Reply } from '../reply.ts';
import type { EmulatorSettings } from '../settings/settings.ts';

/** What a check of a rule may look at. */
type Checked = {
  readonly kind: string;
  /** The properties as sent, without what the api-version does not know. */
  readonly properties: JsonObject;
  readonly settings: EmulatorSettings;
  readonly now: number;
  /** Compiles the rule's query in its workspace; undefined where nobody compiles. */
  readonly compile: (query: string) => Compiled | undefined;
};

/** A refusal in the service's words, or nothing. */
export type Check = (rule: Checked) => Reply | undefined;

/** The first refusal of some checks. */
export const firstOf =
  (...checks: readonly Check[]): Check =>
  (rule) => {
    for (const check of checks) {
      const reply = check(rule);
      if (reply !== undefined) return reply;
    }
    return undefined;
  };

/** The first refusal over a list of values. */
export const firstIn = <T>(items: Iterable<T>, check: (item: T) => Reply | undefined): Reply | undefined => {
  for (const item of items) {
    const reply = check(item);
    if (reply !== undefined) return reply;
  }
  return undefined;
};

export const isAbsent = (value: JsonValue | undefined): value is null | undefined =>
  value === undefined || value === null;

/** The text of a .NET enum that does not know a value. */
export const unknownEnum = (value: JsonValue, type: string, member: string): Reply =>
  invalidModel(`Error converting value ${JSON.stringify(value)} to type '${type}'.`, member);

/** Whether a value is one of an enum's, in the letters that the settings allow. */
export const inEnum = (value: JsonValue, allowed: readonly string[], settings: EmulatorSettings): boolean =>
  typeof value === 'string' &&
  (allowed.includes(value) ||
    (settings.enumCase === 'insensitive' && allowed.some((name) => name.toLowerCase() === value.toLowerCase())));

/** The text of a .NET length attribute. */
export const tooLong = (member: string, limit: number): Reply =>
  invalidModel(`The field ${member} must be a string with a maximum length of ${limit}.`);

/** The text of a .NET range attribute. */
export const outOfRange = (member: string, low: string | number, high: string | number): Reply =>
  invalidModel(`The field ${member} must be between ${low} and ${high}.`);

/** A query must have 1 to 10,000 characters (Microsoft Learn, Sentinel service limits); the live text is unknown. */
export const invalidQueryLength = (length: number): Reply =>
  invalidModel(`Invalid length of '${length}' for 'Query'. 'Query' length should be between '1' and '10000'`);

/** The refusal of a body without one of the properties that its type needs. */
export const requiredProperty = (body: JsonObject, names: readonly string[]): Reply | undefined => {
  const properties = objectOf(body['properties']);
  const missing = names.find((name) => isAbsent(properties[name]));
  return missing === undefined ? undefined : invalidModel(`Required property '${missing}' not found in JSON.`);
};

/** Whether rules of a kind run a query. */
export const isQueryRule = (kind: string): boolean => kind === 'Scheduled' || kind === 'NRT';
