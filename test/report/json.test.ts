import { Ajv } from 'ajv';
import { describe, expect, test } from '@jest/globals';
import compareSchema from '../../schemas/report/compare.schema.json' with { type: 'json' };
import deploySchema from '../../schemas/report/deploy.schema.json' with { type: 'json' };
import diagnosticsSchema from '../../schemas/report/diagnostics.schema.json' with { type: 'json' };
import auditSchema from '../../schemas/report/audit.schema.json' with { type: 'json' };
import fmtSchema from '../../schemas/report/fmt.schema.json' with { type: 'json' };
import showSchema from '../../schemas/report/show.schema.json' with { type: 'json' };
import workspacesSchema from '../../schemas/report/workspaces.schema.json' with { type: 'json' };
import driftSchema from '../../schemas/report/drift.schema.json' with { type: 'json' };
import exclusionsSchema from '../../schemas/report/exclusions.schema.json' with { type: 'json' };
import testsSchema from '../../schemas/report/tests.schema.json' with { type: 'json' };
import coverageSchema from '../../schemas/coverage.schema.json' with { type: 'json' };
import doctorSchema from '../../schemas/doctor.schema.json' with { type: 'json' };
import diffSchema from '../../schemas/diff.schema.json' with { type: 'json' };
import metricsSchema from '../../schemas/metrics.schema.json' with { type: 'json' };
import placementsSchema from '../../schemas/placements.schema.json' with { type: 'json' };
import tuneSchema from '../../schemas/tune.schema.json' with { type: 'json' };
import graphSchema from '../../schemas/graph.schema.json' with { type: 'json' };
import backtestSchema from '../../schemas/backtest.schema.json' with { type: 'json' };
import healthSchema from '../../schemas/health.schema.json' with { type: 'json' };
import historySchema from '../../schemas/history.schema.json' with { type: 'json' };
import onboardSchema from '../../schemas/report/onboard.schema.json' with { type: 'json' };
import transferSchema from '../../schemas/transfer.schema.json' with { type: 'json' };
import planSchema from '../../schemas/plan.schema.json' with { type: 'json' };
import type { Override } from '../../src/core/engine/override.ts';
import type { Report } from '../../src/core/report.ts';
import { json } from '../../src/report/json.ts';
import { markdown } from '../../src/report/markdown.ts';
import { readReport } from '../../src/report/read/read-report.ts';
import { attacks } from '../fixtures/injection.ts';
import {
  change,
  deployed,
  diagnostic,
  drifted,
  plain,
  planned,
  planOf,
  reportsSaying,
  validated,
  verdict,
} from './reports.ts';

const ajv = new Ajv({ allErrors: true, strict: true, strictTypes: false, strictRequired: false });
ajv.addSchema(planSchema, '../plan.schema.json');
const schemas = {
  validate: ajv.compile(diagnosticsSchema),
  render: ajv.compile(diagnosticsSchema),
  plan: ajv.compile(planSchema),
  deploy: ajv.compile(deploySchema),
  drift: ajv.compile(driftSchema),
  test: ajv.compile(testsSchema),
  pull: ajv.compile(transferSchema),
  import: ajv.compile(transferSchema),
  convert: ajv.compile(transferSchema),
  upstream: ajv.compile(transferSchema),
  health: ajv.compile(healthSchema),
  history: ajv.compile(historySchema),
  backtest: ajv.compile(backtestSchema),
  doctor: ajv.compile(doctorSchema),
  onboard: ajv.compile(onboardSchema),
  coverage: ajv.compile(coverageSchema),
  graph: ajv.compile(graphSchema),
  metrics: ajv.compile(metricsSchema),
  placements: ajv.compile(placementsSchema),
  tune: ajv.compile(tuneSchema),
  diff: ajv.compile(diffSchema),
  compare: ajv.compile(compareSchema),
  exclusions: ajv.compile(exclusionsSchema),
  audit: ajv.compile(auditSchema),
  fmt: ajv.compile(fmtSchema),
  show: ajv.compile(showSchema),
  workspaces: ajv.compile(workspacesSchema),
};

const violations = (report: Report): unknown => {
  const check = schemas[report.command];
  check(JSON.parse(json(report, plain)));
  return check.errors ?? [];
};

/** A report of each command with everything in it that a person is shown. */
const entry = { by: 'ana@contoso.com', at: '2026-11-21T12:00:00Z', until: '2026-11-29T04:00:00Z', reason: 'floods' };
const ended = { ...entry, ended: { by: 'bob', at: '2026-11-22T12:00:00Z' } };

/** What can be recorded of a rule being off past git. */
const overrides: readonly Override[] = [
  { standing: 'in-force', project: 'p', log: [{ ...entry, ticket: 'INC-7' }] },
  { standing: 'in-force', project: 'p', log: [entry], pending: true },
  { standing: 'over', project: 'p', log: [entry], pending: true },
  { standing: 'over', project: 'p', log: [ended] },
  { standing: 'settled', project: 'p', log: [ended] },
  { standing: 'foreign', project: 'other', log: [entry] },
  { standing: 'owner', project: 'other', log: [entry] },
  { standing: 'unreadable', project: 'p' },
];

const full: readonly Report[] = [
  {
    command: 'compare',
    version: '',
    diagnostics: [diagnostic()],
    files: 1,
    compared: [
      {
        rule: 'Rare logon',
        path: 'analytics-rules/a.yaml',
        cases: 2,
        generated: 7,
        changes: [{ kind: 'lost', words: 'no longer fires when ResultType is 50053' }],
        note: 'Only the first rows were tried.',
      },
    ],
  },
  validated([diagnostic(), diagnostic({ severity: 'warning' })]),
  planned(
    planOf(
      [
        change(1, {
          losses: [{ loss: 'severity-lowered', message: 'from High to Low', approvedBy: 'picket.yaml' }],
          warnings: ['one'],
        }),
        change(2, { action: 'create', fields: [{ at: '/properties/enabled', before: undefined, after: null }] }),
      ],
      [
        {
          scope: 'run',
          code: 'fuse',
          message: 'too many',
          hint: 'fewer',
          type: 'analytics-rule',
          id: 'x',
          displayName: 'X',
        },
      ],
    ),
  ),
  deployed(planOf([change(1)]), [
    {
      type: 'analytics-rule',
      id: '1',
      displayName: 'R',
      action: 'update',
      status: 'failed',
      reason: 'why',
      failure: 'conflict',
    },
  ]),
  drifted([
    verdict(1, { lastChange: { who: 'ana@contoso.com', at: '2026-11-22T12:00:00Z' } }),
    verdict(2, { accepted: [{ until: '2027-01-01', reason: 'agreed' }] }),
    verdict(3, { state: 'in-sync', fields: [], autoDisabled: 'the table is gone' }),
    verdict(4, { state: 'unmanaged' }),
    verdict(5, { state: 'in-sync', fields: [] }),
    verdict(6, {
      state: 'in-sync',
      fields: [],
      writtenBySeveral: [
        { who: 'ana@contoso.com', at: '2026-11-22T12:00:00Z' },
        { who: 'picket', at: '2026-11-22T12:00:02Z' },
      ],
      overwritten: [
        {
          who: 'ana@contoso.com',
          at: '2026-11-22T12:00:00Z',
          fields: [{ at: '/properties/severity', before: 'Low', after: undefined }],
        },
        { fields: [{ at: '/properties/customDetails', before: undefined, after: { Count: 'Count' } }] },
      ],
    }),
    verdict(7, {
      rowsLeft: 1,
      fields: [
        { at: '/a', before: 1, after: 1, side: 'converged', cosmetic: false },
        { at: '/b', before: 1, after: undefined, side: 'conflict', cosmetic: false, said: 'as its template says' },
        { at: '/c', before: 'a b', after: 'a  b', side: 'ours', cosmetic: true },
      ],
    }),
    verdict(8, { rowsLeft: 2 }),
    verdict(9, { switchedOff: true, lastChange: { at: '2026-11-22T12:00:00Z' } }),
    verdict(10, { state: 'foreign', owner: 'another project', fields: [] }),
    verdict(11, { state: 'missing', fields: [] }),
    ...overrides.map((override, index) => verdict(20 + index, { state: 'in-sync', fields: [], override })),
  ]),
];

describe('the machine formats', () => {
  test('holds the first 20 findings of a code in a file, and how many there are', () => {
    const many = [...Array.from({ length: 90 }, () => diagnostic()), diagnostic({ path: 'b.yaml' })];
    const value = JSON.parse(json(validated(many), plain));
    expect(value.diagnostics).toHaveLength(21);
    expect(value.totals).toEqual([{ code: diagnostic().code, path: diagnostic().path, total: 90 }]);
    expect(value.summary.errors).toBe(91);
    for (const report of [validated(many), { ...planned(planOf([change(1)])), diagnostics: many }])
      expect(violations(report)).toEqual([]);
  });

  test.each(full.map((report) => [report.command, report] as const))('of %s follow their schema', (_, report) => {
    expect(violations(report)).toEqual([]);
  });

  test.each(attacks)('follow their schemas for $name', ({ text }) => {
    for (const report of reportsSaying(text)) expect(violations(report)).toEqual([]);
  });

  test.each(full.map((report) => [report.command, report] as const))(
    'of %s say all that Markdown says of it',
    (_, report) => {
      const read = readReport(json(report, plain), 'report.json');
      expect(markdown(read, plain)).toBe(markdown(report, plain));
      expect(read.command).toBe(report.command);
    },
  );

  test('of drift have no list of rules where nothing was compared', () => {
    const broken: Report = { ...validated([diagnostic()]), command: 'drift', workspace: 'prod' };
    expect(JSON.parse(json(broken, plain))).not.toHaveProperty('rules');
    expect(readReport(json(broken, plain), 'x').verdicts).toBeUndefined();
  });
});
