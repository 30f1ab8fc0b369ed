import type { Change, ChangeAction, Plan, PlanCounts } from '../engine/change.ts';
import { sha256 } from '../digest.ts';
import { byText, canonicalJson, type JsonValue } from '../json.ts';
import type { Ref } from '../ref.ts';

/** One thing that a plan changes, as a person approves it. An absent value is left out, so that null stays null. */
export type ChangeSetEntry = Ref & {
  readonly action: ChangeAction;
  readonly pointer: string;
  readonly before?: JsonValue;
  readonly after?: JsonValue;
};

const entry = (
  { type, id }: Ref,
  action: ChangeAction,
  pointer: string,
  before: JsonValue | undefined,
  after: JsonValue | undefined,
): ChangeSetEntry => ({
  type,
  id: id.toLowerCase(),
  action,
  pointer,
  ...(before === undefined ? {} : { before }),
  ...(after === undefined ? {} : { after }),
});

/** The entries of a plan with their canonical texts, sorted by those. */
const keyed = (plan: Plan): readonly { readonly item: ChangeSetEntry; readonly key: string }[] =>
  plan.changes
    .filter(({ action }) => action !== 'refresh')
    .flatMap((change) =>
      change.fields.length === 0
        ? [entry(change, change.action, '', undefined, undefined)]
        : change.fields.map(({ at, before, after }) => entry(change, change.action, at, before, after)),
    )
    .map((item) => ({ item, key: canonicalJson(item) }))
    .toSorted((left, right) => byText(left.key, right.key));

/**
 * What a plan changes, by rule and field, in a fixed order. What only refreshes a marker is left out: it changes nothing
 * that runs. A change without fields (a delete, an adoption) is one entry with the pointer of the whole rule.
 */
export const changeSet = (plan: Plan): readonly ChangeSetEntry[] => keyed(plan).map(({ item }) => item);

const digests = new WeakMap<Change, { readonly changes: readonly Change[]; readonly digest: string }>();

/**
 * Sixteen characters that name a change set: equal sets have equal digests, whatever else the plans hold. It is the
 * digest of the list of entries, whose canonical text is made of theirs.
 */
export const changeSetDigest = (plan: Plan): string => {
  const { changes } = plan;
  const [first] = changes;
  const known = first === undefined ? undefined : digests.get(first);
  // Workspaces with equal content have the same values.
  if (known?.changes.length === changes.length && changes.every((change, at) => change === known.changes[at]))
    return known.digest;
  const keys = keyed(plan).map(({ key }) => key);
  const digest = sha256(`[${keys.join(',')}]`).slice(0, 16);
  if (first !== undefined) digests.set(first, { changes, digest });
  return digest;
};

export type Approved = {
  /** Changes that nobody approved. */
  readonly unapproved: readonly ChangeSetEntry[];
  /** Approved changes that the plan no longer makes. */
  readonly obsolete: readonly ChangeSetEntry[];
};

/** Compares what a person approved with what would be done now. Equal change sets leave both lists empty. */
export const compareApproved = (approved: readonly ChangeSetEntry[], fresh: Plan): Approved => {
  const now = changeSet(fresh);
  const known = new Set(approved.map(canonicalJson));
  const wanted = new Set(now.map(canonicalJson));
  return {
    unapproved: now.filter((item) => !known.has(canonicalJson(item))),
    obsolete: approved.filter((item) => !wanted.has(canonicalJson(item))),
  };
};

/** How many rules some changes create, update (or disable) and delete. */
export const changeCounts = (changes: readonly Change[]): Pick<PlanCounts, 'create' | 'update' | 'delete'> => {
  const count = (...actions: readonly ChangeAction[]): number =>
    changes.filter(({ action }) => actions.includes(action)).length;
  return { create: count('create'), update: count('update', 'disable'), delete: count('delete') };
};
