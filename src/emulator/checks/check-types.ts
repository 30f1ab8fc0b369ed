import { isArray, isObject, ownMember, type JsonValue } from '../../core/json.ts';
import { lastOf, valueAt, type JsonPointer } from '../../core/pointer.ts';
import { firstIn, isAbsent, type Check } from './checks.ts';
import { durationMilliseconds } from './duration.ts';
import { badRequest, invalidModel, type Reply } from '../reply.ts';

type Type = 'text' | 'switch' | 'integer' | 'duration' | 'texts' | 'objects' | 'object' | 'dictionary';

const types: Readonly<Record<string, Type>> = {
  displayName: 'text',
  description: 'text',
  query: 'text',
  severity: 'text',
  enabled: 'switch',
  queryFrequency: 'duration',
  queryPeriod: 'duration',
  triggerOperator: 'text',
  triggerThreshold: 'integer',
  suppressionEnabled: 'switch',
  suppressionDuration: 'duration',
  startTimeUtc: 'text',
  alertRuleTemplateName: 'text',
  templateVersion: 'text',
  tactics: 'texts',
  techniques: 'texts',
  subTechniques: 'texts',
  eventGroupingSettings: 'object',
  customDetails: 'dictionary',
  entityMappings: 'objects',
  sentinelEntitiesMappings: 'objects',
  alertDetailsOverride: 'object',
  incidentConfiguration: 'object',
  productFilter: 'text',
  displayNamesFilter: 'texts',
  displayNamesExcludeFilter: 'texts',
  severitiesFilter: 'texts',
  sourceSettings: 'objects',
  scenarioExclusionPatterns: 'objects',
};

const grouping = '/incidentConfiguration/groupingConfiguration';

/** The same of what stands within these properties. */
const typesWithin: Readonly<Record<JsonPointer, Type>> = {
  '/alertDetailsOverride/alertDynamicProperties': 'objects',
  '/incidentConfiguration/createIncident': 'switch',
  [grouping]: 'object',
  [`${grouping}/enabled`]: 'switch',
  [`${grouping}/reopenClosedIncident`]: 'switch',
  [`${grouping}/lookbackDuration`]: 'duration',
  [`${grouping}/groupByEntities`]: 'texts',
  [`${grouping}/groupByAlertDetails`]: 'texts',
  [`${grouping}/groupByCustomDetails`]: 'texts',
};

const fits = (value: JsonValue, type: Type): boolean => {
  switch (type) {
    case 'text':
      return typeof value === 'string';
    case 'switch':
      return typeof value === 'boolean';
    case 'integer':
      return typeof value === 'number' && Number.isInteger(value);
    case 'duration':
      return typeof value === 'string' && durationMilliseconds(value) !== undefined;
    case 'texts':
      return isArray(value) && value.every((item) => typeof item === 'string');
    case 'objects':
      return isArray(value) && value.every(isObject);
    case 'object':
      return isObject(value);
    case 'dictionary':
      return isObject(value) && Object.values(value).every((item) => typeof item === 'string');
  }
};

const expected: Readonly<Record<Type, string>> = {
  text: 'String',
  switch: 'Boolean',
  integer: 'Int32',
  duration: 'TimeSpan',
  texts: 'List`1[String]',
  objects: 'List`1[Object]',
  object: 'Object',
  dictionary: 'Dictionary`2[String,String]',
};

const typed = (name: string, value: JsonValue | undefined, type: Type | undefined): Reply | undefined =>
  type === undefined || isAbsent(value) || fits(value, type)
    ? undefined
    : invalidModel(`Error converting value ${JSON.stringify(value)} to type '${expected[type]}'.`, name);

/** Every property that is there has its type, at any depth. */
export const checkTypes: Check = ({ properties }) =>
  firstIn(Object.entries(properties), ([name, value]) => typed(name, value, ownMember(types, name))) ??
  firstIn(Object.entries(typesWithin), ([at, type]) => typed(lastOf(at), valueAt(properties, at), type));

const queryRule = ['displayName', 'enabled', 'severity', 'query', 'suppressionEnabled', 'suppressionDuration'];

/** Required properties by kind, from the published ARM schemas; ThreatIntelligence as it was seen live. */
const required: Readonly<Record<string, readonly string[]>> = {
  Scheduled: [...queryRule, 'queryFrequency', 'queryPeriod', 'triggerOperator', 'triggerThreshold'],
  NRT: queryRule,
  Fusion: ['alertRuleTemplateName', 'enabled'],
  MLBehaviorAnalytics: ['alertRuleTemplateName', 'enabled'],
  ThreatIntelligence: ['displayName', 'alertRuleTemplateName', 'enabled'],
  MicrosoftSecurityIncidentCreation: ['displayName', 'enabled', 'productFilter'],
};

/** Every required property is there. */
export const checkRequired: Check = ({ kind, properties }) =>
  firstIn(required[kind] ?? [], (name) =>
    isAbsent(properties[name]) ? invalidModel(`Required property '${name}' not found in JSON.`) : undefined,
  );

const readOnly = ['displayName', 'description', 'severity', 'tactics', 'techniques', 'subTechniques'];

/** The service's own words about what its templates fix; seen live for Fusion and MLBehaviorAnalytics. */
export const checkReadOnly: Check = ({ kind, properties }) => {
  if (kind !== 'Fusion' && kind !== 'MLBehaviorAnalytics') return undefined;
  return firstIn(readOnly, (name) =>
    isAbsent(properties[name]) ? undefined : badRequest(`Read-only property '${name}' cannot be assigned`),
  );
};
