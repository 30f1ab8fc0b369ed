import { techniques } from '../facts/attack.ts';
import { hasQuery, shown, shownList, techniquesOf, textsAt, type RuleCheck } from './fields.ts';

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
  *check(item) {
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
          `the tactics of the rule are ${shownList(tactics)}.`,
        hint: `Add ${technique.tactics.length === 1 ? 'this tactic' : 'one of these tactics'}, or correct the technique.`,
      };
    }
  },
};
