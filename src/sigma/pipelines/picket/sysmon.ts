import type { TableView } from '../../tables/table-pipeline.ts';
import { windowsEvents } from './windows-events.ts';

/** Every field of Sysmon's events (Sysinternals, Sysmon manifest 4.90): what is not among them is in no event. */
const fields =
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
  rest: [{ prefix: '', column: 'EventData', form: 'bag', only: fields.split(' ') }],
  notes: 'Sysmon events, forwarded; its channel has to be in the data collection rule.',
};
