import { describe, expect, jest, test } from '@jest/globals';
import { inFolder } from './io.ts';

jest.setTimeout(120_000);

const event = (id: number, data: object): string =>
  JSON.stringify({
    Event: {
      System: {
        Provider: { '#attributes': { Name: 'Microsoft-Windows-Sysmon' } },
        EventID: id,
        TimeCreated: { '#attributes': { SystemTime: '2026-03-01T09:00:00.1234567Z' } },
        Channel: 'Microsoft-Windows-Sysmon/Operational',
        Computer: 'pc-17',
      },
      EventData: data,
    },
  });

const started = event(1, {
  Image: 'C:\\Windows\\System32\\cmd.exe',
  ProcessId: 4711,
  CommandLine: 'cmd /c whoami',
  User: 'CONTOSO\\ana',
  Hashes: 'MD5=AB,SHA256=CD',
  ParentImage: 'C:\\Windows\\explorer.exe',
});

const rows = async (table: string, text = started): Promise<readonly unknown[]> =>
  inFolder(async (shell) => {
    await shell.write('events.json', text);
    const { out, code, err } = await shell.picket('sample', 'events.json', '--to', table);
    expect([code, err]).toEqual([0, '']);
    return out
      .split('\n')
      .filter((line) => line !== '')
      .map((line): unknown => JSON.parse(line));
  });

describe('picket sample', () => {
  test('writes a Windows event as a row of the table, with the types of its columns', async () => {
    expect(await rows('DeviceProcessEvents')).toEqual([
      {
        TimeGenerated: '2026-03-01T09:00:00.1234567Z',
        ActionType: 'ProcessCreated',
        DeviceName: 'pc-17',
        FileName: 'cmd.exe',
        FolderPath: 'C:\\Windows\\System32\\cmd.exe',
        ProcessId: 4711,
        ProcessCommandLine: 'cmd /c whoami',
        AccountName: 'ana',
        AccountDomain: 'CONTOSO',
        MD5: 'ab',
        SHA256: 'cd',
        InitiatingProcessFileName: 'explorer.exe',
        InitiatingProcessFolderPath: 'C:\\Windows\\explorer.exe',
      },
    ]);
    expect(await rows('_Im_ProcessCreate')).toMatchObject([
      { TargetUsername: 'CONTOSO\\ana', TargetProcessId: '4711' },
    ]);
    const set = event(13, { EventType: 'SetValue', TargetObject: 'HKLM\\SOFTWARE\\Run\\Updater', Details: 'a.exe' });
    expect(await rows('_Im_RegistryEvent', set)).toMatchObject([
      {
        EventType: 'RegistryValueSet',
        RegistryKey: 'HKEY_LOCAL_MACHINE\\SOFTWARE\\Run',
        RegistryValue: 'Updater',
        RegistryValueData: 'a.exe',
      },
    ]);
    const gone = event(12, { EventType: 'DeleteKey', TargetObject: 'HKU\\S-1\\Run' });
    expect(await rows('DeviceRegistryEvents', gone)).toMatchObject([
      { ActionType: 'RegistryKeyDeleted', RegistryKey: 'HKEY_USERS\\S-1\\Run' },
    ]);
    expect(await rows('WindowsEvent')).toMatchObject([{ EventID: 1, EventData: { CommandLine: 'cmd /c whoami' } }]);
    expect(await rows('SecurityEvent', event(4688, { CommandLine: 'a<b', ProcessId: '0x1' }))).toMatchObject([
      {
        EventID: 4688,
        CommandLine: 'a<b',
        EventData: expect.stringContaining('<Data Name="CommandLine">a&lt;b</Data>'),
      },
    ]);
  });

  test('says what has no place in the table', async () => {
    await inFolder(async (shell) => {
      await shell.write('events.json', event(22, { QueryName: 'x' }));
      const wrong = await shell.picket('sample', 'events.json', '--to', 'DeviceProcessEvents');
      expect(wrong.code).toBe(3);
      expect(wrong.err).toContain('its entry 1 is a Windows event 22, of which `DeviceProcessEvents` has no rows');
      expect((await shell.picket('sample', 'events.json', '--to', 'SigninLogs')).err).toContain(
        'SecurityEvent, WindowsEvent',
      );
      expect((await shell.picket('sample', 'events.json', '--to', 'DeviceProcesEvents')).err).toContain(
        'Did you mean `DeviceProcessEvents`?',
      );
      expect((await shell.picket('sample', 'no.json', '--to', 'Event')).err).toContain('no.json does not exist');
    });
  });
});
