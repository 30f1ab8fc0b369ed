import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { pretty } from '../../src/report/pretty.ts';
import { deployed, change, plain, planOf } from '../report/reports.ts';
import { ownIdentity, sound } from './mistakes.ts';
import { inFolder } from './io.ts';

describe('who says no', () => {
  test('is told that nothing happened, and not the plan again', async () => {
    await inFolder(async ({ picket, write, answers }) => {
      await write('analytics-rules/a.yaml', sound);
      answers.push('n');
      const { code, out, err } = await picket('deploy');
      expect({ code, out }).toEqual({ code: 5, out: '' });
      expect(err.match(/^Plan:/gm)).toHaveLength(1);
      expect(err).toMatch(/Nothing was written: local is as it was\.\n$/);
    });
  });
});

describe('a run that stops before its first write', () => {
  const stopped = [1, 2, 3].map((index) => {
    const { type, id, displayName, action } = change(index);
    return { type, id, displayName, action, status: 'not-attempted', reason: 'interrupted' } as const;
  });

  test('says so in one line, not once per rule', () => {
    expect(pretty(deployed(planOf([change(1), change(2), change(3)]), stopped), plain)).toBe(
      'Nothing was written: interrupted before the first of 3 changes.\nDeployed: 3 not attempted.\n',
    );
  });

  test('names each rule once something was written', () => {
    const [first, ...rest] = stopped;
    if (first === undefined) throw new Error('nothing was stopped');
    const text = pretty(deployed(planOf([]), [{ ...first, status: 'written' }, ...rest]), plain);
    expect(text).toContain(rest[0]?.displayName);
    expect(text).not.toContain('Nothing was written');
  });
});

describe('rules with errors', () => {
  test('do not keep the templates of the others from being written', async () => {
    await inFolder(async ({ cwd, picket, write }) => {
      await write('analytics-rules/good.yaml', ownIdentity(sound, 1));
      await write('analytics-rules/bad.yaml', ownIdentity(sound, 2).replace('severity: High', 'severity: Urgent'));
      const { code, err } = await picket('render', '--out-dir', 'templates');
      expect(code).toBe(1);
      expect(err).toMatch(/^1 template written: .*\nerror: 1 file with errors left out\.\n$/);
      expect(await readdir(join(cwd, 'templates'))).toEqual(['5a2f7f3e-3c1e-4f5e-9f39-000000000001.json']);
    });
  });
});
