import { entityFacts } from '../facts/entities.ts';
import { hasQuery, mappingsOf, shown, shownList, type RuleCheck } from './fields.ts';

const spoken = (combinations: readonly (readonly string[])[]): string =>
  combinations.map((combination) => combination.map(shown).join(' with ')).join(' or ');

export const entityIdentifierMissing: RuleCheck = {
  id: 'rule/entity-identifier-missing',
  scope: 'item',
  severity: 'error',
  summary: 'An entity mapping lacks the identifiers that make it an entity.',
  why:
    'A host with an operating system and no name is no host: each type wants one of a few identifiers or combinations ' +
    "(`Missing required identifiers in 'EntityMappings' for type 'T'`, Microsoft's published rule validator). A file " +
    'hash without its algorithm is a warning: rules exported from live workspaces have it.',
  *check(item) {
    if (!hasQuery(item)) return;
    for (const { at, entityType, identifiers } of mappingsOf(item)) {
      const facts = entityFacts.get(entityType);
      const names = identifiers.map(({ value }) => value);
      if (facts === undefined || names.length === 0) continue;
      if (names.some((name) => !facts.identifiers.includes(name) && !facts.legacy.includes(name))) continue;
      if (facts.required.some((combination) => combination.every((name) => names.includes(name)))) continue;
      const current = facts.required.filter((combination) => !combination.some((name) => facts.legacy.includes(name)));
      const partly = current.some((combination) => combination.some((name) => names.includes(name)));
      const lacking = current.map((combination) => combination.filter((name) => !names.includes(name)));
      yield {
        at,
        severity: partly ? 'warning' : 'error',
        message: `This ${entityType} has only ${shownList(names)}; the service wants ${spoken(current)}.`,
        hint: `Map ${spoken(lacking)} as well.`,
      };
    }
  },
};
