import { existsSync, readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CORE_SCHEMA, defineSequenceTag, load } from 'js-yaml';
import type { Value } from './expression.ts';
import { checkOut } from './github-actions.ts';
import { counting, takeCount } from './programs.ts';
import type { Plant, RanStep } from './runner.ts';
import { shell } from './shell.ts';
import type { Stage } from './stage.ts';

type Rule = { readonly if: string; readonly when?: string; readonly allow_failure?: boolean };
type Job = {
  readonly extends?: string;
  readonly stage?: string;
  readonly parallel?: number;
  readonly rules?: readonly Rule[];
  readonly needs?: readonly string[];
  readonly before_script?: readonly Script[];
  readonly script?: readonly Script[];
  readonly id_tokens?: Readonly<Record<string, { readonly aud: string }>>;
  readonly environment?: { readonly name: string };
  readonly artifacts?: {
    readonly when?: string;
    readonly paths?: readonly string[];
    readonly reports?: Readonly<Record<string, string>>;
  };
};
type Script = string | { readonly reference: readonly string[] };

export type GitLabJob = {
  /** The job's name. */
  readonly place: string;
  /** `manual`: it waits for somebody. */
  readonly result: 'success' | 'failure' | 'manual';
  readonly environment: string;
  readonly steps: readonly RanStep[];
  /** What it left behind: a folder with artifacts and reports. */
  readonly kept: string;
  readonly log: string;
};

export type GitLabRun = {
  readonly commit: string;
  /** What GitLab sets, and the project's variables. */
  readonly variables: Readonly<Record<string, string>>;
  /** Variables that only jobs of an environment see. */
  readonly environments: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Manual jobs that somebody starts. */
  readonly started: readonly string[];
  readonly plant?: Plant;
  readonly replay?: ReadonlyMap<string, GitLabJob>;
};

const reference = defineSequenceTag<{ readonly reference: unknown[] }>('!reference', {
  identify: () => false,
  create: () => ({ reference: [] }),
  addItem: ({ reference: path }, item) => {
    path.push(item);
  },
});

type Pipeline = {
  readonly jobs: Readonly<Record<string, Job>>;
  readonly stages: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
};

/** The pipeline of a folder, with what it includes. */
const readPipeline = (folder: string): Pipeline => {
  const read = (path: string): Readonly<Record<string, unknown>> => {
    const value: Readonly<Record<string, unknown>> = JSON.parse(
      JSON.stringify(load(readFileSync(join(folder, path), 'utf8'), { schema: CORE_SCHEMA.withTags(reference) })),
    );
    return value;
  };
  const { include, variables }: { include: readonly { local: string }[]; variables: Readonly<Record<string, string>> } =
    JSON.parse(JSON.stringify(read('.gitlab-ci.yml')));
  const included = Object.assign({}, ...include.map(({ local }) => read(local)));
  const { stages, ...jobs }: { stages: readonly string[] } & Readonly<Record<string, Job>> = JSON.parse(
    JSON.stringify(included),
  );
  return { jobs: JSON.parse(JSON.stringify(jobs)), stages, variables };
};

const resolved = (jobs: Readonly<Record<string, Job>>, name: string): Job => {
  const job = jobs[name];
  if (job === undefined) throw new Error(`no job ${name}`);
  return job.extends === undefined ? job : { ...resolved(jobs, job.extends), ...job };
};

const linesOf = (jobs: Readonly<Record<string, Job>>, scripts: readonly Script[]): string[] =>
  scripts.flatMap((script) => {
    if (typeof script === 'string') return [script];
    const [name = '', key] = script.reference;
    if (key !== 'before_script') throw new Error(`no reference to ${key ?? ''}`);
    return linesOf(jobs, resolved(jobs, name).before_script ?? []);
  });

/** The part of GitLab's rules that the pipeline uses. Throws for anything else. */
const holds = (condition: string, variables: Readonly<Record<string, string>>): boolean =>
  condition.split(' && ').every((part) => {
    const [, left = '', operator, right = ''] = /^(\$\w+|"[^"]*") (==|!=) (\$\w+|"[^"]*")$/.exec(part) ?? [];
    if (operator === undefined) throw new Error(`no condition ${part}`);
    const value = (text: string): string =>
      text.startsWith('$') ? (variables[text.slice(1)] ?? '') : text.slice(1, -1);
    return (value(left) === value(right)) === (operator === '==');
  });

const expanded = (text: string, variables: Readonly<Record<string, string>>): string =>
  text.replaceAll(/\$(\w+)/g, (_, name: string) => variables[name] ?? '');

const keep = async (stage: Stage, folder: string, job: Job, ok: boolean): Promise<string> => {
  const kept = await mkdtemp(join(stage.home, 'artifact-'));
  if (!ok && job.artifacts?.when !== 'always') return kept;
  const paths = [...(job.artifacts?.paths ?? []), ...Object.values(job.artifacts?.reports ?? {})];
  // What is not there is a warning to GitLab.
  for (const path of paths.filter((one) => existsSync(join(folder, one))))
    await cp(join(folder, path), join(kept, path), { recursive: true });
  return kept;
};

/** One of the jobs that a `parallel` one becomes, or the only one, and what ended before it. */
type Copy = {
  readonly place: string;
  readonly before: ReadonlyMap<string, GitLabJob>;
  readonly part?: Readonly<Record<string, string>>;
};

/** A job's own name, or those of its copies, with what GitLab tells each of them. */
const copiesOf = (name: string, { parallel }: Job): readonly Omit<Copy, 'before'>[] =>
  parallel === undefined
    ? [{ place: name }]
    : Array.from({ length: parallel }, (_, index) => ({
        place: `${name} ${index + 1}/${parallel}`,
        part: { CI_NODE_INDEX: String(index + 1), CI_NODE_TOTAL: String(parallel) },
      }));

const runJob = async (
  stage: Stage,
  run: GitLabRun,
  pipeline: Pipeline,
  name: string,
  { place, before, part = {} }: Copy,
): Promise<GitLabJob> => {
  const job = resolved(pipeline.jobs, name);
  const folder = join(await mkdtemp(join(stage.home, 'gitlab-')), 'builds');
  await checkOut(stage.origin, run.commit, 20, folder);
  await mkdir(join(folder, '.picket'), { recursive: true });
  await symlink(stage.cache, join(folder, '.picket/cache'));
  for (const need of job.needs ?? [])
    for (const copy of copiesOf(need, resolved(pipeline.jobs, need)))
      if (existsSync(before.get(copy.place)?.kept ?? ''))
        await cp(before.get(copy.place)?.kept ?? '', folder, { recursive: true });
  const variables = { ...pipeline.variables, ...run.variables, ...part };
  const environment = expanded(job.environment?.name ?? '', variables);
  const tokens = Object.entries(job.id_tokens ?? {}).map(([key, { aud }]) => [key, `token-for-${aud}`]);
  const count = join(folder, '../count');
  const planted = run.plant?.step === place ? run.plant : undefined;
  // The runner starts one bash for both scripts, which stops at the first failure, in a pipe as well.
  const lines = [...linesOf(pipeline.jobs, job.before_script ?? []), ...linesOf(pipeline.jobs, job.script ?? [])];
  const { code, said } = await shell(
    `set -eo pipefail\nset +o noclobber\n${lines.join('\n')}\n`,
    folder,
    {
      PATH: `${stage.bin}:${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`,
      HOME: stage.home,
      CI: 'true',
      GITLAB_CI: 'true',
      ...variables,
      ...run.environments[environment],
      ...Object.fromEntries(tokens),
      ...counting(count, planted),
    },
    'plain',
  );
  const steps = [{ place, name, count: await takeCount(count) }];
  await rm(join(folder, '.picket/cache'));
  const kept = await keep(stage, folder, job, code === 0);
  return { place, result: code === 0 ? 'success' : 'failure', environment, steps, kept, log: said };
};

/** Runs the pipeline of a commit: each job whose rules hold, stage after stage, until one fails. */
export const runGitLab = async (stage: Stage, run: GitLabRun): Promise<GitLabJob[]> => {
  const source = await mkdtemp(join(stage.home, 'source-'));
  await checkOut(stage.origin, run.commit, 1, source);
  const pipeline = readPipeline(source);
  const done = new Map<string, GitLabJob>();
  for (const stageName of pipeline.stages) {
    const isRed = [...done.values()].some(({ result }) => result !== 'success');
    const isWaiting = [...done.values()].some(({ result }) => result === 'manual');
    for (const name of Object.keys(pipeline.jobs).filter((one) => !one.startsWith('.'))) {
      const job = resolved(pipeline.jobs, name);
      if (job.stage !== stageName) continue;
      const rule = job.rules?.find((one) => holds(one.if, { ...pipeline.variables, ...run.variables }));
      if (rule === undefined || isWaiting || (isRed && rule.when !== 'always')) continue;
      for (const copy of copiesOf(name, job))
        if (rule.when === 'manual' && !run.started.includes(name))
          done.set(copy.place, { place: '', result: 'manual', environment: '', steps: [], kept: '', log: '' });
        else {
          const { place } = copy;
          done.set(
            place,
            run.replay?.get(place) ?? (await runJob(stage, run, pipeline, name, { ...copy, before: done })),
          );
        }
    }
  }
  return [...done.values()];
};

/** A report that a job left behind. */
export const reportOf = ({ kept }: GitLabJob, path: string): Value => {
  const value: Value = JSON.parse(readFileSync(join(kept, path), 'utf8'));
  return value;
};
