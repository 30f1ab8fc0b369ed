import { disable } from '../../app/change/disable.ts';
import { PicketError } from '../../core/errors.ts';
import { inert } from '../../report/text/style.ts';
import { defineCommand } from '../command.ts';
import { exitCodes } from '../exit-code.ts';
import { configChoice, configOptions, ruleNames, workspaceOption } from '../options.ts';

export const command = defineCommand({
  usage: 'disable <rule>',
  describe: 'Switch a noisy rule off until a date, on the record',
  options: (parser) =>
    workspaceOption(configOptions(parser))
      .positional('rule', { type: 'string', demandOption: true, describe: ruleNames })
      .option('until', {
        type: 'string',
        requiresArg: true,
        demandOption: true,
        describe: 'Last day (UTC) on which it is off: 2027-03-01',
      })
      .option('reason', { type: 'string', requiresArg: true, demandOption: true, describe: 'Why, for whoever asks' })
      .example(
        '$0 disable 0f6a1c52-5b1e-4c55-9a55-6d1f5a0c7e21 -w prod --until 2027-03-01 --reason "Migration of the VPN"',
        'Recorded in picket.yaml; the next deploy switches it off',
      ),
  run: async (args, io) => {
    if (args.reason.trim() === '')
      throw new PicketError('usage', '--reason is empty.', { code: 'no-reason', hint: 'Say why the rule is off.' });
    const { id, name, path, workspace } = await disable(io, {
      config: configChoice(args),
      workspace: args.workspace,
      rule: args.rule,
      until: args.until,
      reason: args.reason,
    });
    io.out.write(`${inert(name)} is to be off in ${workspace} until ${args.until}: recorded in ${path}.\n`);
    io.err.write(`Commit ${path}; to switch it off now: picket deploy -w ${workspace} --only ${id}\n`);
    return exitCodes.clean;
  },
});
