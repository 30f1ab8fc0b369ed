import type { Change, Policy, Refusal, Verdict } from '../../engine/change.ts';
import type { Given } from '../../engine/risk.ts';
import { refKey, sameRef } from '../../ref.ts';
import type { PlanOptions } from '../plan-options.ts';
import { refuseChanges } from '../plan-refusal.ts';
import { usesIn, type Uses } from '../uses.ts';
import { bodyAfter } from './quota.ts';

/** Content as it runs after the plan, by its queries and by what it names. `staying`: the queries that the plan does not write. */
type Kept = Pick<Verdict, 'type' | 'id' | 'displayName'> & Uses & { readonly staying: Uses['queries'] };

type Options = Pick<PlanOptions, 'typeOf'>;

const keptAfter = (verdicts: readonly Verdict[], changes: readonly Change[], options: Options): readonly Kept[] => {
  const byRef = new Map(changes.map((change) => [refKey(change), change]));
  return verdicts.flatMap((verdict): readonly Kept[] => {
    const { type, id, displayName, live } = verdict;
    const change = byRef.get(refKey(verdict));
    const body = change === undefined ? live?.body : bodyAfter(change);
    if (body === undefined) return [];
    const uses = usesIn(type, body, options);
    const running = new Set(live === undefined ? [] : usesIn(type, live.body, options).queries);
    return [{ type, id, displayName, ...uses, staying: uses.queries.filter((query) => running.has(query)) }];
  });
};

/** So many callers are named before the others are counted. */
const mostNames = 5;

const named = (callers: readonly Kept[]): string => {
  const names = callers.slice(0, mostNames).map(({ displayName }) => displayName);
  const left = callers.length - mostNames;
  return left > 0 ? `${names.join(', ')} and ${left} more` : names.join(', ');
};

const callersOf = (given: Given, change: Change, kept: readonly Kept[]): readonly Kept[] =>
  kept.filter((each) => !sameRef(each, change) && each.queries.some(given.isCalledIn));

/** What names a change by its id, which nothing in a query does. */
const namersOf = (change: Change, kept: readonly Kept[]): readonly Kept[] =>
  kept.filter((each) => !sameRef(each, change) && each.refs.some((ref) => sameRef(ref, change)));

type Judged = { readonly refusal?: Pick<Refusal, 'code' | 'message' | 'hint'>; readonly warnings: readonly string[] };

/** What becomes of those who call what a change takes away or makes otherwise. */
const judged = (change: Change, kept: readonly Kept[], { typeOf }: Options): Judged => {
  const { risk, words } = typeOf(change.type);
  const namers = change.action === 'delete' ? namersOf(change, kept) : [];
  if (namers.length > 0)
    return {
      refusal: {
        code: 'still-called',
        message: `The ${words.one} would be removed, and what stays still names it: ${named(namers)}.`,
        hint: 'Change or remove what names it first, or keep it.',
      },
      warnings: [],
    };
  const gives = risk?.gives;
  const before = change.before === undefined ? undefined : gives?.(change.before);
  if (before === undefined || (change.action !== 'delete' && change.action !== 'update')) return { warnings: [] };
  const callers = callersOf(before, change, kept);
  const body = bodyAfter(change);
  const after = body === undefined ? undefined : gives?.({ name: change.id, body });
  if (after?.name !== before.name) {
    const { code, what } =
      change.action === 'delete'
        ? { code: 'still-called', what: 'removed' }
        : { code: 'renamed-while-called', what: 'renamed' };
    if (callers.length === 0) return { warnings: [] };
    return {
      refusal: {
        code,
        message: `${before.words} would be ${what}, and what stays still calls it: ${named(callers)}.`,
        hint: 'Change or remove what calls it first, or keep it.',
      },
      warnings: [],
    };
  }
  const moved = before.movedBy?.(after) ?? { changes: [], breaks: () => false };
  if (moved.changes.length === 0) return { warnings: [] };
  // What is written now was compiled against the new one; an error of what runs already holds nothing back.
  const broken = callers.filter(({ staying }) => staying.some(moved.breaks));
  const said = moved.changes.join('; ');
  if (broken.length > 0)
    return {
      refusal: {
        code: 'breaks-callers',
        message: `${before.words} would take other parameters (${said}), and calls that stay would break: ${named(broken)}.`,
        hint: 'Add new parameters at the end, with a default, and keep those that are there; or change what calls it first.',
      },
      warnings: [],
    };
  return {
    warnings: [
      `${before.words} takes other parameters: ${said}. ${callers.length === 0 ? 'Nothing that is known calls it.' : `It is called by ${named(callers)}.`}`,
    ],
  };
};

/**
 * Refuses to remove what something that stays still names or calls, to rename what it calls, and to change what callers give to a function while a
 * call that stays would break; shows who calls what is changed.
 */
export const callers =
  (verdicts: readonly Verdict[], options: Options): Policy =>
  (plan) => {
    const concerned = plan.changes.some(
      ({ type, action }) => action === 'delete' || options.typeOf(type).risk?.gives !== undefined,
    );
    if (!concerned) return plan;
    // What is kept because it is still called keeps what it calls itself.
    const kept = keptAfter(verdicts, plan.changes, options);
    const left = refuseChanges(plan, (change) => judged(change, kept, options).refusal);
    if (left.changes.length < plan.changes.length) return callers(verdicts, options)(left);
    return {
      ...plan,
      changes: plan.changes.map((change) => {
        const { warnings } = judged(change, kept, options);
        return warnings.length === 0 ? change : { ...change, warnings: [...change.warnings, ...warnings] };
      }),
    };
  };
