import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { updateExpected } from '../../../expected.ts';
import { notes, owed } from './notes.ts';
import { overrides, switches } from './overrides.ts';
import { markers, records } from './records.ts';
import { differences, rows } from './values.ts';

test.each<readonly [string, () => readonly string[]]>([
  ['records', records],
  ['markers', markers],
  ['overrides', overrides],
  ['switches', switches],
  ['notes', notes],
  ['owed', owed],
  ['differences', differences],
  ['rows', rows],
])('what is kept of a deployment, read after each change: %s', (name, say) => {
  const said = say().map((line) => line.replaceAll('\n', '\\n').trimEnd());
  const expected = new URL(`${name}.txt`, import.meta.url);
  updateExpected(expected, () => `${said.join('\n')}\n`);
  expect(said).toEqual(readFileSync(expected, 'utf8').trimEnd().split('\n'));
});
