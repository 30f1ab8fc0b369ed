import type { Parameter } from './signature.ts';

/** Names of literals by the type that they are of (`datetime(2026-01-01)`). Source: Microsoft Learn, "Scalar data types". */
const literals: Readonly<Record<string, string>> = {
  bool: 'bool',
  boolean: 'bool',
  date: 'datetime',
  datetime: 'datetime',
  decimal: 'number',
  double: 'number',
  dynamic: 'dynamic',
  guid: 'guid',
  int: 'number',
  long: 'number',
  real: 'number',
  time: 'timespan',
  timespan: 'timespan',
};

const examples: Readonly<Record<string, string>> = {
  bool: '`true` or `false`',
  datetime: '`datetime(null)` or `datetime(2026-01-01)`',
  dynamic: '`dynamic([])`',
  guid: '`guid(null)`',
  number: 'a number',
  string: 'a text in quotes, such as `""` or `"*"`',
  timespan: '`1d` or `2h`',
};

/** What a literal is, as far as it tells by itself; undefined for what nobody doubts: calls, `null`, and what is no literal. */
const kindOf = (text: string): string | undefined => {
  if (/^[@hH]?@?["'`]/.test(text)) return 'string';
  if (/^(?:true|false)$/i.test(text)) return 'bool';
  if (/^[-+]?\d+(?:\.\d+)?(?:e[-+]?\d+)?$/i.test(text)) return 'number';
  if (/^[-+]?\d+(?:\.\d+)?[a-z]+$/i.test(text)) return 'timespan';
  const call = /^([a-z]+)\(/i.exec(text)?.[1]?.toLowerCase();
  if (call !== undefined) return literals[call];
  return /^[A-Za-z_]\w*$/.test(text) && text !== 'null' ? 'word' : undefined;
};

/** What a parameter of a type takes besides literals of its own type, since the service makes the one of the other. */
const alsoTaken: Readonly<Record<string, readonly string[]>> = {
  bool: ['number'],
  dynamic: ['number', 'string', 'bool'],
  timespan: ['number'],
};

/** Why the default of a parameter is none of its type, with what to write; undefined where it is one, or nobody can tell. */
export const wrongDefault = ({
  name,
  type,
  default: standard,
}: Parameter): { readonly message: string; readonly hint: string } | undefined => {
  if (standard === undefined || type.startsWith('(')) return undefined;
  const wanted = literals[type] ?? type;
  const kind = kindOf(standard);
  if (kind === undefined || kind === wanted || alsoTaken[wanted]?.includes(kind) === true) return undefined;
  return {
    message: `The default \`${standard}\` of the parameter \`${name}\` is no ${type}.`,
    hint: `Write ${examples[wanted] ?? `a ${type}`}.`,
  };
};
