import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../../src/core/json.ts';
import { wordList } from '../../../src/emulator/word-list.ts';
import { emulator, id, scheduled } from '../arm.ts';
import { holdTo, ip, text, type Limit } from '../at-the-limit.ts';

const column = (columnName: string): JsonObject => ({
  entityMappings: [{ entityType: 'IP', fieldMappings: [{ identifier: 'Address', columnName }] }],
});
const mapped = (entityType: string, ...identifiers: readonly string[]): JsonObject => ({
  entityMappings: [
    { entityType, fieldMappings: identifiers.map((identifier) => ({ identifier, columnName: 'Column' })) },
  ],
});
const details = (count: number): JsonObject => ({
  customDetails: Object.fromEntries(Array.from({ length: count }, (_, index) => [`Detail${index}`, 'Column'])),
});
const list = (count: number, item: JsonObject): readonly JsonObject[] => Array.from({ length: count }, () => item);

const limits: readonly Limit[] = [
  [
    'the number of entity mappings',
    { entityMappings: list(10, ip) },
    { entityMappings: list(11, ip) },
    "Invalid data model. [: Invalid length of '11' for 'EntityMappings'. " +
      "'EntityMappings' length should be between '1' and '10']",
  ],
  [
    'no entity mappings',
    { entityMappings: null },
    { entityMappings: [] },
    "Invalid length of '0' for 'EntityMappings'.",
  ],
  [
    'entity mappings of both sorts together',
    { entityMappings: list(9, ip), sentinelEntitiesMappings: [{ columnName: 'A' }] },
    { entityMappings: list(10, ip), sentinelEntitiesMappings: [{ columnName: 'A' }] },
    "Invalid length of '11'",
  ],
  [
    'the identifiers of a mapping',
    mapped('Host', 'HostName', 'DnsDomain', 'AzureID'),
    mapped('Host', 'HostName', 'DnsDomain', 'AzureID', 'OSFamily'),
    "Invalid length of '4' for 'FieldMappings'",
  ],
  ['an identifier that is there', mapped('IP', 'Address'), mapped('IP'), "Invalid length of '0' for 'FieldMappings'"],
  [
    'an identifier once',
    mapped('Host', 'HostName', 'DnsDomain'),
    mapped('Host', 'HostName', 'HostName'),
    "Identifier 'HostName' is defined multiple times",
  ],
  [
    'an identifier of the type',
    mapped('IP', 'Address'),
    mapped('IP', 'Url'),
    "Invalid identifier 'Url' for entity type 'IP' encountered. Valid identifiers are: [Address, AddressScope]",
  ],
  [
    'a required identifier',
    mapped('Process', 'ProcessId'),
    mapped('Process', 'ElevationToken'),
    "Missing required identifiers in 'EntityMappings' for type 'Process'. " +
      'Required identifiers are one of the following combinations: CommandLine; ProcessId',
  ],
  ['the form of a column', column('_Column1'), column('1Column'), "The ColumnName '1Column' is invalid."],
  ['the length of a column', column(text(500)), column(text(501)), 'is invalid. The value must start with a letter'],
  ['the number of custom details', details(20), details(21), 'Maximum length of CustomDetails exceeded'],
  [
    'the length of a detail’s key',
    { customDetails: { [text(20)]: 'A' } },
    { customDetails: { [text(21)]: 'A' } },
    'in CustomDetails is invalid. The key must start with a letter and contain only alphanumeric English characters',
  ],
  [
    'the form of a detail’s key',
    { customDetails: { A_1: 'A' } },
    { customDetails: { _A1: 'A' } },
    "The key '_A1' in CustomDetails is invalid.",
  ],
  [
    'a detail’s column',
    { customDetails: { A: 'A' } },
    { customDetails: { A: 'a b' } },
    "The ColumnName 'a b' is invalid.",
  ],
  [
    'the column of a Sentinel entity',
    { sentinelEntitiesMappings: [{ columnName: 'Entities' }] },
    { sentinelEntitiesMappings: [{ columnName: 'a b' }] },
    "The ColumnName 'a b' is invalid.",
  ],
  ['the entity type', mapped('DNS', 'DomainName'), mapped('IoTDevice', 'DeviceId'), '"IoTDevice"'],
];

describe('the service’s limits', () => {
  holdTo(limits);
});

/** Type, identifiers that may be mapped, and the combinations of which one is required. */
const identifiers: readonly (readonly [type: string, all: string, required: string])[] = [
  [
    'Account',
    'Name FullName NTDomain DnsDomain UPNSuffix Sid AadTenantId AadUserId PUID IsDomainJoined DisplayName ObjectGuid ' +
      'CloudAppAccountId',
    'FullName Sid Name AadUserId PUID ObjectGuid',
  ],
  [
    'Host',
    'DnsDomain NTDomain HostName FullName NetBiosName AzureID OMSAgentID OSFamily OSVersion IsDomainJoined',
    'FullName HostName NetBiosName AzureID OMSAgentID',
  ],
  ['IP', 'Address AddressScope', 'Address'],
  ['URL', 'Url', 'Url'],
  ['AzureResource', 'ResourceId', 'ResourceId'],
  ['CloudApplication', 'AppId Name InstanceName', 'AppId Name'],
  ['DNS', 'DomainName', 'DomainName'],
  ['File', 'Directory Name', 'Name'],
  ['FileHash', 'Algorithm Value', 'Value'],
  ['Malware', 'Name Category', 'Name'],
  ['Process', 'ProcessId CommandLine ElevationToken CreationTimeUtc', 'CommandLine ProcessId'],
  ['RegistryKey', 'Hive Key', 'Key Hive'],
  ['RegistryValue', 'Name Value ValueType', 'Name'],
  ['SecurityGroup', 'DistinguishedName SID ObjectGuid', 'DistinguishedName SID ObjectGuid'],
  ['Mailbox', 'MailboxPrimaryAddress DisplayName Upn ExternalDirectoryObjectId RiskLevel', 'MailboxPrimaryAddress'],
  ['MailCluster', 'NetworkMessageIds Threats Query QueryTime MailCount Source ClusterGroup', 'Query Source'],
  ['MailMessage', 'Recipient Urls SenderIP NetworkMessageId Subject BodyFingerprintBin5', 'NetworkMessageId Recipient'],
  [
    'SubmissionMail',
    'NetworkMessageId Timestamp Recipient Sender SenderIp Subject ReportType SubmissionId SubmissionDate Submitter',
    'SubmissionId NetworkMessageId Recipient Submitter',
  ],
];

describe('entity types', () => {
  test.each(identifiers)('%s takes its identifiers and needs one of the required', async (type, all, required) => {
    const { put } = emulator();
    const needed = wordList(required);
    const missing =
      `Invalid data model. [: Missing required identifiers in 'EntityMappings' for type '${type}'. ` +
      `Required identifiers are one of the following combinations: ${needed.join('; ')}]`;
    for (const identifier of wordList(all)) {
      const { message } = await put(id(1), scheduled(mapped(type, identifier)));
      expect([identifier, message]).toEqual([identifier, needed.includes(identifier) ? '' : missing]);
    }
    expect((await put(id(1), scheduled(mapped(type, 'Nothing')))).message).toContain(
      `Invalid identifier 'Nothing' for entity type '${type}' encountered. Valid identifiers are: [`,
    );
  });

  test('FileHash needs its algorithm where the setting says so', async () => {
    const { put } = emulator({ fileHash: 'algorithm-required' });
    expect((await put(id(1), scheduled(mapped('FileHash', 'Value')))).message).toContain('Algorithm, Value');
    expect((await put(id(1), scheduled(mapped('FileHash', 'Algorithm', 'Value')))).status).toBe(201);
  });
});
