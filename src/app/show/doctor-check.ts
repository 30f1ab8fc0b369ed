import type { Check } from '../../core/service/doctor.ts';
import { PicketError } from '../../core/errors.ts';

/** One finding of a doctor. */
export const check = (name: string, status: Check['status'], found: string, advice?: string): Check => ({
  name,
  status,
  found,
  ...(advice === undefined ? {} : { advice }),
});

/** What a service failure means for one check; anything else is a bug and is thrown on. */
export const failedAs = (name: string, error: unknown): Check => {
  if (!(error instanceof PicketError) || error.kind === 'interrupted') throw error;
  return check(name, 'failed', error.message, error.hint);
};
