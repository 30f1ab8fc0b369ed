import * as fc from 'fast-check';
import type { JsonObject } from '../../src/core/json.ts';

/** Identifiers by entity type; the first ones are enough for the type. */
const entities: Readonly<Record<string, readonly [needed: readonly string[], further: readonly string[]]>> = {
  Account: [['Name', 'UPNSuffix'], ['AadUserId']],
  Host: [['HostName'], ['DnsDomain', 'OSFamily']],
  IP: [['Address'], []],
  Malware: [['Name'], ['Category']],
  File: [['Name'], ['Directory']],
  Process: [['ProcessId'], ['CommandLine']],
  CloudApplication: [['AppId'], ['Name', 'InstanceName']],
  DNS: [['DomainName'], []],
  AzureResource: [['ResourceId'], []],
  FileHash: [['Algorithm', 'Value'], []],
  RegistryKey: [['Hive', 'Key'], []],
  RegistryValue: [['Name'], ['Value', 'ValueType']],
  SecurityGroup: [['ObjectGuid'], ['SID']],
  URL: [['Url'], []],
  Mailbox: [['MailboxPrimaryAddress'], ['Upn']],
  MailCluster: [['Query', 'Source'], []],
  MailMessage: [['NetworkMessageId', 'Recipient'], ['Subject']],
  SubmissionMail: [['SubmissionId'], ['Recipient', 'Sender']],
};

/** The name of a column, as an entity mapping or an override may name it. */
export const column = fc.stringMatching(/^[A-Za-z_]\w{0,15}$/);
/** The key of a custom detail. */
export const detailKey = fc.stringMatching(/^[A-Za-z]\w{0,15}$/).filter((key) => key !== '__proto__');

/** A mapping that has what its entity type needs. */
export const entityMapping = fc.constantFrom(...Object.entries(entities)).chain(([entityType, [needed, further]]) =>
  fc.subarray([...further]).chain((more) =>
    fc.record({
      entityType: fc.constant(entityType),
      fieldMappings: fc.tuple(
        ...[...needed, ...more].map((identifier) =>
          column.map((columnName): JsonObject => ({ identifier, columnName })),
        ),
      ),
    }),
  ),
);
