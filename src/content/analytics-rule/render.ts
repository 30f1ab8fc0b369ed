import { notCarried, type Feature } from '../../core/api-version.ts';
import type { LintContext } from '../../core/content-type.ts';
import { printIsoDuration } from '../../core/duration.ts';
import { PicketError } from '../../core/errors.ts';
import { isArray, isObject, type JsonObject, type JsonValue } from '../../core/json.ts';
import type { Resource } from '../../core/resource.ts';
import type {
  AlertDetailsOverride,
  AnalyticsRule,
  BuiltInRule,
  IncidentConfiguration,
  IncidentCreationRule,
  QueryRuleFields,
  ScheduledRule,
} from './model.ts';
import { instantOf, printInstant } from './start-time.ts';

const guid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** The resource name of a rule that is new: a GUID in lower case, any other id (`BuiltInFusion`) as it is written. */
export const resourceName = (id: string): string => (guid.test(id) ? id.toLowerCase() : id);

const isEmpty = (value: JsonValue | undefined): boolean =>
  value === undefined || (isArray(value) && value.length === 0) || (isObject(value) && Object.keys(value).length === 0);

/** Members that have something to say, in the given order: the service refuses `entityMappings: []`. */
const filled = (members: Readonly<Record<string, JsonValue | undefined>>): JsonObject => {
  const result: Record<string, JsonValue> = {};
  for (const [key, value] of Object.entries(members)) if (value !== undefined && !isEmpty(value)) result[key] = value;
  return result;
};

const sortedSet = (names: readonly string[]): string[] => [...new Set(names)].toSorted();

/** `T1098` and `T1098.003` are sent as one parent and one sub-technique. */
const techniquesOf = (names: readonly string[]): { techniques: string[]; subTechniques: string[] } => ({
  techniques: sortedSet(names.map((name) => name.split('.')[0] ?? name)),
  subTechniques: sortedSet(names.filter((name) => name.includes('.'))),
});

const overrideOf = (override: AlertDetailsOverride | undefined): JsonObject =>
  filled({
    alertDisplayNameFormat: override?.alertDisplayNameFormat,
    alertDescriptionFormat: override?.alertDescriptionFormat,
    alertTacticsColumnName: override?.alertTacticsColumnName,
    alertSeverityColumnName: override?.alertSeverityColumnName,
    alertDynamicProperties: override?.alertDynamicProperties,
  });

const incidentOf = (configuration: IncidentConfiguration | undefined): JsonObject | undefined => {
  if (configuration === undefined) return undefined;
  const { createIncident, grouping } = configuration;
  if (grouping === undefined) return { createIncident };
  const { enabled, reopenClosedIncident, lookbackDuration, matchingMethod } = grouping;
  const groupingConfiguration = {
    enabled,
    reopenClosedIncident,
    lookbackDuration: printIsoDuration(lookbackDuration),
    matchingMethod,
    groupByEntities: grouping.groupByEntities,
    groupByAlertDetails: grouping.groupByAlertDetails,
    groupByCustomDetails: grouping.groupByCustomDetails,
  };
  return { createIncident, groupingConfiguration };
};

/** Only a start in the future is sent: the service refuses one in the past, and a past one means nothing any more. */
const startOf = (startTimeUtc: string | undefined, now: number): string | undefined => {
  const instant = startTimeUtc === undefined ? undefined : instantOf(startTimeUtc);
  return instant === undefined || instant <= now ? undefined : printInstant(instant);
};

const queryRule = (rule: QueryRuleFields, schedule: JsonObject, now: number): JsonObject => {
  const { techniques, subTechniques } = techniquesOf(rule.techniques);
  return filled({
    displayName: rule.name,
    description: rule.description === '' ? undefined : rule.description,
    enabled: rule.enabled,
    severity: rule.severity,
    query: rule.query,
    ...schedule,
    suppressionEnabled: rule.suppressionEnabled,
    suppressionDuration: printIsoDuration(rule.suppressionDuration),
    tactics: [...new Set(rule.tactics)],
    techniques,
    subTechniques,
    alertRuleTemplateName: rule.alertRuleTemplateName,
    // Refused by the service without a template.
    templateVersion: rule.alertRuleTemplateName === undefined ? undefined : rule.templateVersion,
    startTimeUtc: startOf(rule.startTimeUtc, now),
    entityMappings: rule.entityMappings,
    sentinelEntitiesMappings: rule.sentinelEntitiesMappings,
    customDetails: rule.customDetails,
    alertDetailsOverride: overrideOf(rule.alertDetailsOverride),
    eventGroupingSettings: rule.aggregationKind === undefined ? undefined : { aggregationKind: rule.aggregationKind },
    incidentConfiguration: incidentOf(rule.incidentConfiguration),
  });
};

const scheduleOf = (rule: ScheduledRule): JsonObject => ({
  queryFrequency: printIsoDuration(rule.queryFrequency),
  queryPeriod: printIsoDuration(rule.queryPeriod),
  triggerOperator: rule.triggerOperator,
  triggerThreshold: rule.triggerThreshold,
});

const incidentCreation = (rule: IncidentCreationRule): JsonObject =>
  filled({
    displayName: rule.name,
    description: rule.description === '' ? undefined : rule.description,
    enabled: rule.enabled,
    productFilter: rule.productFilter,
    severitiesFilter: rule.severitiesFilter,
    displayNamesFilter: rule.displayNamesFilter,
    displayNamesExcludeFilter: rule.displayNamesExcludeFilter,
    alertRuleTemplateName: rule.alertRuleTemplateName,
  });

/**
 * The service answers `Read-only property '...' cannot be assigned` to anything more for Fusion and machine learning
 * rules, and `Required property 'displayName' not found` to a threat intelligence rule without a name, although the
 * published specification calls that read-only too (both seen live by the authors of SecM8/ContentOps).
 */
const builtIn = (rule: BuiltInRule): JsonObject =>
  filled({
    displayName: rule.kind === 'ThreatIntelligence' ? rule.name : undefined,
    alertRuleTemplateName: rule.alertRuleTemplateName,
    enabled: rule.enabled,
    sourceSettings: rule.kind === 'Fusion' ? rule.sourceSettings : undefined,
    scenarioExclusionPatterns: rule.kind === 'Fusion' ? rule.scenarioExclusionPatterns : undefined,
  });

const propertiesOf = (rule: AnalyticsRule, now: number): JsonObject => {
  switch (rule.kind) {
    case 'Scheduled':
      return queryRule(rule, scheduleOf(rule), now);
    case 'NRT':
      return queryRule(rule, {}, now);
    case 'MicrosoftSecurityIncidentCreation':
      return incidentCreation(rule);
    default:
      return builtIn(rule);
  }
};

const versionsThatCarry = (what: readonly Feature[]): string => {
  const preview =
    what
      .map((feature) => feature.preview)
      .toSorted()
      .at(-1) ?? '';
  const stable = what.every((feature) => feature.stable !== undefined)
    ? what
        .map((feature) => feature.stable ?? '')
        .toSorted()
        .at(-1)
    : undefined;
  return stable === undefined ? `${preview} or a newer preview` : `${preview} or ${stable} or newer`;
};

/**
 * The ARM resource of a rule: the same rule always gives the same body, and nothing of it is left out that Azure takes.
 * `context.now` (milliseconds since 1970) decides whether a start time is still ahead.
 * Throws a PicketError of kind `refusal`, code `api-version-too-old`, when `context.apiVersion` does not carry
 * something that the rule has: the service would drop it without a word.
 */
export const render = (rule: AnalyticsRule, context: LintContext): Resource => {
  const body = { kind: rule.kind, properties: propertiesOf(rule, context.now) };
  const resource: Resource = { type: 'alertRules', name: resourceName(rule.id), body };
  const lost = notCarried(resource, context.apiVersion);
  if (lost.length === 0) return resource;
  const what = lost.map((feature) => feature.what).join(', ');
  throw new PicketError(
    'refusal',
    `Rule ${rule.id} (${rule.name ?? rule.kind}): api-version ${context.apiVersion} does not carry ${what}.`,
    { code: 'api-version-too-old', hint: `Set apiVersion of the workspace to ${versionsThatCarry(lost)}.` },
  );
};
