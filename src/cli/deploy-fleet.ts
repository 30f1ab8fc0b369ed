import { deploy, type Deployed } from '../app/change/deploy.ts';
import { makePlan } from '../app/change/plan.ts';
import type { PlanChoices } from '../app/change/plan-choices.ts';
import { join } from 'node:path';
import { forEachOf } from '../app/each-of.ts';
import { inWaves } from '../app/fleet/in-waves.ts';
import { contentDigest, forgetRun, freeRunId, keepRun, openRun } from '../app/fleet/run-files.ts';
import { shareRuns, type Shared } from '../app/fleet/shared.ts';
import { openProject, type Project } from '../app/project.ts';
import { chosenWorkspaces } from '../app/workspaces.ts';
import type { Plan } from '../core/engine/change.ts';
import { PicketError } from '../core/errors.ts';
import { goneFrom, wavesLeft, type RunRecord } from '../core/fleet/run-record.ts';
import { readTolerance, waved, wavesOf, type Tolerance, type Wave } from '../core/fleet/waves.ts';
import type { Io } from '../core/io.ts';
import { changeSetDigest } from '../core/plan/change-set.ts';
import { planFlags } from '../core/plan/plan-options.ts';
import type { Event } from '../core/ports.ts';
import { counted } from '../core/text/phrase.ts';
import { inert } from '../report/text/style.ts';
import { emptyShard, runOf, sayRuns, type ToldRun } from './each-workspace.ts';
import { checkFiles, emitRuns, readFormats, sinkOf } from './emit.ts';
import { exitCodeOfRuns, exitCodes } from './exit-code.ts';
import { concurrencyOf, selectionOf, type FleetArguments } from './fleet-options.ts';
import { configChoice, noteLine } from './options.ts';
import {
  agreed,
  backupLine,
  deployedExitCode,
  eventsOf,
  loggedLine,
  requestLine,
  type WriteArguments,
} from './write-run.ts';

/** What the command line says of a deployment to several workspaces. */
export type FleetDeployment = FleetArguments &
  WriteArguments & {
    readonly config?: string | undefined;
    readonly allowOutside?: readonly string[] | undefined;
    readonly plan?: string | undefined;
    readonly waves?: string | undefined;
    readonly maxFailures?: string | undefined;
    readonly resume?: string | undefined;
  };

/** A run that is about to be done: its record, and the waves that are left of it. */
type Begun = { readonly record: RunRecord; readonly waves: readonly Wave[] };

const wavesIn = (project: Project, args: FleetDeployment, names: readonly string[]): readonly Wave[] => {
  const { config } = project;
  const words = args.waves?.split(',').map((word) => word.trim()) ?? config.fleet.waves ?? [];
  const made = wavesOf(waved(config, names), words, waved(config));
  if ('waves' in made) return made.waves;
  throw new PicketError('usage', `\`${made.unknown}\` is no wave: no group, no workspace, no share and not \`all\`.`, {
    code: 'unknown-wave',
    hint: 'Waves stand one after the other: `--waves canary,10%,all`.',
  });
};

const toleranceOf = (project: Project, args: FleetDeployment): Tolerance => {
  const said = args.maxFailures ?? project.config.fleet.maxFailures ?? '0';
  const tolerance = readTolerance(said);
  if (tolerance !== undefined) return tolerance;
  throw new PicketError('usage', `--max-failures takes a number or a share such as 5%, not \`${said}\`.`, {
    code: 'bad-failures',
  });
};

const begin = async (
  io: Io,
  project: Project,
  args: FleetDeployment,
  choices: PlanChoices,
): Promise<Begun | undefined> => {
  const flags = planFlags(choices);
  const content = await contentDigest(project);
  if (args.resume === undefined) {
    const names = chosenWorkspaces(project, io, selectionOf(args)).map(({ name }) => name);
    const waves = wavesIn(project, args, names);
    const began = new Date(io.clock.now()).toISOString();
    const id = await freeRunId(project, io);
    if (waves.length === 0) return undefined;
    return { record: { id, command: 'deploy', began, flags, content, waves, ended: {} }, waves };
  }
  const chosen = { workspace: args.workspace, group: args.group, shard: args.shard, waves: args.waves };
  const also = Object.entries(chosen).find(([, value]) => value !== undefined)?.[0];
  if (also !== undefined)
    throw new PicketError('usage', `--resume goes on with the workspaces of its run, and --${also} chooses others.`, {
      code: 'resume-and-selection',
      hint: `Leave --${also} out, or begin another run without --resume.`,
    });
  const record = await openRun(project, args.resume);
  if (record.flags.join(' ') !== flags.join(' '))
    throw new PicketError('usage', `The run ${record.id} was begun with other options.`, {
      code: 'resume-and-options',
      hint: `Give ${record.flags.length === 0 ? 'none of those that decide what is written' : record.flags.join(' ')}.`,
    });
  if (record.content !== content)
    io.err.write(`The content has changed since ${record.id} began: its first wave is tried again.\n`);
  const known = new Set(Object.keys(project.config.workspaces));
  const gone = goneFrom(record, known);
  if (gone.length > 0) io.err.write(`No longer in picket.yaml, and left as they are: ${inert(gone.join(', '))}.\n`);
  // What ended with other content has not ended with this.
  const ended = record.content === content ? record.ended : {};
  return { record: { ...record, content, ended }, waves: wavesLeft(record, content, known) };
};

/** What becomes of each workspace by a plan of now, shown to a person who is asked once about all. */
const askAll = async (
  io: Io,
  names: readonly string[],
  planOf: (name: string) => Promise<ToldRun & { readonly digest: string | undefined }>,
  concurrency: number,
): Promise<ReadonlyMap<string, string | undefined> | undefined> => {
  const found = new Map<string, Awaited<ReturnType<typeof planOf>>>();
  await forEachOf(
    names,
    io.signals.stop,
    async (name) => {
      found.set(name, await planOf(name));
    },
    concurrency,
  );
  const runs = names.flatMap((name) => found.get(name) ?? []);
  await emitRuns(runs, [{ format: 'pretty' }], { ...io, out: io.err });
  const changes = runs.reduce((sum, { report }) => sum + (report?.plan?.changes.length ?? 0), 0);
  if (
    changes > 0 &&
    !(await agreed(io, `Deploy ${counted(changes, 'change')} to ${counted(runs.length, 'workspace')}?`))
  )
    return undefined;
  return new Map(runs.map(({ workspace, digest }) => [workspace, digest]));
};

const moved = (): PicketError =>
  new PicketError('refusal', 'What would be written now is not what was shown before the question.', {
    code: 'plan-moved',
    hint: 'Somebody changed the workspace or a file meanwhile: run it again.',
  });

/** What a person reads of a workspace as soon as it is done. */
const endLine = ({ exitCode, failure, report }: ToldRun): string => {
  if (failure !== undefined) return `error: ${failure.message}`;
  const written = report?.outcomes?.filter(({ status }) => status === 'written').length ?? 0;
  const left = (report?.outcomes?.length ?? 0) - written;
  if (report?.outcomes !== undefined) return `${written} written${left === 0 ? '' : `, ${left} not`}`;
  return exitCode === exitCodes.clean ? 'nothing to do' : `nothing written (exit ${exitCode})`;
};

/** A workspace that was not begun, since too many before it failed. */
const unbegun = (workspace: string, after: string): ToldRun => ({
  workspace,
  exitCode: exitCodes.refused,
  failure: {
    code: 'wave-stopped',
    message: `Not begun, because too many workspaces failed up to the wave ${after}.`,
    hint: '`picket deploy --resume` goes on where this run stopped.',
  },
  source: () => undefined,
  lines: [],
});

/**
 * Deploys to several workspaces, in waves where they are given, whatever becomes of one of them; keeps how far it has come,
 * so that `--resume` can go on. Each workspace is planned anew when its turn comes: nothing is written twice.
 * @returns the exit code, as `exitCodeOfRuns` has it
 */
export const deployFleet = async (io: Io, args: FleetDeployment, choices: PlanChoices): Promise<number> => {
  const formats = readFormats(args.format);
  await checkFiles(formats, io);
  const choice = configChoice(args);
  const shared: Shared = shareRuns();
  const project = await shared.project(choice, () => openProject(io, choice));
  const concurrency = concurrencyOf(args, project.config.fleet.concurrency);
  const tolerance = toleranceOf(project, args);
  const begun = await begin(io, project, args, choices);
  if (begun === undefined) io.err.write(emptyShard);
  const waves = begun?.waves ?? [];
  const names = waves.flatMap(({ workspaces }) => workspaces);
  const request = { config: choice, choices, shared };
  const fileOf = (workspace: string): string | undefined =>
    args.plan === undefined ? undefined : join(args.plan, `${workspace}.json`);
  const asked =
    args.yes === true || names.length === 0
      ? new Map<string, string | undefined>()
      : await askAll(
          io,
          names,
          async (workspace) => {
            let plan: Plan | undefined;
            const run = await runOf(io, workspace, async () => {
              const { report, source } = await makePlan(io, { ...request, workspace, ...onlyShown });
              plan = report.plan;
              const isRefused = (plan?.refusals.length ?? 1) > 0;
              return { report, source, code: isRefused ? exitCodes.refused : exitCodes.clean };
            });
            return { ...run, digest: plan === undefined ? undefined : changeSetDigest(plan) };
          },
          concurrency,
        );
  if (asked === undefined) {
    io.err.write('Nothing was written: the workspaces are as they were.\n');
    return exitCodes.refused;
  }
  const events = eventsOf(io, args);
  const deployTo = async (workspace: string): Promise<ToldRun> =>
    runOf(io, workspace, async () => {
      const observer = (event: Event): void => {
        events?.hear({ ...event, workspace });
        const line = args.verbose === true ? requestLine(event) : undefined;
        if (line !== undefined) io.err.write(`${inert(workspace)}: ${line}`);
      };
      const result: Deployed = await deploy(io, {
        ...request,
        workspace,
        observer,
        plan: fileOf(workspace),
        confirm: async ({ plan }) => {
          if (asked.size > 0 && (plan === undefined || asked.get(workspace) !== changeSetDigest(plan))) throw moved();
          return true;
        },
      });
      return {
        report: result.report,
        source: result.source,
        code: deployedExitCode(result),
        lines: [
          // A plan that is shown says them itself.
          ...(args.yes === true && result.outcomes !== undefined ? (result.plan?.notes ?? []) : []).map(noteLine),
          ...[backupLine(result), loggedLine(result)].flatMap((line) => line ?? []),
        ],
      };
    });
  let record = begun?.record;
  try {
    if (record !== undefined) await keepRun(project, record);
    let done = 0;
    const runs: ToldRun[] = [];
    const sink = sinkOf<ToldRun>(names, formats, io, (run) => runs.push(run));
    let isKept = true;
    const { ends, stopped } = await inWaves<{ readonly exitCode: number; readonly line: string }>({
      waves,
      tolerance,
      stop: io.signals.stop,
      concurrency,
      work: async (workspace) => {
        const run = await deployTo(workspace);
        sink.add(run);
        return { exitCode: run.exitCode, line: endLine(run) };
      },
      failed: ({ exitCode }) => exitCode !== exitCodes.clean,
      ended: async (workspace, { exitCode, line }) => {
        done += 1;
        io.err.write(`${inert(workspace)}: ${inert(line)} (${done} of ${names.length})\n`);
        if (record === undefined || !isKept) return;
        record = { ...record, ended: { ...record.ended, [workspace]: { exitCode } } };
        // What was written must be reported, and the other workspaces done: the record only orders the work.
        isKept = await keepRun(project, record).then(
          () => true,
          (error: unknown) => {
            if (!(error instanceof PicketError)) throw error;
            io.err.write(`${inert(error.message)} From here on nobody records how far this run has come.\n`);
            return false;
          },
        );
      },
    });
    if (stopped !== undefined) for (const name of names) if (!ends.has(name)) sink.add(unbegun(name, stopped.wave));
    await sink.end();
    sayRuns(io, runs, formats);
    // Whoever was done before and was not looked at again has nothing left.
    const left = names.filter((name) => (ends.get(name) ?? record?.ended[name])?.exitCode !== exitCodes.clean);
    if (record !== undefined && left.length === 0) await forgetRun(project, record.id);
    else if (record !== undefined)
      io.err.write(`${counted(left.length, 'workspace')} left: \`picket deploy --resume ${record.id}\` goes on.\n`);
    events?.check();
    return exitCodeOfRuns(runs);
  } finally {
    events?.close();
  }
};

/** A plan that is shown and compared with nothing. */
const onlyShown = { out: undefined, approved: undefined, refusalsSince: undefined };
