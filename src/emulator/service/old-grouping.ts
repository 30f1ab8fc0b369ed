import { isObject, type JsonObject, type JsonValue } from '../../core/json.ts';
import { isBefore } from '../api-version.ts';

/** `matchingMethod` and its values as the versions before 2021 spell them (recorded at 2020-01-01: `All`). */
const spellings: Readonly<Record<string, string>> = { AllEntities: 'All', AnyAlert: 'None', Selected: 'Custom' };
const oldName = 'entitiesMatchingMethod';

const isOld = (version: string): boolean => isBefore(version, '2021-01-01');

/** A grouping as a version answers it: the old ones group by entities alone. */
export const groupingAnswer = (grouping: JsonObject, version: string): JsonObject => {
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
