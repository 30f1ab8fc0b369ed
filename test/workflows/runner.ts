import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { asText, holds, interpolate, textsOf, type Scope, type Value } from './expression.ts';
import { readAction, readWorkflow, type Job, type Step } from './files.ts';
import { act, checkOut, type Ground } from './github-actions.ts';
import { counting, plantedWord, takeCount } from './programs.ts';
import { shell } from './shell.ts';

/** A step to fail: of a script the n-th program that it starts, counted from 1; of an action the whole. */
export type Plant = { readonly step: string; readonly count: number };

/** What a run of a workflow meets: the repository, GitHub, and what earlier runs left. */
export type World = Ground & {
  /** Before everything else on PATH. */
  readonly bin: string;
  readonly apiUrl: string;
  readonly token: string;
  readonly vars: Readonly<Record<string, string>>;
  /** Variables of environments, which go before those of the repository. */
  readonly environments: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly secrets: Readonly<Record<string, string>>;
  readonly event: {
    readonly name: string;
    readonly ref: string;
    readonly payload: Readonly<Record<string, Value>>;
    readonly sha: string;
  };
  readonly actor: string;
  /** What whoever began the run by hand gave. */
  readonly inputs?: Readonly<Record<string, Value>> | undefined;
  readonly plant?: Plant | undefined;
  /** Jobs of an earlier run of the same event that are taken as they went, by their place. */
  readonly replay?: ReadonlyMap<string, RanJob> | undefined;
};

/** A step that ran, by its place in the run, and how many programs its script started; an action counts as one. */
export type RanStep = { readonly place: string; readonly name: string; readonly count: number };

export type RanJob = {
  readonly id: string;
  /** Where the job is in the run; the places of its steps begin with it. */
  readonly place: string;
  readonly result: 'success' | 'failure' | 'skipped';
  readonly environment: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly steps: readonly RanStep[];
  /** Artifacts that it uploaded, as names and folders. */
  readonly uploads: ReadonlyMap<string, string>;
  /** Whom the job can sign in as, and what its token of GitHub says about it; undefined without the right to a token. */
  readonly signIn: { readonly client: string; readonly subject: string } | undefined;
  /** What the steps said, in order. */
  readonly log: string;
  readonly summary: string;
  readonly folder: string;
};

export const repository = 'contoso/detections';

/** Lines `name=value` of a file that a step wrote. */
const pairsIn = async (file: string): Promise<Record<string, string>> =>
  Object.fromEntries(
    (await readFile(file, 'utf8'))
      .split('\n')
      .filter((line) => line.includes('='))
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );

/** What GitHub says in its token about a job: its environment, else the event or branch that began the run. */
const subjectOf = ({ event }: World, environment: string): string => {
  if (environment !== '') return `repo:${repository}:environment:${environment}`;
  return `repo:${repository}:${event.name === 'pull_request' ? 'pull_request' : `ref:${event.ref}`}`;
};

const runJob = async (
  world: World,
  place: string,
  { id, job, loose }: { readonly id: string; readonly job: Job; readonly loose: boolean },
  contexts: Scope['contexts'],
): Promise<RanJob> => {
  const folder = await mkdtemp(join(world.folder, `${world.run}-${place.replaceAll(/\W/g, '-')}-`));
  const temporary = `${folder}-temp`;
  await mkdir(temporary);
  const file = (name: string): string => join(temporary, name);
  await writeFile(file('event.json'), JSON.stringify(world.event.payload));
  for (const name of ['summary', 'path']) await writeFile(file(name), '');
  const ran: RanStep[] = [];
  const before = new Set(world.artifacts.keys());
  let status: Scope['status'] = 'success';
  let log = '';
  let path = `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`;
  const environment = asText(interpolate(job.environment ?? '', { contexts, status: 'success', hashFiles: () => '' }));
  const here: Scope['contexts'] = {
    ...contexts,
    vars: { ...world.vars, ...world.environments[environment] },
    runner: { temp: temporary },
  };
  const scopeOf = (more: Scope['contexts']): Scope => ({
    contexts: { ...here, ...more },
    status,
    // The workflows ask for single files only.
    hashFiles: (name) => (existsSync(join(folder, name)) ? 'hash' : ''),
  });
  const jobEnv = textsOf(job.env, scopeOf({}));

  /** Runs steps of a job or of an action of the repository; gives what each of them with an id put out. */
  const perform = async (
    steps: readonly Step[],
    inside: string,
    given: Scope['contexts'],
  ): Promise<Record<string, Value>> => {
    const results: Record<string, Value> = {};
    const scope = (): Scope => scopeOf({ ...given, steps: results });
    for (const [index, step] of steps.entries()) {
      if (!holds(step.if, scope())) continue;
      const at = `${inside}.${index}`;
      const name = step.name ?? step.uses ?? 'a script';
      const planted = world.plant?.step === at ? world.plant : undefined;
      await writeFile(file('output'), '');
      const use = async (uses: string): Promise<number> => {
        if (uses.startsWith('./')) {
          const action = readAction(join(folder, '.github'));
          const inputs = {
            ...Object.fromEntries(Object.entries(action.inputs).map(([key, input]) => [key, input.default ?? ''])),
            ...textsOf(step.with, scope()),
          };
          const inner = await perform(action.runs.steps, at, { ...given, inputs });
          const values = Object.fromEntries(Object.entries(action.outputs).map(([key, { value }]) => [key, value]));
          const outputs = textsOf(values, scopeOf({ ...given, inputs, steps: inner }));
          if (step.id !== undefined) results[step.id] = { outputs };
          return 0;
        }
        try {
          if (planted !== undefined) throw new Error(`${plantedWord} of ${uses}`);
          await act(world, uses, textsOf(step.with, scope()), { folder, output: file('output') });
        } catch (error) {
          log += `${String(error)}\n`;
          status = 'failure';
        }
        return 1;
      };
      const start = async (run: string): Promise<number> => {
        const { code, said } = await shell(
          run,
          folder,
          {
            HOME: world.folder,
            ...jobEnv,
            // The programs of the test stay in front: they count.
            PATH: `${world.bin}:${path}`,
            CI: 'true',
            GITHUB_ACTIONS: 'true',
            GITHUB_API_URL: world.apiUrl,
            GITHUB_SERVER_URL: 'https://github.com',
            GITHUB_REPOSITORY: repository,
            GITHUB_RUN_ID: String(world.run),
            GITHUB_ACTOR: world.actor,
            GITHUB_SHA: world.event.sha,
            GITHUB_REF: world.event.ref,
            GITHUB_EVENT_NAME: world.event.name,
            GITHUB_EVENT_PATH: file('event.json'),
            GITHUB_WORKSPACE: folder,
            GITHUB_STEP_SUMMARY: file('summary'),
            GITHUB_OUTPUT: file('output'),
            GITHUB_PATH: file('path'),
            GITHUB_ACTION_PATH: join(folder, '.github/actions/picket'),
            RUNNER_TEMP: temporary,
            RUNNER_OS: 'Linux',
            ...textsOf(step.env, scope()),
            ...counting(file('count'), planted),
          },
          loose && step.shell === undefined ? 'loose' : 'strict',
        );
        log += said;
        if (code !== 0) {
          log += `##[error]Process completed with exit code ${code}.\n`;
          if (step['continue-on-error'] !== true) status = 'failure';
        }
        return takeCount(file('count'));
      };
      const count = step.uses === undefined ? await start(step.run ?? '') : await use(step.uses);
      // An action of the repository is its steps.
      if (step.uses?.startsWith('./') !== true) ran.push({ place: at, name: `${id}: ${name}`, count });
      const added = (await readFile(file('path'), 'utf8')).split('\n').filter((line) => line !== '');
      path = [...added.toReversed(), path].join(':');
      await writeFile(file('path'), '');
      if (step.id !== undefined && results[step.id] === undefined)
        results[step.id] = { outputs: await pairsIn(file('output')) };
    }
    return results;
  };

  const steps = await perform(job.steps ?? [], place, {});
  const client = jobEnv['AZURE_CLIENT_ID'];
  return {
    id,
    place,
    result: status === 'success' ? 'success' : 'failure',
    environment,
    outputs: textsOf(job.outputs, scopeOf({ steps })),
    steps: ran,
    uploads: new Map(
      [...world.artifacts].flatMap(([key, kept]) => (before.has(key) ? [] : [[key.slice(key.indexOf('/') + 1), kept]])),
    ),
    signIn:
      job.permissions?.['id-token'] === 'write' && client !== undefined
        ? { client, subject: subjectOf(world, environment) }
        : undefined,
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

const runJobs = async (
  world: World,
  name: string,
  source: string,
  inputs: Readonly<Record<string, Value>>,
  /** What the places of a called workflow begin with, from the second copy of its caller on. */
  within = '',
): Promise<RanJob[]> => {
  const { jobs, defaults } = readWorkflow(name, source);
  const loose = defaults?.run.shell !== 'bash';
  const ran: RanJob[] = [];
  const github: Value = {
    repository,
    token: world.token,
    actor: world.actor,
    event_name: world.event.name,
    event: world.event.payload,
    ref: world.event.ref,
    sha: world.event.sha,
    run_id: world.run,
  };
  const needs: Record<string, Value> = {};
  for (const [id, job] of Object.entries(jobs)) {
    const needed = [job.needs ?? []].flat().map((other) => needs[other] ?? null);
    const results = needed.map((other) =>
      typeof other === 'object' && other !== null && 'result' in other ? asText(other['result'] ?? null) : '',
    );
    const status = results.includes('failure') ? 'failure' : 'success';
    const base = {
      contexts: { github, inputs, vars: world.vars, secrets: world.secrets, needs },
      status,
      hashFiles: () => '',
    } as const;
    // A job whose needs were skipped is skipped, unless its condition says when to run.
    const skipped = results.includes('skipped') && !/cancelled\(\)|always\(\)/.test(job.if ?? '');
    if (skipped || !holds(job.if, base)) {
      needs[id] = { result: 'skipped', outputs: {} };
      ran.push({
        id,
        place: '',
        result: 'skipped',
        environment: '',
        outputs: {},
        steps: [],
        uploads: new Map(),
        signIn: undefined,
        log: '',
        summary: '',
        folder: '',
      });
      continue;
    }
    const copies: RanJob[] = [];
    for (const [index, matrix] of matrixOf(job, base).entries()) {
      const contexts = { ...base.contexts, matrix };
      const place = `${within}${name.replace('.yml', '')}/${id}/${index}`;
      if (job.uses === undefined)
        copies.push(world.replay?.get(place) ?? (await runJob(world, place, { id, job, loose }, contexts)));
      else {
        const given = textsOf(job.with, { ...base, contexts });
        const called = job.uses.split('/').at(-1) ?? '';
        copies.push(...(await runJobs(world, called, source, given, index === 0 ? '' : `${place}/`)));
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

/**
 * Runs a workflow of the event's commit, its jobs one after the other, each copy of a matrix and each called workflow
 * included, every script with bash as GitHub calls it.
 */
export const runWorkflow = async (world: World, name: string): Promise<RanJob[]> => {
  const source = await mkdtemp(join(world.folder, `${world.run}-source-`));
  await checkOut(world.origin, world.sha, 1, source);
  return runJobs(world, name, join(source, '.github'), world.inputs ?? {});
};
