import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { load } from 'js-yaml';
import { azureText, evaluateAzure, expandTemplate, type AzureScope } from './azure-expression.ts';
import type { Value } from './expression.ts';
import { checkOut } from './github-actions.ts';
import { counting, plantedWord, takeCount } from './programs.ts';
import type { Plant, RanStep } from './runner.ts';
import { shell } from './shell.ts';
import type { Stage } from './stage.ts';

type Step = {
  readonly checkout?: string;
  readonly bash?: string;
  readonly task?: string;
  readonly publish?: string;
  readonly download?: string;
  readonly artifact?: string;
  readonly patterns?: string;
  readonly name?: string;
  readonly displayName?: string;
  readonly condition?: string;
  readonly inputs?: Readonly<Record<string, Value>>;
  readonly env?: Readonly<Record<string, string>>;
};
type Job = {
  readonly job?: string;
  readonly deployment?: string;
  readonly environment?: string;
  readonly condition?: string;
  readonly dependsOn?: string | readonly string[];
  readonly steps?: readonly Step[];
  readonly strategy?: { readonly runOnce: { readonly deploy: { readonly steps: readonly Step[] } } };
};
type Stages = readonly {
  readonly stage: string;
  readonly condition?: string;
  readonly dependsOn?: string | readonly string[];
  readonly jobs: readonly Job[];
}[];

export type AzureJob = {
  /** Stage and job; the places of its steps begin with it. */
  readonly place: string;
  readonly result: 'success' | 'failure' | 'skipped';
  readonly environment: string;
  /** Service connections that it signed in with. */
  readonly connections: readonly string[];
  readonly steps: readonly RanStep[];
  readonly outputs: Readonly<Record<string, string>>;
  /** Artifacts that it published, as names and folders. */
  readonly uploads: ReadonlyMap<string, string>;
  readonly log: string;
  readonly summary: string;
};

export type AzureRun = {
  readonly commit: string;
  /** `Build.Reason`, `Build.SourceBranch` and others. */
  readonly variables: Readonly<Record<string, string>>;
  /** The pipeline's file and what whoever runs it by hand gives; `azure-pipelines.yml` with nothing unless given. */
  readonly by?: { readonly hand: string; readonly parameters: Readonly<Record<string, Value>> };
  readonly plant?: Plant;
  readonly replay?: ReadonlyMap<string, AzureJob>;
};

const read = (folder: string, path: string): Value => {
  const value: Value = JSON.parse(JSON.stringify(load(readFileSync(join(folder, path), 'utf8'))));
  return value;
};

/** The stages of a pipeline that extends a template of its repository. */
export const azureStages = (folder: string, by?: AzureRun['by']): Stages => {
  const pipeline: { extends: { template: string; parameters: Readonly<Record<string, Value>> } } = JSON.parse(
    JSON.stringify(read(folder, by?.hand ?? 'azure-pipelines.yml')),
  );
  const { template } = pipeline.extends;
  const parameters = Object.fromEntries(
    Object.entries(pipeline.extends.parameters).map(([name, value]) => [
      name,
      expandTemplate(value, { parameters: by?.parameters ?? {} }),
    ]),
  );
  const source: {
    parameters: readonly { readonly name: string; readonly default?: Value }[];
    stages: Value;
  } = JSON.parse(JSON.stringify(read(folder, template)));
  const given = Object.fromEntries(
    source.parameters.map(({ name, default: value = null }) => [name, parameters[name] ?? value]),
  );
  const stages: Stages = JSON.parse(JSON.stringify(expandTemplate(source.stages, { parameters: given })));
  return stages;
};

const holds = (condition: string | undefined, scope: AzureScope): boolean =>
  evaluateAzure(condition ?? 'succeeded()', scope) === true;

const runJob = async (
  stage: Stage,
  run: AzureRun,
  artifacts: Map<string, string>,
  place: string,
  job: Job,
): Promise<AzureJob> => {
  const workspace = await mkdtemp(join(stage.home, 'azure-'));
  const folder = join(workspace, 's');
  const variables: Record<string, string> = { ...run.variables, 'Pipeline.Workspace': workspace };
  const ran: RanStep[] = [];
  const outputs: Record<string, string> = {};
  const uploads = new Map<string, string>();
  const connections: string[] = [];
  let status: 'success' | 'failure' = 'success';
  let log = '';
  let summary = '';
  let path = `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`;
  const runtime = (text: string): string =>
    text.replaceAll(/\$\(([\w.]+)\)/g, (whole, name: string) => variables[name] ?? whole);

  /** What the agent does with a line that speaks to it. */
  const obey = (step: Step, line: string): void => {
    const [, command = '', properties = '', message = ''] = /^##vso\[(\S+)(?: ([^\]]*))?\](.*)$/.exec(line) ?? [];
    const property = (name: string): string => new RegExp(`(?:^|;)${name}=([^;]*)`).exec(properties)?.[1] ?? '';
    if (command === 'task.prependpath') path = `${message}:${path}`;
    if (command === 'task.uploadsummary') summary += readFileSync(message, 'utf8');
    if (command === 'task.setvariable') {
      const name = `${step.name ?? ''}.${property('variable')}`;
      outputs[name] = message;
      variables[name] = message;
    }
  };

  const start = async (step: Step, script: string, planted: Plant | undefined): Promise<number> => {
    const count = join(workspace, 'count');
    const env = Object.fromEntries(
      Object.entries(step.env ?? {}).map(([name, value]) => [name, runtime(azureText(value))]),
    );
    // The tasks start bash with a file and nothing else: no -e, no pipefail.
    const { code, said } = await shell(
      script,
      folder,
      {
        PATH: `${stage.bin}:${path}`,
        HOME: stage.home,
        TF_BUILD: 'True',
        CI: 'true',
        ...env,
        ...counting(count, planted),
      },
      'plain',
    );
    log += said;
    for (const line of said.split('\n')) obey(step, line);
    if (code !== 0) throw new Error(`##[error]Bash exited with code '${code}'.`);
    return takeCount(count);
  };

  const task = async (step: Step, planted: Plant | undefined): Promise<number> => {
    const inputs = step.inputs ?? {};
    switch (step.task) {
      case 'UseNode@1':
        return 1;
      case 'AzureCLI@2': {
        expectInputs(inputs, { scriptType: 'bash', scriptLocation: 'inlineScript' });
        connections.push(azureText(inputs['azureSubscription'] ?? ''));
        return start(step, azureText(inputs['inlineScript'] ?? ''), planted);
      }
      case 'PublishTestResults@2':
        if (!existsSync(join(folder, azureText(inputs['testResultsFiles'] ?? ''))))
          throw new Error('No test result files were found.');
        return 1;
      default:
        throw new Error(`no task ${step.task ?? ''}`);
    }
  };

  const perform = async (step: Step, planted: Plant | undefined): Promise<number> => {
    const isScript = step.bash !== undefined || step.task === 'AzureCLI@2';
    if (planted !== undefined && !isScript) throw new Error(`${plantedWord} of the step`);
    if (step.bash !== undefined) return start(step, step.bash, planted);
    if (step.task !== undefined) return task(step, planted);
    if (step.checkout !== undefined) {
      await checkOut(stage.origin, run.commit, 1, folder);
      await promisify(execFile)('git', ['remote', 'add', 'origin', `file://${stage.origin}`], { cwd: folder });
      await mkdir(join(folder, '.picket'), { recursive: true });
      await symlink(stage.cache, join(folder, '.picket/cache'));
      return 1;
    }
    const artifact = step.artifact ?? '';
    if (step.download !== undefined && step.patterns !== undefined) {
      // Of all artifacts, each in a folder of its name.
      const [begin = '', file = ''] = step.patterns.split('*/');
      for (const [name, kept] of artifacts)
        if (name.startsWith(begin) && existsSync(join(kept, file)))
          await cp(join(kept, file), join(workspace, name, file));
      return 1;
    }
    if (step.download !== undefined) {
      const kept = artifacts.get(artifact);
      if (kept === undefined) throw new Error(`Artifact ${artifact} was not found.`);
      await cp(kept, join(workspace, artifact), { recursive: true });
      return 1;
    }
    const source = join(folder, step.publish ?? '');
    if (!existsSync(source)) throw new Error(`Path does not exist: ${source}`);
    const kept = await mkdtemp(join(stage.home, 'artifact-'));
    await cp(source, kept, { recursive: true });
    artifacts.set(artifact, kept);
    uploads.set(artifact, kept);
    return 1;
  };

  const steps = job.steps ?? job.strategy?.runOnce.deploy.steps ?? [];
  for (const [index, step] of steps.entries()) {
    if (!holds(step.condition, { names: { variables }, status })) continue;
    const at = `${place}.${index}`;
    const name = `${place}: ${step.displayName ?? step.task ?? 'checkout'}`;
    const planted = run.plant?.step === at ? run.plant : undefined;
    try {
      ran.push({ place: at, name, count: await perform(step, planted) });
    } catch (error) {
      log += `${String(error)}\n`;
      status = 'failure';
    }
  }
  return {
    place,
    result: status,
    environment: job.environment ?? '',
    connections,
    steps: ran,
    outputs,
    uploads,
    log,
    summary,
  };
};

/** The task runs another kind of script, or from another place, than the pipeline means. */
const expectInputs = (inputs: Readonly<Record<string, Value>>, wanted: Readonly<Record<string, string>>): void => {
  for (const [name, value] of Object.entries(wanted))
    if (inputs[name] !== value) throw new Error(`AzureCLI@2 has ${name} ${azureText(inputs[name] ?? '')}`);
};

/** Runs the pipeline of a commit, its stages and jobs one after the other. */
export const runAzure = async (stage: Stage, run: AzureRun): Promise<AzureJob[]> => {
  const source = await mkdtemp(join(stage.home, 'source-'));
  await checkOut(stage.origin, run.commit, 1, source);
  const artifacts = new Map([...(run.replay?.values() ?? [])].flatMap(({ uploads }) => [...uploads]));
  const jobs: AzureJob[] = [];
  const dependencies: Record<string, Value> = {};
  const failed = new Set<string>();
  const skippedStages = new Set<string>();
  let before: string[] = [];
  for (const { stage: id, condition, dependsOn, jobs: inStage } of azureStages(source, run.by)) {
    const needs = dependsOn === undefined ? before : [dependsOn].flat();
    before = [id];
    const status = needs.some((need) => failed.has(need) || skippedStages.has(need)) ? 'failure' : 'success';
    if (!holds(condition, { names: { variables: run.variables, dependencies }, status })) {
      skippedStages.add(id);
      continue;
    }
    const outputs: Record<string, string> = {};
    const done = new Map<string, AzureJob['result']>();
    for (const job of inStage) {
      const name = job.job ?? job.deployment ?? '';
      const place = `${id}/${name}`;
      const isReady = [job.dependsOn ?? []].flat().every((need) => done.get(need) === 'success');
      const before = { names: { variables: run.variables }, status: isReady ? 'success' : 'failure' } as const;
      if (!holds(job.condition, before)) continue;
      const ran = run.replay?.get(place) ?? (await runJob(stage, run, artifacts, place, job));
      jobs.push(ran);
      done.set(name, ran.result);
      if (ran.result === 'failure') failed.add(id);
      for (const [key, value] of Object.entries(ran.outputs)) outputs[`${name}.${key}`] = value;
    }
    dependencies[id] = { outputs };
  }
  return jobs;
};
