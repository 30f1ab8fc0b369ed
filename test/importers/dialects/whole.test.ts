import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { equalJson, isArray, type JsonValue } from '../../../src/core/json.ts';
import { fields, isBookkeeping, type Field } from '../../../src/importers/dialects/fields.ts';
import {
  aggregation,
  boolean,
  duration,
  entityType,
  kind,
  method,
  number,
  operator,
  severity,
  tactics,
  techniqueMembers,
} from '../../../src/importers/dialects/values.ts';
import { updateExpected } from '../../expected.ts';

/** What tells how a value is read: a list, a name of a table, a number, a length of time. */
const probes: readonly JsonValue[] = [
  'low',
  'alert-per-result',
  'none',
  'gt',
  'registry_key',
  'TRUE',
  '7',
  '1:00:00',
  'lateral movement',
];

const change = (before: JsonValue, after: JsonValue): readonly string[] =>
  equalJson(before, after) ? [] : [`${JSON.stringify(before)} → ${JSON.stringify(after)}`];

const shown = ({ path, convert }: Field): string => {
  const isList = probes.every((probe) => isArray(convert(probe)));
  const changes = probes.flatMap((probe) => change(isList ? [probe] : probe, convert(probe)));
  return [path.join('.') + (isList ? '[]' : ''), ...changes].join(', ');
};

const entries = (table: ReadonlyMap<string, Field>, around: string): readonly string[] =>
  [...table].flatMap(([name, field]) => [
    `${around}${name} = ${shown(field)}`,
    ...(field.members === undefined ? [] : entries(field.members, `${around}${name} / `)),
  ]);

const expected = (name: string, made: readonly string[]): readonly string[] => {
  const file = new URL(`whole/${name}.txt`, import.meta.url);
  updateExpected(file, () => `${made.join('\n')}\n`);
  return readFileSync(file, 'utf8').trimEnd().split('\n');
};

test('every key that some tool writes has its place and its way to be read', () => {
  const made = entries(fields, '');
  expect(made).toEqual(expected('fields', made));
});

const words = [
  'scheduled nrt fusion ml-behavior-analytics microsoft_security_incident_creation threat-intelligence anomaly',
  'informational low medium high',
  'greater-than less-than equal not-equal gt lt eq ne equals notequals',
  'single-alert alert-per-result',
  'all-entities any-alert selected all none custom',
  'account azure-resource cloud-application dns file file-hash host iotdevice ip mailbox mail-cluster mail-message',
  'malware process registry-key registry-value security-group submission-mail url',
  'other',
].flatMap((line) => line.split(' '));

const texts: readonly JsonValue[] = [
  ...'TRUE|False|yes|12| -3 |1.5|1e3|+4|Lateral Movement|lateral_movement|impact|Impact'.split('|'),
  ...'Impair-Process control| InitialAccess |T1110|t1110.003|T1110.003|1h|PT1H| pt30m |1:00:00|1.02:00:00'.split('|'),
  ...'1 day, 2:00:00|2 days, 0:00:05|01:02:03.000|1:02:03.5|1:00|00:00:00|100:00:00|0.5s'.split('|'),
  null,
  true,
  5,
  ['Lateral Movement', 3],
  ['T1110', 'T1110.003', 'T1078.004', 'T1078', 'T1110', 7],
  { Ticks: 36_000_000_000 },
  { Ticks: 4, Days: 1 },
  { ticks: 0, days: 1, hours: 2, minutes: 3, seconds: 4 },
  { Days: 0, Hours: 0 },
  { Hours: 'x', Minutes: 5 },
  {},
];

type Readers = Readonly<Record<string, (value: JsonValue) => JsonValue>>;

const ofWords: Readers = { kind, severity, operator, aggregation, method, entityType };
const ofTexts: Readers = { boolean, number, tactics, duration, techniqueMembers };

const read = (readers: Readers, values: readonly JsonValue[]): readonly string[] =>
  Object.entries(readers).flatMap(([name, reader]) =>
    values.flatMap((value) => change(value, reader(value)).map((words) => `${name} ${words}`)),
  );

test('a value in any spelling is read as the service has it, and another one stays', () => {
  const made = [...read(ofWords, words), ...read(ofTexts, texts)];
  expect(made).toEqual(expected('values', made));
});

const kept =
  'etag Type resourceGroup resource_group_name SubscriptionId workspaceName api-version lastModifiedUtc systemData ' +
  'systemDataCreatedBy location @odata.type';

test.each(kept.split(' '))('%s is kept about a resource and says nothing of the rule', (name) => {
  expect(isBookkeeping(name)).toBe(true);
});

test.each(['kind', 'types', 'myLocation', 'workspace', 'lastModified', 'etags'])(
  '%s may say something of it',
  (name) => {
    expect(isBookkeeping(name)).toBe(false);
  },
);
