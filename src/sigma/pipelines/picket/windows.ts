import type { SourceMapping, TableView } from '../../tables/table-pipeline.ts';
import { columnsOf } from '../columns.ts';
import { accountIn, hostIn, ipIn } from './shared.ts';

const host = hostIn('Computer', 'the computer that logged the event');

/** The Security log, in its own table. */
export const securityEvents: TableView = {
  source: 'SecurityEvent',
  columns: columnsOf('SecurityEvent'),
  fields: {
    Channel: 'Channel',
    ComputerName: 'Computer',
    Image: 'NewProcessName',
    Provider_Name: 'EventSourceName',
  },
  unmapped: 'columns',
  rest: [{ prefix: '', column: 'EventData', form: 'xml' }],
  keywords: ['EventData', 'Activity'],
  connectors: [
    { connectorId: 'SecurityEvents', dataTypes: ['SecurityEvent'] },
    { connectorId: 'WindowsSecurityEvents', dataTypes: ['SecurityEvent'] },
  ],
  entities: [
    host,
    {
      entityType: 'Account',
      identifiers: [
        { identifier: 'Name', column: 'SubjectUserName' },
        { identifier: 'NTDomain', column: 'SubjectDomainName' },
        { identifier: 'Sid', column: 'SubjectUserSid' },
      ],
      why: 'the account that acted',
    },
    {
      entityType: 'Account',
      identifiers: [
        { identifier: 'Name', column: 'TargetUserName' },
        { identifier: 'NTDomain', column: 'TargetDomainName' },
      ],
      whenRead: ['TargetUserName', 'TargetUserSid', 'LogonType', 'IpAddress'],
      why: 'the account acted upon, because the query reads the logon',
    },
    ipIn('IpAddress', 'the address of the client, because the query reads it', ['IpAddress', 'LogonType']),
    {
      entityType: 'Process',
      identifiers: [{ identifier: 'CommandLine', column: 'CommandLine' }],
      whenRead: ['CommandLine'],
      why: 'the command line that the query reads',
    },
    accountIn('Account', 'Logged', 'the account of the event, because the query reads it', ['Account']),
  ],
  notes: 'Windows Security Events; the event ids have to be in the data collection rule.',
};

/** Channel of each service, as the Sigma specification's log source guides name them. */
const channels: Readonly<Record<string, readonly string[]>> = {
  application: ['Application'],
  system: ['System'],
  'appmodel-runtime': ['Microsoft-Windows-AppModel-Runtime/Admin'],
  'appxdeployment-server': ['Microsoft-Windows-AppXDeploymentServer/Operational'],
  'appxpackaging-om': ['Microsoft-Windows-AppxPackaging/Operational'],
  applocker: [
    'Microsoft-Windows-AppLocker/MSI and Script',
    'Microsoft-Windows-AppLocker/EXE and DLL',
    'Microsoft-Windows-AppLocker/Packaged app-Deployment',
    'Microsoft-Windows-AppLocker/Packaged app-Execution',
  ],
  'bits-client': ['Microsoft-Windows-Bits-Client/Operational'],
  capi2: ['Microsoft-Windows-CAPI2/Operational'],
  'certificateservicesclient-lifecycle-system': [
    'Microsoft-Windows-CertificateServicesClient-Lifecycle-System/Operational',
  ],
  'codeintegrity-operational': ['Microsoft-Windows-CodeIntegrity/Operational'],
  dhcp: ['Microsoft-Windows-DHCP-Server/Operational'],
  'diagnosis-scripted': ['Microsoft-Windows-Diagnosis-Scripted/Operational'],
  'dns-client': ['Microsoft-Windows-DNS-Client/Operational', 'Microsoft-Windows-DNS Client Events/Operational'],
  'dns-server': ['DNS Server'],
  'dns-server-analytic': ['Microsoft-Windows-DNS-Server/Analytical'],
  'dns-server-audit': ['Microsoft-Windows-DNS-Server/Audit'],
  'driver-framework': ['Microsoft-Windows-DriverFrameworks-UserMode/Operational'],
  'firewall-as': ['Microsoft-Windows-Windows Firewall With Advanced Security/Firewall'],
  'hyper-v-worker': ['Microsoft-Windows-Hyper-V-Worker-Admin'],
  'iis-configuration': ['Microsoft-IIS-Configuration/Operational'],
  'kernel-event-tracing': ['Microsoft-Windows-Kernel-EventTracing/Admin'],
  'kernel-shimengine': ['Microsoft-Windows-Kernel-ShimEngine/Operational'],
  ldap: ['Microsoft-Windows-LDAP-Client/Debug'],
  'lsa-server': ['Microsoft-Windows-LSA/Operational'],
  'microsoft-servicebus-client': ['Microsoft-ServiceBus-Client/Operational', 'Microsoft-ServiceBus-Client/Admin'],
  'msexchange-management': ['MSExchange Management'],
  ntfs: ['Microsoft-Windows-Ntfs/Operational'],
  ntlm: ['Microsoft-Windows-NTLM/Operational'],
  openssh: ['OpenSSH/Operational'],
  powershell: ['Microsoft-Windows-PowerShell/Operational', 'PowerShellCore/Operational'],
  'powershell-classic': ['Windows PowerShell'],
  'printservice-admin': ['Microsoft-Windows-PrintService/Admin'],
  'printservice-operational': ['Microsoft-Windows-PrintService/Operational'],
  'security-mitigations': [
    'Microsoft-Windows-Security-Mitigations/KernelMode',
    'Microsoft-Windows-Security-Mitigations/UserMode',
  ],
  sense: ['Microsoft-Windows-SENSE/Operational'],
  'shell-core': ['Microsoft-Windows-Shell-Core/Operational'],
  'smbclient-connectivity': ['Microsoft-Windows-SmbClient/Connectivity'],
  'smbclient-security': ['Microsoft-Windows-SmbClient/Security'],
  'smbserver-connectivity': ['Microsoft-Windows-SMBServer/Connectivity'],
  sysmon: ['Microsoft-Windows-Sysmon/Operational'],
  taskscheduler: ['Microsoft-Windows-TaskScheduler/Operational'],
  'terminalservices-localsessionmanager': ['Microsoft-Windows-TerminalServices-LocalSessionManager/Operational'],
  vhdmp: ['Microsoft-Windows-VHDMP/Operational'],
  windefend: ['Microsoft-Windows-Windows Defender/Operational'],
  wmi: ['Microsoft-Windows-WMI-Activity/Operational'],
};

/** Events of Sysmon and of PowerShell that a category stands for. */
const categories: Readonly<Record<string, { readonly service: string; readonly ids: readonly number[] }>> = {
  clipboard_capture: { service: 'sysmon', ids: [24] },
  create_remote_thread: { service: 'sysmon', ids: [8] },
  create_stream_hash: { service: 'sysmon', ids: [15] },
  driver_load: { service: 'sysmon', ids: [6] },
  file_block_executable: { service: 'sysmon', ids: [27] },
  file_block_shredding: { service: 'sysmon', ids: [28] },
  file_change: { service: 'sysmon', ids: [2] },
  file_executable_detected: { service: 'sysmon', ids: [29] },
  pipe_created: { service: 'sysmon', ids: [17, 18] },
  process_access: { service: 'sysmon', ids: [10] },
  process_tampering: { service: 'sysmon', ids: [25] },
  process_termination: { service: 'sysmon', ids: [5] },
  ps_classic_provider_start: { service: 'powershell-classic', ids: [600] },
  ps_classic_start: { service: 'powershell-classic', ids: [400] },
  ps_module: { service: 'powershell', ids: [4103] },
  ps_script: { service: 'powershell', ids: [4104] },
  raw_access_thread: { service: 'sysmon', ids: [9] },
  registry_rename: { service: 'sysmon', ids: [14] },
  sysmon_error: { service: 'sysmon', ids: [255] },
  sysmon_status: { service: 'sysmon', ids: [4, 16] },
  wmi_event: { service: 'sysmon', ids: [19, 20, 21] },
};

const channelGuard = (service: string): string => {
  const names = (channels[service] ?? []).map((channel) => `"${channel}"`);
  return names.length === 1 ? `Channel == ${names[0]}` : `Channel in (${names.join(', ')})`;
};

const idGuard = (ids: readonly number[]): string =>
  ids.length === 1 ? `EventID == ${ids[0]}` : `EventID in (${ids.join(', ')})`;

const viewOf = (service: string): string => (service === 'sysmon' ? 'sysmon-events' : 'windows-events');

/** The event of Sysmon with which a view of another table is completed where that lacks a field. */
export const sysmonGuard = (...ids: readonly number[]): readonly string[] => [channelGuard('sysmon'), idGuard(ids)];

/** Members of the data of Defender's own events, whose names have blanks (Microsoft Learn, Defender event ids). */
const defenderNames =
  'Action Name|Category Name|Detection ID|Detection Time|Detection User|Error Code|Error Description|Involved File|' +
  'New Value|Old Value|Parent Commandline|Process Name|Product Name|Product Version|Severity Name|Signature Version|' +
  'Source Name|Status Description|Target Commandline|Threat ID|Threat Name|Type Name|Execution Name|Origin Name';
const defenderFields: SourceMapping['fields'] = Object.fromEntries(
  defenderNames.split('|').flatMap((name) => {
    const access = { name: name.replaceAll(' ', ''), expression: `tostring(EventData["${name}"])` };
    return [name.replaceAll(' ', ''), name.replaceAll(' ', '_'), name].map((field) => [field, access] as const);
  }),
);

/** Log sources of Windows by category and by service. */
export const windowsSources: readonly SourceMapping[] = [
  { product: 'windows', service: 'security', views: ['security-events'] },
  ...Object.entries(categories).map(([category, { service, ids }]): SourceMapping => ({
    category,
    product: 'windows',
    views: [viewOf(service)],
    where: { [viewOf(service)]: [channelGuard(service), idGuard(ids)] },
  })),
  ...Object.keys(channels).map((service): SourceMapping => ({
    product: 'windows',
    service,
    views: [viewOf(service)],
    where: { [viewOf(service)]: [channelGuard(service)] },
    ...(service === 'windefend' ? { fields: defenderFields } : {}),
  })),
];
