import type { TokenCredential } from '@azure/identity';
import type { Clock } from '../core/ports.ts';
import { createPacer, type Pacer, type Rates } from './pacing.ts';

/** What connections of one process have in common: whom the service counts as one is paced as one, and signs in once. */
export type Pool = {
  /** The pacer of a key, the same for the same key; the rates of the first that asks hold. */
  readonly pacer: (key: string, clock: Clock, rates: Rates) => Pacer;
  /** The credential of a key, made once; one that could not be made is tried again. */
  readonly credential: (key: string, make: () => Promise<TokenCredential>) => Promise<TokenCredential>;
};

/** A pool that nobody is in yet. */
export const createPool = (): Pool => {
  const pacers = new Map<string, Pacer>();
  const credentials = new Map<string, Promise<TokenCredential>>();
  return {
    pacer: (key, clock, rates) => {
      const pacer = pacers.get(key) ?? createPacer(clock, rates);
      pacers.set(key, pacer);
      return pacer;
    },
    credential: (key, make) => {
      const known = credentials.get(key);
      if (known !== undefined) return known;
      const made = make();
      credentials.set(key, made);
      made.catch(() => credentials.delete(key));
      return made;
    },
  };
};
