import { readUntil } from '../../azure/reread.ts';
import type { Change, Mark, OutcomeEnd, RowsWrite } from '../../core/engine/change.ts';
import { rowsStand, rowsText, type Contents } from '../../core/engine/rows.ts';
import { PicketError } from '../../core/errors.ts';
import type { Workspace, WriteCondition } from '../../core/ports.ts';
import { rowsOf, type LiveResource, type Row } from '../../core/resource.ts';
import { forEachOf } from '../each-of.ts';
import { failed, mayBeCarriedOut } from './apply-change.ts';
import { type RuleWriter } from './read-back.ts';

/** The rows of a resource as they are now. */
export const readRows = async (
  workspace: Pick<Workspace, 'list'>,
  resource: Pick<LiveResource, 'type' | 'name'>,
  { kind, valueOf }: Contents,
  signal?: AbortSignal,
): Promise<readonly Row[]> =>
  (await workspace.list(rowsOf(resource, kind), signal)).map(({ name, body, etag }) => ({
    name,
    value: valueOf(body),
    ...(etag === undefined ? {} : { etag }),
  }));

/** How the rows ended: the resource with what lies beside it, how that is recorded, and what there is to say of it. */
export type RowsWritten = {
  readonly answered: LiveResource;
  readonly end?: OutcomeEnd;
  readonly marked: (mark: Mark) => Mark;
};

const asPlanned = (mark: Mark): Mark => mark;

/**
 * A record of rows whose end nobody knows: it stands in the marker while they are written, so that a run that dies in
 * between leaves its own work behind and no drift.
 */
export const openMark =
  ({ wanted }: RowsWrite) =>
  (mark: Mark): Mark => ({ ...mark, rows: rowsText(wanted) });

/** A record that says nothing of what was sent: what is missing is git's change for the next run. */
const withoutSent = ({ rows: _rows, ...mark }: Mark): Mark => ({ ...mark, rowsLive: true });

const meanwhile: OutcomeEnd = {
  status: 'written',
  reason: 'written; others changed its rows meanwhile, which stay as they are: plan again to see both sides',
};

const notKept: OutcomeEnd = {
  status: 'failed',
  reason: 'the service took the rows, and its list still shows others',
  hint: 'Plan again in some minutes: what is missing is written then.',
  failure: 'protocol',
};

const conditionOf = ({ etag }: { readonly etag?: string | undefined }): WriteCondition =>
  etag === undefined ? { kind: 'any' } : { kind: 'unchanged', etag };

const isMoved = (error: unknown): boolean =>
  error instanceof PicketError && (error.failure === 'precondition' || error.failure === 'conflict');

/** Rows that were sent and not refused: reads show them sooner or later, and they are nobody else's edit. */
type Sent = { readonly add: Row[]; readonly remove: Row[] };

/** Where rows are written. */
type Place = { readonly type: string; readonly contents: Contents; readonly run: RuleWriter; readonly sent: Sent };

/** Sends what writes some rows; they count as sent unless it is certain that the service did not take them. */
const send = async <T>(rows: readonly Row[], sent: Row[], write: () => Promise<T>): Promise<T> => {
  try {
    const answer = await write();
    sent.push(...rows);
    return answer;
  } catch (error) {
    if (mayBeCarriedOut(error)) sent.push(...rows);
    throw error;
  }
};

/** Deletes rows as they were planned against; one that somebody has changed meanwhile stays. */
const removeRows = ({ remove }: RowsWrite, { type, run: { workspace, signal }, sent }: Place): Promise<void> =>
  forEachOf(remove, signal, async (row) => {
    try {
      await send([row], sent.remove, () => workspace.remove(type, row.name, conditionOf(row), signal));
    } catch (error) {
      if (!isMoved(error)) throw error;
    }
  });

const addRows = ({ add }: RowsWrite, { type, contents, run: { workspace, signal }, sent }: Place): Promise<void> =>
  forEachOf(add, signal, async (row) => {
    const { name, value } = row;
    await send([row], sent.add, () =>
      workspace.put({ type, name, body: contents.bodyOf(value) }, { kind: 'any' }, signal),
    );
  });

/** A row that somebody else has added as well is there once. */
const withoutDoubles = async (
  doubled: readonly Row[],
  { type, run: { workspace, signal } }: Place,
): Promise<ReadonlySet<string>> => {
  await forEachOf(doubled, signal, async (row) => {
    await workspace.remove(type, row.name, conditionOf(row), signal);
  });
  return new Set(doubled.map(({ name }) => name));
};

/** What a last read says of the write. */
const ended = (
  write: RowsWrite,
  there: readonly Row[],
  found: readonly Row[],
  written: LiveResource,
  failure?: OutcomeEnd,
): RowsWritten => {
  const { done, expected } = rowsStand(write, there, found);
  const isSeed = write.are === 'seed';
  // What is recorded are the rows without those of others: these are drift for the next run.
  const answered = { ...written, rows: expected };
  if (!done || failure !== undefined)
    return isSeed
      ? { answered: written, end: failure ?? notKept, marked: openMark(write) }
      : { answered, end: failure ?? notKept, marked: withoutSent };
  return rowsText(found) === rowsText(expected) || isSeed
    ? { answered, marked: asPlanned }
    : { answered, end: meanwhile, marked: asPlanned };
};

/**
 * Brings what lies beside a resource to what the plan says, by adding and deleting the rows in which the two differ: rows
 * that others write meanwhile are never touched. Rows are added first, so that a run that dies loses none; an upload is
 * waited for before anything is deleted, and what was written row by row is read at the end, after a failure too, until
 * reads show what was sent. Never throws a PicketError.
 */
export const writeRows = async (
  write: RowsWrite,
  answered: LiveResource,
  change: Change,
  run: RuleWriter,
): Promise<RowsWritten> => {
  const { contents } = run.typeOf(change.type);
  if (contents === undefined) return { answered, marked: asPlanned };
  const sent: Sent = { add: [], remove: [] };
  const place: Place = { type: rowsOf(answered, contents.kind), contents, run, sent };
  const read = (): Promise<readonly Row[]> => readRows(run.workspace, answered, contents, run.signal);
  const there = change.before?.rows ?? [];
  const settled = (found: readonly Row[], part: Pick<RowsWrite, 'add' | 'remove'>): boolean =>
    rowsStand(part, there, found).done;
  const { rows: _rows, ...plain } = answered;
  let written: LiveResource = plain;
  try {
    if (change.before !== undefined) await run.backup(change.before);
    if (write.bulk === undefined) {
      await addRows(write, place);
      await removeRows(write, place);
      const found = await readUntil(read, (rows) => settled(rows, write), run);
      const gone = await withoutDoubles(rowsStand(write, there, found).doubled, place);
      return ended(
        write,
        there,
        found.filter(({ name }) => !gone.has(name)),
        written,
      );
    }
    const { bulk } = write;
    written = await send(write.add, sent.add, () => run.workspace.put(bulk, conditionOf(answered), run.signal));
    const adding = { add: write.add, remove: [] };
    let uploaded = await readUntil(read, (rows) => settled(rows, adding), run);
    if (rowsStand(adding, there, uploaded).expected.length === there.length) {
      // A version of the service once took uploads and ignored them (azure-sdk-for-python#25242).
      await addRows(write, place);
      uploaded = await readUntil(read, (rows) => settled(rows, adding), run);
    }
    if (!settled(uploaded, adding)) return ended(write, there, uploaded, written, notKept);
    await removeRows(write, place);
    const removed = new Set(write.remove.map(({ name }) => name));
    return ended(
      write,
      there,
      uploaded.filter(({ name }) => !removed.has(name)),
      written,
    );
  } catch (error) {
    if (!(error instanceof PicketError)) throw error;
    const end = failed(error);
    // A read that lags would record rows without those that this run has written, which are then taken for an edit.
    const found = await readUntil(read, (rows) => settled(rows, sent), run).catch(() => undefined);
    return found === undefined
      ? { answered: written, end, marked: openMark(write) }
      : ended(write, there, found, written, end);
  }
};
