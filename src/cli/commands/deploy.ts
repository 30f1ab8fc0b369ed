import { deploy } from '../../app/change/deploy.ts';
import { formats } from '../../report/index.ts';
import { defineCommand } from '../command.ts';
import { configChoice, compileOptions, formatOptions, workspaceOption } from '../options.ts';
import { planOptions, readPlanRequest } from '../plan-options.ts';
import { runWrites, writeOptions } from '../write-run.ts';
import { counted } from '../../core/text/phrase.ts';

export const command = defineCommand({
  usage: 'deploy',
  describe: 'Make a workspace run the rules of this repository',
  writes: true,
  options: (parser) =>
    writeOptions(planOptions(workspaceOption(formatOptions(compileOptions(parser), formats))))
      .option('plan', {
        type: 'string',
        requiresArg: true,
        describe: 'Execute a saved plan; refused if anything moved since',
      })
      .example('$0 deploy -w prod', 'Plan, ask, deploy')
      .example('$0 deploy -w prod --plan plan.json --yes', 'Deploy exactly the saved plan'),
  run: (args, io) =>
    runWrites(
      io,
      args,
      (changes) => `Deploy ${counted(changes, 'change')}?`,
      (hooks, heard) =>
        deploy(heard, {
          ...hooks,
          config: configChoice(args),
          workspace: args.workspace,
          choices: readPlanRequest(args),
          plan: args.plan,
        }),
    ),
});
