import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PicketError } from '../core/errors.ts';

const facts = join('schemas', 'log-analytics', 'facts.json');

/** The compiled file may be a bundle's chunk: the package is the nearest folder above that has the facts. */
const factsPath = (): string => {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, facts))) {
    const parent = dirname(folder);
    if (parent === folder)
      throw new PicketError('config', `Picket's own ${facts} is missing.`, {
        code: 'broken-installation',
        hint: 'Install Picket again.',
      });
    folder = parent;
  }
  return join(folder, facts);
};

let reading: Promise<unknown> | undefined;

const read = async (): Promise<unknown> => JSON.parse(await readFile(factsPath(), 'utf8'));

/**
 * The facts about tables and functions that Picket ships, for `shippedSchema` of src/kql: read once, when first asked
 * for (1.2 MB). Throws a PicketError when the installation lacks the file.
 */
export const readShippedFacts = async (): Promise<unknown> => {
  reading ??= read();
  return reading;
};
