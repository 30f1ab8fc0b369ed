import { hasQuery, mappingsOf, shown, type RuleCheck } from './fields.ts';

export const entityIdentifierRepeated: RuleCheck = {
  id: 'rule/entity-identifier-repeated',
  scope: 'item',
  severity: 'error',
  summary: 'One entity mapping uses the same identifier twice.',
  why:
    "Two columns cannot both be the name of one account; the service answers `Identifier 'X' is defined multiple " +
    'times` (seen live in Azure-Sentinel pull request 10179). Two mappings of the same entity type are allowed.',
  *check(item) {
    if (!hasQuery(item)) return;
    for (const { entityType, identifiers } of mappingsOf(item)) {
      const seen = new Set<string>();
      for (const { at, value } of identifiers) {
        if (seen.has(value))
          yield {
            at,
            message: `The identifier ${shown(value)} occurs twice in this mapping of ${entityType}.`,
            hint: `Add a second mapping of ${entityType} for the other column.`,
          };
        seen.add(value);
      }
    }
  },
};
