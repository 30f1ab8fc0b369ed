import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { createPortal } from '../../src/emulator/portal.ts';
import { fileStore } from '../../src/emulator/store/file-store.ts';
import { noon } from './io.ts';
import { wholeInFolder } from './told.ts';

const inFolder = wholeInFolder(import.meta.url);

const files = fileURLToPath(new URL('../scenarios/first-deploy/files', import.meta.url));

test('a probe asks before it writes, and a no leaves workspace and profile alone', async () => {
  await inFolder(async (shell) => {
    await cp(files, shell.cwd, { recursive: true });
    shell.answers.push('n');
    expect((await shell.picket('doctor', '--probe', '-w', 'local')).code).toBe(5);
    await expect(readFile(join(shell.cwd, '.picket', 'service-profile.json'))).rejects.toThrow('ENOENT');
    shell.answers.push('y');
    expect((await shell.picket('doctor', '--probe', '-w', 'local')).code).toBe(0);
    expect(await readFile(join(shell.cwd, '.picket', 'service-profile.json'), 'utf8')).toContain('"ifMatch": "412"');
  });
});

test('with a profile that trusts If-Match a rule is not read again before it is written', async () => {
  await inFolder(async (shell) => {
    await cp(files, shell.cwd, { recursive: true });
    const rule = join('analytics-rules', 'spray.yaml');
    const reads = async (threshold: number): Promise<number> => {
      const text = await readFile(join(files, rule), 'utf8');
      await shell.write(rule, text.replace('> 20', `> ${threshold}`));
      const { err } = await shell.picket('deploy', '--yes', '--verbose');
      return err.split('\n').filter((line) => /^GET .*\/alertRules\/\w/.test(line)).length;
    };
    expect(await reads(20)).toBe(2);
    expect(await reads(30)).toBe(1);
    await shell.picket('doctor', '--probe', '-w', 'local', '--yes');
    expect(await reads(40)).toBe(0);
  });
});

test('the permissions are those of the types in use, and reads are told apart from writes', async () => {
  await inFolder(async (shell) => {
    const target = {
      subscriptionId: '00000000-0000-0000-0000-000000000001',
      resourceGroup: 'rg',
      workspaceName: 'law-all',
    };
    const portal = createPortal({
      store: await fileStore(join(shell.cwd, 'state.jsonl')),
      clock: { now: () => noon, sleep: async () => undefined },
      target,
    });
    const permissionsWith = async (folders: string, playbooks: string, denied: readonly string[]): Promise<string> => {
      await portal.deny(denied);
      const workspace = JSON.stringify({ ...target, emulator: { state: 'state.jsonl' } });
      await shell.write(
        'picket.yaml',
        `project: { name: all, id: 3d8f2a64-7b1c-4e0e-9a53-20c1f6a4b7d9 }\ncontent: [${folders}]\nplaybooks: ${playbooks}\nworkspaces: { local: ${workspace} }\n`,
      );
      const { out } = await shell.picket('doctor');
      return out
        .split('\n')
        .filter((line) => /permissions:|--role/.test(line))
        .join('\n');
    };
    for (const folder of ['analytics-rules', 'summary-rules', 'watchlists', 'playbooks'])
      await shell.write(`${folder}/notes.txt`, '');
    const tables = 'Microsoft.OperationalInsights/workspaces/tables/write';
    expect(await permissionsWith('analytics-rules', 'off', [tables])).toContain(
      'ok      permissions: analytics rules and their markers can be read',
    );
    const summaries = await permissionsWith('summary-rules', 'off', [tables]);
    expect(summaries).toContain(`warning permissions: missing: ${tables} (plan and drift work, deploy does not)`);
    expect(summaries).toContain('--role "Log Analytics Contributor"');
    const rows = 'Microsoft.SecurityInsights/watchlists/watchlistItems/read';
    expect(await permissionsWith('watchlists', 'off', [rows])).toContain(`failed  permissions: missing: ${rows}`);
    const stacks = await permissionsWith('playbooks', 'stack', [
      'Microsoft.Logic/workflows/write',
      'Microsoft.Resources/deploymentStacks/write',
    ]);
    expect(stacks).toContain('--role "Logic App Contributor"');
    expect(stacks).toContain('--role "Azure Deployment Stack Contributor"');
  });
});

test('what is found is the same in every format', async () => {
  await inFolder(async (shell) => {
    await cp(files, shell.cwd, { recursive: true });
    const others = ['sarif', 'junit', 'github', 'markdown', 'pretty'];
    const choices = others.flatMap((format) => ['--format', `${format}=out.${format}`]);
    const { code, out } = await shell.picket('doctor', '--format', 'json', ...choices);
    expect(code).toBe(0);
    const { checks }: { checks: readonly { name: string; status: string; found: string }[] } = JSON.parse(out);
    expect(checks.length).toBeGreaterThan(10);
    for (const format of others) {
      const text = (await shell.read(`out.${format}`)).replaceAll(/\\/g, '').replaceAll(/\s+/g, ' ');
      const said =
        format === 'pretty' || format === 'markdown' ? checks : checks.filter(({ status }) => status !== 'ok');
      for (const { name } of said) expect(`${format}: ${text}`).toContain(name);
    }
  });
});

test('each part is said as it is: full, broken, older, refused, probed elsewhere', async () => {
  await inFolder(async (shell) => {
    const target = {
      subscriptionId: '00000000-0000-0000-0000-000000000001',
      resourceGroup: 'rg',
      workspaceName: 'law-parts',
    };
    const portal = createPortal({
      store: await fileStore(join(shell.cwd, 'state.jsonl')),
      clock: { now: () => noon, sleep: async () => undefined },
      target,
    });
    const rule = await readFile(join(files, 'analytics-rules/spray.yaml'), 'utf8');
    const examined = async (more = '', ofWorkspace = {}): Promise<void> => {
      const workspace = JSON.stringify({ ...target, emulator: { state: 'state.jsonl' }, ...ofWorkspace });
      await shell.write(
        'picket.yaml',
        `project: { name: parts, id: 3d8f2a64-7b1c-4e0e-9a53-20c1f6a4b7d9 }\nworkspaces: { prod: ${workspace} }\n${more}`,
      );
      await shell.picket('doctor', '-w', 'prod');
    };
    await shell.write('analytics-rules/spray.yaml', rule);
    await examined();
    await shell.picket('deploy', '-w', 'prod', '--yes');
    await portal.addTable({ name: 'SecurityEvent', columns: {} });
    await examined('limits: {scheduledRules: 1}\n');
    await portal.addTable({ name: 'SigninLogs', columns: {} });
    await portal.addRows({
      table: 'SentinelAudit',
      columns: [{ name: 'TimeGenerated', type: 'datetime' }],
      rows: [[new Date(noon - 60_000).toISOString()]],
    });
    await examined('', { apiVersion: '2023-11-01' });
    Object.assign(shell.env, { GITHUB_TOKEN: 't', GITHUB_REPOSITORY: 'contoso/detections' });
    await portal.deny(['Microsoft.SecurityInsights/*/read', 'Microsoft.SecurityInsights/*/write']);
    await examined('deployments: {folder: log}\n');
    await portal.deny([]);
    await shell.write(
      '.picket/service-profile.json',
      '{"format": "picket-service-profile", "version": 1, "service": "azure", "apiVersion": "2023-02-01", "probed": "2026-11-01T00:00:00.000Z", "settings": {}}',
    );
    await shell.write('analytics-rules/spray.yaml', rule.replace(/^severity: .*$/m, 'severity: Loud'));
    await examined();
    await portal.offboard();
    await examined('', { emulator: { url: 'http://127.0.0.1:1' } });
    await examined();
    await shell.write('analytics-rules/spray.yaml', rule);
    const { code } = await shell.picket('doctor', '-w', 'prod', '--format', 'github');
    expect(code).toBe(4);
  });
});
