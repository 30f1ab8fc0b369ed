import { isArray } from '../../../core/json.ts';
import { hasQuery, present, type RuleCheck } from './fields.ts';

const limit = 10;

export const tooManyEntityMappings: RuleCheck = {
  id: 'rule/too-many-entity-mappings',
  scope: 'item',
  severity: 'error',
  summary: 'entityMappings and sentinelEntitiesMappings have more than 10 entries together.',
  why:
    'The service takes at most 10 entity mappings in a rule, and counts both lists (Microsoft Learn, "Map data fields ' +
    'to entities"; the azurerm provider for Terraform checks the sum).',
  *check(item) {
    if (!hasQuery(item)) return;
    const count = (key: string): number => {
      const value = present(item, key);
      return isArray(value) ? value.length : 0;
    };
    const mappings = count('entityMappings');
    const sentinel = count('sentinelEntitiesMappings');
    // A list that is too long by itself is the schema's finding.
    if (mappings > limit || sentinel > limit || mappings + sentinel <= limit) return;
    yield {
      at: '/sentinelEntitiesMappings',
      message:
        `${mappings} entityMappings and ${sentinel} sentinelEntitiesMappings are ${mappings + sentinel} together; ` +
        `the service takes ${limit}.`,
      hint: `Take out ${mappings + sentinel - limit} of them.`,
    };
  },
};
