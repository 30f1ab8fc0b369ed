import { readUntil } from '../../azure/reread.ts';
import type { Change, Outcome, Plan } from '../../core/engine/change.ts';
import { PicketError } from '../../core/errors.ts';
import { equalJson, type JsonObject } from '../../core/json.ts';
import type { TypeOf } from '../../core/engine/managed-type.ts';
import type { Clock, Workspace } from '../../core/ports.ts';
import { refKey } from '../../core/ref.ts';
import type { LiveResource } from '../../core/resource.ts';
import { isOfRule } from './apply.ts';

export type WrittenCheck = {
  readonly workspace: Pick<Workspace, 'list' | 'get'>;
  readonly clock: Clock;
  readonly plan: Plan;
  readonly typeOf: TypeOf;
  /** Aborted: somebody wants the run to end, so nothing more is asked. */
  readonly signal?: AbortSignal;
  /** Hears of each outcome that is another one now. */
  readonly found: (outcome: Outcome) => void;
};

/** What is wrong with a rule that was written; undefined where it is there, as this run or somebody else since left it. */
const wrong = (
  change: Change,
  live: LiveResource | undefined,
  { typeOf }: WrittenCheck,
): 'nothing' | 'unchanged' | 'still there' | undefined => {
  if (change.action === 'delete') {
    return live !== undefined && live.etag !== undefined && live.etag === change.before?.etag
      ? 'still there'
      : undefined;
  }
  if (live === undefined) return 'nothing';
  const put = change.writes.find(({ operation }) => operation === 'put');
  const { before } = change;
  const { canonical } = typeOf(change.type);
  if (put?.operation !== 'put' || before === undefined) return undefined;
  const same = (left: JsonObject, right: JsonObject): boolean =>
    equalJson(canonical.normalize(left), canonical.normalize(right));
  // Where the write changed nothing that is compared (cosmetic), the old state and the new one cannot be told apart.
  if (same(before.body, put.resource.body)) return undefined;
  return live.etag !== undefined && live.etag === before.etag && same(live.body, before.body) ? 'unchanged' : undefined;
};

const reasons = {
  nothing: 'the service took the write and stored nothing: no read shows it',
  unchanged: 'the service took the write and stored nothing: every read shows it as it was before',
  'still there': 'the service took the deletion, and every read still shows it',
} as const;

const collectionOf = (change: Change, { typeOf }: WrittenCheck): string => typeOf(change.type).resource.collection;

/** Reads until the rule is as it was written, or the time is over: what a read shows may lag behind. */
const settled = async (change: Change, check: WrittenCheck): Promise<ReturnType<typeof wrong>> => {
  const name = change.before?.name ?? change.id;
  const found = await readUntil(
    async () => wrong(change, await check.workspace.get(collectionOf(change, check), name, check.signal), check),
    (odd) => odd === undefined,
    check,
  );
  // Who ends the wait leaves it open.
  return check.signal?.aborted === true ? undefined : found;
};

/**
 * Looks once, in one listing, whether what was written is there, and reads what the list does not show as it should.
 * A write that the service took and did not keep ends as `failed`. Where the list cannot be read, the answers of the
 * writes are all that is known.
 */
export const withWrittenChecked = async (
  outcomes: readonly Outcome[],
  check: WrittenCheck,
): Promise<readonly Outcome[]> => {
  const changes = new Map(check.plan.changes.map((change) => [refKey(change), change]));
  const writesRule = (outcome: Outcome): Change | undefined => {
    const change = outcome.status === 'written' ? changes.get(refKey(outcome)) : undefined;
    return change?.writes.some(isOfRule) === true ? change : undefined;
  };
  const isAborted = (): boolean => check.signal?.aborted === true;
  if (isAborted() || !outcomes.some(writesRule)) return outcomes;
  try {
    const wrote = outcomes.flatMap((outcome) => writesRule(outcome) ?? []);
    const collections = [...new Set(wrote.map((change) => collectionOf(change, check)))];
    const lists = await Promise.all(collections.map((collection) => check.workspace.list(collection, check.signal)));
    const keyOf = (collection: string, name: string): string => `${collection}/${name.toLowerCase()}`;
    const live = new Map(lists.flat().map((resource) => [keyOf(resource.type, resource.name), resource]));
    const told: Outcome[] = [];
    for (const outcome of outcomes) {
      const change = writesRule(outcome);
      const isOdd =
        change !== undefined &&
        wrong(change, live.get(keyOf(collectionOf(change, check), outcome.id)), check) !== undefined;
      const found = isOdd && !isAborted() ? await settled(change, check) : undefined;
      if (found === undefined) {
        told.push(outcome);
        continue;
      }
      const hint = 'Look at it in the workspace, then plan again.';
      const failed: Outcome = { ...outcome, status: 'failed', reason: reasons[found], hint, failure: 'protocol' };
      check.found(failed);
      told.push(failed);
    }
    return told;
  } catch (error) {
    if (error instanceof PicketError) return outcomes;
    throw error;
  }
};
