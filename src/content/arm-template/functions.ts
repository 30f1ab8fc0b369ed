import { equalJson, isArray, isObject, type JsonValue } from '../../core/json.ts';
import { gapsOf, hole, joined, known, type Resolved } from './resolved.ts';

/** A function over known values; undefined where the service would refuse its arguments. */
type Pure = (...values: readonly (JsonValue | undefined)[]) => JsonValue | undefined;

const text = (value: JsonValue | undefined): string | undefined => (typeof value === 'string' ? value : undefined);
const number = (value: JsonValue | undefined): number | undefined => (typeof value === 'number' ? value : undefined);

const onText =
  (change: (value: string) => JsonValue): Pure =>
  (value) =>
    typeof value === 'string' ? change(value) : undefined;

const onTwo =
  (change: (left: number, right: number) => JsonValue | undefined): Pure =>
  (left, right) => {
    const [a, b] = [number(left), number(right)];
    return a === undefined || b === undefined ? undefined : change(a, b);
  };

const lower = (value: string): string => value.toLowerCase();

const plain = (value: JsonValue | undefined): string =>
  typeof value === 'string' ? value : JSON.stringify(value ?? '');

const contains: Pure = (container, item) => {
  if (isArray(container)) return container.some((member) => equalJson(member, item));
  if (isObject(container)) return Object.keys(container).some((key) => lower(key) === lower(plain(item)));
  return typeof container === 'string' ? container.includes(plain(item)) : undefined;
};

const length: Pure = (value) => {
  if (isArray(value) || typeof value === 'string') return value.length;
  return isObject(value) ? Object.keys(value).length : undefined;
};

const parsed: Pure = (value) => {
  if (typeof value !== 'string') return undefined;
  try {
    const held: unknown = JSON.parse(`{"value":${value}}`);
    return isObject(held) ? held['value'] : undefined;
  } catch {
    return undefined;
  }
};

const split: Pure = (value, by) => {
  const [whole, separator] = [text(value), isArray(by) ? text(by[0]) : text(by)];
  return whole === undefined || separator === undefined || (isArray(by) && by.length > 1)
    ? undefined
    : whole.split(separator);
};

const substring: Pure = (value, start, count) => {
  const [whole, from] = [text(value), number(start)];
  if (whole === undefined || from === undefined) return undefined;
  return count === undefined ? whole.slice(from) : whole.slice(from, from + (number(count) ?? 0));
};

const formatted: Pure = (pattern, ...values) => {
  if (typeof pattern !== 'string') return undefined;
  // Only plain places: what a format after a colon means is .NET's affair.
  if (/\{\d+[:,]/.test(pattern) || values.some((value) => isArray(value) || isObject(value))) return undefined;
  return pattern.replaceAll(/\{\{|\}\}|\{(\d+)\}/g, (whole, index: string | undefined) =>
    index === undefined ? whole.charAt(0) : plain(values[Number(index)]),
  );
};

/** Names are compared without case, as the service does. Source: Microsoft Learn, "ARM template functions". */
const pure: Readonly<Record<string, Pure>> = {
  tolower: onText(lower),
  toupper: onText((value) => value.toUpperCase()),
  trim: onText((value) => value.trim()),
  string: (value) => (value === undefined ? undefined : typeof value === 'string' ? value : JSON.stringify(value)),
  int: (value) => (typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : number(value)),
  bool: (value) =>
    typeof value === 'string' ? lower(value) === 'true' : typeof value === 'boolean' ? value : undefined,
  json: parsed,
  replace: (value, old, next) => {
    const [whole, from, to] = [text(value), text(old), text(next)];
    if (whole === undefined || from === undefined || to === undefined || from === '') return undefined;
    return whole.split(from).join(to);
  },
  split,
  join: (list, by) => (isArray(list) && typeof by === 'string' ? list.map(plain).join(by) : undefined),
  substring,
  first: (value) => (isArray(value) ? value[0] : text(value)?.charAt(0)),
  last: (value) => (isArray(value) ? value.at(-1) : text(value)?.slice(-1)),
  length,
  empty: (value) => (value === null ? true : length(value) === undefined ? undefined : length(value) === 0),
  contains,
  startswith: (value, begin) =>
    text(value)
      ?.toLowerCase()
      .startsWith(lower(text(begin) ?? '')),
  endswith: (value, end) =>
    text(value)
      ?.toLowerCase()
      .endsWith(lower(text(end) ?? '')),
  format: formatted,
  equals: (left, right) => (left === undefined || right === undefined ? undefined : equalJson(left, right)),
  not: (value) => (typeof value === 'boolean' ? !value : undefined),
  true: () => true,
  false: () => false,
  null: () => null,
  createarray: (...values) => values.flatMap((value) => (value === undefined ? [] : [value])),
  createobject: (...values) =>
    Object.fromEntries(
      values.flatMap((value, index) => (index % 2 === 0 ? [[plain(value), values[index + 1] ?? null] as const] : [])),
    ),
  add: onTwo((left, right) => left + right),
  sub: onTwo((left, right) => left - right),
  mul: onTwo((left, right) => left * right),
  div: onTwo((left, right) => (right === 0 ? undefined : Math.trunc(left / right))),
  mod: onTwo((left, right) => (right === 0 ? undefined : left % right)),
  greater: onTwo((left, right) => left > right),
  greaterorequals: onTwo((left, right) => left >= right),
  less: onTwo((left, right) => left < right),
  lessorequals: onTwo((left, right) => left <= right),
};

/** Why nobody but the service can say what these come to. */
const unknowable: Readonly<Record<string, string>> = {
  newguid: 'newGuid() makes up another value at each deployment',
  utcnow: 'utcNow() depends on the moment of the deployment',
  resourcegroup: 'resourceGroup() is known only at deployment',
  subscription: 'subscription() is known only at deployment',
  deployment: 'deployment() is known only at deployment',
  environment: 'environment() is known only at deployment',
  tenant: 'tenant() is known only at deployment',
  reference: 'reference() reads a resource at deployment',
};

const concat = (values: readonly Resolved[]): Resolved => {
  const lists = values.map((item) => (item.kind === 'value' && isArray(item.value) ? item.value : undefined));
  if (values.length > 0 && lists.every((list) => list !== undefined)) return known(lists.flat());
  return joined(values);
};

const isTrue = (item: Resolved): boolean | undefined =>
  item.kind === 'value' && typeof item.value === 'boolean' ? item.value : undefined;

/** `and` and `or` may be known before all of their arguments are. */
const logical = (values: readonly Resolved[], deciding: boolean): Resolved => {
  if (values.some((item) => isTrue(item) === deciding)) return known(deciding);
  if (values.every((item) => isTrue(item) !== undefined)) return known(!deciding);
  return hole(values.flatMap(gapsOf)[0] ?? 'a condition is not true or false');
};

const coalesce = (values: readonly Resolved[]): Resolved => {
  for (const item of values) if (item.kind !== 'value' || item.value !== null) return item;
  return known(null);
};

/** The value of a function's call; a hole that says why where it cannot be known from the template alone. */
export const callFunction = (name: string, values: readonly Resolved[]): Resolved => {
  const key = lower(name);
  switch (key) {
    case 'concat':
      return concat(values);
    case 'if': {
      const [condition, yes, no] = values;
      const holds = condition === undefined ? undefined : isTrue(condition);
      const chosen = holds === undefined ? undefined : holds ? yes : no;
      return chosen ?? hole(values.flatMap(gapsOf)[0] ?? 'the condition of if() is not true or false');
    }
    case 'and':
      return logical(values, false);
    case 'or':
      return logical(values, true);
    case 'coalesce':
      return coalesce(values);
    default:
  }
  const reason = Object.hasOwn(unknowable, key) ? unknowable[key] : undefined;
  if (reason !== undefined) return hole(reason);
  const gap = values.flatMap(gapsOf)[0];
  const own = Object.hasOwn(pure, key) ? pure[key] : undefined;
  if (own === undefined) return hole(`${name}() is not something that can be worked out without the service`);
  if (gap !== undefined) return hole(gap);
  const result = own(...values.map((item) => (item.kind === 'value' ? item.value : undefined)));
  return result === undefined ? hole(`${name}() is called with arguments that it does not take`) : known(result);
};
