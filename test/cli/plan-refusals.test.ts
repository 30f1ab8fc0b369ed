import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { fileStore } from '../../src/emulator/store/file-store.ts';
import { createPortal } from '../../src/emulator/portal.ts';
import { noon, type Shell } from './io.ts';
import { wholeInFolder } from './told.ts';

const inFolder = wholeInFolder(import.meta.url);

const template = readFileSync('test/scenarios/fuses/files/rule.txt', 'utf8');
const rule = (number: string): string => template.replaceAll('NN', number);
const target = {
  subscriptionId: '00000000-0000-0000-0000-000000000001',
  resourceGroup: 'rg',
  workspaceName: 'law-refusing',
};
const project = 'project: { name: scenario, id: 3d8f2a64-7b1c-4e0e-9a53-20c1f6a4b7d9 }\n';
const workspace = JSON.stringify({ ...target, emulator: { state: 'state.jsonl' } });

const portalOf = async (shell: Shell) => {
  await shell.write('picket.yaml', `${project}workspaces: { local: ${workspace} }\n`);
  const portal = createPortal({
    store: await fileStore(join(shell.cwd, 'state.jsonl')),
    clock: { now: () => noon, sleep: async () => undefined },
    target,
  });
  await portal.addTable({
    name: 'SigninLogs',
    plan: 'Analytics',
    columns: { ResultType: 'string', IPAddress: 'string' },
  });
  return portal;
};

/** A rule over a table that the workspace does not have. */
const overNothing = rule('02').replaceAll('SigninLogs', 'Nowhere_CL');

describe('a plan says what a deployment will do', () => {
  test('a rule that would be refused is no create, and the exit code says so where it is asked for', async () => {
    await inFolder(async (shell) => {
      await portalOf(shell);
      await shell.write('analytics-rules/01.yaml', rule('01'));
      expect(await shell.picket('plan', '--detailed-exitcode')).toMatchObject({ code: 2 });
      await shell.write('analytics-rules/02.yaml', overNothing);
      const { code, out } = await shell.picket('plan', '--detailed-exitcode');
      expect(code).toBe(5);
      expect(out).toContain('1 to create');
      expect(out).toContain('reads Nowhere_CL, which the workspace does not have');
      expect(await shell.picket('plan')).toMatchObject({ code: 0 });
      expect(await shell.picket('plan', '--out', 'plan.json')).toMatchObject({ code: 0 });
      expect(await shell.picket('deploy', '--yes', '--plan', 'plan.json')).toMatchObject({
        out: expect.stringContaining('1 written'),
      });
    });
  });

  test('what another identity may do is left open', async () => {
    await inFolder(async (shell) => {
      const portal = await portalOf(shell);
      await shell.write('analytics-rules/01.yaml', rule('01'));
      await portal.deny(['Microsoft.SecurityInsights/alertRules/write']);
      const open = await shell.picket('plan', '--detailed-exitcode');
      expect(open).toMatchObject({
        code: 2,
        out: expect.stringContaining('Open: whether the identity that deploys may'),
      });
      expect(await shell.picket('deploy', '--yes')).toMatchObject({
        code: 5,
        out: expect.stringContaining('The signed-in identity may not write analytics rules'),
      });
    });
  });

  test('refusals that stood at a git ref can pass', async () => {
    await inFolder(async (shell) => {
      await portalOf(shell);
      const git = (...args: readonly string[]): void => {
        execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], {
          cwd: shell.cwd,
          stdio: 'ignore',
        });
      };
      await shell.write('analytics-rules/02.yaml', overNothing);
      git('init');
      git('add', '.');
      git('commit', '-m', 'one');
      const since = ['plan', '--detailed-exitcode', '--new-refusals-only', 'HEAD'];
      expect(await shell.picket('plan', '--detailed-exitcode')).toMatchObject({ code: 5 });
      expect(await shell.picket(...since)).toMatchObject({ code: 0 });
      await shell.write('analytics-rules/01.yaml', rule('01'));
      expect(await shell.picket(...since)).toMatchObject({ code: 2 });
      await shell.write('analytics-rules/03.yaml', rule('03').replaceAll('SigninLogs', 'Nowhere_CL'));
      expect(await shell.picket(...since)).toMatchObject({ code: 5 });
    });
  });
});
