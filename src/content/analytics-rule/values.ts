import * as codec from '../../core/fields/codec.ts';
import type { Codec, Since } from '../../core/fields/codec.ts';
import { printShortDuration } from '../../core/duration.ts';
import {
  canonicalJson,
  isArray,
  isObject,
  textsOf,
  type JsonObject,
  type JsonScalar,
  type JsonValue,
} from '../../core/json.ts';
import { exact, ignored, objectShape, setShape, type Shape } from '../../core/fields/shape.ts';
import { kinds, severities, tactics, triggerOperators, type Kind, type TriggerOperator } from './kinds.ts';

/** The values of the fields of analytics rules that more than one word describes. */

export type FieldMapping = { readonly identifier: string; readonly columnName: string };
export type EntityMapping = { readonly entityType: string; readonly fieldMappings: readonly FieldMapping[] };

export type AlertDetailsOverride = {
  readonly alertDisplayNameFormat?: string;
  readonly alertDescriptionFormat?: string;
  readonly alertTacticsColumnName?: string;
  readonly alertSeverityColumnName?: string;
  readonly alertDynamicProperties?: readonly { readonly alertProperty: string; readonly value: string }[];
};

export type GroupingConfiguration = {
  readonly enabled: boolean;
  readonly reopenClosedIncident: boolean;
  /** Milliseconds. */
  readonly lookbackDuration: number;
  readonly matchingMethod: string;
  readonly groupByEntities: readonly string[];
  readonly groupByAlertDetails: readonly string[];
  readonly groupByCustomDetails: readonly string[];
};

export type IncidentConfiguration = {
  readonly createIncident: boolean;
  readonly groupingConfiguration?: GroupingConfiguration;
};

export type Connector = { readonly connectorId: string; readonly dataTypes: readonly string[] };

/** The trigger operators by their short names, as Microsoft's public rules write them. */
export const shortOperators: Readonly<Record<string, TriggerOperator>> = {
  gt: 'GreaterThan',
  lt: 'LessThan',
  eq: 'Equal',
  ne: 'NotEqual',
};

const shortOperator = (name: string): string =>
  Object.keys(shortOperators).find((short) => shortOperators[short] === name) ?? name;

export const triggerOperator: Codec<TriggerOperator> = {
  read: (value) =>
    typeof value === 'string' && Object.hasOwn(shortOperators, value)
      ? shortOperators[value]
      : triggerOperators.find((name) => name === value),
  write: (value) => value,
  show: (value) => (typeof value === 'string' ? shortOperator(value) : value),
  spell: (value, there) => (typeof there === 'string' && there.length > 2 ? value : shortOperator(value)),
  shape: exact,
  schema: {
    type: 'string',
    enum: [...Object.keys(shortOperators), ...triggerOperators],
    'x-picket-noun': 'trigger operator',
    'x-picket-synonyms': { Equals: 'Equal', NotEquals: 'NotEqual', '==': 'eq', '!=': 'ne', '>': 'gt', '<': 'lt' },
  },
};

/** The kind without regard to case: the schema names the slip, and the other checks still know what they look at. */
export const kind: Codec<Kind> = {
  ...codec.oneOf(kinds, { default: 'Scheduled', 'x-picket-noun': 'kind of rule' }),
  read: (value) =>
    typeof value === 'string' ? kinds.find((name) => name.toLowerCase() === value.toLowerCase()) : undefined,
  parts: [
    {
      at: [],
      what: 'a rule of this kind',
      values: ['NRT', 'MLBehaviorAnalytics', 'ThreatIntelligence'],
      preview: '2022-09-01-preview',
    },
  ],
};

export const severity = codec.oneOf(severities, { 'x-picket-noun': 'severity' });

/** Any text: the service may know tactics that no published list has yet. */
export const tacticNames = codec.listOf(
  codec.filled({
    title: 'Tactic',
    description: 'A tactic as Sentinel spells it.',
    enum: tactics,
    'x-picket-open': true,
    'x-picket-noun': 'tactic',
  }),
);

export const techniqueNames = codec.listOf(
  codec.matching(/^T\d{4}(?:\.\d{3})?$/, {
    title: 'Technique',
    description: 'A technique or sub-technique of MITRE ATT&CK.',
    'x-picket-noun': 'technique',
    examples: ['T1078.004', 'T1110'],
    'x-picket-hint': 'Write the MITRE ATT&CK number: `T1078`, or `T1078.004` for a sub-technique.',
    'x-picket-suggest': [
      { match: '^ *[tT] ?(\\d{4}) *$', value: 'T$1' },
      { match: '^ *[tT] ?(\\d{4})[./_ -](\\d{3}) *$', value: 'T$1.$2' },
      { match: '^ *[tT](\\d{4})[ :-].*$', value: 'T$1' },
    ],
  }),
);

const column: JsonObject = {
  title: 'Column',
  description: "A column of the query's result.",
  pattern: '^[a-zA-Z_]\\w*$',
  maxLength: 500,
  examples: ['AccountName', 'HostName'],
  'x-picket-noun': 'column name',
  'x-picket-hint': 'It begins with a letter or an underscore and goes on with English letters, digits and underscores.',
};

const entityTypes = [
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

const entityTypeNotes: JsonObject = {
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

export const customDetails = codec.textsByName({
  maxProperties: 20,
  propertyNames: {
    pattern: '^[a-zA-Z]\\w*$',
    maxLength: 20,
    'x-picket-noun': 'name of a custom detail',
    'x-picket-hint':
      'It begins with a letter and goes on with English letters, digits and underscores, at most 20 in all.',
  },
  additionalProperties: codec.nullable({ type: 'string', ...column }),
});

const alertProperties = [
  'AlertLink',
  'ConfidenceLevel',
  'ConfidenceScore',
  'ExtendedLinks',
  'ProductName',
  'ProviderName',
  'ProductComponentName',
  'RemediationSteps',
  'Techniques',
  'SubTechniques',
];

const alertProperty: Codec<string> = {
  ...codec.text({
    title: 'Alert property',
    description: 'The property that is set.',
    enum: alertProperties,
    'x-picket-open': true,
    'x-picket-noun': 'alert property',
  }),
  parts: [
    { at: [], what: 'the alert property SubTechniques', values: ['SubTechniques'], preview: '2023-12-01-preview' },
  ],
};

export const alertDetailsOverride = codec.structure<AlertDetailsOverride>(
  {
    alertDisplayNameFormat: {
      codec: codec.text({
        title: 'Alert name format',
        description: "The alert's name, with at most three columns as `{{Column}}`; at most 256 characters.",
        minLength: 1,
        maxLength: 256,
      }),
    },
    alertDescriptionFormat: {
      codec: codec.text({
        title: 'Alert description format',
        description: "The alert's description, with at most three columns as `{{Column}}`; at most 5,000 characters.",
        minLength: 1,
        maxLength: 5000,
      }),
    },
    alertTacticsColumnName: {
      codec: codec.text({
        ...column,
        title: 'Tactics column',
        description: "The column that holds the alert's tactics.",
      }),
    },
    alertSeverityColumnName: {
      codec: codec.text({
        ...column,
        title: 'Severity column',
        description: "The column that holds the alert's severity.",
      }),
    },
    alertDynamicProperties: {
      codec: codec.listOf(
        codec.structure<{ readonly alertProperty: string; readonly value: string }>(
          {
            alertProperty: { codec: alertProperty, necessary: true },
            value: { codec: codec.text(column), necessary: true },
          },
          { title: 'Dynamic property', description: 'A property of the alert and its column.' },
        ),
        { title: 'Dynamic properties', description: 'Further properties of the alert, each taken from a column.' },
      ),
      since: { preview: '2022-10-01-preview', stable: '2023-02-01' },
    },
  },
  {
    'x-picket-aliases': {
      alertNameFormat: 'alertDisplayNameFormat',
      displayNameFormat: 'alertDisplayNameFormat',
      descriptionFormat: 'alertDescriptionFormat',
    },
  },
);

export const noise = codec.structure<{ readonly maxAlertsPerDay?: number }>({
  maxAlertsPerDay: {
    codec: codec.integer({
      title: 'Most alerts a day',
      description: 'How many alerts a day are too many, on average over the days that `picket backtest` looks at.',
      minimum: 0,
    }),
  },
});

const aggregationKinds = ['SingleAlert', 'AlertPerResult'] as const;

export const eventGroupingSettings = codec.structure<{ readonly aggregationKind?: (typeof aggregationKinds)[number] }>({
  aggregationKind: {
    codec: codec.oneOf(aggregationKinds, {
      title: 'Aggregation',
      description: 'One alert for all rows (SingleAlert, the default) or one for each (AlertPerResult).',
      'x-picket-noun': 'aggregation kind',
    }),
    assumed: 'SingleAlert',
  },
});

const named = (title: string, description: string, notes: JsonObject = {}): Codec<string> =>
  codec.text({ title, description, ...notes });

const fiveHours = 5 * 60 * 60 * 1000;

/**
 * Versions before 2021 group by entities alone (recorded at 2020-01-01). Both lists are in the published REST specification
 * of 2021-03-01-preview; the first stable version that has been released with them is 2021-10-01.
 */
const groupingSince: Since = { preview: '2021-03-01-preview', stable: '2021-10-01' };

const grouping = codec.structure<GroupingConfiguration>(
  {
    enabled: {
      codec: codec.flag({ title: 'Enabled', description: 'Whether alerts are grouped into incidents.' }),
      default: false,
    },
    reopenClosedIncident: {
      codec: codec.flag({
        title: 'Reopen closed incident',
        description:
          'Whether an alert that matches a closed incident opens it again. Not available in the Defender portal.',
      }),
      default: false,
    },
    lookbackDuration: {
      codec: codec.duration({
        title: 'Lookback',
        description: 'How old an incident may be to take further alerts: from 5 minutes to 7 days.',
      }),
      default: fiveHours,
    },
    matchingMethod: {
      codec: named(
        'Matching method',
        'Which alerts belong together: those with the same entities, any, or those equal in the selected details.',
        {
          enum: ['AllEntities', 'AnyAlert', 'Selected'],
          'x-picket-noun': 'matching method',
          'x-picket-synonyms': { All: 'AllEntities', None: 'AnyAlert', Custom: 'Selected' },
        },
      ),
      default: 'AllEntities',
    },
    groupByEntities: {
      codec: codec.listOf(
        named('Entity type', 'An entity type that the rule maps.', { enum: entityTypes, ...entityTypeNotes }),
        { title: 'Group by entities', description: 'Entity types that must be equal, for the method Selected.' },
      ),
      default: [],
    },
    groupByAlertDetails: {
      codec: codec.listOf(
        named('Alert detail', 'A detail of the alert.', {
          enum: ['DisplayName', 'Severity'],
          'x-picket-noun': 'alert detail',
        }),
        {
          title: 'Group by alert details',
          description: 'Alert details that must be equal, for the method Selected.',
        },
      ),
      default: [],
      since: groupingSince,
    },
    groupByCustomDetails: {
      codec: codec.listOf(named('Custom detail', 'The name of a custom detail of the rule.', { minLength: 1 }), {
        title: 'Group by custom details',
        description: 'Custom details that must be equal, for the method Selected.',
      }),
      default: [],
      since: groupingSince,
    },
  },
  {
    title: 'Grouping',
    description: 'Which alerts share an incident.',
    'x-picket-aliases': { entitiesMatchingMethod: 'matchingMethod' },
  },
);

/** Look-backs that the service (5 minutes) and the portal (5 hours) fill in where alerts are not grouped. */
const filledIn: ReadonlySet<JsonValue | undefined> = new Set([5 * 60 * 1000, fiveHours].map(printShortDuration));

const terms = ['enabled', 'reopenClosedIncident', 'matchingMethod', 'lookbackDuration'];
const lists = ['groupByEntities', 'groupByAlertDetails', 'groupByCustomDetails'];

/** All members of a grouping, since a reader should see its terms; none of an idle one that was only filled in. */
const shownGrouping = (value: JsonValue | undefined): JsonObject | undefined => {
  const shown = value === undefined ? undefined : grouping.show(value);
  if (!isObject(shown)) return undefined;
  const isUsual =
    shown['enabled'] === false &&
    shown['reopenClosedIncident'] === false &&
    shown['matchingMethod'] === 'AllEntities' &&
    filledIn.has(shown['lookbackDuration']) &&
    lists.every((name) => shown[name] === undefined);
  if (isUsual) return undefined;
  return Object.fromEntries(
    [...terms, ...lists].flatMap((name) => (shown[name] === undefined ? [] : [[name, shown[name]]])),
  );
};

const incident = codec.structure<IncidentConfiguration>(
  {
    createIncident: {
      codec: codec.flag({ title: 'Create incident', description: 'Whether alerts become incidents.' }),
      default: true,
    },
    groupingConfiguration: { codec: grouping },
  },
  { 'x-picket-aliases': { grouping: 'groupingConfiguration' } },
);

export const incidentConfiguration: Codec<IncidentConfiguration> = {
  ...incident,
  show: (value) => {
    if (!isObject(value)) return undefined;
    const shown = shownGrouping(value['groupingConfiguration']);
    const { createIncident } = value;
    if (createIncident !== false && shown === undefined) return undefined;
    return {
      ...(createIncident === undefined ? {} : { createIncident }),
      ...(shown === undefined ? {} : { groupingConfiguration: shown }),
    };
  },
};

/** How the body of a rule groups alerts. */
export const groupingShape = grouping.shape;

const severityFilters = objectShape({
  isSupported: ignored,
  filters: setShape(objectShape({ severity: exact, enabled: exact })),
});

/** The sources of a Fusion rule: a file has them as Azure takes them. */
export const sourceSettingsShape: Shape = setShape(
  objectShape({
    sourceName: exact,
    enabled: exact,
    sourceSubTypes: setShape(
      objectShape({
        sourceSubTypeName: exact,
        sourceSubTypeDisplayName: ignored,
        enabled: exact,
        severityFilters,
      }),
    ),
  }),
);

export const exclusionPatternsShape: Shape = setShape(objectShape({ exclusionPattern: exact, dateAddedInUTC: exact }));

const isScalar = (value: JsonValue): value is JsonScalar => !isArray(value) && !isObject(value);

/** A tag is a text, or a mapping such as `Schema: ASIMDns`, which becomes `Schema:ASIMDns`; anything else is none. */
export const tags: Codec<readonly string[]> = {
  ...codec.listOf(
    codec.text({
      title: 'Tag',
      description: 'A text, or a name with a value.',
      type: ['string', 'number', 'object', 'null'],
    }),
  ),
  read: (value) => {
    if (!isArray(value)) return [];
    return value.flatMap((tag) => {
      if (isObject(tag))
        return Object.entries(tag).map(
          ([key, member]) => `${key}:${isScalar(member) ? String(member) : canonicalJson(member)}`,
        );
      return typeof tag === 'string' || typeof tag === 'number' ? [String(tag)] : [];
    });
  },
};

/** What is no connector is passed over: it only documents. */
export const connectors: Codec<readonly Connector[]> = {
  ...codec.listOf(
    codec.structure<Connector>(
      {
        connectorId: { codec: codec.text({ title: 'Connector', description: "The connector's id." }) },
        dataTypes: {
          codec: codec.listOf(codec.text({ title: 'Data type', description: 'A table.' }), {
            title: 'Data types',
            description: 'Tables that the rule needs.',
          }),
        },
      },
      { title: 'Data connector', description: 'A connector and its tables.', 'x-picket-severity': 'warning' },
    ),
    { 'x-picket-severity': 'warning' },
  ),
  read: (value) => {
    if (!isArray(value)) return [];
    return value.flatMap((connector) =>
      isObject(connector) && typeof connector['connectorId'] === 'string'
        ? [
            {
              connectorId: connector['connectorId'],
              dataTypes: textsOf(connector['dataTypes'] ?? connector['datatypes']),
            },
          ]
        : [],
    );
  },
};
