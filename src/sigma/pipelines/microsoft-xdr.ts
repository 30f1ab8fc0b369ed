import type { FieldMap, StepPipeline } from '../steps/pipeline.ts';
import { columnNames } from './columns.ts';
import { registryEventTypes, registryPrefixes } from './reference.ts';
import { referenceCategories, referenceEventIds } from './reference-tables.ts';

const tablesByKind = {
  process: 'DeviceProcessEvents',
  image: 'DeviceImageLoadEvents',
  file: 'DeviceFileEvents',
  registry: 'DeviceRegistryEvents',
  network: 'DeviceNetworkEvents',
  logon: 'DeviceLogonEvents',
  pipe: 'DeviceEvents',
  wmi: 'DeviceEvents',
};

const initiating: FieldMap = {
  CommandLine: 'InitiatingProcessCommandLine',
  Company: 'InitiatingProcessVersionInfoCompanyName',
  Description: 'InitiatingProcessVersionInfoFileDescription',
  FileVersion: 'InitiatingProcessVersionInfoProductVersion',
  Image: 'InitiatingProcessFolderPath',
  IntegrityLevel: 'InitiatingProcessIntegrityLevel',
  OriginalFileName: 'InitiatingProcessVersionInfoOriginalFileName',
  ParentImage: 'InitiatingProcessParentFileName',
  ParentProcessId: 'InitiatingProcessParentId',
  ProcessId: 'InitiatingProcessId',
  ProcessName: 'InitiatingProcessFolderPath',
  Product: 'InitiatingProcessVersionInfoProductName',
  User: 'InitiatingProcessAccountName',
};

const tables: Readonly<Record<string, FieldMap>> = {
  DeviceProcessEvents: {
    CommandLine: 'ProcessCommandLine',
    Company: 'ProcessVersionInfoCompanyName',
    Description: 'ProcessVersionInfoFileDescription',
    FileVersion: 'ProcessVersionInfoProductVersion',
    GrandParentImage: 'InitiatingProcessParentFileName',
    Image: 'FolderPath',
    IntegrityLevel: 'ProcessIntegrityLevel',
    LogonId: 'LogonId',
    OriginalFileName: 'ProcessVersionInfoOriginalFileName',
    ParentCommandLine: 'InitiatingProcessCommandLine',
    ParentImage: 'InitiatingProcessFolderPath',
    ParentProcessId: 'InitiatingProcessId',
    ParentUser: 'InitiatingProcessAccountName',
    ProcessId: 'ProcessId',
    ProcessName: 'FolderPath',
    Product: 'ProcessVersionInfoProductName',
    SourceImage: 'InitiatingProcessFolderPath',
    User: 'AccountName',
    md5: 'MD5',
    sha1: 'SHA1',
    sha256: 'SHA256',
  },
  DeviceImageLoadEvents: {
    ...initiating,
    ImageLoaded: 'FolderPath',
    md5: 'MD5',
    sha1: 'SHA1',
    sha256: 'SHA256',
  },
  DeviceFileEvents: {
    ...initiating,
    SourceFileName: 'PreviousFileName',
    TargetFilename: 'FolderPath',
    User: 'RequestAccountName',
    md5: 'MD5',
    sha1: 'SHA1',
    sha256: 'SHA256',
  },
  DeviceRegistryEvents: {
    ...initiating,
    Details: 'RegistryValueData',
    EventType: 'ActionType',
    ObjectName: 'RegistryKey',
    TargetObject: 'RegistryKey',
  },
  DeviceNetworkEvents: {
    ...initiating,
    DestinationHostname: 'RemoteUrl',
    DestinationIp: 'RemoteIP',
    DestinationPort: 'RemotePort',
    Protocol: 'Protocol',
    SourceHostname: 'DeviceName',
    SourceIp: 'LocalIP',
    SourcePort: 'LocalPort',
  },
  DeviceLogonEvents: initiating,
  DeviceEvents: initiating,
};

const withoutParentImage = ({ ParentImage: _parentImage, ...map }: FieldMap): FieldMap => map;

const mapsFor = (parentImage: 'by-name' | 'refused'): Readonly<Record<string, FieldMap>> =>
  parentImage === 'by-name'
    ? tables
    : Object.fromEntries(
        Object.entries(tables).map(([table, map]) => [
          table,
          table === 'DeviceProcessEvents' ? map : withoutParentImage(map),
        ]),
      );

const columnsFor = (parentImage: 'by-name' | 'refused'): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(
    Object.entries(mapsFor(parentImage)).map(([table, map]) => [table, [...columnNames(table), ...Object.keys(map)]]),
  );

const lastSegment = {
  type: 'last-path-segment',
  fields: ['InitiatingProcessParentFileName'],
  notTables: ['DeviceProcessEvents'],
} as const;

const build = (parentImage: 'by-name' | 'refused'): StepPipeline => ({
  name: 'microsoft_xdr',
  description: 'Tables of Microsoft Defender XDR, with the mapping and the known defects of the reference converter.',
  kind: 'steps',
  steps: [
    {
      type: 'choose-table',
      categories: referenceCategories(tablesByKind, ['process', 'image', 'file', 'registry', 'network']),
      eventIds: referenceEventIds(tablesByKind),
      identifiersFrom: 'sel',
    },
    { type: 'drop-fields', fields: ['EventID', 'EventCode', 'ObjectType'] },
    { type: 'rename-fields', tables: mapsFor(parentImage) },
    ...(parentImage === 'by-name' ? [lastSegment] : []),
    {
      type: 'split-account',
      columns: {
        AccountName: 'AccountDomain',
        InitiatingProcessAccountName: 'InitiatingProcessAccountDomain',
      },
    },
    {
      type: 'split-hashes',
      fields: ['Hashes'],
      always: { MD5: 'MD5', SHA1: 'SHA1', SHA256: 'SHA256' },
    },
    { type: 'replace-text', fields: ['RegistryKey', 'PreviousRegistryKey'], prefixes: registryPrefixes },
    { type: 'map-values', tables: ['DeviceRegistryEvents'], fields: ['ActionType'], values: registryEventTypes },
    { type: 'drop-fields', fields: ['Initiated'] },
    { type: 'require-columns', tables: columnsFor(parentImage), always: ['Hashes'] },
  ],
});

/** Tables of Microsoft Defender XDR, as the reference converter maps to them. */
export const microsoftXdr = build('by-name');

/** The same without the parent's image where a table has only its file name: such rules are refused. */
export const microsoftXdrWithoutParentImage = build('refused');
