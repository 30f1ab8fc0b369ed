import type { Verdict } from '../../../core/engine/change.ts';
import type { JsonObject } from '../../../core/json.ts';
import { valueAt } from '../../../core/pointer.ts';
import type { Risk } from '../../../core/engine/risk.ts';
import { onlyOnce } from '../template-bound.ts';
import { isOn } from './switch.ts';

const normalName = (name: string): string => name.trim().toLowerCase();

/** The template that a rule was made from, in lower case. */
export const templateOf = (body: JsonObject | undefined): string | undefined => {
  const template = valueAt(body, '/properties/alertRuleTemplateName');
  return typeof template === 'string' ? template.toLowerCase() : undefined;
};

/**
 * Rules whose name, or whose id as another rule's template, already runs under another id would double every alert; and
 * of some templates a workspace holds one rule, which one that leaves or is switched off in the same run still is.
 */
export const lookAlikes: NonNullable<Risk['lookAlikes']> = (staying, leaving) => {
  const byName = new Map<string, Verdict>();
  const byTemplate = new Map<string, Verdict>();
  const once = new Map<string, Verdict>();
  for (const verdict of [...leaving, ...staying]) {
    const held = verdict.live === undefined ? undefined : onlyOnce(verdict.live.body);
    if (held !== undefined) once.set(held, verdict);
  }
  for (const verdict of staying) {
    const { live, state, autoDisabled, displayName } = verdict;
    if (live === undefined) continue;
    // What is switched off doubles no alert; but a rule whose file cannot be read may be the very one.
    if (!isOn(live.body) && autoDisabled === undefined && state !== 'invalid') continue;
    byName.set(normalName(displayName), verdict);
    const template = templateOf(live.body);
    if (template !== undefined) byTemplate.set(template, verdict);
  }
  return (change, after) => {
    if (change.action !== 'create') return undefined;
    const held = after === undefined ? undefined : onlyOnce(after);
    const first = held === undefined ? undefined : once.get(held);
    if (held !== undefined && first !== undefined)
      return { verdict: first, why: `A workspace holds one rule of the template ${held}, and has it` };
    const named = byName.get(normalName(change.displayName));
    if (named !== undefined)
      return { verdict: named, why: `A rule with the name "${change.displayName}" already runs in the workspace` };
    const made = byTemplate.get(change.id.toLowerCase());
    return made === undefined
      ? undefined
      : { verdict: made, why: `A rule made from the template ${change.id} already runs in the workspace` };
  };
};
