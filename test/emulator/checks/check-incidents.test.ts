import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../../src/core/json.ts';
import { emulator, id, scheduled } from '../arm.ts';
import { holdTo, ip, type Limit } from '../at-the-limit.ts';

const grouping = (more: JsonObject, rule: JsonObject = {}): JsonObject => ({
  ...rule,
  incidentConfiguration: {
    createIncident: true,
    groupingConfiguration: {
      enabled: true,
      reopenClosedIncident: false,
      lookbackDuration: 'PT5H',
      matchingMethod: 'AllEntities',
      ...more,
    },
  },
});

const spoiltLookback = 'The field LookbackDuration must be between PT5M and P7D.';
const selected = "When 'matchingMethod' is 'Selected', at least one of";

const limits: readonly Limit[] = [
  [
    'the shortest look-back',
    grouping({ lookbackDuration: 'PT5M' }),
    grouping({ lookbackDuration: 'PT4M' }),
    spoiltLookback,
  ],
  [
    'the longest look-back',
    grouping({ lookbackDuration: 'P7D' }),
    grouping({ lookbackDuration: 'P8D' }),
    spoiltLookback,
  ],
  [
    'a selection to group by',
    grouping({ matchingMethod: 'Selected', groupByAlertDetails: ['Severity'] }),
    grouping({ matchingMethod: 'Selected', groupByEntities: [] }),
    selected,
  ],
  [
    'what is grouped by of an alert',
    grouping({ matchingMethod: 'Selected', groupByAlertDetails: ['DisplayName'] }),
    grouping({ matchingMethod: 'Selected', groupByAlertDetails: ['Tactics'] }),
    '"Tactics"',
  ],
  ['the method of matching', grouping({ matchingMethod: 'AnyAlert' }), grouping({ matchingMethod: 'Any' }), '"Any"'],
  ['the form of a look-back', grouping({ lookbackDuration: 'PT5H' }), grouping({ lookbackDuration: '5h' }), '"5h"'],
  ...['enabled', 'reopenClosedIncident', 'lookbackDuration', 'matchingMethod'].map((name): Limit => [
    `the ${name} of a grouping`,
    grouping({}),
    grouping({ [name]: null }),
    `Required property '${name}' not found in JSON.`,
  ]),
  [
    'whether there are incidents',
    { incidentConfiguration: { createIncident: false } },
    { incidentConfiguration: {} },
    "Required property 'createIncident' not found",
  ],
  [
    'grouping by a mapped entity',
    grouping({ matchingMethod: 'Selected', groupByEntities: ['IP'] }, { entityMappings: [ip] }),
    grouping({ matchingMethod: 'Selected', groupByEntities: ['Host'] }, { entityMappings: [ip] }),
    "The entity 'Host' in 'groupByEntities' is not mapped",
  ],
  [
    'grouping by a custom detail',
    grouping({ matchingMethod: 'Selected', groupByCustomDetails: ['D'] }, { customDetails: { D: 'Column' } }),
    grouping({ matchingMethod: 'Selected', groupByCustomDetails: ['E'] }, { customDetails: { D: 'Column' } }),
    "The custom detail 'E' in 'groupByCustomDetails'",
  ],
];

describe('the service’s limits', () => {
  holdTo(limits);

  test('grouping by what is not mapped is taken while grouping is off', async () => {
    const { put } = emulator();
    const body = scheduled(grouping({ enabled: false, groupByEntities: ['Host'] }));
    expect((await put(id(1), body)).status).toBe(201);
  });
});
