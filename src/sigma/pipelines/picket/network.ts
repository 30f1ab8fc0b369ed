import type { FieldReader, TableView } from '../../tables/table-pipeline.ts';
import { columnsOf } from '../columns.ts';
import { accountIn, fileIn, hostIn, ipIn } from './shared.ts';

const host = hostIn('DvcHostname', 'the device that reported the event');

/** The end of a connection on which the reporting process runs: the destination of an inbound one. */
const local = (end: string): string =>
  `iff(NetworkDirection =~ "Inbound", coalesce(Dst${end}, Src${end}), coalesce(Src${end}, Dst${end}))`;

const name = (side: 'Src' | 'Dst'): string =>
  `coalesce(${side}FQDN, iff(isempty(${side}Domain), ${side}Hostname, strcat(${side}Hostname, ".", ${side}Domain)))`;

/** Connections of processes, normalised. Sessions that no process is known of (firewalls) are left out. */
export const connections: TableView = {
  source: '_Im_NetworkSession',
  columns: columnsOf('_Im_NetworkSession'),
  where: ['isnotempty(SrcProcessName) or isnotempty(DstProcessName)'],
  fields: {
    Computer: 'DvcHostname',
    DestinationHostname: { name: 'DestinationName', expression: name('Dst') },
    DestinationIp: 'DstIpAddr',
    DestinationIsIpv6: { column: 'NetworkProtocolVersion', values: { true: 'IPv6', false: 'IPv4' } },
    DestinationPort: 'DstPortNumber',
    EventID: { implied: ['3', '5156'] },
    Image: { name: 'LocalProcessName', expression: local('ProcessName') },
    Initiated: { column: 'NetworkDirection', values: { true: 'Outbound', false: 'Inbound' } },
    ProcessGuid: { name: 'LocalProcessGuid', expression: local('ProcessGuid') },
    ProcessId: { name: 'LocalProcessId', expression: local('ProcessId') },
    Protocol: 'NetworkProtocol',
    SourceHostname: { name: 'SourceName', expression: name('Src') },
    SourceIp: 'SrcIpAddr',
    SourceIsIpv6: { column: 'NetworkProtocolVersion', values: { true: 'IPv6', false: 'IPv4' } },
    SourcePort: 'SrcPortNumber',
    User: { name: 'LocalUsername', expression: local('Username') },
    dst_ip: 'DstIpAddr',
    dst_port: 'DstPortNumber',
    src_ip: 'SrcIpAddr',
    src_port: 'SrcPortNumber',
  },
  unmapped: 'refused',
  connectors: [
    { connectorId: 'MicrosoftThreatProtection', dataTypes: ['DeviceNetworkEvents'] },
    { connectorId: 'WindowsForwardedEvents', dataTypes: ['WindowsEvent'] },
  ],
  entities: [
    host,
    ipIn('DstIpAddr', 'the address connected to'),
    ipIn('SrcIpAddr', 'the address connected from'),
    accountIn('SrcUsername', 'Source', 'the account behind the connection'),
    fileIn('SrcProcessName', 'Process', 'the process that connected', ['SrcProcessName']),
    {
      entityType: 'DNS',
      identifiers: [{ identifier: 'DomainName', column: 'DstHostname' }],
      whenRead: ['DstHostname'],
      why: 'the name connected to, because the query reads it',
    },
  ],
  notes: 'Built-in ASIM parser; sessions without a process name are left out, as Sysmon never reports one.',
};

/** Sessions of network devices, normalised. */
export const firewalls: TableView = {
  ...connections,
  where: [],
  connectors: [{ connectorId: 'CommonSecurityLog', dataTypes: ['CommonSecurityLog'] }],
  entities: [ipIn('DstIpAddr', 'the address connected to'), ipIn('SrcIpAddr', 'the address connected from')],
  notes: 'Built-in ASIM parser over every connected source of network sessions.',
};

/** DNS queries, normalised. */
export const dns: TableView = {
  source: '_Im_Dns',
  columns: columnsOf('_Im_Dns'),
  fields: {
    Computer: 'DvcHostname',
    EventID: { implied: ['22'] },
    Image: 'SrcProcessName',
    ProcessId: 'SrcProcessId',
    QueryName: 'DnsQuery',
    QueryResults: 'DnsResponseName',
    QueryStatus: 'DnsResponseCode',
    User: 'SrcUsername',
    answer: 'DnsResponseName',
    dst_ip: 'DstIpAddr',
    query: 'DnsQuery',
    record_type: 'DnsQueryTypeName',
    src_ip: 'SrcIpAddr',
  },
  unmapped: 'refused',
  keywords: ['DnsQuery', 'DnsResponseName'],
  connectors: [
    { connectorId: 'DNS', dataTypes: ['DnsEvents'] },
    { connectorId: 'WindowsForwardedEvents', dataTypes: ['WindowsEvent'] },
  ],
  entities: [
    { entityType: 'DNS', identifiers: [{ identifier: 'DomainName', column: 'DnsQuery' }], why: 'the name asked for' },
    ipIn('SrcIpAddr', 'the client that asked'),
    host,
  ],
  notes: 'Built-in ASIM parser over every connected source of DNS events.',
};

const path = '@"^(?:[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*)?';

/** The address requested holds the server's name here; a value that begins with a slash is what stands behind that. */
const address: FieldReader = { column: 'Url', otherwise: { begins: '/', field: 'c-uri-query' } };

/** Web and proxy requests, normalised. */
export const web: TableView = {
  source: '_Im_WebSession',
  columns: columnsOf('_Im_WebSession'),
  fields: {
    'c-ip': 'SrcIpAddr',
    'c-uri': address,
    'c-uri-extension': { name: 'UrlExtension', expression: String.raw`extract(@"\.([A-Za-z0-9]+)(?:[?#]|$)", 1, Url)` },
    'c-uri-query': { name: 'UrlPathAndQuery', expression: `extract(${path}(.*)$", 1, Url)` },
    'c-useragent': 'HttpUserAgent',
    'cs-bytes': 'SrcBytes',
    'cs-content-type': 'HttpContentType',
    'cs-cookie': 'HttpCookie',
    'cs-host': { name: 'RequestHost', expression: 'coalesce(HttpHost, tostring(parse_url(Url).Host))' },
    'cs-ip': 'SrcIpAddr',
    'cs-method': 'HttpRequestMethod',
    'cs-referer': 'HttpReferrer',
    'cs-referrer': 'HttpReferrer',
    'cs-uri': address,
    'cs-uri-query': { name: 'UrlPathAndQuery', expression: `extract(${path}(.*)$", 1, Url)` },
    'cs-uri-stem': { name: 'UrlPath', expression: `extract(${path}([^?#]*)", 1, Url)` },
    'cs-user-agent': 'HttpUserAgent',
    'cs-username': 'SrcUsername',
    'cs-version': 'HttpVersion',
    'r-dns': { name: 'RequestHost', expression: 'coalesce(HttpHost, tostring(parse_url(Url).Host))' },
    'sc-bytes': 'DstBytes',
    'sc-status': 'EventResultDetails',
    dst_ip: 'DstIpAddr',
    src_ip: 'SrcIpAddr',
  },
  unmapped: 'refused',
  keywords: ['Url', 'HttpUserAgent', 'HttpReferrer', 'HttpRequestMethod', 'EventResultDetails', 'SrcUsername'],
  connectors: [
    { connectorId: 'CommonSecurityLog', dataTypes: ['CommonSecurityLog'] },
    { connectorId: 'WindowsFirewall', dataTypes: ['W3CIISLog'] },
  ],
  entities: [
    { entityType: 'URL', identifiers: [{ identifier: 'Url', column: 'Url' }], why: 'the address requested' },
    ipIn('SrcIpAddr', 'the client'),
    ipIn('DstIpAddr', 'the server, because the query reads it', ['DstIpAddr']),
    accountIn('SrcUsername', 'Source', 'the account of the client, because the query reads it', ['SrcUsername']),
  ],
  notes: 'Built-in ASIM parser over every connected source of web sessions.',
};
