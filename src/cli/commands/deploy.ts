import { deploy } from '../../app/change/deploy.ts';
import { PicketError } from '../../core/errors.ts';
import { formats } from '../../report/index.ts';
import { defineCommand } from '../command.ts';
import { deployFleet } from '../deploy-fleet.ts';
import { concurrencyOption, fleetOptions, meansSeveral } from '../fleet-options.ts';
import { configChoice, compileOptions, formatOptions } from '../options.ts';
import { planOptions, readPlanRequest } from '../plan-options.ts';
import { runWrites, writeOptions } from '../write-run.ts';
import { counted } from '../../core/text/phrase.ts';

export const command = defineCommand({
  usage: 'deploy',
  describe: 'Make a workspace hold what this repository holds',
  writes: true,
  options: (parser) =>
    writeOptions(planOptions(concurrencyOption(fleetOptions(formatOptions(compileOptions(parser), formats)))))
      .option('plan', {
        type: 'string',
        requiresArg: true,
        describe: 'Execute a saved plan; refused if anything moved since; of several workspaces the folder of --out',
      })
      .option('waves', {
        type: 'string',
        requiresArg: true,
        describe: 'Of several workspaces these first, the next only if they went well, and last all others: canary,10%',
        defaultDescription: 'fleet.waves of picket.yaml',
      })
      .option('max-failures', {
        type: 'string',
        requiresArg: true,
        describe: 'Begin no further wave once more workspaces than this failed, a number or a share such as 5%',
        defaultDescription: '0',
      })
      .option('resume', {
        type: 'string',
        describe: 'Go on with an unfinished run over several workspaces, the latest or this one',
      })
      .example('$0 deploy -w prod', 'Plan, ask, deploy')
      .example('$0 deploy -w prod --plan plan.json --yes', 'Deploy exactly the saved plan')
      .example("$0 deploy -w 'customers/*' --waves canary,10%", 'Some first, then a tenth, then all')
      .example('$0 deploy --resume --yes', 'Go on where a run stopped or was killed'),
  run: (args, io) => {
    if (args.resume !== undefined || meansSeveral(args)) return deployFleet(io, args, readPlanRequest(args));
    for (const flag of ['waves', 'max-failures', 'concurrency'])
      if (args[flag] !== undefined)
        throw new PicketError('usage', `--${flag} is for several workspaces, and this is one.`, {
          code: 'one-workspace',
          hint: "Name several: -w 'customers/*', -g GROUP, or -w more than once.",
        });
    return runWrites(
      io,
      args,
      (changes) => `Deploy ${counted(changes, 'change')}?`,
      (hooks, heard) =>
        deploy(heard, {
          ...hooks,
          config: configChoice(args),
          workspace: args.workspace?.[0],
          choices: readPlanRequest(args),
          plan: args.plan,
        }),
    );
  },
});
