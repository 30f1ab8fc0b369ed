import { attackVersion, techniques } from '../facts/attack.ts';
import { hasQuery, shown, techniquesOf, type RuleCheck } from './fields.ts';

export const techniqueUnknown: RuleCheck = {
  id: 'rule/technique-unknown',
  scope: 'item',
  severity: 'warning',
  summary: 'A technique is not in MITRE ATT&CK.',
  why:
    `The id has the right form, but version ${attackVersion} of ATT&CK (Enterprise and ICS) does not have it. Coverage ` +
    'maps leave it out. Newer techniques exist, so it is no error.',
  *check(item) {
    if (!hasQuery(item)) return;
    for (const { at, value } of techniquesOf(item)) {
      if (techniques().has(value)) continue;
      const parent = value.slice(0, 5);
      const subs = [...techniques().keys()].filter((id) => id.startsWith(`${parent}.`));
      const last = subs.at(-1);
      yield {
        at,
        message:
          `ATT&CK ${attackVersion} has no technique ${shown(value)}` +
          (value === parent || !techniques().has(parent)
            ? '.'
            : last === undefined
              ? `; ${shown(parent)} has no sub-techniques.`
              : `; the sub-techniques of ${shown(parent)} end with ${shown(last)}.`),
        hint: 'Look the id up at attack.mitre.org; if it is newer than that version, ignore this finding with a reason.',
      };
    }
  },
};
