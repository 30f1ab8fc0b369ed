import { execFile, execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { serveEmulator } from '../../src/emulator/http.ts';
import { createEmulator } from '../../src/emulator/index.ts';
import { createPortal } from '../../src/emulator/portal.ts';
import { memoryStore } from '../../src/emulator/store.ts';
import { startGitHub, token, type FakeGitHub } from '../fakes/github.ts';
import { putPicket } from './picket-on-path.ts';
import { runWorkflow, type RanJob, type World } from './runner.ts';

/** Each test is several runs of a workflow with a shell for each step. */
jest.setTimeout(60_000);

const target = {
  subscriptionId: '00000000-0000-0000-0000-000000000001',
  resourceGroup: 'rg',
  workspaceName: 'law-prod',
};
const clock = { now: () => Date.now(), sleep: async () => undefined };
const ruleId = (index: number): string => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;

const rule = (index: number, severity = 'Low', period = '1h'): string =>
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
type Stage = {
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

const onStage = async (work: (stage: Stage) => Promise<void>): Promise<void> => {
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

/** Of an App that exists in this test only. */
const app = generateKeyPairSync('rsa', { modulusLength: 2048 });
const appKey = app.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

const head = 'a'.repeat(40);
const merged = 'b'.repeat(40);

const pullRequest = (from = 'contoso/detections'): World['event'] => ({
  name: 'pull_request',
  sha: 'c'.repeat(40),
  payload: { pull_request: { number: 7, head: { sha: head, repo: { full_name: from } } } },
});
const push: World['event'] = { name: 'push', sha: merged, payload: {} };

const results = (jobs: readonly RanJob[]): Record<string, string> =>
  Object.fromEntries(jobs.map(({ id, result }) => [id, result]));
const jobOf = (jobs: readonly RanJob[], id: string): RanJob => {
  const found = jobs.findLast((job) => job.id === id);
  if (found === undefined) throw new Error(`no job ${id}`);
  return found;
};

describe('plan.yml', () => {
  test('makes a comment at first, rewrites it afterwards, and never makes a second one', async () => {
    await onStage(async ({ github, run, write }) => {
      const first = await run('plan.yml', pullRequest());
      expect([results(first), first.map(({ log }) => log).join('')]).toEqual([
        { workspaces: 'success', plan: 'success', comment: 'success' },
        expect.any(String),
      ]);
      expect(jobOf(first, 'plan').summary).toContain('### Plan for `prod`');
      expect(github.comments.map(({ body }) => body)).toEqual([expect.stringContaining('1 to create')]);
      await write('analytics-rules/two.yaml', rule(2));
      await run('plan.yml', pullRequest());
      expect(github.comments.map(({ body }) => body)).toEqual([expect.stringContaining('2 to create')]);
    });
  });

  test('does nothing for a pull request from a fork, or of Dependabot', async () => {
    await onStage(async ({ github, run }) => {
      const skipped = { workspaces: 'skipped', plan: 'skipped', comment: 'skipped' };
      expect(results(await run('plan.yml', pullRequest('mallory/detections')))).toEqual(skipped);
      expect(results(await run('plan.yml', pullRequest(), { actor: 'dependabot[bot]' }))).toEqual(skipped);
      expect(github.requests).toEqual([]);
    });
  });

  test('shows what is wrong with the rules instead of a plan, and replaces a plan that no longer holds', async () => {
    await onStage(async ({ github, run, write, stopAzure }) => {
      await run('plan.yml', pullRequest());
      await write('analytics-rules/one.yaml', rule(1, 'Low', '30m'));
      expect(results(await run('plan.yml', pullRequest()))).toEqual({
        workspaces: 'success',
        plan: 'failure',
        comment: 'success',
      });
      expect(github.comments.map(({ body }) => body)).toEqual([
        expect.stringContaining('is shorter than queryFrequency'),
      ]);
      await write('analytics-rules/one.yaml', rule(1));
      await stopAzure();
      expect(results(await run('plan.yml', pullRequest()))).toMatchObject({ plan: 'failure', comment: 'success' });
      expect(github.comments.map(({ body }) => body)).toEqual([
        expect.stringContaining('There is no result for this commit'),
      ]);
    });
  });
});

describe('deploy.yml', () => {
  /** A pull request was planned and merged. */
  const planAndMerge = async ({ github, run, lastRun }: Stage): Promise<void> => {
    await run('plan.yml', pullRequest());
    github.artifacts.push({
      name: 'picket-plan-prod',
      run: lastRun(),
      headSha: head,
      createdAt: '2026-11-22T10:00:00Z',
    });
    github.merged.set(merged, head);
  };

  test('does what the pull request showed without asking again, keeps what was there before, and then does nothing', async () => {
    await onStage(async (stage) => {
      await stage.deploy();
      await stage.write('analytics-rules/one.yaml', rule(1, 'High'));
      await planAndMerge(stage);
      const jobs = await stage.run('deploy.yml', push);
      expect([results(jobs), jobs.map(({ log }) => log).join('')]).toEqual([
        { workspaces: 'success', plan: 'success', deploy: 'success' },
        expect.any(String),
      ]);
      const deploy = jobOf(jobs, 'deploy');
      expect(deploy.environment).toBe('prod');
      expect(deploy.summary).toContain('1 written');
      const kept = join(dirname(deploy.folder), 'artifacts', String(stage.lastRun()), 'picket-deploy-prod');
      expect(JSON.parse(await readFile(join(kept, 'picket/deploy.json'), 'utf8'))).toMatchObject({
        outcomes: [{ action: 'update', status: 'written' }],
      });
      expect(existsSync(join(kept, '.picket/backups/prod'))).toBe(true);
      const again = await stage.run('deploy.yml', push);
      expect(jobOf(again, 'plan').outputs).toEqual({ state: 'none' });
      expect(jobOf(again, 'deploy').result).toBe('skipped');
    });
  });

  test('waits for approval when it would do something else than the pull request showed', async () => {
    await onStage(async (stage) => {
      await planAndMerge(stage);
      await stage.write('analytics-rules/two.yaml', rule(2));
      const jobs = await stage.run('deploy.yml', push);
      expect(jobOf(jobs, 'deploy').environment).toBe('prod-review');
      expect(jobOf(jobs, 'plan').summary).toContain('2 to create');
    });
  });

  test('waits for approval where no pull request was planned', async () => {
    await onStage(async ({ run }) => {
      expect(jobOf(await run('deploy.yml', push), 'deploy').environment).toBe('prod-review');
    });
  });

  test('deploys nothing when the rules have errors', async () => {
    await onStage(async ({ run, write }) => {
      await write('analytics-rules/one.yaml', rule(1, 'Low', '30m'));
      expect(results(await run('deploy.yml', push))).toEqual({
        workspaces: 'success',
        plan: 'failure',
        deploy: 'skipped',
      });
    });
  });
});

describe('drift.yml', () => {
  const schedule: World['event'] = { name: 'schedule', sha: merged, payload: {} };

  test('opens one issue, rewrites it, and closes it once the workspace and git agree', async () => {
    await onStage(async ({ github, run, portal, deploy }) => {
      await deploy();
      expect(results(await run('drift.yml', schedule))).toMatchObject({ drift: 'success', issue: 'success' });
      expect(github.issues).toEqual([]);
      await portal.editRule(ruleId(1), { severity: 'High' });
      const drifted = await run('drift.yml', schedule);
      expect(jobOf(drifted, 'drift').summary).toContain('Changed in the workspace');
      await portal.editRule(ruleId(1), { enabled: false });
      await run('drift.yml', schedule);
      expect(github.issues).toEqual([
        expect.objectContaining({ title: 'Drift of prod', state: 'open', body: expect.stringContaining('`enabled`') }),
      ]);
      await portal.editRule(ruleId(1), { severity: 'Low', enabled: true });
      await run('drift.yml', schedule);
      expect(github.issues).toEqual([expect.objectContaining({ state: 'closed' })]);
    });
  });

  test('proposes what was changed in the workspace as one pull request, of the App where there is one', async () => {
    await onStage(async ({ github, run, portal, deploy }) => {
      await deploy();
      const vars = { PICKET_DRIFT: 'pull-request', PICKET_APP_ID: '12' };
      github.app = { id: '12', publicKey: app.publicKey };
      await portal.editRule(ruleId(1), { severity: 'High' });
      const jobs = await run('drift.yml', schedule, { vars, secrets: { PICKET_APP_PRIVATE_KEY: appKey } });
      expect([results(jobs), jobs.map(({ log }) => log).join('')]).toEqual([
        { workspaces: 'success', drift: 'success', issue: 'skipped', 'pull-request': 'success' },
        expect.any(String),
      ]);
      await portal.editRule(ruleId(1), { severity: 'Medium' });
      await run('drift.yml', schedule, { vars });
      expect(github.pullRequests).toEqual([
        expect.objectContaining({ title: 'Take over drift of prod', branch: 'picket/drift/prod', by: 'app' }),
      ]);
      expect(github.branches.get('picket/drift/prod')).toEqual([
        expect.objectContaining({
          path: 'analytics-rules/one.yaml',
          content: rule(1, 'Medium').replace('1.0.0', '1.0.1'),
        }),
      ]);
      expect(github.issues).toEqual([]);
    });
  });

  test('leaves the issue as it is when the workspace cannot be read', async () => {
    await onStage(async ({ github, run, portal, stopAzure, deploy }) => {
      await deploy();
      await portal.editRule(ruleId(1), { severity: 'High' });
      await run('drift.yml', schedule);
      await stopAzure();
      expect(results(await run('drift.yml', schedule))).toMatchObject({ drift: 'failure', issue: 'success' });
      expect(github.issues).toEqual([expect.objectContaining({ state: 'open' })]);
    });
  });
});

describe('validate.yml', () => {
  test('says what is wrong with the rules of a pull request, from a fork as well, and nothing about others', async () => {
    await onStage(async ({ github, run, write, git }) => {
      await write('analytics-rules/old.yaml', rule(2, 'Low', '30m'));
      git('add', '.');
      git('commit', '-qm', 'base');
      await write('analytics-rules/new.yaml', rule(3, 'Low', '20m'));
      git('add', '.');
      git('commit', '-qm', 'merge');
      const [job] = await run('validate.yml', pullRequest('mallory/detections'), {
        vars: { PICKET_UPLOAD_SARIF: 'true' },
      });
      expect(job?.result).toBe('failure');
      expect(job?.log).toContain('::error file=analytics-rules/new.yaml,line=8,');
      expect(job?.log).not.toContain('old.yaml');
      expect(job?.summary).toContain('queryPeriod `20m` is shorter than queryFrequency `1h`');
      expect(github.requests).toEqual([]);
    });
  });

  test('is content with a pull request without a mistake, and uploads what code scanning reads', async () => {
    await onStage(async ({ run, write, git }) => {
      await write('analytics-rules/new.yaml', rule(3));
      git('add', '.');
      git('commit', '-qm', 'merge');
      const [job] = await run('validate.yml', pullRequest(), { vars: { PICKET_UPLOAD_SARIF: 'true' } });
      expect([job?.result, job?.log]).toEqual(['success', expect.not.stringContaining('::error')]);
      expect(existsSync(join(job?.folder ?? '', 'picket/validate.sarif'))).toBe(true);
    });
  });
});

describe('catalogue.yml', () => {
  test('publishes the pages on request, with links that Azure can fetch', async () => {
    await onStage(async ({ run }) => {
      const jobs = await run('catalogue.yml', { name: 'workflow_dispatch', sha: head, payload: {} });
      expect([results(jobs), jobOf(jobs, 'build').log]).toEqual([
        { build: 'success', publish: 'success' },
        expect.stringContaining('1 rule in catalogue/index.html'),
      ]);
      expect(jobOf(jobs, 'publish').environment).toBe('github-pages');
      const page = await readFile(join(jobOf(jobs, 'build').folder, `catalogue/rules/${ruleId(1)}/index.html`), 'utf8');
      expect(page).toContain(
        encodeURIComponent(`https://contoso.github.io/detections/rules/${ruleId(1)}/template.json`),
      );
    });
  });

  test('publishes a merge only where the repository asked for it', async () => {
    await onStage(async ({ run }) => {
      expect(results(await run('catalogue.yml', push))).toEqual({ build: 'skipped', publish: 'skipped' });
      expect(results(await run('catalogue.yml', push, { vars: { PICKET_CATALOGUE: 'pages' } }))).toEqual({
        build: 'success',
        publish: 'success',
      });
    });
  });
});
