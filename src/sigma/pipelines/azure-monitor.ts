import type { FieldMap, StepPipeline } from '../steps/pipeline.ts';
import { columnNames } from './columns.ts';
import { registryPrefixes } from './reference.ts';
import { referenceCategories, referenceEventIds } from './reference-tables.ts';

const tablesByKind = {
  process: 'SecurityEvent',
  image: 'SecurityEvent',
  file: 'SecurityEvent',
  registry: 'SecurityEvent',
  network: 'SecurityEvent',
  logon: 'SecurityEvent',
  pipe: 'SecurityEvent',
  wmi: 'SecurityEvent',
};

const fields: FieldMap = {
  CommandLine: 'CommandLine',
  DestinationHostname: 'DestinationHostname',
  DestinationIp: 'DestinationIp',
  DestinationPort: 'DestinationPort',
  Image: 'NewProcessName',
  ParentImage: 'ParentProcessName',
  ProcessName: 'NewProcessName',
  SourceHostname: 'WorkstationName',
  SourceIp: 'IpAddress',
  SourcePort: 'SourcePort',
  TargetFilename: 'ObjectName',
  TargetImage: 'NewProcessName',
  TargetObject: 'ObjectName',
  User: 'SubjectUserName',
};

/** Columns of the table that the reference's copy of it lacks. */
const absent = new Set(['ImpersonationLevel']);

/** The table SecurityEvent for everything, as the reference converter maps to it. */
export const azureMonitor: StepPipeline = {
  name: 'azure_monitor',
  description: 'The table SecurityEvent, with the mapping and the known defects of the reference converter.',
  kind: 'steps',
  steps: [
    {
      type: 'choose-table',
      categories: referenceCategories(tablesByKind, ['process', 'image', 'file', 'registry', 'network']),
      eventIds: referenceEventIds(tablesByKind),
      identifiersFrom: 'sel',
    },
    { type: 'rename-fields', tables: { SecurityEvent: fields } },
    { type: 'drop-fields', fields: ['ObjectType'] },
    {
      type: 'split-hashes',
      fields: ['Hashes'],
      always: { MD5: 'FileHash', SHA1: 'FileHash', SHA256: 'FileHash' },
      otherwise: 'FileHash',
    },
    { type: 'replace-text', fields: ['ObjectName'], prefixes: registryPrefixes },
    { type: 'drop-fields', fields: ['Initiated'] },
    {
      type: 'require-columns',
      tables: {
        SecurityEvent: [
          ...columnNames('SecurityEvent').filter((name) => !absent.has(name)),
          ...Object.keys(fields),
          'DestinationHostname',
          'DestinationIp',
          'DestinationPort',
          'SourcePort',
        ],
      },
      always: ['Hashes'],
    },
  ],
};
