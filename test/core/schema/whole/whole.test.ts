import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import type { JsonObject } from '../../../../src/core/json.ts';
import { checkSchema } from '../../../../src/core/schema/schema.ts';
import { applyEdits } from '../../../../src/core/text/edit.ts';
import { readDocument } from '../../../../src/core/text/read-document.ts';
import { changesOf } from '../../../changes.ts';
import { updateExpected } from '../../../expected.ts';
import { file, rich, small } from './schemas.ts';
import { added, byHand, foreign, others } from './texts.ts';

/** What is said of a text, each hint once, with the text that it stands on and the lines that a repair writes. */
const teller = (schema: JsonObject): ((text: string) => readonly string[]) => {
  const hints = new Set<string>();
  return (text) => {
    const { document } = readDocument('file.yaml', text);
    return checkSchema(schema, document).flatMap(({ code, severity, message, hint, range, fix }) => {
      const { start, end } = range ?? { start: { line: 0, column: 0 }, end: { line: 0, column: 0 } };
      const line = text.split('\n')[start.line - 1] ?? '';
      const on = start.line === end.line ? line.slice(start.column - 1, end.column - 1) : `${line} … ${end.line}`;
      const isNew = hint !== undefined && !hints.has(hint);
      if (hint !== undefined) hints.add(hint);
      const before = text.split('\n');
      const after = fix === undefined ? [] : applyEdits(text, fix).split('\n');
      return [
        `${severity} ${code} ${start.line}:${start.column} ${on.slice(0, 40)}: ${message}`,
        ...(isNew ? [`  ${hint}`] : hint === undefined ? ['  (no hint)'] : []),
        ...after.filter((one) => !before.includes(one)).map((one) => `+ ${one}`),
        ...(fix === undefined ? [] : before.filter((one) => !after.includes(one)).map((one) => `- ${one}`)),
      ];
    });
  };
};

const json = (value: unknown): string => `${JSON.stringify(value, null, 1)}\n`;

const changed = (): readonly string[] => {
  const tell = teller(rich);
  return [
    ...[...changesOf(file, others)].flatMap(([words, value]) => [
      `== ${words}`,
      ...(typeof value === 'symbol' ? [] : tell(json(value))),
    ]),
    ...added.flatMap(([words, keys]) => [
      `== ${words}`,
      ...tell(json({ ...file, ...keys })),
      `= the other way round`,
      ...tell(
        json(
          Object.fromEntries(
            Object.entries({ ...file, ...keys })
              .toReversed()
              .slice(0, -3),
          ),
        ),
      ),
    ]),
  ];
};

const written = (): readonly string[] => {
  const tell = teller(rich);
  return byHand.flatMap((text) => [`== ${JSON.stringify(text)}`, ...tell(text)]);
};

const elsewhere = (): readonly string[] => {
  const tell = teller(small);
  return Object.entries(foreign).flatMap(([name, value]) => [
    `==== ${name}`,
    ...tell(json(value)),
    ...[...changesOf(value)].flatMap(([words, other]) => [
      `== ${words}`,
      ...(typeof other === 'symbol' ? [] : tell(json(other))),
    ]),
  ]);
};

test.each<readonly [string, () => readonly string[]]>([
  ['changed', changed],
  ['written', written],
  ['elsewhere', elsewhere],
])('what is said of a file that does not fit its schema: %s', (name, say) => {
  const said = say().map((line) => line.replaceAll('\n', '\\n'));
  const expected = new URL(`${name}.txt`, import.meta.url);
  updateExpected(expected, () => `${said.join('\n')}\n`);
  expect(said).toEqual(readFileSync(expected, 'utf8').trimEnd().split('\n'));
});
