import type { Change } from '../engine/change.ts';
import type { JsonObject } from '../json.ts';
import { valueAt } from '../pointer.ts';
import { sameRef, type Ref } from '../ref.ts';
import type { PlanOptions } from './plan-options.ts';

type Options = Pick<PlanOptions, 'typeOf'>;

/** What a body asks and names: texts of queries, which call what others give, and other content by its ids. */
export type Uses = { readonly queries: readonly string[]; readonly refs: readonly Ref[] };

/** What a body of a type, sent or answered, asks and names. */
export const usesIn = (type: string, body: JsonObject, { typeOf }: Options): Uses => {
  const { queries, queriesOf, references, canonical } = typeOf(type);
  const form = canonical.normalize(body);
  const placed = queries.flatMap((at) => {
    const query = valueAt(form, at);
    return typeof query === 'string' ? [query] : [];
  });
  return {
    queries: [...placed, ...(queriesOf?.(body) ?? [])],
    refs: references?.(form) ?? [],
  };
};

/**
 * Deletes with what they call and name of what is deleted with them: that goes after them, and stays where they stay. Git
 * no longer has any of it, so that what runs tells.
 */
export const withDeleteNeeds = (changes: readonly Change[], options: Options): readonly Change[] => {
  const deletes = changes.flatMap(({ type, id, action, before }) =>
    action === 'delete' && before !== undefined
      ? [{ ref: { type, id }, gives: options.typeOf(type).risk?.gives?.(before) }]
      : [],
  );
  if (deletes.length < 2) return changes;
  return changes.map((change) => {
    if (change.action !== 'delete' || change.before === undefined) return change;
    const { queries, refs } = usesIn(change.type, change.before.body, options);
    const needs = deletes.flatMap(({ ref, gives }) => {
      const isUsed =
        refs.some((each) => sameRef(each, ref)) ||
        (gives !== undefined && queries.some((each) => gives.isCalledIn(each)));
      return isUsed && !sameRef(ref, change) ? [ref] : [];
    });
    return needs.length === 0 ? change : { ...change, needs };
  });
};
