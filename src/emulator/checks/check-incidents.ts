import { inEnum, isAbsent, listOf, objectOf, outOfRange, textOf, unknownEnum, firstIn, type Check } from './checks.ts';
import { day, durationMilliseconds, minute } from './duration.ts';
import { invalidModel } from '../reply.ts';

const required = ['enabled', 'reopenClosedIncident', 'lookbackDuration', 'matchingMethod'];

/** How alerts become incidents (Microsoft Learn, create analytics rules; the published ARM schema for the members). */
export const checkIncidents: Check = ({ properties, settings }) => {
  if (isAbsent(properties['incidentConfiguration'])) return undefined;
  const configuration = objectOf(properties['incidentConfiguration']);
  if (typeof configuration['createIncident'] !== 'boolean')
    return invalidModel(`Required property 'createIncident' not found in JSON.`, 'incidentConfiguration');
  if (isAbsent(configuration['groupingConfiguration'])) return undefined;
  const grouping = objectOf(configuration['groupingConfiguration']);
  const missing = required.find((name) => isAbsent(grouping[name]));
  if (missing !== undefined)
    return invalidModel(`Required property '${missing}' not found in JSON.`, 'groupingConfiguration');
  const lookback = durationMilliseconds(textOf(grouping['lookbackDuration']));
  if (lookback === undefined)
    return invalidModel(
      `Error converting value ${JSON.stringify(grouping['lookbackDuration'])} to type 'TimeSpan'.`,
      'lookbackDuration',
    );
  if (lookback < 5 * minute || lookback > 7 * day) return outOfRange('LookbackDuration', 'PT5M', 'P7D');
  const method = grouping['matchingMethod'] ?? null;
  if (!inEnum(method, ['AllEntities', 'AnyAlert', 'Selected'], settings))
    return unknownEnum(method, 'MatchingMethod', 'groupingConfiguration.matchingMethod');
  const entities = listOf(grouping['groupByEntities']).map(textOf);
  const alertDetails = listOf(grouping['groupByAlertDetails']);
  const details = listOf(grouping['groupByCustomDetails']).map(textOf);
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
  const mapped = listOf(properties['entityMappings']).map((mapping) => textOf(objectOf(mapping)['entityType']));
  const unmapped = entities.find((entity) => !mapped.includes(entity));
  if (unmapped !== undefined)
    return invalidModel(`The entity '${unmapped}' in 'groupByEntities' is not mapped in 'entityMappings'.`);
  const known = Object.keys(objectOf(properties['customDetails']));
  const unknown = details.find((detail) => !known.includes(detail));
  return unknown === undefined
    ? undefined
    : invalidModel(`The custom detail '${unknown}' in 'groupByCustomDetails' is not defined in 'customDetails'.`);
};
