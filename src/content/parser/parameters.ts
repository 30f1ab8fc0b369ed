import { isArray, isObject, type JsonObject, type JsonValue } from '../../core/json.ts';
import { kqlType } from '../../kql/index.ts';

/** A parameter list as the service spells it, and what in the file could not be read as a parameter. */
export type Parameters = { readonly text: string; readonly problems: readonly string[] };

const literal = (value: JsonValue | undefined, type: string): string | undefined => {
  if (typeof value === 'boolean' || typeof value === 'number') return String(value);
  if (typeof value !== 'string') return undefined;
  if (type !== 'string' || /^(['"]).*\1$/s.test(value)) return value.trim() === '' ? undefined : value;
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
};

const member = (entry: JsonObject, name: string): JsonValue | undefined =>
  Object.entries(entry).find(([key]) => key.toLowerCase() === name)?.[1];

const one = (entry: JsonObject): string | { readonly problem: string } => {
  const name = member(entry, 'name');
  const type = member(entry, 'type');
  if (typeof name !== 'string' || name.trim() === '') return { problem: 'a parameter has no `Name`' };
  // Azure-Sentinel writes the columns of a table into the name: `T:(TimeGenerated:datetime)`.
  const tabular = /^\s*([\w-]+)\s*:\s*(\(.*\))\s*$/s.exec(name);
  if (tabular !== null) return `${tabular[1] ?? ''}:${tabular[2] ?? ''}`;
  if (typeof type !== 'string') return { problem: `the parameter \`${name}\` has no \`Type\`` };
  const columns = /^\s*(?:table\s*(?::\s*)?)?(\(.*\))\s*$/s.exec(type)?.[1];
  if (columns !== undefined) return `${name}:${columns}`;
  if (/^\s*table\s*$/i.test(type)) return `${name}:(*)`;
  const known = kqlType(type.trim());
  if (known === undefined) return { problem: `\`${type}\` of the parameter \`${name}\` is no type of KQL` };
  const standard = literal(member(entry, 'default'), known);
  return `${name}:${known}${standard === undefined ? '' : `=${standard}`}`;
};

/** Reads the parameters of a parser: a list of `{Name, Type, Default}`, or a text as the service spells them. */
export const readParameters = (value: JsonValue | undefined): Parameters => {
  if (value === undefined || value === null) return { text: '', problems: [] };
  if (typeof value === 'string') return { text: value.trim().replace(/^\((.*)\)$/s, '$1'), problems: [] };
  if (!isArray(value)) return { text: '', problems: ['the parameters are no list'] };
  const read = value.map((entry) => (isObject(entry) ? one(entry) : { problem: 'a parameter is no mapping' }));
  return {
    text: read.filter((entry) => typeof entry === 'string').join(', '),
    problems: read.flatMap((entry) => (typeof entry === 'string' ? [] : [entry.problem])),
  };
};
