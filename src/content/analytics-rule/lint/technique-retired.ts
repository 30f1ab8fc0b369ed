import { attackVersion, techniques } from '../facts/attack.ts';
import { hasQuery, shown, techniquesOf, type RuleCheck } from './fields.ts';

export const techniqueRetired: RuleCheck = {
  id: 'rule/technique-retired',
  scope: 'item',
  severity: 'note',
  summary: 'A technique was revoked or deprecated by MITRE.',
  why:
    'MITRE revokes techniques that another one replaced (T1086 became T1059.001) and deprecates those it no longer ' +
    'tracks. The service takes them; coverage maps of the current matrix do not show them.',
  *check(item) {
    if (!hasQuery(item)) return;
    for (const { at, value } of techniquesOf(item))
      if (techniques().get(value)?.retired === true)
        yield {
          at,
          message: `The technique ${shown(value)} is revoked or deprecated in ATT&CK ${attackVersion}.`,
          hint: `Use its successor, which attack.mitre.org/techniques/${value.replace('.', '/')} names.`,
        };
  },
};
