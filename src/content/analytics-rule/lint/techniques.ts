import { attackVersion, techniques } from '../facts/attack.ts';
import { hasQuery, shown, techniquesOf, type RuleCheck, shownList, textsAt, present } from './fields.ts';
import { isArray } from '../../../core/json.ts';
import { pointer } from '../../../core/pointer.ts';

export const tacticsMissing: RuleCheck = {
  id: 'rule/tactics-missing',
  scope: 'item',
  severity: 'note',
  summary: 'The rule names no tactic.',
  why:
    'The coverage page of Sentinel and the filters of the incident queue go by tactic; a rule without one is in ' +
    'neither. The service does not want one.',
  *check(item, { noun = 'rule' }) {
    const tactics = present(item, 'tactics') ?? [];
    if (!hasQuery(item) || !isArray(tactics) || tactics.length > 0) return;
    const first = ['tactics', 'name', 'id'].find((key) => Object.hasOwn(item.raw, key));
    if (first === undefined) return;
    yield {
      at: pointer(first),
      part: 'key',
      message: `The ${noun} names no tactic of MITRE ATT&CK.`,
      hint: 'Add at least one under tactics, and the techniques under relevantTechniques.',
    };
  },
};

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

/** People write `Command and Control` and `CommandandControl`; the schema says so, here it is the same tactic. */
const folded = (tactic: string): string => tactic.toLowerCase().replaceAll(/[\s_-]/g, '');

/** What stood before the two tactics of preparation were split off. */
const older: Readonly<Record<string, string>> = { Reconnaissance: 'PreAttack', ResourceDevelopment: 'PreAttack' };

export const techniqueWithoutTactic: RuleCheck = {
  id: 'rule/technique-without-tactic',
  scope: 'item',
  severity: 'warning',
  summary: 'A technique belongs to none of the tactics of the rule.',
  why:
    'Coverage maps and incident filters go by tactic and technique together; a technique outside its tactics is ' +
    "usually a slip in one of the two. Microsoft's published rule validator refuses it (`No valid tactic corresponding " +
    'to the technique`), the service itself lets it pass: live rules have it.',
  *check(item, { noun = 'rule' }) {
    const tactics = textsAt(item, 'tactics').map(({ value }) => value);
    if (!hasQuery(item) || tactics.length === 0) return;
    const given = new Set(tactics.map(folded));
    for (const { at, value } of techniquesOf(item)) {
      const technique = techniques().get(value) ?? techniques().get(value.slice(0, 5));
      if (technique === undefined || technique.retired) continue;
      const fitting = [...technique.tactics, ...technique.tactics.flatMap((tactic) => older[tactic] ?? [])];
      if (fitting.some((name) => given.has(folded(name)))) continue;
      yield {
        at,
        message:
          `The technique ${shown(value)} belongs to ${shownList(technique.tactics)}; ` +
          `the tactics of the ${noun} are ${shownList(tactics)}.`,
        hint: `Add ${technique.tactics.length === 1 ? 'this tactic' : 'one of these tactics'}, or correct the technique.`,
      };
    }
  },
};

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
