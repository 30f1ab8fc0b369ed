import { entityFacts } from '../facts/entities.ts';
import { hasQuery, mappingsOf, shownList, type RuleCheck } from './fields.ts';

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
