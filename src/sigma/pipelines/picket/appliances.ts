import { columnsOf } from '../columns.ts';
import type { FieldMapping, SourceMapping, TableView } from '../../tables/table-pipeline.ts';
import { hostIn, ipIn } from './shared.ts';
import { syslog } from './linux.ts';

/** Fields of Zeek's logs and what Corelight's connector calls them: dots become underscores, and a type follows. */
const zeekFields = (table: string): Readonly<Record<string, FieldMapping>> => {
  const columns = Object.keys(columnsOf(table));
  return Object.fromEntries(
    columns.flatMap((column) => {
      const plain = column.replace(/_[sdbtg]$/, '');
      const dotted = plain.replace(/^(id|certificate|basic_constraints|san|times)_/, '$1.');
      return plain === column ? [] : [...new Set([plain, dotted])].map((name) => [name, column] as const);
    }),
  );
};

const zeekView = (log: string): TableView => {
  const source = `Corelight_v2_${log}_CL`;
  return {
    source,
    columns: columnsOf(source),
    fields: zeekFields(source),
    unmapped: 'columns',
    connectors: [{ connectorId: 'CorelightConnectorExporter', dataTypes: [source] }],
    entities: Object.hasOwn(columnsOf(source), 'id_orig_h_s')
      ? [ipIn('id_orig_h_s', 'the client'), ipIn('id_resp_h_s', 'the server')]
      : [],
    notes: `Zeek's ${log} log, by the connector of Corelight.`,
  };
};

const zeekLogs = ['dce_rpc', 'http', 'kerberos', 'smb_files', 'x509'] as const;

export const zeekViews: Readonly<Record<string, TableView>> = Object.fromEntries(
  zeekLogs.map((log) => [`zeek-${log.replace('_', '-')}`, zeekView(log)] as const),
);

/** Bitbucket writes its audit log as JSON, which reaches the workspace as Syslog. */
export const bitbucketAudit: TableView = {
  ...syslog,
  where: ['SyslogMessage has "auditType"'],
  fields: {},
  unmapped: 'refused',
  rest: [{ prefix: '', column: 'SyslogMessage', form: 'json' }],
  entities: [hostIn('HostName', 'the server that wrote the record')],
  notes: 'Audit log of Bitbucket, forwarded as JSON through Syslog.',
};

const fortinetText = (key: string): FieldMapping => ({
  name: `Fortinet_${key}`,
  expression: `extract(@"(?:^|;)\\s*(?:FTNTFGT)?${key}=([^;]*)", 1, AdditionalExtensions)`,
});

/** Events of FortiGate in CEF; what CEF has no field for stands among the extensions. */
export const fortigateEvents: TableView = {
  source: 'CommonSecurityLog',
  columns: columnsOf('CommonSecurityLog'),
  where: ['DeviceVendor == "Fortinet"'],
  fields: {
    action: 'DeviceAction',
    cfgattr: fortinetText('cfgattr'),
    cfgobj: fortinetText('cfgobj'),
    cfgpath: fortinetText('cfgpath'),
    user: 'SourceUserName',
  },
  unmapped: 'columns',
  keywords: ['Message', 'AdditionalExtensions'],
  connectors: [{ connectorId: 'CefAma', dataTypes: ['CommonSecurityLog'] }],
  entities: [hostIn('DeviceName', 'the device that logged the event'), ipIn('SourceIP', 'the address of the client')],
  notes: 'FortiGate through the Common Event Format.',
};

export const applianceSources: readonly SourceMapping[] = [
  ...zeekLogs.map((log): SourceMapping => ({
    product: 'zeek',
    service: log,
    views: [`zeek-${log.replace('_', '-')}`],
  })),
  { product: 'zeek', service: 'dns', views: ['dns'] },
  { product: 'bitbucket', service: 'audit', views: ['bitbucket-audit'] },
  { product: 'fortigate', service: 'event', views: ['fortigate-events'] },
  { product: 'cisco', service: 'duo', views: ['duo'] },
  { product: 'cisco', service: ['aaa', 'syslog', 'ldp', 'bgp'], views: ['syslog'] },
  { product: 'onelogin', views: ['one-login'] },
];
