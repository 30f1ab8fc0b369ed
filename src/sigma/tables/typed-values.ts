import { ownMember } from '../../core/json.ts';
import { SigmaFault } from '../fault.ts';
import type { FieldReader } from './table-pipeline.ts';
import {
  eachOf,
  hashLengths,
  isPlain,
  parseString,
  shapeOf,
  star,
  textOf,
  type SigmaValue,
  type StringPart,
  type StringValue,
} from '../read/value.ts';

const replaceFirst = (text: string, from: string, to: string): string | undefined => {
  const at = text.toLowerCase().indexOf(from.toLowerCase());
  return at < 0 ? undefined : text.slice(0, at) + to + text.slice(at + from.length);
};

/** All spellings of a string in which `from` may be any of `to`; the string itself where `from` is not in it. */
const spelled = (
  value: StringValue,
  from: string,
  to: readonly string[],
  place: 'start' | 'anywhere',
): StringValue[] => {
  const index = value.parts.findIndex(
    (part) =>
      typeof part === 'string' &&
      (place === 'anywhere'
        ? part.toLowerCase().includes(from.toLowerCase())
        : part.toLowerCase().startsWith(from.toLowerCase())),
  );
  const part = value.parts[index];
  if (typeof part !== 'string') return [value];
  return to.map((replacement) => {
    // A star of the replacement stands for what differs from place to place: the name of a user's hive.
    const pieces = (replaceFirst(part, from, replacement) ?? part).split(replacement);
    const between = replacement.split('*').flatMap((text, at): StringPart[] => (at === 0 ? [text] : [star, text]));
    const [head = '', ...rest] = pieces;
    const tail = rest.join(replacement);
    const [first = '', ...others] = between;
    const last = others.at(-1);
    const spelt: StringPart[] =
      typeof last === 'string' && typeof first === 'string'
        ? [head + first, ...others.slice(0, -1), last + tail]
        : [`${head}${replacement}${tail}`];
    return { ...value, parts: [...value.parts.slice(0, index), ...spelt, ...value.parts.slice(index + 1)] };
  });
};

const withAlternatives = (value: StringValue, reader: FieldReader): StringValue[] => {
  let results = [value];
  for (const [from, to] of Object.entries(reader.prefixes ?? {}))
    results = results.flatMap((result) => spelled(result, from, to, 'start'));
  for (const [from, to] of Object.entries(reader.segments ?? {}))
    results = results.flatMap((result) => spelled(result, from, to, 'anywhere'));
  return results;
};

/** `DWORD (0x00000010)` names a number: looked for in decimal, in hexadecimal and as Sysmon writes it. */
const registryNumber = (value: StringValue): StringValue[] | undefined => {
  const match = /^\*?(?:Q|D)WORD \(0x([0-9a-f]{1,16})\)\*?$/i.exec(textOf(value.parts));
  const digits = match?.[1];
  if (digits === undefined) return undefined;
  const number = BigInt(`0x${digits}`);
  return [...[number.toString(), `0x${digits}`, `0x${number.toString(16)}`].map(parseString), value];
};

/** A value in a JSON text: quoted on the sides where it has no wildcard. */
const withinJson = (value: StringValue): StringValue => {
  const shape = shapeOf(value.parts);
  if (shape.match === 'pattern' || shape.match === 'contains' || shape.text === '') return value;
  const text = JSON.stringify(shape.text).slice(1, -1);
  const head = shape.match === 'endswith' ? '' : '"';
  const tail = shape.match === 'startswith' ? '' : '"';
  return { ...value, parts: [star, head + text + tail, star] };
};

/** What is looked for instead of a value in a table: one or several values of which any may match. */
export const valuesIn = (reader: FieldReader, value: SigmaValue): readonly SigmaValue[] => {
  if (value.kind === 'expansion') return value.values.flatMap((inner) => valuesIn(reader, inner));
  if (value.kind === 'boolean' || value.kind === 'number') {
    const stand = ownMember(reader.values ?? {}, String(value.kind === 'boolean' ? value.value : value.text));
    return stand === undefined ? [value] : eachOf(stand).map(parseString);
  }
  if (value.kind !== 'string') return [value];
  if (reader.values !== undefined && isPlain(value.parts)) {
    const text = textOf(value.parts).toLowerCase();
    const found = Object.entries(reader.values).find(([key]) => key.toLowerCase() === text);
    if (found !== undefined) return eachOf(found[1]).map(parseString);
  }
  const number = reader.registryData === 'number' ? registryNumber(value) : undefined;
  const values = number ?? withAlternatives(value, reader);
  return reader.within === 'json' ? values.map(withinJson) : values;
};

/** A value as it stands in a rule; a hash of digits alone is a number to YAML. */
const writtenOf = (value: SigmaValue): string => {
  if (value.kind === 'string') return textOf(value.parts);
  if (value.kind === 'number') return value.text;
  return value.kind === 'regex' ? value.pattern : value.kind;
};

/** The column and the bare hash of `ALGO=hash`, or of a hash whose length tells the algorithm. */
export const hashIn = (
  columns: Readonly<Record<string, string>>,
  value: SigmaValue,
): { readonly column: string; readonly value: StringValue } => {
  const text = writtenOf(value);
  const isPattern = value.kind === 'regex';
  const match = isPattern ? null : /^\*?(?:([A-Za-z0-9]+)[=|])?([0-9a-fA-F]+)[*,]?\*?$/.exec(text);
  const hash = match?.[2] ?? '';
  const algorithm = (match?.[1] ?? hashLengths[hash.length] ?? '').toUpperCase();
  const column = ownMember(columns, algorithm);
  if (column === undefined)
    throw new SigmaFault(
      'hash-algo-unsupported',
      `The table has no column for the hash \`${text.slice(0, 60)}\`; it knows ${Object.keys(columns).join(', ')}.`,
    );
  return { column, value: parseString(hash) };
};
