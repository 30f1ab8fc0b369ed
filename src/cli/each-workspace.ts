import { forEachOf } from '../app/each-of.ts';
import { shareRuns, type Shared } from '../app/fleet/shared.ts';
import { openProject } from '../app/project.ts';
import { shownError } from '../app/shown-error.ts';
import { chosenWorkspaces } from '../app/workspaces.ts';
import type { Reported } from '../app/check/validate.ts';
import type { Change } from '../core/engine/change.ts';
import { PicketError } from '../core/errors.ts';
import type { Io } from '../core/io.ts';
import type { Report, WorkspaceRun } from '../core/report.ts';
import { counted } from '../core/text/phrase.ts';
import { inert } from '../report/text/style.ts';
import { emit, sinkOf, type FormatChoice } from './emit.ts';
import { exitCodeOf, exitCodeOfRuns, exitCodes, type ExitCode } from './exit-code.ts';
import { concurrencyOf, meansSeveral, selectionOf, type FleetArguments } from './fleet-options.ts';
import { configChoice } from './options.ts';

/** One workspace after the other: for what is work of this machine rather than waiting, and what writes files. */
export const inTurn = 1;

/** What a command found out about one workspace, and how that ends. */
export type OneRun = Pick<Reported, 'report' | 'source'> & {
  readonly code: ExitCode;
  /** What else a person should know, a line each. */
  readonly lines?: readonly string[];
};

/** What a command does for one workspace, and what its run shares with those over others. */
export type OneWork = (workspace: string | undefined, shared?: Shared) => Promise<OneRun>;

/** The run over one of several workspaces, and what else a person should know. */
export type ToldRun = WorkspaceRun & { readonly lines: readonly string[] };

type Arguments = FleetArguments & {
  readonly config?: string | undefined;
  readonly allowOutside?: readonly string[] | undefined;
};

const failureOf = (error: unknown, cwd: string): Pick<WorkspaceRun, 'failure' | 'exitCode'> => {
  if (error instanceof PicketError)
    return {
      exitCode: exitCodeOf(error.kind),
      failure: {
        code: error.code,
        message: shownError(cwd, error),
        ...(error.hint === undefined ? {} : { hint: error.hint }),
      },
    };
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return {
    exitCode: exitCodes.bug,
    failure: { code: 'bug', message: text, hint: 'This is a bug in Picket: please report it with this text.' },
  };
};

const slimmed = new WeakMap<Change, Change>();

/** A change without what is written; that of several workspaces stays one. */
const slimChange = (change: Change): Change => {
  const { before: _before, ...shown } = change;
  const slimOne = slimmed.get(change) ?? { ...shown, writes: [] };
  slimmed.set(change, slimOne);
  return slimOne;
};

/** A report without the bodies that no reporter shows: of hundreds of workspaces they would fill the memory. */
const slim = (report: Report): Report => ({
  ...report,
  ...(report.verdicts === undefined
    ? {}
    : {
        verdicts: report.verdicts.map(
          ({ desired: _desired, live: _live, marker: _marker, sides: _sides, record: _record, ...verdict }) => verdict,
        ),
      }),
  ...(report.plan === undefined
    ? {}
    : {
        plan: {
          ...report.plan,
          changes: report.plan.changes.map(slimChange),
        },
      }),
});

/** Runs work for one of several workspaces; whatever it rejects with is what became of that one. */
export const runOf = async (
  { cwd }: Pick<Io, 'cwd'>,
  workspace: string,
  work: () => Promise<OneRun>,
): Promise<ToldRun> => {
  try {
    const { report, source, code, lines = [] } = await work();
    return { workspace, exitCode: code, report: slim(report), source, lines };
  } catch (error) {
    return { workspace, ...failureOf(error, cwd), source: () => undefined, lines: [] };
  }
};

const say = (io: Io, lines: readonly string[], workspace?: string): void => {
  for (const line of lines) io.err.write(`${workspace === undefined ? '' : `${inert(workspace)}: `}${inert(line)}\n`);
};

/**
 * Says on standard error what the reports of several workspaces do not: failures that are shown nowhere, and lines of each,
 * once for all workspaces that have the same.
 */
export const sayRuns = (io: Io, runs: readonly ToldRun[], choices: readonly FormatChoice[]): void => {
  const isShown = choices.some(({ format, file }) => format === 'pretty' && file === undefined);
  const having = new Map<string, string[]>();
  for (const { workspace, failure, lines } of runs) {
    if (failure !== undefined && !isShown) say(io, [`error: ${failure.message}`], workspace);
    for (const line of new Set(lines)) having.set(line, [...(having.get(line) ?? []), workspace]);
  }
  for (const [line, [first = '', ...others]] of having)
    say(io, [line], others.length === 0 ? first : counted(others.length + 1, 'workspace'));
};

/** What is said where a shard has no workspaces: there are fewer of them than shards, and all is well. */
export const emptyShard = 'No workspace is in this shard: there are fewer workspaces than shards.\n';

/**
 * Runs a command for the workspaces that were chosen and reports in every chosen format. Of several each is done whatever
 * became of the others, some at a time, until an interrupt.
 * @param atOnce so many at a time; what `--concurrency` says unless given
 * @returns the exit code, of several as `exitCodeOfRuns` has it
 */
export const eachWorkspace = async (
  io: Io,
  args: Arguments,
  choices: readonly FormatChoice[],
  work: OneWork,
  atOnce?: number,
): Promise<number> => {
  if (!meansSeveral(args)) {
    const { report, source, code, lines = [] } = await work(args.workspace?.[0]);
    await emit(report, choices, io, source);
    say(io, lines);
    return code;
  }
  const selection = selectionOf(args);
  const shared = shareRuns();
  const choice = configChoice(args);
  const project = await shared.project(choice, () => openProject(io, choice));
  const together = atOnce ?? concurrencyOf(args, project.config.fleet.concurrency);
  const names = chosenWorkspaces(project, io, selection).map(({ name }) => name);
  if (names.length === 0) io.err.write(emptyShard);
  const runs: ToldRun[] = [];
  const sink = sinkOf<ToldRun>(names, choices, io, (run) => runs.push(run));
  await forEachOf(
    names,
    io.signals.stop,
    async (name) => sink.add(await runOf(io, name, () => work(name, shared))),
    together,
  );
  await sink.end();
  const done = new Set(runs.map(({ workspace }) => workspace));
  const left = names.filter((name) => !done.has(name));
  if (left.length > 0) io.err.write(`Interrupted; not looked at: ${inert(left.join(', '))}.\n`);
  sayRuns(io, runs, choices);
  return exitCodeOfRuns(runs);
};
