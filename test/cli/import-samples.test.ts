import { describe, expect, jest, test } from '@jest/globals';
import { readText } from '../../src/files/disk.ts';
import { join } from 'node:path';
import type { Shell } from './io.ts';
import { wholeInFolder } from './told.ts';

const inFolder = wholeInFolder(import.meta.url);

jest.setTimeout(120_000);

const id = '8d2f1b52-3a0c-4c7e-9d55-1f4a6e2b7c90';

const rule = `title: Agent stopped
id: ${id}
author: Contoso SOC
logsource: {category: process_creation, product: windows}
detection:
  selection:
    - Image|endswith: '\\sc.exe'
    - OriginalFileName: sc.exe
  condition: selection
level: high
`;

const event = (data: object): string =>
  JSON.stringify({
    Event: {
      System: {
        EventID: 1,
        Channel: 'Microsoft-Windows-Sysmon/Operational',
        Computer: 'pc-17',
        TimeCreated: { '#attributes': { SystemTime: '2026-03-01T09:00:12.5Z' } },
      },
      EventData: data,
    },
  });

const stopped = event({ Image: 'C:\\Windows\\sc.exe', OriginalFileName: 'sc.exe', User: 'CONTOSO\\ana' });

const importFrom = (shell: Shell): ReturnType<Shell['picket']> =>
  shell.picket('import', 'sigma', 'rules', '--samples', 'samples');

const testText = (shell: Shell): Promise<string | undefined> =>
  readText(join(shell.cwd, 'analytics-rules', 'agent.test.yaml'));

describe('picket import sigma --samples', () => {
  test('writes a test that fires on the sample, and is silent where as little as possible is blank', async () => {
    await inFolder(async (shell) => {
      await shell.write('rules/agent.yml', rule);
      await shell.write(`samples/agent/${id}.json`, stopped);
      const { out, code } = await importFrom(shell);
      expect([code, out]).toEqual([0, expect.stringContaining('Its test is analytics-rules/agent.test.yaml.')]);
      expect(await testText(shell))
        .toBe(`# Events: regression data of the Sigma rule Agent stopped, Contoso SOC (DRL-1.1).
now: '2026-03-01T09:01:00Z'
cases:
  - name: the events of the Sigma rule
    given:
      _Im_ProcessCreate:
        - TimeGenerated: '2026-03-01T09:00:12.5Z'
          DvcHostname: pc-17
          TargetProcessName: 'C:\\Windows\\sc.exe'
          TargetProcessFileOriginalName: sc.exe
          TargetUsername: 'CONTOSO\\ana'
    expect:
      alerts: 1
      title: Agent stopped
      severity: High
  - name: TargetProcessFileOriginalName and TargetProcessName are blank
    base: the events of the Sigma rule
    with:
      _Im_ProcessCreate.0.TargetProcessFileOriginalName: ''
      _Im_ProcessCreate.0.TargetProcessName: ''
    expect: silent
`);
      const tested = await shell.picket('test', '--untested');
      expect([tested.code, tested.out]).toEqual([0, expect.stringContaining('2 cases of 1 rule: 2 passed.')]);
      expect(tested.out).toContain('Untested\n  none\n');
    });
  });

  test('gives the test no moment where no sample has a time', async () => {
    await inFolder(async (shell) => {
      await shell.write('rules/agent.yml', rule);
      await shell.write(`samples/agent/${id}.json`, stopped.replace(/"TimeCreated":\{.*?\}\}/, '"TimeCreated":{}'));
      expect((await importFrom(shell)).code).toBe(0);
      expect(await testText(shell)).toMatch(/^# [^\n]*\ncases:\n/);
    });
  });

  test('finds samples under another name by info.yml, and says where fewer match than it wants', async () => {
    await inFolder(async (shell) => {
      await shell.write('rules/agent.yml', rule);
      await shell.write('samples/agent/two.ndjson', `${stopped}\n${event({ Image: 'C:\\a.exe' })}\n`);
      await shell.write(
        'samples/agent/info.yml',
        `rule_metadata: [{id: ${id}}]\nregression_tests_info: [{type: evtx, match_count: 2, path: regression_data/agent/two.evtx}]\n`,
      );
      expect((await importFrom(shell)).out).toContain('The query finds 1 of the samples, and Sigma 2.');
    });
  });

  test('leaves a test that is there, and writes none where the rule is silent or the sample is no event', async () => {
    await inFolder(async (shell) => {
      await shell.write('rules/agent.yml', rule);
      await shell.write(`samples/${id}.json`, event({ Image: 'C:\\Windows\\other.exe' }));
      expect((await importFrom(shell)).out).toContain('the rule does not fire on its own samples');
      await shell.write(`samples/${id}.json`, '[{"a": 1}]');
      expect((await importFrom(shell)).out).toContain('no events that become rows of _Im_ProcessCreate');
      expect(await testText(shell)).toBeUndefined();
      await shell.write('analytics-rules/agent.test.yaml', 'cases: []\n');
      await shell.write(`samples/${id}.json`, stopped);
      expect((await importFrom(shell)).out).toContain('agent.test.yaml is there already and stays as it is');
      expect(await testText(shell)).toBe('cases: []\n');
    });
  });

  test('refuses a folder that is none', async () => {
    await inFolder(async (shell) => {
      await shell.write('rules/agent.yml', rule);
      const { err, code } = await importFrom(shell);
      expect([code, err]).toEqual([3, expect.stringContaining('samples is no folder')]);
    });
  });
});

describe('picket import sigma, once more', () => {
  test('brings generated files up to date, keeps what a hand changed, and never writes over another file', async () => {
    await inFolder(async (shell) => {
      const again = (...more: readonly string[]) => shell.picket('import', 'sigma', 'rules', ...more);
      const file = 'analytics-rules/agent.yaml';
      await shell.write('rules/agent.yml', rule);
      await again('--frequency', '4m');
      await again('--frequency', '1h', '--period', '30m');
      await again('--frequency', '30m', '--period', '3d');
      await again('--frequency', '30m', '--period', '2h');
      await again('--frequency', '30m', '--period', '2h');
      const made = await shell.read(file);
      await shell.write(
        file,
        made.replace('severity: High', 'severity: Low # ours').replace('queryPeriod: 2h', 'queryPeriod: 1h'),
      );
      await shell.write('rules/agent.yml', rule.replace('high', 'medium').replace('sc.exe\n', 'sc2.exe\n'));
      await again('--frequency', '30m', '--period', '2h');
      const kept = await shell.read(file);
      expect(kept).toMatch(/^severity: Low # ours$[^]*^queryPeriod: 1h$[^]*sc2\.exe/m);
      await shell.write(file, made.replace(/^metadata:[^]*?(?=^\S|$(?![^]))/m, ''));
      await again();
      // Another rule of the same name, and one whose name is taken by a file of somebody's own.
      const other = rule.replace(id, id.replace('8d', '9d'));
      await shell.write('rules/more/agent.yml', other);
      await shell.write('rules/third/agent.yml', other.replace('9d', 'ad'));
      await again('--samples', 'rules');
      const { code } = await again();
      expect(code).toBe(0);
    });
  });
});
