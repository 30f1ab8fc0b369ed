import { describe, expect, test } from '@jest/globals';
import { readShippedFacts } from '../../../src/files/assets.ts';
import { columnsOf as columnsIn, shippedSchema } from '../../../src/kql/index.ts';
import { columnLists } from '../../../src/sigma/pipelines/column-lists.ts';
import { columnNames, columnsOf } from '../../../src/sigma/pipelines/columns.ts';

const schema = shippedSchema(await readShippedFacts());

/** What Log Analytics adds to tables, and no rule of Sigma asks for. */
const added = new Set(
  '_ItemId _BilledSize _IsBillable _TimeReceived _WorkspaceId _ResourceId Computer ManagementGroupName MG RawData Type TenantId SourceSystem'.split(
    ' ',
  ),
);

/** The normalised schemas by a parser of each, with how many columns the lists give it. */
const parsers = {
  _Im_ProcessCreate: 179,
  _Im_FileEvent: 192,
  _Im_RegistryEvent: 105,
  _Im_NetworkSession: 230,
  _Im_WebSession: 260,
  _Im_Authentication: 221,
  _Im_Dns: 195,
};

const typed = (columns: readonly (readonly [string, string])[]): readonly string[] =>
  columns.map(([name, type]) => `${name}:${type}`).toSorted();

describe('the columns that pipelines know', () => {
  const tables = Object.keys(columnLists).filter((name) => schema.table(name) !== undefined);

  test('are of tables and of normalised schemas', () => {
    expect(tables.length + Object.keys(parsers).length).toBe(Object.keys(columnLists).length);
  });

  test.each(tables)('of %s are those of the shipped schema', (name) => {
    const there = (schema.table(name)?.columns ?? []).map(({ name: column, type }) => [column, type] as const);
    const own = columnsOf(name);
    const wanted = there.filter(([column]) => Object.hasOwn(own, column) || !added.has(column));
    expect(typed(Object.entries(own))).toEqual(typed(wanted));
  });

  test.each(Object.entries(parsers))('of %s are %i, with the types of the shipped parser', (name, count) => {
    const there = new Map((columnsIn(schema, name) ?? []).map((column) => [column.name, column.type]));
    const own = Object.entries(columnsOf(name));
    expect(own).toHaveLength(count);
    expect(own.filter(([column, type]) => there.get(column) !== type)).toEqual([]);
  });

  test('are none of a table that nobody knows', () => {
    expect([columnsOf('Nothing'), columnNames('Nothing')]).toEqual([{}, []]);
  });
});
