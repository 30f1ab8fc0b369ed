/** What may be mapped to an entity of one type. */
export type EntityFacts = {
  /** Identifiers of the entity schema, spelled as the service wants them. */
  readonly identifiers: readonly string[];
  /** Taken by the service, but not part of the entity schema any more. */
  readonly legacy: readonly string[];
  /** The service wants all identifiers of one of these combinations. */
  readonly required: readonly (readonly string[])[];
  /** Any of these combinations names one entity for certain; empty where no check is made. */
  readonly strong: readonly (readonly string[])[];
};

const namesIn = (text: string): string[] => (text === '' ? [] : text.split(' '));

const combinations = (text: string): string[][] => (text === '' ? [] : text.split(', ').map((one) => one.split('+')));

const entity = (identifiers: string, required: string, strong = '', legacy = ''): EntityFacts => ({
  identifiers: namesIn(identifiers),
  legacy: namesIn(legacy),
  required: combinations(required),
  strong: combinations(strong),
});

/**
 * The entity types that a rule can map, with their identifiers. Sources: Microsoft Learn, "Microsoft Sentinel entity
 * types reference", and the rule validator that Microsoft publishes with its Azure-Sentinel repository (which alone has
 * IoTDevice); IP.AddressScope and Account.CloudAppAccountId are in neither, yet rules exported from live workspaces
 * have them.
 */
export const entityFacts: ReadonlyMap<string, EntityFacts> = new Map([
  [
    'Account',
    entity(
      'Name NTDomain DnsDomain UPNSuffix Sid AadTenantId AadUserId PUID IsDomainJoined ObjectGuid CloudAppAccountId',
      'FullName, Sid, Name, AadUserId, PUID, ObjectGuid',
      'Name+UPNSuffix, Name+NTDomain, Name+DnsDomain, AadUserId, Sid, PUID, ObjectGuid',
      'FullName DisplayName',
    ),
  ],
  [
    'Host',
    entity(
      'DnsDomain NTDomain HostName NetBiosName AzureID OMSAgentID OSFamily OSVersion IsDomainJoined',
      'FullName, HostName, NetBiosName, AzureID, OMSAgentID',
      '',
      'FullName',
    ),
  ],
  ['IP', entity('Address AddressScope', 'Address')],
  ['Malware', entity('Name Category', 'Name')],
  ['File', entity('Directory Name', 'Name')],
  ['Process', entity('ProcessId CommandLine ElevationToken CreationTimeUtc', 'CommandLine, ProcessId')],
  ['CloudApplication', entity('AppId Name InstanceName', 'AppId, Name')],
  ['DNS', entity('DomainName', 'DomainName')],
  ['AzureResource', entity('ResourceId', 'ResourceId')],
  ['FileHash', entity('Algorithm Value', 'Algorithm+Value')],
  ['RegistryKey', entity('Hive Key', 'Key, Hive')],
  ['RegistryValue', entity('Name Value ValueType', 'Name')],
  ['SecurityGroup', entity('DistinguishedName SID ObjectGuid', 'DistinguishedName, SID, ObjectGuid')],
  ['URL', entity('Url', 'Url')],
  [
    'Mailbox',
    entity('MailboxPrimaryAddress DisplayName Upn ExternalDirectoryObjectId RiskLevel', 'MailboxPrimaryAddress'),
  ],
  [
    'MailCluster',
    entity(
      'NetworkMessageIds CountByDeliveryStatus CountByThreatType CountByProtectionStatus Threats Query QueryTime MailCount IsVolumeAnomaly Source ClusterSourceIdentifier ClusterSourceType ClusterQueryStartTime ClusterQueryEndTime ClusterGroup',
      'Query, Source',
    ),
  ],
  [
    'MailMessage',
    entity(
      'Recipient Urls Threats Sender P1Sender P1SenderDisplayName P1SenderDomain SenderIP P2Sender P2SenderDisplayName P2SenderDomain ReceivedDate NetworkMessageId InternetMessageId Subject BodyFingerprintBin1 BodyFingerprintBin2 BodyFingerprintBin3 BodyFingerprintBin4 BodyFingerprintBin5 AntispamDirection DeliveryAction DeliveryLocation Language ThreatDetectionMethods',
      'NetworkMessageId, Recipient',
    ),
  ],
  [
    'SubmissionMail',
    entity(
      'NetworkMessageId Timestamp Recipient Sender SenderIp Subject ReportType SubmissionId SubmissionDate Submitter',
      'SubmissionId, NetworkMessageId, Recipient, Submitter',
    ),
  ],
  [
    'IoTDevice',
    entity(
      'DeviceId DeviceName Manufacturer Model FirmwareVersion OperatingSystem MacAddress Protocols SerialNumber Source IoTSecurityAgentId DeviceType',
      'DeviceId',
    ),
  ],
]);
