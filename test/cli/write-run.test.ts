import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import type { Deployed, WriteHooks } from '../../src/app/change/deploy.ts';
import { runWrites, type WriteArguments } from '../../src/cli/write-run.ts';
import type { Change, Outcome, OutcomeStatus, Plan } from '../../src/core/engine/change.ts';
import { PicketError } from '../../src/core/errors.ts';
import { recordAfter } from '../../src/core/evidence/deployment-log.ts';
import type { Io } from '../../src/core/io.ts';
import type { Event } from '../../src/core/ports.ts';
import { updateExpected } from '../expected.ts';
import { deploymentBy } from '../fakes/deployment.ts';
import { change, deployed, diagnostic, planOf, planned } from '../report/reports.ts';
import { inFolder, stillIo } from './io.ts';

/** A run that writes: what the command line says, what is answered, and what comes of it. */
type Run = {
  readonly args?: WriteArguments;
  readonly answer?: string;
  /** Undefined where files have errors. */
  readonly plan?: Plan | undefined;
  /** Undefined where nothing is begun: nobody is asked then. */
  readonly statuses?: readonly OutcomeStatus[];
  readonly more?: Partial<Deployed>;
  readonly command?: 'deploy' | 'plan';
  readonly interactive?: boolean;
  readonly fails?: boolean;
};

const live = { type: 'alertRules', name: 'x', body: {}, id: '/x', etag: '"1"' };
const put = { operation: 'put', resource: live, expect: 'unchanged' } as const;
const rewritten = change(1, { before: live, writes: [put] });
const noted = (changes: readonly Change[]): Plan => ({ ...planOf(changes), notes: ['`a` means Rule 1.'] });
const two = noted([rewritten, change(2)]);
const errors = { diagnostics: [diagnostic()] };
const record = recordAfter(undefined, deploymentBy('ana'));

const runs: Readonly<Record<string, Run>> = {
  'a yes, both written': { answer: 'y', statuses: ['written', 'written'] },
  'a no': { answer: 'n', statuses: ['written', 'written'] },
  'a no, the report to files and JSON': {
    args: { format: ['json', 'pretty=out.txt'] },
    answer: 'n',
    statuses: ['written', 'written'],
  },
  'a no, the report to a terminal and a file': {
    args: { format: ['pretty', 'markdown=out.md'] },
    answer: 'n',
    statuses: ['written', 'written'],
  },
  'nobody answers': { statuses: ['written', 'written'] },
  'nothing asked, both written': { args: { yes: true }, statuses: ['written', 'written'] },
  'nothing asked, all said as it happens': {
    args: { yes: true, verbose: true, events: 'events.ndjson' },
    statuses: ['written', 'failed'],
  },
  'asked, and kept as it happens': {
    args: { events: 'events.ndjson' },
    answer: 'yes',
    statuses: ['written', 'failed'],
  },
  'on a terminal': { args: { yes: true }, statuses: ['written', 'failed'], interactive: true },
  'nothing to do': { plan: noted([]) },
  'nothing to do, and nothing asked': { args: { yes: true }, plan: noted([]) },
  'a record': { args: { yes: true }, statuses: ['written', 'written'], more: { logged: { record } } },
  'no record': { args: { yes: true }, statuses: ['written', 'written'], more: { logged: { failed: 'no\u001b[2J' } } },
  'nothing to do, and a record': { plan: planOf([]), more: { logged: { record } } },
  'a new rule alone': { args: { yes: true }, plan: planOf([change(1)]), statuses: ['written'] },
  'rows alone': {
    args: { yes: true },
    plan: planOf([change(1, { before: live, writes: [{ operation: 'delete', resource: live }] })]),
    statuses: ['written'],
  },
  'files with errors': { plan: undefined, more: { report: { ...planned(two), ...errors, command: 'deploy' } } },
  'files with errors, which are skipped': {
    args: { skipInvalid: true },
    plan: planOf([]),
    more: { report: { ...planned(planOf([])), ...errors, command: 'deploy' } },
  },
  'files with errors, the others written': {
    args: { skipInvalid: true, yes: true },
    statuses: ['written', 'written'],
    more: { report: { ...deployed(two, []), ...errors } },
  },
  'files with errors of another command': { plan: undefined, more: { report: { ...planned(two), ...errors } } },
  'a failure midway on a terminal': {
    args: { yes: true },
    statuses: ['written'],
    interactive: true,
    fails: true,
  },
  'a failure midway': { args: { yes: true, events: 'events.ndjson' }, statuses: ['written', 'written'], fails: true },
};

const outcomesOf = (changes: readonly Change[], statuses: readonly OutcomeStatus[]): readonly Outcome[] =>
  changes.flatMap(({ type, id, displayName, action }, index) => {
    const status = statuses[index];
    return status === undefined ? [] : [{ type, id, displayName, action, status }];
  });

const at = '2026-11-22T12:00:00.000Z';
const request: Event = { type: 'request', at, method: 'PUT', path: '/x', status: 200, ms: 5 };

/** What a run does between its hooks and its end. */
const work =
  (run: Run) =>
  async ({ confirm, observer }: WriteHooks, heard: Io): Promise<Deployed> => {
    heard.progress?.({ type: 'listing', at, what: 'alertRules' });
    const { plan, statuses, more } = { plan: two, ...run };
    const nothing: Deployed = {
      plan,
      outcomes: undefined,
      backups: undefined,
      source: () => undefined,
      report: planned(plan ?? two),
      ...more,
    };
    if (plan === undefined || statuses === undefined) return nothing;
    observer({ ...request, method: 'GET' });
    if (!(await confirm({ ...planned(plan), command: 'deploy' }, () => undefined))) return nothing;
    observer(request);
    const outcomes = outcomesOf(plan.changes, statuses);
    for (const { displayName, ...outcome } of outcomes)
      observer({ ...outcome, type: 'outcome', at, name: displayName });
    if (run.fails === true) throw new PicketError('service', 'The workspace is gone.', { code: 'gone' });
    return { ...nothing, report: deployed(plan, outcomes), outcomes, backups: '.picket/backups/1', ...more };
  };

/** Everything that can be seen of a run, in the order in which it is said; colours and redrawing as letters. */
const seen = async (run: Run): Promise<string> =>
  inFolder(async ({ cwd, read }) => {
    const lines: string[] = [];
    const stream = (name: string): Io['out'] => ({
      write: (text) => void lines.push(`${name}| ${text.replaceAll('\u001b', '␛').replaceAll('\r', '␍')}`),
      interactive: run.interactive === true,
      colour: false,
      columns: () => 100,
    });
    const io: Io = {
      ...stillIo(cwd),
      out: stream('out'),
      err: stream('err'),
      attended: true,
      ask: async (question) => {
        lines.push(`asked| ${question}`);
        return run.answer;
      },
      progress: ({ type }) => void lines.push(`progress| ${type}`),
    };
    const question = (changes: number): string => `Write ${changes}?`;
    const end = await runWrites(io, run.args ?? {}, question, work(run)).then(
      (code) => `exit ${code}`,
      (error: unknown) => (error instanceof PicketError ? `${error.kind}: ${error.message}` : String(error)),
    );
    const files = await Promise.all(
      [
        ...(run.args?.format ?? []).flatMap((one) => one.split('=')[1] ?? []),
        ...(run.args?.events === undefined ? [] : [run.args.events]),
      ].map(async (name) => `${name}:\n${await read(name)}`),
    );
    return [...lines.map((line) => line.trimEnd()), end, ...files].join('\n').trimEnd();
  });

const expected = new URL('write-run.txt', import.meta.url);

describe('a command that writes', () => {
  test('asks, says and keeps in each case what it did when a person read it', async () => {
    const told: string[] = [];
    for (const [name, run] of Object.entries(runs)) told.push(`===== ${name}\n${await seen(run)}\n`);
    const text = told.join('\n');
    updateExpected(expected, () => text);
    expect(text).toBe(readFileSync(expected, 'utf8'));
  });
});
