import { describe, expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import backtestSchema from '../../../schemas/backtest.schema.json' with { type: 'json' };
import doctorSchema from '../../../schemas/doctor.schema.json' with { type: 'json' };
import healthSchema from '../../../schemas/health.schema.json' with { type: 'json' };
import onboardSchema from '../../../schemas/report/onboard.schema.json' with { type: 'json' };
import transferSchema from '../../../schemas/transfer.schema.json' with { type: 'json' };
import type { Report } from '../../../src/core/report.ts';
import { transfer } from '../../../src/core/transfer.ts';
import { reporters } from '../../../src/report/index.ts';
import { plain } from '../reports.ts';
import { parseXml } from '../xml.ts';

const base = { version: '1.2.3', files: 0, diagnostics: [], workspace: 'prod' } as const;

const pulled: Report = {
  ...base,
  command: 'pull',
  transfers: [
    transfer({ action: 'created', id: '1', name: 'New one', path: 'analytics-rules/new-one.yaml' }),
    transfer({ action: 'refused', id: '2', name: 'Odd one', notes: ['Its kind is not known.'] }),
    transfer({
      action: 'conflict',
      id: '3',
      name: 'Contested',
      path: 'analytics-rules/contested.yaml',
      conflicts: [{ field: 'severity', theirs: 'Low', ours: 'High', line: 4 }],
    }),
  ],
};

const healthy: Report = {
  ...base,
  command: 'health',
  health: {
    workspace: 'prod',
    days: 14,
    findings: [
      { kind: 'failing', id: '1', name: 'Broken', message: '3 of 3 runs failed, the last one too' },
      { kind: 'silent', id: '2', name: 'Quiet', message: '14 runs in 14 days, no alert' },
    ],
    rules: 2,
    disabled: 0,
    notes: [],
  },
};

const counts = { alerts: 30, incidents: 30, days: [{ day: '2026-11-21', alerts: 30 }] };

const backtested: Report = {
  ...base,
  command: 'backtest',
  backtest: {
    rule: 'Loud',
    path: 'analytics-rules/loud.yaml',
    workspace: 'prod',
    span: 2,
    runs: { made: 48, all: 48 },
    now: { ...counts, alertsPerDay: 15, entities: [{ label: 'Account ana', alerts: 30 }] },
    before: { ...counts, ref: 'main', alertsPerDay: 16, entities: [{ label: 'Account bob', alerts: 2 }] },
    fresh: [{ label: 'Account ana', alerts: 30 }],
    gone: [{ label: 'Account bob', alerts: 2 }],
    limit: 5,
    notes: [],
  },
};

const examined: Report = {
  ...base,
  command: 'doctor',
  checks: [
    { name: 'credential', status: 'ok', found: 'Azure accepts it' },
    { name: 'onboarding', status: 'failed', found: 'prod does not have Sentinel', advice: 'Add it.' },
  ],
};

const onboarded: Report = {
  ...base,
  command: 'onboard',
  rows: [
    {
      type: 'analytics-rule',
      state: 'differing',
      displayName: 'Apart',
      id: '1',
      fileId: '1',
      files: ['analytics-rules/apart.yaml'],
      fields: ['severity'],
      kept: [],
      owned: false,
      decision: undefined,
      isWork: false,
    },
    {
      type: 'analytics-rule',
      state: 'equal',
      displayName: 'Alike',
      id: '2',
      files: ['analytics-rules/alike.yaml'],
      fields: [],
      kept: [],
      owned: true,
      decision: 'git',
      isWork: false,
    },
  ],
};

const listed: Report = {
  ...base,
  command: 'graph',
  listing: { title: 'Needs', json: { needs: [] }, markdown: '# Needs\n', pretty: () => 'needs nothing\n' },
};

const all: readonly (readonly [name: string, report: Report, said: string, failing: number])[] = [
  ['what was brought in', pulled, 'Contested', 2],
  ['health', healthy, 'Broken', 1],
  ['a backtest', backtested, 'Loud', 1],
  ['an examination', examined, 'onboarding', 1],
  ['an onboarding', onboarded, 'Apart', 1],
];

describe.each(all)('a report of %s', (_name, report, said, failing) => {
  test.each(['pretty', 'json', 'sarif', 'junit', 'github', 'markdown'] as const)('says it as %s', (format) => {
    expect(reporters[format](report, plain)).toContain(said);
  });

  test('is a case each for a build server, which fails where somebody has to act', () => {
    const failures = parseXml(reporters.junit(report, plain)).filter(({ name }) => name === 'failure');
    expect(failures).toHaveLength(failing);
  });
});

describe('a list of facts', () => {
  test('is said in each format, and holds no finding', () => {
    expect(reporters.pretty(listed, plain)).toBe('needs nothing\n');
    expect(JSON.parse(reporters.json(listed, plain))).toEqual({ needs: [] });
    expect(reporters.markdown(listed, plain)).toContain('# Needs');
    expect(reporters.github(listed, plain)).toBe('');
    expect(JSON.parse(reporters.sarif(listed, plain)).runs[0].results).toEqual([]);
    expect(parseXml(reporters.junit(listed, plain)).filter(({ name }) => name === 'testcase')).toHaveLength(1);
  });
});

test.each([
  [pulled, transferSchema],
  [healthy, healthSchema],
  [backtested, backtestSchema],
  [examined, doctorSchema],
  [onboarded, onboardSchema],
])('the machine format obeys its published schema', (report, schema) => {
  const ajv = new Ajv({ allErrors: true });
  ajv.validate(schema, JSON.parse(reporters.json(report, plain)));
  expect(ajv.errors ?? []).toEqual([]);
});
