import { describe, expect, test } from '@jest/globals';
import { readLock } from '../../../src/app/author/schema-pull.ts';
import type { FunctionFact, TableFact, Unknown } from '../../../src/core/ports.ts';
import { isSchemaLock, lockSchema } from '../../../src/kql/index.ts';

const table: TableFact = {
  name: 'Contoso_CL',
  plan: 'Basic',
  columns: [
    { name: 'User_s', type: 'string' },
    { name: 'TimeGenerated', type: 'datetime' },
    { name: 'TimeGenerated', type: 'datetime' },
  ],
};
const fn: FunctionFact = { name: 'Contoso', parameters: 'days:int=1', body: 'Contoso_CL | project User_s' };

const factsOf = (tables: readonly TableFact[] | Unknown, functions: readonly FunctionFact[] | Unknown) => ({
  tables: async () => tables,
  functions: async () => functions,
});

describe('the lock file of a workspace', () => {
  test('holds its tables and functions, and is read back as they are', async () => {
    const { text, tables, functions } = await readLock(factsOf([table], [fn]), 'prod');
    expect([tables, functions]).toEqual([1, 1]);
    const lock: unknown = JSON.parse(text);
    if (!isSchemaLock(lock)) throw new Error('the text is no lock file');
    const schema = lockSchema(lock);
    expect(schema.table('Contoso_CL')?.plan).toBe('Basic');
    const names = schema.table('Contoso_CL')?.columns.map(({ name }) => name) ?? [];
    expect(names).toContain('User_s');
    expect(names.filter((name) => name === 'TimeGenerated')).toHaveLength(1);
    expect(schema.fn('Contoso')).toMatchObject({ parameters: 'days:int=1', result: { body: fn.body } });
    expect(schema.locked).toBe(true);
  });

  test('has the same bytes in whatever order the service lists', async () => {
    const other: TableFact = { name: 'A', plan: 'Analytics', columns: table.columns.toReversed() };
    const one = await readLock(factsOf([table, other], [fn, { ...fn, name: 'B' }]), 'prod');
    const two = await readLock(factsOf([other, table], [{ ...fn, name: 'B' }, fn]), 'prod');
    expect(one.text).toBe(two.text);
  });

  test.each([
    ['tables', factsOf({ unknown: 'Forbidden for ci@contoso.com.' }, [])],
    ['saved functions', factsOf([table], { unknown: 'Forbidden for ci@contoso.com.' })],
  ])('is not made where the %s may not be read', async (what, facts) => {
    await expect(readLock(facts, 'prod')).rejects.toMatchObject({
      kind: 'auth',
      code: 'schema-unreadable',
      message: `The ${what} of the workspace prod may not be read: Forbidden for ci@contoso.com.`,
    });
  });

  test('is not made of nothing', async () => {
    await expect(readLock(factsOf([], []), 'prod')).rejects.toMatchObject({ code: 'schema-empty' });
  });
});
