import { execFile, execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, jest } from '@jest/globals';
import { serveEmulator } from '../../src/emulator/http.ts';
import { createEmulator } from '../../src/emulator/index.ts';
import { createPortal } from '../../src/emulator/portal.ts';
import { memoryStore } from '../../src/emulator/store.ts';
import { startGitHub, token, type FakeGitHub } from '../fakes/github.ts';
import { putPicket } from './picket-on-path.ts';
import { runWorkflow, type RanJob, type World } from './runner.ts';

const target = {
  subscriptionId: '00000000-0000-0000-0000-000000000001',
  resourceGroup: 'rg',
  workspaceName: 'law-prod',
};
const clock = { now: () => Date.now(), sleep: async () => undefined };
export const ruleId = (index: number): string => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;

export const rule = (index: number, severity = 'Low', period = '1h'): string =>
  [
    `id: ${ruleId(index)}`,
    `name: Rule ${index}`,
    'description: Many failed sign-ins.',
    'kind: Scheduled',
    'version: 1.0.0',
    `severity: ${severity}`,
    'queryFrequency: 1h',
    `queryPeriod: ${period}`,
    'triggerOperator: gt',
    'triggerThreshold: 0',
    'tactics: [InitialAccess]',
    'relevantTechniques: [T1078]',
    'query: |',
    '  SigninLogs | where ResultType != "0"',
    '',
  ].join('\n');

/** A repository, a workspace and a GitHub that know one another, and the runs of workflows between them. */
export type Stage = {
  readonly github: FakeGitHub;
  readonly portal: ReturnType<typeof createPortal>;
  readonly write: (path: string, text: string) => Promise<void>;
  readonly git: (...args: string[]) => string;
  /** Deploys from a person's machine. */
  readonly deploy: () => Promise<void>;
  readonly run: (
    workflow: string,
    event: World['event'],
    more?: Partial<Pick<World, 'vars' | 'secrets' | 'actor'>>,
  ) => Promise<RanJob[]>;
  /** Number of the last run. */
  readonly lastRun: () => number;
  readonly stopAzure: () => Promise<void>;
};

/** Prepares what the stages of a test file share, for as long as its tests run; gives what sets one stage up. */
export const prepareStages = (): ((work: (stage: Stage) => Promise<void>) => Promise<void>) => {
  // Each test is several runs of a workflow with a shell for each step.
  jest.setTimeout(60_000);

  let folder = '';
  let closePicket: () => Promise<void> = async () => undefined;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'picket-workflows-'));
    await mkdir(join(folder, 'cache'));
    const { close } = await putPicket(join(folder, 'bin'), ['prod']);
    closePicket = close;
  });

  afterAll(async () => {
    await closePicket();
    await rm(folder, { recursive: true, force: true });
  });

  return async (work) => {
    const home = await mkdtemp(join(folder, 'stage-'));
    const checkout = join(home, 'checkout');
    const github = await startGitHub();
    const store = memoryStore();
    const azure = await serveEmulator({ transport: createEmulator({ store, clock }), port: 0 });
    const write = async (path: string, text: string): Promise<void> => {
      await mkdir(dirname(join(checkout, path)), { recursive: true });
      await writeFile(join(checkout, path), text);
    };
    const git = (...args: string[]): string =>
      execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.c', '-c', 'commit.gpgsign=false', ...args], {
        cwd: checkout,
        encoding: 'utf8',
        stdio: 'pipe',
      });
    const artifacts = new Map<string, string>();
    let run = 0;
    await write(
      'picket.yaml',
      [
        'project: {name: detections, id: 6f1c0a52-93b4-4b0e-8f0e-0c5b9f4d2a11}',
        'workspaces:',
        `  prod: {subscriptionId: ${target.subscriptionId}, resourceGroup: rg, workspaceName: law-prod, emulator: {url: '${azure.url}'}}`,
        '',
      ].join('\n'),
    );
    await write('.gitignore', '.picket/\n');
    // Every job begins with an empty disk; what the KQL engine found out is kept for all, to spare loading it each time.
    await mkdir(join(checkout, '.picket'));
    await symlink(join(folder, 'cache'), join(checkout, '.picket/cache'));
    await write('analytics-rules/one.yaml', rule(1));
    git('init', '-q', '-b', 'main');
    git('add', '.');
    git('commit', '-qm', 'start');
    try {
      await work({
        github,
        write,
        git,
        portal: createPortal({ store, clock, target, caller: 'analyst@contoso.com' }),
        run: (workflow, event, more = {}) => {
          run += 1;
          return runWorkflow(
            {
              folder: home,
              checkout,
              bin: join(folder, 'bin'),
              apiUrl: github.url,
              token,
              vars: {},
              secrets: {},
              actor: 'ana',
              artifacts,
              run,
              event,
              ...more,
            },
            workflow,
          );
        },
        deploy: async () => {
          await promisify(execFile)(join(folder, 'bin/picket'), ['deploy', '-w', 'prod', '--yes'], { cwd: checkout });
        },
        lastRun: () => run,
        stopAzure: () => azure.close(),
      });
    } finally {
      await Promise.all([github.close(), azure.close()]);
    }
  };
};

export const head = 'a'.repeat(40);
export const merged = 'b'.repeat(40);

export const pullRequest = (from = 'contoso/detections'): World['event'] => ({
  name: 'pull_request',
  sha: 'c'.repeat(40),
  payload: { pull_request: { number: 7, head: { sha: head, repo: { full_name: from } } } },
});
export const push: World['event'] = { name: 'push', sha: merged, payload: {} };

export const results = (jobs: readonly RanJob[]): Record<string, string> =>
  Object.fromEntries(jobs.map(({ id, result }) => [id, result]));
export const jobOf = (jobs: readonly RanJob[], id: string): RanJob => {
  const found = jobs.findLast((job) => job.id === id);
  if (found === undefined) throw new Error(`no job ${id}`);
  return found;
};
