import { entityFacts } from '../facts/entities.ts';
import { hasQuery, mappingsOf, shown, type RuleCheck } from './fields.ts';

const successors: Readonly<Record<string, string>> = {
  Account: '`Name` with `UPNSuffix` or `NTDomain`, or `AadUserId`',
  Host: '`HostName` with `DnsDomain` or `NTDomain`',
};

export const entityIdentifierLegacy: RuleCheck = {
  id: 'rule/entity-identifier-legacy',
  scope: 'item',
  severity: 'warning',
  summary: 'An entity is mapped by an identifier that the entity schema no longer has.',
  why:
    'FullName and DisplayName can still be mapped, but they are not part of the entity schema: entities found by other ' +
    'rules and products do not match, so alerts about the same account are not correlated (Microsoft Learn, ' +
    '"Microsoft Sentinel entity types reference").',
  *check(item) {
    if (!hasQuery(item)) return;
    for (const { entityType, identifiers } of mappingsOf(item))
      for (const { at, value } of identifiers) {
        if (entityFacts.get(entityType)?.legacy.includes(value) !== true) continue;
        yield {
          at,
          message: `${shown(value)} is an older identifier of ${entityType}: the service takes it, but does not match entities by it.`,
          hint: `Split the column in the query and map ${successors[entityType] ?? 'current identifiers'}.`,
        };
      }
  },
};
