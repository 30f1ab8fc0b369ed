import { expect, test } from '@jest/globals';
import { emptySchema, loadKql } from '../../../src/kql/index.ts';

const kql = await loadKql();

test.each([
  ['a query nested so deep that the engine asks its grammar', `print x = ${'('.repeat(450)}1${')'.repeat(450)}`, ['x']],
  ['a command, which is parsed by the grammar', '.show tables | project TableName', ['TableName']],
])('%s is read like any other', (_what, query, columns) => {
  const { diagnostics, result } = kql.analyze(query, emptySchema);
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  expect(result?.columns.map(({ name }) => name)).toEqual(columns);
});

test('what is wrong deep down is still found at its place', () => {
  const query = `print x = ${'('.repeat(450)}1 +${')'.repeat(450)}`;
  expect(kql.analyze(query, emptySchema).diagnostics).toMatchObject([{ kind: 'syntax', severity: 'error' }]);
});
