import { isArray, isObject, type JsonObject, type JsonValue } from '../core/json.ts';
import type { Live } from './records.ts';
import { systemData } from './records.ts';
import type { EmulatorSettings } from './settings.ts';
import { carries } from './shape.ts';
import { words } from './words.ts';

const lists: ReadonlySet<string> = new Set(['tactics', 'techniques', 'subTechniques']);

const isEmpty = (value: JsonValue | undefined): boolean =>
  value === undefined || value === null || (isArray(value) && value.length === 0);

type Fill = { readonly settings: EmulatorSettings; readonly version: string };

const list = (value: JsonValue | undefined, { settings }: Fill): JsonValue =>
  isEmpty(value) ? (settings.echo.emptyLists === 'null' ? null : []) : (value ?? null);

const grouping = (value: JsonValue | undefined, fill: Fill): JsonValue => {
  const given = isObject(value) ? value : {};
  return {
    enabled: false,
    reopenClosedIncident: false,
    lookbackDuration: 'PT5H',
    matchingMethod: 'AllEntities',
    ...given,
    groupByEntities: list(given['groupByEntities'], fill),
    groupByAlertDetails: list(given['groupByAlertDetails'], fill),
    groupByCustomDetails: list(given['groupByCustomDetails'], fill),
  };
};

const incident = (value: JsonValue | undefined, fill: Fill): JsonValue => {
  if (!isObject(value) && fill.settings.echo.defaults === 'null') return null;
  const given = isObject(value) ? value : {};
  return {
    createIncident: true,
    ...given,
    groupingConfiguration: grouping(given['groupingConfiguration'], fill),
  };
};

const override = (value: JsonValue | undefined, fill: Fill): JsonValue => {
  if (!isObject(value)) return null;
  const { alertDynamicProperties, ...rest } = value;
  return {
    alertDisplayNameFormat: null,
    alertDescriptionFormat: null,
    alertTacticsColumnName: null,
    alertSeverityColumnName: null,
    ...rest,
    ...(carries(fill.version, 'alertDynamicProperties')
      ? { alertDynamicProperties: list(alertDynamicProperties, fill) }
      : {}),
  };
};

const eventGrouping = (value: JsonValue | undefined, { settings }: Fill): JsonValue => {
  if (isObject(value)) return { aggregationKind: 'SingleAlert', ...value };
  return settings.echo.defaults === 'null' ? null : { aggregationKind: 'SingleAlert' };
};

const common = words(
  'severity query suppressionDuration suppressionEnabled customDetails entityMappings tactics ' +
    'techniques subTechniques displayName enabled description alertRuleTemplateName templateVersion ' +
    'sentinelEntitiesMappings',
);
const scheduled = ['queryFrequency', 'queryPeriod', 'triggerOperator', 'triggerThreshold', 'startTimeUtc'];
const defaults: JsonObject = { suppressionDuration: 'PT5H', suppressionEnabled: false, enabled: true };

/**
 * A query rule's properties as a GET answers them: every key that the version knows, with nulls and defaults filled
 * in, as portal exports of 2023-12-01-preview show (23 keys for a scheduled rule, lastModifiedUtc apart).
 */
const filled = (live: Live, fill: Fill): JsonObject => {
  const { kind, properties } = live;
  const names = [...(kind === 'Scheduled' ? scheduled : []), ...common].filter((name) => carries(fill.version, name));
  const answer: Record<string, JsonValue> = {};
  for (const name of names) {
    const value = properties[name] ?? defaults[name] ?? null;
    answer[name] = lists.has(name) ? list(value, fill) : value;
  }
  // An empty list of mappings is refused on a PUT, and never occurs in an export.
  for (const name of ['entityMappings', 'sentinelEntitiesMappings'])
    if (isEmpty(answer[name]) && Object.hasOwn(answer, name)) answer[name] = null;
  return {
    ...answer,
    ...Object.fromEntries(
      Object.entries(properties).filter(([name]) => !Object.hasOwn(answer, name) && carries(fill.version, name)),
    ),
    eventGroupingSettings: eventGrouping(properties['eventGroupingSettings'], fill),
    incidentConfiguration: incident(properties['incidentConfiguration'], fill),
    alertDetailsOverride: override(properties['alertDetailsOverride'], fill),
  };
};

const incidentCreation = (live: Live, fill: Fill): JsonObject => ({
  description: null,
  alertRuleTemplateName: null,
  ...live.properties,
  displayNamesFilter: list(live.properties['displayNamesFilter'], fill),
  displayNamesExcludeFilter: list(live.properties['displayNamesExcludeFilter'], fill),
  severitiesFilter: list(live.properties['severitiesFilter'], fill),
});

/** What the service knows of the rules that it makes from its own templates. */
const builtIn = (live: Live): JsonObject => ({
  displayName: live.kind === 'Fusion' ? 'Advanced Multistage Attack Detection' : `Built-in ${live.kind} rule`,
  description: 'Made from a template of the service.',
  severity: 'High',
  tactics: [],
  techniques: [],
  ...live.properties,
});

const propertiesOf = (live: Live, fill: Fill): JsonObject => {
  switch (live.kind) {
    case 'Scheduled':
    case 'NRT':
      return filled(live, fill);
    case 'MicrosoftSecurityIncidentCreation':
      return incidentCreation(live, fill);
    default:
      return builtIn(live);
  }
};

/** A rule as the service answers it in an api-version. */
export const ruleAnswer = (
  live: Live,
  workspacePath: string,
  settings: EmulatorSettings,
  version: string,
): JsonObject => ({
  id: `${workspacePath}/providers/Microsoft.SecurityInsights/alertRules/${live.name}`,
  name: live.name,
  type: 'Microsoft.SecurityInsights/alertRules',
  etag: live.etag,
  kind: live.kind,
  systemData: systemData(live),
  ...live.envelope,
  properties: { ...propertiesOf(live, { settings, version }), lastModifiedUtc: live.modifiedAt },
});
