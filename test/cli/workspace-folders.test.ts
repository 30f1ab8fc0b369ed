import { readFileSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { Shell } from './io.ts';
import { wholeInFolder } from './told.ts';

const inFolder = wholeInFolder(import.meta.url);

const rule = readFileSync('test/scenarios/fuses/files/rule.txt', 'utf8').replaceAll('NN', '07');

const config = [
  'project: {name: scenario, id: 3d8f2a64-7b1c-4e0e-9a53-20c1f6a4b7d9}',
  'workspaces:',
  '  prod: {subscriptionId: 00000000-0000-0000-0000-000000000001, resourceGroup: rg, workspaceName: law-prod, content: [prod]}',
  '  test: {subscriptionId: 00000000-0000-0000-0000-000000000001, resourceGroup: rg, workspaceName: law-test, content: [shared, test]}',
  '',
].join('\n');

const project = async (shell: Shell): Promise<void> => {
  await shell.write('picket.yaml', config);
  await shell.write('prod/one.yaml', rule);
  await shell.write('test/one.yaml', rule);
  await shell.write('shared/two.yaml', rule.replace('a007', 'a008').replace('Rule 07', 'Rule 08'));
};

describe('a project whose workspaces have folders of their own', () => {
  test('has all of them checked, each on its own: the same rule may be in several', async () => {
    await inFolder(async (shell) => {
      await project(shell);
      expect(await shell.picket('validate')).toMatchObject({ code: 0, out: expect.stringContaining('3 files') });
      await shell.write('shared/one.yaml', rule);
      const { code, out } = await shell.picket('validate');
      expect(code).toBe(1);
      expect(out).toContain('repo/duplicate-id');
      expect(out).toContain('4 files');
      expect(out).not.toContain('prod/one.yaml');
    });
  });

  test('has all of them laid out', async () => {
    await inFolder(async (shell) => {
      await project(shell);
      await shell.picket('fmt');
      expect(await shell.picket('fmt', '--check')).toMatchObject({ code: 0 });
      await shell.write('test/one.yaml', rule.replace(/^severity: .*\n/m, '').concat('\nseverity: Low\n'));
      expect(await shell.picket('fmt', '--check')).toMatchObject({ code: 1, out: expect.stringContaining('test/one') });
    });
  });

  test('finds the file of what a workspace does not take in the folders of that workspace', async () => {
    await inFolder(async (shell) => {
      const emulated = 'emulator: {state: state.jsonl}';
      const away = `${rule}tags: [away]\n`;
      await shell.write('picket.yaml', config.replace('content: [prod]', `content: [prod], ${emulated}`));
      await shell.write('prod/one.yaml', away);
      await shell.picket('deploy', '-w', 'prod', '--yes');
      const excluding = `content: [prod], exclude: {tags: [away]}, ${emulated}`;
      await shell.write('picket.yaml', config.replace('content: [prod]', excluding));
      const { code, out } = await shell.picket('pull', '-w', 'prod', '--only', 'all');
      expect(code).toBe(0);
      expect(out).toContain('prod/one.yaml has its id, and picket.yaml keeps it from this workspace');
      expect(await readdir(join(shell.cwd, 'prod'))).toEqual(['one.yaml']);
      await shell.write('kept/one.yaml', away);
      await rm(join(shell.cwd, 'prod'), { recursive: true });
      const kept = await shell.picket('pull', '-w', 'prod', '--only', 'all', '--out', 'kept');
      expect(kept.out).toContain('kept/one.yaml has its id, and picket.yaml keeps it from this workspace');
      expect(await readdir(join(shell.cwd, 'kept'))).toEqual(['one.yaml']);
    });
  });

  test('needs no shared folder, and misses one that a workspace names', async () => {
    await inFolder(async (shell) => {
      await shell.write('picket.yaml', config);
      await shell.write('prod/one.yaml', rule);
      await shell.write('test/one.yaml', rule);
      expect(await shell.picket('validate')).toMatchObject({
        code: 3,
        err: expect.stringContaining('The content folder shared does not exist.'),
      });
    });
  });
});

test('a plan without a content folder says so, and of no content that nobody deployed', async () => {
  await inFolder(async ({ picket, write }) => {
    await write(
      'picket.yaml',
      'project: {name: test, id: 0f6a1c52-5b1e-4c55-9a55-6d1f5a0c7e21}\ncontent: [watchlsts]\nworkspaces:\n  local:\n    subscriptionId: 00000000-0000-0000-0000-000000000001\n    resourceGroup: rg\n    workspaceName: law-local\n    emulator: {state: state.jsonl}\n',
    );
    const { code, out, err } = await picket('plan', '-w', 'local');
    expect(err).toBe('');
    expect(code).toBe(5);
    expect(out).toContain('The content folder watchlsts does not exist. no-content-folder');
  });
});
