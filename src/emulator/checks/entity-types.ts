import { words } from '../word-list.ts';

type EntityType = { readonly identifiers: readonly string[]; readonly required: readonly (readonly string[])[] };

const anyOf = (identifiers: string, required: string): EntityType => ({
  identifiers: words(identifiers),
  required: words(required).map((name) => [name]),
});

/**
 * Entity types of the API with the identifiers that can be mapped, and the combinations of which one is required
 * (Microsoft's rule validator in the Azure-Sentinel repository, and Microsoft Learn, entity types reference). IP
 * AddressScope and Account CloudAppAccountId occur in rules exported from the portal.
 */
export const entityTypes: ReadonlyMap<string, EntityType> = new Map([
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
