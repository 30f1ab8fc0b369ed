import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../src/core/json.ts';
import { emulator, id, scheduled } from './arm.ts';
import { holdTo, ip, type Limit } from './at-the-limit.ts';

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
