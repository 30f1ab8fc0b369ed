import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Picket's own folder: the nearest one above this module that has a package.json (sources and bundle lie at different depths). */
export const packageFolder = (): string => {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json')) && folder !== dirname(folder)) folder = dirname(folder);
  return folder;
};

/** The text of a file that ships with Picket, e.g. `docs/rules/x.md`; undefined where there is none. */
export const readAsset = (path: string): string | undefined => {
  const absolute = join(packageFolder(), path);
  return existsSync(absolute) ? readFileSync(absolute, 'utf8') : undefined;
};
