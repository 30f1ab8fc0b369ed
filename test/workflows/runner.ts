import { spawn } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { act, type Ground } from './github-actions.ts';
import { asText, evaluate, interpolate, truthy, type Scope, type Value } from './expression.ts';
import { readWorkflow, type Job, type Step } from './files.ts';

/** What a run of a workflow meets: the repository, GitHub, and what earlier runs left. */
export type World = Ground & {
  /** Before everything else on PATH. */
  readonly bin: string;
  readonly apiUrl: string;
  readonly token: string;
  readonly vars: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;
  readonly event: { readonly name: string; readonly payload: Readonly<Record<string, Value>>; readonly sha: string };
  readonly actor: string;
};

export type RanJob = {
  readonly id: string;
  readonly result: 'success' | 'failure' | 'skipped';
  readonly environment: string;
  readonly outputs: Readonly<Record<string, string>>;
  /** What the steps said, in order. */
  readonly log: string;
  readonly summary: string;
  readonly folder: string;
};

const repository = 'contoso/detections';

/** Lines `name=value` of a file that a step wrote. */
export const pairsIn = async (file: string): Promise<Record<string, string>> =>
  Object.fromEntries(
    (await readFile(file, 'utf8'))
      .split('\n')
      .filter((line) => line.includes('='))
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );

export const shell = (
  script: string,
  cwd: string,
  env: Readonly<Record<string, string>>,
): Promise<{ code: number; said: string }> =>
  new Promise((resolve, reject) => {
    const child = spawn('bash', ['-e', '-c', script], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => {
        said += String(chunk);
      });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 1, said }));
  });

const isOver = (status: Scope['status'], condition: string): boolean =>
  status === 'success' || /\b(?:always|failure|cancelled)\(\)/.test(condition);

const holds = (condition: string | undefined, scope: Scope): boolean => {
  const text = (condition ?? 'success()').replace(/^\$\{\{(.*)\}\}$/, '$1');
  return isOver(scope.status, text) && truthy(evaluate(text, scope));
};

const textsOf = (values: Readonly<Record<string, Value>> | undefined, scope: Scope): Record<string, string> =>
  Object.fromEntries(
    Object.entries(values ?? {}).map(([name, value]) => [
      name,
      asText(typeof value === 'string' ? interpolate(value, scope) : value),
    ]),
  );

const runJob = async (
  world: World,
  id: string,
  job: Job,
  contexts: Scope['contexts'],
  index: number,
): Promise<RanJob> => {
  const folder = join(world.folder, `${world.run}-${index}-${id}`);
  const temporary = `${folder}-temp`;
  await mkdir(folder, { recursive: true });
  await mkdir(temporary, { recursive: true });
  const file = (name: string): string => join(temporary, name);
  await writeFile(file('event.json'), JSON.stringify(world.event.payload));
  await writeFile(file('summary'), '');
  const steps: Record<string, Value> = {};
  let status: Scope['status'] = 'success';
  let log = '';
  const scope = (more: Scope['contexts'] = {}): Scope => ({
    contexts: { ...contexts, steps, ...more },
    status,
    // The workflows ask for single files only.
    hashFiles: (path) => (existsSync(join(folder, path)) ? 'hash' : ''),
  });
  const env = {
    ...Object.fromEntries(
      Object.entries(process.env).flatMap(([name, value]) =>
        value === undefined || name.startsWith('GITHUB_') ? [] : [[name, value]],
      ),
    ),
    ...textsOf(job.env, scope()),
    PATH: `${world.bin}:${process.env['PATH'] ?? ''}`,
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_API_URL: world.apiUrl,
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_REPOSITORY: repository,
    GITHUB_RUN_ID: String(world.run),
    GITHUB_SHA: world.event.sha,
    GITHUB_EVENT_PATH: file('event.json'),
    GITHUB_WORKSPACE: folder,
    GITHUB_STEP_SUMMARY: file('summary'),
    GITHUB_OUTPUT: file('output'),
    RUNNER_TEMP: temporary,
  };
  const perform = async (step: Step): Promise<boolean> => {
    await writeFile(file('output'), '');
    if (step.uses !== undefined) {
      try {
        await act(world, step.uses, textsOf(step.with, scope()), folder, file('output'));
        return true;
      } catch (error) {
        log += `${String(error)}\n`;
        return false;
      }
    }
    const { code, said } = await shell(step.run ?? '', folder, { ...env, ...textsOf(step.env, scope()) });
    log += said;
    return code === 0;
  };
  for (const step of job.steps ?? []) {
    if (!holds(step.if, scope())) continue;
    const done = await perform(step);
    if (step.id !== undefined) steps[step.id] = { outputs: await pairsIn(file('output')) };
    if (!done && step['continue-on-error'] !== true) status = 'failure';
  }
  return {
    id,
    result: status === 'success' ? 'success' : 'failure',
    environment: asText(interpolate(job.environment ?? '', scope())),
    outputs: textsOf(job.outputs, scope()),
    log,
    summary: await readFile(file('summary'), 'utf8'),
    folder,
  };
};

const matrixOf = (job: Job, scope: Scope): Value[] => {
  const [name, values] = Object.entries(job.strategy?.matrix ?? {})[0] ?? [];
  if (name === undefined) return [{}];
  const list = typeof values === 'string' ? interpolate(values, scope) : values;
  return Array.isArray(list) ? list.map((value: Value) => ({ [name]: value })) : [];
};

/** Runs a workflow's jobs one after the other, each copy of a matrix and each called workflow included. */
export const runWorkflow = async (
  world: World,
  name: string,
  inputs: Readonly<Record<string, Value>> = {},
): Promise<RanJob[]> => {
  const { jobs } = readWorkflow(name);
  const ran: RanJob[] = [];
  const github: Value = {
    repository,
    token: world.token,
    actor: world.actor,
    event_name: world.event.name,
    event: world.event.payload,
    ref: 'refs/heads/main',
  };
  const needs: Record<string, Value> = {};
  for (const [id, job] of Object.entries(jobs)) {
    const needed = [job.needs ?? []].flat().map((other) => needs[other] ?? null);
    const results = needed.map((other) =>
      typeof other === 'object' && other !== null && 'result' in other ? asText(other['result'] ?? null) : '',
    );
    const status = results.includes('failure') ? 'failure' : 'success';
    const base = {
      contexts: { github, inputs, vars: world.vars, secrets: world.secrets, needs, runner: { temp: '' } },
      status,
      hashFiles: () => '',
    } as const;
    // A job whose needs were skipped is skipped, unless its condition says when to run.
    const skipped = results.includes('skipped') && !/cancelled\(\)|always\(\)/.test(job.if ?? '');
    if (skipped || !holds(job.if, base)) {
      needs[id] = { result: 'skipped', outputs: {} };
      ran.push({ id, result: 'skipped', environment: '', outputs: {}, log: '', summary: '', folder: '' });
      continue;
    }
    const copies: RanJob[] = [];
    for (const matrix of matrixOf(job, base)) {
      const contexts = { ...base.contexts, matrix };
      if (job.uses === undefined) copies.push(await runJob(world, id, job, contexts, ran.length + copies.length));
      else {
        const given = textsOf(job.with, { ...base, contexts });
        copies.push(...(await runWorkflow(world, job.uses.split('/').at(-1) ?? '', given)));
      }
    }
    ran.push(...copies);
    needs[id] = {
      result: copies.some(({ result }) => result === 'failure') ? 'failure' : 'success',
      outputs: Object.assign({}, ...copies.map(({ outputs }) => outputs)),
    };
  }
  return ran;
};
