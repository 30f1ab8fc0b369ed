import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { sound } from './mistakes.ts';
import type { Shell } from './io.ts';
import { wholeInFolder } from './told.ts';

const inFolder = wholeInFolder(import.meta.url);

const finished = async ({ picket }: Shell, ...paths: readonly string[]): Promise<void> => {
  const laidOut = await picket('fmt', '--check', ...paths);
  expect({ code: laidOut.code, out: laidOut.out }).toMatchObject({ code: 0 });
  const checked = await picket('validate', ...paths);
  expect(checked).toMatchObject({ code: 0 });
};

describe('what is generated passes `fmt --check` and `validate` as written', () => {
  test('by new', async () => {
    await inFolder(async (shell) => {
      for (const kind of ['Scheduled', 'NRT'])
        expect((await shell.picket('new', `Rule of ${kind}`, '--tactic', 'Impact', '--kind', kind)).code).toBe(0);
      await finished(shell);
    });
  });

  test('by init', async () => {
    await inFolder(async (shell) => {
      expect(await shell.picket('init', '--yes')).toMatchObject({ code: 0 });
      await finished(shell);
    });
  });

  test('by pull', async () => {
    await inFolder(async (shell) => {
      await shell.write('analytics-rules/a.yaml', sound);
      expect((await shell.picket('deploy', '--yes')).code).toBe(0);
      await rm(join(shell.cwd, 'analytics-rules/a.yaml'));
      await shell.picket('pull', '--only', 'all');
      expect(await readdir(join(shell.cwd, 'analytics-rules'))).toHaveLength(1);
      await finished(shell);
    });
  });

  test('by import', async () => {
    await inFolder(async (shell) => {
      await shell.write('analytics-rules/a.yaml', sound);
      expect((await shell.picket('render', '--single', 'rules.json')).code).toBe(0);
      expect(await readFile(join(shell.cwd, 'rules.json'), 'utf8')).not.toBe('');
      await rm(join(shell.cwd, 'analytics-rules/a.yaml'));
      const { code, err } = await shell.picket('import', 'arm', 'rules.json');
      expect({ code, err }).toMatchObject({ code: 0 });
      await finished(shell);
    });
  });
});

const sigma = `title: Long and joined
id: 6902955a-01b7-432c-b32a-6f5f81d8f624
status: test
description: Something runs.
author: A. Nyone
date: 2024-01-02
level: high
tags: [attack.execution, attack.t1059.001]
logsource: { category: process_creation, product: windows }
detection:
  office: { ParentImage|endswith: ['\\\\winword.exe', '\\\\powerpnt.exe', '\\\\excel.exe'] }
  flags: { CommandLine|contains: [' -enc ', ' -EncodedCommand ', 'FromBase64String'] }
  condition: office and flags
`;

describe('a rule made of a Sigma rule', () => {
  test('passes `fmt --check` and `validate` as written, and is unchanged when it is made again', async () => {
    await inFolder(async (shell) => {
      await shell.write('sigma/long.yml', sigma);
      await shell.write('picket.yaml', 'project: { name: a, id: 3d8f2a64-7b1c-4e0e-9a53-20c1f6a4b7d9 }\n');
      await shell.write('analytics-rules/a.yaml', sound);
      expect(await shell.picket('import', 'sigma', 'sigma')).toMatchObject({ code: 0 });
      await finished(shell);
      expect((await shell.picket('import', 'sigma', 'sigma')).out).toContain('1 unchanged');
    });
  });
});

describe('fmt', () => {
  test('keeps the layout of a query that would grow past what the service takes', async () => {
    await inFolder(async (shell) => {
      const values = Array.from({ length: 1050 }, (_, index) => `"${String(index).padStart(6, '0')}"`).join(',');
      const query = `SigninLogs|where UserId in (${values})|project UserId`;
      expect(query.length).toBeGreaterThan(8500);
      const text = sound.replace(/query: \|\n(?: {2}.*\n)+/, `query: |\n  ${query}\n`);
      await shell.write('analytics-rules/a.yaml', text);
      await shell.picket('fmt');
      expect(await readFile(join(shell.cwd, 'analytics-rules/a.yaml'), 'utf8')).toContain(query);
    });
  });
});
