import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import type { Shell } from './io.ts';
import { wholeInFolder } from './told.ts';

const inFolder = wholeInFolder(import.meta.url);

const rule = readFileSync('test/scenarios/fuses/files/rule.txt', 'utf8').replaceAll('NN', '07');
const hour = 3_600_000;

const config = (limits: string): string =>
  `project:\n  name: scenario\n  id: 3d8f2a64-7b1c-4e0e-9a53-20c1f6a4b7d9\n${limits}`;

/** How a plan that was saved so many hours ago is executed. */
const executedAfter = async (shell: Shell, hours: number) => {
  await shell.write('analytics-rules/rule.yaml', rule);
  expect(await shell.picket('plan', '--out', 'plan.json')).toMatchObject({ code: 0 });
  shell.later(hours * hour);
  return shell.picket('deploy', '--yes', '--plan', 'plan.json');
};

describe('a saved plan', () => {
  test('holds for a day', async () => {
    await inFolder(async (shell) => {
      await shell.write('picket.yaml', config(''));
      const { code, err } = await executedAfter(shell, 25);
      expect(code).toBe(5);
      expect(err).toContain('The plan was made 25 h ago; it holds for 24 h (limits.planHours in picket.yaml).');
    });
  });

  test('holds for as long as picket.yaml says', async () => {
    await inFolder(async (shell) => {
      await shell.write('picket.yaml', config('limits:\n  planHours: 26\n'));
      expect(await executedAfter(shell, 25)).toMatchObject({ code: 0, out: expect.stringContaining('1 written') });
    });
    await inFolder(async (shell) => {
      await shell.write('picket.yaml', config('limits:\n  planHours: 0.5\n'));
      const { code, err } = await executedAfter(shell, 1);
      expect({ code, err }).toEqual({ code: 5, err: expect.stringContaining('it holds for 0.5 h') });
    });
  });
});
