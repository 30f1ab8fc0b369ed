import type { Policy, Verdict } from '../change.ts';
import { isArray, type JsonObject } from '../json.ts';
import { enabledField } from '../live-state.ts';
import { valueAt } from '../pointer.ts';
import { refKey } from '../ref.ts';
import { bodyAfter } from './quota.ts';

/** More than these say little to a reader; `picket coverage` lists all. */
const shownTechniques = 20;

const techniquesOf = (body: JsonObject): readonly string[] => {
  if (valueAt(body, enabledField) === false) return [];
  return ['/properties/techniques', '/properties/subTechniques'].flatMap((at) => {
    const value = valueAt(body, at);
    return isArray(value) ? value.filter((item) => typeof item === 'string') : [];
  });
};

const covered = (bodies: Iterable<JsonObject>): ReadonlySet<string> => new Set([...bodies].flatMap(techniquesOf));

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
  (verdicts: readonly Verdict[]): Policy =>
  (plan) => {
    const bodies = new Map(
      verdicts.flatMap((verdict) =>
        verdict.live === undefined ? [] : [[refKey(verdict), verdict.live.body] as const],
      ),
    );
    const before = covered(bodies.values());
    for (const change of plan.changes) {
      const body = bodyAfter(change);
      if (body === undefined) bodies.delete(refKey(change));
      else bodies.set(refKey(change), body);
    }
    const after = covered(bodies.values());
    const said = [...phrase('gains', without(after, before)), ...phrase('loses', without(before, after))];
    return said.length === 0 ? plan : { ...plan, notes: [...plan.notes, `ATT&CK coverage: ${said.join('; ')}.`] };
  };
