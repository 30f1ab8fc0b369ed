import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { logDeployment } from '../../../../src/app/change/kept/deployment-log.ts';
import { openProject } from '../../../../src/app/project.ts';
import type { Outcome, OutcomeStatus, Plan } from '../../../../src/core/engine/change.ts';
import { version } from '../../../../src/version.ts';
import { inFolder, stillIo } from '../../../cli/io.ts';
import { change, planOf } from '../../../report/reports.ts';

const silent = { write: () => undefined, interactive: false, colour: false, columns: () => 80 };
const ioIn = (cwd: string) => ({
  ...stillIo(cwd),
  out: silent,
  err: silent,
  ask: async () => undefined,
  attended: false,
});
const projectId = '3d8f2a64-7b1c-4e0e-9a53-20c1f6a4b7d9';
const withLog = `project: {name: log, id: ${projectId}}\ndeployments: {folder: log}\n`;

type Run = {
  readonly env?: Readonly<Record<string, string>>;
  readonly config?: string;
  readonly plan?: Plan;
  readonly outcomes?: readonly Outcome[];
  readonly flags?: readonly string[];
};

/** What the log says of a run, without what a digest stands for. */
const logged = async ({ env = {}, config = withLog, plan = planOf([]), outcomes = [], flags = [] }: Run) =>
  inFolder(async ({ cwd, write }) => {
    await write('picket.yaml', config);
    const io = { ...ioIn(cwd), env };
    const project = await openProject(io, { from: 'nearest' });
    const told = await logDeployment(io, project, { plan, outcomes, flags });
    if (told === undefined || 'failed' in told) return told;
    const { plan: _plan, outcome: _outcome, hash: _hash, previous: _previous, ...record } = told.record;
    return record;
  });

const plain = {
  sequence: 1,
  at: '2026-11-22T12:00:00.000Z',
  project: projectId,
  workspace: 'prod',
  identity: 'somebody',
  picket: version,
  changes: [],
};

const outcome = (index: number, status: OutcomeStatus, parts: Partial<Outcome> = {}): Outcome => {
  const { type, id, displayName, action } = change(index);
  return { type, id, displayName, action, status, ...parts };
};

const git = (cwd: string, ...args: readonly string[]): string =>
  execFileSync('git', ['-c', 'user.name=ana', '-c', 'user.email=ana@contoso.com', ...args], { cwd, encoding: 'utf8' });

describe('the record of a deployment', () => {
  test('has the commit, and whether anything else was there than it: what deployments leave themselves does not count', async () => {
    await inFolder(async ({ cwd, write }) => {
      await write('part/picket.yaml', withLog);
      git(cwd, 'init', '--quiet');
      git(cwd, 'add', '.');
      git(cwd, 'commit', '--quiet', '-m', 'First');
      const commit = git(cwd, 'rev-parse', 'HEAD').trim();
      const io = { ...ioIn(join(cwd, 'part')), env: {} };
      const project = await openProject(io, { from: 'nearest' });
      const record = async () => {
        const told = await logDeployment(io, project, { plan: planOf([]), outcomes: [], flags: [] });
        return told !== undefined && 'record' in told ? told.record : undefined;
      };
      expect(await record()).toMatchObject({ sequence: 1, commit });
      await write('part/.picket/backups/one.json', '{}');
      const second = await record();
      expect([second?.sequence, second?.commit, second?.uncommitted]).toEqual([2, commit, undefined]);
      await write('part/logs/rule.yaml', 'id: x\n');
      expect(await record()).toMatchObject({ sequence: 3, commit, uncommitted: true });
    });
  });

  test('is none where picket.yaml keeps no log, and says what went wrong where it cannot be written', async () => {
    expect(await logged({ config: 'content: [rules]\n' })).toBeUndefined();
    expect(await logged({ config: 'deployments: {folder: picket.yaml}\n' })).toEqual({
      failed: expect.stringContaining('picket.yaml'),
    });
  });

  test('has the end of each change with its reason, and the code of what was left alone', async () => {
    const refusal = { scope: 'rule', message: 'No.', hint: 'Do.' } as const;
    const plan = planOf(
      [change(1), change(2, { reason: 'new' })],
      [
        { ...refusal, code: 'drift', type: 'analytics-rule', id: change(3).id },
        { ...refusal, code: 'foreign', type: 'analytics-rule', id: change(1).id },
        { ...refusal, code: 'no-id', type: 'analytics-rule' },
        { ...refusal, code: 'no-type', id: change(5).id },
      ],
    );
    const outcomes = [
      outcome(1, 'written'),
      outcome(2, 'failed', { reason: 'The service said no.' }),
      outcome(3, 'skipped', { reason: 'No.' }),
      outcome(1, 'refused', { reason: 'No.' }),
      outcome(4, 'skipped'),
      outcome(5, 'refused'),
    ];
    const told = (index: number, status: string, reason: string, code?: string) => ({
      type: 'analytics-rule',
      id: change(index).id,
      name: `Rule ${index}`,
      action: 'update',
      status,
      reason,
      ...(code === undefined ? {} : { code }),
    });
    expect(await logged({ plan, outcomes, flags: ['--prune'] })).toEqual({
      ...plain,
      flags: ['--prune'],
      changes: [
        told(1, 'written', 'changed in git'),
        told(2, 'failed', 'The service said no.'),
        told(3, 'skipped', 'No.', 'drift'),
        told(1, 'refused', 'No.', 'foreign'),
        told(4, 'skipped', ''),
        told(5, 'refused', ''),
      ],
    });
    expect(await logged({ config: 'deployments: {folder: log}\n' })).toEqual({ ...plain, project: '' });
  });

  test.each<[Readonly<Record<string, string>>, string | undefined]>([
    [{}, undefined],
    [{ GITHUB_RUN_ID: '7', GITHUB_REPOSITORY: 'a/b' }, 'https://github.com/a/b/actions/runs/7'],
    [
      { GITHUB_RUN_ID: '7', GITHUB_REPOSITORY: 'a/b', GITHUB_SERVER_URL: 'https://git.contoso.com' },
      'https://git.contoso.com/a/b/actions/runs/7',
    ],
    [{ GITHUB_RUN_ID: '7', GITHUB_REPOSITORY: '' }, undefined],
    [{ GITHUB_REPOSITORY: 'a/b', CI_JOB_URL: 'https://gitlab.com/1' }, 'https://gitlab.com/1'],
    [
      { BUILD_BUILDID: '9', SYSTEM_COLLECTIONURI: 'https://dev.azure.com/org/', SYSTEM_TEAMPROJECT: 'My team' },
      'https://dev.azure.com/org/My%20team/_build/results?buildId=9',
    ],
    [
      { BUILD_BUILDID: '9', SYSTEM_COLLECTIONURI: 'https://dev.azure.com/org', SYSTEM_TEAMPROJECT: 'soc' },
      'https://dev.azure.com/org/soc/_build/results?buildId=9',
    ],
    [{ BUILD_BUILDID: '9', SYSTEM_COLLECTIONURI: 'https://dev.azure.com/org' }, undefined],
    [{ BUILD_BUILDID: '9', SYSTEM_TEAMPROJECT: 'soc' }, undefined],
    [{ SYSTEM_COLLECTIONURI: 'https://dev.azure.com/org', SYSTEM_TEAMPROJECT: 'soc' }, undefined],
    [{ CI_JOB_URL: '' }, undefined],
  ])('with the variables %j names the run %s', async (env, run) => {
    expect(await logged({ env })).toEqual({ ...plain, ...(run === undefined ? {} : { run }) });
  });

  test('names who began the run, by the first variable that says it', async () => {
    const names = [
      'GITHUB_TRIGGERING_ACTOR',
      'GITHUB_ACTOR',
      'BUILD_REQUESTEDFOREMAIL',
      'BUILD_REQUESTEDFOR',
      'GITLAB_USER_LOGIN',
      'USER',
      'USERNAME',
      'LOGNAME',
    ];
    for (const [index, name] of names.entries()) {
      const later = Object.fromEntries(names.slice(index + 1).map((other) => [other, 'other']));
      expect(await logged({ env: { ...later, [name]: ' ana ' } })).toMatchObject({ identity: 'ana' });
    }
    expect(await logged({ env: { USER: ' ', LOGNAME: '' } })).toMatchObject({ identity: 'somebody' });
  });
});
