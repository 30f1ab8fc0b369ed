import { readUntil } from '../../azure/reread.ts';
import type { Change, Mark, OutcomeEnd, RowsWrite } from '../../core/engine/change.ts';
import { recordIn } from '../../core/engine/marker.ts';
import { rowsText, type Contents } from '../../core/engine/rows.ts';
import { PicketError } from '../../core/errors.ts';
import type { Workspace, WriteCondition } from '../../core/ports.ts';
import { rowsOf, type LiveResource, type Row } from '../../core/resource.ts';
import { forEachOf } from '../each-of.ts';
import { failed, type RuleWriter } from './apply-change.ts';

/** The rows of a resource as they are now. */
export const readRows = async (
  workspace: Pick<Workspace, 'list'>,
  resource: Pick<LiveResource, 'type' | 'name'>,
  { kind, valueOf }: Contents,
  signal?: AbortSignal,
): Promise<readonly Row[]> =>
  (await workspace.list(rowsOf(resource, kind), signal)).map(({ name, body }) => ({ name, value: valueOf(body) }));

/** How the rows ended: the resource with what now lies beside it, what is recorded of it, and why it is not all that it should be. */
export type RowsWritten = {
  readonly answered: LiveResource;
  readonly end?: OutcomeEnd;
  readonly marked: (mark: Mark) => Mark;
};

/** A record that says nothing of what was sent: what is missing is git's change for the next run. */
const withoutSent = ({ rows: _rows, ...mark }: Mark): Mark => mark;

/** A record that knows of the rows what the one before knew: what others wrote is their change for the next run. */
const withHeld =
  ({ marker }: Change) =>
  ({ rows: _rows, ...mark }: Mark): Mark => {
    const record = marker === undefined ? undefined : recordIn(marker);
    const known = record?.kind === 'fields' ? record.fields['/rows'] : undefined;
    return { ...mark, held: { ...mark.held, '/rows': known ?? { sent: undefined, live: undefined } } };
  };

const moved: OutcomeEnd = {
  status: 'skipped',
  reason: 'its rows were changed in the workspace after the plan was made; plan again to see both sides',
  failure: 'conflict',
};

const notKept: OutcomeEnd = {
  status: 'failed',
  reason: 'the service took the rows, and its list still shows others',
  hint: 'Plan again in some minutes: what is missing is written then.',
  failure: 'protocol',
};

const conditionOf = ({ etag }: LiveResource): WriteCondition =>
  etag === undefined ? { kind: 'any' } : { kind: 'unchanged', etag };

/** Adds and removes the rows; what is left over by a failure is written by the next run. */
const carryOut = async (
  write: RowsWrite,
  answered: LiveResource,
  { kind, bodyOf }: Contents,
  { workspace, signal }: RuleWriter,
): Promise<LiveResource> => {
  const type = rowsOf(answered, kind);
  await forEachOf(write.remove, signal, async ({ name }) => {
    await workspace.remove(type, name, { kind: 'any' }, signal);
  });
  if (write.bulk !== undefined) return workspace.put(write.bulk, conditionOf(answered), signal);
  await forEachOf(write.add, signal, async ({ name, value }) => {
    await workspace.put({ type, name, body: bodyOf(value) }, { kind: 'any' }, signal);
  });
  return answered;
};

/**
 * Brings what lies beside a resource to what the plan says, where it is still as it was planned against. Reads it before
 * and after: the service may take rows and be slow to keep them. Never throws a PicketError.
 */
export const writeRows = async (
  write: RowsWrite,
  answered: LiveResource,
  change: Change,
  run: RuleWriter,
): Promise<RowsWritten> => {
  const { contents } = run.typeOf(change.type);
  if (contents === undefined) return { answered, marked: (mark) => mark };
  const read = (): Promise<readonly Row[]> => readRows(run.workspace, answered, contents, run.signal);
  let rows = change.before?.rows ?? [];
  let written = answered;
  try {
    rows = await read();
    if (rowsText(rows) !== write.before)
      return { answered: { ...written, rows }, end: moved, marked: withHeld(change) };
    if (change.before !== undefined) await run.backup({ ...change.before, rows });
    written = await carryOut(write, answered, contents, run);
    const wanted = rowsText(write.wanted);
    rows = await readUntil(read, (found) => rowsText(found) === wanted, run);
    return rowsText(rows) === wanted
      ? { answered: { ...written, rows }, marked: (mark) => mark }
      : { answered: { ...written, rows }, end: notKept, marked: withoutSent };
  } catch (error) {
    if (!(error instanceof PicketError)) throw error;
    rows = await read().catch(() => rows);
    return { answered: { ...written, rows }, end: failed(error), marked: withoutSent };
  }
};
