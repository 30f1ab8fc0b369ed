import { describe, expect, test } from '@jest/globals';
import { readDocument } from '../../src/core/text/read-document.ts';
import { isObject, type JsonObject } from '../../src/core/json.ts';
import { readShippedFacts } from '../../src/files/assets.ts';
import { loadKql, shippedSchema } from '../../src/kql/index.ts';
import { convertSigma } from '../../src/sigma/convert.ts';
import { toJsonLine, toKql } from '../../src/sigma/formats.ts';
import { parseSigma } from '../../src/sigma/read/parse.ts';
import { none } from '../../src/sigma/pipelines/index.ts';
import { picket } from '../../src/sigma/pipelines/picket/index.ts';
import { reimport } from '../../src/sigma/reimport.ts';
import { toAnalyticsRule, type RuleOptions } from '../../src/sigma/rule.ts';
import { tableList } from '../../src/sigma/tables/table-list.ts';
import { convertText, sigmaRule } from './rules.ts';

const generated = (text: string, options: RuleOptions = {}) => {
  const result = convertText(text, picket);
  const query = 'converted' in result ? result.converted.at(-1) : undefined;
  if (query === undefined) throw new Error(JSON.stringify(result));
  return toAnalyticsRule(query, options);
};

const valueOf = (text: string): JsonObject => {
  const { document, diagnostics } = readDocument('rule.yaml', text);
  expect(diagnostics).toEqual([]);
  return isObject(document.value) ? document.value : {};
};

const base = sigmaRule("sel:\n  Image|endswith: '\\a.exe'\n  ParentImage|endswith: '\\b.exe'\ncondition: sel");

const full = `${base}author: Somebody
description: |
  Finds a process.
date: 2024-01-05
modified: 2024-11-30
references:
  - https://example.com/a
falsepositives:
  - Somebody's own tool
tags:
  - attack.stealth
  - attack.defense_impairment
  - attack.initial-access
  - attack.t1059.001
  - attack.t1059
  - attack.s0002
  - cve.2024-0001
`;

describe('a whole rule', () => {
  const rule = generated(full);
  const value = valueOf(rule.text);

  test('name, severity, schedule and state come from the Sigma rule or a safe default', () => {
    expect(value).toMatchObject({
      name: 'A rule for a test',
      severity: 'High',
      enabled: false,
      queryFrequency: '1h',
      queryPeriod: '1h',
      triggerOperator: 'gt',
      triggerThreshold: 0,
      kind: 'Scheduled',
      version: '2024.11.30',
    });
  });

  test('the description carries false positives and references', () => {
    expect(value['description']).toBe(
      "Finds a process.\n\nFalse positives:\n- Somebody's own tool\n\nReferences:\n- https://example.com/a",
    );
  });

  test("both parts of v19's Defense Evasion become DefenseEvasion, and techniques keep their sub-techniques", () => {
    expect(value['tactics']).toEqual(['DefenseEvasion', 'InitialAccess']);
    expect(value['relevantTechniques']).toEqual(['T1059', 'T1059.001']);
    expect(value['tags']).toEqual(['cve.2024-0001']);
  });

  test('author, licence and the id of the Sigma rule are kept', () => {
    expect(value['metadata']).toMatchObject({
      sigma: { id: '5b1d3a52-3c1f-4e0c-9a4e-0d9a4b1f7e11', author: 'Somebody', license: 'DRL-1.1', path: 'rule.yml' },
    });
  });

  test('the id follows from the Sigma id alone', () => {
    expect(rule.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(generated(base).id).toBe(rule.id);
    expect(generated(base.replace('5b1d3a52', '6b1d3a52')).id).not.toBe(rule.id);
  });

  test('entities are those of columns that the query reads, explained, with split columns in the query', () => {
    expect(rule.text).toContain(
      '# - Process from ActingProcessCommandLine, ActingProcessId: the process that started it',
    );
    expect(rule.query).toContain('| extend HostName = tostring(split(DvcHostname, ".")[0])');
    expect(generated(sigmaRule('sel: {User: a}\ncondition: sel')).text).not.toContain('the process that started it,');
    const mappings = JSON.stringify(value['entityMappings']);
    expect(mappings).toContain('"columnName":"TargetProcessCommandLine"');
  });

  test('at most ten entities of three identifiers, and custom details with short names', () => {
    const { entityMappings, customDetails } = value;
    expect(Array.isArray(entityMappings) && entityMappings.length).toBeLessThanOrEqual(10);
    expect(Object.keys(isObject(customDetails) ? customDetails : {}).every((name) => name.length <= 20)).toBe(true);
  });

  test.each(['tab\tinside', ' leading', 'trailing ', 'a: b # c', 'one\n\n  two', '\u0007', 'a\u2028b', '- x', '|'])(
    'a description of %j is read back as it was',
    (description) => {
      const text = `${base}description: ${JSON.stringify(description)}\n`;
      expect(valueOf(generated(text).text)['description']).toBe(description.trim());
    },
  );

  test('the same Sigma rule gives the same bytes', () => {
    expect(generated(full).text).toBe(rule.text);
  });

  test('state, schedule and licence can be asked for', () => {
    const asked = valueOf(generated(full, { state: 'enabled', frequency: '15m', period: '30m', license: 'MIT' }).text);
    expect(asked).toMatchObject({
      enabled: true,
      queryFrequency: '15m',
      queryPeriod: '30m',
      metadata: { sigma: { license: 'MIT' } },
    });
  });

  test('several conditions give rules of different ids and names', () => {
    const result = convertText(sigmaRule('a: {User: a}\nb: {User: b}\ncondition: [a, b]'), picket);
    const rules = 'converted' in result ? result.converted.map((query) => toAnalyticsRule(query)) : [];
    expect(new Set(rules.map(({ id }) => id)).size).toBe(2);
    expect(rules.map(({ fileName }) => fileName)).toEqual(['rule', 'rule-condition-2']);
  });
});

describe('correlation rules', () => {
  const correlation = (type: string, rest: string): string =>
    `${sigmaRule('sel: {User: a}\ncondition: sel').replace('title: A rule', 'name: first\ntitle: A rule')}---
title: second
name: second
logsource: {product: azure, service: signinlogs}
detection:
  sel: {ResultType: 50053}
  condition: sel
---
title: Both
id: 0f2d3a52-3c1f-4e0c-9a4e-0d9a4b1f7e12
level: low
correlation:
  type: ${type}
  rules: [first, second]
  group-by: [User]
  aliases:
    User: {first: User, second: UserPrincipalName}
  timespan: 10m
${rest}`;

  test.each([
    ['event_count', '  condition: {gte: 10, lt: 20}\n', '| where EventCount >= 10 and EventCount < 20'],
    ['value_count', '  condition: {gt: 3, field: Image}\n', 'unsupported-field'],
    ['value_sum', '  condition: {gte: 10, field: User}\n', '| where ValueSum >= 10'],
    ['value_avg', '  condition: {gte: 10, field: User}\n', '| where ValueAvg >= 10'],
    ['value_percentile', '  condition: {gte: 10, field: User, percentile: 95}\n', '| where ValuePercentile >= 10'],
    ['value_percentile', '  condition: {gte: 10, field: User}\n', 'other:SigmaCorrelationRuleError'],
    ['value_sum', '  condition: {gte: 10}\n', 'other:SigmaCorrelationRuleError'],
    ['temporal', '', '| where RuleCount == 2'],
    ['temporal_ordered', '', '| where Sequence matches regex "A.*B"'],
  ])('%s', (type, rest, end) => {
    const file = parseSigma(correlation(type, rest), 'rule.yml');
    const [result] = convertSigma([file], picket);
    if (result === undefined) throw new Error('nothing was converted');
    const causes = 'error' in result ? [result.error.cause] : result.refused.map(({ cause }) => cause);
    const lines = 'error' in result ? [] : result.queries.flatMap((query) => query.split('\n'));
    expect([...lines, ...causes, file.problem?.cause]).toContain(end);
  });

  test.each(['value_sum', 'value_avg', 'value_percentile', 'temporal', 'temporal_ordered'])(
    '%s gives a query that compiles',
    async (type) => {
      const kql = await loadKql();
      const schema = shippedSchema(await readShippedFacts());
      const condition = type.startsWith('value') ? '  condition: {gte: 10, field: User, percentile: 95}\n' : '';
      const { query } = generated(correlation(type, condition));
      const { diagnostics } = kql.analyze(query, schema, { analyzers: 'off' });
      expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    },
  );

  test('events in one span are seen by a run that looks back over the span and the time since the last one', () => {
    const rule = generated(correlation('temporal', ''));
    expect(rule.query).toContain('| where OtherTime between (TimeGenerated .. 10m)');
    expect(valueOf(rule.text)).toMatchObject({
      name: 'Both',
      queryPeriod: '15m',
      queryFrequency: '5m',
      severity: 'Low',
    });
    expect(rule.query.split('\n').slice(0, 3)).toEqual([
      'let EventsA = _Im_ProcessCreate',
      '    | where TargetUsername =~ "a"',
      '    | project TimeGenerated, Event = "A", Group_User = tostring(TargetUsername);',
    ]);
  });

  test('a rule that is not there is named', () => {
    const result = convertText(correlation('temporal', '').replace('[first, second]', '[first, third]'), picket);
    const refused = 'error' in result ? [result.error] : result.refused;
    expect(refused.map(({ message }) => message).join(' ')).toContain('`third`');
  });

  test('documents that convert are written although another of their file does not', () => {
    const text = correlation('value_median', '  condition: {gte: 10, field: User}\n');
    const file = parseSigma(text, 'rule.yml');
    const [result] = convertSigma([file], picket);
    expect(file.problem?.message).toContain('`value_median` is no type of correlation');
    expect(result).toMatchObject({
      converted: [{ rule: { title: 'A rule for a test' } }, { rule: { title: 'second' } }],
    });
    expect(convertSigma([file], none)).toMatchObject([{ error: { message: file.problem?.message } }]);
  });
});

describe('other formats', () => {
  const result = convertText(full, picket);

  test('JSON lines hold the queries, or the cause and message', () => {
    expect(Object.keys(JSON.parse(toJsonLine(result)))).toEqual(['path', 'queries']);
    const refused = convertText(sigmaRule('sel: {a: b}\ncondition: sel', 'product: toaster'), picket);
    expect(JSON.parse(toJsonLine(refused))).toEqual({
      path: 'rule.yml',
      error: { cause: 'no-table', message: 'No table is known for product toaster.' },
    });
  });

  test('KQL has the author in a comment, and the tables on request', () => {
    expect(toKql(result)).toMatch(/^\/\/ A rule for a test\n.*\n\/\/ Author: Somebody\n_Im_ProcessCreate\n/);
    expect(toKql(result, 'with-tables')).toContain('// | Sentinel Table | Notes |');
  });

  test('the list of tables names connectors', () => {
    expect(tableList('converted' in result ? result.converted : [])).toMatch(
      /^\| Sentinel Table \| Notes \|\n\| --- \| --- \|\n\| _Im_ProcessCreate \| .*Connectors: .*\|\n$/,
    );
  });
});

describe('re-import', () => {
  const before = generated(full).text;
  const after = generated(full.replace('level: high', 'level: low').replace('2024-11-30', '2025-02-01')).text;
  const again = (current: string, old?: string) => {
    const result = reimport(readDocument('rule.yaml', current).document, after, old);
    if (result === undefined) throw new Error('the file says what it was generated from');
    return result;
  };

  test('keys that nobody changed take the new value, and the file becomes what would be generated', () => {
    const result = again(before);
    expect(result.updated).toEqual(['/severity', '/version', '/metadata/sigma']);
    expect(valueOf(result.text)).toEqual(valueOf(after));
  });

  test('hand-made changes and comments stay', () => {
    const edited = before
      .replace('enabled: false', 'enabled: true # agreed')
      .replace('queryPeriod: 1h', 'queryPeriod: 2h');
    const result = again(edited);
    expect(result.kept).toEqual(['/enabled', '/queryPeriod']);
    expect(result.conflicts).toEqual([]);
    expect(result.text).toContain('enabled: true # agreed');
    expect(valueOf(result.text)).toMatchObject({ severity: 'Low', queryPeriod: '2h' });
  });

  test('a key changed on both sides is a conflict, stays, and is found again', () => {
    const edited = before.replace('severity: High', 'severity: Informational');
    const result = again(edited);
    expect(result.conflicts).toEqual([{ at: '/severity', ours: 'Informational', theirs: 'Low' }]);
    expect(valueOf(result.text)['severity']).toBe('Informational');
    expect(again(result.text).conflicts).toHaveLength(1);
  });

  test('the old text says the same as the record in the file', () => {
    const edited = before.replace('severity: High', 'severity: Medium').replace('queryPeriod: 1h', 'queryPeriod: 2h');
    expect(again(edited, before)).toEqual(again(edited));
  });

  test('importing the same version changes nothing', () => {
    const result = reimport(readDocument('rule.yaml', before).document, before);
    expect(result).toEqual({ text: before, updated: [], kept: [], conflicts: [] });
  });

  test('a file that was never generated cannot be merged', () => {
    expect(reimport(readDocument('rule.yaml', 'name: mine\n').document, after)).toBeUndefined();
  });
});
