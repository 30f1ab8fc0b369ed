import { describe, expect, test } from '@jest/globals';
import schema from '../../schemas/analytics-rule.schema.json' with { type: 'json' };
import { applyEdits } from '../../src/core/edit.ts';
import { isObject, type JsonValue } from '../../src/core/json.ts';
import { readDocument } from '../../src/core/read-document.ts';
import { checkSchema } from '../../src/core/schema.ts';

const base: Readonly<Record<string, string>> = {
  id: '5a2f7f3e-3c1e-4f5e-9f39-0c8c1b0a7d11',
  kind: 'Scheduled',
  name: 'A rule',
  severity: 'High',
  query: 'T | take 1',
  queryFrequency: '1h',
  queryPeriod: '1h',
  triggerOperator: 'gt',
  triggerThreshold: '0',
};

/** A valid rule with some keys written otherwise; undefined takes a key out. */
const rule = (changes: Readonly<Record<string, string | undefined>> = {}): string =>
  Object.entries({ ...base, ...changes })
    .flatMap(([key, text]) => (text === undefined ? [] : [`${key}: ${text}\n`]))
    .join('');

const check = (text: string) => {
  const { document } = readDocument('rule.yaml', text);
  return checkSchema(schema, document).map(({ code, severity, message, hint, range, fix }) => {
    const { start, end } = range ?? { start: { line: 0, column: 0 }, end: { line: 0, column: 0 } };
    const line = text.split('\n')[start.line - 1] ?? '';
    return {
      code,
      severity,
      message,
      hint,
      on: start.line === end.line ? line.slice(start.column - 1, end.column - 1) : line.slice(start.column - 1),
      fixed: fix === undefined ? undefined : applyEdits(text, fix),
    };
  });
};

const only = (text: string) => {
  const found = check(text);
  expect(found).toHaveLength(1);
  return found[0];
};

const scheduleKeys = {
  queryFrequency: undefined,
  queryPeriod: undefined,
  triggerOperator: undefined,
  triggerThreshold: undefined,
};
const queryKeys = { ...scheduleKeys, severity: undefined, query: undefined };

describe('the schema of analytics rules', () => {
  test('takes a complete rule of each kind', () => {
    expect(check(rule())).toEqual([]);
    expect(check(rule({ kind: undefined }))).toEqual([]);
    expect(check(rule({ ...scheduleKeys, kind: 'NRT' }))).toEqual([]);
    const creation = {
      ...queryKeys,
      kind: 'MicrosoftSecurityIncidentCreation',
      productFilter: 'Azure Security Center',
    };
    expect(check(rule({ ...creation, severitiesFilter: '[High]', displayNamesFilter: '[x]' }))).toEqual([]);
    const builtIn = { ...queryKeys, name: undefined, alertRuleTemplateName: 'f71aba3d-28fb-450b-b192-4e76a83015c8' };
    expect(
      check(rule({ ...builtIn, kind: 'Fusion', id: 'BuiltInFusion', sourceSettings: '[{sourceName: x}]' })),
    ).toEqual([]);
    expect(check(rule({ ...builtIn, kind: 'MLBehaviorAnalytics' }))).toEqual([]);
    expect(check(rule({ ...builtIn, kind: 'ThreatIntelligence' }))).toEqual([]);
  });

  test('takes null for everything that is optional', () => {
    const optional = Object.keys(schema.properties).filter((key) => !Object.hasOwn(base, key));
    expect(check(rule(Object.fromEntries(optional.map((key) => [key, 'null']))))).toEqual([]);
  });

  test('says what a key is, for every key at any depth', () => {
    const untold: string[] = [];
    const visit = (node: JsonValue, path: string): void => {
      if (!isObject(node)) return;
      for (const name of ['title', 'description']) {
        const told = node[name];
        if (typeof told !== 'string' || !/^[A-Z]/.test(told)) untold.push(`${path} ${name}`);
      }
      const children: [string, JsonValue | undefined][] = Object.entries(
        isObject(node['properties']) ? node['properties'] : {},
      );
      if (isObject(node['items'])) children.push(['*', node['items']]);
      for (const [key, child] of children) if (child !== undefined) visit(child, `${path}/${key}`);
    };
    visit(schema, '');
    expect(untold).toEqual([]);
  });

  test('takes durations as people write them', () => {
    for (const duration of ['5m', '1h', '14d', '1h10m', '25h', '2H', '1d12h', 'PT1H', 'P1D', 'P1DT2H', 'PT12H10M'])
      expect(check(rule({ queryFrequency: duration, queryPeriod: duration }))).toEqual([]);
  });

  test('says what is meant by a duration that is none', () => {
    expect(only(rule({ queryPeriod: 'PT1D' }))).toMatchObject({
      code: 'schema/pattern',
      message: '`PT1D` is no duration: did you mean `P1D`?',
      on: 'PT1D',
      fixed: rule({ queryPeriod: 'P1D' }),
    });
    expect(only(rule({ queryPeriod: '2 hours' }))).toMatchObject({ fixed: rule({ queryPeriod: '2h' }) });
    expect(only(rule({ queryPeriod: '14' }))).toMatchObject({
      code: 'schema/wrong-type',
      message: '`queryPeriod` is `14`, a number; it must be a duration (a text).',
      hint: expect.stringContaining('with its unit'),
      fixed: undefined,
    });
    for (const wrong of ['1y', 'P', 'PT', 'P1DT', 'h', '1h 2', '-1h', '1.5h'])
      expect(only(rule({ queryPeriod: wrong }))).toMatchObject({ code: 'schema/pattern', on: wrong });
  });

  test('names the right spelling of a value, and repairs it where only case and spaces differ', () => {
    expect(only(rule({ tactics: '[CommandandControl]' }))).toMatchObject({
      code: 'schema/not-allowed-value',
      message: '`CommandandControl` is no tactic: did you mean `CommandAndControl`?',
      on: 'CommandandControl',
      fixed: rule({ tactics: '[CommandAndControl]' }),
    });
    expect(only(rule({ tactics: '["Lateral Movement"]' }))?.fixed).toBe(rule({ tactics: '["LateralMovement"]' }));
    expect(only(rule({ severity: 'high' }))?.fixed).toBe(rule({ severity: 'High' }));
    expect(only(rule({ kind: 'scheduled' }))?.fixed).toBe(rule());
    expect(only(rule({ severity: 'Hihg' }))).toMatchObject({
      message: '`Hihg` is no severity: did you mean `High`?',
      fixed: undefined,
    });
    expect(only(rule({ severity: 'Critical' }))).toMatchObject({
      message: '`Critical` is no severity.',
      hint: 'Allowed are `Informational`, `Low`, `Medium` and `High`.',
    });
    expect(only(rule({ triggerOperator: 'Equals' }))?.fixed).toBe(rule({ triggerOperator: 'Equal' }));
  });

  test('names the right spelling and the right place of a key', () => {
    expect(only(rule({ queryFrequency: undefined, queryfrequency: '1h' }))).toMatchObject({
      code: 'schema/unknown-key',
      message: 'The key `queryfrequency` is spelled `queryFrequency`.',
      on: 'queryfrequency',
      fixed: `${rule({ queryFrequency: undefined })}queryFrequency: 1h\n`,
    });
    expect(only(rule({ incidentConfiguration: '{alertDisplayNameFormat: x}' }))).toMatchObject({
      message:
        'The key `alertDisplayNameFormat` does not belong in `incidentConfiguration`: its place is in `alertDetailsOverride`.',
      on: 'alertDisplayNameFormat',
    });
    expect(only(rule({ eventGroupingSettings: '{severity: High}' }))?.message).toContain(
      'its place is at the top level',
    );
    expect(only(rule({ name: undefined, displayName: 'x' }))?.message).toBe(
      'The key `displayName` is called `name` here.',
    );
    expect(only(rule({ displayName: 'x' }))).toMatchObject({
      hint: '`name` is already there: remove `displayName`.',
      fixed: undefined,
    });
    expect(only(rule({ severty: 'x' }))?.message).toBe('The key `severty` is unknown: did you mean `severity`?');
    expect(only(rule({ zzz: 'x' }))?.message).toBe('The key `zzz` is unknown.');
  });

  test('names each missing key once, on the first key of its mapping', () => {
    expect(check(rule({ severity: undefined, query: undefined })).map(({ message, on }) => [message, on])).toEqual([
      ['The key `severity` is missing.', 'id'],
      ['The key `query` is missing.', 'id'],
    ]);
    expect(only(rule({ entityMappings: '[{entityType: IP}]' }))).toMatchObject({
      message: 'The key `fieldMappings` is missing in Entry 1 of `entityMappings`.',
      on: 'entityType',
    });
    expect(only(rule({ severity: '' }))).toMatchObject({
      code: 'schema/wrong-type',
      message: '`severity` is empty; it must be a severity (a text).',
    });
  });

  test('refuses the keys that a kind does not have, with the reason', () => {
    expect(check(rule({ kind: 'NRT' })).map(({ code, on }) => [code, on])).toEqual(
      Object.keys(scheduleKeys).map((key) => ['schema/forbidden-key', key]),
    );
    expect(check(rule({ ...scheduleKeys, kind: 'NRT', queryPeriod: 'null' }))).toEqual([]);
    expect(only(rule({ productFilter: 'Azure Security Center' }))?.message).toBe(
      '`productFilter` belongs to MicrosoftSecurityIncidentCreation rules.',
    );
  });

  test('tells a wrong type once, and repairs what only lacks or has too many quotes', () => {
    expect(only(rule({ enabled: '"true"' }))).toMatchObject({
      code: 'schema/wrong-type',
      fixed: `${rule()}enabled: true\n`,
    });
    expect(only(rule({ enabled: 'yes' }))?.fixed).toBe(`${rule()}enabled: true\n`);
    expect(only(rule({ triggerThreshold: "'10'" }))?.fixed).toBe(rule({ triggerThreshold: '10' }));
    expect(only(rule({ version: '1.10' }))?.fixed).toBe(`${rule()}version: '1.10'\n`);
    expect(only(rule({ tactics: 'Impact' }))?.fixed).toBe(`${rule()}tactics: [Impact]\n`);
    expect(only(rule({ severity: '5' }))?.code).toBe('schema/wrong-type');
    expect(only('- a\n- b\n')).toMatchObject({ message: 'The file is a list; it must be a mapping.' });
  });

  test.each([
    ['name', 'x'.repeat(256), 'x'.repeat(257), 'schema/too-long'],
    ['query', 'x'.repeat(10_000), 'x'.repeat(10_001), 'schema/too-long'],
    ['query', `|\n  ${'x'.repeat(10_000)}\n`, `|\n  ${'x'.repeat(10_001)}\n`, 'schema/too-long'],
    ['query', 'x', '""', 'schema/empty'],
    ['description', `|\n  "${'x'.repeat(5000)}"\n`, `|\n  "${'x'.repeat(5001)}"\n`, 'schema/too-long'],
    ['triggerThreshold', '10000', '10001', 'schema/out-of-range'],
    ['triggerThreshold', '0', '-1', 'schema/out-of-range'],
    ['relevantTechniques', '[T1098.003]', '[T1098.03]', 'schema/pattern'],
    ['templateVersion', '1.0.0', '1.0', 'schema/wrong-type'],
    ['templateVersion', '1.0.0', '1.0.0-beta', 'schema/pattern'],
    ['customDetails', `{${'k'.repeat(20)}: c}`, `{${'k'.repeat(21)}: c}`, 'schema/bad-name'],
    ['customDetails', '{a1_: c}', '{1a: c}', 'schema/bad-name'],
    ['customDetails', '{a: _c1}', '{a: c-1}', 'schema/pattern'],
    ['customDetails', `{${many(20)}}`, `{${many(21)}}`, 'schema/too-many'],
    [
      'alertDetailsOverride',
      `{alertDisplayNameFormat: ${'x'.repeat(256)}}`,
      `{alertDisplayNameFormat: ${'x'.repeat(257)}}`,
      'schema/too-long',
    ],
    [
      'alertDetailsOverride',
      `{alertDescriptionFormat: ${'x'.repeat(5000)}}`,
      `{alertDescriptionFormat: ${'x'.repeat(5001)}}`,
      'schema/too-long',
    ],
    ['entityMappings', `[${mappings(10)}]`, `[${mappings(11)}]`, 'schema/too-many'],
    ['entityMappings', `[${mapping(3)}]`, `[${mapping(4)}]`, 'schema/too-many'],
    ['entityMappings', `[${mapping(1)}]`, '[{entityType: IP, fieldMappings: []}]', 'schema/too-few'],
    ['sentinelEntitiesMappings', '[{columnName: E}]', '[{columnName: "1"}]', 'schema/pattern'],
    ['id', 'x', 'a/b', 'schema/pattern'],
  ])('draws the limit of %s where the service does', (key, inside, outside, code) => {
    expect(check(rule({ [key]: inside }))).toEqual([]);
    expect(only(rule({ [key]: outside }))?.code).toBe(code);
  });

  test('says how long the name of a custom detail may be', () => {
    expect(only(rule({ customDetails: `{${'k'.repeat(28)}: c}` }))?.message).toBe(
      `\`${'k'.repeat(28)}\` has 28 characters; a name of a custom detail has at most 20.`,
    );
  });

  test('only warns where a key documents and is never sent', () => {
    const connectors = (name: string) => rule({ requiredDataConnectors: `[{connectorId: A, ${name}: [T]}]` });
    expect(only(connectors('datatypes'))).toMatchObject({ severity: 'warning', fixed: connectors('dataTypes') });
  });

  test('repairs a sub-technique that is written otherwise', () => {
    expect(only(rule({ relevantTechniques: '[T1098/003]' }))?.fixed).toBe(rule({ relevantTechniques: '[T1098.003]' }));
  });

  test('says nothing about a document without a value', () => {
    expect(check('')).toEqual([]);
  });
});

function many(count: number): string {
  return Array.from({ length: count }, (_, index) => `k${index}: c`).join(', ');
}
function mapping(fields: number): string {
  return `{entityType: Account, fieldMappings: [${Array(fields).fill('{identifier: Name, columnName: c}').join(', ')}]}`;
}
function mappings(count: number): string {
  return Array(count).fill(mapping(1)).join(', ');
}

describe('any schema', () => {
  test('tells a choice as a whole and not by its branches', () => {
    const choice = {
      type: 'object',
      properties: {
        either: {
          type: 'object',
          oneOf: [{ required: ['a'] }, { required: ['b'] }],
          'x-picket-choice': 'Give `a` or `b`.',
        },
      },
    };
    const { document } = readDocument('x.yaml', 'either: {}\n');
    expect(checkSchema(choice, document)).toMatchObject([{ code: 'schema/wrong-choice', message: 'Give `a` or `b`.' }]);
  });

  test('names a repeated item', () => {
    const { document } = readDocument('x.yaml', 'list: [a, b, a]\n');
    const unique = { type: 'object', properties: { list: { type: 'array', uniqueItems: true } } };
    expect(checkSchema(unique, document)).toMatchObject([
      { code: 'schema/repeated', range: { start: { column: 14 } } },
    ]);
  });
});
