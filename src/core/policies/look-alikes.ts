import type { Change, Plan, Policy, Refusal, Verdict } from '../change.ts';
import { enabledField } from '../live-state.ts';
import type { TypeOf } from '../managed-type.ts';
import { valueAt } from '../pointer.ts';
import { refKey } from '../ref.ts';
import type { PlanOptions } from '../plan-options.ts';
import { bodyAfter } from './quota.ts';
import { refuseChanges } from './refuse.ts';

const normalName = (name: string): string => name.trim().toLowerCase();

type Twin = { readonly verdict: Verdict; readonly why: string };

const templateOf = ({ live }: Verdict): string | undefined => {
  const template = valueAt(live?.body, '/properties/alertRuleTemplateName');
  return typeof template === 'string' ? template.toLowerCase() : undefined;
};

const wayOut = ({ id, path, state }: Verdict): string => {
  if (state === 'invalid' && path === undefined)
    return "That rule is this project's, and its file may be one of those whose id cannot be read: mend them first.";
  if (path !== undefined) return `That rule is in git too, in ${path}: rename one of them, or remove one.`;
  if (state === 'gone')
    return `That rule is this project's and no longer in git: remove it in the same run with --prune.`;
  return `Manage the running rule instead: picket adopt ${id}, which gives the file that id. Or rename one of them.`;
};

const refusalOf = ({ verdict, why }: Twin): Pick<Refusal, 'code' | 'message' | 'hint'> => ({
  code: 'look-alike',
  message: `${why} (rule ${verdict.id}): creating it would double every alert.`,
  hint: wayOut(verdict),
});

/** Live rules by name and by template, those that the plan removes or git renames left out. */
const twinsOf = (plan: Plan, verdicts: readonly Verdict[], typeOf: TypeOf): ((change: Change) => Twin | undefined) => {
  const leaving = new Set(plan.changes.filter(({ action }) => action === 'delete' || action === 'disable').map(refKey));
  const byName = new Map<string, Verdict>();
  const byTemplate = new Map<string, Verdict>();
  const once = new Map<string, Verdict>();
  for (const verdict of verdicts) {
    const held =
      verdict.live === undefined || leaving.has(refKey(verdict))
        ? undefined
        : typeOf(verdict.type).canonical.onlyOnce?.(verdict.live.body);
    if (held !== undefined) once.set(held, verdict);
    const running = verdict.live !== undefined && valueAt(verdict.live.body, enabledField) !== false;
    // What is switched off doubles no alert; but a rule whose file cannot be read may be the very one.
    const counts =
      running || verdict.autoDisabled !== undefined || (verdict.state === 'invalid' && verdict.live !== undefined);
    if (!counts || leaving.has(refKey(verdict))) continue;
    byName.set(normalName(verdict.displayName), verdict);
    const template = templateOf(verdict);
    if (template !== undefined) byTemplate.set(template, verdict);
  }
  return (change) => {
    const body = bodyAfter(change);
    const held = body === undefined ? undefined : typeOf(change.type).canonical.onlyOnce?.(body);
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

/** Refuses to create a rule whose name, or whose id as another rule's template, already runs under another id. */
export const lookAlikes =
  (verdicts: readonly Verdict[], { typeOf }: Pick<PlanOptions, 'typeOf'>): Policy =>
  (plan) => {
    const twin = twinsOf(plan, verdicts, typeOf);
    return refuseChanges(plan, (change) => {
      const found = change.action === 'create' ? twin(change) : undefined;
      return found === undefined ? undefined : refusalOf(found);
    });
  };
