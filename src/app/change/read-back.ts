import { isStale, readUntil } from '../../azure/reread.ts';
import { diff, fieldOf } from '../../core/engine/diff.ts';
import { PicketError } from '../../core/errors.ts';
import { equalJson, type JsonObject } from '../../core/json.ts';
import { sayable, without } from '../../core/engine/live-state.ts';
import type { ManagedType, TypeOf } from '../../core/engine/managed-type.ts';
import type { JsonPointer } from '../../core/pointer.ts';
import type { Clock, Workspace } from '../../core/ports.ts';
import type { LiveResource, Resource } from '../../core/resource.ts';

/** What writing rules takes. */
export type RuleWriter = {
  readonly workspace: Workspace;
  readonly clock: Clock;
  readonly typeOf: TypeOf;
  readonly verifyBeforeWrite: 'always' | 'never';
  readonly backup: (rule: LiveResource) => Promise<void>;
  readonly signal: AbortSignal | undefined;
};

/** The same for the rules of one type. */
export type TypeWriter = Omit<RuleWriter, 'typeOf'> & { readonly type: ManagedType };

const sameState = (left: JsonObject, right: JsonObject, { type: { canonical } }: TypeWriter): boolean =>
  equalJson(canonical.normalize(left), canonical.normalize(right));

/** True when what runs is what was to be written; what the service added of its own does not count. */
export const holds = (live: LiveResource, wanted: Resource, { type: { canonical } }: TypeWriter): boolean => {
  const known = (body: JsonObject): JsonObject =>
    sayable(canonical.normalize(without(body, canonical.unknownProperties(body))), canonical);
  return equalJson(known(live.body), known(wanted.body));
};

/** The field of a place in a body, as a sentence names it. */
export const fieldName = (at: JsonPointer): string => fieldOf(at).replace(/^\/(properties\/)?/, '');

const fieldNames = (left: JsonObject, right: JsonObject): readonly string[] => [
  ...new Set(diff(left, right).map(({ at }) => fieldName(at))),
];

/** The fields in which a rule has moved, as a sentence names them. */
export const movedFields = (before: LiveResource, now: LiveResource, { type: { canonical } }: TypeWriter): string =>
  fieldNames(canonical.normalize(before.body), canonical.normalize(now.body)).join(', ');

/** The service itself answered every try with a failure: such an outage is not waited out. */
export const isOutage = (error: unknown): boolean =>
  error instanceof PicketError && !error.open && error.failure === 'unavailable';

/** What a read gave: the rule, that there is none, or that it failed. */
export type ReadBack = LiveResource | 'absent' | 'unread';

/** Reads a rule for a decision after a failure; a failure of this read decides nothing. */
export const readBack = async (resource: Pick<Resource, 'type' | 'name'>, writer: TypeWriter): Promise<ReadBack> => {
  try {
    return (await writer.workspace.get(resource.type, resource.name, writer.signal)) ?? 'absent';
  } catch (error) {
    if (error instanceof PicketError) return 'unread';
    throw error;
  }
};

/**
 * Reads back what became of a write whose answer was lost: one read that does not show it may only lag behind it. Where the
 * service has answered every try with a failure of its own, one read is enough: an outage costs no two minutes a rule.
 */
export const readBackUntil = (
  resource: Pick<Resource, 'type' | 'name'>,
  isCarriedOut: (read: ReadBack) => boolean,
  error: unknown,
  writer: TypeWriter,
): Promise<ReadBack> =>
  readUntil(
    () => readBack(resource, writer),
    (read) => isOutage(error) || read === 'unread' || isCarriedOut(read),
    writer,
  );

/** True for a rule that was read. */
export const isThere = (read: ReadBack): read is LiveResource => typeof read !== 'string';

/** What a read shows about the rule that the plan was made against. */
export type Standing =
  | { readonly kind: 'as-planned'; readonly etag: string | undefined }
  | { readonly kind: 'gone' }
  | { readonly kind: 'moved'; readonly live: LiveResource };

const standing = (before: LiveResource, now: LiveResource | undefined, writer: TypeWriter): Standing => {
  if (now === undefined) return { kind: 'gone' };
  return sameState(before.body, now.body, writer)
    ? { kind: 'as-planned', etag: now.etag }
    : { kind: 'moved', live: now };
};

/**
 * The rule as it is now. A read that is behind what the plan was made against is made again, and so is one that still shows
 * the etag that the service has just `refused`: it may lag behind a write, even one of this run whose answer was lost.
 */
export const current = async (before: LiveResource, writer: TypeWriter, refused?: string): Promise<Standing> => {
  const { workspace, clock, signal } = writer;
  const now = await readUntil(
    () => workspace.get(before.type, before.name, signal),
    (read) => !isStale(read, before.etag, clock) && (refused === undefined || read?.etag !== refused),
    writer,
  );
  return standing(before, now, writer);
};

/** The write itself is bound to the etag planned against; without one, only a read can tell whether the rule has moved. */
export const verified = (before: LiveResource, writer: TypeWriter): Promise<Standing> =>
  before.etag === undefined ? current(before, writer) : Promise.resolve({ kind: 'as-planned', etag: before.etag });
