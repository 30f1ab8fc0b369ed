import type { Feature } from '../../core/service/api-version.ts';
import * as codec from '../../core/fields/codec.ts';
import { sinceOf } from '../../core/fields/field-body.ts';
import { propertiesOf, rowsFor, type ValuesOf, type WholeOf } from '../../core/fields/field-table.ts';
import { asWhole } from '../../core/fields/merge.ts';
import { textsOf, type JsonValue } from '../../core/json.ts';
import { builtInKinds, kinds, queryKinds, severities, type Kind } from './kinds.ts';
import { mergeEntities, mergeKind, mergeSentinel, mergeTechniques, mergeTemplateVersion } from './merges.ts';
import * as alerts from './values/alerts.ts';
import * as entities from './values/entities.ts';
import * as incidents from './values/incidents.ts';
import * as terms from './values/terms.ts';

const field = rowsFor<Kind>();

const scheduled = ['Scheduled'] as const;
const incidentCreation = ['MicrosoftSecurityIncidentCreation'] as const;
const fusion = ['Fusion'] as const;
const withoutQuery = [...incidentCreation, ...builtInKinds] as const;
const withName = [...queryKinds, ...incidentCreation, 'ThreatIntelligence'] as const;
const templateWithoutName = ['Fusion', 'MLBehaviorAnalytics'] as const;

const sortedNames = (names: readonly string[]): readonly string[] => [...new Set(names)].toSorted();

/** Who answers for a rule; whatever else stands in its metadata stays as it is. */
const ownership = {
  owner: { title: 'Owner', description: 'Who answers for the rule: a person or a team.', type: ['string', 'null'] },
  runbook: { title: 'Runbook', description: 'Where it stands what to do about an alert.', type: ['string', 'null'] },
  reviewed: { title: 'Reviewed', description: 'The day of the last review: 2026-01-31.', type: ['string', 'null'] },
};

/** Sub-techniques name their parents; a parent is written only where it stands alone. */
const shownTechniques = ([techniques, subTechniques]: readonly (JsonValue | undefined)[]): JsonValue | undefined => {
  const children = textsOf(subTechniques);
  const parents = textsOf(techniques).filter((parent) => !children.some((child) => child.startsWith(`${parent}.`)));
  const all = [...parents, ...children].toSorted();
  return all.length === 0 ? undefined : all;
};

/**
 * Every field of an analytics rule, in the order of Microsoft's public rules; whatever Picket does with a field follows
 * from its row. Sources: Microsoft's published REST specifications of alert rules from 2021-10-01 to 2025-10-01-preview
 * (startTimeUtc is in none of them, but in exports of the portal since 2022-11-01-preview); defaults as portal exports
 * (GET, 2023-12-01-preview) show them.
 */
export const fields = {
  id: field(
    codec.filled({
      minLength: 1,
      maxLength: 260,
      pattern: '^[^\\s/\\\\?#%&<>*:+\\u0000-\\u001f\\ud800-\\udfff]+$',
      'x-picket-noun': 'rule id',
      'x-picket-hint': 'Use a GUID, such as the one `uuidgen` prints.',
      examples: ['0c1b4a5e-5a0e-4a6b-9a3d-1f6f6a0f8b21'],
    }),
    {
      label: 'Id',
      about:
        "The rule's identity, a GUID: its resource name in Azure. It never changes, whatever else of the rule does.",
      kinds,
      required: kinds,
    },
  ),
  ids: field(codec.mapping({ additionalProperties: { type: 'string', minLength: 1, maxLength: 260 } }), {
    label: 'Ids by workspace',
    about:
      'Other ids of the rule, by names of workspaces in picket.yaml (`{prod: …}`): for workspaces that held it before it had a file, each under an id of its own.',
    kinds,
  }),
  name: field(
    codec.filled({
      minLength: 1,
      maxLength: 256,
      pattern: '\\S',
      'x-picket-noun': 'name',
      'x-picket-hint': 'Say what the rule finds: the portal lists it by this name.',
    }),
    {
      label: 'Name',
      about: "The rule's display name in the portal, unique in a workspace; at most 256 characters.",
      at: '/properties/displayName',
      kinds: withName,
      neverNull: true,
      fromService: templateWithoutName,
      required: withName,
    },
  ),
  version: field(codec.filled({ 'x-picket-hint': 'Put it in quotes: `version: "1.0.0"`.' }), {
    label: 'Version',
    about: "The rule's own version, such as 1.0.3: raised with every change of the rule.",
    kinds,
  }),
  kind: field(terms.kind, {
    label: 'Kind',
    about: 'What sort of rule this is. A missing kind counts as Scheduled.',
    at: '/kind',
    merge: mergeKind,
    kinds,
    neverNull: true,
  }),
  description: field(codec.description({ maxLength: 5000 }), {
    label: 'Description',
    about:
      'What the rule detects and why it matters; at most 5,000 characters. One pair of quotes around the whole text is taken off.',
    at: '/properties/description',
    kinds: [...queryKinds, ...incidentCreation],
    fromService: builtInKinds,
    default: '',
  }),
  severity: field(terms.severity, {
    label: 'Severity',
    about: 'How serious an alert of this rule is.',
    at: '/properties/severity',
    kinds: queryKinds,
    fromService: builtInKinds,
    required: queryKinds,
  }),
  enabled: field(codec.flag(), {
    label: 'Enabled',
    about: 'Whether the rule runs.',
    at: '/properties/enabled',
    local: true,
    kinds,
    default: true,
  }),
  status: field(codec.text({ examples: ['Available', 'Development', 'Deprecated'] }), {
    label: 'Status',
    about: 'Where the rule stands: Available, Development, Deprecated, …. Documentation only.',
    kinds,
  }),
  noise: field(alerts.noise, {
    label: 'Noise',
    about:
      'How many alerts the rule may raise: `picket test` and `picket backtest` fail where it is more. Never sent to Azure.',
    kinds: queryKinds,
  }),
  exclude: field(
    codec.listOf(
      codec.mapping({
        title: 'Exclusion',
        description: 'One exclusion.',
        examples: [
          { where: { IPAddress: '10.0.0.1' }, until: '2027-03-01', reason: 'Scanner' },
          { where: { 'IP.Address': { watchlist: 'scanners' } }, until: '2027-06-01', reason: 'Scanners' },
        ],
      }),
    ),
    {
      label: 'Exclusions',
      about:
        'Rows that raise no alert: `where` (columns or entities with values, or `{watchlist: ALIAS}`), `until`, `reason`, `owner`, `ticket`. They stand at the end of the deployed query, or behind a line `// picket: exclusions`.',
      kinds: queryKinds,
    },
  ),
  lifecycle: field(
    codec.text({
      enum: ['experimental', 'test', 'production', 'deprecated', 'removed'],
      'x-picket-noun': 'stage of a life cycle',
    }),
    {
      label: 'Life cycle',
      about:
        'Where the rule stands in its life, which picket.yaml maps for each workspace to not deployed, deployed and off, deployed, or gone. Never sent to Azure.',
      kinds,
    },
  ),
  deprecation: field(
    codec.mapping({
      examples: [{ reason: 'No longer fires.' }, { replacedBy: '5f0a1c1e-8a57-4f53-9a86-0e2c5cf6a007' }],
    }),
    {
      label: 'Deprecation',
      about:
        'Of a deprecated rule: `replacedBy`, the id of the rule that takes its place, or `reason`. Never sent to Azure.',
      kinds,
    },
  ),
  parameters: field(
    codec.mapping({ examples: [{ Codes: { type: 'list' } }, { Most: { type: 'long', default: 5 } }] }),
    {
      label: 'Parameters',
      about:
        'Parameters of the rule by name, `{type, default, description}` as in picket.yaml: its query takes them as `{{param.NAME}}`, its fields as `{param: NAME}`. Never sent to Azure.',
      kinds: queryKinds,
    },
  ),
  requiredDataConnectors: field(terms.connectors, {
    label: 'Data connectors',
    about: 'The connectors that fill the tables of the query. Documentation only.',
    kinds,
    default: [],
  }),
  queryFrequency: field(codec.duration(), {
    label: 'Query frequency',
    about: 'How often the query runs: from 5 minutes to 14 days.',
    at: '/properties/queryFrequency',
    kinds: scheduled,
    required: scheduled,
  }),
  queryPeriod: field(codec.duration(), {
    label: 'Query period',
    about: 'How far back the query looks: from 5 minutes to 14 days, and at least the frequency.',
    at: '/properties/queryPeriod',
    kinds: scheduled,
    required: scheduled,
  }),
  triggerOperator: field(terms.triggerOperator, {
    label: 'Trigger operator',
    about: 'How the number of results is compared with the threshold.',
    at: '/properties/triggerOperator',
    kinds: scheduled,
    required: scheduled,
  }),
  triggerThreshold: field(codec.integer({ minimum: 0, maximum: 10000 }), {
    label: 'Trigger threshold',
    about: 'The number of results that is compared: from 0 to 10,000.',
    at: '/properties/triggerThreshold',
    kinds: scheduled,
    required: scheduled,
  }),
  startTimeUtc: field(codec.futureInstant(), {
    label: 'Start time',
    about: 'When the rule runs first, in UTC; sent only while it is in the future.',
    at: '/properties/startTimeUtc',
    local: true,
    kinds: queryKinds,
    since: { preview: '2022-11-01-preview' },
  }),
  tactics: field(terms.tacticNames, {
    label: 'Tactics',
    about: 'The tactics of MITRE ATT&CK that the rule detects.',
    at: '/properties/tactics',
    kinds: queryKinds,
    fromService: builtInKinds,
    default: [],
  }),
  techniques: field(
    { ...terms.techniqueNames, write: (names) => sortedNames(names.map((name) => name.split('.')[0] ?? name)) },
    {
      key: 'relevantTechniques',
      otherKey: 'techniques',
      label: 'Techniques',
      about: 'The techniques and sub-techniques of MITRE ATT&CK that the rule detects.',
      at: '/properties/techniques',
      // `T1098` and `T1098.003` are sent as one parent and one sub-technique.
      also: [
        {
          at: '/properties/subTechniques',
          write: (names: readonly string[]) => sortedNames(names.filter((name) => name.includes('.'))),
          compare: terms.techniqueNames.shape,
          since: { what: 'sub-techniques', preview: '2023-12-01-preview' },
        },
      ],
      show: shownTechniques,
      merge: mergeTechniques,
      kinds: queryKinds,
      fromService: builtInKinds,
      default: [],
      since: { preview: '2022-09-01-preview', stable: '2022-08-01' },
    },
  ),
  tags: field(terms.tags, {
    label: 'Tags',
    about:
      'Free tags: texts, or mappings such as `Schema: ASIMDns`. Documentation, search, and the choice of rules for a workspace.',
    kinds,
    default: [],
  }),
  query: field(codec.query({ minLength: 1, maxLength: 10000 }), {
    label: 'Query',
    about: 'The KQL query whose result rows raise alerts; at most 10,000 characters.',
    at: '/properties/query',
    kinds: queryKinds,
    required: queryKinds,
  }),
  suppressionEnabled: field(codec.flag(), {
    label: 'Suppression enabled',
    about: 'Whether the rule pauses after an alert.',
    at: '/properties/suppressionEnabled',
    kinds: queryKinds,
    default: false,
  }),
  suppressionDuration: field(codec.duration(), {
    label: 'Suppression duration',
    about: 'How long the rule pauses after an alert: from 5 minutes to 24 hours.',
    at: '/properties/suppressionDuration',
    compare: { is: 'duration' },
    kinds: queryKinds,
    default: 5 * 60 * 60 * 1000,
    onlyWhile: 'suppressionEnabled',
  }),
  eventGroupingSettings: field(alerts.eventGroupingSettings, {
    label: 'Event grouping',
    about: 'How the rows of one run become alerts.',
    at: '/properties/eventGroupingSettings',
    kinds: queryKinds,
  }),
  incidentConfiguration: field(incidents.incidentConfiguration, {
    label: 'Incident configuration',
    about: 'Whether alerts become incidents, and which alerts share one.',
    at: '/properties/incidentConfiguration',
    show: ([value]) => (value === undefined ? undefined : incidents.incidentConfiguration.show(value)),
    kinds: queryKinds,
  }),
  entityMappings: field(entities.entityMappings, {
    label: 'Entity mappings',
    about: 'Which columns name the entities of an alert; at most ten.',
    at: '/properties/entityMappings',
    merge: mergeEntities,
    kinds: queryKinds,
    default: [],
  }),
  sentinelEntitiesMappings: field(entities.sentinelEntitiesMappings, {
    label: 'Sentinel entities mappings',
    about: 'Columns that already hold Sentinel entities, such as the Entities column of SecurityAlert.',
    at: '/properties/sentinelEntitiesMappings',
    merge: mergeSentinel,
    kinds: queryKinds,
    default: [],
    since: { preview: '2022-10-01-preview' },
  }),
  customDetails: field(alerts.customDetails, {
    label: 'Custom details',
    about: 'Values shown with the alert: names of at most 20 characters, each with its column; at most 20.',
    at: '/properties/customDetails',
    kinds: queryKinds,
    default: {},
  }),
  alertDetailsOverride: field(alerts.alertDetailsOverride, {
    label: 'Alert details override',
    about: 'Replaces details of the alerts by values of the result; `{{Column}}` stands for a column.',
    at: '/properties/alertDetailsOverride',
    kinds: queryKinds,
  }),
  productFilter: field(
    codec.filled({
      enum: [
        'Microsoft Cloud App Security',
        'Azure Security Center',
        'Azure Advanced Threat Protection',
        'Azure Active Directory Identity Protection',
        'Azure Security Center for IoT',
        'Office 365 Advanced Threat Protection',
        'Microsoft Defender Advanced Threat Protection',
        'Microsoft 365 Insider Risk Management',
      ],
      'x-picket-open': true,
      'x-picket-noun': 'product',
      'x-picket-synonyms': {
        'Microsoft Defender for Cloud Apps': 'Microsoft Cloud App Security',
        'Microsoft Defender for Cloud': 'Azure Security Center',
        'Microsoft Defender for Identity': 'Azure Advanced Threat Protection',
        'Microsoft Entra ID Protection': 'Azure Active Directory Identity Protection',
        'Microsoft Defender for IoT': 'Azure Security Center for IoT',
        'Microsoft Defender for Office 365': 'Office 365 Advanced Threat Protection',
        'Microsoft Defender for Endpoint': 'Microsoft Defender Advanced Threat Protection',
      },
    }),
    {
      label: 'Product',
      about: 'Whose alerts become incidents.',
      at: '/properties/productFilter',
      kinds: incidentCreation,
      required: incidentCreation,
    },
  ),
  severitiesFilter: field(
    codec.listOf(
      codec.text({ title: 'Severity', description: 'A severity.', enum: severities, 'x-picket-noun': 'severity' }),
    ),
    {
      label: 'Severities included',
      about: 'Only alerts of these severities.',
      at: '/properties/severitiesFilter',
      kinds: incidentCreation,
      default: [],
    },
  ),
  displayNamesFilter: field(codec.listOf(codec.text({ title: 'Text', description: "Part of an alert's name." })), {
    label: 'Names included',
    about: 'Only alerts whose name contains one of these texts.',
    at: '/properties/displayNamesFilter',
    kinds: incidentCreation,
    default: [],
  }),
  displayNamesExcludeFilter: field(
    codec.listOf(codec.text({ title: 'Text', description: "Part of an alert's name." })),
    {
      label: 'Names excluded',
      about: 'Not alerts whose name contains one of these texts.',
      at: '/properties/displayNamesExcludeFilter',
      kinds: incidentCreation,
      default: [],
    },
  ),
  sourceSettings: field(
    codec.listOf(
      codec.mapping({
        title: 'Source',
        description: 'The settings of one source.',
        examples: [
          { sourceName: 'Anomalies', enabled: true },
          { sourceName: 'Alert providers', enabled: false },
        ],
      }),
    ),
    {
      label: 'Source settings',
      about: 'Which sources the rule correlates, as Azure takes them.',
      at: '/properties/sourceSettings',
      compare: terms.sourceSettingsShape,
      merge: asWhole,
      kinds: fusion,
      since: { preview: '2022-09-01-preview' },
    },
  ),
  scenarioExclusionPatterns: field(
    codec.listOf(
      codec.mapping({
        title: 'Pattern',
        description: 'One excluded pattern.',
        examples: [
          { exclusionPattern: 'Scenario 1', dateAddedInUTC: '2026-01-31T08:00:00Z' },
          { exclusionPattern: 'Scenario 2', dateAddedInUTC: '2026-02-28T08:00:00Z' },
        ],
      }),
    ),
    {
      label: 'Excluded scenarios',
      about: 'Which scenarios the rule leaves out, as Azure takes them.',
      at: '/properties/scenarioExclusionPatterns',
      compare: terms.exclusionPatternsShape,
      merge: asWhole,
      kinds: fusion,
      since: { preview: '2022-09-01-preview' },
    },
  ),
  alertRuleTemplateName: field(codec.idText(), {
    label: 'Template',
    about: 'The id of the template that the rule was made from.',
    at: '/properties/alertRuleTemplateName',
    local: true,
    kinds,
    required: builtInKinds,
  }),
  templateVersion: field(
    codec.filled({
      maxLength: 20,
      pattern: '^\\d+\\.\\d+\\.\\d+$',
      'x-picket-noun': 'template version',
      examples: ['1.0.3', '1.1.0'],
      'x-picket-hint': 'It has three numbers, such as `1.0.3`.',
    }),
    {
      label: 'Template version',
      about: 'The version of the template that the rule was made from; only together with alertRuleTemplateName.',
      at: '/properties/templateVersion',
      local: true,
      merge: mergeTemplateVersion,
      kinds: queryKinds,
      idle: withoutQuery,
      // Refused by the service without a template.
      needs: 'alertRuleTemplateName',
      // The version of a rule that is linked to a template is what becomes templateVersion again.
      shownAs: 'version',
    },
  ),
  metadata: field(codec.mapping({ properties: ownership }), {
    label: 'Metadata',
    about:
      'Who answers for the rule (`owner`, `runbook`, `reviewed`), and anything else worth noting: source, author, support. Documentation only.',
    kinds,
  }),
  author: field(codec.text({ type: ['string', 'object'] }), {
    label: 'Author',
    about: 'Who wrote the rule. Documentation only.',
    kinds,
  }),
  originalUri: field(codec.text(), {
    key: 'OriginalUri',
    label: 'Original address',
    about: 'Where the rule was taken from. Documentation only.',
    kinds,
  }),
} as const;

/** What of a rule not every api-version carries. */
export const features: readonly Feature[] = sinceOf(fields);

/** Properties that the workspace decides, or a template says for itself. */
export const localProperties = propertiesOf(fields, ({ local }) => local === true);

export type RuleFields = typeof fields;
/** The values of a rule's fields, whatever its kind. */
export type RuleValues = ValuesOf<RuleFields>;
/** A rule of one kind with every default explicit. */
export type RuleOf<K extends Kind> = { readonly kind: K } & Omit<WholeOf<RuleFields, K>, 'kind'>;
