import type { Change, Policy, Refusal, Verdict } from '../../engine/change.ts';
import type { PlanOptions } from '../plan-options.ts';
import { exactRef, refKey } from '../../ref.ts';
import type { LookAlike } from '../../engine/risk.ts';
import { bodyAfter } from './quota.ts';
import { refuseChanges } from '../plan-refusal.ts';
import { isArray, isObject, type JsonValue } from '../../json.ts';
import { resourceKey, shownName, type LiveResource } from '../../resource.ts';
import type { TypeOf } from '../../engine/managed-type.ts';

/** Refuses updates of what a resource keeps for life. */
export const immutable =
  (typeOf: TypeOf): Policy =>
  (plan) =>
    refuseChanges(plan, ({ action, type, fields }) => {
      const { risk } = typeOf(type);
      const keptForLife = risk?.keptForLife;
      if (action !== 'update' || keptForLife === undefined) return undefined;
      return fields.map((field) => keptForLife(field)).find((reason) => reason !== undefined);
    });

const mentions = (value: JsonValue | undefined, end: string): boolean => {
  if (typeof value === 'string') return value.toLowerCase().endsWith(end);
  if (isArray(value)) return value.some((item) => mentions(item, end));
  return isObject(value) && Object.values(value).some((member) => mentions(member, end));
};

const nameOf = ({ body, name }: LiveResource): string => shownName(body) ?? name;

/**
 * Warns on each delete of what names the resource by its full id (`IncidentRelatedAnalyticRuleIds`, Microsoft Learn,
 * automation rules reference), and then leads nowhere.
 */
export const references =
  ({ mentioning, typeOf }: Pick<PlanOptions, 'mentioning' | 'typeOf'>): Policy =>
  (plan) => ({
    ...plan,
    changes: plan.changes.map((change) => {
      const { resource, risk } = typeOf(change.type);
      const where = risk?.mentions;
      if (change.action !== 'delete' || where === undefined) return change;
      const end = `/${resourceKey(resource, change.id)}`;
      const naming = (mentioning ?? [])
        .filter(({ type, body }) => type === where.collection && mentions(body, end))
        .map(nameOf);
      if (naming.length === 0) return change;
      const warning = `${where.words} that name it: ${naming.join(', ')}.`;
      return { ...change, warnings: [...change.warnings, warning] };
    }),
  });

const wayOut = (verdict: Verdict, shared: ReadonlySet<string> | undefined): string => {
  const { id, path, state } = verdict;
  if (state === 'invalid' && path === undefined)
    return "That rule is this project's, and its file may be one of those whose id cannot be read: mend them first.";
  if (path !== undefined) return `That rule is in git too, in ${path}: rename one of them, or remove one.`;
  if (state === 'gone')
    return `That rule is this project's, and its id is no longer in git: the id of the file was changed. Write id: ${id} into the file, or let picket onboard do it.`;
  return `Manage the running rule instead: picket adopt ${exactRef(verdict, shared)}, which gives the file that id. Or rename one of them.`;
};

const refusalOf = (
  { verdict, why, refusal }: LookAlike,
  { shared }: Pick<PlanOptions, 'shared'>,
): Pick<Refusal, 'code' | 'message' | 'hint'> =>
  refusal ?? {
    code: 'look-alike',
    message: `${why} (rule ${verdict.id}): creating it would double every alert.`,
    hint: wayOut(verdict, shared),
  };

/**
 * Refuses to make what would double something that runs under another id; the type says what does. What a refused
 * one would have taken the place of stays: without both, nothing of them would run.
 */
export const lookAlikes =
  (verdicts: readonly Verdict[], { typeOf, shared }: Pick<PlanOptions, 'typeOf' | 'shared'>): Policy =>
  (plan) => {
    const removed = new Set(
      plan.changes.filter(({ action }) => action === 'delete' || action === 'disable').map(refKey),
    );
    const finderOf = (name: string) => {
      const own = verdicts.filter(({ type }) => type === name);
      return typeOf(name).risk?.lookAlikes?.(
        own.filter((verdict) => !removed.has(refKey(verdict))),
        own.filter((verdict) => removed.has(refKey(verdict))),
      );
    };
    const finders = new Map([...new Set(plan.changes.map(({ type }) => type))].map((type) => [type, finderOf(type)]));
    const find = (change: Change): LookAlike | undefined => finders.get(change.type)?.(change, bodyAfter(change));
    const replaced = new Map<string, Change>();
    const left = refuseChanges(plan, (change) => {
      const found = change.action === 'create' || change.action === 'update' ? find(change) : undefined;
      if (found === undefined) return undefined;
      replaced.set(refKey(found.verdict), change);
      return refusalOf(found, { shared });
    });
    return refuseChanges(left, (change) => {
      const by = replaced.get(refKey(change));
      return by === undefined
        ? undefined
        : {
            code: 'replacement-refused',
            message: `${by.id} would take its place and is refused, so it stays: without both nothing of them would run.`,
            hint: `Settle the refusal of ${by.id}.`,
          };
    });
  };
