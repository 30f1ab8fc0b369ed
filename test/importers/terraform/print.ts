import { isArray, isObject, type JsonObject, type JsonValue, listOf, objectOf } from '../../../src/core/json.ts';
import type { Printed } from '../dialects/print.ts';

const some = (members: Readonly<Record<string, JsonValue | undefined>>): JsonObject =>
  Object.fromEntries(
    Object.entries(members).flatMap(([key, value]) =>
      value === undefined || value === null || (isArray(value) && value.length === 0) ? [] : [[key, value]],
    ),
  );

const types: Readonly<Record<string, string>> = {
  Scheduled: 'azurerm_sentinel_alert_rule_scheduled',
  NRT: 'azurerm_sentinel_alert_rule_nrt',
  MicrosoftSecurityIncidentCreation: 'azurerm_sentinel_alert_rule_ms_security_incident',
  Fusion: 'azurerm_sentinel_alert_rule_fusion',
  MLBehaviorAnalytics: 'azurerm_sentinel_alert_rule_machine_learning_behavior_analytics',
  ThreatIntelligence: 'azurerm_sentinel_alert_rule_threat_intelligence',
};

const incident = (value: JsonValue | undefined): readonly JsonObject[] => {
  if (!isObject(value)) return [];
  const grouping = value['groupingConfiguration'];
  const own = objectOf(grouping);
  return [
    some({
      create_incident_enabled: value['createIncident'],
      grouping: isObject(grouping)
        ? [
            some({
              enabled: own['enabled'],
              reopen_closed_incidents: own['reopenClosedIncident'],
              lookback_duration: own['lookbackDuration'],
              entity_matching_method: own['matchingMethod'],
              by_entities: own['groupByEntities'],
              by_alert_details: own['groupByAlertDetails'],
              by_custom_details: own['groupByCustomDetails'],
            }),
          ]
        : undefined,
    }),
  ];
};

const override = (value: JsonValue | undefined): readonly JsonObject[] => {
  if (!isObject(value)) return [];
  return [
    some({
      display_name_format: value['alertDisplayNameFormat'],
      description_format: value['alertDescriptionFormat'],
      severity_column_name: value['alertSeverityColumnName'],
      tactics_column_name: value['alertTacticsColumnName'],
      dynamic_property: listOf(value['alertDynamicProperties']).map((item) => ({
        name: objectOf(item)['alertProperty'] ?? null,
        value: objectOf(item)['value'] ?? null,
      })),
    }),
  ];
};

/** What the provider has an argument for, of rules that are no template's own. */
const ofRule = new Set([
  'displayName',
  'description',
  'severity',
  'enabled',
  'query',
  'queryFrequency',
  'queryPeriod',
  'triggerOperator',
  'triggerThreshold',
  'suppressionEnabled',
  'suppressionDuration',
  'tactics',
  'techniques',
  'subTechniques',
  'alertRuleTemplateName',
  'templateVersion',
  'entityMappings',
  'sentinelEntitiesMappings',
  'customDetails',
  'alertDetailsOverride',
  'eventGroupingSettings',
  'incidentConfiguration',
  'productFilter',
  'severitiesFilter',
  'displayNamesFilter',
  'displayNamesExcludeFilter',
]);

/** What it has of a rule that only switches a template on; of Fusion's sources it names what is allowed alone. */
const ofTemplate = new Set(['enabled', 'alertRuleTemplateName']);

/** Whether the provider can say a property of a rule. */
export const isExpressible = (kind: JsonValue | undefined, property: string): boolean =>
  (kind === 'Fusion' || kind === 'MLBehaviorAnalytics' ? ofTemplate : ofRule).has(property);

/** A rule as the arguments of its resource: type and values. */
export const argumentsOf = ({ id, body }: Printed): { readonly type: string; readonly values: JsonObject } => {
  const { kind } = body;
  const own = Object.fromEntries(
    Object.entries(objectOf(body['properties'])).filter(([key]) => isExpressible(kind, key)),
  );
  const techniques = [...listOf(own['techniques']), ...listOf(own['subTechniques'])];
  const grouping = objectOf(own['eventGroupingSettings'])['aggregationKind'];
  return {
    type: typeof kind === 'string' ? (types[kind] ?? '') : '',
    values: some({
      name: id,
      display_name: own['displayName'],
      description: own['description'],
      severity: own['severity'],
      enabled: own['enabled'],
      query: own['query'],
      query_frequency: own['queryFrequency'],
      query_period: own['queryPeriod'],
      trigger_operator: own['triggerOperator'],
      trigger_threshold: own['triggerThreshold'],
      suppression_enabled: own['suppressionEnabled'],
      suppression_duration: own['suppressionDuration'],
      tactics: own['tactics'],
      techniques,
      alert_rule_template_guid: own['alertRuleTemplateName'],
      alert_rule_template_version: own['templateVersion'],
      entity_mapping: listOf(own['entityMappings']).map((mapping) => ({
        entity_type: objectOf(mapping)['entityType'] ?? null,
        field_mapping: listOf(objectOf(mapping)['fieldMappings']).map((field) => ({
          identifier: objectOf(field)['identifier'] ?? null,
          column_name: objectOf(field)['columnName'] ?? null,
        })),
      })),
      sentinel_entity_mapping: listOf(own['sentinelEntitiesMappings']).map((item) => ({
        column_name: objectOf(item)['columnName'] ?? null,
      })),
      custom_details: own['customDetails'],
      alert_details_override: override(own['alertDetailsOverride']),
      event_grouping: grouping === undefined ? [] : [{ aggregation_method: grouping }],
      incident: incident(own['incidentConfiguration']),
      product_filter: own['productFilter'],
      severity_filter: own['severitiesFilter'],
      display_name_filter: own['displayNamesFilter'],
      display_name_exclude_filter: own['displayNamesExcludeFilter'],
    }),
  };
};

/** A text of HCL: what begins an expression is doubled. */
const text = (value: string): string =>
  JSON.stringify(value)
    .replaceAll('${', '$${')
    .replaceAll('%{', '%%{')
    .replaceAll('\\b', '\\u0008')
    .replaceAll('\\f', '\\u000c');

const expression = (value: JsonValue): string => {
  if (typeof value === 'string') return text(value);
  if (isArray(value)) return `[${value.map(expression).join(', ')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  return `{ ${Object.entries(value)
    .map(([key, item]) => `${text(key)} = ${expression(item)}`)
    .join(', ')} }`;
};

const isBlocks = (value: JsonValue): value is readonly JsonObject[] =>
  isArray(value) && value.length > 0 && value.every((item) => isObject(item));

const members = (values: JsonObject): string =>
  Object.entries(values)
    .map(([name, value]) =>
      isBlocks(value)
        ? value.map((block) => `${name} {\n${members(block)}\n}`).join('\n')
        : `${name} = ${expression(value)}`,
    )
    .join('\n');

/** A rule as configuration. */
export const hcl = (rule: Printed): string => {
  const { type, values } = argumentsOf(rule);
  return `resource "${type}" "rule" {\n${members(values)}\nlog_analytics_workspace_id = var.none\n}\n`;
};

/** A rule as `terraform show -json` prints a state. */
export const state = (rule: Printed): JsonValue => {
  const { type, values } = argumentsOf(rule);
  const id = `/subscriptions/s/providers/Microsoft.SecurityInsights/alertRules/${rule.id}`;
  const resources = [{ address: `${type}.rule`, mode: 'managed', type, name: 'rule', values: { ...values, id } }];
  return { format_version: '1.0', values: { root_module: { resources } } };
};
