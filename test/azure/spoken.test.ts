import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { updateExpected } from '../expected.ts';
import { askedFacts } from './asked-facts.ts';
import { asked } from './asked.ts';
import { spoken } from './spoken.ts';

const lines = [...spoken(), ...(await asked()), ...(await askedFacts())];
const file = new URL('spoken.txt', import.meta.url);
updateExpected(file, () => `${lines.join('\n')}\n`);

test('what is said of answers and of what is thrown, what each request asks, and what its answer comes to', () => {
  expect(lines).toEqual(readFileSync(file, 'utf8').trimEnd().split('\n'));
});
