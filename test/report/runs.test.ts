import { describe, expect, test } from '@jest/globals';
import schema from '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json' with { type: 'json' };
import { Ajv } from 'ajv';
import AjvDraft04 from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import diagnosticsSchema from '../../schemas/report/diagnostics.schema.json' with { type: 'json' };
import driftSchema from '../../schemas/report/drift.schema.json' with { type: 'json' };
import planSchema from '../../schemas/plan.schema.json' with { type: 'json' };
import healthSchema from '../../schemas/health.schema.json' with { type: 'json' };
import transferSchema from '../../schemas/transfer.schema.json' with { type: 'json' };
import runsSchema from '../../schemas/report/runs.schema.json' with { type: 'json' };
import type { Report, ReportContext, WorkspaceRun } from '../../src/core/report.ts';
import { jsonText } from '../../src/core/text/visible.ts';
import { runsReporters, type Format } from '../../src/report/index.ts';
import { attacks } from '../fixtures/injection.ts';
import { change, diagnostic, drifted, planned, planOf, reportsSaying, validated, verdict } from './reports.ts';

const ajv = new Ajv({ allErrors: true, strict: true, strictTypes: false, strictRequired: false });
ajv.addSchema(planSchema, '../plan.schema.json');
ajv.addSchema(diagnosticsSchema, 'diagnostics.schema.json');
ajv.addSchema(driftSchema, 'drift.schema.json');
ajv.addSchema(transferSchema, '../transfer.schema.json');
ajv.addSchema(healthSchema, '../health.schema.json');
const isRuns = ajv.compile(runsSchema);
const sarifAjv = new AjvDraft04.default({ strict: false, allErrors: true, unicodeRegExp: false });
addFormats.default(sarifAjv);
const isSarif = sarifAjv.compile(schema);

const look = { colour: false, columns: 100 };
const run = (workspace: string, report: Report): WorkspaceRun => ({
  workspace,
  exitCode: 0,
  report: {
    ...report,
    workspace,
    ...(report.plan === undefined ? {} : { plan: { ...report.plan, workspace } }),
  },
  source: () => undefined,
});
const failed = (workspace: string, message: string): WorkspaceRun => ({
  workspace,
  exitCode: 4,
  failure: { code: 'auth', message, hint: message },
  source: () => undefined,
});

const saying = (
  format: Format,
  runs: readonly WorkspaceRun[],
  context: Omit<ReportContext, 'source'> = look,
): string => {
  const { run: tell, end } = runsReporters[format](context);
  return [...runs.map(tell), end()].join('');
};

describe('a report of several workspaces', () => {
  const runs = [
    run('dev', validated([diagnostic()])),
    run('test', planned(planOf([change(1)]))),
    run('prod', drifted([verdict(1)])),
    failed('lost', 'Nobody is signed in.'),
  ];

  test('is what its schema says, each with what is said of it alone', () => {
    const value: unknown = JSON.parse(saying('json', runs));
    expect(saying('json', runs)).toBe(jsonText(value));
    for (const some of [runs, []]) {
      const sarif = saying('sarif', some);
      expect(sarif).toBe(`${JSON.stringify(JSON.parse(sarif), null, 2)}\n`);
    }
    expect(saying('json', [])).toBe(jsonText(JSON.parse(saying('json', []))));
    isRuns(value);
    expect(isRuns.errors ?? []).toEqual([]);
    expect(value).toMatchObject({
      version: 2,
      runs: [
        { workspace: 'dev', exitCode: 0, diagnostics: [{}] },
        { workspace: 'test', changes: [{}] },
        { workspace: 'prod', rules: [{}] },
        { workspace: 'lost', exitCode: 4, error: { code: 'auth', message: 'Nobody is signed in.' } },
      ],
    });
    isRuns({ version: 2, runs: [{ workspace: 'dev', exitCode: 0 }] });
    expect(isRuns.errors).not.toBeNull();
  });

  test('names every workspace in its own section, whatever the format, and why one has none', () => {
    const all = ['pretty', 'json', 'sarif', 'junit', 'github', 'markdown'] as const;
    for (const format of all) {
      const text = saying(format, runs);
      for (const word of ['dev', 'test', 'prod', 'lost', 'Nobody is signed in'])
        expect({ format, text }).toMatchObject({ text: expect.stringContaining(word) });
    }
  });

  test.each(attacks)('stays SARIF, and one line a command on GitHub, for $name', ({ text }) => {
    const hostile = [...reportsSaying(text).map((report) => run('prod', report)), failed(text, text)];
    isSarif(JSON.parse(saying('sarif', hostile)));
    expect(isSarif.errors ?? []).toEqual([]);
    const lines = saying('github', hostile).split('\n');
    const groups = lines.filter((line) => line.startsWith('::group::'));
    expect(groups).toHaveLength(hostile.length);
    expect(lines.filter((line) => line === '::endgroup::')).toHaveLength(hostile.length);
  });

  test('has the ten annotations of a level that GitHub shows, of all workspaces together', () => {
    const many = validated(Array.from({ length: 8 }, () => diagnostic()));
    const text = saying('github', [run('dev', many), run('prod', many)]);
    expect(text.match(/^::error /gm)).toHaveLength(10);
    expect(text).toContain('6 more findings: GitHub shows 10 of a level');
  });

  test('fits into a comment as a whole, with a heading each or with what plans share said once', () => {
    const many = Array.from({ length: 400 }, (_, index) => index);
    const long = [drifted(many.map((index) => verdict(index))), planned(planOf(many.map((index) => change(index))))];
    for (const report of long) {
      const twenty = Array.from({ length: 20 }, (_, index) => run(`workspace-${index}`, report));
      const text = saying('markdown', twenty, { ...look, limit: 60_000 });
      expect(text.length).toBeLessThan(60_000);
      for (const { workspace } of twenty) expect(text).toContain(workspace);
      expect(text.match(/^## /gm) ?? []).toHaveLength(report.command === 'drift' ? 20 : 0);
    }
  });
});
