import { describe, expect, test } from '@jest/globals';
import { entityFacts } from '../../../src/content/analytics-rule/facts/entities.ts';
import { readShippedFacts } from '../../../src/files/assets.ts';
import { loadKql, shippedSchema } from '../../../src/kql/index.ts';
import { withWindowsEvents } from '../../../src/sigma/index.ts';
import { picket } from '../../../src/sigma/pipelines/picket/index.ts';
import type { FieldReader, TablePipeline, TableView } from '../../../src/sigma/tables/table-pipeline.ts';

const kql = await loadKql();
const schema = shippedSchema(await readShippedFacts());

const readersOf = (fields: TableView['fields'] = {}): readonly (readonly [string, FieldReader])[] =>
  Object.entries(fields).map(([field, reader]) => [field, typeof reader === 'string' ? { column: reader } : reader]);

/** Every column that a view reads by its name, with what reads it. */
const columnsRead = (view: TableView, fields: TableView['fields'] = {}): readonly (readonly [string, string])[] => [
  ...readersOf({ ...view.fields, ...fields }).flatMap(([field, { column, hashes = {} }]) =>
    [...(column === undefined ? [] : [column]), ...Object.values(hashes)].map((name) => [field, name] as const),
  ),
  ...(view.rest ?? []).flatMap(({ column, also }) =>
    [column, ...(also === undefined ? [] : [also.column])].map((name) => ['rest', name] as const),
  ),
  ...(view.keywords ?? []).map((name) => ['keywords', name] as const),
  ...view.entities.flatMap(({ entityType, identifiers, whenRead = [] }) =>
    [...identifiers.flatMap(({ column }) => (column === undefined ? [] : [column])), ...whenRead].map(
      (name) => [entityType, name] as const,
    ),
  ),
];

/** Every column that a view makes: its name and its expression. */
const columnsMade = (view: TableView, fields: TableView['fields'] = {}): readonly (readonly [string, string])[] => [
  ...readersOf({ ...view.fields, ...fields }).flatMap(([, { name, expression }]) =>
    expression === undefined ? [] : [[name ?? '', expression] as const],
  ),
  ...view.entities.flatMap(({ identifiers }) =>
    identifiers.flatMap(({ identifier, name, expression }) =>
      expression === undefined ? [] : [[name ?? identifier, expression] as const],
    ),
  ),
];

const errorsOf = (query: string): readonly string[] =>
  kql
    .analyze(query, schema, { analyzers: 'off' })
    .diagnostics.filter(({ severity }) => severity === 'error')
    .map(({ message }) => message);

/** The views of a pipeline, and of each source that adds to one: what is read there besides. */
type Read = {
  readonly name: string;
  readonly view: TableView;
  readonly fields: TableView['fields'];
  readonly where: readonly string[];
};
const views = (pipeline: TablePipeline): readonly Read[] => [
  ...Object.entries(pipeline.views).map(([name, view]) => ({ name, view, fields: {}, where: [] })),
  ...pipeline.sources.flatMap((source) =>
    source.views.flatMap((name) => {
      const view = pipeline.views[name];
      if (view === undefined || (source.fields === undefined && source.where?.[name] === undefined)) return [];
      const words = [source.category, source.product, source.service].filter((word) => word !== undefined).join(' ');
      return [{ name: `${name} for ${words}`, view, fields: source.fields ?? {}, where: source.where?.[name] ?? [] }];
    }),
  ),
];

describe.each(['WindowsEvent', 'Event', 'both'] as const)('with the channels of Windows in %s', (choice) => {
  const pipeline = withWindowsEvents(picket, choice);

  test('every source is looked up in views that there are', () => {
    const named = pipeline.sources.flatMap((source) => [...source.views, ...Object.keys(source.where ?? {})]);
    expect(named.filter((name) => pipeline.views[name] === undefined)).toEqual([]);
  });

  describe.each(views(pipeline))('$name', ({ view, fields, where }) => {
    test('reads columns that its table has', () => {
      expect(columnsRead(view, fields).filter(([, column]) => !Object.hasOwn(view.columns, column))).toEqual([]);
      const columns = [...new Set(columnsRead(view, fields).map(([, column]) => column))];
      const types = columns.map((column) => `${column}:${view.columns[column]}`);
      expect(errorsOf(`${view.source} | project ${columns.map((column) => `['${column}']`).join(', ')}`)).toEqual([]);
      const found = kql.analyze(
        `${view.source} | project ${columns.map((column) => `['${column}']`).join(', ')}`,
        schema,
      );
      expect(found.result?.columns.map(({ name, type }) => `${name}:${type}`)).toEqual(types);
    });

    test('makes columns that have a name and that the engine takes', () => {
      const made = columnsMade(view, fields);
      expect(made.map(([name]) => name).filter((name) => !/^[A-Za-z]\w*$/.test(name))).toEqual([]);
      const lines = [...(view.where ?? []), ...where].map((line) => ` | where ${line}`);
      const query = `${view.source}${lines.join('')}${made.map(([name, text]) => ` | extend ${name} = ${text}`).join('')}`;
      expect(errorsOf(query)).toEqual([]);
    });

    test('maps entities that there are, each with an identifier that it cannot do without', () => {
      const wrong = view.entities.filter(({ entityType, identifiers }) => {
        const facts = entityFacts.get(entityType);
        const names = identifiers.map(({ identifier }) => identifier);
        return (
          facts === undefined ||
          !names.every((name) => facts.identifiers.includes(name)) ||
          !facts.required.some((group) => group.every((name) => names.includes(name)))
        );
      });
      expect(wrong).toEqual([]);
    });

    test('tells which connector fills its table, and says what it is', () => {
      expect(
        view.connectors.filter(({ connectorId, dataTypes }) => connectorId === '' || dataTypes.length === 0),
      ).toEqual([]);
      expect(view.notes).not.toBe('');
    });
  });
});
