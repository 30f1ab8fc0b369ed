import type { Feature } from '../../core/service/api-version.ts';
import * as codec from '../../core/fields/codec.ts';
import { sinceOf } from '../../core/fields/field-body.ts';
import { propertiesOf, rowsFor, type ValuesOf, type WholeOf } from '../../core/fields/field-table.ts';
import { builtInKinds, kinds, queryKinds, type Kind } from './kinds.ts';
import { mergeKind, mergeTemplateVersion } from './merges.ts';
import * as alerts from './values/alerts.ts';
import * as terms from './values/terms.ts';
import { builtInFields } from './built-in-fields.ts';
import { detectionFields } from './detection-fields.ts';

const field = rowsFor<Kind>();

const incidentCreation = ['MicrosoftSecurityIncidentCreation'] as const;
const withoutQuery = [...incidentCreation, ...builtInKinds] as const;
const withName = [...queryKinds, ...incidentCreation, 'ThreatIntelligence'] as const;
const templateWithoutName = ['Fusion', 'MLBehaviorAnalytics'] as const;

/** Who answers for a rule; whatever else stands in its metadata stays as it is. */
const ownership = {
  owner: { title: 'Owner', description: 'Who answers for the rule: a person or a team.', type: ['string', 'null'] },
  runbook: { title: 'Runbook', description: 'Where it stands what to do about an alert.', type: ['string', 'null'] },
  reviewed: { title: 'Reviewed', description: 'The day of the last review: 2026-01-31.', type: ['string', 'null'] },
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
  ...detectionFields,
  ...builtInFields,
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
