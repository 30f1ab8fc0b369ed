import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { contentTypes } from '../../src/content/index.ts';
import { isArray, isObject, type JsonObject, type JsonValue } from '../../src/core/json.ts';

/** Files that people write, then what commands print, in the order of the page. */
const order = [
  ...contentTypes.map(({ name }) => name),
  'rule-test',
  'picket',
  'sigma-pipeline',
  'report/diagnostics',
  'report/tests',
  'plan',
  'saved-plan',
  'report/deploy',
  'report/event',
  'report/drift',
  'report/runs',
  'transfer',
  'health',
  'history',
  'backtest',
  'doctor',
  'report/onboard',
  'coverage',
  'graph',
  'placements',
  'metrics',
  'diff',
  'tune',
  'report/exclusions',
  'report/audit',
  'report/fmt',
  'report/show',
  'report/workspaces',
];

const textOf = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '');

/** Where `$ref` leads within the schema; the value itself without one. */
const resolved = (root: JsonObject, value: JsonObject): JsonObject => {
  const name = /^#\/definitions\/(.+)$/.exec(textOf(value['$ref']))?.[1];
  const definitions = isObject(root['definitions']) ? root['definitions'] : {};
  const found = name === undefined ? undefined : definitions[name];
  return isObject(found) ? { ...found, ...value } : value;
};

const code = (value: JsonValue): string => `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;

const wordsOf = (value: JsonValue | undefined): string[] =>
  isArray(value) ? value.filter((word) => typeof word === 'string') : [textOf(value)].filter((word) => word !== '');

/** What a value may be, in a few words. */
const typeOf = (root: JsonObject, given: JsonObject): string => {
  const schema = resolved(root, given);
  if (schema['const'] !== undefined) return code(schema['const']);
  const { enum: allowed, items, additionalProperties } = schema;
  if (isArray(allowed)) return allowed.filter((value) => value !== null).map(code).join(', ');
  const alternatives = [schema['oneOf'], schema['anyOf']].find(isArray);
  if (alternatives !== undefined)
    return [...new Set(alternatives.filter(isObject).map((member) => typeOf(root, member)))].join(' or ');
  const types = wordsOf(schema['type']).filter((type) => type !== 'null');
  if (types.includes('array') && isObject(items)) return `list of ${typeOf(root, items)}`;
  if (types.includes('object') && isObject(additionalProperties))
    return `mapping to ${typeOf(root, additionalProperties)}`;
  return types.join(' or ') || 'any';
};

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

/** The members below a value: those of an object, of a list's items, or of a mapping's values. */
const inner = (root: JsonObject, given: JsonObject): { readonly schema: JsonObject; readonly suffix: string } => {
  const schema = resolved(root, given);
  const { items, additionalProperties } = schema;
  if (isObject(items)) {
    const below = inner(root, items);
    return { schema: below.schema, suffix: `[]${below.suffix}` };
  }
  if (isObject(additionalProperties) && !isObject(schema['properties'])) {
    const below = inner(root, additionalProperties);
    return { schema: below.schema, suffix: `.*${below.suffix}` };
  }
  return { schema, suffix: '' };
};

const rowsOf = (root: JsonObject, given: JsonObject, prefix: string, above: readonly string[]): string[] => {
  const { schema, suffix } = inner(root, given);
  const { properties } = schema;
  const reference = textOf(given['$ref']) || textOf(isObject(given['items']) ? given['items']['$ref'] : '');
  if (!isObject(properties) || (reference !== '' && above.includes(reference))) return [];
  const required = new Set(wordsOf(schema['required']));
  const base = prefix === '' ? '' : `${prefix}${suffix}.`;
  return Object.entries(properties).flatMap(([name, member]) => {
    if (!isObject(member)) return [];
    const { description, title } = resolved(root, member);
    const path = `${base}${name}`;
    const row = `| \`${path}\` | ${cell(typeOf(root, member))} | ${required.has(name) ? 'yes' : ''} | ${cell(textOf(description) || textOf(title))} |`;
    return [row, ...rowsOf(root, member, path, [...above, reference])];
  });
};

const section = (name: string, schema: JsonObject): string =>
  [
    `## ${textOf(schema['title'])}`,
    '',
    textOf(schema['description']),
    '',
    `Schema: [schemas/${name}.schema.json](../schemas/${name}.schema.json)`,
    '',
    '| key | value | required | |',
    '|---|---|---|---|',
    ...rowsOf(schema, schema, '', []),
    '',
  ].join('\n');

/** `docs/formats.md`: the files that Picket reads and writes, from their JSON Schemas; those of a content type as it is filled in. Reads the folder given. */
export const formatPage = (names: readonly string[], folder = 'schemas'): string => {
  const known = [...order.filter((name) => names.includes(name)), ...names.filter((name) => !order.includes(name))];
  const schemas = known.flatMap((name) => {
    const schema: unknown =
      contentTypes.find((type) => type.name === name)?.schema ??
      JSON.parse(readFileSync(join(folder, `${name}.schema.json`), 'utf8'));
    return isObject(schema) ? [{ name, schema }] : [];
  });
  // As GitHub makes them of headings.
  const slug = (title: string): string =>
    title
      .toLowerCase()
      .replaceAll(/[^\w\s-]/g, '')
      .replaceAll(' ', '-');
  return [
    '# Formats',
    '',
    'The files that Picket reads and writes, generated from their JSON Schemas by `npm run docs`. A path with `[]` goes into the',
    'items of a list, one with `.*` into the values of a mapping.',
    '',
    ...schemas.map(({ schema }) => `- [${textOf(schema['title'])}](#${slug(textOf(schema['title']))})`),
    '',
    ...schemas.map(({ name, schema }) => section(name, schema)),
  ].join('\n');
};
