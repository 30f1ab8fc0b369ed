import { expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { updateExpected } from '../../../expected.ts';
import { changes } from './changes.ts';
import { proposals } from './proposals.ts';
import { states } from './states.ts';
import { made } from './made.ts';

/** A value as JSON that tells an absent value from none. */
const shown = (value: unknown): string =>
  JSON.stringify(value, (_key, member: unknown) =>
    member === undefined
      ? '(undefined)'
      : typeof member === 'number' && !Number.isFinite(member)
        ? `(${member})`
        : member,
  );

const said = (): readonly string[] =>
  Object.entries({ ...changes, ...states, ...proposals, ...made }).flatMap(([name, answers]) => [
    `== ${name}`,
    ...answers().map(shown),
  ]);

const file = new URL('whole.txt', import.meta.url);
updateExpected(file, () => `${said().join('\n')}\n`);

test('what is known of the service gives the same answers to the same facts', () => {
  expect(said()).toEqual(readFileSync(file, 'utf8').trimEnd().split('\n'));
});
