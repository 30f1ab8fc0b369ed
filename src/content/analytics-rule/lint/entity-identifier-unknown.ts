import { nearest, sameName } from '../../../core/text/nearest.ts';
import { replaceText } from '../../../core/schema/repair.ts';
import { entityFacts } from '../facts/entities.ts';
import { hasQuery, mappingsOf, shown, shownList, type RuleCheck } from './fields.ts';

export const entityIdentifierUnknown: RuleCheck = {
  id: 'rule/entity-identifier-unknown',
  scope: 'item',
  severity: 'error',
  summary: 'An entity is mapped by an identifier that its type does not have.',
  why:
    'Each entity type has its own identifiers, and upper and lower case count: Account has `Sid`, SecurityGroup has ' +
    "`SID`. The service refuses others: `Invalid identifier 'X' for entity type 'T' encountered` (Microsoft Learn, " +
    '"Microsoft Sentinel entity types reference"; Microsoft\'s published rule validator).',
  *check(item) {
    if (!hasQuery(item)) return;
    for (const mapping of mappingsOf(item)) {
      const facts = entityFacts.get(mapping.entityType);
      if (facts === undefined) continue;
      const known = [...facts.identifiers, ...facts.legacy];
      for (const { at, value } of mapping.identifiers) {
        if (known.includes(value)) continue;
        const [near] = nearest(value, known);
        // Another spelling of the same name means that name; one that is only similar may be a guess.
        const fix = near !== undefined && sameName(near, value) ? replaceText(item.document, at, near) : undefined;
        yield {
          at,
          message:
            `${shown(value)} is no identifier of ${mapping.entityType}` +
            (near === undefined ? '.' : `: did you mean ${shown(near)}?`),
          ...(fix === undefined ? {} : { fix }),
          hint: `${mapping.entityType} has ${shownList(facts.identifiers)}.`,
        };
      }
    }
  },
};
