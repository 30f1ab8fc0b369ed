import type { JsonObject } from '../../src/core/json.ts';
import { field, limit, type Limit } from './row.ts';

const queryOf = (length: number): string => `SigninLogs // ${'x'.repeat(length - 14)}`;

export const texts: readonly Limit[] = [
  field('query of 10,000 characters', 'schema/too-long', 'query', queryOf(10_000), queryOf(10_001)),
  field('query of one character', 'schema/empty', 'query', 'T', ''),
  field('query over all tables', 'rule/query-reads-everything', 'query', 'union SigninLogs', 'union *'),
  field(
    'query that searches all tables',
    'rule/query-reads-everything',
    'query',
    'SigninLogs | search "a"',
    'search * | take 1',
  ),
  field('name of 256 characters', 'schema/too-long', 'name', 'n'.repeat(256), 'n'.repeat(257)),
  field('name of one character', 'schema/empty', 'name', 'n', ''),
  field('description of 5,000 characters', 'schema/too-long', 'description', 'd'.repeat(5000), 'd'.repeat(5001)),
  field('severity', 'schema/not-allowed-value', 'severity', 'Informational', 'Critical'),
  limit('tactic', 'schema/unknown-value', '/tactics/0', {}, { tactics: ['CommandandControl'] }),
  limit(
    'technique of four digits',
    'schema/pattern',
    '/relevantTechniques/0',
    { relevantTechniques: ['T1078.004'] },
    { relevantTechniques: ['T107'] },
  ),
  field('templateVersion of three numbers', 'schema/pattern', 'templateVersion', '1.0.0', '1.0', {
    alertRuleTemplateName: 'a',
  }),
  field(
    'templateVersion of 20 characters',
    'schema/too-long',
    'templateVersion',
    `1.0.${'1'.repeat(16)}`,
    `1.0.${'1'.repeat(17)}`,
    {
      alertRuleTemplateName: 'a',
    },
  ),
  field('version of a rule with a template', 'rule/version-form', 'version', '1.0.0', '1.0', {
    alertRuleTemplateName: 'a',
  }),
  limit(
    'templateVersion with a template',
    'rule/template-version-without-template',
    '/templateVersion',
    { templateVersion: '1.0.0', alertRuleTemplateName: 'a' },
    { templateVersion: '1.0.0' },
  ),
  limit(
    'aggregationKind',
    'schema/not-allowed-value',
    '/eventGroupingSettings/aggregationKind',
    { eventGroupingSettings: { aggregationKind: 'AlertPerResult' } },
    { eventGroupingSettings: { aggregationKind: 'AlertPerRow' } },
  ),
  ...(
    [
      ['alertDisplayNameFormat', 256],
      ['alertDescriptionFormat', 5000],
    ] as const
  ).flatMap(([key, length]) => {
    const row = (name: string, code: string, at: string, beyond: string) =>
      limit(
        `${key} ${name}`,
        code,
        `/alertDetailsOverride/${key}`,
        { alertDetailsOverride: { [key]: at } },
        { alertDetailsOverride: { [key]: beyond } },
      );
    return [
      row(`of ${length} characters`, 'schema/too-long', 'f'.repeat(length), 'f'.repeat(length + 1)),
      row('of one character', 'schema/empty', 'f', ''),
      row(
        'with three parameters',
        'rule/override-placeholders-too-many',
        '{{A}} {{B}} {{C}}',
        '{{A}} {{B}} {{C}} {{D}}',
      ),
    ];
  }),
  limit(
    'alertProperty',
    'schema/unknown-value',
    '/alertDetailsOverride/alertDynamicProperties/0/alertProperty',
    { alertDetailsOverride: { alertDynamicProperties: [{ alertProperty: 'AlertLink', value: 'UserId' }] } },
    { alertDetailsOverride: { alertDynamicProperties: [{ alertProperty: 'AlertLinks', value: 'UserId' }] } },
  ),
];

const details = (count: number): JsonObject =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`Detail${index}`, 'UserId']));

export const customDetails: readonly Limit[] = [
  field('customDetails of 20 pairs', 'schema/too-many', 'customDetails', details(20), details(21)),
  limit(
    'key of a custom detail of 20 characters',
    'schema/bad-name',
    `/customDetails/${'k'.repeat(21)}`,
    { customDetails: { ['k'.repeat(20)]: 'UserId' } },
    { customDetails: { ['k'.repeat(21)]: 'UserId' } },
  ),
  limit(
    'key of a custom detail',
    'schema/bad-name',
    '/customDetails/_k',
    { customDetails: { k_1: 'UserId' } },
    { customDetails: { _k: 'UserId' } },
  ),
  limit(
    'column of a custom detail',
    'schema/pattern',
    '/customDetails/k',
    { customDetails: { k: '_1' } },
    { customDetails: { k: '1_' } },
  ),
  limit(
    'column of 500 characters',
    'schema/too-long',
    '/customDetails/k',
    { customDetails: { k: 'c'.repeat(500) } },
    { customDetails: { k: 'c'.repeat(501) } },
  ),
];
