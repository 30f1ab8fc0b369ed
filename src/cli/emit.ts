import { normalize, resolve } from 'node:path';
import type { Io } from '../core/io.ts';
import { PicketError } from '../core/errors.ts';
import { nearest } from '../core/text/nearest.ts';
import type { Report, ReportContext, WorkspaceRun } from '../core/report.ts';
import { codeTexts, folderInCheckout } from '../app/known-codes.ts';
import { beginReport, checkReport, writeReport } from '../app/write-report.ts';
import type { Look } from '../report/text/style.ts';
import { formats, reporters, runsReporters, type Format } from '../report/index.ts';

/** One value of `--format`: a format, and the file that it goes to instead of standard output. */
export type FormatChoice<Extra extends string = never> = { readonly format: Format | Extra; readonly file?: string };

const isFormat = (name: string): name is Format => Object.hasOwn(reporters, name);

/**
 * Reads `--format` values. Throws a usage error for an unknown name, or for two formats that want one place.
 *
 * @param extra formats that one command has beyond those of every report.
 */
export const readFormats = <Extra extends string = never>(
  values: readonly string[] | undefined,
  extra: readonly Extra[] = [],
): readonly FormatChoice<Extra>[] => {
  const choices = (values ?? ['pretty']).map((value): FormatChoice<Extra> => {
    const [given = '', ...rest] = value.split('=');
    const name = isFormat(given) ? given : extra.find((other) => other === given);
    if (name === undefined) {
      const close = nearest(given, [...formats, ...extra])[0];
      throw new PicketError('usage', `\`${given}\` is no format.`, {
        code: 'unknown-format',
        hint: `There are ${[...formats, ...extra].join(', ')}.${close === undefined ? '' : ` Did you mean \`${close}\`?`}`,
      });
    }
    return rest.length === 0 ? { format: name } : { format: name, file: rest.join('=') };
  });
  const dashed = choices.find(({ file }) => file === '-' || file === '');
  if (dashed !== undefined)
    throw new PicketError('usage', `\`${dashed.format}=${dashed.file ?? ''}\` names no file.`, {
      code: 'no-file',
      hint: `\`--format ${dashed.format}\` alone goes to standard output.`,
    });
  const files = choices.flatMap(({ file }) => (file === undefined ? [] : [normalize(file)]));
  const twice = files.find((file, index) => files.indexOf(file) !== index && !file.startsWith('/dev/'));
  if (twice !== undefined)
    throw new PicketError('usage', `Two reports cannot go to one file, ${twice}.`, {
      code: 'two-formats',
      hint: 'Give each a file of its own.',
    });
  if (choices.filter((choice) => choice.file === undefined).length > 1)
    throw new PicketError('usage', 'Only one format can go to standard output.', {
      code: 'two-formats',
      hint: 'Give the others a file, e.g. --format pretty --format json=plan.json.',
    });
  return choices;
};

/** Rejects where a report could not be written to its file: what a run did to a workspace must not be left unsaid. */
export const checkFiles = async (
  choices: readonly Pick<FormatChoice, 'file'>[],
  io: Pick<Io, 'cwd'>,
): Promise<void> => {
  for (const { file } of choices) if (file !== undefined) await checkReport(resolve(io.cwd, file));
};

/** The order in which reports are said: what a file's failure must not keep from a person comes first. */
export const standardOutputFirst = (choices: readonly FormatChoice[]): readonly FormatChoice[] =>
  choices.toSorted((a, b) => Number(a.file !== undefined) - Number(b.file !== undefined));

/** How a text is drawn where it goes: only a terminal has a width, and nothing is cut for a pipe or a file. */
export const lookOf = ({ out }: Pick<Io, 'out'>, file?: string): Look => ({
  colour: file === undefined && out.colour,
  columns: file === undefined && out.interactive ? out.columns() : Number.POSITIVE_INFINITY,
});

/** What every reporter may use for a format that goes somewhere. */
const contextOf = (io: Io, { format, file }: FormatChoice): Omit<ReportContext, 'source'> => {
  const folder = folderInCheckout(io);
  return {
    ...lookOf(io, file),
    ...(format === 'sarif' ? { explain: codeTexts() } : {}),
    ...(folder === undefined ? {} : { folder }),
  };
};

/** The choices that every report serves, without those of one command. */
export const ofReports = (choices: readonly FormatChoice<string>[]): readonly FormatChoice[] =>
  choices.flatMap(({ format, ...choice }) => (isFormat(format) ? [{ ...choice, format }] : []));

/** Says a report in every chosen format: to standard output, and then to files, since a file can fail. */
export const emit = async (
  report: Report,
  choices: readonly FormatChoice[],
  io: Io,
  source: ReportContext['source'],
): Promise<void> => {
  for (const choice of standardOutputFirst(choices)) {
    const text = reporters[choice.format](report, { ...contextOf(io, choice), source });
    if (choice.file === undefined) io.out.write(text);
    else await writeReport(resolve(io.cwd, choice.file), text);
  }
};

/** A report of several workspaces on its way to its place. */
type Growing = {
  readonly run: (run: WorkspaceRun) => void;
  /** Says the rest; gives what kept the report from being said. */
  readonly end: () => Promise<readonly unknown[]>;
};

/** Begins a report whose failure waits until the end: it must not keep other workspaces from being done. */
const growing = (choice: FormatChoice, io: Io): Growing => {
  const { format, file } = choice;
  const teller = runsReporters[format](contextOf(io, choice));
  const failures: unknown[] = [];
  let draft: ReturnType<typeof beginReport> | undefined;
  const write = (text: string): void => {
    if (file === undefined) return io.out.write(text);
    draft ??= beginReport(resolve(io.cwd, file));
    draft.write(text);
  };
  const attempt = (work: () => void): void => {
    if (failures.length > 0) return;
    try {
      work();
    } catch (error) {
      failures.push(error);
    }
  };
  return {
    run: (run) => attempt(() => write(teller.run(run))),
    end: async () => {
      attempt(() => {
        write(teller.end());
        draft?.end();
      });
      await draft?.discard();
      return failures;
    },
  };
};

/** Begins the reports of several workspaces in every chosen format, each of which is made whatever becomes of the others. */
const growingIn = (
  choices: readonly FormatChoice[],
  io: Io,
): { readonly run: (run: WorkspaceRun) => void; readonly end: () => Promise<void> } => {
  const reports = standardOutputFirst(choices).map((choice) => growing(choice, io));
  return {
    run: (run) => {
      for (const report of reports) report.run(run);
    },
    end: async () => {
      const failures: unknown[] = [];
      for (const report of reports) failures.push(...(await report.end()));
      if (failures.length > 0) throw failures[0];
    },
  };
};

/** Says the reports of several workspaces in every chosen format, a section each. */
export const emitRuns = (runs: readonly WorkspaceRun[], choices: readonly FormatChoice[], io: Io): Promise<void> => {
  const reports = growingIn(choices, io);
  for (const run of runs) reports.run(run);
  return reports.end();
};

/** Where the reports of several workspaces go while they come about. */
export type RunsSink<R extends WorkspaceRun> = {
  /** Takes the run over a workspace as it ends, in whatever order they do. */
  readonly add: (run: R) => void;
  /** Says the rest, and rejects where a file could not be written. */
  readonly end: () => Promise<void>;
};

/** A report without what has been said of it; what was written stays. */
const withoutSaid = ({ command, version, files, outcomes, transfers }: Report): Report => ({
  command,
  version,
  files,
  diagnostics: [],
  ...(outcomes === undefined ? {} : { outcomes }),
  ...(transfers === undefined ? {} : { transfers }),
});

/** What a run is still asked for once it has been said. */
const remainder = <R extends WorkspaceRun>(run: R): R =>
  run.report === undefined ? run : { ...run, report: withoutSaid(run.report), source: () => undefined };

/**
 * Says the reports of several workspaces in every chosen format, in the order of `names`: each as soon as those before it
 * are said, after which little of it is kept.
 * @param keep takes each run with what of it is still needed
 */
export const sinkOf = <R extends WorkspaceRun>(
  names: readonly string[],
  choices: readonly FormatChoice[],
  io: Io,
  keep: (run: R) => void,
): RunsSink<R> => {
  const reports = growingIn(choices, io);
  const waiting = new Map<string, R>();
  let next = 0;
  const tell = (name: string): void => {
    const run = waiting.get(name);
    if (run === undefined) return;
    waiting.delete(name);
    reports.run(run);
    keep(remainder(run));
  };
  return {
    add: (run) => {
      waiting.set(run.workspace, run);
      for (let name = names[next]; name !== undefined && waiting.has(name); name = names[next]) {
        tell(name);
        next += 1;
      }
    },
    end: async () => {
      for (const name of names) tell(name);
      await reports.end();
    },
  };
};
