import { makePlan } from '../../app/plan.ts';
import { formats } from '../../report/index.ts';
import { inert } from '../../report/inert.ts';
import { defineCommand } from '../command.ts';
import { emit, readFormats } from '../emit.ts';
import { exitCodes, hasErrors } from '../exit-code.ts';
import { configChoice, configOptions, formatOptions, workspaceOption } from '../options.ts';
import { planOptions, readPlanRequest } from '../plan-options.ts';

export const command = defineCommand({
  usage: 'plan',
  describe: 'Show what a deployment would change in a workspace',
  options: (parser) =>
    planOptions(workspaceOption(formatOptions(configOptions(parser), formats)))
      .option('out', {
        type: 'string',
        requiresArg: true,
        describe: 'Save the plan to a file for `picket deploy --plan`',
      })
      .option('approved', {
        type: 'string',
        requiresArg: true,
        describe: 'A saved plan that somebody approved: say what of this plan they have not',
      })
      .option('detailed-exitcode', { type: 'boolean', describe: 'Exit with 2 when there are changes' })
      .example('$0 plan -w prod', 'What would change')
      .example('$0 plan -w prod --out plan.json', 'Save it, to deploy exactly this later'),
  run: async (args, io) => {
    const choices = readFormats(args.format);
    const { report, source, unapproved, saved } = await makePlan(io, {
      config: configChoice(args.config),
      workspace: args.workspace,
      choices: readPlanRequest(args),
      out: args.out,
      approved: args.approved,
    });
    await emit(report, choices, io, source);
    const { plan } = report;
    if (saved === 'not')
      io.err.write('The plan was not saved, since files have errors: --skip-invalid saves the plan of the others.\n');
    if (plan === undefined || hasErrors(report)) return exitCodes.contentErrors;
    for (const line of unapproved) io.err.write(`not approved: ${inert(line)}\n`);
    if (unapproved.length > 0) return exitCodes.refused;
    if (plan.refusals.some(({ scope }) => scope === 'run')) return exitCodes.refused;
    return args.detailedExitcode === true && plan.changes.length > 0 ? exitCodes.changesPending : exitCodes.clean;
  },
});
