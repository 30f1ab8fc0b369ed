import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { Shell } from './io.ts';
import { wholeInFolder } from './told.ts';

const inFolder = wholeInFolder(import.meta.url);

const id = '6b5c1f5e-3f0e-4b1c-9a54-0d8a7f2e4c11';

const rule = `id: ${id}
name: Several failed sign-ins
description: One account fails to sign in many times.
severity: Low
requiredDataConnectors: []
queryFrequency: 1h
queryPeriod: 1h
triggerOperator: gt
triggerThreshold: 0
tactics: [CredentialAccess]
relevantTechniques: [T1110]
query: Failures | summarize Count = count() by UserPrincipalName
entityMappings:
  - entityType: Account
    fieldMappings: [{ identifier: FullName, columnName: UserPrincipalName }]
version: 1.0.0
kind: Scheduled
`;

const hunt = `id: ${id}
name: Sign-ins at night
description: Who signs in at night.
tactics: [InitialAccess]
query: SigninLogs | where hourofday(TimeGenerated) < 4
`;

const parser = `id: Failures
name: Failures
category: Sign-ins
functionAlias: Failures
query: SigninLogs | where ResultType != "0"
`;

/** A rule and a hunting query with one id, and the parser that the rule reads. */
const setUp = async (shell: Shell): Promise<void> => {
  await shell.write(
    'picket.yaml',
    `project: { name: seam, id: 3d8f2a64-7b1c-4e0e-9a53-20c1f6a4b7d9 }
content: [analytics-rules, hunting-queries, parsers]
workspaces:
  local: { subscriptionId: 00000000-0000-0000-0000-000000000001, resourceGroup: rg, workspaceName: law-types, emulator: { state: state.jsonl } }
`,
  );
  await shell.write('analytics-rules/failures.yaml', rule);
  await shell.write('hunting-queries/night.yaml', hunt);
  await shell.write('parsers/Failures.yaml', parser);
};

const inProject = (work: (shell: Shell) => Promise<void>): Promise<void> =>
  inFolder(async (shell) => {
    await setUp(shell);
    await work(shell);
  });

describe('--type', () => {
  test('leaves out the files of other types and what is wrong with them, and not what they give to queries', async () => {
    await inProject(async (shell) => {
      await shell.write('hunting-queries/night.yaml', hunt.replace('tactics', 'tactix'));
      expect((await shell.picket('validate')).code).toBe(1);
      const ran = await shell.picket('validate', '--type', 'analytics-rule');
      expect(ran).toMatchObject({ code: 0, out: expect.stringContaining('1 file: no errors') });
      expect((await shell.picket('validate', '--type', 'parser', '--type', 'hunting-query')).out).toContain(
        '2 files: ',
      );
    });
  });

  test('leaves out a file of one type among files of another, which is checked only', async () => {
    await inProject(async (shell) => {
      await shell.write('analytics-rules/night.yaml', hunt);
      expect((await shell.picket('validate')).out).toContain('analytics-rules/night.yaml');
      const { out } = await shell.picket('validate', '--type', 'parser');
      expect(out).toContain('1 file: no errors');
      expect(out).not.toContain('night.yaml');
    });
  });

  test('limits a plan and a deployment, which still judge everything else', async () => {
    await inProject(async (shell) => {
      const { out } = await shell.picket('plan', '--type', 'parser');
      expect(out).toContain('Plan: 1 to create');
      expect(out).toContain('note: Limited to parser (--type).');
      expect((await shell.picket('deploy', '--yes')).out).toContain('Deployed: 3 written.');
      // Git no longer has the parser, and a rule that this run leaves as it is still calls it.
      await rm(join(shell.cwd, 'parsers/Failures.yaml'));
      await shell.write('analytics-rules/failures.yaml', rule.replace('Failures |', 'SigninLogs |'));
      expect((await shell.picket('plan', '--prune')).out).toContain('1 to delete');
      expect((await shell.picket('plan', '--type', 'parser', '--prune')).out).toContain('0 to delete');
    });
  });

  test('is part of a saved plan', async () => {
    await inProject(async (shell) => {
      await shell.picket('plan', '--type', 'parser', '--out', 'plan.json');
      const whole = await shell.picket('deploy', '--plan', 'plan.json', '--yes');
      expect(whole).toMatchObject({ code: 5, err: expect.stringContaining('--type parser') });
      const same = await shell.picket('deploy', '--plan', 'plan.json', '--yes', '--type', 'parser');
      expect(same).toMatchObject({ code: 0, out: expect.stringContaining('Deployed: 1 written.') });
    });
  });

  test('narrows what drift, pull, render, coverage and the catalogue are about', async () => {
    await inProject(async (shell) => {
      await shell.picket('deploy', '--yes');
      expect((await shell.picket('drift', '--type', 'hunting-query')).out).toContain('1 looked at');
      expect((await shell.picket('pull', '--type', 'parser')).out).toBe('pull: 1 unchanged.\n');
      const rendered = await shell.picket('render', '--type', 'hunting-query', '--single', 'all.json');
      expect(rendered.err).toContain('1 template written');
      expect(await readFile(join(shell.cwd, 'all.json'), 'utf8')).not.toContain('alertRules');
      expect((await shell.picket('coverage', '--type', 'hunting-query')).out).not.toContain('T1110');
      expect((await shell.picket('docs', 'build', '--out', 'site', '--type', 'analytics-rule')).out).toMatch(
        /^1 rule /,
      );
      expect((await shell.picket('fmt', '--check', '--type', 'parser')).out).toMatch(/1 file: /);
    });
  });

  test('is a name of a type, and the nearest one is named for what is none', async () => {
    await inProject(async (shell) => {
      const wrong = await shell.picket('validate', '--type', 'huntingquery');
      expect(wrong.code).toBe(3);
      expect(wrong.err).toContain('Did you mean `hunting-query`?');
      const offered = await shell.picket('__complete', 'plan', '--type', '=pa');
      expect(offered.out).toBe('parser\n');
      const health = await shell.picket('health', '--type', 'parser');
      expect(health).toMatchObject({ code: 3, err: expect.stringContaining('keeps no health of parser') });
    });
  });
});

describe('an id that two types have', () => {
  test('is ambiguous alone, whatever the command, and the message says how each is named', async () => {
    await inProject(async (shell) => {
      await shell.picket('deploy', '--yes');
      for (const words of [
        ['show', id],
        ['show', id, '--origin'],
        ['history', id],
        ['plan', '--only', id],
        ['pull', id],
        ['disable', id, '--until', '2027-01-01', '--reason', 'Noise'],
        ['adopt', id, '--yes'],
      ]) {
        const ran = await shell.picket(...words);
        expect([words[0], ran.code]).toEqual([words[0], 3]);
        expect(ran.err).toContain(`analytics-rules/failures.yaml  analytics-rule/${id}\n`);
        expect(ran.err).toContain(`hunting-queries/night.yaml  hunting-query/${id}\n`);
      }
    });
  });

  test('means one with its type before it, or beside --type', async () => {
    await inProject(async (shell) => {
      await shell.picket('deploy', '--yes');
      for (const words of [[`hunting-query/${id}`], [id, '--type', 'hunting-query']]) {
        const shown = await shell.picket('show', ...words);
        expect(shown).toMatchObject({ code: 0, out: expect.stringContaining('Sign-ins at night') });
      }
      expect((await shell.picket('plan', '--only', `analytics-rule/${id}`)).out).toContain('1 unchanged');
      expect((await shell.picket('pull', `hunting-query/${id}`)).out).toBe('pull: 1 unchanged.\n');
    });
  });
});
