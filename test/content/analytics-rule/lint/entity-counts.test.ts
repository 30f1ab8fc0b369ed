import { expect, test } from '@jest/globals';
import { foundBy } from './found-by.ts';

const code = 'rule/too-many-entity-mappings';
const mapping = { entityType: 'IP', fieldMappings: [{ identifier: 'Address', columnName: 'IPAddress' }] };

// A list that is too long by itself is the schema's finding, and not said twice.
test.each([
  [10, 0, 0],
  [0, 10, 0],
  [9, 1, 0],
  [9, 2, 1],
  [1, 10, 1],
  [10, 10, 1],
  [11, 1, 0],
  [1, 11, 0],
])('%i entity mappings and %i of Sentinel are found to be too many together so often: %i', (own, others, count) => {
  const fields = {
    entityMappings: Array.from({ length: own }, () => mapping),
    sentinelEntitiesMappings: Array.from({ length: others }, () => ({ columnName: 'Entities' })),
  };
  expect(foundBy(code, fields)).toHaveLength(count);
});
