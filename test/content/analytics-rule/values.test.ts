import { describe, expect, test } from '@jest/globals';
import { mappedColumns } from '../../../src/content/analytics-rule/values/entities.ts';
import { kind, tags, triggerOperator } from '../../../src/content/analytics-rule/values/terms.ts';

describe('values of rule files', () => {
  test('an operator is read by its short name, and written back as the file has it', () => {
    expect(triggerOperator.read('gt')).toBe('GreaterThan');
    expect(triggerOperator.read('constructor')).toBeUndefined();
    expect(triggerOperator.spell?.('LessThan', 'gt')).toBe('lt');
    expect(triggerOperator.spell?.('LessThan', 'GreaterThan')).toBe('LessThan');
  });

  test('a kind is known however it is capitalised', () => {
    expect(kind.read('scheduled')).toBe('Scheduled');
    expect(kind.read('Sometimes')).toBeUndefined();
  });

  test('a tag with a value becomes one text', () => {
    expect(tags.read(['one', { Schema: 'ASIMDns' }])).toEqual(['one', 'Schema:ASIMDns']);
  });

  test('columns are found by the entity that they identify', () => {
    const fieldMappings = [{ identifier: 'Name', columnName: 'User' }];
    const columns = mappedColumns({ entityMappings: [{ entityType: 'Account', fieldMappings }] });
    expect([...columns]).toEqual([['Account.Name', 'User']]);
    expect(mappedColumns({ entityMappings: 'none' }).size).toBe(0);
  });
});
