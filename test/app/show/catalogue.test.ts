import { execFile } from 'node:child_process';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { loadKql } from '../../../src/kql/index.ts';
import { inFolder, type Shell } from '../../cli/io.ts';

const run = promisify(execFile);
const id = '5d1e0f7a-3d54-4d2e-9d2a-1f6f0d3c5a10';

const ruleText = (
  change: { readonly query?: string; readonly version?: string; readonly id?: string } = {},
): string => `\
id: ${change.id ?? id}
name: Sign-in of an administrator
version: ${change.version ?? '1.0.0'}
kind: Scheduled
description: |
  'An administrator signed in.'
severity: High
requiredDataConnectors:
  - connectorId: AzureActiveDirectory
    dataTypes:
      - SigninLogs
queryFrequency: 1h
queryPeriod: 1h
triggerOperator: gt
triggerThreshold: 0
tactics:
  - Persistence
relevantTechniques:
  - T1098.003
query: |
  ${change.query ?? 'SigninLogs | project TimeGenerated, UserPrincipalName, IPAddress'}
entityMappings:
  - entityType: IP
    fieldMappings:
      - identifier: Address
        columnName: IPAddress
`;

const workspace = (name: string, more: string): string => `\
  ${name}:
    subscriptionId: 00000000-0000-0000-0000-000000000001
    resourceGroup: soc
    workspaceName: law-${name}
${more}`;

const config = `\
project:
  name: contoso
  id: 0f6a1c52-5b1e-4c55-9a55-6d1f5a0c7e21
content:
  - analytics-rules
workspaces:
${workspace('prod', '')}${workspace('lab', '    exclude:\n      tags: [loud]\n')}`;

const git = async (cwd: string, ...args: readonly string[]): Promise<void> => {
  await run('git', ['-c', 'user.name=Somebody', '-c', 'user.email=x@contoso.example', ...args], { cwd });
};

const ruleFile = async ({ cwd }: Shell, name: string): Promise<string> =>
  readFile(join(cwd, 'site/rules', id, name), 'utf8');

// The engine takes seconds to load on a busy machine; that is nothing that a test is about.
beforeAll(async () => {
  (await loadKql()).format('T');
}, 60_000);

describe('picket docs build', () => {
  test('makes a page for each rule with what the engine says, the test cases, and the template', async () => {
    const query = 'SigninLogs | where RiskState has "risk" | project TimeGenerated, UserPrincipalName, IPAddress';
    const text = ruleText({ query });
    await inFolder(async (shell) => {
      await shell.write('picket.yaml', config);
      await shell.write('analytics-rules/a.yaml', text);
      await shell.write(
        'analytics-rules/a.test.yaml',
        `cases:
  - name: finds a risk
    given: {SigninLogs: [{RiskState: at risk}]}
    expect: {alerts: 1}
  - name: leaves others
    given: {SigninLogs: [{RiskState: none}]}
    expect: {alerts: 1}
`,
      );
      expect(await shell.picket('docs', 'build', '--out', 'site', '--mutants')).toMatchObject({ code: 0, err: '' });
      const page = await ruleFile(shell, 'index.html');
      expect(page).toContain('<span class="k-table">SigninLogs</span>');
      expect(page).toMatch(/<code>RiskState<\/code>, <code>TimeGenerated<\/code>/);
      expect(page).toContain('<li><span dir="auto">finds a risk</span>: passed</li>');
      expect(page).toContain('<li><span dir="auto">leaves others</span>: failed</li>');
      expect(page).toMatch(/The cases notice \d of \d small changes of the rule/);
      expect(page).toContain('<p dir="auto" class="lines">An administrator signed in.</p>');
      expect(JSON.parse(await ruleFile(shell, 'template.json'))).toMatchObject({ resources: [{ kind: 'Scheduled' }] });
      expect(await ruleFile(shell, 'rule.yaml')).toBe(text);
    });
  });

  test('shows the history from git with the versions and the changes of the query', async () => {
    await inFolder(async (shell) => {
      await shell.write('picket.yaml', config);
      await shell.write('analytics-rules/a.yaml', ruleText());
      await git(shell.cwd, 'init', '-q');
      await git(shell.cwd, 'add', '.');
      await git(shell.cwd, 'commit', '-qm', 'First');
      const query = 'SigninLogs | where RiskState has "risk" | project TimeGenerated, UserPrincipalName, IPAddress';
      await shell.write('analytics-rules/a.yaml', ruleText({ query, version: '1.1.0' }));
      await git(shell.cwd, 'commit', '-qam', 'Only risky ones');
      expect(await shell.picket('docs', 'build', '--out', 'site')).toMatchObject({ code: 0 });
      const page = await ruleFile(shell, 'index.html');
      expect(page).toMatch(/1\.1\.0<\/span> <span dir="auto">Only risky ones/);
      expect(page).toContain('Query changed: 1 line added, 1 removed');
      expect(await shell.picket('docs', 'build', '--out', 'site', '--no-history')).toMatchObject({ code: 0 });
      expect(await ruleFile(shell, 'index.html')).not.toContain('Only risky ones');
    });
  });

  test('writes nothing while a rule has an error', async () => {
    await inFolder(async (shell) => {
      await shell.write('picket.yaml', config);
      await shell.write('analytics-rules/a.yaml', ruleText().replace('severity: High', 'severity: Severe'));
      const ran = await shell.picket('docs', 'build', '--out', 'site');
      expect(ran).toMatchObject({ code: 1 });
      expect(ran.err).toContain('Nothing was written');
      expect(await readdir(shell.cwd)).not.toContain('site');
    });
  });

  test('knows which workspaces take a rule', async () => {
    await inFolder(async (shell) => {
      await shell.write('picket.yaml', config);
      await shell.write('analytics-rules/a.yaml', `${ruleText()}tags:\n  - loud\n`);
      await shell.picket('docs', 'build', '--out', 'site');
      const page = await ruleFile(shell, 'index.html');
      expect(page).toContain('#workspace=prod"');
      expect(page).not.toContain('#workspace=lab"');
      const lab = await shell.picket('coverage', '-w', 'lab', '--format', 'json');
      expect(JSON.parse(lab.out)).toMatchObject({ workspace: 'lab', matrices: [{ covered: 0 }] });
    });
  });

  test('reads workspaces with folders of their own, whose ids may repeat', async () => {
    await inFolder(async (shell) => {
      await shell.write('picket.yaml', `${config}${workspace('branch', '    content: [branch-rules]\n')}`);
      await shell.write('analytics-rules/a.yaml', ruleText());
      await shell.write('branch-rules/a.yaml', ruleText());
      expect(await shell.picket('docs', 'build', '--out', 'site')).toMatchObject({ code: 0 });
      expect(await readdir(join(shell.cwd, 'site/rules'))).toHaveLength(2);
    });
  });

  test('needs no shared folder where every workspace has its own, and reads only those of one that is asked for', async () => {
    await inFolder(async (shell) => {
      const own = (name: string): string => workspace(name, `    content: [${name}-rules]\n`);
      await shell.write('picket.yaml', `workspaces:\n${own('prod')}${own('lab')}`);
      await shell.write('prod-rules/a.yaml', ruleText());
      await shell.write('lab-rules/a.yaml', ruleText({ id: '6d1e0f7a-3d54-4d2e-9d2a-1f6f0d3c5a10' }));
      expect(await shell.picket('docs', 'build', '--out', 'site')).toMatchObject({ code: 0 });
      expect(await readdir(join(shell.cwd, 'site/rules'))).toHaveLength(2);
      await shell.write('lab-rules/a.yaml', 'no rule');
      expect(await shell.picket('coverage')).toMatchObject({ code: 1 });
      expect(await shell.picket('coverage', '-w', 'prod')).toMatchObject({ code: 0 });
    });
  });

  test('refuses a base address that Azure could not fetch from', async () => {
    await inFolder(async (shell) => {
      await shell.write('analytics-rules/a.yaml', ruleText());
      for (const address of [
        'http://contoso.example',
        'contoso',
        'https://contoso.example/?a=b',
        'https://me:secret@contoso.example',
      ])
        expect(await shell.picket('docs', 'build', '--out', 'site', '--base-url', address)).toMatchObject({ code: 3 });
    });
  });

  test('needs a folder', async () => {
    await inFolder(async ({ picket }) => {
      expect(await picket('docs', 'build')).toMatchObject({ code: 3, err: expect.stringContaining('--out FOLDER') });
    });
  });
});

describe('picket graph', () => {
  test('says what breaks without a table, by its name in any case', async () => {
    await inFolder(async ({ picket, write }) => {
      await write('analytics-rules/a.yaml', ruleText());
      const ran = await picket('graph', 'signinlogs');
      expect(ran).toMatchObject({ code: 0, err: '' });
      expect(ran.out).toMatch(/Without the table SigninLogs 1 rule breaks:\n {2}High +Sign-in of an administrator/);
    });
  });

  test('offers the nearest name', async () => {
    await inFolder(async ({ picket, write }) => {
      await write('analytics-rules/a.yaml', ruleText());
      expect(await picket('graph', 'SigninLog')).toMatchObject({
        code: 3,
        err: expect.stringContaining('Did you mean `SigninLogs`?'),
      });
    });
  });
});

describe('what is known about a rule beyond its fields', () => {
  const disabled = (more = ''): string => `${config}disabled:
  - rule: ${id.toUpperCase()}
    until: 2026-12-24
    reason: it floods the queue
${more}`;
  const coveredTechniques = async (shell: Shell, ...more: readonly string[]): Promise<readonly number[]> => {
    const { out } = await shell.picket('coverage', '--format', 'json', ...more);
    const { matrices }: { matrices: { covered: number }[] } = JSON.parse(out);
    return matrices.map(({ covered }) => covered);
  };

  test('counts a rule that picket.yaml switches off as off, in the workspace that the entry names and until its day', async () => {
    await inFolder(async (shell) => {
      await shell.write('analytics-rules/a.yaml', ruleText());
      await shell.write('picket.yaml', disabled());
      expect(await coveredTechniques(shell)).toEqual([0]);
      await shell.write('picket.yaml', disabled().replace('2026-12-24', '2026-11-01'));
      expect(await coveredTechniques(shell)).toEqual([1]);
      await shell.write('picket.yaml', disabled('    workspace: prod\n'));
      expect(await coveredTechniques(shell)).toEqual([1]);
      expect(await coveredTechniques(shell, '-w', 'prod')).toEqual([0]);
      expect(await coveredTechniques(shell, '-w', 'lab')).toEqual([1]);
      await shell.picket('docs', 'build', '--out', 'site');
      expect(await ruleFile(shell, 'index.html')).toContain(
        'Switched off in prod until 2026-12-24: it floods the queue',
      );
    });
  });

  test('says which Sigma rule it was converted from, with what the licence wants said', async () => {
    await inFolder(async (shell) => {
      await shell.write('picket.yaml', config);
      const sigma = `metadata:
  sigma:
    id: 3f8b2a6e-0d8f-4b7e-9a55-2f1d7c3b0a11
    title: Odd sign-in
    author: Somebody <b>
    license: DRL-1.1
    path: rules/cloud/odd.yml
`;
      await shell.write('analytics-rules/a.yaml', `${ruleText()}${sigma}`);
      const said = 'the Sigma rule “Odd sign-in” (id 3f8b2a6e-0d8f-4b7e-9a55-2f1d7c3b0a11; rules/cloud/odd.yml; author';
      await shell.picket('docs', 'build', '--out', 'site');
      expect(await ruleFile(shell, 'index.html')).toContain(`${said} Somebody &lt;b&gt;; licence DRL-1.1)`);
      expect(await shell.picket('docs', 'build', '--out', 'pages', '--to', 'markdown')).toMatchObject({ code: 0 });
      const page = await readFile(join(shell.cwd, 'pages/rules', id, 'README.md'), 'utf8');
      expect(page.replaceAll('\\', '')).toContain(`${said} Somebody &lt;b&gt;; licence DRL-1.1)`);
      expect(page).not.toContain('<b>');
    });
  });
});
