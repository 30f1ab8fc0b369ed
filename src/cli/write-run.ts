import { isOfRows, isOfRule } from '../app/change/apply.ts';
import type { Argv } from 'yargs';
import { unconfirmed, type Deployed, type WriteHooks } from '../app/change/deploy.ts';
import { eventFile } from '../app/write-report.ts';
import type { Outcome } from '../core/engine/change.ts';
import { PicketError } from '../core/errors.ts';
import type { Io } from '../core/io.ts';
import type { Event } from '../core/ports.ts';
import { inert } from '../report/text/style.ts';
import { checkFiles, emit, readFormats, type FormatChoice } from './emit.ts';
import { exitCodes, hasErrors, type ExitCode } from './exit-code.ts';
import { sayNotes } from './options.ts';
import { showProgress, type Progress } from './terminal-progress.ts';

/** The options of every command that writes to a workspace. */
export const writeOptions = <T>(parser: Argv<T>) =>
  parser
    .option('yes', { alias: 'y', type: 'boolean', describe: 'Do not ask' })
    .option('events', {
      type: 'string',
      requiresArg: true,
      describe: 'File for what happens, as it happens: one JSON object a line',
    })
    .option('verbose', { type: 'boolean', describe: 'Say every request on standard error' });

export type WriteArguments = {
  readonly yes?: boolean | undefined;
  readonly events?: string | undefined;
  readonly verbose?: boolean | undefined;
  readonly skipInvalid?: boolean | undefined;
  readonly format?: readonly string[] | undefined;
};

/** What a run's end means for a script. */
export const deployedExitCode = ({ plan, outcomes, report, logged }: Deployed): ExitCode => {
  if (plan === undefined) return exitCodes.contentErrors;
  const isUnlogged = logged !== undefined && 'failed' in logged;
  if (plan.refusals.some(({ scope }) => scope === 'run')) return exitCodes.refused;
  if (hasErrors(report) && outcomes?.some(({ status }) => status === 'written') !== true) return exitCodes.refused;
  if (outcomes === undefined) {
    if (plan.refusals.length + plan.changes.length === 0) return isUnlogged ? exitCodes.partly : exitCodes.clean;
    // What stays because an exclusion has ended keeps nothing else from being as git has it.
    const isHeldOnly = plan.changes.length === 0 && plan.refusals.every(({ code }) => code === 'exclusion-ended');
    return isHeldOnly ? exitCodes.partly : exitCodes.refused;
  }
  const isDone = ({ status }: Outcome): boolean => status === 'written' || status === 'unchanged';
  // A rule that runs without its marker is written, and left.
  const left = outcomes.filter((outcome) => !isDone(outcome) || outcome.failure !== undefined);
  if (left.length === 0) return hasErrors(report) || isUnlogged ? exitCodes.partly : exitCodes.clean;
  if (outcomes.some(isDone)) return exitCodes.partly;
  return left.some(({ status }) => status === 'failed' || status === 'unknown') ? exitCodes.service : exitCodes.refused;
};

/** Asks a question that is answered with yes or no. Rejects with a `refusal` where nobody is there to answer. */
export const agreed = async (io: Io, question: string): Promise<boolean> => {
  const answer = await io.ask(`${question} [y/N] `);
  if (answer === undefined) throw unconfirmed();
  return /^\s*y(es)?\s*$/i.test(answer);
};

const word = (event: Event, key: string): string => {
  const value = event[key];
  return typeof value === 'string' || typeof value === 'number' ? inert(String(value)) : '-';
};

/** A request or a retry on one line; nothing for any other event. */
export const requestLine = (event: Event): string | undefined => {
  const start = `${word(event, 'method')} ${word(event, 'path')}`;
  switch (event.type) {
    case 'request':
      return `${start} ${word(event, 'status')} ${word(event, 'ms')} ms\n`;
    case 'retry':
      return `${start} again in ${word(event, 'waitMs')} ms: ${word(event, 'reason')}\n`;
    default:
      return undefined;
  }
};

/** The file of `--events`; undefined where none is kept. Throws a usage error for what is no file. */
export const eventsOf = (io: Io, { events }: WriteArguments): ReturnType<typeof eventFile> | undefined => {
  if (events === '-')
    throw new PicketError('usage', '--events takes a file, and `-` is none.', {
      code: 'no-file',
      hint: 'Name a file, such as --events events.ndjson; --verbose says every request on standard error.',
    });
  return events === undefined ? undefined : eventFile(io, events);
};

/** Where the rules lie as they were before a run changed them, as a line for a person; undefined where it changed none. */
export const backupLine = ({ outcomes, plan, backups }: Deployed): string | undefined => {
  const begun = outcomes?.some(({ status }) => status !== 'not-attempted') === true;
  return begun && plan?.changes.some(({ before, writes }) => before !== undefined && writesRule(writes)) === true
    ? `What was there before: ${backups ?? ''}`
    : undefined;
};

/**
 * Runs what writes to a workspace: asks `question` of the plan unless told not to, shows progress, keeps events, reports
 * in every chosen format, and says where the backups are. `work` is done with the given io, whose progress is kept too.
 */
export const runWrites = async (
  io: Io,
  args: WriteArguments,
  question: (changes: number) => string,
  work: (hooks: WriteHooks, heard: Io) => Promise<Deployed>,
): Promise<ExitCode> => {
  const choices = readFormats(args.format);
  await checkFiles(choices, io);
  const events = eventsOf(io, args);
  const heard: Io = {
    ...io,
    progress: (event) => {
      events?.hear(event);
      io.progress?.(event);
    },
  };
  let progress: Progress | undefined;
  let declined: boolean | undefined;
  try {
    const result = await work(
      {
        confirm: async (report, source) => {
          const changes = report.plan?.changes.length ?? 0;
          if (args.yes !== true) {
            await emit(report, [{ format: 'pretty' }], { ...io, out: io.err }, source);
            declined = !(await agreed(io, question(changes)));
            if (declined) return false;
          } else sayNotes(io, report.plan?.notes ?? []);
          progress = showProgress(io, changes);
          return true;
        },
        observer: (event) => {
          events?.hear(event);
          const line = args.verbose === true ? requestLine(event) : undefined;
          if (line !== undefined) io.err.write(line);
          progress?.hear(event);
        },
      },
      heard,
    ).finally(() => progress?.end());
    // Who said no has just read the plan.
    const isRead = ({ format, file }: FormatChoice): boolean =>
      declined === true && format === 'pretty' && file === undefined;
    const unread = choices.filter((choice) => !isRead(choice));
    await emit(result.report, unread, io, result.source);
    if (declined === true)
      io.err.write(`Nothing was written: ${inert(result.plan?.workspace ?? 'the workspace')} is as it was.\n`);
    if (
      hasErrors(result.report) &&
      result.outcomes === undefined &&
      result.report.command === 'deploy' &&
      args.skipInvalid !== true
    )
      io.err.write(
        'Nothing was written, since files have errors: --skip-invalid leaves them alone and deploys the others.\n',
      );
    const kept = backupLine(result);
    if (kept !== undefined) io.err.write(`${kept}\n`);
    const logged = loggedLine(result);
    if (logged !== undefined) io.err.write(`${logged}\n`);
    events?.check();
    return deployedExitCode(result);
  } finally {
    events?.close();
  }
};

/** How a run ended that has no record, as far as its outcomes tell. */
const endOf = (outcomes: readonly Outcome[]): string => {
  if (outcomes.some(({ status }) => status === 'written')) return 'The deployment was made, and';
  // Of a change that failed a part may have been made.
  const isTried = outcomes.some(({ status }) => status === 'failed' || status === 'unknown');
  return isTried ? 'The deployment was tried, and' : 'Nothing was changed, and the run';
};

/**
 * What became of the record in the deployment log, as a line for a person. The hash is for whoever keeps it elsewhere:
 * `audit verify --contains` takes it.
 */
export const loggedLine = ({ logged, outcomes = [] }: Pick<Deployed, 'logged' | 'outcomes'>): string | undefined => {
  if (logged === undefined) return undefined;
  return 'record' in logged
    ? `Deployment log: record ${logged.record.sequence}, ${logged.record.hash}`
    : `error: ${endOf(outcomes)} is not in the deployment log: ${inert(logged.failed)}`;
};

const writesRule = (writes: NonNullable<Deployed['plan']>['changes'][number]['writes']): boolean =>
  writes.some((write) => isOfRule(write) || isOfRows(write));
