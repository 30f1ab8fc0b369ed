import { namedWorkspaces } from '../app/workspaces.ts';
import type { Reported } from '../app/check/validate.ts';
import { PicketError } from '../core/errors.ts';
import type { Io } from '../core/io.ts';
import type { WorkspaceRun } from '../core/report.ts';
import { inert } from '../report/text/style.ts';
import { emit, emitRuns, type FormatChoice } from './emit.ts';
import { exitCodeOf, exitCodes, type ExitCode } from './exit-code.ts';
import { configChoice } from './options.ts';

/** What a command found out about one workspace, and how that ends. */
export type OneRun = Pick<Reported, 'report' | 'source'> & {
  readonly code: ExitCode;
  /** What else a person should know, a line each. */
  readonly lines?: readonly string[];
};

type Arguments = {
  readonly config?: string | undefined;
  readonly allowOutside?: readonly string[] | undefined;
  readonly workspace?: readonly string[] | undefined;
};

/** True where `-w` may mean several workspaces: then every format has a section for each, even if it is one. */
export const meansSeveral = (given: readonly string[] | undefined): boolean =>
  given !== undefined && (new Set(given).size > 1 || given.some((name) => name.includes('*')));

const failureOf = (error: unknown): Pick<WorkspaceRun, 'failure' | 'exitCode'> => {
  if (error instanceof PicketError)
    return {
      exitCode: exitCodeOf(error.kind),
      failure: {
        code: error.code,
        message: error.message,
        ...(error.hint === undefined ? {} : { hint: error.hint }),
      },
    };
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return {
    exitCode: exitCodes.bug,
    failure: { code: 'bug', message: text, hint: 'This is a bug in Picket: please report it with this text.' },
  };
};

const runOf = async (
  workspace: string,
  work: (workspace: string) => Promise<OneRun>,
): Promise<WorkspaceRun & { readonly lines: readonly string[] }> => {
  try {
    const { report, source, code, lines = [] } = await work(workspace);
    return { workspace, exitCode: code, report, source, lines };
  } catch (error) {
    return { workspace, ...failureOf(error), source: () => undefined, lines: [] };
  }
};

/**
 * Runs a command for the workspaces of `-w` and reports in every chosen format. Of several each is done in turn, whatever
 * became of the others, until an interrupt.
 * @returns the exit code: 130 or 70 where one of them ended so, else the highest
 */
export const eachWorkspace = async (
  io: Io,
  args: Arguments,
  choices: readonly FormatChoice[],
  work: (workspace: string | undefined) => Promise<OneRun>,
): Promise<number> => {
  const say = (lines: readonly string[], workspace?: string): void => {
    for (const line of lines) io.err.write(`${workspace === undefined ? '' : `${inert(workspace)}: `}${inert(line)}\n`);
  };
  if (!meansSeveral(args.workspace)) {
    const { report, source, code, lines = [] } = await work(args.workspace?.[0]);
    await emit(report, choices, io, source);
    say(lines);
    return code;
  }
  const names = await namedWorkspaces(io, { config: configChoice(args), given: args.workspace ?? [] });
  const runs: Awaited<ReturnType<typeof runOf>>[] = [];
  for (const name of names) {
    if (io.signals.stop.aborted) break;
    runs.push(await runOf(name, work));
  }
  await emitRuns(runs, choices, io);
  const left = names.slice(runs.length);
  if (left.length > 0) io.err.write(`Interrupted; not looked at: ${inert(left.join(', '))}.\n`);
  const isShown = choices.some(({ format, file }) => format === 'pretty' && file === undefined);
  for (const { workspace, failure, lines } of runs) {
    if (failure !== undefined && !isShown) say([`error: ${failure.message}`], workspace);
    say(lines, workspace);
  }
  // 130 and 70 are the highest there are.
  return Math.max(exitCodes.clean, ...runs.map(({ exitCode }) => exitCode));
};
