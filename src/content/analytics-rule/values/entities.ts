import * as codec from '../../../core/fields/codec.ts';
import type { Codec } from '../../../core/fields/codec.ts';
import type { JsonObject } from '../../../core/json.ts';

/** Which columns of the result identify which entities. */

export type FieldMapping = { readonly identifier: string; readonly columnName: string };
export type EntityMapping = { readonly entityType: string; readonly fieldMappings: readonly FieldMapping[] };

/** A column of the result, as the schema describes it. */
export const column: JsonObject = {
  title: 'Column',
  description: "A column of the query's result.",
  pattern: '^[a-zA-Z_]\\w*$',
  maxLength: 500,
  examples: ['AccountName', 'HostName'],
  'x-picket-noun': 'column name',
  'x-picket-hint': 'It begins with a letter or an underscore and goes on with English letters, digits and underscores.',
};

/** The entity types that an alert may have. */
export const entityTypes = [
  'Account',
  'Host',
  'IP',
  'Malware',
  'File',
  'Process',
  'CloudApplication',
  'DNS',
  'AzureResource',
  'FileHash',
  'RegistryKey',
  'RegistryValue',
  'SecurityGroup',
  'URL',
  'Mailbox',
  'MailCluster',
  'MailMessage',
  'SubmissionMail',
  'IoTDevice',
] as const;

/** How a person may have named an entity type instead. */
export const entityTypeNotes: JsonObject = {
  'x-picket-noun': 'entity type',
  'x-picket-synonyms': {
    IPAddress: 'IP',
    IPv4: 'IP',
    IPv6: 'IP',
    User: 'Account',
    Username: 'Account',
    UPN: 'Account',
    Computer: 'Host',
    Device: 'Host',
    Machine: 'Host',
    Hostname: 'Host',
    Domain: 'DNS',
    DomainName: 'DNS',
    DnsResolution: 'DNS',
    Hash: 'FileHash',
    Uri: 'URL',
    Link: 'URL',
    Registry: 'RegistryKey',
    Group: 'SecurityGroup',
    App: 'CloudApplication',
    Application: 'CloudApplication',
    CloudApp: 'CloudApplication',
    Resource: 'AzureResource',
  },
};

/** An entity mapping of this type is the older spelling of sentinelEntitiesMappings. */
export const sentinelEntities = 'SentinelEntities';

export const entityMappings: Codec<readonly EntityMapping[]> = codec.listOf(
  codec.structure<EntityMapping>(
    {
      entityType: {
        codec: codec.text({
          title: 'Entity type',
          description: 'The type of the entity.',
          enum: [...entityTypes, sentinelEntities],
          ...entityTypeNotes,
        }),
        necessary: true,
      },
      fieldMappings: {
        codec: codec.listOf(
          codec.structure<FieldMapping>(
            {
              identifier: {
                codec: codec.text({
                  title: 'Identifier',
                  description: 'An identifier of the entity type, for example `FullName` of an Account.',
                  minLength: 1,
                }),
                necessary: true,
              },
              columnName: { codec: codec.text(column), necessary: true },
            },
            {
              title: 'Field mapping',
              description: 'One identifier and its column.',
              'x-picket-aliases': { column: 'columnName', name: 'identifier', field: 'identifier' },
            },
          ),
          {
            title: 'Field mappings',
            description: 'Identifiers of the entity and the columns they come from: one to three.',
            minItems: 1,
            maxItems: 3,
          },
        ),
        necessary: true,
      },
    },
    {
      title: 'Entity mapping',
      description: 'An entity and the columns that identify it.',
      'x-picket-aliases': { type: 'entityType', fields: 'fieldMappings' },
    },
  ),
  { maxItems: 10 },
);

export const sentinelEntitiesMappings = codec.listOf(
  codec.structure<{ readonly columnName: string }>(
    { columnName: { codec: codec.text(column), necessary: true } },
    { title: 'Sentinel entities mapping', description: 'A column that holds entities.' },
  ),
  { maxItems: 10 },
);

/** The columns of a file's entity mappings by what they map: `Account.Name`. */
export const mappedColumns = (raw: JsonObject): ReadonlyMap<string, string> =>
  new Map(
    (entityMappings.read(raw['entityMappings'] ?? []) ?? []).flatMap(({ entityType, fieldMappings }) =>
      fieldMappings.map(({ identifier, columnName }) => [`${entityType}.${identifier}`, columnName] as const),
    ),
  );
