import { disable } from '../../app/change/disable.ts';
import { disableNow } from '../../app/change/override.ts';
import { PicketError } from '../../core/errors.ts';
import { inert } from '../../report/text/style.ts';
import { defineCommand } from '../command.ts';
import { exitCodes } from '../exit-code.ts';
import { configOptions, ruleNames, sayNotes, workspaceOption } from '../options.ts';
import { contentChoice, typeOption } from '../type-option.ts';

export const command = defineCommand({
  usage: 'disable <rule>',
  describe: 'Switch a noisy rule off until a date, on the record',
  writes: true,
  options: (parser) =>
    workspaceOption(typeOption(configOptions(parser)))
      .positional('rule', { type: 'string', demandOption: true, describe: ruleNames })
      .option('until', {
        type: 'string',
        requiresArg: true,
        demandOption: true,
        describe: 'Last day (UTC) on which it is off: 2027-03-01; or a length of time from now: 4h',
      })
      .option('reason', { type: 'string', requiresArg: true, demandOption: true, describe: 'Why, for whoever asks' })
      .option('now', {
        type: 'boolean',
        describe: 'Switch it off in the workspace at once; deployments of any commit keep it off until then',
      })
      .option('ticket', { type: 'string', requiresArg: true, describe: 'Where more is written about it; with --now' })
      .example(
        '$0 disable 0f6a1c52-5b1e-4c55-9a55-6d1f5a0c7e21 -w prod --until 2027-03-01 --reason "Migration of the VPN"',
        'Recorded in picket.yaml; the next deploy switches it off',
      )
      .example(
        '$0 disable 0f6a1c52-5b1e-4c55-9a55-6d1f5a0c7e21 -w prod --now --until 8h --reason "Floods the queue"',
        'Off at once, recorded in the workspace',
      ),
  run: async (args, io) => {
    if (args.reason.trim() === '')
      throw new PicketError('usage', '--reason is empty.', { code: 'no-reason', hint: 'Say why the rule is off.' });
    const { rule, until, reason, ticket } = args;
    const request = { config: contentChoice(args), workspace: args.workspace, rule, until, reason };
    if (args.now === true) {
      const off = await disableNow(io, { ...request, ticket });
      sayNotes(io, off.said);
      const was = off.isMoved ? 'is off' : 'was off already, and stays off';
      io.out.write(
        `${inert(off.name)} ${was} in ${off.workspace} until ${off.until}: recorded there by ${inert(off.by)}.\n`,
      );
      io.err.write(
        `${
          off.isInGit
            ? 'Deployments of any commit keep it off until then'
            : 'Git no longer has it, so that it stays off after that as well'
        }; to end it: picket enable ${off.id} -w ${off.workspace} --now\n`,
      );
      return exitCodes.clean;
    }
    if (ticket !== undefined)
      throw new PicketError('usage', '--ticket is kept in the workspace, with --now.', {
        code: 'ticket-without-now',
        hint: 'Add --now, or write the ticket into --reason.',
      });
    const recorded = await disable(io, request);
    const { id, name, path, workspace } = recorded;
    io.out.write(`${inert(name)} is to be off in ${workspace} until ${recorded.until}: recorded in ${path}.\n`);
    io.err.write(`Commit ${path}; to switch it off now: picket deploy -w ${workspace} --only ${id}\n`);
    return exitCodes.clean;
  },
});
