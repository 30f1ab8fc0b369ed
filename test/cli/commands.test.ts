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

  test('is listed whole by --help, each command once, within the width of the terminal', async () => {
    await inFolder(async (shell) => {
      const { code, out } = await shell.picket('--help');
      expect(code).toBe(0);
      const lines = out.split('\n');
      const listed = lines.flatMap((line) => /^ {2}([a-z][^ ]*)/u.exec(line)?.slice(1) ?? []);
      expect(listed).toEqual(commands.map(({ name }) => name));
      expect(lines.filter((line) => line.length > 100)).toEqual([]);
      for (const { describe: said } of commands) expect(out.replaceAll(/\s+/gu, ' ')).toContain(said);
    });
  });
});
