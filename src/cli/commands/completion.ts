import { basename } from 'node:path';
import { defineCommand } from '../command.ts';
import { scripts, shells } from '../completion/scripts.ts';
import { exitCodes } from '../exit-code.ts';

export const command = defineCommand({
  usage: 'completion [shell]',
  describe: 'Print a script that completes commands, options, workspaces and rules in a shell',
  options: (parser) =>
    parser
      .positional('shell', {
        choices: shells,
        describe: 'The shell; the one that SHELL names by default, else bash',
      })
      .example('source <($0 completion bash)', 'In ~/.bashrc; likewise zsh in ~/.zshrc')
      .example('$0 completion fish > ~/.config/fish/completions/picket.fish', 'fish')
      .example('$0 completion powershell | Out-String | Invoke-Expression', 'In $PROFILE'),
  run: async (args, io) => {
    const own = basename(io.env['SHELL'] ?? '');
    io.out.write(scripts[args.shell ?? shells.find((shell) => shell === own) ?? 'bash']);
    return exitCodes.clean;
  },
});
