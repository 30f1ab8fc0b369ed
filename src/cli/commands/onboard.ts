import { resolve } from 'node:path';
import { onboard } from '../../app/change/onboard.ts';
import { writeReport } from '../../app/write-report.ts';
import type { Io } from '../../core/io.ts';
import { decisions, type Decision } from '../../core/service/onboarding.ts';
import { onboardCsv, onboardTable, type DecidedRow } from '../../report/onboarding.ts';
import { counted, inert } from '../../report/text/style.ts';
import { defineCommand } from '../command.ts';
import { lookOf } from '../emit.ts';
import { exitCodes, type ExitCode } from '../exit-code.ts';
import { compileOptions, configChoice, workspaceOption } from '../options.ts';

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
    workspaceOption(compileOptions(parser))
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
    const show = async (rows: readonly DecidedRow[], workspace: string): Promise<void> => {
      isShown = true;
      io.out.write(onboardTable(rows, workspace, lookOf(io, undefined)));
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
    for (const line of result.files) io.out.write(`${inert(line)}\n`);
    for (const path of result.invalid)
      io.err.write(`${inert(path)} has errors other than its id and was left out: picket validate shows them.\n`);
    const outcomes = result.deployed?.outcomes ?? [];
    const written = outcomes.filter(({ status }) => status === 'written' || status === 'unchanged');
    if (result.deployed !== undefined)
      io.out.write(
        `markers: ${written.length} written${outcomes.length > written.length ? `, ${outcomes.length - written.length} not` : ''}.\n`,
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
