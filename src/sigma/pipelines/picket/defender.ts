import type { TableView } from '../../tables/table-pipeline.ts';
import { columnsOf } from '../columns.ts';
import { fileIn, hostIn, ipIn } from './shared.ts';

const host = hostIn('DeviceName', 'the device that reported the event');

const account: TableView['entities'][number] = {
  entityType: 'Account',
  identifiers: [
    { identifier: 'Name', column: 'InitiatingProcessAccountName' },
    { identifier: 'NTDomain', column: 'InitiatingProcessAccountDomain' },
    { identifier: 'Sid', column: 'InitiatingProcessAccountSid' },
  ],
  why: 'the account behind the event',
};

const process: TableView['entities'][number] = {
  entityType: 'Process',
  identifiers: [
    { identifier: 'CommandLine', column: 'InitiatingProcessCommandLine' },
    { identifier: 'ProcessId', name: 'InitiatingProcessNumber', expression: 'tostring(InitiatingProcessId)' },
  ],
  why: 'the process behind the event',
};

/** Fields of the process behind an event, which every table of Defender has. */
const initiating: TableView['fields'] = {
  CommandLine: 'InitiatingProcessCommandLine',
  Computer: 'DeviceName',
  Image: 'InitiatingProcessFolderPath',
  ProcessId: 'InitiatingProcessId',
  User: {
    name: 'InitiatingAccount',
    expression: 'strcat(InitiatingProcessAccountDomain, "\\\\", InitiatingProcessAccountName)',
  },
};

/** All of the tables have it but DeviceEvents. */
const integrity = 'InitiatingProcessIntegrityLevel';

const connectors = (table: string): TableView['connectors'] => [
  { connectorId: 'MicrosoftThreatProtection', dataTypes: [table] },
];

/** Loaded libraries. What the library's own version resource says is not in the table. */
export const defenderImages: TableView = {
  source: 'DeviceImageLoadEvents',
  columns: columnsOf('DeviceImageLoadEvents'),
  fields: {
    ...initiating,
    EventID: { implied: ['7'] },
    IntegrityLevel: integrity,
    Hashes: { hashes: { MD5: 'MD5', SHA1: 'SHA1', SHA256: 'SHA256' } },
    ImageLoaded: 'FolderPath',
  },
  unmapped: 'refused',
  connectors: connectors('DeviceImageLoadEvents'),
  entities: [host, account, process, fileIn('FolderPath', 'Loaded', 'the library that was loaded', ['FolderPath'])],
  notes: 'Microsoft Defender for Endpoint.',
};

/** Connections with the command line of the process, which the normalised schema lacks. */
export const defenderConnections: TableView = {
  source: 'DeviceNetworkEvents',
  columns: columnsOf('DeviceNetworkEvents'),
  fields: {
    ...initiating,
    DestinationHostname: 'RemoteUrl',
    DestinationIp: 'RemoteIP',
    DestinationPort: 'RemotePort',
    EventID: { implied: ['3'] },
    IntegrityLevel: integrity,
    Initiated: {
      column: 'ActionType',
      values: {
        true: ['ConnectionSuccess', 'ConnectionAttempt', 'ConnectionFailed', 'HttpConnectionInspected'],
        false: ['InboundConnectionAccepted', 'InboundConnectionAttempt'],
      },
    },
    Protocol: 'Protocol',
    SourceIp: 'LocalIP',
    SourcePort: 'LocalPort',
  },
  unmapped: 'refused',
  connectors: connectors('DeviceNetworkEvents'),
  entities: [host, account, process, ipIn('RemoteIP', 'the address connected to')],
  notes: 'Microsoft Defender for Endpoint.',
};

/** File events with the integrity level of the process, which the normalised schema lacks. */
export const defenderFiles: TableView = {
  source: 'DeviceFileEvents',
  columns: columnsOf('DeviceFileEvents'),
  fields: {
    ...initiating,
    EventID: { implied: ['11'] },
    IntegrityLevel: integrity,
    SourceFilename: {
      name: 'PreviousFilePath',
      expression: 'strcat(PreviousFolderPath, "\\\\", PreviousFileName)',
    },
    TargetFilename: 'FolderPath',
  },
  unmapped: 'refused',
  connectors: connectors('DeviceFileEvents'),
  entities: [host, account, process, fileIn('FolderPath', 'Target', 'the file concerned', ['FolderPath'])],
  notes: 'Microsoft Defender for Endpoint.',
};

/** Detections of Microsoft Defender Antivirus. */
export const antivirus: TableView = {
  source: 'DeviceEvents',
  columns: columnsOf('DeviceEvents'),
  where: ['ActionType startswith "Antivirus"'],
  fields: {
    ...initiating,
    Filename: { name: 'DetectedFile', expression: 'strcat(FolderPath, "\\\\", FileName)' },
    Signature: { name: 'ThreatName', expression: 'tostring(AdditionalFields.ThreatName)' },
  },
  unmapped: 'refused',
  connectors: connectors('DeviceEvents'),
  entities: [
    host,
    {
      entityType: 'Malware',
      identifiers: [{ identifier: 'Name', name: 'MalwareName', expression: 'tostring(AdditionalFields.ThreatName)' }],
      why: 'what the antivirus found',
    },
    fileIn('FolderPath', 'Detected', 'the file it was found in', ['FolderPath']),
  ],
  notes: 'Microsoft Defender Antivirus through Defender for Endpoint.',
};
