import { isArray, isObject, type JsonObject, type JsonValue, objectOf } from '../../../src/core/json.ts';
import { parseIsoDuration } from '../../../src/core/duration.ts';

/** A rule's body and its id, as a file of another tool has them. */
export type Printed = { readonly id: string; readonly body: JsonObject };

const durations = ['queryFrequency', 'queryPeriod', 'suppressionDuration', 'lookbackDuration'];

/** Every key by a function of it, at any depth but in what is data: custom details and metadata. */
const renamed = (value: JsonValue, rename: (key: string) => string): JsonValue => {
  if (isArray(value)) return value.map((item) => renamed(item, rename));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [rename(key), key === 'customDetails' ? item : renamed(item, rename)]),
  );
};

const withDurations = (value: JsonValue, print: (milliseconds: number) => JsonValue): JsonValue => {
  if (isArray(value)) return value.map((item) => withDurations(item, print));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => {
      const length = durations.includes(key) && typeof item === 'string' ? parseIsoDuration(item) : undefined;
      return [key, length === undefined ? withDurations(item, print) : print(length)];
    }),
  );
};

const two = (value: number): string => String(value).padStart(2, '0');
const clockParts = (milliseconds: number) => {
  const seconds = Math.round(milliseconds / 1000);
  const rest = seconds % 86_400;
  return {
    days: Math.floor(seconds / 86_400),
    hours: Math.floor(rest / 3600),
    minutes: Math.floor((rest % 3600) / 60),
    seconds: rest % 60,
  };
};

/** `1 day, 2:00:00`, as Python prints a timedelta. */
const pythonTime = (milliseconds: number): string => {
  const { days, hours, minutes, seconds } = clockParts(milliseconds);
  const clock = `${hours}:${two(minutes)}:${two(seconds)}`;
  return days === 0 ? clock : `${days} day${days === 1 ? '' : 's'}, ${clock}`;
};

const timeSpan = (milliseconds: number): JsonObject => {
  const { days, hours, minutes, seconds } = clockParts(milliseconds);
  return { Ticks: milliseconds * 10_000, Days: days, Hours: hours, Minutes: minutes, Seconds: seconds };
};

const pascal = (key: string): string => key.charAt(0).toUpperCase() + key.slice(1);
const snake = (key: string): string => key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const flat = ({ id, body }: Printed): JsonObject => ({
  id,
  kind: body['kind'] ?? null,
  ...objectOf(body['properties']),
});

/** The nested groups of a rule at its top level, as some tools flatten them. */
const flattened = (properties: JsonObject, names: Readonly<Record<string, string>>): JsonObject => {
  const result: Record<string, JsonValue> = {};
  for (const [key, value] of Object.entries(properties)) {
    const prefix = names[key];
    if (prefix === undefined || !isObject(value)) result[key] = value;
    else
      for (const [name, member] of Object.entries(flattened(value, names))) result[`${prefix}${pascal(name)}`] = member;
  }
  return result;
};

const singular: Readonly<Record<string, string>> = {
  tactics: 'tactic',
  techniques: 'technique',
  subTechniques: 'subTechnique',
  entityMappings: 'entityMapping',
  fieldMappings: 'fieldMapping',
  customDetails: 'customDetail',
  displayNamesFilter: 'displayNamesFilter',
};

const older: Readonly<Record<string, string>> = { AllEntities: 'All', AnyAlert: 'None', Selected: 'Custom' };

/** A single rule in the files of AZSentinel: one level, older names of the grouping. */
const azSentinel = (rule: Printed): JsonObject => {
  const properties = objectOf(rule.body['properties']);
  const incident = objectOf(properties['incidentConfiguration']);
  const grouping = objectOf(incident['groupingConfiguration']);
  const { enabled, matchingMethod, ...rest } = grouping;
  const { eventGroupingSettings, incidentConfiguration: _incident, ...others } = properties;
  const method = typeof matchingMethod === 'string' ? older[matchingMethod] : undefined;
  return {
    id: rule.id,
    ...others,
    ...(isObject(eventGroupingSettings) ? { aggregationKind: eventGroupingSettings['aggregationKind'] ?? null } : {}),
    ...(Object.keys(incident).length === 0
      ? {}
      : {
          incidentConfiguration: {
            ...incident,
            ...(Object.keys(grouping).length === 0
              ? {}
              : {
                  groupingConfiguration: {
                    ...rest,
                    GroupingConfigurationEnabled: enabled ?? null,
                    entitiesMatchingMethod: method ?? null,
                  },
                }),
          },
        }),
  };
};

const resource = ({ id, body }: Printed): JsonObject => ({
  type: 'Microsoft.OperationalInsights/workspaces/providers/alertRules',
  apiVersion: '2023-12-01-preview',
  name: `[concat(parameters('workspace'), '/Microsoft.SecurityInsights/${id}')]`,
  ...objectOf(escaped(body)),
});

/** A text that begins with a bracket is doubled in a template. */
const escaped = (value: JsonValue): JsonValue => {
  if (typeof value === 'string') return value.startsWith('[') ? `[${value}` : value;
  if (isArray(value)) return value.map(escaped);
  return isObject(value)
    ? Object.fromEntries(
        Object.entries(value).map(([key, item]) => [key.startsWith('[') ? `[${key}` : key, escaped(item)]),
      )
    : value;
};

/** The forms in which other tools keep rules, by name. */
export const dialects: Readonly<Record<string, (rule: Printed) => JsonValue>> = {
  'ARM template': (rule) => ({
    $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
    contentVersion: '1.0.0.0',
    parameters: { workspace: { type: 'string' } },
    resources: [resource(rule)],
  }),
  'answer of the service': ({ id, body }) => ({
    value: [{ id: `/x/alertRules/${id}`, name: id, etag: '"1"', ...body }],
  }),
  'collection of AZSentinel': (rule) => ({
    [typeof rule.body['kind'] === 'string' ? rule.body['kind'] : '']: [azSentinel(rule)],
  }),
  'single file of AZSentinel': (rule) => ({ ...azSentinel(rule), kind: rule.body['kind'] ?? null }),
  'envelope of ContentOps': ({ id, body }) => ({
    id,
    payload: { kind: body['kind'] ?? null, ...objectOf(body['properties']) },
  }),
  'envelope of ContentOps, one for each product': ({ id, body }) => ({
    version: '1.0.0',
    sentinel: { id, kind: body['kind'] ?? null, ...objectOf(body['properties']) },
  }),
  'Sentinel-As-Code': (rule) => renamed(flat(rule), pascal),
  snake_case: (rule) => renamed(flat(rule), snake),
  'export of az': ({ id, body }) => [
    {
      ...objectOf(withDurations(objectOf(body['properties']), pythonTime)),
      kind: body['kind'] ?? null,
      id: `/subscriptions/s/providers/Microsoft.SecurityInsights/alertRules/${id}`,
      name: id,
      etag: '"1"',
      type: 'Microsoft.SecurityInsights/alertRules',
    },
  ],
  'export of Az.SecurityInsights': ({ id, body }) => {
    const names = {
      alertDetailsOverride: 'alertDetailOverride',
      eventGroupingSettings: 'eventGroupingSetting',
      incidentConfiguration: 'incidentConfiguration',
    };
    const properties = objectOf(withDurations(objectOf(body['properties']), timeSpan));
    const whole = flattened(properties, names);
    const inner = objectOf(whole['incidentConfigurationGroupingConfiguration']);
    const { incidentConfigurationGroupingConfiguration: _inner, ...rest } = whole;
    const all = { ...rest, ...flattened({ g: inner }, { g: 'groupingConfiguration' }) };
    const named = renamed(all, (key) => pascal(singular[key] ?? key));
    return [{ ...objectOf(named), Kind: body['kind'] ?? null, Name: id, Id: `/x/alertRules/${id}`, Etag: '"1"' }];
  },
  'list of rule files': (rule) => [flat(rule)],
};
