import type { FieldReader, TableView } from '../../tables/table-pipeline.ts';
import { columnsOf } from '../columns.ts';
import { accountIn, controlSets, fileIn, hashIn, hostIn, registryHives } from './shared.ts';

const host = hostIn('DvcHostname', 'the device that reported the event');

const sources = (defenderTable: string): TableView['connectors'] => [
  { connectorId: 'MicrosoftThreatProtection', dataTypes: [defenderTable] },
  { connectorId: 'WindowsForwardedEvents', dataTypes: ['WindowsEvent'] },
  { connectorId: 'WindowsSecurityEvents', dataTypes: ['SecurityEvent'] },
];

/** Process creation of any platform, normalised. */
export const processes: TableView = {
  source: '_Im_ProcessCreate',
  columns: columnsOf('_Im_ProcessCreate'),
  fields: {
    CommandLine: 'TargetProcessCommandLine',
    Company: 'TargetProcessFileCompany',
    Computer: 'DvcHostname',
    ComputerName: 'DvcHostname',
    CurrentDirectory: 'TargetProcessCurrentDirectory',
    Description: 'TargetProcessFileDescription',
    EventID: { implied: ['1', '4688'] },
    FileVersion: 'TargetProcessFileVersion',
    GrandParentImage: 'ParentProcessName',
    Hashes: {
      hashes: {
        MD5: 'TargetProcessMD5',
        SHA1: 'TargetProcessSHA1',
        SHA256: 'TargetProcessSHA256',
        SHA512: 'TargetProcessSHA512',
        IMPHASH: 'TargetProcessIMPHASH',
      },
    },
    Image: 'TargetProcessName',
    Imphash: 'TargetProcessIMPHASH',
    IntegrityLevel: {
      column: 'TargetProcessIntegrityLevel',
      values: {
        'S-1-16-4096': 'Low',
        'S-1-16-8192': 'Medium',
        'S-1-16-12288': 'High',
        'S-1-16-16384': 'System',
      },
    },
    LogonGuid: 'TargetUserSessionGuid',
    LogonId: 'TargetUserSessionId',
    NewProcessName: 'TargetProcessName',
    OriginalFileName: 'TargetProcessFileOriginalName',
    ParentCommandLine: 'ActingProcessCommandLine',
    ParentImage: 'ActingProcessName',
    ParentIntegrityLevel: 'ActingProcessIntegrityLevel',
    ParentProcessGuid: 'ActingProcessGuid',
    ParentProcessId: 'ActingProcessId',
    ParentProcessName: 'ActingProcessName',
    ParentUser: 'ActorUsername',
    ProcessGuid: 'TargetProcessGuid',
    ProcessId: 'TargetProcessId',
    Product: 'TargetProcessFileProduct',
    User: 'TargetUsername',
    md5: 'TargetProcessMD5',
    sha1: 'TargetProcessSHA1',
    sha256: 'TargetProcessSHA256',
  },
  unmapped: 'refused',
  keywords: ['TargetProcessCommandLine'],
  connectors: sources('DeviceProcessEvents'),
  entities: [
    host,
    accountIn('TargetUsername', 'Target', 'the account that the process runs as'),
    {
      entityType: 'Process',
      identifiers: [
        { identifier: 'CommandLine', column: 'TargetProcessCommandLine' },
        { identifier: 'ProcessId', column: 'TargetProcessId' },
      ],
      why: 'the process that was started',
    },
    {
      entityType: 'Process',
      identifiers: [
        { identifier: 'CommandLine', column: 'ActingProcessCommandLine' },
        { identifier: 'ProcessId', column: 'ActingProcessId' },
      ],
      whenRead: ['ActingProcessName', 'ActingProcessCommandLine'],
      why: 'the process that started it, because the query reads it',
    },
    fileIn('TargetProcessName', 'Process', 'the image that was started, because the query reads it', [
      'TargetProcessName',
    ]),
    accountIn('ActorUsername', 'Actor', 'the account behind the starting process, because the query reads it', [
      'ActorUsername',
    ]),
    hashIn('TargetProcessSHA256', 'SHA256', 'the hash that the query reads'),
    hashIn('TargetProcessSHA1', 'SHA1', 'the hash that the query reads'),
    hashIn('TargetProcessMD5', 'MD5', 'the hash that the query reads'),
  ],
  notes: 'Built-in ASIM parser over every connected source of process events.',
};

/** File events of any platform, normalised. */
export const files: TableView = {
  source: '_Im_FileEvent',
  columns: columnsOf('_Im_FileEvent'),
  fields: {
    CommandLine: 'ActingProcessCommandLine',
    Computer: 'DvcHostname',
    EventID: { implied: ['11', '23', '26'] },
    FileName: 'TargetFilePath',
    Hashes: {
      hashes: { MD5: 'TargetFileMD5', SHA1: 'TargetFileSHA1', SHA256: 'TargetFileSHA256', SHA512: 'TargetFileSHA512' },
    },
    Image: 'ActingProcessName',
    ProcessGuid: 'ActingProcessGuid',
    ProcessId: 'ActingProcessId',
    SourceFilename: 'SrcFilePath',
    TargetFilename: 'TargetFilePath',
    User: 'ActorUsername',
  },
  unmapped: 'refused',
  keywords: ['TargetFilePath', 'ActingProcessCommandLine'],
  connectors: sources('DeviceFileEvents'),
  entities: [
    host,
    accountIn('ActorUsername', 'Actor', 'the account behind the event'),
    fileIn('TargetFilePath', 'Target', 'the file concerned', ['TargetFilePath', 'ActingProcessName', 'SrcFilePath']),
    {
      entityType: 'Process',
      identifiers: [
        { identifier: 'CommandLine', column: 'ActingProcessCommandLine' },
        { identifier: 'ProcessId', column: 'ActingProcessId' },
      ],
      why: 'the process that touched the file',
    },
    hashIn('TargetFileSHA256', 'SHA256', 'the hash that the query reads'),
  ],
  notes: 'Built-in ASIM parser over every connected source of file events.',
};

/** Key and value in one text, as Sysmon has them; a value without a name is the key's default one. */
const registryObject: FieldReader = {
  name: 'RegistryObject',
  expression:
    'case(isnotempty(RegistryValue), strcat(RegistryKey, "\\\\", RegistryValue), EventType startswith "RegistryValue", strcat(RegistryKey, "\\\\(Default)"), RegistryKey)',
  prefixes: registryHives,
  segments: controlSets,
};

/** Registry events, normalised; key and value are columns of their own. */
export const registry: TableView = {
  source: '_Im_RegistryEvent',
  columns: columnsOf('_Im_RegistryEvent'),
  fields: {
    Computer: 'DvcHostname',
    Details: {
      column: 'RegistryValueData',
      registryData: 'number',
      values: { '(Empty)': ['', '(Empty)'] },
    },
    EventID: { implied: ['12', '13', '14', '4657'] },
    EventType: {
      column: 'EventType',
      values: {
        CreateKey: 'RegistryKeyCreated',
        DeleteKey: 'RegistryKeyDeleted',
        DeleteValue: 'RegistryValueDeleted',
        RenameKey: 'RegistryKeyRenamed',
        RenameValue: 'RegistryValueSet',
        SetValue: 'RegistryValueSet',
      },
    },
    Image: 'ActingProcessName',
    NewName: registryObject,
    ParentImage: 'ParentProcessName',
    ProcessGuid: 'ActingProcessGuid',
    ProcessId: 'ActingProcessId',
    TargetObject: registryObject,
    User: 'ActorUsername',
  },
  unmapped: 'refused',
  keywords: ['RegistryKey', 'RegistryValue', 'RegistryValueData'],
  connectors: sources('DeviceRegistryEvents'),
  entities: [
    host,
    accountIn('ActorUsername', 'Actor', 'the account behind the change'),
    {
      entityType: 'RegistryKey',
      identifiers: [
        { identifier: 'Hive', name: 'RegistryHive', expression: 'tostring(split(RegistryKey, "\\\\")[0])' },
        {
          identifier: 'Key',
          name: 'RegistryPath',
          expression: 'substring(RegistryKey, indexof(RegistryKey, "\\\\") + 1)',
        },
      ],
      why: 'the key that changed',
    },
    {
      entityType: 'RegistryValue',
      identifiers: [
        { identifier: 'Name', column: 'RegistryValue' },
        { identifier: 'Value', column: 'RegistryValueData' },
        { identifier: 'ValueType', column: 'RegistryValueType' },
      ],
      why: 'the value that changed',
    },
    {
      entityType: 'Process',
      identifiers: [{ identifier: 'ProcessId', column: 'ActingProcessId' }],
      why: 'the process that changed it',
    },
  ],
  notes: 'Built-in ASIM parser over every connected source of registry events.',
};
