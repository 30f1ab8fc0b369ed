import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, rename, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { Shell } from './io.ts';
import { wholeInFolder } from './told.ts';

const inFolder = wholeInFolder(import.meta.url);

const config = `project: { name: edges, id: 3d8f2a64-7b1c-4e0e-9a53-20c1f6a4b7d9 }
workspaces:
  local:
    subscriptionId: 00000000-0000-0000-0000-000000000001
    resourceGroup: rg
    workspaceName: law-edges
    emulator: { state: state.jsonl, settings: { queries: accepted } }
`;

const rule = `id: 5f0a1c1e-8a57-4f53-9a86-0e2c5cf6a001
name: One
kind: NRT
severity: Low
tactics: [Impact]
query: |
  SigninLogs | take 1
`;

const deep = `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`;
const journal = '{"picketEmulator":1,"journal":"00000000-0000-4000-8000-000000000000"}\n';

// A device that is always full; not every system has one.
const onLinux = existsSync('/dev/full') ? describe : describe.skip;

onLinux('a disk that is full', () => {
  test.each([
    ['a report of validate', ['validate', '--format', 'json=/dev/full']],
    ['a report of plan', ['plan', '--format', 'markdown=/dev/full']],
    ['a report of drift', ['drift', '--format', 'sarif=/dev/full']],
    ['a saved plan', ['plan', '--out', '/dev/full']],
    ['a report of a deployment', ['deploy', '--yes', '--format', 'json=/dev/full']],
  ])('is named with the file: %s', async (_what, argv) => {
    await inFolder(async (shell) => {
      await shell.write('picket.yaml', config);
      await shell.write('analytics-rules/one.yaml', rule);
      const { code, err } = await shell.picket(...argv);
      expect(err).toContain('/dev/full cannot be written (ENOSPC)');
      expect(err).not.toMatch(/connection|proxy|bug in Picket/i);
      expect(code).toBe(3);
    });
  });
});

onLinux('a disk that fills up while rules are written', () => {
  test('ends no deployment for the sake of its events, and is said', async () => {
    await inFolder(async (shell) => {
      await shell.write('picket.yaml', config);
      await shell.write('analytics-rules/one.yaml', rule);
      const { code, out, err } = await shell.picket('deploy', '--yes', '--events', '/dev/full');
      expect(out).toContain('Deployed: 1 written.');
      expect(err).toContain('error: /dev/full cannot be written (ENOSPC).');
      expect(code).toBe(3);
    });
  });
});

describe('what stands in the way of a file is named from the working directory', () => {
  test.each([
    ['picket.yaml', 'picket.yaml', ['validate'], 'picket.yaml cannot be read (EISDIR)'],
    ['a baseline', 'known.json', ['validate', '--baseline', 'known.json'], 'known.json cannot be read (EISDIR)'],
    ['a saved plan', 'saved.json', ['deploy', '--yes', '--plan', 'saved.json'], 'saved.json cannot be read (EISDIR)'],
    ['a report', 'out', ['plan', '--format', 'json=out'], 'out cannot be written (EISDIR)'],
    ['a plan to keep', 'out', ['plan', '--out', 'out'], 'out cannot be written (EISDIR)'],
    ['events', 'out', ['deploy', '--yes', '--events', 'out'], 'out cannot be written (EISDIR)'],
    ['a path', 'out', ['validate', 'nowhere'], 'nowhere does not exist'],
  ])('%s', async (_what, folder, argv, message) => {
    await inFolder(async (shell) => {
      if (folder !== 'picket.yaml') await shell.write('picket.yaml', config);
      await shell.write('analytics-rules/one.yaml', rule);
      await mkdir(join(shell.cwd, folder));
      const { code, err } = await shell.picket(...argv);
      expect(err).toContain(`error: ${message}`);
      expect(err).not.toContain(shell.cwd);
      expect(code).toBe(3);
    });
  });

  test('a backup: the rule stays as it is, and the outcome says why', async () => {
    await inFolder(async (shell) => {
      await shell.write('picket.yaml', config);
      await shell.write('analytics-rules/one.yaml', rule);
      expect((await shell.picket('deploy', '--yes')).code).toBe(0);
      await shell.write('analytics-rules/one.yaml', rule.replace('name: One', 'name: Two'));
      await shell.write('.picket/backups', 'somebody wrote this');
      const { code, out } = await shell.picket('deploy', '--yes');
      expect(out).toMatch(/failed\s+update\s+Two: \.picket\/backups\/local\/\S+\.json cannot be written \(ENOTDIR\)/);
      expect(code).not.toBe(0);
      expect((await shell.picket('show', 'One')).code).toBe(0);
    });
  });
});

describe('files nested 20,000 deep', () => {
  test.each([
    ['the state of an emulated workspace', 'state.jsonl', `${journal}[["c","n",${deep}]]\n`, ['plan'], 3],
    ['a saved plan', 'saved.json', deep, ['deploy', '--yes', '--plan', 'saved.json'], 5],
    ['a rule', 'analytics-rules/two.yaml', `id: ${deep}\n`, ['validate'], 1],
    ['picket.yaml', 'picket.yaml', `project: ${deep}\n`, ['validate'], 3],
    ['a template', 'arm.json', `{"resources":${deep}}`, ['import', 'arm', 'arm.json'], 1],
    ['a rule of Sigma', 'sigma.yml', `title: x\ndetection: ${deep}\n`, ['import', 'sigma', 'sigma.yml'], 1],
  ])('are said to be what they are: %s', async (_what, path, text, argv, expected) => {
    await inFolder(async (shell) => {
      await shell.write('picket.yaml', config);
      await shell.write('analytics-rules/one.yaml', rule);
      await shell.write(path, text);
      const { code, out, err } = await shell.picket(...argv);
      expect([code, err]).toEqual([expected, expect.not.stringMatching(/connection|proxy|bug in Picket/i)]);
      expect(out + err).toMatch(/deep|no JSON|something else/);
    });
  });
});

// Nothing is closed to root.
const asUser = process.getuid?.() === 0 ? describe.skip : describe;

asUser('a folder that cannot be listed', () => {
  const commands = [['fmt'], ['fmt', '--check'], ['test']];
  test.each(commands.map((argv) => [argv.join(' '), argv] as const))('is named by picket %s', async (_name, argv) => {
    await inFolder(async (shell) => {
      await shell.write('picket.yaml', config);
      await shell.write('analytics-rules/one.yaml', rule);
      await shell.write('analytics-rules/closed/two.yaml', rule);
      await chmod(join(shell.cwd, 'analytics-rules/closed'), 0);
      const { code, err } = await shell.picket(...argv);
      await chmod(join(shell.cwd, 'analytics-rules/closed'), 0o755);
      expect(err).toContain('The folder analytics-rules/closed cannot be listed (EACCES).');
      expect(code).toBe(3);
    });
  });
});

/** What `pull` says, and what then lies in the folder of rules, of a rule whose file is hidden after its deployment. */
const pulled = (hide: (shell: Shell) => Promise<void>) =>
  inFolder(async (shell) => {
    await shell.write('picket.yaml', config);
    await shell.write('analytics-rules/deep/one.yaml', rule);
    const deployed = await shell.picket('deploy', '--yes');
    await hide(shell);
    const { code, out } = await shell.picket('pull');
    await chmod(join(shell.cwd, 'analytics-rules/deep'), 0o755);
    return { deployed: deployed.code, code, out, left: await readdir(join(shell.cwd, 'analytics-rules')) };
  });

/** Refused, with a message that names the reason, and no second file. */
const refusedFor = (reason: string) => ({ deployed: 0, code: 1, out: expect.stringContaining(reason), left: ['deep'] });

describe('a link in the place of a file', () => {
  test('may be that of any rule: no second file is made beside it', async () => {
    const result = await pulled(async ({ cwd }) => {
      await rename(join(cwd, 'analytics-rules/deep'), join(cwd, 'moved'));
      await symlink('../moved', join(cwd, 'analytics-rules/deep'));
    });
    expect(result).toEqual(refusedFor('`analytics-rules/deep` is a symbolic link'));
  });
});

asUser('what cannot be read may be the file of any rule: no second one is made beside it', () => {
  test('a folder', async () => {
    const result = await pulled(({ cwd }) => chmod(join(cwd, 'analytics-rules/deep'), 0));
    expect(result).toEqual(refusedFor('The folder `analytics-rules/deep` cannot be listed (EACCES)'));
  });

  test('a file', async () => {
    const result = await pulled(({ cwd }) => chmod(join(cwd, 'analytics-rules/deep/one.yaml'), 0));
    expect(result).toEqual(refusedFor('one.yaml cannot be read (EACCES)'));
  });
});

onLinux('a pipe in the place of a file is waited for by nobody', () => {
  test('as the state of an emulated workspace', async () => {
    await inFolder(async (shell) => {
      await shell.write('picket.yaml', config);
      await shell.write('analytics-rules/one.yaml', rule);
      execFileSync('mkfifo', [join(shell.cwd, 'state.jsonl')]);
      for (const argv of [['plan'], ['deploy', '--yes']])
        expect(await shell.picket(...argv)).toMatchObject({
          code: 3,
          err: expect.stringContaining('state.jsonl cannot keep an emulated workspace: it is a pipe or a device.'),
        });
    });
  });
});
