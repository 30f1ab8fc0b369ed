import { enableNow } from '../../app/change/override.ts';
import { PicketError } from '../../core/errors.ts';
import { overrideWords } from '../../core/engine/override-log.ts';
import { inert } from '../../report/text/style.ts';
import { defineCommand } from '../command.ts';
import { exitCodes } from '../exit-code.ts';
import { configOptions, ruleNames, sayNotes, workspaceOption } from '../options.ts';
import { contentChoice, typeOption } from '../type-option.ts';

export const command = defineCommand({
  usage: 'enable <rule>',
  describe: 'End the switching off of a rule in a workspace before its time',
  writes: true,
  options: (parser) =>
    workspaceOption(typeOption(configOptions(parser)))
      .positional('rule', { type: 'string', demandOption: true, describe: ruleNames })
      .option('now', { type: 'boolean', describe: 'In the workspace, at once; what picket.yaml says is ended in git' })
      .example('$0 enable 0f6a1c52-5b1e-4c55-9a55-6d1f5a0c7e21 -w prod --now', 'It runs again, and deployments let it'),
  run: async (args, io) => {
    if (args.now !== true)
      throw new PicketError('usage', 'Say that it is to be switched on in the workspace: --now.', {
        code: 'no-now',
        hint: 'What picket.yaml switches off is switched on by taking its entry out of disabled, and deploying.',
      });
    const on = await enableNow(io, { config: contentChoice(args), workspace: args.workspace, rule: args.rule });
    sayNotes(io, on.said);
    const name = inert(on.name);
    if (on.off === 'git')
      io.out.write(
        `${name} stays off in ${on.workspace}: git has it off, in its file or under disabled in picket.yaml.\n`,
      );
    else if (on.off === 'service')
      io.out.write(
        `${name} stays off in ${on.workspace}: the service switched it off; picket deploy -w ${on.workspace} --reenable ${on.id} switches it on.\n`,
      );
    else io.out.write(`${name} ${on.isMoved ? 'is on' : 'was on already'} in ${on.workspace}.\n`);
    io.err.write(
      on.ended === undefined ? 'No override of it was recorded.\n' : `Ended: ${inert(overrideWords(on.ended))}\n`,
    );
    if (!on.isInGit)
      io.err.write(
        `Git no longer has it: deployments leave it as it is, and picket deploy -w ${on.workspace} --prune removes it.\n`,
      );
    return exitCodes.clean;
  },
});
