import { mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { inFolder, type Shell } from '../cli/io.ts';

const workspace = (lines: string): string =>
  `workspaces:\n  prod:\n    subscriptionId: 11111111-1111-4111-8111-111111111111\n    resourceGroup: rg\n    workspaceName: law-soc\n${lines}`;

/** A folder beside the project, which is gone afterwards. */
const beside = async (work: (folder: string, name: string) => Promise<void>): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), 'picket-outside-'));
  try {
    await work(folder, `../${basename(folder)}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

const refused = async (shell: Shell, path: string, ...argv: readonly string[]): Promise<void> => {
  const { code, err } = await shell.picket(...argv);
  expect(code).toBe(3);
  expect(err).toContain(`\`${path}\` lies outside the folder of picket.yaml.`);
  expect(err).toContain(`--allow-outside ${path}`);
};

describe('a path of picket.yaml that leads out of the project', () => {
  test.each([
    ['content', (path: string) => `content: [${path}]\n`],
    ['the content of a workspace', (path: string) => workspace(`    content: [${path}]\n`)],
    ['tables', (path: string) => `schema: {tables: [${path}]}\n`],
    ['parsers', (path: string) => `schema: {parsers: [${path}]}\n`],
    ['watchlists', (path: string) => `schema: {watchlists: [${path}]}\n`],
    ['lock files', (path: string) => `schema: {locks: ${path}}\n`],
    ['the state of an emulated workspace', (path: string) => workspace(`    emulator: {state: ${path}/state.jsonl}\n`)],
  ])('is refused for %s, relative and absolute, and passes by name', async (_name, text) => {
    await beside((folder, name) =>
      inFolder(async (shell) => {
        await shell.write('analytics-rules/.gitkeep', '');
        for (const path of [name, folder]) {
          await shell.write('picket.yaml', text(path));
          const written = /\S*picket-outside-[^\]}\s]*/.exec(text(path))?.[0] ?? '';
          await refused(shell, written.replace(/^[[{]/, ''), 'validate');
          expect(await shell.picket('validate', '--allow-outside', path)).toMatchObject({ code: 0 });
        }
      }),
    );
  });

  test('is found behind a link, and a state file there is not written', async () => {
    await beside((folder) =>
      inFolder(async (shell) => {
        await shell.write('analytics-rules/.gitkeep', '');
        await symlink(folder, join(shell.cwd, 'link'));
        await shell.write('picket.yaml', workspace('    emulator: {state: link/state.jsonl}\n'));
        await refused(shell, 'link/state.jsonl', 'plan', '-w', 'prod');
        await shell.write('picket.yaml', 'content: [link]\n');
        await refused(shell, 'link', 'validate');
        expect(await readdir(folder)).toEqual([]);
      }),
    );
  });

  test('does not include the project itself, a path that goes out and comes back, or one that does not exist yet', async () => {
    await inFolder(async (shell) => {
      const back = `../${basename(shell.cwd)}/analytics-rules`;
      await shell.write('analytics-rules/.gitkeep', '');
      await shell.write('picket.yaml', `content: [., ${back}, ./analytics-rules/../analytics-rules]\n`);
      expect(await shell.picket('validate')).toMatchObject({ code: 0 });
    });
  });
});

test.each([
  ['', 'it is empty'],
  ['Notes of somebody.\n', 'it holds something else'],
  ['{"picketEmulator":1', 'it holds something else'],
])('a state file that is none stays as it is, and is said to be none: %j', async (text, why) => {
  await inFolder(async (shell) => {
    await shell.write('analytics-rules/.gitkeep', '');
    await shell.write('picket.yaml', workspace('    emulator: {state: state.jsonl}\n'));
    await shell.write('state.jsonl', text);
    const { code, err } = await shell.picket('deploy', '-w', 'prod', '--yes');
    expect(code).toBe(3);
    expect(err).toContain(`state.jsonl cannot keep an emulated workspace: ${why}.`);
    expect(err).not.toContain('proxy');
    expect(await readFile(join(shell.cwd, 'state.jsonl'), 'utf8')).toBe(text);
  });
});

test.each([
  ['severities: {"yaml/*": off}\n', '`yaml/*` cannot be switched off as a whole'],
  ['severities: {"schema/*": off}\n', '`schema/*` cannot be switched off as a whole'],
  ['severities: {"schema/un*": off}\n', '`schema/un*` cannot be switched off as a whole'],
  [workspace('    tenantId: "https://login.example/x"\n'), '`https://login.example/x` is no tenant'],
  ['ignoreDrift: [{rule: "../x", reason: w, expires: 2027-01-01}]\n', '`../x` is no rule id'],
  ['approvals: [{rule: "a b", loss: severity-lowered, reason: w, expires: 2027-01-01}]\n', '`a b` is no rule id'],
  ['disabled: [{rule: "a?b", reason: w, until: 2027-01-01}]\n', '`a?b` is no rule id'],
  [workspace('    include: {ids: ["a/b/c"]}\n'), '`a/b/c` is no rule id'],
])('a configuration that hides or misnames is refused: %j', async (text, message) => {
  await inFolder(async (shell) => {
    await shell.write('picket.yaml', text);
    const { code, err } = await shell.picket('validate');
    expect(code).toBe(3);
    expect(err).toContain(message);
  });
});

test('an error without which no rule can be read keeps its weight, and the setting is said to be in vain', async () => {
  await inFolder(async (shell) => {
    await shell.write('picket.yaml', 'severities: {yaml/syntax: off}\n');
    await shell.write('analytics-rules/one.yaml', 'a: [');
    const { code, out } = await shell.picket('validate');
    expect(code).toBe(1);
    expect(out).toContain('yaml/syntax');
    expect(out).toContain('`yaml/syntax` stays an error');
  });
});
