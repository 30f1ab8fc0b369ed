import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from '@jest/globals';
import { updateExpected } from '../expected.ts';
import { inFolder, type Shell } from './io.ts';

/** A text with more lines is looked at by its test alone. */
const longest = 45;

/** What each test of a file was told, by its name. */
const sectionsIn = (file: string): ReadonlyMap<string, string> =>
  new Map(
    (existsSync(file) ? readFileSync(file, 'utf8') : '').split(/^={5} /m).flatMap((part) => {
      const end = part.indexOf('\n');
      return end < 0 ? [] : [[part.slice(0, end), part.slice(end + 1)] as const];
    }),
  );

const textOf = (sections: ReadonlyMap<string, string>): string =>
  [...sections]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, text]) => `===== ${name}\n${text}`)
    .join('');

/** Changes are made side by side, and said as they end: their lines are sorted. */
const withoutOrder = (text: string): string =>
  text.replaceAll(/(?:^[a-z-]+ +(?:create|update|delete|adopt|refresh) .*\n)+/gm, (lines) =>
    lines
      .split('\n')
      .filter((line) => line !== '')
      .toSorted()
      .map((line) => `${line}\n`)
      .join(''),
  );

/** Commits and records are told by what they hold, times included: the how-manieth each is. */
const withoutHashes = (text: string): string => {
  const known = new Map<string, string>();
  return text.replaceAll(/\b(?:[\da-f]{64}|[\da-f]{40})\b/g, (hash) => {
    const name = known.get(hash) ?? `HASH-${known.size + 1}`;
    known.set(hash, name);
    return name;
  });
};

/** Ids as the how-manieth they are, for commands that make new ones. */
export const withoutIds = (text: string): string => {
  const known = new Map<string, string>();
  return text.replaceAll(/\b[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\b/g, (id) => {
    const name = known.get(id) ?? `ID-${known.size + 1}`;
    known.set(id, name);
    return name;
  });
};

/** What was typed, and what came of it; an answer that was there before is not said again. */
const dialogue = (turns: readonly { readonly typed: string; readonly answer: string }[]): string =>
  turns
    .map(({ typed, answer }, index) => {
      const lines = answer.split('\n');
      const isKnown = lines.length > 4 && turns.slice(0, index).some((turn) => turn.answer === answer);
      const told = isKnown ? '(as above)\n' : lines.length > longest ? `(${lines.length} lines)\n` : answer;
      return `$ ${typed}\n${told}${told === '' || told.endsWith('\n') ? '' : '\n'}`;
    })
    .join('\n');

/**
 * `inFolder` for the tests of one file (`import.meta.url`): besides what they look at, everything that the commands said
 * and every text that was read is what a person looked at once. It lies beside the test, as NAME.told.txt.
 * The lines of a stack are left out, and `without` takes out what is another one each time.
 */
export const wholeInFolder = (url: string, without = (text: string): string => text): typeof inFolder => {
  const file = fileURLToPath(url).replace(/\.test\.ts$/, '.told.txt');
  const begun = new Map<string, number>();
  return (work) => {
    const { currentTestName = 'before' } = expect.getState();
    const count = (begun.get(currentTestName) ?? 0) + 1;
    begun.set(currentTestName, count);
    const name = count === 1 ? currentTestName : `${currentTestName} (${count})`;
    return inFolder(async (shell) => {
      const turns: { readonly typed: string; answer: string }[] = [];
      const keep = async <T>(typed: string, doing: Promise<T>, said: (result: T) => string): Promise<T> => {
        const turn = { typed, answer: '' };
        turns.push(turn);
        const result = await doing;
        turn.answer = withoutOrder(said(result));
        return result;
      };
      const heard: Shell = {
        ...shell,
        picket: (...argv) =>
          keep(
            `picket ${argv.map((word) => (/[\s"]|^$/.test(word) ? JSON.stringify(word) : word)).join(' ')}`,
            shell.picket(...argv),
            ({ code, out, err }) => `${out}${err}${code === 0 ? '' : `exit ${code}\n`}`,
          ),
        read: (path) => keep(`show ${path}`, shell.read(path), (text) => text),
      };
      const result = await work(heard);
      const told = without(
        withoutHashes(
          dialogue(turns)
            .replaceAll(shell.cwd, '<folder>')
            .replaceAll(/^ {4}at .*\n/gm, '')
            .replaceAll(/(picket[ -])\d+\.\d+\.\d+(?=\.tgz|\n)/gi, '$1<version>'),
        ),
      );
      updateExpected(file, () => textOf(new Map([...sectionsIn(file), [name, told]])));
      expect(told).toBe(sectionsIn(file).get(name));
      return result;
    });
  };
};
