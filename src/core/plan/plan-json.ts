import { changeSetDigest } from './change-set.ts';
import type { Change, Plan } from '../engine/change.ts';
import type { JsonObject, JsonValue } from '../json.ts';

/** Version of the machine format; schemas/plan.schema.json describes it. New keys may appear within a version. */
export const planVersion = 2;

const optional = (key: string, value: JsonValue | undefined): JsonObject =>
  value === undefined ? {} : { [key]: value };

const changeJson = (change: Change): JsonObject => {
  const { action, type, id, displayName, path, reason, fields, losses, warnings } = change;
  return {
    action,
    type,
    id,
    name: displayName,
    ...optional('path', path),
    reason,
    fields: fields.map(({ at, before, after }) => ({
      pointer: at,
      before: before ?? null,
      after: after ?? null,
      ...(before === undefined ? { absent: 'before' } : after === undefined ? { absent: 'after' } : {}),
    })),
    losses: losses.map(({ loss, message, approvedBy }) => ({ loss, message, ...optional('approvedBy', approvedBy) })),
    warnings,
  };
};

const said = new WeakMap<Change, JsonObject>();

/** A change that is one for several workspaces is one value in all their plans. */
const sharedJson = (change: Change): JsonObject => {
  const known = said.get(change) ?? changeJson(change);
  said.set(change, known);
  return known;
};

/**
 * A plan in the machine format of `plan --format json`. In a field, an absent value is null in `before` or `after`, and
 * `absent` names that side, because null is a value of its own.
 */
export const planJson = (plan: Plan): JsonObject => ({
  version: planVersion,
  workspace: plan.workspace,
  changes: plan.changes.map(sharedJson),
  refusals: plan.refusals.map(({ scope, code, message, hint, type, id, displayName }) => ({
    scope,
    code,
    message,
    ...optional('hint', hint),
    ...optional('type', type),
    ...optional('id', id),
    ...optional('name', displayName),
  })),
  summary: { ...plan.summary },
  quotas: plan.quotas.map((quota) => ({ ...quota })),
  notes: plan.notes,
  changeSet: changeSetDigest(plan),
});
