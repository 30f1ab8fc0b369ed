import { describe, expect, test } from '@jest/globals';
import { mappedColumns } from '../../../src/content/rule-test/events.ts';
import { readShippedFacts } from '../../../src/files/log-analytics.ts';
import { shippedSchema } from '../../../src/kql/index.ts';

describe('the mapping of Windows events', () => {
  test('names tables and columns that exist', async () => {
    const schema = shippedSchema(await readShippedFacts());
    const columnsOf = (table: string): readonly string[] => {
      const result = schema.fn(table)?.result;
      const columns = schema.table(table)?.columns ?? (result?.kind === 'table' ? result.columns : []);
      return columns.map(({ name }) => name);
    };
    const missing = mappedColumns.flatMap(([table, columns]) => {
      const known = columnsOf(table);
      return columns.filter((column) => !known.includes(column)).map((column) => `${table}.${column}`);
    });
    expect([mappedColumns.length > 30, missing]).toEqual([true, []]);
  });
});
