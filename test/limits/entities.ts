import type { JsonObject } from '../../src/core/json.ts';
import { field, limit, mapping, type Limit } from './row.ts';

const grouped = (grouping: JsonObject): JsonObject => ({
  customDetails: { App: 'AppDisplayName' },
  incidentConfiguration: {
    createIncident: true,
    groupingConfiguration: {
      enabled: true,
      reopenClosedIncident: false,
      lookbackDuration: '5h',
      matchingMethod: 'Selected',
      ...grouping,
    },
  },
});

const place = '/incidentConfiguration/groupingConfiguration';

export const grouping: readonly Limit[] = [
  ...(
    [
      ['5m', '4m'],
      ['7d', '7d1m'],
    ] as const
  ).map(([at, beyond]) =>
    limit(
      `lookbackDuration of ${at}`,
      'rule/grouping-lookback-out-of-range',
      `${place}/lookbackDuration`,
      grouped({ groupByAlertDetails: ['Severity'], lookbackDuration: at }),
      grouped({ groupByAlertDetails: ['Severity'], lookbackDuration: beyond }),
    ),
  ),
  limit(
    'matchingMethod',
    'schema/not-allowed-value',
    `${place}/matchingMethod`,
    grouped({ matchingMethod: 'AnyAlert' }),
    grouped({ matchingMethod: 'AnyEntity' }),
  ),
  limit(
    'grouping by an alert detail',
    'schema/not-allowed-value',
    `${place}/groupByAlertDetails/0`,
    grouped({ groupByAlertDetails: ['DisplayName'] }),
    grouped({ groupByAlertDetails: ['Title'] }),
  ),
  limit(
    'grouping by something selected',
    'rule/grouping-selected-without-keys',
    `${place}/matchingMethod`,
    grouped({ groupByEntities: ['Account'] }),
    grouped({ groupByEntities: [], groupByCustomDetails: null }),
  ),
  limit(
    'grouping by a mapped entity',
    'rule/grouping-key-not-mapped',
    `${place}/groupByEntities/0`,
    grouped({ groupByEntities: ['Account'] }),
    grouped({ groupByEntities: ['Host'] }),
  ),
  limit(
    'grouping by a custom detail of the rule',
    'rule/grouping-key-not-mapped',
    `${place}/groupByCustomDetails/0`,
    grouped({ groupByCustomDetails: ['App'] }),
    grouped({ groupByCustomDetails: ['Device'] }),
  ),
];

const ipMappings = (count: number): JsonObject[] => Array.from({ length: count }, () => mapping('IP', 'Address'));

const host = ['HostName', 'DnsDomain', 'NTDomain', 'AzureID'];

export const mappings: readonly Limit[] = [
  field('10 entity mappings', 'schema/too-many', 'entityMappings', ipMappings(10), ipMappings(11)),
  field(
    '10 mappings of both sorts',
    'rule/too-many-entity-mappings',
    'sentinelEntitiesMappings',
    [{ columnName: 'A' }],
    [{ columnName: 'A' }, { columnName: 'B' }],
    {
      entityMappings: ipMappings(9),
    },
  ),
  limit(
    'one identifier',
    'schema/too-few',
    '/entityMappings/0/fieldMappings',
    { entityMappings: [mapping('IP', 'Address')] },
    { entityMappings: [mapping('IP')] },
  ),
  limit(
    'three identifiers',
    'schema/too-many',
    '/entityMappings/0/fieldMappings',
    { entityMappings: [mapping('Host', ...host.slice(0, 3))] },
    { entityMappings: [mapping('Host', ...host)] },
  ),
  limit(
    'identifiers that differ',
    'rule/entity-identifier-repeated',
    '/entityMappings/0/fieldMappings/1/identifier',
    { entityMappings: [mapping('Host', 'HostName', 'DnsDomain')] },
    { entityMappings: [mapping('Host', 'HostName', 'HostName')] },
  ),
  limit(
    'entity type',
    'schema/not-allowed-value',
    '/entityMappings/0/entityType',
    {},
    { entityMappings: [mapping('Person', 'Name')] },
  ),
];

/** The entity types of the service: combinations that suffice, and identifiers that do not suffice alone. */
const entities: readonly (readonly [string, readonly (readonly string[])[], readonly string[]])[] = [
  [
    'Account',
    [
      ['FullName'],
      ['Sid'],
      ['Name'],
      ['AadUserId'],
      ['PUID'],
      ['ObjectGuid'],
      ['Name', 'CloudAppAccountId', 'DisplayName'],
    ],
    ['NTDomain', 'DnsDomain', 'UPNSuffix', 'AadTenantId', 'IsDomainJoined', 'DisplayName'],
  ],
  [
    'Host',
    [['FullName'], ['HostName'], ['NetBiosName'], ['AzureID'], ['OMSAgentID']],
    ['DnsDomain', 'NTDomain', 'OSFamily', 'OSVersion', 'IsDomainJoined'],
  ],
  ['IP', [['Address'], ['Address', 'AddressScope']], ['AddressScope']],
  ['URL', [['Url']], []],
  ['AzureResource', [['ResourceId']], []],
  ['CloudApplication', [['AppId'], ['Name'], ['AppId', 'InstanceName']], ['InstanceName']],
  ['DNS', [['DomainName']], []],
  ['File', [['Name'], ['Directory', 'Name']], ['Directory']],
  ['FileHash', [['Algorithm', 'Value']], []],
  ['Malware', [['Name'], ['Name', 'Category']], ['Category']],
  ['Process', [['CommandLine'], ['ProcessId']], ['ElevationToken', 'CreationTimeUtc']],
  ['RegistryKey', [['Key'], ['Hive'], ['Hive', 'Key']], []],
  ['RegistryValue', [['Name'], ['Name', 'Value', 'ValueType']], ['Value', 'ValueType']],
  ['SecurityGroup', [['DistinguishedName'], ['SID'], ['ObjectGuid']], []],
  ['Mailbox', [['MailboxPrimaryAddress']], ['DisplayName', 'Upn', 'ExternalDirectoryObjectId', 'RiskLevel']],
  ['MailCluster', [['Query'], ['Source']], ['NetworkMessageIds', 'Threats', 'MailCount', 'ClusterGroup']],
  ['MailMessage', [['NetworkMessageId'], ['Recipient']], ['SenderIP', 'Subject', 'BodyFingerprintBin5', 'Language']],
  [
    'SubmissionMail',
    [['SubmissionId'], ['NetworkMessageId'], ['Recipient'], ['Submitter']],
    ['SenderIp', 'ReportType', 'Timestamp'],
  ],
];

export const entityRows: readonly Limit[] = entities.flatMap(([type, enough, lacking]) => [
  ...enough.map((identifiers) =>
    limit(
      `${type} by ${identifiers.join(' and ')}`,
      'rule/entity-identifier-unknown',
      `/entityMappings/0/fieldMappings/0/identifier`,
      { entityMappings: [mapping(type, ...identifiers)] },
      { entityMappings: [mapping(type, `${identifiers[0] ?? ''}X`, ...identifiers.slice(1))] },
    ),
  ),
  ...lacking.map((identifier) =>
    limit(
      `${type} with ${identifier} and what it needs`,
      'rule/entity-identifier-missing',
      '/entityMappings/0',
      { entityMappings: [mapping(type, identifier, ...(enough[0] ?? []))] },
      { entityMappings: [mapping(type, identifier)] },
    ),
  ),
]);
