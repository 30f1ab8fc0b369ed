import { always, atom, join, never, type Condition } from './expression.ts';
import { SigmaFault } from '../fault.ts';
import { kqlPattern, kqlString } from './kql-text.ts';
import type { FieldAccess } from './read-field.ts';
import { inspectRegex } from '../read/regex.ts';
import {
  patternOf,
  shapeOf,
  textOf,
  type CompareOperator,
  type SigmaValue,
  type StringPart,
  type StringValue,
} from '../read/value.ts';

const numeric = new Set(['int', 'long', 'real', 'decimal']);

const refuse = (message: string): never => {
  throw new SigmaFault('unsupported-value', message);
};

/** A whole or decimal number in a text, hexadecimal ones included; undefined for anything else. */
const numberIn = (text: string): string | undefined => {
  const trimmed = text.trim();
  if (/^-?\d{1,18}$/.test(trimmed)) return String(BigInt(trimmed));
  if (/^-?\d{1,15}\.\d{1,15}$/.test(trimmed)) return trimmed;
  return /^0x[0-9a-f]{1,15}$/i.test(trimmed) ? String(BigInt(trimmed)) : undefined;
};

/** The number that a value is for a numeric column; undefined where it is none. */
export const numberOf = (value: SigmaValue): string | undefined => {
  if (value.kind === 'number') return value.text;
  return value.kind === 'string' && shapeOf(value.parts).match === 'equals' ? numberIn(textOf(value.parts)) : undefined;
};

const asText = (field: FieldAccess): string => (field.type === 'string' ? field.text : `tostring(${field.text})`);

const isEmpty = (field: FieldAccess): Condition =>
  atom(`${field.type === 'string' ? 'isempty' : 'isnull'}(${field.text})`);

const isPresent = (field: FieldAccess): Condition =>
  atom(`${field.type === 'string' ? 'isnotempty' : 'isnotnull'}(${field.text})`);

/** A pattern with wildcards as an anchored expression that disregards case, as Sigma's strings do. */
const wildcardPattern = (parts: readonly StringPart[], isCased: boolean): string => {
  const isOpen = (part: StringPart | undefined): boolean =>
    typeof part === 'object' && 'wild' in part && part.wild === '*';
  let first = 0;
  let last = parts.length;
  while (first < last && isOpen(parts[first])) first += 1;
  while (last > first && isOpen(parts[last - 1])) last -= 1;
  const head = first > 0 ? '' : '^';
  const tail = last < parts.length ? '' : '$';
  return `(?${isCased ? '' : 'i'}s)${head}${patternOf(parts.slice(first, last))}${tail}`;
};

const stringCondition = (field: FieldAccess, value: StringValue): Condition => {
  const isCased = value.cased === true;
  const text = asText(field);
  const shape = shapeOf(value.parts);
  if (shape.match === 'pattern') {
    // Nothing but wildcards: any text, or any text of some length.
    return atom(`${text} matches regex ${kqlPattern(wildcardPattern(value.parts, isCased))}`);
  }
  if (shape.match === 'equals') {
    if (shape.text === '') return isEmpty(field);
    return atom(`${text} ${isCased ? '==' : '=~'} ${kqlString(shape.text)}`);
  }
  if (shape.text === '') return isPresent(field);
  return atom(`${text} ${shape.match}${isCased ? '_cs' : ''} ${kqlString(shape.text)}`);
};

const regexCondition = (field: FieldAccess, pattern: string, flags: string): Condition => {
  const facts = inspectRegex(pattern);
  if (facts.valid && (facts.lookaround || facts.backreference || facts.possessive))
    return refuse(
      `\`${pattern.slice(0, 80)}\` uses lookaround, backreferences or atomic groups, which the expressions of KQL (RE2) do not have.`,
    );
  return atom(`${asText(field)} matches regex ${kqlPattern((flags === '' ? '' : `(?${flags})`) + pattern)}`);
};

const compareCondition = (
  field: FieldAccess,
  operator: CompareOperator,
  text: string,
  part: string | undefined,
): Condition => {
  if (part !== undefined) return timePartCondition(field, part, operator, text);
  if (numeric.has(field.type)) return atom(`${field.text} ${operator} ${text}`);
  if (field.type === 'string')
    return atom(`${text.includes('.') ? 'todouble' : 'tolong'}(${field.text}) ${operator} ${text}`);
  return refuse(`The column ${field.text} is of type ${field.type}, which cannot be compared with the number ${text}.`);
};

const timePartCondition = (field: FieldAccess, part: string, operator: string, text: string): Condition => {
  const time = field.type === 'datetime' ? field.text : `todatetime(${field.text})`;
  const name = part === 'week' ? 'week_of_year' : part;
  return atom(`datetime_part("${name}", ${time}) ${operator} ${text}`);
};

/** Without coalesce a text that is no address gives null, and a negated filter would lose its row. */
export const rangeCondition = (field: FieldAccess, networks: readonly string[], version: 4 | 6): Condition => {
  const name = networks.length === 1 ? `ipv${version}_is_in_range` : `ipv${version}_is_in_any_range`;
  return atom(`coalesce(${name}(${asText(field)}, ${networks.map(kqlString).join(', ')}), false)`);
};

const booleanCondition = (field: FieldAccess, value: boolean): Condition =>
  field.type === 'bool'
    ? atom(`${field.text} == ${value}`)
    : numeric.has(field.type)
      ? atom(`${field.text} == ${value ? 1 : 0}`)
      : atom(`${asText(field)} =~ "${value}"`);

const plainCondition = (field: FieldAccess, value: StringValue): Condition => {
  const shape = shapeOf(value.parts);
  if (shape.match !== 'equals' || field.type === 'string') return stringCondition(field, value);
  if (shape.text === '') return isEmpty(field);
  if (field.type === 'bool') {
    const word = shape.text.toLowerCase();
    return word === 'true' || word === 'false'
      ? booleanCondition(field, word === 'true')
      : refuse(`The column ${field.text} is true or false, never \`${shape.text}\`.`);
  }
  if (!numeric.has(field.type)) return stringCondition(field, value);
  const number = numberIn(shape.text);
  return number === undefined
    ? refuse(`The column ${field.text} holds numbers (${field.type}), never \`${shape.text}\`.`)
    : atom(`${field.text} == ${number}`);
};

const references: Readonly<Record<string, string>> = {
  equals: '=~',
  startswith: 'startswith',
  endswith: 'endswith',
  contains: 'contains',
};

/** One value of one field as a condition of the column's type. Throws a SigmaFault for what cannot be said exactly. */
export const leafCondition = (
  field: FieldAccess,
  value: SigmaValue,
  other: (name: string) => FieldAccess,
): Condition => {
  switch (value.kind) {
    case 'string':
      return plainCondition(field, value);
    case 'number':
      if (numeric.has(field.type)) return atom(`${field.text} == ${value.text}`);
      if (field.type === 'bool') return refuse(`The column ${field.text} is true or false, never ${value.text}.`);
      return atom(`${asText(field)} == "${value.text}"`);
    case 'boolean':
      return booleanCondition(field, value.value);
    case 'null':
      return isEmpty(field);
    case 'regex':
      return regexCondition(field, value.pattern, value.flags);
    case 'cidr':
      return rangeCondition(field, [value.network], value.version);
    case 'compare':
      return compareCondition(field, value.operator, value.text, value.part);
    case 'exists':
      return value.value ? isPresent(field) : isEmpty(field);
    case 'timepart':
      return timePartCondition(field, value.part, '==', value.text);
    case 'fieldref': {
      const right = other(value.field);
      return atom(`${asText(field)} ${references[value.match] ?? '=~'} ${asText(right)}`);
    }
    default:
      return join(
        'or',
        value.values.map((inner) => leafCondition(field, inner, other)),
      );
  }
};

/** True, false, or nothing known, for a field whose values are decided by the log source. */
export const impliedCondition = (implied: readonly string[], value: SigmaValue): Condition => {
  if (value.kind === 'exists') return value.value ? always : never;
  if (value.kind !== 'string' && value.kind !== 'number')
    return refuse('The event id of this log source can only be compared with plain values.');
  const text = value.kind === 'number' ? value.text : textOf(value.parts);
  return implied.includes(text) ? always : never;
};
