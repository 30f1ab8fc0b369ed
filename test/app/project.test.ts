import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { chooseWorkspace, inCi, isAttended, openProject, typeNames } from '../../src/app/project.ts';
import { contentTypes } from '../../src/content/index.ts';
import { inFolder } from '../cli/io.ts';

const all = contentTypes.map(({ directory }) => directory);

describe('a project', () => {
  test.each([
    ['none', 'none'],
    ['nearest', 'nearest'],
  ] as const)('without picket.yaml is the working directory with the defaults: %s', async (_, from) => {
    await inFolder(async ({ cwd }) => {
      const { config, ...rest } = await openProject({ cwd }, { from });
      expect(rest).toStrictEqual({ root: cwd, diagnostics: [] });
      expect(config.content).toEqual(all.slice(0, 1));
      expect(Object.keys(config.workspaces)).toEqual(['local']);
    });
  });

  test('has the content of the folders that are there, in the order of the types', async () => {
    await inFolder(async ({ cwd, write }) => {
      for (const folder of all.slice(1).toReversed()) await mkdir(join(cwd, folder));
      expect((await openProject({ cwd }, { from: 'nearest' })).config.content).toEqual(all.slice(1));
      await write('picket.yaml', 'content: [mine]\n');
      expect((await openProject({ cwd }, { from: 'nearest' })).config.content).toEqual(['mine']);
      expect((await openProject({ cwd }, { from: 'none' })).config.content).toEqual(all.slice(1));
    });
  });

  test.each([true, false])('is about the chosen types alone, with picket.yaml or without: %s', async (isThere) => {
    await inFolder(async ({ cwd, write }) => {
      if (isThere) await write('picket.yaml', 'content: [mine]\n');
      const types = typeNames.slice(1, 3);
      const { only } = await openProject({ cwd }, { from: 'nearest', types });
      expect(only?.map(({ name }) => name)).toEqual(types);
      expect(await openProject({ cwd }, { from: 'nearest' })).not.toHaveProperty('only');
    });
  });

  test('is that of the nearest picket.yaml above, or of the named one, with its text and its warnings', async () => {
    await inFolder(async ({ cwd, write }) => {
      await write('picket.yaml', 'content: [mine]\n');
      await write('other/picket.yaml', 'content: [theirs]\n');
      await mkdir(join(cwd, 'mine/deep'), { recursive: true });
      const near = await openProject({ cwd: join(cwd, 'mine/deep') }, { from: 'nearest' });
      expect(near).toMatchObject({ root: cwd, diagnostics: [], document: { text: 'content: [mine]\n' } });
      const named = await openProject({ cwd }, { from: { file: 'other/picket.yaml' } });
      expect(named).toMatchObject({ root: join(cwd, 'other'), document: { text: 'content: [theirs]\n' } });
    });
  });

  test('that cannot be read is an error of the configuration with its own code', async () => {
    await inFolder(async ({ cwd, write }) => {
      await expect(openProject({ cwd }, { from: { file: 'none.yaml' } })).rejects.toMatchObject({
        kind: 'config',
        code: 'no-config-file',
        message: 'There is no configuration file none.yaml.',
      });
      await write('picket.yaml', 'contents: [mine]\nworkspaces: 3\n');
      await expect(openProject({ cwd }, { from: 'nearest' })).rejects.toMatchObject({
        kind: 'config',
        code: 'invalid-config',
        message: expect.stringMatching(
          /^picket\.yaml is not a valid configuration:(?:\n {2}picket\.yaml:\d+:\d+ .+)+$/,
        ),
      });
      expect(await openProject({ cwd }, { from: 'none' })).toMatchObject({ root: cwd });
    });
  });
});

describe('a workspace', () => {
  test('is the named one, `local` without a name, and in CI never a guess', async () => {
    await inFolder(async ({ cwd }) => {
      const project = await openProject({ cwd }, { from: 'none' });
      const local = project.config.workspaces['local'];
      expect(local).toBeDefined();
      expect(chooseWorkspace(project, { env: {} }, undefined)).toBe(local);
      expect(chooseWorkspace(project, { env: { CI: 'true' } }, 'local')).toBe(local);
      expect(() => chooseWorkspace(project, { env: { CI: 'true' } }, undefined)).toThrow(
        expect.objectContaining({ kind: 'usage', code: 'workspace-required', hint: 'Add -w with one of: local.' }),
      );
      for (const [name, hint] of [
        ['locla', 'Known are local. Did you mean `local`?'],
        ['toString', 'Known are local.'],
      ] as const)
        expect(() => chooseWorkspace(project, { env: {} }, name)).toThrow(
          expect.objectContaining({ kind: 'usage', code: 'unknown-workspace', hint }),
        );
    });
  });

  test.each([
    [undefined, false],
    ['', false],
    ['false', false],
    ['true', true],
    ['1', true],
  ])('is asked for in CI, which `CI=%s` says or does not', (CI, isCi) => {
    expect(inCi({ CI })).toBe(isCi);
    expect(isAttended({ env: { CI }, attended: true })).toBe(!isCi);
    expect(isAttended({ env: { CI }, attended: false })).toBe(false);
  });
});
