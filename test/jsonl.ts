import { readFileSync, readdirSync, writeFileSync } from 'node:fs';

/** The cases of a file, one a line as JSON. Throws for a line that is none. */
export const casesIn = <Case>(file: URL, isCase: (value: unknown) => value is Case): readonly Case[] =>
  readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => {
      const value: unknown = JSON.parse(line);
      if (isCase(value)) return value;
      throw new Error(`${file.pathname} has a line that is no case: ${line.slice(0, 80)}`);
    });

/** Writes cases where `UPDATE_EXPECTED=1` asks for it: what they give now, to be read before it is kept. */
export const updateCases = (file: URL, cases: () => readonly object[]): void => {
  if (process.env['UPDATE_EXPECTED'] !== '1') return;
  writeFileSync(
    file,
    `${cases()
      .map((each) => JSON.stringify(each))
      .join('\n')}\n`,
  );
};

/** The files of a folder, by their names. */
export const filesIn = (folder: URL): readonly (readonly [name: string, file: URL])[] =>
  readdirSync(folder)
    .toSorted()
    .map((name) => [name, new URL(name, folder)]);
