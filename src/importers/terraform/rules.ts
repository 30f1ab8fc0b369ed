import { ruleCollection } from '../arm/resource.ts';
import { filledText, type JsonObject, type JsonValue, listOf, objectOf, textOf } from '../../core/json.ts';
import { nothingFound, problemAt, together, type Found } from '../found.ts';
import { isNothing } from '../dialects/fields.ts';
import { aside, blockOf, present, taking, type Take } from './arguments.ts';
import { automationRefusal, automationRule } from './automation.ts';
import type { Instance } from './module.ts';
import { itemType, rowsAmong, watchlist, watchlistType } from './watchlists.ts';

const mappings = (from: JsonValue | undefined): JsonValue =>
  listOf(from).map((mapping) => {
    const { entity_type: entityType = null, field_mapping: fields } = objectOf(mapping);
    return {
      entityType,
      fieldMappings: listOf(fields).map((field) => {
        const { identifier = null, column_name: columnName = null } = objectOf(field);
        return { identifier, columnName };
      }),
    };
  });

const override = (from: JsonValue | undefined): JsonObject => {
  const block = blockOf(from);
  return present({
    alertDisplayNameFormat: block['display_name_format'],
    alertDescriptionFormat: block['description_format'],
    alertSeverityColumnName: block['severity_column_name'],
    alertTacticsColumnName: block['tactics_column_name'],
    alertDynamicProperties: listOf(block['dynamic_property']).map((item) => {
      const { name: alertProperty = null, value = null } = objectOf(item);
      return { alertProperty, value };
    }),
  });
};

/** `incident` of provider 3 and later, `incident_configuration` of provider 2. */
const incident = (from: JsonValue | undefined): JsonObject => {
  const block = blockOf(from);
  if (Object.keys(block).length === 0) return {};
  const grouping = blockOf(block['grouping']);
  const hasGrouping = Object.keys(grouping).length > 0;
  return present({
    createIncident: block['create_incident_enabled'] ?? block['create_incident'] ?? true,
    groupingConfiguration: hasGrouping
      ? {
          enabled: grouping['enabled'] ?? true,
          reopenClosedIncident: grouping['reopen_closed_incidents'] ?? false,
          lookbackDuration: grouping['lookback_duration'] ?? 'PT5M',
          matchingMethod: grouping['entity_matching_method'] ?? 'AnyAlert',
          ...present({
            groupByEntities: grouping['by_entities'] ?? grouping['group_by_entities'],
            groupByAlertDetails: grouping['by_alert_details'] ?? grouping['group_by_alert_details'],
            groupByCustomDetails: grouping['by_custom_details'] ?? grouping['group_by_custom_details'],
          }),
        }
      : undefined,
  });
};

const techniques = (from: JsonValue | undefined): JsonObject => {
  const all = listOf(from);
  const children = all.filter((item) => typeof item === 'string' && item.includes('.'));
  const parents = [...new Set(all.map((item) => (typeof item === 'string' ? (item.split('.', 1)[0] ?? '') : item)))];
  return present({ techniques: parents, subTechniques: children });
};

/** What scheduled rules and rules near real time have in common; defaults are those of the provider. */
const queryRule = (take: Take): JsonObject =>
  present({
    displayName: take('display_name'),
    description: take('description'),
    severity: take('severity'),
    enabled: take('enabled') ?? true,
    query: take('query'),
    suppressionEnabled: take('suppression_enabled') ?? false,
    suppressionDuration: take('suppression_duration') ?? 'PT5H',
    tactics: take('tactics'),
    ...techniques(take('techniques')),
    alertRuleTemplateName: take('alert_rule_template_guid'),
    templateVersion: take('alert_rule_template_version'),
    entityMappings: mappings(take('entity_mapping')),
    sentinelEntitiesMappings: listOf(take('sentinel_entity_mapping')).map((item) => ({
      columnName: objectOf(item)['column_name'] ?? null,
    })),
    customDetails: take('custom_details'),
    alertDetailsOverride: override(take('alert_details_override')),
    eventGroupingSettings: present({ aggregationKind: blockOf(take('event_grouping'))['aggregation_method'] }),
    incidentConfiguration: incident(take('incident') ?? take('incident_configuration')),
  });

const sources = (from: JsonValue | undefined): JsonValue =>
  listOf(from).map((item) => {
    const { name = null, enabled = true, sub_type: types } = objectOf(item);
    return present({
      sourceName: name,
      enabled,
      sourceSubTypes: listOf(types).map((type) => {
        const { name: sourceSubTypeName = null, enabled: isOn = true, severities_allowed: allowed } = objectOf(type);
        return {
          sourceSubTypeName,
          enabled: isOn,
          severityFilters: { filters: listOf(allowed).map((severity) => ({ severity, enabled: true })) },
        };
      }),
    });
  });

const bound = (take: Take): JsonObject =>
  present({ enabled: take('enabled') ?? true, alertRuleTemplateName: take('alert_rule_template_guid') });

type Reader = {
  readonly collection?: string;
  /** Absent for what has none. */
  readonly kind?: string;
  readonly read: (take: Take) => JsonObject;
  /** Why a resource cannot be taken over as it stands; absent where there is no such reason. */
  readonly refusal?: (values: JsonObject) => string | undefined;
};

const searchReader: Reader = {
  collection: 'savedsearches',
  read: (take) =>
    present({
      category: take('category'),
      displayName: take('display_name'),
      query: take('query'),
      functionAlias: take('function_alias'),
      tags: Object.entries(objectOf(take('tags'))).map(([name, value]) => ({ name, value })),
    }),
};

const readers: Readonly<Record<string, Reader>> = {
  azurerm_sentinel_alert_rule_scheduled: {
    kind: 'Scheduled',
    read: (take) => ({
      ...queryRule(take),
      queryFrequency: take('query_frequency') ?? 'PT5H',
      queryPeriod: take('query_period') ?? 'PT5H',
      triggerOperator: take('trigger_operator') ?? 'GreaterThan',
      triggerThreshold: take('trigger_threshold') ?? 0,
    }),
  },
  azurerm_sentinel_alert_rule_nrt: { kind: 'NRT', read: queryRule },
  azurerm_sentinel_alert_rule_ms_security_incident: {
    kind: 'MicrosoftSecurityIncidentCreation',
    read: (take) =>
      present({
        displayName: take('display_name'),
        description: take('description'),
        enabled: take('enabled') ?? true,
        productFilter: take('product_filter'),
        severitiesFilter: take('severity_filter'),
        displayNamesFilter: take('display_name_filter') ?? take('text_whitelist'),
        displayNamesExcludeFilter: take('display_name_exclude_filter'),
        alertRuleTemplateName: take('alert_rule_template_guid'),
      }),
  },
  azurerm_sentinel_alert_rule_fusion: {
    kind: 'Fusion',
    read: (take) => ({ ...bound(take), ...present({ sourceSettings: sources(take('source')) }) }),
  },
  [watchlistType]: { collection: 'watchlists', read: watchlist },
  azurerm_sentinel_automation_rule: { collection: 'automationrules', read: automationRule, refusal: automationRefusal },
  azurerm_sentinel_alert_rule_machine_learning_behavior_analytics: { kind: 'MLBehaviorAnalytics', read: bound },
  azurerm_sentinel_alert_rule_threat_intelligence: { kind: 'ThreatIntelligence', read: bound },
};

/** Saved searches of the workspace, hunting queries and parsers among them. */
const savedSearch = 'azurerm_log_analytics_saved_search';

/** Resources that have to do with Sentinel: those with a reader are imported, the others are named. */
export const isOfSentinel = (type: string): boolean => type.startsWith('azurerm_sentinel_') || type === savedSearch;

const because = (gaps: Instance['gaps']): string =>
  gaps.map(({ at, why }) => `${at.replace(/^\//, '') || 'it'}: ${why}`).join('; ');

const inState = ' Import what `terraform show -json` says of the state: it has the id.';

/** Rows of watchlists by the alias of their list, in lower case. */
type Rows = ReadonlyMap<string, readonly JsonObject[]>;

const ruleOf = ({ address, type, values, gaps }: Instance, rowsOf: Rows): Found => {
  if (type === itemType)
    return problemAt(address, `Nothing here tells the watchlist that this row belongs to.${inState}`, undefined, type);
  const reader = type === savedSearch ? searchReader : Object.hasOwn(readers, type) ? readers[type] : undefined;
  if (reader === undefined) {
    const title = values['display_name'] ?? values['name'];
    return { ...nothingFound, left: [{ type, name: typeof title === 'string' ? title : address }] };
  }
  const title = values['display_name'];
  const label = textOf(title);
  const own = gaps.filter(({ at }) => !aside.has(at.split('/')[1] ?? ''));
  if (own.length > 0)
    return problemAt(
      address,
      `Cannot be known without Terraform: ${because(own)}.${own.some(({ at }) => at === '/name') ? inState : ''}`,
      label,
    );
  const refusal = reader.refusal?.(values);
  if (refusal !== undefined) return problemAt(address, refusal, label, type);
  const { take, rest } = taking(values);
  const name = take('name');
  const inAzure = filledText(values['id'])?.split('/').at(-1);
  if (inAzure === undefined && typeof name !== 'string')
    return problemAt(address, `It has no name yet: Terraform makes it up.${inState}`, label);
  const properties = reader.read(take);
  const left = rest();
  const rows = type === watchlistType && typeof name === 'string' ? rowsOf.get(name.toLowerCase()) : undefined;
  const comments: JsonObject = Object.fromEntries(left.map((key) => [key, values[key] ?? null]));
  return {
    ...nothingFound,
    items: [
      {
        collection: reader.collection ?? ruleCollection,
        type,
        name: inAzure ?? textOf(name),
        body: {
          ...(reader.kind === undefined ? {} : { kind: reader.kind }),
          properties,
          ...(rows === undefined ? {} : { rows }),
        },
        isTemplate: false,
        at: address,
        notes: [
          `Once it is deployed from here: terraform state rm '${address}'.`,
          ...(rows === undefined
            ? []
            : [
                `${rows.length} ${rows.length === 1 ? 'row is' : 'rows are'} a resource each in Terraform: take them off its state too.`,
              ]),
          ...(reader.kind === 'ThreatIntelligence'
            ? ['Terraform does not know its display name: write the one in the portal as `name`.']
            : []),
          ...(reader.kind === 'Fusion' && JSON.stringify(values['source'] ?? []).includes('severities_allowed')
            ? ['Severities that `severities_allowed` leaves out stay as the workspace has them.']
            : []),
          ...(isNothing(values['lifecycle'])
            ? []
            : ['Its `lifecycle` says what Terraform does with it; here every change of a file is deployed.']),
          ...(left.length === 0
            ? []
            : [`The file has no place for ${left.join(', ')}; it stands as a comment at its end.`]),
        ],
        ...(left.length === 0 ? {} : { comments }),
      },
    ],
  };
};

/**
 * The content among resources of Terraform's provider azurerm: alert rules, automation rules, saved searches, watchlists
 * with their rows. Other resources of Sentinel are named as left out.
 * Source: the provider's documentation of azurerm_sentinel_alert_rule_* (versions 2 to 4), defaults included.
 */
export const rulesOfInstances = (instances: readonly Instance[]): Found => {
  const { rows, others } = rowsAmong(instances.filter(({ type }) => isOfSentinel(type)));
  return together(others.map((instance) => ruleOf(instance, rows)));
};
