import { describe, expect, test } from '@jest/globals';
import { mappedColumns, readEvent, rowOfEvent } from '../../../src/content/rule-test/events.ts';
import type { JsonObject, JsonValue } from '../../../src/core/json.ts';
import { readShippedFacts } from '../../../src/files/assets.ts';
import { shippedSchema } from '../../../src/kql/index.ts';

describe('the mapping of Windows events', () => {
  test('names tables and columns that exist', async () => {
    const schema = shippedSchema(await readShippedFacts());
    const columnsOf = (table: string): readonly string[] => {
      const result = schema.fn(table)?.result;
      const columns = schema.table(table)?.columns ?? (result?.kind === 'table' ? result.columns : []);
      return columns.map(({ name }) => name);
    };
    const missing = mappedColumns.flatMap(([table, columns]) => {
      const known = columnsOf(table);
      return columns.filter((column) => !known.includes(column)).map((column) => `${table}.${column}`);
    });
    expect([mappedColumns.length > 30, missing]).toEqual([true, []]);
  });
});

/** An event as evtx_dump writes it. */
const event = (id: JsonValue, channel: string, data: JsonValue): JsonObject => ({
  Event: {
    System: {
      EventID: id,
      Provider: { '#attributes': { Name: 'Provider' } },
      Channel: channel,
      Computer: 'pc1',
      TimeCreated: { '#attributes': { SystemTime: '2026-03-01T09:00:00.123456789Z' } },
    },
    EventData: data,
  },
});
const sysmon = 'Microsoft-Windows-Sysmon/Operational';
const time = '2026-03-01T09:00:00.1234567Z';

/** The row of a table that an event becomes, with every column as a text; undefined where it becomes none. */
const rowOf = (table: string, value: JsonObject): JsonObject | undefined => {
  const read = readEvent(value);
  return read === undefined ? undefined : rowOfEvent(read, table, () => 'string');
};

describe('a Windows event becomes a row', () => {
  test('whose XML means the same, whatever a field is called', () => {
    const data = { 'a "b" <c> & d': '<"&">' };
    expect(rowOf('SecurityEvent', event(4688, 'Security', data))).toMatchObject({
      EventData: '<EventData><Data Name="a &quot;b&quot; &lt;c&gt; &amp; d">&lt;"&amp;"&gt;</Data></EventData>',
    });
  });

  test('of SecurityEvent, with its accounts put together', () => {
    const data = { SubjectUserName: 'ana', SubjectDomainName: 'CORP', NewProcessName: 'C:\\Windows\\cmd.exe' };
    expect(rowOf('SecurityEvent', event(4688, 'Security', data))).toEqual({
      TimeGenerated: time,
      EventSourceName: 'Provider',
      Channel: 'Security',
      Computer: 'pc1',
      EventID: '4688',
      EventData:
        '<EventData><Data Name="SubjectUserName">ana</Data><Data Name="SubjectDomainName">CORP</Data>' +
        '<Data Name="NewProcessName">C:\\Windows\\cmd.exe</Data></EventData>',
      ...data,
      SubjectAccount: 'CORP\\ana',
      Account: 'CORP\\ana',
      Process: 'cmd.exe',
    });
  });

  test.each([
    ['-', 'ana'],
    ['', 'ana'],
    ['CORP', 'CORP\\ana'],
  ])('with the domain “%s” as the account %s', (TargetDomainName, account) => {
    const row = rowOf('SecurityEvent', event(4624, 'Security', { TargetUserName: 'ana', TargetDomainName }));
    expect([row?.['TargetAccount'], row?.['Account']]).toEqual([account, account]);
  });

  test('without an account where it names no user', () => {
    const row = rowOf('SecurityEvent', event(4624, 'Security', { TargetDomainName: 'CORP' }));
    expect(row).not.toHaveProperty('TargetAccount');
  });

  test('of DeviceProcessEvents, from the log of security', () => {
    const data = { SubjectUserName: 'ana', SubjectDomainName: 'CORP', NewProcessName: 'C:\\Windows\\cmd.exe' };
    const more = { CommandLine: 'cmd /c whoami', NewProcessId: '0x1f4' };
    expect(rowOf('DeviceProcessEvents', event(4688, 'Security', { ...data, ...more }))).toEqual({
      TimeGenerated: time,
      ActionType: 'ProcessCreated',
      DeviceName: 'pc1',
      FileName: 'cmd.exe',
      FolderPath: 'C:\\Windows\\cmd.exe',
      ProcessId: '500',
      ProcessCommandLine: 'cmd /c whoami',
      AccountName: 'ana',
      AccountDomain: 'CORP',
      InitiatingProcessAccountName: 'ana',
      InitiatingProcessAccountDomain: 'CORP',
    });
  });

  test('of DeviceProcessEvents, from Sysmon, with its hashes apart', () => {
    const data = { Image: 'C:\\a\\b.exe', Hashes: 'SHA1=AA,MD5=BB,SHA256=CC', User: 'CORP\\ana', ProcessId: '42' };
    expect(rowOf('DeviceProcessEvents', event({ '#text': 1 }, sysmon, data))).toEqual({
      TimeGenerated: time,
      ActionType: 'ProcessCreated',
      DeviceName: 'pc1',
      FileName: 'b.exe',
      FolderPath: 'C:\\a\\b.exe',
      ProcessId: '42',
      AccountName: 'ana',
      AccountDomain: 'CORP',
      SHA1: 'aa',
      MD5: 'bb',
      SHA256: 'cc',
    });
  });

  test.each([
    [13, 'SetValue', 'RegistryValueSet', 'HKEY_LOCAL_MACHINE\\SOFTWARE\\Run', 'x'],
    [12, 'CreateKey', 'RegistryKeyCreated', 'HKEY_LOCAL_MACHINE\\SOFTWARE\\Run\\x', undefined],
  ])('of DeviceRegistryEvents: Sysmon %s is %s', (id, EventType, action, key, value) => {
    const data = { EventType, TargetObject: 'HKLM\\SOFTWARE\\Run\\x', Image: 'C:\\a.exe' };
    const row = rowOf('DeviceRegistryEvents', event(id, sysmon, data));
    expect([row?.['ActionType'], row?.['RegistryKey'], row?.['RegistryValueName']]).toEqual([action, key, value]);
  });

  test('of Event as XML, and of WindowsEvent as it is', () => {
    const one = event(1, sysmon, { Image: 'C:\\b.exe', Extra: '<&>' });
    expect(rowOf('Event', one)?.['EventData']).toBe(
      '<EventData><Data Name="Image">C:\\b.exe</Data><Data Name="Extra">&lt;&amp;&gt;</Data></EventData>',
    );
    expect(rowOf('WindowsEvent', one)).toMatchObject({
      Channel: sysmon,
      EventData: { Image: 'C:\\b.exe', Extra: '<&>' },
    });
  });

  test('from a list of names and texts too', () => {
    const listed = event(1, sysmon, { Data: [{ '@Name': 'Image', '#text': 'C:\\x.exe' }, { Name: 'User' }] });
    expect(rowOf('DeviceProcessEvents', listed)).toMatchObject({ FolderPath: 'C:\\x.exe', AccountName: '' });
  });

  test('of no table that has none of it', () => {
    expect(rowOf('SecurityEvent', event(4688, 'System', {}))).toBeUndefined();
    expect(rowOf('DeviceProcessEvents', event(9999, 'Security', {}))).toBeUndefined();
    expect(rowOf('SecurityEvent', { Event: {} })).toBeUndefined();
    expect(rowOf('SecurityEvent', { System: {} })).toBeUndefined();
  });

  test('without a column that the table does not have', () => {
    const read = readEvent(event(4688, 'Security', { SubjectUserName: 'ana' }));
    expect(
      read && rowOfEvent(read, 'SecurityEvent', (column) => (column === 'Computer' ? 'string' : undefined)),
    ).toEqual({ TimeGenerated: time, Computer: 'pc1' });
  });
});
