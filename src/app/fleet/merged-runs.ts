import { resolve } from 'node:path';
import { PicketError } from '../../core/errors.ts';
import type { Io } from '../../core/io.ts';
import type { WorkspaceRun } from '../../core/report.ts';
import { readText } from '../../files/disk.ts';
import { readRuns } from '../../report/read/read-report.ts';

/**
 * The runs of several reports in the machine format as those of one, by name. Rejects with a `usage` error for a file that
 * is no such report, and where two of them are about one workspace.
 */
export const mergedRuns = async (io: Pick<Io, 'cwd'>, files: readonly string[]): Promise<readonly WorkspaceRun[]> => {
  const runs = new Map<string, { readonly file: string; readonly run: WorkspaceRun }>();
  for (const file of files) {
    const text = await readText(resolve(io.cwd, file));
    if (text === undefined)
      throw new PicketError('usage', `There is no report ${file}.`, {
        code: 'no-report',
        hint: 'Each job writes its own with --format json=FILE.',
      });
    for (const run of readRuns(text, file)) {
      const other = runs.get(run.workspace)?.file;
      if (other !== undefined)
        throw new PicketError('usage', `${other} and ${file} are both about the workspace ${run.workspace}.`, {
          code: 'merged-twice',
          hint: 'Merge the reports of different shards of one run.',
        });
      runs.set(run.workspace, { file, run });
    }
  }
  return [...runs.values()].map(({ run }) => run).toSorted((a, b) => (a.workspace < b.workspace ? -1 : 1));
};
