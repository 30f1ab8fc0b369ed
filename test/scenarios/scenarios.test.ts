import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { inFolder } from '../cli/io.ts';
import { play } from './transcript.ts';

const here = dirname(fileURLToPath(import.meta.url));
const names = readdirSync(here, { withFileTypes: true }).filter((entry) => entry.isDirectory());

/** `UPDATE_SCENARIOS=1 npm test -- test/scenarios` writes what really happened; read the difference before committing it. */
const update = process.env['UPDATE_SCENARIOS'] === '1';

describe('a person at the command line', () => {
  test.each(names.map(({ name }) => name))('%s', async (name) => {
    const file = join(here, name, 'transcript.txt');
    const transcript = readFileSync(file, 'utf8');
    const played = await inFolder((shell) => {
      // What is waited for is there at once; a time-out is longer.
      shell.hurry(30_000);
      return play(shell, join(here, name), transcript);
    });
    if (update) writeFileSync(file, played);
    expect(update ? transcript : played).toBe(transcript);
  });
});
