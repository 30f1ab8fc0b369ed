import { createHash } from 'node:crypto';
import { canonicalJson, equalJson, isArray, isObject, parseJson, type JsonValue } from '../../core/json.ts';
import { readDocument } from '../../core/text/read-document.ts';

/** A function of Terraform over known values; undefined for arguments that it does not take. */
type Pure = (...values: readonly JsonValue[]) => JsonValue | undefined;

const onText =
  (change: (value: string) => JsonValue | undefined): Pure =>
  (value) =>
    typeof value === 'string'
      ? change(value)
      : typeof value === 'number' || typeof value === 'boolean'
        ? change(String(value))
        : undefined;

const onTexts =
  (change: (value: string, other: string) => JsonValue | undefined): Pure =>
  (value, other) =>
    typeof value === 'string' && typeof other === 'string' ? change(value, other) : undefined;

const onList =
  (change: (items: readonly JsonValue[]) => JsonValue | undefined): Pure =>
  (value) =>
    isArray(value) ? change(value) : undefined;

/** A value as the text that Terraform makes of it. */
export const plain = (value: JsonValue): string => (typeof value === 'string' ? value : JSON.stringify(value));

const unique = (items: readonly JsonValue[]): readonly JsonValue[] =>
  items.filter((item, index) => items.findIndex((other) => equalJson(other, item)) === index);

const byText = (left: JsonValue, right: JsonValue): number => {
  const [a, b] = [plain(left), plain(right)];
  return a < b ? -1 : Number(a > b);
};

const namespaces: Readonly<Record<string, string>> = {
  dns: '6ba7b810-9dad-11d1-80b4-00c04fd430c8',
  url: '6ba7b811-9dad-11d1-80b4-00c04fd430c8',
  oid: '6ba7b812-9dad-11d1-80b4-00c04fd430c8',
  x500: '6ba7b814-9dad-11d1-80b4-00c04fd430c8',
};

/** RFC 9562, version 5. */
const uuidv5 = (space: string, name: string): string | undefined => {
  const hex = (namespaces[space] ?? space).replaceAll('-', '');
  if (!/^[0-9a-f]{32}$/i.test(hex)) return undefined;
  const bytes = createHash('sha1').update(Buffer.from(hex, 'hex')).update(name).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
};

/** Verbs of format(): text, number, value, quoted text; with a width. */
const format: Pure = (pattern, ...values) => {
  if (typeof pattern !== 'string') return undefined;
  let next = 0;
  let isRefused = false;
  const result = pattern.replaceAll(
    /%(?:%|(-?)(0?)(\d*)([sdvqtf]))/g,
    (found, left: string, zero: string, width: string, verb: string | undefined) => {
      if (verb === undefined) return '%';
      const value = values[next];
      next += 1;
      if (value === undefined) {
        isRefused = true;
        return found;
      }
      const text = verb === 'q' ? JSON.stringify(plain(value)) : verb === 'f' ? Number(value).toFixed(6) : plain(value);
      const size = Math.min(Number(width), 10_000);
      return left === '-' ? text.padEnd(size) : text.padStart(size, zero === '0' ? '0' : ' ');
    },
  );
  return isRefused || /%[^%sdvqtf\d-]/.test(pattern) ? undefined : result;
};

const trimmed = (value: string, signs: string, at: 'both' | 'start' | 'end'): string => {
  const isSign = (sign: string | undefined): boolean => sign !== undefined && signs.includes(sign);
  let [from, to] = [0, value.length];
  if (at !== 'end') while (from < to && isSign(value[from])) from += 1;
  if (at !== 'start') while (to > from && isSign(value[to - 1])) to -= 1;
  return value.slice(from, to);
};

const merge: Pure = (...maps) =>
  maps.every((map) => isObject(map) || map === null)
    ? Object.assign({}, ...maps.map((map) => (isObject(map) ? map : {})))
    : undefined;

const flatten = (items: readonly JsonValue[]): readonly JsonValue[] =>
  items.flatMap((item) => (isArray(item) ? flatten(item) : [item]));

const parsedYaml = (text: string): JsonValue | undefined => {
  const { document, diagnostics } = readDocument('yamldecode', text);
  return diagnostics.some(({ severity }) => severity === 'error') ? undefined : document.value;
};

const indented: Pure = (count, text) =>
  typeof count === 'number' && typeof text === 'string' && count <= 1000
    ? text.split('\n').join(`\n${' '.repeat(count)}`)
    : undefined;

const lookup: Pure = (map, key, fallback) => {
  if (!isObject(map) || typeof key !== 'string') return undefined;
  return Object.hasOwn(map, key) ? map[key] : fallback;
};

const element: Pure = (list, index) =>
  isArray(list) && typeof index === 'number' && list.length > 0 ? list[index % list.length] : undefined;

/** Source: Terraform's documentation, "Built-in functions". */
export const functions: Readonly<Record<string, Pure>> = {
  abs: (value) => (typeof value === 'number' ? Math.abs(value) : undefined),
  base64decode: onText((value) => Buffer.from(value, 'base64').toString('utf8')),
  base64encode: onText((value) => Buffer.from(value).toString('base64')),
  basename: onText((value) => value.split('/').at(-1)),
  ceil: (value) => (typeof value === 'number' ? Math.ceil(value) : undefined),
  chomp: onText((value) => value.replace(/(?<![\r\n])[\r\n]+$/, '')),
  coalesce: (...values) => values.find((value) => value !== null && value !== ''),
  coalescelist: (...values) => values.find((value) => isArray(value) && value.length > 0),
  compact: onList((items) => items.filter((item) => item !== null && item !== '')),
  concat: (...lists) => (lists.every(isArray) ? lists.flatMap((list) => (isArray(list) ? list : [])) : undefined),
  contains: (list, value) => (isArray(list) ? list.some((item) => equalJson(item, value)) : undefined),
  dirname: onText((value) => (value.includes('/') ? value.slice(0, value.lastIndexOf('/')) : '.')),
  distinct: onList(unique),
  element,
  endswith: onTexts((value, end) => value.endsWith(end)),
  flatten: onList(flatten),
  floor: (value) => (typeof value === 'number' ? Math.floor(value) : undefined),
  format,
  indent: indented,
  join: (by, ...lists) =>
    typeof by === 'string' && lists.every(isArray)
      ? lists.flatMap((list) => (isArray(list) ? list.map(plain) : [])).join(by)
      : undefined,
  jsondecode: onText(parseJson),
  jsonencode: (value) => (value === undefined ? undefined : canonicalJson(value)),
  keys: (map) => (isObject(map) ? Object.keys(map).toSorted() : undefined),
  length: (value) => {
    if (typeof value === 'string' || isArray(value)) return value.length;
    return isObject(value) ? Object.keys(value).length : undefined;
  },
  lookup,
  lower: onText((value) => value.toLowerCase()),
  max: (...values) => Math.max(...values.map(Number)),
  merge,
  min: (...values) => Math.min(...values.map(Number)),
  nonsensitive: (value) => value,
  one: onList((items) => (items.length > 1 ? undefined : (items[0] ?? null))),
  range: (first, second, third) => {
    const [from, to] = second === undefined ? [0, Number(first)] : [Number(first), Number(second)];
    const step = third === undefined ? 1 : Number(third);
    if (!(step > 0) || !(to - from < 10_000)) return undefined;
    return Array.from({ length: Math.max(0, Math.ceil((to - from) / step)) }, (_, index) => from + index * step);
  },
  replace: (value, old, next) => {
    if (typeof value !== 'string' || typeof old !== 'string' || typeof next !== 'string') return undefined;
    // Between slashes stands a regular expression of Go.
    return old === '' || /^\/.+\/$/.test(old) ? undefined : value.split(old).join(next);
  },
  reverse: onList((items) => items.toReversed()),
  sensitive: (value) => value,
  slice: (list, from, to) =>
    isArray(list) && typeof from === 'number' && typeof to === 'number' ? list.slice(from, to) : undefined,
  sort: onList((items) => items.toSorted(byText)),
  split: onTexts((by, value) => value.split(by)),
  startswith: onTexts((value, begin) => value.startsWith(begin)),
  substr: (value, from, count) => {
    if (typeof value !== 'string' || typeof from !== 'number' || typeof count !== 'number') return undefined;
    return count < 0 ? value.slice(from) : value.slice(from, from + count);
  },
  title: onText((value) => value.replaceAll(/(^|\s)\p{L}/gu, (found) => found.toUpperCase())),
  tobool: (value) =>
    typeof value === 'boolean' ? value : value === 'true' ? true : value === 'false' ? false : undefined,
  tolist: (value) => (isArray(value) ? value : undefined),
  tomap: (value) => (isObject(value) ? value : undefined),
  tonumber: (value) => (Number.isFinite(Number(value)) && value !== '' && value !== null ? Number(value) : undefined),
  toset: onList((items) => unique(items).toSorted(byText)),
  tostring: onText((value) => value),
  trim: onTexts((value, signs) => trimmed(value, signs, 'both')),
  trimprefix: onTexts((value, begin) => (value.startsWith(begin) ? value.slice(begin.length) : value)),
  trimspace: onText((value) => value.trim()),
  trimsuffix: onTexts((value, end) => (end !== '' && value.endsWith(end) ? value.slice(0, -end.length) : value)),
  upper: onText((value) => value.toUpperCase()),
  uuidv5: onTexts(uuidv5),
  values: (map) =>
    isObject(map)
      ? Object.keys(map)
          .toSorted()
          .map((key) => map[key] ?? null)
      : undefined,
  yamldecode: onText(parsedYaml),
  zipmap: (names, items) =>
    isArray(names) && isArray(items)
      ? Object.fromEntries(names.map((name, index) => [plain(name), items[index] ?? null]))
      : undefined,
};
