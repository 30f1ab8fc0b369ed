import type { TableView } from '../../tables/table-pipeline.ts';
import { columnsOf } from '../columns.ts';
import { hostIn } from './shared.ts';

const host = hostIn('Computer', 'the computer that logged the event');

/** Any channel of the Windows event log. Fields are members of the event's data. */
export const windowsEvents: TableView = {
  source: 'WindowsEvent',
  columns: columnsOf('WindowsEvent'),
  fields: {
    Channel: 'Channel',
    Computer: 'Computer',
    ComputerName: 'Computer',
    Data: { name: 'AllEventData', expression: 'tostring(EventData)' },
    EventID: 'EventID',
    EventLog: 'Channel',
    Keywords: 'Keywords',
    Level: 'EventLevel',
    Provider_Name: 'Provider',
    Source: 'Provider',
  },
  unmapped: 'refused',
  rest: [{ prefix: '', column: 'EventData', form: 'bag' }],
  keywords: ['EventData', 'RawEventData'],
  connectors: [{ connectorId: 'WindowsForwardedEvents', dataTypes: ['WindowsEvent'] }],
  entities: [
    host,
    {
      entityType: 'Account',
      identifiers: [{ identifier: 'Sid', column: 'SystemUserId' }],
      why: 'the account in whose context the event was logged',
    },
  ],
  notes: 'Forwarded Windows events; the channel has to be in the data collection rule.',
};

/** Every field of Sysmon's events (Sysinternals, Sysmon manifest 4.90): what is not among them is in no event. */
const sysmonFields =
  'Archived CallTrace ClientInfo CommandLine Company Configuration ConfigurationFileHash Consumer Contents ' +
  'CreationUtcTime CurrentDirectory Description Destination DestinationHostname DestinationIp DestinationIsIpv6 ' +
  'DestinationPort DestinationPortName Details Device EventNamespace EventType FileVersion Filter GrantedAccess Hash ' +
  'Hashes ID Image ImageLoaded Initiated IntegrityLevel IsExecutable LogonGuid LogonId Name NewName NewThreadId ' +
  'Operation OriginalFileName ParentCommandLine ParentImage ParentProcessGuid ParentProcessId ParentUser PipeName ' +
  'PreviousCreationUtcTime ProcessGuid ProcessId Product Protocol Query QueryName QueryResults QueryStatus RuleName ' +
  'SchemaVersion Session Signature SignatureStatus Signed SourceHostname SourceImage SourceIp SourceIsIpv6 SourcePort ' +
  'SourcePortName SourceProcessGUID SourceProcessGuid SourceProcessId SourceThreadId SourceUser StartAddress ' +
  'StartFunction StartModule State TargetFilename TargetImage TargetObject TargetProcessGUID TargetProcessGuid ' +
  'TargetProcessId TargetUser TerminalSessionId Type User UtcTime Version';

/** Sysmon's channel, whose fields are all known. */
export const sysmonEvents: TableView = {
  ...windowsEvents,
  rest: [{ prefix: '', column: 'EventData', form: 'bag', only: sysmonFields.split(' ') }],
  notes: 'Sysmon events, forwarded; its channel has to be in the data collection rule.',
};
