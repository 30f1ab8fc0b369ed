import { isArray, isObject, type JsonObject, type JsonValue } from '../../core/json.ts';
import { kqlType } from '../../kql/index.ts';
import type { CheckedQuery } from '../query-checks.ts';
import { styles } from './styles.ts';

/** One parameter of a function: `type` is a KQL type, or `(columns)` of a table. */
export type Parameter = { readonly name: string; readonly type: string; readonly default?: string };

/** How a list of parameters is written, for those who wrote it otherwise. */
export const howWritten =
  'A parameter is `{Name, Type, Default}`, or `name:type=default` in a text. Types are bool, datetime, decimal, dynamic, guid, int, long, real, string, timespan and table.';

const closing: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** Calls back for each character outside of quotes and brackets; what is within them belongs to its part. */
const topLevel = (text: string, each: (character: string, index: number) => void): void => {
  const open: string[] = [];
  let quote: string | undefined;
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (quote !== undefined) {
      if (character === '\\') index += 1;
      else if (character === quote) quote = undefined;
    } else if (character === '"' || character === "'") quote = character;
    else if (closing[character] !== undefined) open.push(closing[character]);
    else if (character === open.at(-1)) open.pop();
    else if (open.length === 0) each(character, index);
  }
};

const splitAt = (text: string, separator: string, most = Number.MAX_SAFE_INTEGER): readonly string[] => {
  const places: number[] = [];
  topLevel(text, (character, index) => {
    if (character === separator && places.length < most - 1) places.push(index);
  });
  return [0, ...places.map((place) => place + 1)].map((start, index) => text.slice(start, places[index]));
};

/** One spelling for what means the same: no blanks around brackets and commas, double quotes, lower case for truth. */
const tidyDefault = (text: string): string => {
  const trimmed = text.trim();
  if (/^(?:true|false)$/i.test(trimmed)) return trimmed.toLowerCase();
  const plain = /^(['"])([^'"\\]*)\1$/.exec(trimmed)?.[2];
  if (plain !== undefined) return `"${plain}"`;
  if (/['"]/.test(trimmed)) return trimmed;
  return trimmed
    .split(/([()[\]{},])/)
    .map((part) => part.trim())
    .join('');
};

const typeOf = (text: string): string | undefined => {
  const trimmed = text.trim();
  const columns = /^table\b/i.test(trimmed) ? trimmed.slice('table'.length).trim().replace(/^:/, '').trim() : trimmed;
  if (columns.startsWith('(') && columns.endsWith(')')) return columns.replaceAll(/\s/g, '');
  return /^table$/i.test(trimmed) ? '(*)' : kqlType(trimmed);
};

const made = (name: string, type: string, standard: string | undefined): Parameter | string => {
  const known = typeOf(type);
  if (!/^[A-Za-z_]\w*$/.test(name)) return `\`${name}\` is no name of a parameter`;
  if (known === undefined) return `\`${type.trim()}\` of the parameter \`${name}\` is no type of KQL`;
  return { name, type: known, ...(standard === undefined ? {} : { default: tidyDefault(standard) }) };
};

const fromText = (text: string): Parameter | string => {
  const [head = '', standard] = splitAt(text, '=', 2);
  const [name = '', type] = splitAt(head, ':', 2);
  if (type === undefined) return `\`${text.trim()}\` says no type: write \`name:type\``;
  return made(name.trim().replace(/^\[['"](.*)['"]\]$/, '$1'), type, standard);
};

const member = (entry: JsonObject, name: string): JsonValue | undefined =>
  Object.entries(entry).find(([key]) => key.toLowerCase() === name)?.[1];

const literal = (value: JsonValue | undefined, type: string): string | undefined => {
  if (typeof value === 'boolean' || typeof value === 'number') return String(value);
  if (typeof value !== 'string' || (type !== 'string' && value.trim() === '')) return undefined;
  if (type !== 'string' || /^(['"]).*\1$/s.test(value)) return value;
  return `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
};

const fromEntry = (entry: JsonValue): Parameter | string => {
  if (!isObject(entry)) return 'a parameter is no mapping';
  const [name, type] = [member(entry, 'name'), member(entry, 'type')];
  if (typeof name !== 'string' || name.trim() === '') return 'a parameter has no `Name`';
  // Microsoft's public repository writes the columns of a table into the name: `T:(TimeGenerated:datetime)`.
  const tabular = /^\s*([\w-]+)\s*:\s*(\(.*\))\s*$/s.exec(name);
  if (tabular !== null) return made(tabular[1] ?? '', tabular[2] ?? '', undefined);
  if (typeof type !== 'string') return `the parameter \`${name}\` has no \`Type\``;
  return made(name.trim(), type, literal(member(entry, 'default'), typeOf(type) ?? ''));
};

/** A parameter list as it was read, and what in it could not be read as a parameter. */
export type Signature = { readonly parameters: readonly Parameter[]; readonly problems: readonly string[] };

/** Reads the parameters of a function: a list of `{Name, Type, Default}`, or a text as the service spells them. */
export const readSignature = (value: JsonValue | undefined): Signature => {
  const read = (): readonly (Parameter | string)[] => {
    if (value === undefined || value === null) return [];
    if (isArray(value)) return value.map(fromEntry);
    if (typeof value !== 'string') return ['the parameters are no list'];
    const text = value.trim().replace(/^\((.*)\)$/s, '$1');
    return text.trim() === '' ? [] : splitAt(text, ',').map(fromText);
  };
  const all = read();
  return {
    parameters: all.filter((each) => typeof each !== 'string'),
    problems: all.filter((each) => typeof each === 'string'),
  };
};

/** Parameters as the service spells them: `a:string, b:bool=false`. */
export const printSignature = (parameters: readonly Parameter[]): string =>
  parameters
    .map(({ name, type, default: standard }) => `${name}:${type}${standard === undefined ? '' : `=${standard}`}`)
    .join(', ');

/**
 * The statement that gives a body its parameters without a caller: values of their types that nobody knows, so that names
 * and types can be checked. Undefined where one is a table, of which there is no such statement.
 */
const declared = (parameters: readonly Parameter[]): string | undefined => {
  if (parameters.some(({ type }) => type.startsWith('('))) return undefined;
  const list = parameters.map(({ name, type }) => `${name}:${type}`).join(', ');
  return list === '' ? '' : `declare query_parameters(${list});\n`;
};

const parameterKeys = styles.flatMap(({ parameters, otherParameters = parameters }) => [parameters, otherParameters]);

/** What the body of a parser's file is given when it is called, and how far it can be checked with that. */
export const givenTo = (raw: JsonObject): Pick<CheckedQuery, 'checks' | 'declares'> => {
  const key = parameterKeys.find((name) => raw[name] !== undefined);
  const { parameters, problems } = readSignature(key === undefined ? undefined : raw[key]);
  const declares = problems.length > 0 ? undefined : declared(parameters);
  return declares === undefined ? { checks: 'syntax' } : { checks: 'all', declares };
};
