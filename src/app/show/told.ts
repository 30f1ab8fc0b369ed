import { PicketError } from '../../core/errors.ts';
import { isUnknown, type Unknown } from '../../core/ports.ts';

/** What one source tells, and what of it could not be read, in sentences. */
export type Told<T> = { readonly found: readonly T[]; readonly unread: readonly string[] };

/** A list that may be unknown. */
export const orUnread = <T>(what: string, found: readonly T[] | Unknown): Told<T> =>
  isUnknown(found) ? { found: [], unread: [`${what} cannot be read: ${found.unknown}`] } : { found, unread: [] };

/** Asks a source; an expected failure is something that could not be read. */
export const told = async <T>(what: string, work: () => Promise<Told<T>>): Promise<Told<T>> => {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof PicketError) || error.kind === 'interrupted') throw error;
    return { found: [], unread: [`${what} cannot be read: ${error.message}`] };
  }
};
