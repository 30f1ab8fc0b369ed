import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { getAsset, isSea } from 'node:sea';
import { fileURLToPath } from 'node:url';
import { PicketError } from '../core/errors.ts';

/** Picket's own folder: the nearest one above this module that has a package.json (sources and bundle lie at different depths). */
export const packageFolder = (): string => {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json')) && folder !== dirname(folder)) folder = dirname(folder);
  return folder;
};

/**
 * The bytes of a file that is part of the executable that runs (tools/sea.ts); undefined where it has none of this name, or
 * where Node runs Picket from a folder.
 */
export const embedded = (name: string): Uint8Array | undefined => {
  if (!isSea()) return undefined;
  try {
    return new Uint8Array(getAsset(name));
  } catch {
    return undefined;
  }
};

/** The text of a file that ships with Picket, e.g. `docs/rules/x.md`; undefined where there is none. */
export const readAsset = (path: string): string | undefined => {
  if (isSea()) {
    const bytes = embedded(path);
    return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
  }
  const absolute = join(packageFolder(), path);
  return existsSync(absolute) ? readFileSync(absolute, 'utf8') : undefined;
};

const facts = 'schemas/log-analytics/facts.json';

let reading: unknown;

const read = (): unknown => {
  const text = readAsset(facts);
  if (text !== undefined) return JSON.parse(text);
  throw new PicketError('config', `Picket's own ${facts} is missing.`, {
    code: 'broken-installation',
    hint: 'Install Picket again.',
  });
};

/**
 * The facts about tables and functions that Picket ships, for `shippedSchema` of src/kql: read once, when first asked
 * for (1.2 MB). Throws a PicketError when the installation lacks the file.
 */
export const readShippedFacts = async (): Promise<unknown> => {
  reading ??= read();
  return reading;
};
