import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The worker's file, as seen from a chunk of the bundle, from the bundle's entries, and from the sources and tools. */
const places = ['../kql-worker.js', './kql-worker.js', '../../dist/kql-worker.js'];

/**
 * Where the file is that a worker starts from; undefined where there is none, as in a single executable that carries no
 * files: then queries are compiled in the thread of the command, under the same counted bounds, one after the other.
 */
export const workerEntry = (here: string | undefined = import.meta.url): URL | undefined => {
  if (here === undefined || !here.startsWith('file:')) return undefined;
  return places.map((place) => new URL(place, here)).find((url) => existsSync(fileURLToPath(url)));
};
