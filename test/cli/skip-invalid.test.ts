import { readFileSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { fileStore } from '../../src/emulator/store/file-store.ts';
import { createPortal } from '../../src/emulator/portal.ts';
import { noon, type Shell } from './io.ts';
import { wholeInFolder } from './told.ts';

const inFolder = wholeInFolder(import.meta.url);

const template = readFileSync('test/scenarios/fuses/files/rule.txt', 'utf8');
const config = 'project: { name: scenario, id: 3d8f2a64-7b1c-4e0e-9a53-20c1f6a4b7d9 }\n';

const rule = (number: string): string => template.replaceAll('NN', number);
const broken = (text: string): string => text.replace(/^severity: .*$/m, 'severity: Critical');

/** Three deployed rules; then the second has an error, and the first another severity. */
const withError = async (shell: Shell): Promise<void> => {
  await shell.write('picket.yaml', config);
  for (const number of ['01', '02', '03']) await shell.write(`analytics-rules/${number}.yaml`, rule(number));
  expect(await shell.picket('deploy', '--yes')).toMatchObject({ code: 0 });
  await shell.write('analytics-rules/01.yaml', rule('01').replace(/^severity: .*$/m, 'severity: High'));
  await shell.write('analytics-rules/02.yaml', broken(rule('02')));
};

const changesIn = (out: string): readonly string[] => {
  const { changes }: { changes: { action: string; path: string }[] } = JSON.parse(out);
  return changes.map(({ action, path }) => `${action} ${path}`);
};

describe('one file with an error', () => {
  test('does not hide the plan of the others, which is shown and not saved', async () => {
    await inFolder(async (shell) => {
      await withError(shell);
      const { code, out, err } = await shell.picket('plan', '--format', 'json', '--out', 'plan.json');
      expect(code).toBe(1);
      expect(changesIn(out)).toEqual(['update analytics-rules/01.yaml']);
      expect(out).toContain('`Critical` is no severity.');
      expect(err).toContain('not saved');
      await expect(readFile(join(shell.cwd, 'plan.json'))).rejects.toThrow('ENOENT');
    });
  });

  test('keeps a deployment from beginning, unless it is to be skipped: then the rest is done, which ends with 6', async () => {
    await inFolder(async (shell) => {
      await withError(shell);
      const refused = await shell.picket('deploy', '--yes');
      expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('--skip-invalid leaves them alone') });
      const done = await shell.picket('deploy', '--yes', '--skip-invalid', '--prune');
      expect(done).toMatchObject({ code: 6, out: expect.stringContaining('1 written') });
      // Nothing is left to write, and the file still has its error.
      expect(await shell.picket('deploy', '--yes', '--skip-invalid')).toMatchObject({ code: 5 });
      await shell.write('analytics-rules/02.yaml', rule('02'));
      expect(await shell.picket('plan', '--detailed-exitcode')).toMatchObject({ code: 0 });
    });
  });

  test('lets a plan be saved where it is skipped, and that plan is executed only so', async () => {
    await inFolder(async (shell) => {
      await withError(shell);
      expect(await shell.picket('plan', '--out', 'plan.json', '--skip-invalid')).toMatchObject({ code: 1 });
      expect(await shell.picket('deploy', '--yes', '--plan', 'plan.json')).toMatchObject({ code: 1 });
      expect(await shell.picket('deploy', '--yes', '--plan', 'plan.json', '--skip-invalid')).toMatchObject({ code: 6 });
    });
  });

  test('does not hide the drift of the others, and its code wins', async () => {
    await inFolder(async (shell) => {
      await withError(shell);
      const { code, out } = await shell.picket('drift');
      expect(code).toBe(1);
      expect(out).toContain('Changed in git since the last deployment');
      expect(out).not.toContain('no longer in git');
    });
  });

  test('is no reason to prune its rule, nor to create one that looks like it', async () => {
    await inFolder(async (shell) => {
      await withError(shell);
      await shell.write('analytics-rules/02.yaml', 'id: [\n');
      await shell.write(
        'analytics-rules/04.yaml',
        rule('02').replace(/^id: .*$/m, 'id: 9c1d7f60-1111-4222-8333-444444444444'),
      );
      const { code, out } = await shell.picket('plan', '--format', 'json', '--skip-invalid', '--prune');
      expect(code).toBe(1);
      expect(changesIn(out)).toEqual(['update analytics-rules/01.yaml']);
      expect(out).toContain('its file may be one of those whose id cannot be read');
      expect(await shell.picket('deploy', '--yes', '--skip-invalid', '--prune')).toMatchObject({ code: 6 });
      await shell.write('analytics-rules/02.yaml', rule('02'));
      await rm(join(shell.cwd, 'analytics-rules/04.yaml'));
      expect(await shell.picket('plan', '--detailed-exitcode')).toMatchObject({ code: 0 });
    });
  });

  test('cannot be skipped where all or nothing is asked for', async () => {
    await inFolder(async (shell) => {
      await withError(shell);
      for (const command of ['plan', 'deploy'])
        expect(await shell.picket(command, '--skip-invalid', '--all-or-nothing')).toMatchObject({
          code: 3,
          err: expect.stringContaining('--skip-invalid leaves rules out, and --all-or-nothing wants all of them.'),
        });
    });
  });
});

describe('a file that a workspace may include, if only somebody could read it', () => {
  const tagged = rule('02').replace(/^severity: .*$/m, '$&\ntags: [prod]');
  const id = /^id: (.*)$/m.exec(tagged)?.[1] ?? '';

  test.each([
    ['by its tags', '{ tags: [prod] }', '<<<<<<< HEAD\n$&'],
    ['by its tags, which are no list', '{ tags: [prod] }', tagged.replace('[prod]', 'prod')],
    ['by its id', `{ ids: [${id}] }`, '<<<<<<< HEAD\n$&'],
    ['by its id, which is not there', `{ ids: [${id}] }`, tagged.replace(/^id: .*\n/m, '')],
  ])('is broken, not gone: %s', async (_, include, text) => {
    await inFolder(async (shell) => {
      const workspace = `{ subscriptionId: 00000000-0000-0000-0000-000000000001, resourceGroup: rg, workspaceName: law-some, include: ${include}, emulator: { state: state.jsonl } }`;
      await shell.write('picket.yaml', `${config}workspaces:\n  local: ${workspace}\n`);
      await shell.write('analytics-rules/01.yaml', rule('01'));
      await shell.write('analytics-rules/02.yaml', tagged);
      expect(await shell.picket('deploy', '--yes')).toMatchObject({ out: expect.stringContaining('1 written') });
      await shell.write(
        'analytics-rules/02.yaml',
        text.replace('$&', () => tagged),
      );
      const { code, out } = await shell.picket('drift');
      expect(code).toBe(1);
      expect(out).not.toContain('no longer in git');
      const planned = await shell.picket('plan', '--prune', '--format', 'json');
      expect(planned.code).toBe(1);
      expect(planned.out).not.toContain('"delete"');
    });
  });
});

const target = {
  subscriptionId: '00000000-0000-0000-0000-000000000001',
  resourceGroup: 'rg',
  workspaceName: 'law-running',
};

test('a query that the engine refuses and the workspace runs is a warning to a plan, while the file says what runs', async () => {
  await inFolder(async (shell) => {
    const workspace = JSON.stringify({ ...target, emulator: { state: 'state.jsonl' } });
    await shell.write('picket.yaml', `${config}workspaces: { local: ${workspace} }\n`);
    const store = await fileStore(join(shell.cwd, 'state.jsonl'));
    const portal = createPortal({ store, clock: { now: () => noon, sleep: async () => undefined }, target });
    const properties = {
      displayName: 'Rule of old',
      enabled: true,
      severity: 'Medium',
      // Laid out otherwise than a file that is pulled.
      query: 'SigninLogs |where Nowhere==1',
      suppressionEnabled: false,
      suppressionDuration: 'PT5H',
    };
    await portal.createRule('5f0a1c1e-8a57-4f53-9a86-0e2c5cf6a001', { kind: 'NRT', properties });
    expect(await shell.picket('pull')).toMatchObject({ code: 0 });
    expect(await shell.picket('validate')).toMatchObject({ code: 1 });
    const { code, out } = await shell.picket('plan', '--format', 'json');
    expect(code).toBe(0);
    expect(changesIn(out)).toEqual(['refresh analytics-rules/rule-of-old.yaml']);
    expect(out).toContain('"severity": "warning"');
    // Switched off by picket.yaml it is the same rule still.
    const settings = `${config}workspaces: { local: ${workspace} }\n`;
    const off = '{ rule: 5f0a1c1e-8a57-4f53-9a86-0e2c5cf6a001, until: 2026-12-01, reason: noisy }';
    await shell.write('picket.yaml', `${settings}disabled: [${off}]\n`);
    expect(await shell.picket('plan')).toMatchObject({ code: 0 });
    await shell.write('picket.yaml', settings);
    expect(await shell.picket('adopt', '--all', '--yes')).toMatchObject({ code: 0 });
    expect(await shell.picket('plan', '--detailed-exitcode')).toMatchObject({ code: 0 });
    const file = join(shell.cwd, 'analytics-rules/rule-of-old.yaml');
    await writeFile(file, (await readFile(file, 'utf8')).replace(/^severity: .*$/m, 'severity: High'));
    expect(await shell.picket('plan')).toMatchObject({ code: 1 });
  });
});
