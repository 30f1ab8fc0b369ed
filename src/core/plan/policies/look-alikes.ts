import type { Change, Policy, Refusal, Verdict } from '../../engine/change.ts';
import type { PlanOptions } from '../plan-options.ts';
import { refKey } from '../../ref.ts';
import type { LookAlike } from '../../engine/risk.ts';
import { bodyAfter } from './quota.ts';
import { refuseChanges } from './refuse.ts';

const wayOut = ({ id, path, state }: Verdict): string => {
  if (state === 'invalid' && path === undefined)
    return "That rule is this project's, and its file may be one of those whose id cannot be read: mend them first.";
  if (path !== undefined) return `That rule is in git too, in ${path}: rename one of them, or remove one.`;
  if (state === 'gone')
    return `That rule is this project's, and its id is no longer in git: the id of the file was changed. Write id: ${id} into the file, or let picket onboard do it.`;
  return `Manage the running rule instead: picket adopt ${id}, which gives the file that id. Or rename one of them.`;
};

const refusalOf = ({ verdict, why }: LookAlike): Pick<Refusal, 'code' | 'message' | 'hint'> => ({
  code: 'look-alike',
  message: `${why} (rule ${verdict.id}): creating it would double every alert.`,
  hint: wayOut(verdict),
});

/** Refuses to create what would double something that runs under another id; the type says what does. */
export const lookAlikes =
  (verdicts: readonly Verdict[], { typeOf }: Pick<PlanOptions, 'typeOf'>): Policy =>
  (plan) => {
    const leaving = new Set(
      plan.changes.filter(({ action }) => action === 'delete' || action === 'disable').map(refKey),
    );
    const staying = verdicts.filter((verdict) => !leaving.has(refKey(verdict)));
    const finders = new Map(
      [...new Set(plan.changes.map(({ type }) => type))].map((type) => [
        type,
        typeOf(type).risk?.lookAlikes(staying.filter((verdict) => verdict.type === type)),
      ]),
    );
    const find = (change: Change): LookAlike | undefined => finders.get(change.type)?.(change, bodyAfter(change));
    return refuseChanges(plan, (change) => {
      const found = change.action === 'create' ? find(change) : undefined;
      return found === undefined ? undefined : refusalOf(found);
    });
  };
