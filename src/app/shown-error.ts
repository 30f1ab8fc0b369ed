import { PicketError } from '../core/errors.ts';
import { shown } from '../files/discover.ts';

/**
 * What an error says, with the file that it names as a person in a folder would name it: from there, or by its whole
 * path where that is shorter.
 */
export const shownError = (cwd: string, error: unknown): string => {
  if (!(error instanceof PicketError)) return error instanceof Error ? error.message : String(error);
  const { message, file } = error;
  if (file === undefined) return message;
  const near = shown(cwd, file);
  return near.length < file.length ? message.replace(file, () => near) : message;
};

/** Does some work whose errors name files from a folder, for those who hand on what they say. */
export const namingFrom = async <T>(cwd: string, work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof PicketError)) throw error;
    const { kind, code, hint, failure, status, open } = error;
    throw new PicketError(kind, shownError(cwd, error), { code, hint, failure, status, open, cause: error });
  }
};
