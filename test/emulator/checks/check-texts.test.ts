import { describe } from '@jest/globals';
import { id } from '../arm.ts';
import { holdTo, text, type Limit } from '../at-the-limit.ts';

const placeholders = (count: number): string => Array.from({ length: count }, () => '{{Column}}').join(' ');

const limits: readonly Limit[] = [
  ['the display name', { displayName: text(256) }, { displayName: text(257) }, 'maximum length of 256'],
  ['a display name that is there', { displayName: 'a' }, { displayName: ' ' }, 'DisplayName field is required'],
  ['the description', { description: text(5000) }, { description: text(5001) }, 'maximum length of 5000'],
  ...(
    [
      ['alertDisplayNameFormat', 'AlertDisplayNameFormat', 256],
      ['alertDescriptionFormat', 'AlertDescriptionFormat', 5000],
    ] as const
  ).flatMap(([name, member, limit]): readonly Limit[] => [
    [
      `the length of ${name}`,
      { alertDetailsOverride: { [name]: text(limit) } },
      { alertDetailsOverride: { [name]: text(limit + 1) } },
      `Invalid length of '${limit + 1}' for '${member}'`,
    ],
    [
      `a text for ${name}`,
      { alertDetailsOverride: { [name]: 'a' } },
      { alertDetailsOverride: { [name]: '' } },
      `Invalid length of '0' for '${member}'`,
    ],
    [
      `the parameters of ${name}`,
      { alertDetailsOverride: { [name]: placeholders(3) } },
      { alertDetailsOverride: { [name]: placeholders(4) } },
      `You have defined 4 parameters in '${member}'. The maximum allowed is 3.`,
    ],
  ]),
  [
    'a technique',
    { techniques: ['T1098', 'T0859'] },
    { techniques: ['T1098.003'] },
    "Invalid data model. [: The technique 'T1098.003' is invalid. " +
      "The expected format is 'T####', where '#' represents a digit.]",
  ],
  [
    'a sub-technique',
    { techniques: ['T1098'], subTechniques: ['T1098.003'] },
    { techniques: ['T1098'], subTechniques: ['T1098.3'] },
    "The sub-technique 'T1098.3' is invalid.",
  ],
  [
    'a sub-technique’s parent',
    { techniques: ['T1098'], subTechniques: ['T1098.003'] },
    { techniques: ['T1059'], subTechniques: ['T1098.003'] },
    'is missing from the techniques field',
  ],
  [
    'the form of a template’s version',
    { alertRuleTemplateName: id(9), templateVersion: '1.0.0' },
    { alertRuleTemplateName: id(9), templateVersion: '1.0' },
    "'templateVersion' should be in format X.Y.Z (all numbers).",
  ],
  [
    'the length of a template’s version',
    { alertRuleTemplateName: id(9), templateVersion: '1.0.1234567890123456' },
    { alertRuleTemplateName: id(9), templateVersion: '1.0.12345678901234567' },
    'X.Y.Z',
  ],
  [
    'a template for a version',
    { alertRuleTemplateName: id(9), templateVersion: '1.0.0' },
    { templateVersion: '1.0.0' },
    "Invalid data model. [: Invalid Properties for alert rule: 'templateVersion' can only be used if " +
      "'alertRuleTemplateName' is not empty.",
  ],
  [
    'the kind of aggregation',
    { eventGroupingSettings: { aggregationKind: 'AlertPerResult' } },
    { eventGroupingSettings: { aggregationKind: 'PerResult' } },
    "Invalid aggregation kind 'PerResult' for property",
  ],
  ['the severity', { severity: 'Informational' }, { severity: 'Critical' }, 'Error converting value "Critical"'],
  ['the tactics', { tactics: ['PreAttack'] }, { tactics: ['CommandandControl'] }, '"CommandandControl"'],
  [
    'the column of tactics',
    { alertDetailsOverride: { alertTacticsColumnName: 'Tactics' } },
    { alertDetailsOverride: { alertTacticsColumnName: 'a b' } },
    "The ColumnName 'a b' is invalid.",
  ],
  [
    'the column of the severity',
    { alertDetailsOverride: { alertSeverityColumnName: 'Severity' } },
    { alertDetailsOverride: { alertSeverityColumnName: '1x' } },
    "The ColumnName '1x' is invalid.",
  ],
  [
    'the column of a dynamic property',
    { alertDetailsOverride: { alertDynamicProperties: [{ alertProperty: 'AlertLink', value: 'Link' }] } },
    { alertDetailsOverride: { alertDynamicProperties: [{ alertProperty: 'AlertLink', value: 'a-b' }] } },
    "The ColumnName 'a-b' is invalid.",
  ],
  ['the operator', { triggerOperator: 'NotEqual' }, { triggerOperator: 'Equals' }, '"Equals"'],
  [
    'the dynamic properties',
    { alertDetailsOverride: { alertDynamicProperties: [{ alertProperty: 'AlertLink', value: 'Link' }] } },
    { alertDetailsOverride: { alertDynamicProperties: [{ alertProperty: 'Severity', value: 'Link' }] } },
    '"Severity"',
  ],
];

describe('the service’s limits', () => {
  holdTo(limits);
});
