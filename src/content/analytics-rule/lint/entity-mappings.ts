import { nearest, sameName } from '../../../core/text/nearest.ts';
import { replaceText } from '../../../core/schema/repair.ts';
import { entityFacts } from '../facts/entities.ts';
import { hasQuery, mappingsOf, shown, shownList, type RuleCheck, present } from './fields.ts';
import { isArray } from '../../../core/json.ts';

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

export const accountNotStrong: RuleCheck = {
  id: 'rule/account-not-strong',
  scope: 'item',
  severity: 'warning',
  summary: 'An account is mapped by identifiers that several accounts can share.',
  why:
    'A bare name does not say which account it is: alerts about two people of the same name are merged, and entity ' +
    'pages, playbooks and behaviour analytics miss the account. Strong are Name with UPNSuffix, NTDomain or DnsDomain, ' +
    'and AadUserId, Sid, PUID or ObjectGuid alone (Microsoft Learn, "Microsoft Sentinel entity types reference").',
  *check(item) {
    if (!hasQuery(item)) return;
    for (const { at, entityType, identifiers } of mappingsOf(item)) {
      if (entityType !== 'Account') continue;
      const facts = entityFacts.get(entityType);
      const names = identifiers.map(({ value }) => value);
      // Identifiers that are unknown or outdated, and mappings that lack a name, have findings of their own.
      const sound = names.every((name) => facts?.identifiers.includes(name)) && names.length > 0;
      if (facts === undefined || !sound) continue;
      if (!facts.required.some((combination) => combination.every((name) => names.includes(name)))) continue;
      if (facts.strong.some((combination) => combination.every((name) => names.includes(name)))) continue;
      yield {
        at,
        message: `${shownList(names)} alone may name several accounts.`,
        hint: 'Add `UPNSuffix`, `NTDomain` or `DnsDomain` to `Name`, or map `AadUserId`, `Sid`, `PUID` or `ObjectGuid`.',
      };
    }
  },
};

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
