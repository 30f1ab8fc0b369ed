import { describe, expect, jest, test } from '@jest/globals';
import { commands } from '../../src/cli/commands/index.ts';
import { inFolder } from './io.ts';

/** Loading the modules of a command takes seconds on a busy machine. */
jest.setTimeout(60_000);

describe('the table of commands', () => {
  test.each(commands.map(({ name, usage, describe: said }) => ({ name, usage, said })))(
    'says of $name what the command says of itself',
    async ({ name, usage, said }) => {
      await inFolder(async (shell) => {
        const { code, out } = await shell.picket(name, '--help');
        const [head, , about] = out.split('\n');
        expect({ code, head, about: about?.trim() }).toEqual({ code: 0, head: `picket ${usage}`, about: said });
      });
    },
  );
});
