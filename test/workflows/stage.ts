import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, jest } from '@jest/globals';
import type { CiSystem } from '../../src/app/author/init/init-files.ts';
import { serveEmulator } from '../../src/emulator/http.ts';
import { createEmulator } from '../../src/emulator/index.ts';
import { createPortal, type Portal } from '../../src/emulator/portal.ts';
import { memoryStore, type StoreChange } from '../../src/emulator/store/store.ts';
import { savedStore } from '../../tools/chaos/scene.ts';
import { startGitHub, token, type FakeGitHub } from '../fakes/github.ts';
import { toolPackage } from '../fakes/tool-package.ts';
import { checkOut } from './github-actions.ts';
import { beginOrigin, openOrigin, type Files, type Origin } from './origin.ts';
import { putPrograms } from './programs.ts';
import { repository, runWorkflow, type RanJob, type World } from './runner.ts';
import { packageVersion, servePicket } from './serve-picket.ts';

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

/** An exclusion of such a rule, to be added at its end. */
export const excluded = (until: string, owner = 'soc@contoso.com'): string =>
  `exclude: [{where: {IPAddress: 192.0.2.1}, until: ${until}, reason: Scanner, owner: "${owner}"}]\n`;

type Event = World['event'];

/** A repository that `init` made, a workspace and a host of pipelines that know one another. */
export type Stage = {
  readonly github: FakeGitHub;
  readonly portal: Portal;
  /** The folder with everything of this stage; `origin` is the repository in it. */
  readonly home: string;
  readonly origin: string;
  /** The programs that scripts may start. */
  readonly bin: string;
  readonly cache: string;
  readonly git: Origin['git'];
  /** Commits files to main. */
  readonly commit: Origin['commit'];
  /** Pushes files to the branch of pull request 7, which is opened with the first; gives the event. */
  readonly propose: (files: Files, from?: string) => Event;
  /** Merges pull request 7 as it is; gives the event. */
  readonly merge: () => Event;
  readonly schedule: () => Event;
  /** Brings the workspace to the state of the first commit, as it is deployed from a person's machine. */
  readonly reset: () => Promise<void>;
  readonly run: (
    workflow: string,
    event: Event,
    more?: Partial<Pick<World, 'vars' | 'environments' | 'secrets' | 'actor' | 'plant' | 'replay' | 'inputs'>>,
  ) => Promise<RanJob[]>;
  /** Folder of an artifact of the last run. */
  readonly artifact: (name: string) => string;
  /** The workspace answers no more. */
  readonly stopAzure: () => void;
};

/**
 * Prepares what the stages of a test file share, for as long as its tests run; gives what sets one stage up, with the
 * pipelines of one system, for some workspaces, which so many jobs share.
 */
export const prepareStages = (
  ci: CiSystem = 'github',
  { workspaces = ['prod'], shards }: { readonly workspaces?: readonly string[]; readonly shards?: number } = {},
): ((work: (stage: Stage) => Promise<void>) => Promise<void>) => {
  // Each test is several runs of a workflow with a shell for each step, on whatever machine.
  jest.setTimeout(900_000);

  let folder = '';
  let template = '';
  const closing: (() => Promise<void>)[] = [];
  let store = memoryStore();
  let emulator = createEmulator({ store, clock });
  let answers = true;
  /** The first commit, and what its deployment stores: the same on every stage. */
  let first = '';
  let deployed: readonly StoreChange[] | undefined;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'picket-workflows-'));
    await mkdir(join(folder, 'cache'));
    const { script, close } = await servePicket(folder);
    closing.push(close);
    const azure = await serveEmulator({
      transport: async (request) => {
        if (!answers) throw Object.assign(new Error('Nobody answers.'), { code: 'ECONNRESET' });
        return emulator(request);
      },
      port: 0,
    });
    closing.push(azure.close);
    await putPrograms(join(folder, 'bin'), script);
    template = join(folder, 'template');
    await mkdir(template);
    // Without most of its weight, which git would carry into every job; the programs below stand for its installation.
    await writeFile(join(folder, 'tool.tgz'), await toolPackage(packageVersion));
    const sharing = shards === undefined ? [] : ['--shards', String(shards)];
    await promisify(execFile)(
      join(folder, 'bin/command/picket'),
      ['init', '--yes', '--name', 'detections', '--ci', ci, '--tool', join(folder, 'tool.tgz'), ...sharing],
      { cwd: template },
    );
    await rm(join(template, 'analytics-rules'), { recursive: true });
    const repository = beginOrigin(template);
    repository.commit({
      'picket.yaml': [
        'project: {name: detections, id: 6f1c0a52-93b4-4b0e-8f0e-0c5b9f4d2a11}',
        'workspaces:',
        ...workspaces.map(
          (name) =>
            `  ${name}: {subscriptionId: ${target.subscriptionId}, resourceGroup: rg, workspaceName: law-${name}, emulator: {url: '${azure.url}'}}`,
        ),
        '',
      ].join('\n'),
      'analytics-rules/one.yaml': rule(1),
    });
    expect(repository.git('ls-files', '--stage')).not.toMatch(/^100755/m);
    first = repository.git('rev-parse', 'HEAD');
  });

  afterAll(async () => {
    await Promise.all(closing.map((close) => close()));
    await rm(folder, { recursive: true, force: true });
  });

  return async (work) => {
    const home = await mkdtemp(join(folder, 'stage-'));
    const origin = join(home, 'origin');
    const bin = join(folder, 'bin');
    const cache = join(folder, 'cache');
    const github = await startGitHub();
    store = memoryStore();
    emulator = createEmulator({ store, clock });
    answers = true;
    await cp(template, origin, { recursive: true });
    const { git, commit, propose, merge } = openOrigin(origin);
    const artifacts = new Map<string, string>();
    let run = 0;
    let merged = 0;
    try {
      await work({
        github,
        home,
        origin,
        bin,
        cache,
        git,
        commit,
        // The portal of the workspace as it is now.
        get portal() {
          return createPortal({ store, clock, target, caller: 'analyst@contoso.com' });
        },
        propose: (files, from = repository) => {
          const { base, head, sha, changed } = propose(files);
          github.reviews.set(7, {
            base: { ref: 'main', sha: base },
            head: { ref: 'change', sha: head },
            files: changed.map((filename) => ({ filename })),
            mergedAs: undefined,
            events: [],
          });
          return {
            name: 'pull_request',
            ref: 'refs/pull/7/merge',
            sha,
            payload: {
              action: 'synchronize',
              number: 7,
              pull_request: {
                number: 7,
                state: 'open',
                title: 'A change',
                draft: false,
                user: { login: 'ana', type: 'User' },
                head: { ref: 'change', sha: head, repo: { full_name: from, fork: from !== repository } },
                base: { ref: 'main', sha: base, repo: { full_name: repository, default_branch: 'main' } },
              },
              repository: { full_name: repository, default_branch: 'main' },
              sender: { login: 'ana', type: 'User' },
            },
          };
        },
        merge: () => {
          merged += 1;
          const sha = merge(`Merge pull request ${merged}`);
          const review = github.reviews.get(7);
          if (review !== undefined) github.reviews.set(7, { ...review, mergedAs: sha });
          return { name: 'push', ref: 'refs/heads/main', sha, payload: { ref: 'refs/heads/main', after: sha } };
        },
        schedule: () => ({
          name: 'schedule',
          ref: 'refs/heads/main',
          sha: git('rev-parse', 'main'),
          payload: { schedule: '17 5 * * *' },
        }),
        run: async (workflow, event, more = {}) => {
          run += 1;
          // What the jobs left behind that are taken as they went, under the number of this run.
          for (const job of more.replay?.values() ?? [])
            for (const [name, kept] of job.uploads) artifacts.set(`${run}/${name}`, kept);
          const world: World = {
            folder: home,
            origin,
            bin,
            cache,
            apiUrl: github.url,
            token,
            vars: {},
            environments: {},
            secrets: {},
            actor: 'ana',
            artifacts,
            run,
            event,
            sha: event.sha,
            ...more,
          };
          const jobs = await runWorkflow(world, workflow);
          const head = github.reviews.get(7)?.head;
          const isRequest = event.name === 'pull_request' && head !== undefined;
          github.runs.set(run, {
            event: event.name,
            path: `.github/workflows/${workflow}`,
            headBranch: isRequest ? head.ref : 'main',
            headSha: isRequest ? head.sha : event.sha,
            conclusion: jobs.some(({ result }) => result === 'failure') ? 'failure' : 'success',
            createdAt: new Date().toISOString(),
          });
          for (const key of artifacts.keys())
            if (key.startsWith(`${run}/`)) github.artifacts.push({ name: key.slice(`${run}/`.length), run });
          return jobs;
        },
        reset: async () => {
          const { store: fresh, save } = savedStore(deployed ?? []);
          store = fresh;
          emulator = createEmulator({ store, clock });
          // Exactly the state of before: a plan that was made against it still holds.
          if (deployed !== undefined) return;
          const folder = await mkdtemp(join(home, 'machine-'));
          await checkOut(origin, first, 1, folder);
          await promisify(execFile)(
            join(bin, 'command/picket'),
            ['deploy', ...workspaces.flatMap((name) => ['-w', name]), '--yes'],
            { cwd: folder },
          );
          deployed = save();
        },
        artifact: (name) => {
          const kept = artifacts.get(`${run}/${name}`);
          if (kept === undefined) throw new Error(`no artifact ${name}`);
          return kept;
        },
        stopAzure: () => {
          answers = false;
        },
      });
    } finally {
      await github.close();
    }
  };
};

export const results = (jobs: readonly RanJob[]): Record<string, string> =>
  Object.fromEntries(jobs.map(({ id, result }) => [id, result]));

export const jobOf = (jobs: readonly RanJob[], id: string): RanJob => {
  const found = jobs.findLast((job) => job.id === id);
  if (found === undefined) throw new Error(`no job ${id}`);
  return found;
};

/** What every job said, for the message of a test that fails. */
export const said = (jobs: readonly RanJob[]): string => jobs.map(({ id, log }) => `== ${id}\n${log}`).join('');
