import type { JsonObject } from '../../core/json.ts';

/** How the columns of a table become entities in a new rule. */
export type Entities = {
  /** Columns of the table that the query keeps. */
  readonly columns: readonly string[];
  /** Columns that are made of them. */
  readonly extend: readonly { readonly name: string; readonly expression: string }[];
  /** As `entityMappings` has them. */
  readonly mappings: readonly JsonObject[];
};

/**
 * Columns that hold an entity, the most telling first. Accounts as `name@suffix`, hosts as names with or without a
 * domain: those that the tables of Microsoft's connectors use.
 */
const accountColumns = [
  'UserPrincipalName',
  'AccountUpn',
  'AccountUPN',
  'InitiatingProcessAccountUpn',
  'UserId',
  'Caller',
  'ActorUsername',
];
const addressColumns = [
  'IPAddress',
  'CallerIpAddress',
  'ClientIP',
  'SrcIpAddr',
  'SourceIP',
  'SourceIp',
  'RemoteIP',
  'IpAddress',
];
const hostColumns = ['DeviceName', 'Computer', 'DvcHostname', 'HostName'];

const mapping = (entityType: string, fields: Readonly<Record<string, string>>): JsonObject => ({
  entityType,
  fieldMappings: Object.entries(fields).map(([identifier, columnName]) => ({ identifier, columnName })),
});

/** The entities that a table's columns give: at most one account, one address and one host. */
export const entitiesOf = (columns: readonly string[]): Entities => {
  const first = (wanted: readonly string[]): string | undefined => wanted.find((name) => columns.includes(name));
  const account = first(accountColumns);
  const address = first(addressColumns);
  const host = first(hostColumns);
  return {
    columns: [account, address, host].filter((name) => name !== undefined),
    extend: [
      ...(account === undefined
        ? []
        : [
            { name: 'AccountName', expression: `tostring(split(${account}, '@')[0])` },
            { name: 'AccountUpnSuffix', expression: `tostring(split(${account}, '@')[1])` },
          ]),
      ...(host === undefined ? [] : [{ name: 'HostShortName', expression: `tostring(split(${host}, '.')[0])` }]),
    ],
    mappings: [
      ...(account === undefined ? [] : [mapping('Account', { Name: 'AccountName', UPNSuffix: 'AccountUpnSuffix' })]),
      ...(address === undefined ? [] : [mapping('IP', { Address: address })]),
      ...(host === undefined ? [] : [mapping('Host', { HostName: 'HostShortName' })]),
    ],
  };
};
