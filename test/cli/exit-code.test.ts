import { describe, expect, test } from '@jest/globals';
import { exitCodeOf, exitCodeOfRuns, hasErrors } from '../../src/cli/exit-code.ts';
import { backupLine, deployedExitCode, loggedLine } from '../../src/cli/write-run.ts';
import { recordAfter } from '../../src/core/evidence/deployment-log.ts';
import type { Outcome, OutcomeStatus, Plan, Refusal } from '../../src/core/engine/change.ts';
import type { WorkspaceRun } from '../../src/core/report.ts';
import { transfer, type TransferAction } from '../../src/core/transfer.ts';
import { deploymentBy } from '../fakes/deployment.ts';
import { change, deployed, diagnostic, planOf, validated } from '../report/reports.ts';

const outcome = (status: OutcomeStatus, more: Partial<Outcome> = {}): Outcome => ({
  type: 'analytics-rule',
  id: status,
  displayName: status,
  action: 'update',
  status,
  ...more,
});

test('each kind of failure has its code', () => {
  const kinds = ['usage', 'config', 'auth', 'service', 'refusal', 'interrupted'] as const;
  expect(kinds.map((kind) => [kind, exitCodeOf(kind)])).toEqual([
    ['usage', 3],
    ['config', 3],
    ['auth', 4],
    ['service', 4],
    ['refusal', 5],
    ['interrupted', 130],
  ]);
});

test('files have errors where one finding is an error', () => {
  const [warning, note, error] = (['warning', 'note', 'error'] as const).map((severity) => diagnostic({ severity }));
  if (warning === undefined || note === undefined || error === undefined) throw new Error('there are three');
  expect(hasErrors({ diagnostics: [] })).toBe(false);
  expect(hasErrors({ diagnostics: [warning, note] })).toBe(false);
  expect(hasErrors({ diagnostics: [warning, error] })).toBe(true);
});

describe('the code of a run over several workspaces', () => {
  type Run = Pick<WorkspaceRun, 'exitCode' | 'report'>;
  const written = (exitCode: number, status: OutcomeStatus = 'written'): Run => ({
    exitCode,
    report: deployed(planOf([]), [outcome('unchanged'), outcome(status)]),
  });
  const brought = (exitCode: number, action: TransferAction): Run => ({
    exitCode,
    report: { ...validated([]), transfers: [transfer({ id: 'x', name: 'X', action })] },
  });
  const plain = (exitCode: number): Run => ({ exitCode });

  test.each<[string, readonly Run[], number]>([
    ['nothing', [], 0],
    ['all clean', [plain(0), plain(0)], 0],
    ['changes pending in one', [plain(0), plain(2)], 2],
    ['the highest of what failed', [plain(1), plain(4), plain(3)], 4],
    ['one written, all clean', [written(0), plain(0)], 0],
    ['one written, changes pending in another', [written(0), plain(2)], 2],
    ['one written, one refused', [written(0), plain(5)], 6],
    ['one written, one with errors', [plain(1), written(0)], 6],
    ['one that wrote and failed itself', [written(4)], 6],
    ['nothing written, one refused', [written(0, 'skipped'), plain(5)], 5],
    ['a file made, one failed', [brought(0, 'created'), plain(4)], 6],
    ['a file changed, one failed', [brought(0, 'updated'), plain(4)], 6],
    ['a file made in part, one failed', [brought(0, 'incomplete'), plain(4)], 6],
    ['a file left, one failed', [brought(0, 'left'), plain(4)], 4],
    ['a file as it was, one failed', [brought(0, 'unchanged'), plain(4)], 4],
    ['a bug, whatever was written', [written(0), plain(70), plain(5)], 70],
    ['an interrupt, whatever else', [written(0), plain(70), plain(130)], 130],
  ])('%s', (_what, runs, code) => {
    expect(exitCodeOfRuns(runs)).toBe(code);
  });
});

type Run = Parameters<typeof deployedExitCode>[0];

const ranAs = (plan: Plan | undefined, more: Partial<Run> = {}): Run => ({
  plan,
  outcomes: undefined,
  report: validated([]),
  source: () => undefined,
  backups: undefined,
  ...more,
});
const one = planOf([change(1)]);
const none = planOf([]);
const refusal = (code: string, scope: Refusal['scope'] = 'rule'): Refusal => ({ scope, code, message: 'No.' });
const invalid = validated([diagnostic()]);
const unlogged = { failed: 'gone' };

describe('the code of a run that writes', () => {
  test.each<[string, Run, number]>([
    ['errors in the content', ranAs(undefined), 1],
    ['nothing to do', ranAs(none), 0],
    ['nothing to do, and no record', ranAs(none, { logged: unlogged }), 6],
    ['a run refused as a whole', ranAs(planOf([], [refusal('x', 'run')])), 5],
    [
      'a run refused as a whole, whatever was written',
      ranAs(planOf([], [refusal('x', 'run')]), { outcomes: [outcome('written')] }),
      5,
    ],
    ['a no', ranAs(one), 5],
    ['a rule refused, nothing else', ranAs(planOf([], [refusal('drift')])), 5],
    ['what only stays since its exclusion has ended', ranAs(planOf([], [refusal('exclusion-ended')])), 6],
    ['that, and a change that was declined', ranAs(planOf([change(1)], [refusal('exclusion-ended')])), 5],
    ['that, and a rule refused', ranAs(planOf([], [refusal('exclusion-ended'), refusal('drift')])), 5],
    ['errors, and nothing written', ranAs(one, { report: invalid, outcomes: [outcome('unchanged')] }), 5],
    ['errors, and the others written', ranAs(one, { report: invalid, outcomes: [outcome('written')] }), 6],
    ['all written', ranAs(one, { outcomes: [outcome('written'), outcome('unchanged')] }), 0],
    ['all written, and no record', ranAs(one, { outcomes: [outcome('written')], logged: unlogged }), 6],
    ['written without its marker', ranAs(one, { outcomes: [outcome('written', { failure: 'forbidden' })] }), 6],
    ['one written, one failed', ranAs(one, { outcomes: [outcome('written'), outcome('failed')] }), 6],
    ['one unchanged, one skipped', ranAs(one, { outcomes: [outcome('unchanged'), outcome('skipped')] }), 6],
    ['all failed', ranAs(one, { outcomes: [outcome('failed'), outcome('skipped')] }), 4],
    ['nobody knows of any', ranAs(one, { outcomes: [outcome('unknown')] }), 4],
    ['all skipped', ranAs(one, { outcomes: [outcome('skipped'), outcome('not-attempted')] }), 5],
  ])('%s', (_what, run, code) => {
    expect(deployedExitCode(run)).toBe(code);
  });
});

describe('the last lines of a run that writes', () => {
  const record = recordAfter(undefined, deploymentBy('ana'));

  test.each<[readonly OutcomeStatus[], string]>([
    [['failed', 'written'], 'The deployment was made, and'],
    [['unchanged', 'failed'], 'The deployment was tried, and'],
    [['unknown'], 'The deployment was tried, and'],
    [['skipped', 'not-attempted'], 'Nothing was changed, and the run'],
    [[], 'Nothing was changed, and the run'],
  ])('say of %j without a record what was done', (statuses, start) => {
    expect(loggedLine({ logged: unlogged, outcomes: statuses.map((status) => outcome(status)) })).toBe(
      `error: ${start} is not in the deployment log: gone`,
    );
  });

  test('name the record, and say nothing where no log is kept', () => {
    expect(loggedLine({ logged: { record }, outcomes: [] })).toBe(
      `Deployment log: record ${record.sequence}, ${record.hash}`,
    );
    expect(loggedLine({ outcomes: [] })).toBeUndefined();
    expect(loggedLine({ logged: unlogged, outcomes: undefined })).toContain('Nothing was changed');
  });

  test('say where the backups are once a rule that was there was to be written', () => {
    const resource = { type: 'alertRules', name: 'x', body: {} };
    const before = { ...resource, id: '/x', etag: '"1"' };
    const put = { operation: 'put', resource, expect: 'unchanged' } as const;
    const line = (
      more: Parameters<typeof change>[1],
      statuses: readonly OutcomeStatus[] | undefined,
    ): string | undefined =>
      backupLine(
        ranAs(planOf([change(1, more)]), {
          outcomes: statuses?.map((status) => outcome(status)),
          backups: '.picket/backups/1',
        }),
      );
    const said = 'What was there before: .picket/backups/1';
    expect(line({ before, writes: [put] }, ['written'])).toBe(said);
    expect(line({ before, writes: [put] }, ['not-attempted', 'failed'])).toBe(said);
    expect(line({ before, writes: [put] }, ['not-attempted'])).toBeUndefined();
    expect(line({ before, writes: [put] }, undefined)).toBeUndefined();
    expect(line({ writes: [put] }, ['written'])).toBeUndefined();
    expect(line({ before, writes: [] }, ['written'])).toBeUndefined();
  });
});
