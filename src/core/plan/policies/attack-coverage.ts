import type { Policy, Verdict } from '../../engine/change.ts';
import type { TypeOf } from '../../engine/managed-type.ts';
import type { JsonObject } from '../../json.ts';
import { refKey } from '../../ref.ts';
import { bodyAfter } from './quota.ts';

/** More than these say little to a reader; `picket coverage` lists all. */
const shownTechniques = 20;

const covered = (techniques: Iterable<readonly string[]>): ReadonlySet<string> => new Set([...techniques].flat());

const phrase = (verb: string, ids: readonly string[]): readonly string[] => {
  if (ids.length === 0) return [];
  const rest = ids.length - shownTechniques;
  return [`${verb} ${ids.slice(0, shownTechniques).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`];
};

const without = (from: ReadonlySet<string>, taken: ReadonlySet<string>): readonly string[] =>
  [...from].filter((id) => !taken.has(id)).toSorted();

/**
 * Notes which ATT&CK techniques the workspace's enabled rules name after the plan and not before, and the other way
 * round. All rules of the workspace count, whoever owns them, so that a technique is lost only with its last rule.
 */
export const attackCoverage =
  (verdicts: readonly Verdict[], { typeOf }: { readonly typeOf: TypeOf }): Policy =>
  (plan) => {
    const techniquesOf = (type: string, body: JsonObject): readonly string[] =>
      typeOf(type).risk?.techniques(body) ?? [];
    const found = new Map(
      verdicts.flatMap((verdict) =>
        verdict.live === undefined ? [] : [[refKey(verdict), techniquesOf(verdict.type, verdict.live.body)] as const],
      ),
    );
    const before = covered(found.values());
    for (const change of plan.changes) {
      const body = bodyAfter(change);
      if (body === undefined) found.delete(refKey(change));
      else found.set(refKey(change), techniquesOf(change.type, body));
    }
    const after = covered(found.values());
    const said = [...phrase('gains', without(after, before)), ...phrase('loses', without(before, after))];
    return said.length === 0 ? plan : { ...plan, notes: [...plan.notes, `ATT&CK coverage: ${said.join('; ')}.`] };
  };
