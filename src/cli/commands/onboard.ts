import { resolve } from 'node:path';
import { onboard } from '../../app/change/onboard.ts';
import { writeReport } from '../../app/write-report.ts';
import type { Io } from '../../core/io.ts';
import type { Report } from '../../core/report.ts';
import { decisions, type DecidedRow, type Decision } from '../../core/service/onboarding.ts';
import { formats } from '../../report/index.ts';
import { onboardCsv } from '../../report/sections/onboarding.ts';
import { inert } from '../../report/text/style.ts';
import { defineCommand } from '../command.ts';
import { checkFiles, emit, readFormats, type FormatChoice } from '../emit.ts';
import { exitCodes, type ExitCode } from '../exit-code.ts';
import { compileOptions, configChoice, formatOptions, workspaceOption } from '../options.ts';
import { version } from '../../version.ts';
import { counted } from '../../core/text/phrase.ts';

const noSource = (): undefined => undefined;

const askDifferences =
  (io: Io, isAsked: boolean) =>
  async (rows: readonly DecidedRow[]): Promise<Decision | undefined> => {
    if (!isAsked) return undefined;
    for (const { displayName, fields } of rows) io.err.write(`  ${inert(displayName)}: ${inert(fields.join(', '))}\n`);
    const answer = await io.ask(
      `${counted(rows.length, 'rule')} differ from their files: take over as they are and keep what git says, take what the workspace says into the files, or leave them? [git/workspace/LEAVE] `,
    );
    const word = answer?.trim().toLowerCase() ?? '';
    return decisions.find((decision) => word !== '' && decision.startsWith(word)) ?? 'leave';
  };

export const command = defineCommand({
  usage: 'onboard',
  describe: 'Bring a repository and a workspace together that grew apart',
  writes: true,
  options: (parser) =>
    workspaceOption(formatOptions(compileOptions(parser), formats))
      .option('csv', { type: 'string', requiresArg: true, describe: 'File for the table, with a column of decisions' })
      .option('decisions', {
        type: 'string',
        requiresArg: true,
        describe: `The table again with its decisions: ${decisions.join(', ')}`,
      })
      .option('yes', { alias: 'y', type: 'boolean', describe: 'Do not ask; what nobody decided is left' })
      .example('$0 onboard -w prod --csv onboard.csv', 'See how every rule stands')
      .example('$0 onboard -w prod --decisions onboard.csv --yes', 'Carry out what was decided'),
  run: async (args, io): Promise<ExitCode> => {
    const isAsked = args.yes !== true && io.attended;
    let isShown = false;
    const choices = readFormats(args.format);
    await checkFiles(choices, io);
    const isTable = ({ format }: FormatChoice): boolean => format === 'pretty';
    const shown = choices.some((choice) => isTable(choice) && choice.file === undefined);
    const reportOf = (rows: readonly DecidedRow[], workspace: string): Report => ({
      command: 'onboard',
      version,
      diagnostics: [],
      files: 0,
      workspace,
      rows,
    });
    const show = async (rows: readonly DecidedRow[], workspace: string): Promise<void> => {
      isShown = true;
      await emit(reportOf(rows, workspace), choices.filter(isTable), io, noSource);
      // Who is asked has to see what about.
      if (isAsked && !shown)
        await emit(reportOf(rows, workspace), [{ format: 'pretty' }], { ...io, out: io.err }, noSource);
      if (args.csv !== undefined) await writeReport(resolve(io.cwd, args.csv), onboardCsv(rows));
    };
    const result = await onboard(io, {
      config: configChoice(args),
      workspace: args.workspace,
      decisions: args.decisions,
      observer: () => undefined,
      decide: askDifferences(io, isAsked),
      confirm: async (rows, workspace) => {
        await show(rows, workspace);
        if (args.yes === true) return true;
        if (!isAsked) {
          io.err.write('Nothing was written: add --yes to carry the decisions out.\n');
          return false;
        }
        const work = rows.filter((row) => row.isWork).length;
        const answer = await io.ask(`Carry out ${counted(work, 'decision')}? No rule in the workspace changes. [y/N] `);
        return /^\s*y(es)?\s*$/i.test(answer ?? '');
      },
    });
    if (!isShown) await show(result.rows, result.workspace);
    const said = shown ? io.out : io.err;
    for (const line of result.files) said.write(`${inert(line)}\n`);
    for (const path of result.invalid)
      io.err.write(`${inert(path)} has errors other than its id and was left out: picket validate shows them.\n`);
    const outcomes = result.deployed?.outcomes ?? [];
    const written = outcomes.filter(({ status }) => status === 'written' || status === 'unchanged');
    if (result.deployed !== undefined)
      said.write(
        `markers: ${written.length} written${outcomes.length > written.length ? `, ${outcomes.length - written.length} not` : ''}.\n`,
      );
    await emit(
      {
        ...reportOf(result.rows, result.workspace),
        notes: result.files,
        ...(result.deployed?.outcomes === undefined ? {} : { outcomes }),
      },
      choices.filter((choice) => !isTable(choice)),
      io,
      noSource,
    );
    const refusals = result.deployed?.plan?.refusals ?? [];
    for (const { message } of refusals) io.err.write(`${inert(message)}\n`);
    if (result.deployed !== undefined && result.deployed.plan === undefined) {
      io.err.write('No marker was written, since files have errors: picket validate shows them; then onboard again.\n');
      return exitCodes.contentErrors;
    }
    const left = result.rows.some(({ decision }) => decision === undefined);
    return left || refusals.length > 0 || outcomes.length > written.length ? exitCodes.partly : exitCodes.clean;
  },
});
