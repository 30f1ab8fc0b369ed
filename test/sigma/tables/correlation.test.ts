import { describe, expect, test } from '@jest/globals';
import { readDocument } from '../../../src/core/text/read-document.ts';
import { convertSigma, type Conversion, type SigmaPipeline } from '../../../src/sigma/convert.ts';
import { parseSigma } from '../../../src/sigma/read/parse.ts';
import { picket } from '../../../src/sigma/pipelines/picket/index.ts';
import { none } from '../../../src/sigma/pipelines/index.ts';
import { toAnalyticsRule } from '../../../src/sigma/rule.ts';
import { tableList } from '../../../src/sigma/tables/table-list.ts';

/** Files of one run, each seeing the rules of all, as the importer hands them over. */
const convertAll = (texts: readonly string[], pipeline: SigmaPipeline = picket): readonly Conversion[] => {
  const files = texts.map((text, index) => parseSigma(text, `file${index + 1}.yml`));
  return convertSigma(files, pipeline, { others: files.flatMap(({ rules }) => rules) });
};

const queriesOf = (conversion: Conversion | undefined): readonly string[] =>
  conversion === undefined || 'error' in conversion ? [] : conversion.queries;

const rulesOf = (conversion: Conversion | undefined) =>
  conversion === undefined || 'error' in conversion ? [] : conversion.converted.map((query) => toAnalyticsRule(query));

const logons = (name: string, user: string): string => `title: Logons ${name}
name: ${name}
id: 2f6d6b1e-8a1f-4a43-9b57-52e0b3c0a7${name === 'failed' ? '01' : '02'}
logsource: {product: windows, service: security}
detection:
  selection: {EventID: ${name === 'failed' ? 4625 : 4624}, TargetUserName|startswith: ${user}}
  condition: selection
`;

const spray = (rest: string): string => `title: Spray
id: 2f6d6b1e-8a1f-4a43-9b57-52e0b3c0a703
correlation:
  rules: [failed]
  group-by: [IpAddress]
  timespan: 30m
${rest}`;

const counting = spray('  type: value_count\n  condition: {gte: 10, field: TargetUserName}\n');

describe('rules of several files', () => {
  test('a base rule has no query of its own, wherever the correlation stands', () => {
    const [bases, correlation] = convertAll([logons('failed', 'adm'), counting]);
    expect(queriesOf(bases)).toEqual([]);
    expect(queriesOf(correlation)).toHaveLength(1);
  });

  test('one that names itself, or another one, is refused and not left out', () => {
    const named = (name: string, of: string): string =>
      `name: ${name}\n${counting.replace('rules: [failed]', `rules: [${of}]`)}`;
    const problems = (...texts: readonly string[]) =>
      convertAll(texts).map((conversion) => ('error' in conversion ? conversion.error.message : 'converted'));
    const noDetection = (name: string): string =>
      `The correlation names the rule \`${name}\`, which is no detection in the files given.`;
    expect(problems(named('a', 'a'))).toEqual([noDetection('a')]);
    expect(problems(named('a', 'b'), named('b', 'a'))).toEqual([noDetection('b'), noDetection('a')]);
    expect(problems(logons('failed', 'adm'), named('a', 'failed'), named('b', 'a')).slice(1)).toEqual([
      'converted',
      noDetection('a'),
    ]);
  });

  test('a base rule keeps its query where the correlation says `generate`', () => {
    const [bases] = convertAll([logons('failed', 'adm'), `${counting}  generate: true\n`]);
    expect(queriesOf(bases)).toHaveLength(1);
  });

  test('a filter beside the rule that it names counts once', () => {
    const filter = `title: No service accounts
logsource: {product: windows, service: security}
filter:
  rules: [failed]
  selection: {TargetUserName|startswith: svc}
  condition: not selection
`;
    const [file] = convertAll([`${logons('failed', 'adm')}---\n${filter}`], none);
    expect(queriesOf(file)).toEqual([
      '(EventID == 4625 and TargetUserName startswith "adm") and (not(TargetUserName startswith "svc"))',
    ]);
  });
});

describe('a collection under one id', () => {
  const collection = `action: global
title: Tool started
id: 2f6d6b1e-8a1f-4a43-9b57-52e0b3c0a704
detection: {condition: selection}
---
logsource: {product: windows, service: security}
detection: {selection: {EventID: 4688, NewProcessName|endswith: '\\tool.exe'}}
---
logsource: {product: windows, category: process_creation}
detection: {selection: {Image|endswith: '\\tool.exe'}}
`;

  test('becomes rules of different ids and names, the same at each import', () => {
    const [first, second, ...others] = rulesOf(convertAll([collection])[0]);
    expect(others).toEqual([]);
    expect(first?.id).not.toBe(second?.id);
    expect(first?.text).toContain('name: Tool started\n');
    expect(second?.text).toContain('name: Tool started (part 2)\n');
    expect(rulesOf(convertAll([collection])[0]).map(({ id }) => id)).toEqual([first?.id, second?.id]);
  });
});

describe('a rule from a correlation', () => {
  const ruleOf = (texts: readonly string[]) => {
    const rule = rulesOf(convertAll(texts).at(-1))[0];
    return {
      text: rule?.text ?? '',
      query: rule?.query ?? '',
      value: readDocument('r.yaml', rule?.text ?? '').document.value,
    };
  };

  test('names its tables and connectors, and the entities among what it groups by', () => {
    const { text, value } = ruleOf([logons('failed', 'adm'), counting]);
    expect(text).toMatch(/^# Tables: SecurityEvent\. .*Connectors: .*\n/);
    expect(value).toMatchObject({
      requiredDataConnectors: [
        { connectorId: 'SecurityEvents', dataTypes: ['SecurityEvent'] },
        { connectorId: 'WindowsSecurityEvents', dataTypes: ['SecurityEvent'] },
      ],
      entityMappings: [{ entityType: 'IP', fieldMappings: [{ identifier: 'Address', columnName: 'Group_IpAddress' }] }],
    });
    expect(text).toContain('# - IP from IpAddress: ');
    expect(
      tableList(
        convertAll([logons('failed', 'adm'), counting]).flatMap((each) => ('error' in each ? [] : each.converted)),
      ),
    ).toContain('Connectors: SecurityEvents');
  });

  test('splits a grouped column into the parts of an entity', () => {
    const process = (name: string): string => `title: ${name}
name: ${name}
logsource: {product: windows, category: process_creation}
detection:
  selection: {Image|endswith: '\\${name}.exe'}
  condition: selection
`;
    const both = `title: Both
correlation:
  type: temporal
  rules: [whoami, nltest]
  group-by: [Computer]
  timespan: 10m
`;
    const { query, value } = ruleOf([process('whoami'), process('nltest'), both]);
    expect(query.split('\n').slice(-2)).toEqual([
      '| extend HostName = tostring(split(Group_Computer, ".")[0])',
      '| extend HostDomain = iff(Group_Computer contains ".", substring(Group_Computer, indexof(Group_Computer, ".") + 1), "")',
    ]);
    expect(value).toMatchObject({ entityMappings: [{ entityType: 'Host' }] });
  });

  test('maps no entity where the base rules read different columns', () => {
    const chain = `title: Chain
correlation:
  type: temporal
  rules: [failed, good]
  aliases: {who: {failed: TargetUserName, good: SubjectUserName}}
  group-by: [who]
  timespan: 10m
`;
    const { value } = ruleOf([logons('failed', 'adm'), logons('good', 'adm'), chain]);
    expect(value).not.toHaveProperty('entityMappings');
    expect(value).toMatchObject({ customDetails: { who: 'Group_who' } });
  });

  test('counts no empty values', () => {
    expect(ruleOf([logons('failed', 'adm'), counting]).query).toContain(
      'ValueCount = count_distinctif(Group_TargetUserName, isnotempty(Group_TargetUserName))',
    );
  });

  test('counts one field, not the first of several', () => {
    const [, several] = convertAll([
      logons('failed', 'adm'),
      counting.replace('TargetUserName}', '[TargetUserName, IpAddress]}'),
    ]);
    expect(several).toMatchObject({ error: { cause: 'other:SigmaCorrelationRuleError' } });
  });

  test('is refused where no rule can look back over its time span', () => {
    for (const timespan of ['30s', '4m', '15d', '1M'])
      expect(convertAll([logons('failed', 'adm'), counting.replace('30m', timespan)])[1]).toMatchObject({
        error: { cause: 'unsupported-value', message: expect.stringContaining(`\`${timespan}\``) },
      });
  });

  test('never runs less often than it looks back, whatever schedule is wanted of all rules', () => {
    const conversion = convertAll([logons('failed', 'adm'), counting])[1];
    const [query] = conversion === undefined || 'error' in conversion ? [] : conversion.converted;
    const scheduleOf = (wanted: Parameters<typeof toAnalyticsRule>[1]) =>
      /queryFrequency: (.*)\nqueryPeriod: (.*)\n/
        .exec(query === undefined ? '' : toAnalyticsRule(query, wanted).text)
        ?.slice(1);
    expect(scheduleOf({})).toEqual(['15m', '30m']);
    expect(scheduleOf({ frequency: '2h', period: '1d' })).toEqual(['2h', '1d']);
    expect(scheduleOf({ frequency: '1h' })).toEqual(['30m', '30m']);
    expect(scheduleOf({ period: '10m' })).toEqual(['10m', '10m']);
  });
});
