import { isArray, isObject, type JsonObject, type JsonValue } from '../../src/core/json.ts';
import { at, type Random } from './mutate.ts';

/** Values that a service, a person or another tool could leave anywhere. */
const odd: readonly JsonValue[] = [
  null,
  '',
  ' ',
  0,
  -1,
  1.5,
  1e308,
  2 ** 53,
  true,
  false,
  [],
  {},
  [null],
  [[]],
  [{}],
  { '': '' },
  '__proto__',
  'constructor',
  'PT0S',
  'P9999999999D',
  'pt5m',
  '-PT5M',
  '1h',
  'null',
  'ABCDEF01-1111-4222-8333-444444444444',
  '2026-02-30T25:61:00Z',
  '\u0000',
  '\ud800',
  '\u202e',
  'İ',
  '{{a}}{{b}}{{c}}{{d}}',
  '${{ x }}',
  "[concat('a', parameters('b'))]",
  '[[x',
  'A'.repeat(5001),
  Array.from({ length: 600 }, (_, index) => `x${index}`),
];

const keys = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  '',
  ' ',
  'enabled',
  'Severity',
  'x'.repeat(300),
];

const withMember = (value: JsonObject, key: string, member: JsonValue): JsonObject =>
  Object.fromEntries([...Object.entries(value), [key, member]]);

/** One thing done to a value itself: another one, a member or item more, fewer, twice, renamed or in another order. */
const spoilt = (value: JsonValue, random: Random): JsonValue => {
  const choice = Math.floor(random() * 6);
  if (choice === 0) return at(odd, random) ?? null;
  if (isArray(value)) {
    if (choice === 1) return value.toReversed();
    if (choice === 2) return [...value, ...value];
    if (choice === 3) return value.slice(1);
    return [...value, at(odd, random) ?? null];
  }
  if (isObject(value)) {
    const entries = Object.entries(value);
    const chosen = at(entries, random)?.[0] ?? '';
    const rest = entries.filter(([key]) => key !== chosen);
    if (choice === 1) return Object.fromEntries(rest);
    if (choice === 2) return Object.fromEntries([...rest, [chosen.toUpperCase(), value[chosen] ?? null]]);
    if (choice === 3) return Object.fromEntries(entries.toReversed());
    return withMember(value, at(keys, random) ?? '', at(odd, random) ?? null);
  }
  if (typeof value === 'string' && choice === 1) return value.toUpperCase();
  if (typeof value === 'string' && choice === 2) return `${value.slice(1)}${value.slice(0, 1)}`;
  return at(odd, random) ?? null;
};

/** A value with something done to it at a random place. */
const spoiltSomewhere = (value: JsonValue, random: Random): JsonValue => {
  const here = random() < 0.2;
  if (!here && isArray(value) && value.length > 0) {
    const place = Math.floor(random() * value.length);
    return value.map((item, index) => (index === place ? spoiltSomewhere(item, random) : item));
  }
  if (!here && isObject(value)) {
    const chosen = at(Object.keys(value), random);
    if (chosen !== undefined)
      return Object.fromEntries(
        Object.entries(value).map(([key, item]) => [key, key === chosen ? spoiltSomewhere(item, random) : item]),
      );
  }
  return spoilt(value, random);
};

/** A value with one to four things done to its structure: still JSON, and of a size like before. */
export const oddJson = (value: JsonValue, random: Random): JsonValue => {
  let result = value;
  const times = 1 + Math.floor(random() * 4);
  for (let time = 0; time < times; time += 1) result = spoiltSomewhere(result, random);
  return result;
};
