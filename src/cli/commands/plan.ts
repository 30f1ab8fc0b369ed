import { join } from 'node:path';
import { makePlan, type PlanMade } from '../../app/change/plan.ts';
import type { Report } from '../../core/report.ts';
import { formats } from '../../report/index.ts';
import { defineCommand } from '../command.ts';
import { eachWorkspace } from '../each-workspace.ts';
import { readFormats } from '../emit.ts';
import { exitCodes, hasErrors, type ExitCode } from '../exit-code.ts';
import { concurrencyOption, fleetOptions, meansSeveral } from '../fleet-options.ts';
import { configChoice, compileOptions, formatOptions } from '../options.ts';
import { planOptions, readPlanRequest } from '../plan-options.ts';

type Found = Pick<PlanMade, 'unapproved' | 'refusals'> & { readonly detail: 'codes' | 'none' };

const exitCodeOf = (report: Report, { unapproved, refusals, detail }: Found): ExitCode => {
  const { plan } = report;
  if (plan === undefined || hasErrors(report)) return exitCodes.contentErrors;
  if (unapproved.length > 0) return exitCodes.refused;
  if (plan.refusals.some(({ scope }) => scope === 'run')) return exitCodes.refused;
  if (detail === 'none') return exitCodes.clean;
  // What a deployment would refuse makes the pull request red that brings it.
  if (refusals.length > 0) return exitCodes.refused;
  return plan.changes.length > 0 ? exitCodes.changesPending : exitCodes.clean;
};

export const command = defineCommand({
  usage: 'plan',
  describe: 'Show what a deployment would change in a workspace',
  options: (parser) =>
    planOptions(concurrencyOption(fleetOptions(formatOptions(compileOptions(parser), formats))))
      .option('out', {
        type: 'string',
        requiresArg: true,
        describe:
          'Save the plan to a file for `picket deploy --plan`; of several workspaces into a folder, NAME.json each',
      })
      .option('approved', {
        type: 'string',
        requiresArg: true,
        describe: 'A saved plan (or the folder) that somebody approved: say what of this plan they have not',
      })
      .option('detailed-exitcode', {
        type: 'boolean',
        describe: 'Exit with 2 when there are changes, and with 5 when one is refused',
      })
      .option('new-refusals-only', {
        type: 'string',
        requiresArg: true,
        describe: 'Let refusals pass that a plan of the rules at this git ref has too',
      })
      .example('$0 plan -w prod', 'What would change')
      .example('$0 plan -w prod --out plan.json', 'Save it, to deploy exactly this later')
      .example('$0 plan -w prod --detailed-exitcode --new-refusals-only origin/main', 'In a pull request')
      .example("$0 plan -w '*' --out plans", 'Every workspace; plans/prod.json and so on')
      .example("$0 plan -w 'customers/*' --shard 2/5", 'The second fifth of the customers'),
  run: async (args, io) => {
    const choices = readFormats(args.format);
    const several = meansSeveral(args);
    const fileOf = (given: string | undefined, workspace: string | undefined): string | undefined =>
      given === undefined || !several ? given : join(given, `${workspace ?? 'local'}.json`);
    return eachWorkspace(io, args, choices, async (workspace, shared) => {
      const { report, source, unapproved, saved, refusals } = await makePlan(io, {
        config: configChoice(args),
        workspace,
        shared,
        choices: readPlanRequest(args),
        out: fileOf(args.out, workspace),
        approved: fileOf(args.approved, workspace),
        refusalsSince: args.newRefusalsOnly,
      });
      return {
        report,
        source,
        code: exitCodeOf(report, {
          unapproved,
          refusals,
          detail: args.detailedExitcode === true ? 'codes' : 'none',
        }),
        lines: [
          ...(saved === 'not'
            ? ['The plan was not saved, since files have errors: --skip-invalid saves the plan of the others.']
            : []),
          ...unapproved.map((line) => `not approved: ${line}`),
        ],
      };
    });
  },
});
