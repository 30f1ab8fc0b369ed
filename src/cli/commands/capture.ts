import { ruleFolder } from '../../app/project.ts';
import { captureCase } from '../../app/check/tests/capture.ts';
import { inert } from '../../report/text/style.ts';
import { defineCommand } from '../command.ts';
import { exitCodes } from '../exit-code.ts';
import { configChoice, configOptions, workspaceOption } from '../options.ts';

export const command = defineCommand({
  usage: 'capture <subject>',
  describe: 'Write the rows that made an alert as a test of its rule, with other names for people and machines',
  options: (parser) =>
    workspaceOption(configOptions(parser))
      .positional('subject', {
        type: 'string',
        demandOption: true,
        describe: 'Number or name of an incident, or the SystemAlertId of an alert',
      })
      .option('to', {
        type: 'string',
        requiresArg: true,
        demandOption: true,
        describe: 'Test file to write, beside its rule: RULE.test.yaml',
      })
      .example(`$0 capture 4711 -w prod --to ${ruleFolder}/spray.test.yaml`, 'A case of the incident 4711'),
  run: async (args, io) => {
    const { path, rule, rows, verdict } = await captureCase(io, {
      config: configChoice(args),
      workspace: args.workspace,
      subject: args.subject,
      to: args.to,
    });
    const said =
      verdict === 'fires' ? 'fires on them' : 'is silent on them: it, or what it reads, is no longer as it was';
    io.out.write(
      `${inert(path)}: ${rows} row${rows === 1 ? '' : 's'}, without names; ${inert(rule)} ${said}.\nRead them before you commit: a name in the middle of a text may have stayed.\n`,
    );
    return exitCodes.clean;
  },
});
