import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { isObject, listOf, objectOf, type JsonObject, type JsonValue } from '../../../src/core/json.ts';
import { checkEntities } from '../../../src/emulator/checks/check-entities.ts';
import { checkRule } from '../../../src/emulator/checks/check-rule.ts';
import type { Check } from '../../../src/emulator/checks/checks.ts';
import { parseSettings, withSettings } from '../../../src/emulator/index.ts';
import type { Reply } from '../../../src/emulator/reply.ts';
import { defaultSettings } from '../../../src/emulator/settings/default-settings.ts';
import { changesOf } from '../../changes.ts';
import { updateExpected } from '../../expected.ts';
import { nrt, scheduled, textAt } from '../arm.ts';

const said = (reply: Reply | undefined): string =>
  reply === undefined
    ? 'is taken'
    : `${reply.status} ${textAt(objectOf(objectOf(reply.body)['error']), 'message') || JSON.stringify(reply.body)}`;

const asked = (check: Check, kind: string, properties: JsonObject): string =>
  said(check({ kind, properties, settings: withSettings(), now: Date.UTC(2026, 0, 5), compile: () => undefined }));

const mapping = (entityType: string, ...identifiers: readonly string[]): JsonObject => ({
  entityType,
  fieldMappings: identifiers.map((identifier) => ({ identifier, columnName: 'Column' })),
});

// ---- Each property of a rule of each kind, changed in turn.
const full: JsonObject = {
  startTimeUtc: '2026-01-06T00:00:00Z',
  alertRuleTemplateName: '0b9ae89d-8cad-461c-808f-0494f70ad5c4',
  templateVersion: '1.0.0',
  tactics: ['InitialAccess'],
  techniques: ['T1078'],
  subTechniques: ['T1078.004'],
  eventGroupingSettings: { aggregationKind: 'SingleAlert' },
  customDetails: { User: 'UserPrincipalName' },
  entityMappings: [mapping('Account', 'Name', 'UPNSuffix')],
  sentinelEntitiesMappings: [{ columnName: 'Entities' }],
  alertDetailsOverride: {
    alertDisplayNameFormat: 'Of {{UserPrincipalName}}',
    alertDescriptionFormat: 'By {{UserPrincipalName}}',
    alertTacticsColumnName: 'Tactics',
    alertSeverityColumnName: 'Severity',
    alertDynamicProperties: [{ alertProperty: 'AlertLink', value: 'Link' }],
  },
  incidentConfiguration: {
    createIncident: true,
    groupingConfiguration: {
      enabled: true,
      reopenClosedIncident: false,
      lookbackDuration: 'PT5H',
      matchingMethod: 'Selected',
      groupByEntities: ['Account'],
      groupByAlertDetails: ['DisplayName'],
      groupByCustomDetails: ['User'],
    },
  },
};
const template = { alertRuleTemplateName: '0b9ae89d-8cad-461c-808f-0494f70ad5c4', enabled: true };
const kinds: readonly (readonly [kind: string, properties: JsonObject])[] = [
  ['Scheduled', { ...objectOf(scheduled()['properties']), ...full }],
  ['NRT', objectOf(nrt()['properties'])],
  ['Fusion', template],
  ['MLBehaviorAnalytics', template],
  ['ThreatIntelligence', { ...template, displayName: 'N' }],
  [
    'MicrosoftSecurityIncidentCreation',
    {
      displayName: 'N',
      enabled: true,
      productFilter: 'Microsoft Cloud App Security',
      severitiesFilter: ['High'],
      displayNamesFilter: ['Leak'],
      displayNamesExcludeFilter: ['Test'],
    },
  ],
];
/** What a value becomes besides what any value does: one of another type. */
const membersIn = (value: JsonValue): readonly (readonly [string, JsonValue])[] =>
  isObject(value)
    ? Object.entries(value).flatMap((member) => [member, ...membersIn(member[1])])
    : listOf(value).flatMap(membersIn);
const others: Readonly<Record<string, readonly JsonValue[]>> = Object.fromEntries(
  kinds
    .flatMap(([, properties]) => membersIn(properties))
    .map(([name, value]) => [name, [null, isObject(value) ? [] : {}, typeof value === 'string' ? 5 : 'x']]),
);

// ---- Entities: each identifier of each type alone.
const entityTypes =
  'Account Host IP URL AzureResource CloudApplication DNS File FileHash IoTDevice Malware Process RegistryKey RegistryValue SecurityGroup Mailbox MailCluster MailMessage SubmissionMail Other';
const alone = (entityType: string): readonly string[] => {
  const ask = (...identifiers: readonly string[]): string =>
    asked(checkEntities, 'Scheduled', { entityMappings: [mapping(entityType, ...identifiers)] });
  const unknown = ask('x');
  const [, names = ''] = /Valid identifiers are: \[(.*?)\]/.exec(unknown) ?? [];
  return [`${entityType} x: ${unknown}`, ...names.split(', ').map((name) => `${entityType} ${name}: ${ask(name)}`)];
};

// ---- Settings.
const settingsSaid = (settings: JsonValue): string => {
  try {
    return JSON.stringify(parseSettings(objectOf(settings)));
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};
const oneSetting = (at: readonly string[], value: JsonValue): JsonValue =>
  at.toReversed().reduce<JsonValue>((inner, key) => ({ [key]: inner }), value);
const settingPlaces = (value: JsonObject, at: readonly string[] = []): readonly (readonly string[])[] =>
  Object.entries(value).flatMap(([key, member]) => [
    [...at, key],
    ...(isObject(member) ? settingPlaces(member, [...at, key]) : []),
  ]);

const lines: readonly string[] = [
  ...kinds.flatMap(([kind, properties]) => [
    `## ${kind}: ${asked(checkRule, kind, properties)}`,
    ...[...changesOf(properties, others)].flatMap(([what, changed]) =>
      typeof changed === 'symbol' ? [] : [`${what}: ${asked(checkRule, kind, objectOf(changed))}`],
    ),
  ]),
  ...entityTypes.split(' ').flatMap(alone),
  ...settingPlaces({ ...defaultSettings }).flatMap((at) =>
    ['x', 1.5, 3, true, null, [], { other: 'x' }].map(
      (value) => `${at.join('.')} ${JSON.stringify(value)}: ${settingsSaid(oneSetting(at, value))}`,
    ),
  ),
];

const file = new URL('whole.txt', import.meta.url);
updateExpected(file, () => `${lines.join('\n')}\n`);

test('what is refused of each property, identifier and setting is said whole', () => {
  expect(lines).toEqual(readFileSync(file, 'utf8').trimEnd().split('\n'));
});
