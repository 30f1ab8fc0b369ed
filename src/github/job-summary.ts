import { appendFile } from 'node:fs/promises';
import { PicketError } from '../core/errors.ts';

/** Bytes that GitHub takes of one step's summary; a larger one is not shown at all. */
export const summaryLimit = 1024 * 1024;

/** Adds Markdown to the summary of a job: `file` is the value of GITHUB_STEP_SUMMARY. Rejects with a `usage` error without one. */
export const addSummary = async (file: string | undefined, text: string): Promise<void> => {
  if (file === undefined || file === '')
    throw new PicketError('usage', 'GITHUB_STEP_SUMMARY is not set.', {
      code: 'no-github',
      hint: 'A job summary exists in GitHub Actions only; elsewhere use --format markdown=FILE.',
    });
  try {
    await appendFile(file, `${text}\n`);
  } catch (error) {
    throw new PicketError('config', `The job summary ${file} cannot be written.`, {
      code: 'unwritable-file',
      hint: 'GITHUB_STEP_SUMMARY is set by GitHub Actions: hand it on to this step as it is.',
      cause: error,
    });
  }
};
