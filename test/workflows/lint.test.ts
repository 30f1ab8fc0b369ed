import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import {
  actionText,
  github,
  readAction,
  readWorkflow,
  workflowNames,
  workflowText,
  type Job,
  type Step,
} from './files.ts';

/** The commits that may be used, each looked up once for a published version; a new version is a line here. */
const pinned: Readonly<Record<string, string>> = {
  'actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1': 'v7.0.1',
  'actions/setup-node@48b55a011bda9f5d6aeb4c2d9c7362e8dae4041e': 'v6.4.0',
  'actions/upload-artifact@043fb46d1a93c77aae656e7c1c64a875d1fc6a0a': 'v7.0.1',
  'actions/download-artifact@3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c': 'v8.0.1',
  'actions/configure-pages@45bfe0192ca1faeb007ade9deae92b16b8254a0d': 'v6.0.0',
  'actions/upload-pages-artifact@fc324d3547104276b827a68afc52ff2a11cc49c9': 'v5.0.0',
  'actions/deploy-pages@cd2ce8fcbc39b97be8ca5fce6e763baed58fa128': 'v5.0.0',
  'actions/attest-build-provenance@a2bbfa25375fe432b6a289bc6b6cd05ecd0c4c32': 'v4.1.0',
  'github/codeql-action/upload-sarif@03e4368ac7daa2bd82b3e85262f3bf87ee112f57': 'v3.36.0',
};

const known = {
  workflow: ['name', 'on', 'permissions', 'concurrency', 'defaults', 'jobs'],
  job: [
    'name',
    'needs',
    'if',
    'runs-on',
    'timeout-minutes',
    'permissions',
    'outputs',
    'env',
    'environment',
    'strategy',
    'steps',
    'uses',
    'with',
    'concurrency',
  ],
  step: ['id', 'name', 'if', 'uses', 'with', 'run', 'env', 'shell', 'continue-on-error'],
  permissions: [
    'attestations',
    'actions',
    'contents',
    'id-token',
    'issues',
    'pages',
    'pull-requests',
    'security-events',
  ],
};

const unknownKeys = (value: object, keys: readonly string[]): string[] =>
  Object.keys(value).filter((key) => !keys.includes(key));

const jobsOf = (name: string): [string, Job][] => Object.entries(readWorkflow(name).jobs);
const stepsOf = (name: string): Step[] => jobsOf(name).flatMap(([, job]) => job.steps ?? []);

describe.each(workflowNames)('the workflow %s', (name) => {
  test('has only keys that GitHub knows', () => {
    const workflow = readWorkflow(name);
    expect(unknownKeys(workflow, known.workflow)).toEqual([]);
    for (const [, job] of jobsOf(name)) {
      expect(unknownKeys(job, known.job)).toEqual([]);
      expect(unknownKeys(job.permissions ?? {}, known.permissions)).toEqual([]);
    }
    for (const step of stepsOf(name)) {
      expect(unknownKeys(step, known.step)).toEqual([]);
      expect([step.run, step.uses].filter((one) => one !== undefined)).toHaveLength(1);
    }
  });

  test('takes what other jobs left outside of the checkout, or where the repository may hold nothing', () => {
    // The workflows of Picket's own repository that no other has build it.
    if (name === 'release.yml') return;
    for (const step of stepsOf(name).filter(({ uses }) => uses?.startsWith('actions/download-artifact@') === true))
      expect(step.with?.['path']).toEqual(expect.stringMatching(/^(?:picket\/$|\$\{\{ runner\.temp \}\}\/)/));
  });

  test('may do nothing, and each job what it names', () => {
    expect(readWorkflow(name).permissions).toEqual({});
    for (const [, job] of jobsOf(name)) expect(job.permissions).toBeDefined();
  });

  test('takes the turns of runs in order, or cancels what is outdated', () => {
    const { concurrency, on } = readWorkflow(name);
    // deploy.yml leaves it to the workflow that it calls, which takes turns by workspace.
    // emergency.yml waits for no other run: of those that wait, GitHub keeps only the last.
    expect(concurrency !== undefined || name === 'deploy.yml' || name === 'emergency.yml').toBe(true);
    const onPullRequest = typeof on === 'object' && on !== null && 'pull_request' in on;
    const cancels = concurrency?.['cancel-in-progress'] ?? false;
    expect(cancels !== false).toBe(onPullRequest);
  });

  test('uses actions by commits that were looked up, with the version beside', () => {
    const uses = workflowText(name).match(/uses: .*/g) ?? [];
    expect(uses.length).toBeGreaterThan(0);
    for (const line of uses.map((text) => text.replace('uses: ', ''))) {
      const [action = '', comment] = line.split(' # ');
      expect(action.startsWith('./') || pinned[action] === comment).toBe(true);
    }
    const own = uses.flatMap((line) => /\.\/\S+/.exec(line)?.[0] ?? []);
    const files = own.map((path) => join(github, '..', path.endsWith('.yml') ? path : `${path}/action.yml`));
    expect(files.filter((file) => !existsSync(file))).toEqual([]);
  });

  test('puts no expression into a script: what comes from outside goes through the environment', () => {
    for (const { run } of stepsOf(name)) expect(run ?? '').not.toContain('${{');
  });

  test('calls every script with a shell that stops at the first failure, in a pipe as well', () => {
    // release.yml starts single commands.
    const wanted = name === 'release.yml' ? undefined : { run: { shell: 'bash' } };
    expect(readWorkflow(name).defaults).toEqual(wanted);
  });

  test('starts scripts of the repository through bash, whatever the mode of their file', () => {
    for (const { run = '' } of name === 'release.yml' ? [] : stepsOf(name))
      expect(run).not.toMatch(/^\s*"?(?:\$\w+|\.)\/?[\w./-]*(?:\.sh|\/run)\b/m);
  });

  test('ends every job that hangs', () => {
    for (const [id, job] of jobsOf(name))
      expect([id, 'timeout-minutes' in job || job.uses !== undefined]).toEqual([id, true]);
  });

  test('leaves no token behind in the checkout', () => {
    for (const step of stepsOf(name).filter(({ uses }) => uses?.startsWith('actions/checkout@') === true))
      expect(step.with?.['persist-credentials']).toBe(false);
  });

  test('names only jobs and steps that exist', () => {
    const jobs = new Map(jobsOf(name));
    for (const [, job] of jobs) {
      const needs = [job.needs ?? []].flat();
      for (const needed of needs) expect([...jobs.keys()]).toContain(needed);
      const text = JSON.stringify(job);
      for (const [, needed] of text.matchAll(/\bneeds\.([\w-]+)\./g)) expect(needs).toContain(needed);
      for (const [, id] of text.matchAll(/\bsteps\.([\w-]+)\.outputs/g))
        expect(job.steps?.map((step) => step.id)).toContain(id);
      for (const [, needed, output] of text.matchAll(/\bneeds\.([\w-]+)\.outputs\.([\w-]+)/g))
        expect(Object.keys(jobs.get(needed ?? '')?.outputs ?? {})).toContain(output);
    }
  });
});

describe('workflows on pull requests', () => {
  test('never run with the rights of the base: pull_request_target and workflow_run are not used', () => {
    for (const name of workflowNames) expect(workflowText(name)).not.toMatch(/pull_request_target|workflow_run:/);
  });

  test('sign in to Azure only in jobs that cannot write to the repository', () => {
    const writing = workflowNames
      .filter((name) => name !== 'release.yml')
      .flatMap((name) => jobsOf(name))
      .filter(([, { permissions = {} }]) => permissions['id-token'] === 'write')
      .filter(([, { permissions = {} }]) =>
        // Pages take a token of the run to publish; they are no part of the repository.
        Object.entries(permissions).some(([key, level]) => key !== 'id-token' && key !== 'pages' && level === 'write'),
      );
    expect(writing).toEqual([]);
  });

  test('give no secret to a script', () => {
    for (const name of workflowNames) expect(workflowText(name)).not.toMatch(/secrets\.(?!PICKET_APP_PRIVATE_KEY)/);
  });
});

describe('jobs that share the workspaces', () => {
  const folder = join(github, '../templates/github/shards');
  const texts = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));

  test('use actions by the same commits as the workflows in whose place they stand', () => {
    const uses = texts.flatMap((text) => text.match(/(?<=uses: )[^.\s].*/g) ?? []);
    expect(uses.length).toBeGreaterThan(5);
    for (const [action = '', comment] of uses.map((line) => line.split(' # '))) expect(pinned[action]).toBe(comment);
  });

  test('of Azure DevOps check and look for exclusions as those of a workspace each', () => {
    const read = (name: string): string => readFileSync(join(github, `../templates/azure-devops/${name}.yml`), 'utf8');
    const job = (text: string, id: string): string =>
      /^( {6}- job: ID\n(?:(?: {7}.*)?\n)*)/m.exec(text.replace(`job: ${id}`, 'job: ID'))?.[1]?.trim() ?? '';
    for (const id of ['validate', 'exclusions']) {
      expect(job(read('shards'), id).length).toBeGreaterThan(100);
      expect(job(read('shards'), id)).toBe(job(read('picket'), id));
    }
  });
});

describe('the action', () => {
  test('puts no expression into a script, and pins what it uses', () => {
    for (const { run, uses } of readAction().runs.steps) {
      expect(run ?? '').not.toContain('${{');
      expect(uses === undefined || pinned[uses] !== undefined).toBe(true);
    }
    expect(actionText().match(/uses: \S+ # v[\d.]+/g)?.length).toBe(actionText().match(/uses: /g)?.length);
  });

  test('has every input and output in its guide', () => {
    const guide = readFileSync(join(github, '../docs/github-action.md'), 'utf8');
    const { inputs, outputs } = readAction();
    for (const name of [...Object.keys(inputs), ...Object.keys(outputs)]) expect(guide).toContain(`| \`${name}\` |`);
  });
});
