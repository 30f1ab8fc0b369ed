import { isArray, isObject, type JsonObject, type JsonValue, objectOf } from '../../core/json.ts';
import { isBefore } from '../api-version.ts';
import { systemData, type Live } from '../store/records.ts';
import type { EmulatorSettings } from '../settings/settings.ts';
import { carries } from './shape.ts';
import { wordList } from '../word-list.ts';

/** `matchingMethod` and its values as the versions before 2021 spell them (recorded at 2020-01-01: `All`). */
const spellings: Readonly<Record<string, string>> = { AllEntities: 'All', AnyAlert: 'None', Selected: 'Custom' };
const oldName = 'entitiesMatchingMethod';

const isOld = (version: string): boolean => isBefore(version, '2021-01-01');

/** A grouping as a version answers it: the old ones group by entities alone. */
const groupingAnswer = (grouping: JsonObject, version: string): JsonObject => {
  if (!isOld(version)) return grouping;
  const {
    matchingMethod,
    groupByAlertDetails: _,
    groupByCustomDetails: __,
    groupByEntities = null,
    ...rest
  } = grouping;
  const method = typeof matchingMethod === 'string' ? (spellings[matchingMethod] ?? matchingMethod) : null;
  return { ...rest, [oldName]: method, groupByEntities };
};

const currentSpelling = (value: JsonValue): JsonValue =>
  Object.entries(spellings).find(([, old]) => old === value)?.[0] ?? value;

/** The properties of a rule as sent in a version, with a grouping that is spelt as in the newest one. */
export const withCurrentGrouping = (properties: JsonObject, version: string): JsonObject => {
  const incident = properties['incidentConfiguration'];
  const grouping = isObject(incident) ? incident['groupingConfiguration'] : undefined;
  if (!isOld(version) || !isObject(incident) || !isObject(grouping) || grouping[oldName] === undefined)
    return properties;
  const { [oldName]: method, ...rest } = grouping;
  return {
    ...properties,
    incidentConfiguration: {
      ...incident,
      groupingConfiguration: { ...rest, matchingMethod: currentSpelling(method ?? null) },
    },
  };
};

const lists: ReadonlySet<string> = new Set(['tactics', 'techniques', 'subTechniques']);

const isEmpty = (value: JsonValue | undefined): boolean =>
  value === undefined || value === null || (isArray(value) && value.length === 0);

type Fill = { readonly settings: EmulatorSettings; readonly version: string };

/** Whether groups that nobody sent are left out of an answer; portal exports of later versions have them as null. */
const leavesOut = ({ settings, version }: Fill): boolean => {
  const { defaults } = settings.echo;
  return defaults === 'absent' || (defaults === 'by-version' && isBefore(version, '2022-09-01'));
};

const list = (value: JsonValue | undefined, { settings }: Fill): JsonValue => {
  if (!isEmpty(value)) return value ?? null;
  switch (settings.echo.emptyLists) {
    case 'as-sent':
      return value ?? null;
    case 'empty':
      return [];
    case 'null':
      return null;
  }
};

/** What a rule is stored with that was put without any: recorded at 2020-01-01 and 2021-09-01-preview. */
const unsentGrouping: JsonObject = { groupByEntities: [] };

const grouping = (value: JsonValue | undefined, fill: Fill): JsonObject => {
  const given = isObject(value) ? value : unsentGrouping;
  return groupingAnswer(
    {
      enabled: false,
      reopenClosedIncident: false,
      lookbackDuration: fill.settings.echo.lookback,
      matchingMethod: 'AllEntities',
      ...given,
      groupByEntities: list(given['groupByEntities'], fill),
      groupByAlertDetails: list(given['groupByAlertDetails'], fill),
      groupByCustomDetails: list(given['groupByCustomDetails'], fill),
    },
    fill.version,
  );
};

const incident = (value: JsonValue | undefined, fill: Fill): JsonValue => {
  if (!isObject(value) && fill.settings.echo.defaults === 'null') return null;
  const given = objectOf(value);
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
  return settings.echo.defaults === 'filled' ? { aggregationKind: 'SingleAlert' } : null;
};

const common = wordList(
  'severity query suppressionDuration suppressionEnabled customDetails entityMappings tactics ' +
    'techniques subTechniques displayName enabled description alertRuleTemplateName templateVersion ' +
    'sentinelEntitiesMappings',
);
const scheduled = ['queryFrequency', 'queryPeriod', 'triggerOperator', 'triggerThreshold', 'startTimeUtc'];
const defaults: JsonObject = { suppressionDuration: 'PT5H', suppressionEnabled: false, enabled: true };

/** Groups and later properties: absent where nobody sent them and the version leaves such out. */
const optional: ReadonlySet<string> = new Set(
  wordList(
    'customDetails entityMappings techniques subTechniques templateVersion sentinelEntitiesMappings startTimeUtc ' +
      'eventGroupingSettings alertDetailsOverride',
  ),
);

/**
 * A query rule's properties as a GET answers them, with nulls and defaults filled in: up to 2022-08-01 as recorded,
 * without the groups that nobody sent; later every key that the version knows, as portal exports of
 * 2023-12-01-preview show (23 keys for a scheduled rule, lastModifiedUtc apart).
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
  const whole: JsonObject = {
    ...answer,
    ...Object.fromEntries(
      Object.entries(properties).filter(([name]) => !Object.hasOwn(answer, name) && carries(fill.version, name)),
    ),
    eventGroupingSettings: eventGrouping(properties['eventGroupingSettings'], fill),
    incidentConfiguration: incident(properties['incidentConfiguration'], fill),
    alertDetailsOverride: override(properties['alertDetailsOverride'], fill),
  };
  return leavesOut(fill)
    ? Object.fromEntries(Object.entries(whole).filter(([name, value]) => value !== null || !optional.has(name)))
    : whole;
};

const incidentCreation = (live: Live, fill: Fill): JsonObject => ({
  description: null,
  alertRuleTemplateName: null,
  ...live.properties,
  displayNamesFilter: list(live.properties['displayNamesFilter'], fill),
  displayNamesExcludeFilter: list(live.properties['displayNamesExcludeFilter'], fill),
  severitiesFilter: list(live.properties['severitiesFilter'], fill),
});

/** The tactics of the service's Fusion template, as recorded from 2022 on. */
const fusionTactics = wordList(
  'Collection CommandAndControl CredentialAccess DefenseEvasion Discovery Execution Exfiltration Impact ' +
    'InitialAccess LateralMovement Persistence PrivilegeEscalation',
);

/** What the service knows of the rules that it makes from its own templates. */
const builtIn = (live: Live, fill: Fill): JsonObject => ({
  displayName: live.kind === 'Fusion' ? 'Advanced Multistage Attack Detection' : `Built-in ${live.kind} rule`,
  description: 'Made from a template of the service.',
  severity: 'High',
  tactics: live.kind === 'Fusion' ? fusionTactics : [],
  ...(leavesOut(fill) ? {} : { techniques: [] }),
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
      return builtIn(live, fill);
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
  ...(settings.ruleSystemData === 'present' ? { systemData: systemData(live) } : {}),
  ...live.envelope,
  properties: { ...propertiesOf(live, { settings, version }), lastModifiedUtc: live.modifiedAt },
});
