import { join } from 'node:path';
import { sha256 } from '../../core/digest.ts';
import { PicketError } from '../../core/errors.ts';
import { readRunRecord, runRecordJson, type RunRecord } from '../../core/fleet/run-record.ts';
import type { Io } from '../../core/io.ts';
import { parseJson } from '../../core/json.ts';
import { jsonText } from '../../core/text/visible.ts';
import { filesIn } from '../../files/discover.ts';
import { kindOf, namesIn, readBytes, readText, removeFile, writeAtomically } from '../../files/disk.ts';
import { everyFolder } from '../content/content-folders.ts';
import type { Project } from '../project.ts';

/** Where runs over several workspaces say how far they have come, relative to the folder of picket.yaml. */
const folder = join('.picket', 'runs');

const placeOf = (project: Project, id: string): string => join(project.root, folder, `${id}.json`);

/** A digest of everything that is deployed: picket.yaml and the files of all content folders. */
export const contentDigest = async (project: Project): Promise<string> => {
  const parts: string[] = [project.document?.text ?? ''];
  for (const path of await filesIn(project.root, everyFolder(project.config))) {
    const bytes = await readBytes(path);
    parts.push(`${path.slice(project.root.length)} ${sha256(Buffer.from(bytes ?? []).toString('base64'))}`);
  }
  return sha256(parts.join('\n'));
};

/** An id that no run has yet: the moment of its beginning. */
export const freeRunId = async (project: Project, io: Pick<Io, 'clock'>): Promise<string> => {
  const moment = new Date(io.clock.now())
    .toISOString()
    .replaceAll(/[-:]/g, '')
    .replace(/\.\d+Z$/, 'Z');
  for (let serial = 1; ; serial += 1) {
    const id = serial === 1 ? moment : `${moment}-${serial}`;
    if ((await kindOf(placeOf(project, id))) === 'nothing') return id;
  }
};

/** Keeps how far a run has come, whole or not at all. */
export const keepRun = (project: Project, record: RunRecord): Promise<void> =>
  writeAtomically(placeOf(project, record.id), jsonText(runRecordJson(record)));

/** Forgets a run of which nothing is left. */
export const forgetRun = (project: Project, id: string): Promise<void> => removeFile(placeOf(project, id));

/** The run of an id, or the latest that is not done. Rejects with a `usage` error where there is none. */
export const openRun = async (project: Project, wanted: string): Promise<RunRecord> => {
  const ids = (await namesIn(join(project.root, folder)))
    .filter((name) => name.endsWith('.json'))
    .map((name) => name.slice(0, -'.json'.length))
    .toSorted();
  const id = wanted === '' ? ids.at(-1) : ids.find((each) => each === wanted);
  const known = ids.length === 0 ? 'No run was left unfinished.' : `Unfinished are ${ids.join(', ')}.`;
  if (id === undefined)
    throw new PicketError('usage', wanted === '' ? 'There is no run to resume.' : `There is no run \`${wanted}\`.`, {
      code: 'no-run',
      hint: known,
    });
  const record = readRunRecord(parseJson((await readText(placeOf(project, id))) ?? ''));
  if (record !== undefined) return record;
  throw new PicketError('config', `${join(folder, `${id}.json`)} is no record of a run.`, {
    code: 'unreadable-run',
    hint: 'Delete it and begin the run anew: what is deployed already is found in the workspaces, and not written twice.',
  });
};
