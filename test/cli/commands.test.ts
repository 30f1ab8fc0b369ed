import { describe, expect, jest, test } from '@jest/globals';
import yargs from 'yargs';
import type { Run } from '../../src/cli/command.ts';
import { commands } from '../../src/cli/commands/index.ts';
import { formats } from '../../src/report/index.ts';
import { inFolder } from './io.ts';

/** Commands without a report, and what they print instead. */
const printing: Readonly<Record<string, string>> = {
  capture: 'the file that it wrote',
  completion: 'a script of a shell',
  disable: 'the rule that it switched',
  docs: 'the folder that it wrote',
  emulator: 'the address where it listens',
  enable: 'the rule that it switched',
  explain: 'a page of these docs',
  github: 'the comment or issue that it wrote',
  init: 'the files that it wrote',
  new: 'the files that it wrote',
  promote: 'the file that it wrote',
  query: 'the rows of a query, in formats of its own',
  sample: 'rows of a table',
  schema: 'a JSON schema',
  upgrade: 'the files that it wrote',
};

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

  test('has every format for each command that says what it found; the others print what other programs take, or one line of what they did', async () => {
    const without: string[] = [];
    await inFolder(async (shell) => {
      for (const { name } of commands) {
        const { out } = await shell.picket(name, '--help');
        if (!out.replaceAll(/\s+/gu, ' ').includes(`How to report: ${formats.join(', ')}`)) without.push(name);
      }
    });
    expect(without.toSorted()).toEqual(Object.keys(printing).toSorted());
  });

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

/** What a command line asks for. */
const askedBy = async (line: string): Promise<Run> => {
  const words = line.split(' ');
  const command = await commands.find(({ name }) => name === words[0])?.load();
  let asked: Run | undefined;
  const parser = command?.register(yargs().help(false).version(false).exitProcess(false), (run) => {
    asked = run;
  });
  await parser?.parseAsync(words);
  if (asked === undefined) throw new Error(`${line} asks for nothing`);
  return asked;
};

describe('an interrupt', () => {
  test.each([
    'adopt',
    'deploy',
    'disable x --until 4h --reason noise --now',
    'doctor --probe',
    'enable x --now',
    'onboard --apply',
    'rollback --to HEAD',
  ])('ends `picket %s` between two changes', async (line) => {
    expect((await askedBy(line)).writes).toBe(true);
  });

  test.each(['validate', 'test', 'plan', 'drift', 'pull', 'health', 'history x', 'backtest x'])(
    'cuts off the requests of `picket %s`, which changes nothing outside of this disk',
    async (line) => {
      expect((await askedBy(line)).writes).toBe(false);
    },
  );
});
