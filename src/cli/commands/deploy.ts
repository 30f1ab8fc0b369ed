import { deploy, unconfirmed, type Deployed } from '../../app/deploy.ts';
import type { Outcome } from '../../core/change.ts';
import type { Io } from '../../core/io.ts';
import { formats } from '../../report/index.ts';
import { counted } from '../../report/style.ts';
import { defineCommand } from '../command.ts';
import { emit, readFormats } from '../emit.ts';
import { exitCodes, type ExitCode } from '../exit-code.ts';
import { configChoice, configOptions, formatOptions, workspaceOption } from '../options.ts';
import { planOptions, readPlanRequest } from '../plan-options.ts';
import { showProgress, type Progress } from '../terminal-progress.ts';

/** What a deployment's end means for a script. */
const exitCodeOf = ({ plan, outcomes }: Deployed): ExitCode => {
  if (plan === undefined) return exitCodes.contentErrors;
  if (plan.refusals.some(({ scope }) => scope === 'run')) return exitCodes.refused;
  if (outcomes === undefined)
    return plan.refusals.length + plan.changes.length > 0 ? exitCodes.refused : exitCodes.clean;
  const isDone = ({ status }: Outcome): boolean => status === 'written' || status === 'unchanged';
  const left = outcomes.filter((outcome) => !isDone(outcome));
  if (left.length === 0) return exitCodes.clean;
  if (outcomes.some(isDone)) return exitCodes.partly;
  return left.some(({ status }) => status === 'failed') ? exitCodes.service : exitCodes.refused;
};

const agreed = async (io: Io, changes: number): Promise<boolean> => {
  const answer = await io.ask(`Deploy ${counted(changes, 'change')}? [y/N] `);
  if (answer === undefined) throw unconfirmed();
  return /^\s*y(es)?\s*$/i.test(answer);
};

export const command = defineCommand({
  usage: 'deploy',
  describe: 'Make a workspace run the rules of this repository',
  options: (parser) =>
    planOptions(workspaceOption(formatOptions(configOptions(parser), formats)))
      .option('plan', {
        type: 'string',
        requiresArg: true,
        describe: 'Execute a saved plan; refused if anything moved since',
      })
      .option('yes', { alias: 'y', type: 'boolean', describe: 'Do not ask' })
      .example('$0 deploy -w prod', 'Plan, ask, deploy')
      .example('$0 deploy -w prod --plan plan.json --yes', 'Deploy exactly the saved plan'),
  run: async (args, io) => {
    const choices = readFormats(args.format);
    let progress: Progress | undefined;
    const result = await deploy(io, {
      config: configChoice(args.config),
      workspace: args.workspace,
      choices: readPlanRequest(args),
      plan: args.plan,
      confirm: async (report, source) => {
        const changes = report.plan?.changes.length ?? 0;
        if (args.yes !== true) {
          await emit(report, [{ format: 'pretty' }], { ...io, out: io.err }, source);
          if (!(await agreed(io, changes))) return false;
        }
        progress = showProgress(io, changes);
        return true;
      },
      observer: (event) => progress?.hear(event),
    });
    progress?.end();
    await emit(result.report, choices, io, result.source);
    if (result.backups !== undefined && result.plan?.changes.some(({ before }) => before !== undefined) === true)
      io.err.write(`The rules as they were before: ${result.backups}\n`);
    return exitCodeOf(result);
  },
});
