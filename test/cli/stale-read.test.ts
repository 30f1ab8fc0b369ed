import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { wholeInFolder } from './told.ts';

const inFolder = wholeInFolder(import.meta.url);

const rule = readFileSync('test/scenarios/fuses/files/rule.txt', 'utf8').replaceAll('NN', '01');
const configWith = (settings: object): string =>
  `project: { name: scenario, id: 3d8f2a64-7b1c-4e0e-9a53-20c1f6a4b7d9 }
workspaces:
  local:
    subscriptionId: 00000000-0000-0000-0000-000000000001
    resourceGroup: rg
    workspaceName: law-behind
    emulator: { state: state.jsonl, settings: ${JSON.stringify({ queries: 'accepted', ...settings })} }
`;

test('a rule whose reads stay behind its deployment is left alone, and nobody is blamed for it', async () => {
  await inFolder(async (shell) => {
    await shell.write('picket.yaml', configWith({}));
    await shell.write('analytics-rules/01.yaml', rule);
    expect(await shell.picket('deploy', '--yes')).toMatchObject({ code: 0 });
    shell.later(3_600_000);
    // From here on a rule is read as it was an hour ago, while its marker shows the last write.
    await shell.write('picket.yaml', configWith({ readLag: 3_600_000, metadataReadLag: 0 }));
    await shell.write('analytics-rules/01.yaml', rule.replace('severity: Medium', 'severity: High'));
    shell.hurry();
    await shell.picket('deploy', '--yes');
    const plan = await shell.picket('plan', '--detailed-exitcode');
    expect(plan.out).toContain('stale-read');
    expect([plan.code, plan.out]).toEqual([5, expect.stringContaining('0 to update')]);
    const drift = await shell.picket('drift');
    expect([drift.code, drift.out]).toEqual([4, expect.stringContaining('older version')]);
    const again = await shell.picket('deploy', '--yes');
    expect(again.out).toContain('stale-read');
    // An hour later reads show the write, and all is well.
    shell.later(3_600_000);
    expect(await shell.picket('plan', '--detailed-exitcode')).toMatchObject({ code: 0 });
    expect(await shell.picket('drift')).toMatchObject({ code: 0 });
  });
});
