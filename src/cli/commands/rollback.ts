import { deploy } from '../../app/change/deploy.ts';
import { formats } from '../../report/index.ts';
import { defineCommand } from '../command.ts';
import { configChoice, compileOptions, formatOptions, workspaceOption } from '../options.ts';
import { planOptions, readPlanRequest } from '../plan-options.ts';
import { runWrites, writeOptions } from '../write-run.ts';
import { counted } from '../../core/text/phrase.ts';

export const command = defineCommand({
  usage: 'rollback',
  describe: 'Make a workspace hold what the repository held at a git ref',
  writes: true,
  options: (parser) =>
    writeOptions(planOptions(workspaceOption(formatOptions(compileOptions(parser), formats))))
      .option('to', {
        type: 'string',
        requiresArg: true,
        demandOption: true,
        describe: 'Git ref whose rules are deployed; picket.yaml stays the one of the work tree',
      })
      .example('$0 rollback -w prod --to HEAD~1', 'Back to the rules of the commit before')
      .example('$0 rollback -w prod --to v1.4 --prune', 'And remove rules that did not exist then'),
  run: (args, io) =>
    runWrites(
      io,
      args,
      (changes) => `Go back to ${args.to} with ${counted(changes, 'change')}?`,
      (hooks, heard) =>
        deploy(heard, {
          ...hooks,
          config: configChoice(args),
          workspace: args.workspace,
          ref: args.to,
          choices: readPlanRequest(args),
          plan: undefined,
        }),
    ),
});
