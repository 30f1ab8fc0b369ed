import { describe, expect, jest, test } from '@jest/globals';
import { wholeInFolder } from './told.ts';

const inFolder = wholeInFolder(import.meta.url);

jest.setTimeout(120_000);

const event = (id: number, data: object, channel = 'Microsoft-Windows-Sysmon/Operational'): string =>
  JSON.stringify({
    Event: {
      System: {
        Provider: { '#attributes': { Name: 'Microsoft-Windows-Sysmon' } },
        EventID: id,
        TimeCreated: { '#attributes': { SystemTime: '2026-03-01T09:00:00.1234567Z' } },
        Channel: channel,
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
    const audited = { CommandLine: 'a<b', ProcessId: '0x1', SubjectUserName: 'ana', SubjectDomainName: 'CONTOSO' };
    expect(await rows('SecurityEvent', event(4688, audited, 'Security'))).toMatchObject([
      {
        Account: 'CONTOSO\\ana',
        EventID: 4688,
        CommandLine: 'a<b',
        EventData: expect.stringContaining('<Data Name="CommandLine">a&lt;b</Data>'),
      },
    ]);
  });

  test('writes the same event as a row of each table that has it, a parser by any of its names', async () => {
    const logon = event(
      4624,
      { TargetUserName: 'ana', TargetDomainName: 'CONTOSO', LogonType: '10', IpAddress: '203.0.113.7' },
      'Security',
    );
    expect(await rows('DeviceLogonEvents', logon)).toMatchObject([
      { ActionType: 'LogonSuccess', AccountName: 'ana', LogonType: 'RemoteInteractive', RemoteIP: '203.0.113.7' },
    ]);
    const asim = await rows('_Im_Authentication', logon);
    expect(asim).toMatchObject([{ EventType: 'Logon', EventResult: 'Success', TargetUsername: 'CONTOSO\\ana' }]);
    expect(await rows('imAuthentication', logon)).toEqual(asim);
    const found = event(
      1116,
      { 'Threat Name': 'EICAR', 'Detection User': 'CONTOSO\\ana' },
      'Microsoft-Windows-Windows Defender/Operational',
    );
    expect(await rows('DeviceEvents', found)).toMatchObject([
      { ActionType: 'AntivirusDetection', AccountName: 'ana', AdditionalFields: { ThreatName: 'EICAR' } },
    ]);
    const script = event(4104, { ScriptBlockText: 'iex $a' }, 'Microsoft-Windows-PowerShell/Operational');
    expect(await rows('Event', script)).toMatchObject([
      { EventLog: 'Microsoft-Windows-PowerShell/Operational', EventData: expect.stringContaining('iex $a') },
    ]);
  });

  test('says what has no place in the table', async () => {
    await inFolder(async (shell) => {
      await shell.write('events.json', event(22, { QueryName: 'x' }));
      const wrong = await shell.picket('sample', 'events.json', '--to', 'DeviceProcessEvents');
      expect(wrong.code).toBe(3);
      expect(wrong.err).toContain('its entry 1 is a Windows event 22, of which `DeviceProcessEvents` has no rows');
      expect((await shell.picket('sample', 'events.json', '--to', 'SigninLogs')).err).toContain(
        'WindowsEvent, Event, SecurityEvent',
      );
      expect((await shell.picket('sample', 'events.json', '--to', 'DeviceProcesEvents')).err).toContain(
        'Did you mean `DeviceProcessEvents`?',
      );
      expect((await shell.picket('sample', 'no.json', '--to', 'Event')).err).toContain('no.json does not exist');
    });
  });
});
