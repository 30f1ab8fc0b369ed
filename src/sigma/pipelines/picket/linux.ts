import type { TableView } from '../../tables/table-pipeline.ts';
import { columnsOf } from '../columns.ts';
import { hostIn, ipIn } from './shared.ts';

/** Syslog as text. */
export const syslog: TableView = {
  source: 'Syslog',
  columns: columnsOf('Syslog'),
  fields: { Computer: 'Computer', host: 'HostName', program: 'ProcessName' },
  unmapped: 'columns',
  keywords: ['SyslogMessage'],
  connectors: [
    { connectorId: 'Syslog', dataTypes: ['Syslog'] },
    { connectorId: 'SyslogAma', dataTypes: ['Syslog'] },
  ],
  entities: [hostIn('HostName', 'the machine that logged the message'), ipIn('HostIP', 'the address of the machine')],
  notes: 'Syslog; the facility has to be in the data collection rule.',
};

/** Records of the Linux audit daemon, which arrive as text of `key=value` pairs. */
export const auditd: TableView = {
  ...syslog,
  where: ['ProcessName in~ ("audispd", "audisp-syslog", "auditd", "audit")'],
  fields: {},
  unmapped: 'refused',
  rest: [{ prefix: '', column: 'SyslogMessage', form: 'pairs' }],
  notes: 'Audit records through audisp-syslog; arguments that auditd writes in hexadecimal are not decoded.',
};
