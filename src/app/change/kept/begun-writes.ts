import { join } from 'node:path';
import type { Change, Outcome, Plan } from '../../../core/engine/change.ts';
import { begunJson, readBegun, recordedIn, type Begun } from '../../../core/engine/begun.ts';
import { parseJson, type JsonObject } from '../../../core/json.ts';
import { refKey } from '../../../core/ref.ts';
import { jsonText } from '../../../core/text/visible.ts';
import { namesIn, readText, removeFile, writeAtomically } from '../../../files/disk.ts';
import type { Session } from '../../session.ts';
import { openMark } from '../apply-rows.ts';
import { isOfRows, isOfRule } from '../apply.ts';
import { folderOf, safeName } from './places.ts';

type Place = {
  readonly project: Pick<Session['project'], 'root' | 'config'>;
  readonly workspace: Pick<Session['workspace'], 'name'>;
  readonly connection: { readonly workspace: Pick<Session['connection']['workspace'], 'target'> };
};

const folderIn = ({ project, workspace }: Place): string => join(project.root, folderOf('writing', workspace.name));

/** Of which workspace and project the notes are: a name of picket.yaml may come to mean another one. */
const whereOf = ({ project, connection }: Place): JsonObject => {
  const { subscriptionId, resourceGroup, workspaceName } = connection.workspace.target;
  return { project: project.config.project?.id ?? '', subscriptionId, resourceGroup, workspaceName };
};

const filesIn = async (place: Place): Promise<readonly string[]> =>
  (await namesIn(folderIn(place))).filter((name) => name.endsWith('.json')).map((name) => join(folderIn(place), name));

const readNotes = async (path: string, place: Place): Promise<readonly Begun[]> =>
  readBegun(parseJson((await readText(path)) ?? ''), whereOf(place));

/** What earlier runs began to write to a workspace and may not have marked. */
export const begunIn = async (place: Place): Promise<readonly Begun[]> => {
  const notes = await Promise.all((await filesIn(place)).map((path) => readNotes(path, place)));
  return notes.flat();
};

/** What is noted of a change; nothing where it writes no body, or no marker after it. */
const noteOf = ({ type, id, writes, marker }: Change, began: number): readonly Begun[] => {
  const body = writes.find(isOfRule);
  const mark = writes.find(({ operation }) => operation === 'mark');
  if (body?.operation !== 'put' || mark?.operation !== 'mark') return [];
  const { operation: _, ...plain } = mark;
  const rows = writes.find(isOfRows);
  const recorded = recordedIn(marker);
  return [
    {
      type,
      id,
      began,
      body: body.resource.body,
      // Its rows come after the body: they are yet to be written.
      mark: rows === undefined ? plain : openMark(rows)(plain),
      ...(recorded === undefined ? {} : { recorded }),
    },
  ];
};

/** True where a change came to its marker. */
const isMarked = ({ status, failure }: Outcome): boolean =>
  (status === 'written' || status === 'unchanged') && failure === undefined;

/** True where the body of a change may run without its marker. */
const mayBeOwed = (outcome: Outcome): boolean =>
  !isMarked(outcome) && ['written', 'failed', 'unknown'].includes(outcome.status);

const keep = async (path: string, place: Place, writes: readonly Begun[]): Promise<void> => {
  if (writes.length === 0) await removeFile(path);
  else await writeAtomically(path, jsonText(begunJson(whereOf(place), writes)));
};

/**
 * Notes what a plan is about to write, before its first write, so that a run that dies between a body and its marker leaves
 * nothing behind that looks like somebody else's. Gives what to call with the outcomes: what came to its marker is forgotten.
 */
export const noteWrites = async (
  place: Place,
  plan: Plan,
  now: number,
): Promise<(outcomes: readonly Outcome[]) => Promise<void>> => {
  const notes = plan.changes.flatMap((change) => noteOf(change, now));
  const earlier = await filesIn(place);
  const path = join(folderIn(place), `${safeName(new Date(now).toISOString())}-${process.pid}.json`);
  if (notes.length > 0) await keep(path, place, notes);
  return async (outcomes) => {
    const ends = new Map(outcomes.map((outcome) => [refKey(outcome), outcome]));
    const endOf = (note: Begun): Outcome | undefined => ends.get(refKey(note));
    if (notes.length > 0)
      await keep(
        path,
        place,
        notes.filter((note) => {
          const end = endOf(note);
          return end === undefined || mayBeOwed(end);
        }),
      );
    for (const file of earlier) {
      const known = await readNotes(file, place);
      const left = known.filter((note) => {
        const end = endOf(note);
        return end === undefined || !isMarked(end);
      });
      if (left.length < known.length) await keep(file, place, left);
    }
  };
};
