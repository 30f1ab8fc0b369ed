import { parseDuration, printIsoDuration } from '../../core/duration.ts';
import { isArray, isObject, type JsonObject, type JsonValue, numberOrZero } from '../../core/json.ts';

/** A name without case and without what tools put between words. */
export const folded = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');

const byFold = (names: readonly string[]): ReadonlyMap<string, string> =>
  new Map(names.map((name) => [folded(name), name]));

export const kinds = byFold([
  'Scheduled',
  'NRT',
  'Fusion',
  'MLBehaviorAnalytics',
  'MicrosoftSecurityIncidentCreation',
  'ThreatIntelligence',
  'Anomaly',
]);

const severities = byFold(['Informational', 'Low', 'Medium', 'High']);

const operators: ReadonlyMap<string, string> = new Map([
  ...byFold(['GreaterThan', 'LessThan', 'Equal', 'NotEqual']),
  ['gt', 'GreaterThan'],
  ['lt', 'LessThan'],
  ['eq', 'Equal'],
  ['ne', 'NotEqual'],
  ['equals', 'Equal'],
  ['notequals', 'NotEqual'],
]);

const aggregations = byFold(['SingleAlert', 'AlertPerResult']);

/** All, None and Custom are the names of the api-version 2019-01-01-preview, which older tools write. */
const methods: ReadonlyMap<string, string> = new Map([
  ...byFold(['AllEntities', 'AnyAlert', 'Selected']),
  ['all', 'AllEntities'],
  ['none', 'AnyAlert'],
  ['custom', 'Selected'],
]);

const entityTypes = byFold([
  'Account',
  'AzureResource',
  'CloudApplication',
  'DNS',
  'File',
  'FileHash',
  'Host',
  'IoTDevice',
  'IP',
  'Mailbox',
  'MailCluster',
  'MailMessage',
  'Malware',
  'Process',
  'RegistryKey',
  'RegistryValue',
  'SecurityGroup',
  'SubmissionMail',
  'URL',
]);

/** A value of a table in another case or spelling; what the table does not have stays as it is. */
const spelled =
  (table: ReadonlyMap<string, string>) =>
  (value: JsonValue): JsonValue =>
    typeof value === 'string' ? (table.get(folded(value)) ?? value) : value;

const listed = (value: JsonValue): readonly JsonValue[] => (isArray(value) ? value : [value]);

export const kind = spelled(kinds);
export const severity = spelled(severities);
export const operator = spelled(operators);
export const aggregation = spelled(aggregations);
export const method = spelled(methods);
export const entityType = spelled(entityTypes);
export const severityList = (value: JsonValue): JsonValue => listed(value).map(severity);
export const entityTypeList = (value: JsonValue): JsonValue => listed(value).map(entityType);
export const list = (value: JsonValue): JsonValue => listed(value);

export const boolean = (value: JsonValue): JsonValue => {
  const word = typeof value === 'string' ? value.toLowerCase() : undefined;
  return word === 'true' ? true : word === 'false' ? false : value;
};

export const number = (value: JsonValue): JsonValue =>
  typeof value === 'string' && /^-?\d+$/.test(value.trim()) ? Number(value) : value;

/** `LateralMovement` of `Lateral Movement`, `lateral-movement`, `lateral_movement`. */
const tactic = (value: JsonValue): JsonValue => {
  if (typeof value !== 'string' || !/[\s_-]|^[a-z]/.test(value.trim())) return value;
  const words = value.trim().split(/[\s_-]+/);
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
};

export const tactics = (value: JsonValue): JsonValue => listed(value).map(tactic);

const second = 1000;

/** `1:00:00`, `1.02:00:00` and `1 day, 2:00:00`: how .NET and Python print a length of time. */
const clock = /^(?:(\d+)(?:\.|\s+days?,\s*))?(\d{1,2}):(\d\d):(\d\d)(?:\.0+)?$/;

const ofClock = (text: string): number | undefined => {
  const match = clock.exec(text.trim());
  if (match === null) return undefined;
  const [, days = '0', hours = '0', minutes = '0', seconds = '0'] = match;
  return (((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds)) * second;
};

/** A TimeSpan as PowerShell's ConvertTo-Json writes it; a tick is a tenth of a microsecond. */
const ofTimeSpan = (value: JsonObject): number | undefined => {
  const part = (name: string): number => {
    const key = Object.keys(value).find((own) => folded(own) === name);
    const found = key === undefined ? undefined : value[key];
    return numberOrZero(found);
  };
  if (part('ticks') > 0) return Math.round(part('ticks') / 10_000);
  const total = (((part('days') * 24 + part('hours')) * 60 + part('minutes')) * 60 + part('seconds')) * second;
  return total > 0 ? total : undefined;
};

/** A length of time in whatever way a tool wrote it, as ISO 8601; what is none stays as it is. */
export const duration = (value: JsonValue): JsonValue => {
  const length = isObject(value)
    ? ofTimeSpan(value)
    : typeof value === 'string'
      ? (parseDuration(value.trim()) ?? parseDuration(value.trim().toUpperCase()) ?? ofClock(value))
      : undefined;
  return length === undefined || length % second !== 0 ? value : printIsoDuration(length);
};

/** Techniques and sub-techniques as the service keeps them apart. */
export const techniqueMembers = (value: JsonValue): JsonObject => {
  const all = listed(value);
  const children = all.filter((item) => typeof item === 'string' && /^T\d{4}\.\d{3}$/i.test(item));
  const parents = all.flatMap((item) =>
    typeof item === 'string' && children.includes(item) ? [item.replace(/\.[^]*/, '')] : [item],
  );
  const unique = parents.filter((item, index) => parents.indexOf(item) === index);
  return { techniques: unique, ...(children.length === 0 ? {} : { subTechniques: children }) };
};
