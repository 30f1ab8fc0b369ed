import { describe, expect, test } from '@jest/globals';
import { besideKind } from '../../../src/content/beside/index.ts';
import type { JsonObject } from '../../../src/core/json.ts';

const seen = (value: JsonObject, ...folders: readonly string[]) => {
  const kind = besideKind(value, folders);
  return kind === undefined ? undefined : { name: kind.name, at: kind.query?.at, checks: kind.query?.checks };
};

describe('a file beside rules that is none', () => {
  const query = 'SigninLogs | take 5';

  test.each<[string, JsonObject, string, string]>([
    ['', { FunctionQuery: query }, '/FunctionQuery', 'all'],
    [' by its older name', { ParserQuery: query }, '/ParserQuery', 'all'],
    [' with an empty list of parameters', { FunctionQuery: query, FunctionParams: [] }, '/FunctionQuery', 'all'],
    [' with blank parameters', { FunctionQuery: query, FunctionParams: ' ' }, '/FunctionQuery', 'all'],
  ])('is a parser%s, whose whole query is checked', (_, value, at, checks) => {
    expect(seen(value)).toEqual({ name: 'parser', at, checks });
  });

  test.each(['FunctionParams', 'FunctionParameters', 'ParserParams', 'ParserParameters', 'functionParameters'])(
    'is a parser whose query is checked with what %s gives it',
    (key) => {
      for (const given of ['disabled:bool=false', [{ Name: 'disabled', Type: 'bool' }]])
        expect(besideKind({ FunctionQuery: query, [key]: given }, [])?.query).toMatchObject({
          checks: 'all',
          declares: 'declare query_parameters(disabled:bool);\n',
        });
    },
  );

  test.each(['T:(*)', 'T:(a:long), b:bool', 'b:text'])(
    'is a parser of whose query with the parameters %s the syntax alone is checked',
    (given) => {
      expect(seen({ FunctionQuery: query, FunctionParams: given })?.checks).toBe('syntax');
    },
  );

  test('is a summary rule by its destination and the size of its bins', () => {
    const summary: JsonObject = { query, destinationTable: 'Sums_CL', binSize: 60 };
    expect(seen(summary)).toEqual({ name: 'summary rule', at: '/query', checks: 'all' });
    for (const key of Object.keys(summary)) {
      const { [key]: _left, ...rest } = summary;
      expect(seen(rest)).toBeUndefined();
    }
  });

  test('is a custom detection in a folder of such, by its type or kind, with or without a query', () => {
    const properties = { queryCondition: { queryText: query } };
    const whole = { name: 'custom detection', at: '/properties/queryCondition/queryText', checks: 'syntax' };
    const byType = { resourceType: 'Microsoft.Security/DetectionRules', properties };
    expect(seen(byType, 'Custom Detections')).toEqual(whole);
    expect(seen({ kind: 'CustomDetection', properties }, 'xdr-detections')).toEqual(whole);
    expect(seen({ kind: 'CustomDetection' }, 'XDR_Detections')).toEqual({ ...whole, at: undefined, checks: undefined });
    expect(seen(byType)).toBeUndefined();
    expect(seen({ kind: 'Scheduled', properties }, 'Custom Detections')).toBeUndefined();
  });

  test('is a hunting query in a folder of such, unless it says when it runs or triggers', () => {
    expect(seen({ query }, 'Hunting Queries')).toEqual({ name: 'hunting query', at: '/query', checks: 'all' });
    expect(seen({ query, queryPeriod: null }, 'exploration-query')?.name).toBe('hunting query');
    expect(seen({ query })).toBeUndefined();
    expect(seen({ query: 5 }, 'Hunting Queries')).toBeUndefined();
    for (const key of ['queryFrequency', 'queryPeriod', 'triggerOperator', 'triggerThreshold'])
      expect(seen({ query, [key]: 0 }, 'Hunting Queries')).toBeUndefined();
  });

  test('is a migration configuration where it overrides rules and has no query of its own', () => {
    expect(seen({ ruleOverrides: {} })?.name).toBe('migration configuration');
    expect(seen({ ruleOverrides: {}, query })).toBeUndefined();
  });
});
