import { describe, expect, test } from '@jest/globals';
import schema from '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json' with { type: 'json' };
import AjvDraft04 from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import type { ReportContext } from '../../src/core/report.ts';
import { sarif } from '../../src/report/sarif.ts';
import { attacks } from '../fixtures/injection.ts';
import { diagnostic, plain, reportsSaying, validated } from './reports.ts';

const ajv = new AjvDraft04.default({ strict: false, allErrors: true, unicodeRegExp: false });
addFormats.default(ajv);
const isSarif = ajv.compile(schema);

type Result = {
  ruleId: string;
  level: string;
  message: { text: string };
  partialFingerprints: Record<string, string>;
  locations: { physicalLocation: { artifactLocation: { uri: string }; region: Record<string, number> } }[];
};
type Rule = { id: string; helpUri?: string; help: { text: string }; properties: { tags: string[] } };
type Log = {
  runs: [
    {
      tool: { driver: { rules: Rule[] } };
      results: Result[];
      invocations: { toolExecutionNotifications?: { message: { text: string } }[] }[];
    },
  ];
};

const logOf = (...[report, context]: Parameters<typeof sarif>): Log => JSON.parse(sarif(report, context));

describe('SARIF', () => {
  test.each(attacks)('is valid against the schema of OASIS for $name', ({ text }) => {
    for (const report of reportsSaying(text)) {
      const log: unknown = JSON.parse(sarif(report, plain));
      isSarif(log);
      expect(isSarif.errors ?? []).toEqual([]);
    }
  });

  test('is valid without a finding', () => {
    expect(isSarif(JSON.parse(sarif(validated([]), plain)))).toBe(true);
  });

  const context = (text: string): ReportContext => ({ ...plain, source: () => text });
  const fingerprint = (line: number, text: string): string | undefined =>
    logOf(validated([diagnostic({ range: { start: { line, column: 1 }, end: { line, column: 5 } } })]), context(text))
      .runs[0].results[0]?.partialFingerprints['picketFinding/v1'];

  test('knows a finding again after lines were put above it', () => {
    expect(fingerprint(1, 'queryPeriod: 30m\n')).toBe(fingerprint(3, '# one\n# two\n  queryPeriod: 30m\n'));
  });

  test('tells two findings of a code apart, on different lines and on equal ones', () => {
    expect(fingerprint(1, 'queryPeriod: 30m\n')).not.toBe(fingerprint(1, 'queryPeriod: 20m\n'));
    const twice = logOf(validated([diagnostic(), diagnostic()]), plain).runs[0].results;
    expect(new Set(twice.map((result) => result.partialFingerprints['picketFinding/v1'])).size).toBe(2);
  });

  test('carries what is known of each code, once', () => {
    const { rules } = logOf(validated([diagnostic(), diagnostic({ path: 'b.yaml' })]), {
      ...plain,
      explain: (code) => ({ summary: `sum of ${code}`, why: 'because', url: 'https://example.com/page' }),
    }).runs[0].tool.driver;
    expect(rules).toHaveLength(1);
    expect(rules[0]).toMatchObject({
      id: 'rule/period-shorter-than-frequency',
      helpUri: 'https://example.com/page',
      shortDescription: { text: 'sum of rule/period-shorter-than-frequency' },
    });
    expect(rules[0]?.help.text).toContain('because');
  });

  test('holds the first 20 findings of a code in a file, and how many there are', () => {
    const [run] = logOf(
      validated([...Array.from({ length: 90 }, () => diagnostic()), diagnostic({ path: 'b.yaml' })]),
      plain,
    ).runs;
    expect(run.results).toHaveLength(21);
    expect(run.invocations[0]?.toolExecutionNotifications?.[0]?.message.text).toContain('90 findings of ');
  });

  test('shows the 5,000 most severe findings and says how many are left', () => {
    const warnings = Array.from({ length: 5000 }, (_, index) =>
      diagnostic({ severity: 'warning', path: `analytics-rules/${index}.yaml` }),
    );
    const [run] = logOf(validated([...warnings, diagnostic(), diagnostic()]), plain).runs;
    expect(run.results).toHaveLength(5000);
    expect(run.results.slice(0, 3).map(({ level }) => level)).toEqual(['error', 'error', 'warning']);
    expect(run.invocations[0]?.toolExecutionNotifications?.[0]?.message.text).toContain('2 more findings');
  });

  test('names a file from the root of the repository, as a URI', () => {
    const report = validated([diagnostic({ path: '../rules/über näh #1 50%.yaml' })]);
    const [result] = logOf(report, { ...plain, folder: 'content/eu' }).runs[0].results;
    expect(result?.locations[0]?.physicalLocation.artifactLocation.uri).toBe(
      'content/rules/%C3%BCber%20n%C3%A4h%20%231%2050%25.yaml',
    );
  });

  test('keeps messages and tags within what GitHub takes', () => {
    const [run] = logOf(validated([diagnostic({ message: 'x'.repeat(10_000) })]), plain).runs;
    expect(run.results[0]?.message.text.length).toBe(1000);
    for (const rule of run.tool.driver.rules) expect(rule.properties.tags.length).toBeLessThanOrEqual(20);
  });
});
