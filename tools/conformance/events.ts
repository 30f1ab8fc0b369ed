import { isObject, type JsonObject, type JsonValue } from '../../src/core/json.ts';

/** An event of the Windows log as JSON: `Event.System`, `Event.EventData`. */
export type WindowsLogEvent = {
  readonly id: number;
  readonly channel: string;
  readonly provider: string;
  readonly computer: string;
  readonly time: string;
  readonly data: JsonObject;
};

const objectAt = (value: JsonValue | undefined, key: string): JsonObject => {
  const member = isObject(value) ? value[key] : undefined;
  return isObject(member) ? member : {};
};
const textOf = (value: JsonValue | undefined): string =>
  typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';

export const readEvent = (value: JsonValue): WindowsLogEvent => {
  const event = objectAt(value, 'Event');
  const system = objectAt(event, 'System');
  const id = system['EventID'];
  return {
    id: Number(textOf(isObject(id) ? id['#text'] : id)),
    channel: textOf(system['Channel']),
    provider: textOf(objectAt(objectAt(system, 'Provider'), '#attributes')['Name']),
    computer: textOf(system['Computer']),
    time: textOf(objectAt(objectAt(system, 'TimeCreated'), '#attributes')['SystemTime']),
    data: { ...objectAt(event, 'EventData'), ...objectAt(event, 'UserData') },
  };
};

/**
 * Columns of ASIM's schemas and the fields of Sysmon that its parsers fill them with (ASimProcessCreateMicrosoftSysmon,
 * ASimFileEventMicrosoftSysmon, ASimRegistryEventMicrosoftSysmon); the parsers pass values through as they are.
 */
const process: Readonly<Record<string, string>> = {
  TargetProcessName: 'Image',
  TargetProcessCommandLine: 'CommandLine',
  TargetProcessCurrentDirectory: 'CurrentDirectory',
  TargetProcessFileCompany: 'Company',
  TargetProcessFileDescription: 'Description',
  TargetProcessFileVersion: 'FileVersion',
  TargetProcessFileProduct: 'Product',
  TargetProcessFileOriginalName: 'OriginalFileName',
  TargetProcessIntegrityLevel: 'IntegrityLevel',
  TargetProcessGuid: 'ProcessGuid',
  TargetProcessId: 'ProcessId',
  TargetUsername: 'User',
  TargetUserSessionId: 'LogonId',
  TargetUserSessionGuid: 'LogonGuid',
  ActingProcessName: 'ParentImage',
  ActingProcessCommandLine: 'ParentCommandLine',
  ActingProcessGuid: 'ParentProcessGuid',
  ActingProcessId: 'ParentProcessId',
  ActorUsername: 'ParentUser',
};
const file: Readonly<Record<string, string>> = {
  TargetFilePath: 'TargetFilename',
  ActingProcessName: 'Image',
  ActingProcessGuid: 'ProcessGuid',
  ActingProcessId: 'ProcessId',
  ActorUsername: 'User',
};
const registry: Readonly<Record<string, string>> = {
  RegistryValueData: 'Details',
  ActingProcessName: 'Image',
  ActingProcessGuid: 'ProcessGuid',
  ActingProcessId: 'ProcessId',
  ActorUsername: 'User',
};
const imageLoad: Readonly<Record<string, string>> = {
  FolderPath: 'ImageLoaded',
  InitiatingProcessFolderPath: 'Image',
  InitiatingProcessId: 'ProcessId',
};

const hives: readonly (readonly [string, string])[] = [
  ['HKLM\\', 'HKEY_LOCAL_MACHINE\\'],
  ['HKU\\', 'HKEY_USERS\\'],
  ['HKCR\\', 'HKEY_LOCAL_MACHINE\\SOFTWARE\\Classes\\'],
];
const registryEvents: Readonly<Record<string, string>> = {
  CreateKey: 'RegistryKeyCreated',
  DeleteKey: 'RegistryKeyDeleted',
  DeleteValue: 'RegistryValueDeleted',
  SetValue: 'RegistryValueSet',
  RenameKey: 'RegistryKeyRenamed',
};

const picked = (fields: Readonly<Record<string, string>>, data: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([column, field]) =>
      data[field] === undefined ? [] : [[column, textOf(data[field])]],
    ),
  );

const hashes = (prefix: string, data: JsonObject): JsonObject =>
  Object.fromEntries(
    textOf(data['Hashes'])
      .split(',')
      .flatMap((each) => {
        const [algorithm = '', hash] = each.split('=');
        return hash === undefined ? [] : [[`${prefix}${algorithm}`, hash]];
      }),
  );

const registryObject = (data: JsonObject): JsonObject => {
  const target = textOf(data['TargetObject']);
  const hive = hives.find(([short]) => target.startsWith(short));
  const whole = hive === undefined ? target : hive[1] + target.slice(hive[0].length);
  const type = textOf(data['EventType']);
  const at = type.endsWith('Value') ? whole.lastIndexOf('\\') : whole.length;
  return {
    RegistryKey: whole.slice(0, at),
    RegistryValue: whole.slice(at + 1).replace(/^\(Default\)$/, ''),
    EventType: registryEvents[type] ?? type,
  };
};

/** The row that an event is in a source of queries; undefined where it does not get there. */
export const rowOf = (source: string, event: WindowsLogEvent): JsonObject | undefined => {
  const { id, channel, provider, computer, time, data } = event;
  const common = { TimeGenerated: time };
  const isSysmon = channel === 'Microsoft-Windows-Sysmon/Operational';
  const host = { DvcHostname: computer, EventProduct: 'Sysmon', EventVendor: 'Microsoft' };
  switch (source) {
    case 'WindowsEvent':
      return {
        ...common,
        Channel: channel,
        Computer: computer,
        EventID: id,
        Provider: provider,
        EventData: data,
        RawEventData: JSON.stringify(data),
      };
    case 'SecurityEvent':
      return channel === 'Security'
        ? { ...common, Channel: channel, Computer: computer, EventID: id, ...data }
        : undefined;
    case '_Im_ProcessCreate':
      return isSysmon && id === 1
        ? {
            ...common,
            ...host,
            EventType: 'ProcessCreated',
            ...picked(process, data),
            ...hashes('TargetProcess', data),
          }
        : undefined;
    case '_Im_FileEvent':
      return isSysmon && id === 11
        ? { ...common, ...host, EventType: 'FileCreated', ...picked(file, data), ...hashes('TargetFile', data) }
        : undefined;
    case '_Im_RegistryEvent':
      return isSysmon && [12, 13, 14].includes(id)
        ? { ...common, ...host, ...picked(registry, data), ...registryObject(data) }
        : undefined;
    case 'DeviceImageLoadEvents':
      return isSysmon && id === 7
        ? { ...common, DeviceName: computer, ...picked(imageLoad, data), ...hashes('', data) }
        : undefined;
    default:
      return undefined;
  }
};
