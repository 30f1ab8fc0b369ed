import { checkEntities } from './check-entities.ts';
import { checkTexts } from './check-texts.ts';
import { checkReadOnly, checkRequired, checkTypes } from './check-types.ts';
import {
  firstOf,
  invalidQueryLength,
  isQueryRule,
  type Check,
  inEnum,
  isAbsent,
  outOfRange,
  unknownEnum,
  firstIn,
} from './checks.ts';
import { checkCompiled } from './compile.ts';
import { day, durationMilliseconds, minute, hour } from './duration.ts';
import { invalidModel } from '../reply.ts';
import { listOf, objectOf, textOrEmpty } from '../../core/json.ts';

const length = (value: unknown): number | undefined =>
  typeof value === 'string' ? durationMilliseconds(value) : undefined;

const within = (value: unknown, low: number, high: number): boolean => {
  const milliseconds = length(value);
  return milliseconds === undefined || (milliseconds >= low && milliseconds <= high);
};

const scheduled = 'Invalid Properties for Scheduled alert rule:';

const range =
  (name: string, member: string): Check =>
  ({ properties }) =>
    within(properties[name], 5 * minute, 14 * day) ? undefined : outOfRange(member, 'PT5M', 'P14D');

const periodAndFrequency: Check = ({ properties }) => {
  const frequency = length(properties['queryFrequency']);
  const period = length(properties['queryPeriod']);
  if (frequency === undefined || period === undefined) return undefined;
  if (period < frequency)
    return invalidModel(`${scheduled} 'queryPeriod' should be greater than or equal to 'queryFrequency'`);
  if (period >= 2 * day && frequency < hour)
    return invalidModel(
      `${scheduled} When 'queryPeriod' greater than or equal to 2 days, ` +
        `the 'queryFrequency' should be greater than or equal to 1 hour.`,
    );
  return undefined;
};

const threshold: Check = ({ properties }) => {
  const value = properties['triggerThreshold'];
  return typeof value === 'number' && (value < 0 || value > 10_000)
    ? outOfRange('TriggerThreshold', 0, 10_000)
    : undefined;
};

const suppression: Check = ({ kind, properties }) => {
  const duration = length(properties['suppressionDuration']);
  if (duration === undefined) return undefined;
  if (!within(properties['suppressionDuration'], 5 * minute, 24 * hour))
    return outOfRange('SuppressionDuration', 'PT5M', 'PT24H');
  const frequency = length(properties['queryFrequency']);
  // Hundreds of real rules break this while suppression is off, so it holds only while it is on.
  if (kind !== 'Scheduled' || properties['suppressionEnabled'] !== true || frequency === undefined) return undefined;
  return duration < frequency
    ? invalidModel(`${scheduled} 'suppressionDuration' should be greater than or equal to 'queryFrequency'`)
    : undefined;
};

const startTime: Check = ({ properties, settings, now }) => {
  const value = properties['startTimeUtc'];
  if (isAbsent(value) || settings.startTimes === 'unchecked') return undefined;
  const start = Date.parse(textOrEmpty(value));
  if (Number.isNaN(start)) return invalidModel(`Error converting value "${textOrEmpty(value)}" to type 'DateTime'.`);
  return start < now + 10 * minute || start > now + 30 * day
    ? invalidModel(
        `${scheduled} 'startTimeUtc' should be at least 10 minutes and at most 30 days after the current time.`,
      )
    : undefined;
};

/** When a rule runs and for how long it then keeps still. */
const checkSchedule: Check = firstOf(
  range('queryFrequency', 'QueryFrequency'),
  range('queryPeriod', 'QueryPeriod'),
  periodAndFrequency,
  threshold,
  suppression,
  startTime,
);

const required = ['enabled', 'reopenClosedIncident', 'lookbackDuration', 'matchingMethod'];

/** How alerts become incidents (Microsoft Learn, create analytics rules; the published ARM schema for the members). */
const checkIncidents: Check = ({ properties, settings }) => {
  if (isAbsent(properties['incidentConfiguration'])) return undefined;
  const configuration = objectOf(properties['incidentConfiguration']);
  if (isAbsent(configuration['createIncident']))
    return invalidModel(`Required property 'createIncident' not found in JSON.`, 'incidentConfiguration');
  if (isAbsent(configuration['groupingConfiguration'])) return undefined;
  const grouping = objectOf(configuration['groupingConfiguration']);
  const missing = required.find((name) => isAbsent(grouping[name]));
  if (missing !== undefined)
    return invalidModel(`Required property '${missing}' not found in JSON.`, 'groupingConfiguration');
  if (!within(grouping['lookbackDuration'], 5 * minute, 7 * day)) return outOfRange('LookbackDuration', 'PT5M', 'P7D');
  const method = grouping['matchingMethod'] ?? null;
  if (!inEnum(method, ['AllEntities', 'AnyAlert', 'Selected'], settings))
    return unknownEnum(method, 'MatchingMethod', 'groupingConfiguration.matchingMethod');
  const entities = listOf(grouping['groupByEntities']).map(textOrEmpty);
  const alertDetails = listOf(grouping['groupByAlertDetails']);
  const details = listOf(grouping['groupByCustomDetails']).map(textOrEmpty);
  if (method === 'Selected' && entities.length + alertDetails.length + details.length === 0)
    return invalidModel(
      `When 'matchingMethod' is 'Selected', at least one of 'groupByEntities', 'groupByAlertDetails' and ` +
        `'groupByCustomDetails' should not be empty.`,
    );
  const wrong = firstIn(alertDetails, (detail) =>
    inEnum(detail, ['DisplayName', 'Severity'], settings)
      ? undefined
      : unknownEnum(detail, 'AlertDetail', 'groupingConfiguration.groupByAlertDetails'),
  );
  if (wrong !== undefined || grouping['enabled'] !== true) return wrong;
  const mapped = listOf(properties['entityMappings']).map((mapping) => textOrEmpty(objectOf(mapping)['entityType']));
  const unmapped = entities.find((entity) => !mapped.includes(entity));
  if (unmapped !== undefined)
    return invalidModel(`The entity '${unmapped}' in 'groupByEntities' is not mapped in 'entityMappings'.`);
  const known = Object.keys(objectOf(properties['customDetails']));
  const unknown = details.find((detail) => !known.includes(detail));
  return unknown === undefined
    ? undefined
    : invalidModel(`The custom detail '${unknown}' in 'groupByCustomDetails' is not defined in 'customDetails'.`);
};

/** The query: its length, and what a compilation in the workspace would refuse. */
const checkQuery: Check = ({ kind, properties, settings, compile }) => {
  if (!isQueryRule(kind)) return undefined;
  const query = textOrEmpty(properties['query']);
  if (query.trim().length < 1 || query.length > 10_000) return invalidQueryLength(query.length);
  if (settings.queryChecks === 'enabled-only' && properties['enabled'] === false) return undefined;
  const compiled = compile(query);
  return compiled === undefined ? undefined : checkCompiled(query, compiled);
};

/** Everything that the service refuses about the properties of a rule, in its order: form, values, then the query. */
export const checkRule: Check = firstOf(
  checkReadOnly,
  checkRequired,
  checkTypes,
  checkTexts,
  checkSchedule,
  checkEntities,
  checkIncidents,
  checkQuery,
);
