import type { Listing } from '../app/show/coverage.ts';
import type { Io } from '../core/io.ts';
import { emit } from './emit.ts';

/** Prints a listing; where the content has errors, these instead. Findings never mix with a listing for machines. */
export const sayListing = async ({ report, source, text }: Listing, io: Io): Promise<'said' | 'errors'> => {
  if (text !== undefined) {
    io.out.write(text);
    return 'said';
  }
  await emit(report, [{ format: 'pretty' }], io, source);
  return 'errors';
};
