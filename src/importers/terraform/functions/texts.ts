import { isArray, type JsonValue, textOrJson, scalarText } from '../../../core/json.ts';
import { format, formatList } from './format.ts';
import { onList, onText, onTexts, signsOf, type Functions, type Pure } from './signature.ts';

const trimmed = (value: string, signs: string): string => {
  const isSign = (sign: string | undefined): boolean => sign !== undefined && signs.includes(sign);
  let [from, to] = [0, value.length];
  while (from < to && isSign(value[from])) from += 1;
  while (to > from && isSign(value[to - 1])) to -= 1;
  return value.slice(from, to);
};

const indented: Pure = (count, text) =>
  typeof count === 'number' && typeof text === 'string' && count <= 1000
    ? text.split('\n').join(`\n${' '.repeat(count)}`)
    : undefined;

const joined: Pure = (by, ...lists) =>
  typeof by === 'string' && lists.every(isArray)
    ? lists.flatMap((list) => (isArray(list) ? list.map(textOrJson) : [])).join(by)
    : undefined;

const substr: Pure = (value, from, count) => {
  const text = scalarText(value);
  if (text === undefined || typeof from !== 'number' || typeof count !== 'number') return undefined;
  const all = signsOf(text);
  const start = from < 0 ? Math.max(0, all.length + from) : from;
  return all.slice(start, count < 0 ? undefined : start + count).join('');
};

const withSign = (value: JsonValue | undefined): number | undefined =>
  typeof value === 'string' && /^[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i.test(value) ? Number(value) : undefined;

/** Source: Terraform's documentation, "String functions", and those of type conversion. */
export const textFunctions: Functions = {
  chomp: onText((value) => value.replace(/(?<![\r\n])[\r\n]+$/, '')),
  endswith: onTexts((value, end) => value.endsWith(end)),
  format,
  formatlist: formatList,
  indent: indented,
  join: joined,
  lower: onText((value) => value.toLowerCase()),
  nonsensitive: (value) => value,
  sensitive: (value) => value,
  issensitive: () => false,
  split: onTexts((by, value) => value.split(by)),
  startswith: onTexts((value, begin) => value.startsWith(begin)),
  strcontains: onTexts((value, part) => value.includes(part)),
  strrev: onText((value) => signsOf(value).toReversed().join('')),
  substr,
  // Every ASCII sign but letters, digits and `_` ends a word, and so does a blank of any kind.
  title: onText((value) => value.replaceAll(/(?:(?<!\w|\P{ASCII})|(?<=\s))\p{L}/gu, (found) => found.toUpperCase())),
  tobool: (value) =>
    typeof value === 'boolean' ? value : value === 'true' ? true : value === 'false' ? false : undefined,
  tonumber: (value) => (typeof value === 'number' ? value : withSign(value)),
  tostring: onText((value) => value),
  trim: onTexts(trimmed),
  trimprefix: onTexts((value, begin) => (value.startsWith(begin) ? value.slice(begin.length) : value)),
  trimspace: onText((value) => value.trim()),
  trimsuffix: onTexts((value, end) => (end !== '' && value.endsWith(end) ? value.slice(0, -end.length) : value)),
  upper: onText((value) => value.toUpperCase()),
  basename: onText((value) => value.split('/').at(-1)),
  dirname: onText((value) => (value.includes('/') ? value.slice(0, value.lastIndexOf('/')) : '.')),
  tolist: onList((items) => items),
};
