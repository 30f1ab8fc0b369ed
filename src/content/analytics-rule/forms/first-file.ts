import type { FirstFile, FirstFileTable, FirstFileWords } from '../../../core/file-form.ts';
import type { JsonObject, JsonValue } from '../../../core/json.ts';
import { severities, tactics } from '../model.ts';

/** Values that look like those of a column, by its name. */
const examples: readonly (readonly [name: RegExp, value: string])[] = [
  [/address|^ip|ip$/i, '203.0.113.7'],
  [/principalname|upn|user|account|actor|caller/i, 'ana@contoso.com'],
  [/computer|host|device|machine/i, 'pc-1.contoso.com'],
  [/resourceid/i, '/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg-example'],
];

/** A value for a column; undefined where none can be made up. */
const exampleOf = (name: string, type: string): JsonValue | undefined => {
  switch (type) {
    case 'string':
      return examples.find(([pattern]) => pattern.test(name))?.[1] ?? 'example';
    case 'int':
    case 'long':
      return 1;
    case 'real':
      return 1.5;
    case 'bool':
      return true;
    case 'guid':
      return '11111111-1111-1111-1111-111111111111';
    default:
      return undefined;
  }
};

const rowOf = ({ columns }: FirstFileTable, names: readonly string[]): JsonObject =>
  Object.fromEntries(
    columns.flatMap(({ name, type }): [string, JsonValue][] => {
      const value = names.includes(name) ? exampleOf(name, type) : undefined;
      return value === undefined ? [] : [[name, value]];
    }),
  );

/**
 * The test of a new rule, which fires: over rows of the columns that its query names, as many as it wants and one less.
 * @param more rows that do not suffice yet; undefined for a rule that each row triggers
 */
const testOf = (table: FirstFileTable, columns: readonly string[], more: number | undefined): JsonObject => {
  const row = rowOf(table, columns);
  const rows = (count: number): JsonValue => [{ repeat: { count, every: '1m' }, row }];
  const given = (value: JsonValue): JsonObject => ({ [table.name]: value });
  return {
    now: '2026-03-01T12:00:00Z',
    cases:
      more === undefined
        ? [
            { name: 'what the rule is about', given: given([row]), expect: { alerts: 1 } },
            { name: 'nothing happens', given: given([]), expect: 'silent' },
          ]
        : [
            { name: 'what the rule is about', given: given(rows(more + 1)), expect: { alerts: 1 } },
            { name: 'one event less', given: given(rows(more)), expect: 'silent' },
          ],
  };
};

/** How the columns of a table become entities in a new rule. */
type Entities = {
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
const entitiesOf = (columns: readonly string[]): Entities => {
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

/** So many events are nothing to look at, in a rule that nobody has finished. */
const usualEvents = 10;

const queryOf = (table: FirstFileTable, kind: string): { readonly query: string; readonly mappings: JsonObject } => {
  const { columns, extend, mappings } = entitiesOf(table.columns.map(({ name }) => name));
  const computed = extend.map(({ name, expression }) => `${name} = ${expression}`);
  const computedLine = computed.length === 0 ? [] : [`| extend ${computed.join(', ')}`];
  const outcome =
    kind === 'NRT'
      ? [...computedLine, `| project ${['TimeGenerated', ...columns, ...extend.map(({ name }) => name)].join(', ')}`]
      : [
          `| summarize Events = count(), StartTime = min(TimeGenerated), EndTime = max(TimeGenerated)${columns.length === 0 ? '' : ` by ${columns.join(', ')}`}`,
          `| where Events > ${usualEvents}`,
          ...computedLine,
        ];
  const lines = [table.name, '// Say here what you look for, e.g. | where EventID == 1102', ...outcome];
  return {
    query: `${lines.join('\n')}\n`,
    mappings: mappings.length === 0 ? {} : { entityMappings: mappings },
  };
};

const ruleOf = ({ table, ...request }: FirstFileWords): JsonObject => {
  const { query, mappings } = queryOf(table, request.kind);
  const schedule: JsonObject =
    request.kind === 'NRT'
      ? {}
      : { queryFrequency: '1h', queryPeriod: '1h', triggerOperator: 'gt', triggerThreshold: 0 };
  return {
    id: request.id,
    name: request.name,
    version: '1.0.0',
    kind: request.kind,
    description:
      'What happened, in one or two sentences.\n\nFalse positives: what looks the same and is not.\nResponse: what to look at first, and what to do.\n',
    severity: request.severity,
    ...schedule,
    tactics: [...request.tactics],
    ...(request.techniques.length === 0 ? {} : { relevantTechniques: [...request.techniques] }),
    query,
    ...mappings,
    // A rule that nobody has finished must not raise alerts.
    enabled: false,
  };
};

/** A rule over a table, its entities mapped, switched off until somebody has finished it; its test passes. */
export const firstFile: FirstFile = {
  kinds: ['Scheduled', 'NRT'],
  severities,
  tactics,
  make: (given) => {
    const { columns } = entitiesOf(given.table.columns.map(({ name }) => name));
    return {
      value: ruleOf(given),
      test: testOf(given.table, columns, given.kind === 'NRT' ? undefined : usualEvents),
    };
  },
};
