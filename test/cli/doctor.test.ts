import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { createPortal } from '../../src/emulator/portal.ts';
import { fileStore } from '../../src/emulator/store/file-store.ts';
import { inFolder, noon } from './io.ts';

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
