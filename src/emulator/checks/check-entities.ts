import { type JsonObject, listOf, objectOf, textOrEmpty } from '../../core/json.ts';
import { firstIn, firstOf, inEnum, isAbsent, unknownEnum, type Check } from './checks.ts';
import { invalidModel, type Reply } from '../reply.ts';
import type { EmulatorSettings } from '../settings/settings.ts';
import { wordList } from '../word-list.ts';

type EntityType = { readonly identifiers: readonly string[]; readonly required: readonly (readonly string[])[] };

const anyOf = (identifiers: string, required: string): EntityType => ({
  identifiers: wordList(identifiers),
  required: wordList(required).map((name) => [name]),
});

/**
 * Entity types of the API with the identifiers that can be mapped, and the combinations of which one is required
 * (Microsoft's rule validator in the Azure-Sentinel repository, and Microsoft Learn, entity types reference). IP
 * AddressScope and Account CloudAppAccountId occur in rules exported from the portal.
 */
const entityTypes: ReadonlyMap<string, EntityType> = new Map([
  [
    'Account',
    anyOf(
      'Name FullName NTDomain DnsDomain UPNSuffix Sid AadTenantId AadUserId PUID IsDomainJoined DisplayName ' +
        'ObjectGuid CloudAppAccountId',
      'FullName Sid Name AadUserId PUID ObjectGuid',
    ),
  ],
  [
    'Host',
    anyOf(
      'DnsDomain NTDomain HostName FullName NetBiosName AzureID OMSAgentID OSFamily OSVersion IsDomainJoined',
      'FullName HostName NetBiosName AzureID OMSAgentID',
    ),
  ],
  ['IP', anyOf('Address AddressScope', 'Address')],
  ['URL', anyOf('Url', 'Url')],
  ['AzureResource', anyOf('ResourceId', 'ResourceId')],
  ['CloudApplication', anyOf('AppId Name InstanceName', 'AppId Name')],
  ['DNS', anyOf('DomainName', 'DomainName')],
  ['File', anyOf('Directory Name', 'Name')],
  ['FileHash', { identifiers: ['Algorithm', 'Value'], required: [['Algorithm', 'Value']] }],
  ['Malware', anyOf('Name Category', 'Name')],
  ['Process', anyOf('ProcessId CommandLine ElevationToken CreationTimeUtc', 'CommandLine ProcessId')],
  ['RegistryKey', anyOf('Hive Key', 'Key Hive')],
  ['RegistryValue', anyOf('Name Value ValueType', 'Name')],
  ['SecurityGroup', anyOf('DistinguishedName SID ObjectGuid', 'DistinguishedName SID ObjectGuid')],
  [
    'Mailbox',
    anyOf('MailboxPrimaryAddress DisplayName Upn ExternalDirectoryObjectId RiskLevel', 'MailboxPrimaryAddress'),
  ],
  [
    'MailCluster',
    anyOf(
      'NetworkMessageIds CountByDeliveryStatus CountByThreatType CountByProtectionStatus Threats Query QueryTime ' +
        'MailCount IsVolumeAnomaly Source ClusterSourceIdentifier ClusterSourceType ClusterQueryStartTime ' +
        'ClusterQueryEndTime ClusterGroup',
      'Query Source',
    ),
  ],
  [
    'MailMessage',
    anyOf(
      'Recipient Urls Threats Sender P1Sender P1SenderDisplayName P1SenderDomain SenderIP P2Sender ' +
        'P2SenderDisplayName P2SenderDomain ReceivedDate NetworkMessageId InternetMessageId Subject ' +
        'BodyFingerprintBin1 BodyFingerprintBin2 BodyFingerprintBin3 BodyFingerprintBin4 BodyFingerprintBin5 ' +
        'AntispamDirection DeliveryAction DeliveryLocation Language ThreatDetectionMethods',
      'NetworkMessageId Recipient',
    ),
  ],
  [
    'SubmissionMail',
    anyOf(
      'NetworkMessageId Timestamp Recipient Sender SenderIp Subject ReportType SubmissionId SubmissionDate Submitter',
      'SubmissionId NetworkMessageId Recipient Submitter',
    ),
  ],
]);

const wrongLength = (count: number, member: string, low: number, high: number): Reply =>
  invalidModel(
    `Invalid length of '${count}' for '${member}'. '${member}' length should be between '${low}' and '${high}'`,
  );

/** A column's name as Microsoft's rule validator takes it; at most 500 characters. */
export const invalidColumn = (column: string): Reply | undefined =>
  /^[a-zA-Z_]\w*$/.test(column) && column.length <= 500
    ? undefined
    : invalidModel(
        `The ColumnName '${column}' is invalid. The value must start with a letter or underscore, ` +
          'and contain only alphanumeric English characters.',
      );

const checkMapping = (mapping: JsonObject, settings: EmulatorSettings): Reply | undefined => {
  const given = mapping['entityType'] ?? null;
  if (!inEnum(given, [...entityTypes.keys()], settings))
    return unknownEnum(given, 'EntityMappingType', 'entityMappings.entityType');
  const type = [...entityTypes.keys()].find((name) => name.toLowerCase() === textOrEmpty(given).toLowerCase()) ?? '';
  const known = entityTypes.get(type);
  const fields = listOf(mapping['fieldMappings']).map(objectOf);
  if (fields.length < 1 || fields.length > 3) return wrongLength(fields.length, 'FieldMappings', 1, 3);
  const names = fields.map((field) => textOrEmpty(field['identifier']));
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined)
    return invalidModel(`Identifier '${twice}' is defined multiple times in the 'FieldMappings' of '${type}'.`);
  const unknown = names.find((name) => known?.identifiers.includes(name) !== true);
  if (unknown !== undefined)
    return invalidModel(
      `Invalid identifier '${unknown}' for entity type '${type}' encountered. ` +
        `Valid identifiers are: [${(known?.identifiers ?? []).join(', ')}]`,
    );
  const required =
    type === 'FileHash' && settings.fileHash === 'value-is-enough' ? [['Value']] : (known?.required ?? []);
  if (!required.some((combination) => combination.every((name) => names.includes(name))))
    return invalidModel(
      `Missing required identifiers in 'EntityMappings' for type '${type}'. ` +
        'Required identifiers are one of the following combinations: ' +
        required.map((combination) => combination.join(', ')).join('; '),
    );
  return firstIn(fields, (field) => invalidColumn(textOrEmpty(field['columnName'])));
};

const mappings: Check = ({ properties, settings }) => {
  const value = properties['entityMappings'];
  if (isAbsent(value)) return undefined;
  const items = listOf(value).map(objectOf);
  if (items.length < 1 || items.length > 10) return wrongLength(items.length, 'EntityMappings', 1, 10);
  return firstIn(items, (mapping) => checkMapping(mapping, settings));
};

const sentinelEntities: Check = ({ properties }) => {
  const items = listOf(properties['sentinelEntitiesMappings']).map(objectOf);
  const together = items.length + listOf(properties['entityMappings']).length;
  if (together > 10)
    return invalidModel(
      `Invalid length of '${together}' for 'EntityMappings' and 'SentinelEntitiesMappings'. ` +
        `Their length together should be at most '10'`,
    );
  return firstIn(items, (item) => invalidColumn(textOrEmpty(item['columnName'])));
};

const customDetails: Check = ({ properties }) => {
  const entries = Object.entries(objectOf(properties['customDetails']));
  if (entries.length > 20)
    return invalidModel(
      `Maximum length of CustomDetails exceeded. The number of custom details is ${entries.length}, ` +
        'the maximum is 20.',
    );
  return firstIn(entries, ([key, value]) => {
    if (!/^[a-zA-Z]\w*$/.test(key) || key.length > 20)
      return invalidModel(
        `The key '${key}' in CustomDetails is invalid. ` +
          'The key must start with a letter and contain only alphanumeric English characters',
      );
    return invalidColumn(textOrEmpty(value));
  });
};

/** What a rule makes of its results: entities and details. */
export const checkEntities: Check = firstOf(mappings, sentinelEntities, customDetails);
