import { expect, test } from '@jest/globals';
import { attacks } from '../fixtures/injection.ts';
import { expectInert } from './inert-output.ts';
import { inFolder, type Shell } from './io.ts';

/** One text of many tricks; those of ten thousand characters hide none. */
const trick = attacks
  .map(({ text }) => text.toWellFormed())
  .filter((text) => text.length < 1000)
  .join(' ');
/** The same where a line end or a quote is the end of it. */
const inOneLine = trick.replaceAll(/[\p{Cc}\u2028\u2029"'\\$]/gu, '');

const json = (value: unknown): string => JSON.stringify(value);

const rule = (index: number): string =>
  json({
    id: `00000000-1111-4222-8333-00000000000${index}`,
    kind: 'Scheduled',
    name: `${index} ${trick}`,
    description: trick,
    severity: 'Medium',
    queryFrequency: '1h',
    queryPeriod: '1h',
    triggerOperator: 'gt',
    triggerThreshold: 0,
    tactics: ['Persistence'],
    relevantTechniques: ['T1098'],
    tags: [trick],
    query: `SecurityEvent\n| where EventID == 4001 // ${inOneLine}\n| extend ['${inOneLine}'] = "${inOneLine}"`,
    version: '1.0.0',
  });

const tests = json({
  now: '2026-03-01T12:00:00Z',
  cases: [
    {
      name: trick,
      given: { SecurityEvent: [{ EventID: 4001, Computer: trick, Account: trick }] },
      expect: { alerts: 2, entities: [{ type: 'Account', Name: trick }], rows: [{ Computer: `not ${trick}` }] },
    },
    { name: `quiet ${trick}`, base: trick, with: { 'SecurityEvent.0.EventID': 1 }, expect: 'silent' },
    { name: `lost ${trick}`, base: `no ${trick}`, expect: 'silent' },
  ],
});

const body = { displayName: trick, query: `SecurityEvent // ${inOneLine}`, severity: trick, [trick]: trick };
const arm = json({
  $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
  parameters: { [trick]: { type: 'string' } },
  resources: [
    { type: 'Microsoft.SecurityInsights/alertRules', name: trick, kind: 'Scheduled', properties: body },
    { type: 'Microsoft.SecurityInsights/alertRules', name: `[parameters('${inOneLine}')]`, kind: trick },
    { type: `Microsoft.Logic/${trick}`, name: trick },
  ],
});

const terraform = `resource "azurerm_sentinel_alert_rule_nrt" "one" {
  name         = "${inOneLine}"
  display_name = "${inOneLine}"
  severity     = "${inOneLine}"
  query        = unknown_function("${inOneLine}")
}
`;

const sigma = json({
  title: trick,
  id: '11111111-1111-4111-8111-111111111111',
  author: trick,
  logsource: { category: 'process_creation', product: 'windows' },
  detection: { sel: { 'Image|endswith': trick, CommandLine: trick }, condition: 'sel' },
  falsepositives: [trick],
});
const badSigma = json({ ...JSON.parse(sigma), detection: { sel: { [trick]: trick }, condition: `sel and ${trick}` } });

const rows = json([{ TimeGenerated: '2026-03-01T11:00:00Z', EventID: 4001, Account: trick, [trick]: trick }]);

const prepared = async (shell: Shell): Promise<void> => {
  for (const index of [1, 2]) await shell.write(`analytics-rules/r${index}.yaml`, rule(index));
  await shell.write('analytics-rules/r1.test.yaml', tests);
  await shell.write('data/SecurityEvent.json', rows);
  await shell.write('arm.json', arm);
  await shell.write('tf/main.tf', terraform);
  await shell.write('good.yml', sigma);
  await shell.write('bad.yml', badSigma);
  await shell.write(
    'picket.yaml',
    'project: {name: x, id: 11111111-2222-4333-8444-555555555555}\nworkspaces: {}\ncontent: [analytics-rules]\n',
  );
};

const formats = ['pretty', 'json', 'sarif', 'junit', 'github', 'markdown'] as const;

/** Command lines that say what files hold, each in every way that it can say it. `csv` of a query is the data itself. */
const lines: readonly (readonly string[])[] = [
  ...formats.flatMap((format) => [
    ['validate', '--format', format],
    ['test', '--format', format],
  ]),
  ['test', '--explain'],
  ['test', '--untested'],
  ['test', '--mutants'],
  ['test', '--case', trick],
  ['query', 'SecurityEvent', '--data', 'data'],
  ['query', 'SecurityEvent', '--data', 'data', '--format', 'json'],
  ['query', `SecurityEvent | where ${trick} == 1`, '--data', 'data'],
  ['query', `SecurityEvent | where ${trick} == 1`, '--data', 'data', '--format', 'json'],
  ['sample', 'data/SecurityEvent.json', '--to', 'SecurityEvent'],
  ['sample', 'data/SecurityEvent.json', '--to', trick],
  ...['pretty', 'json'].flatMap((format) => [
    ['import', 'arm', 'arm.json', '--out', 'out', '--format', format],
    ['import', 'terraform', 'tf', '--out', 'out', '--format', format],
    ['import', 'sigma', 'good.yml', 'bad.yml', '--out', 'out', '--format', format],
    ['convert', 'analytics-rules', '--to', 'service', '--out', `as-${format}`, '--format', format],
  ]),
  ['import', 'sigma', 'good.yml', 'bad.yml', '--to', 'kql'],
  ['import', 'sigma', 'good.yml', 'bad.yml', '--to', 'kql', '--tables'],
  ['import', 'sigma', 'good.yml', 'bad.yml', '--to', 'jsonl'],
  ['coverage', '--format', 'json'],
  ['graph', '--format', 'json'],
];

const named = lines.map((line) => [line.map((word) => word.slice(0, 20)).join(' '), line] as const);

test.each(named)('texts in files come out as text: %s', async (_name, line) => {
  await inFolder(async (shell) => {
    await prepared(shell);
    const { code, out, err } = await shell.picket(...line);
    expect(code).toBeLessThan(10);
    // A query is given as it is, but for what nobody sees in it.
    expectInert(
      line.includes('kql') ? out.replaceAll('##[', '') : out,
      line.includes('github') ? 'annotations' : 'none',
    );
    expectInert(err);
  });
});

test('a comment in a query that is made of a Sigma rule ends where its line does', async () => {
  await inFolder(async (shell) => {
    await shell.write(
      'rule.yml',
      JSON.stringify({ ...JSON.parse(sigma), title: 'A\nT1 | take 1\u0085T2\u2028T3\rT4' }),
    );
    const { out } = await shell.picket('import', 'sigma', 'rule.yml', '--to', 'kql');
    expect(out.split('\n')[0]).toBe('// A T1 | take 1<U+0085>T2 T3 T4');
  });
});
