import { expect, test } from '@jest/globals';
import { analyticsRule } from '../../../../src/content/analytics-rule/index.ts';
import { columnReferences } from '../../../../src/content/analytics-rule/kql/references.ts';
import type { JsonObject } from '../../../../src/core/json.ts';
import { readDocument } from '../../../../src/core/text/read-document.ts';

const referencesOf = (raw: JsonObject) =>
  columnReferences({
    document: readDocument('rule.yaml', JSON.stringify(raw)).document,
    raw,
    draft: analyticsRule.parse(raw),
  }).map(({ column, use, what, at, within }) => `${column} ${use} “${what}” ${at} ${within.start}-${within.end}`);

test('every place that names a column is found, in the order of the body', () => {
  expect(
    referencesOf({
      kind: 'Scheduled',
      query: 'T',
      entityMappings: [
        {
          entityType: 'Account',
          fieldMappings: [
            { identifier: 'Name', columnName: 'Who' },
            { identifier: 'UPNSuffix', columnName: 'Suffix' },
          ],
        },
        { entityType: 'SentinelEntities', fieldMappings: [{ identifier: 'Entities', columnName: 'All' }] },
        { fieldMappings: [{ columnName: 'Odd' }, 7] },
        { entityType: 'Host' },
        7,
      ],
      sentinelEntitiesMappings: [{ columnName: 'Older' }, { columnName: 'Two words' }, 7],
      customDetails: { Detail: 'Said', Empty: null },
      alertDetailsOverride: {
        alertDisplayNameFormat: 'By {{Name1}} and {{ Name2 }}',
        alertDescriptionFormat: '{{Text}}',
        alertTacticsColumnName: 'Tactic',
        alertSeverityColumnName: 'Level',
        alertDynamicProperties: [{ alertProperty: 'AlertLink', value: 'Link' }],
      },
    }),
  ).toEqual([
    'Who entity “Account.Name” /entityMappings/0/fieldMappings/0/columnName 0-3',
    'Suffix entity “Account.UPNSuffix” /entityMappings/0/fieldMappings/1/columnName 0-6',
    'All entities “SentinelEntities.Entities” /entityMappings/1/fieldMappings/0/columnName 0-3',
    'Odd entity “?.?” /entityMappings/2/fieldMappings/0/columnName 0-3',
    'Older entities “sentinelEntitiesMappings” /sentinelEntitiesMappings/0/columnName 0-5',
    'Said detail “The custom detail Detail” /customDetails/Detail 0-4',
    'Name1 placeholder “alertDisplayNameFormat” /alertDetailsOverride/alertDisplayNameFormat 5-10',
    'Name2 placeholder “alertDisplayNameFormat” /alertDetailsOverride/alertDisplayNameFormat 20-25',
    'Text placeholder “alertDescriptionFormat” /alertDetailsOverride/alertDescriptionFormat 2-6',
    'Tactic tactics “alertTacticsColumnName” /alertDetailsOverride/alertTacticsColumnName 0-6',
    'Level severity “alertSeverityColumnName” /alertDetailsOverride/alertSeverityColumnName 0-5',
    'Link property “alertDynamicProperties” /alertDetailsOverride/alertDynamicProperties/0/value 0-4',
  ]);
});

test('a rule that names no column has none', () => {
  for (const none of [null, 7, {}, 'text'])
    expect(
      referencesOf({ kind: 'Scheduled', entityMappings: none, sentinelEntitiesMappings: none, customDetails: none }),
    ).toEqual([]);
});
