import type { JsonObject } from '../../core/json.ts';

/** An expression of HCL as its parser gives it. */
export type Syntax = {
  readonly type: string;
  readonly meta?: JsonObject | null;
  readonly children: readonly Syntax[];
};

/**
 * What a configuration refers to outside of itself, as far as it was read: null stands for what is not there. Paths are
 * relative to the folder of the root module, with forward slashes.
 */
export type World = {
  readonly files: ReadonlyMap<string, string | null>;
  /** The files below a folder, relative to it. */
  readonly folders: ReadonlyMap<string, readonly string[] | null>;
  /** Blocks of all files of a module's folder. */
  readonly modules: ReadonlyMap<string, JsonObject | null>;
  /** Templates by their text; a text where it is none. */
  readonly syntax: ReadonlyMap<string, Syntax | string>;
};

/** What is asked for and was not read yet; whoever evaluates again gives more of it, until nothing is missing. */
export type Missing = {
  readonly files: Set<string>;
  readonly folders: Set<string>;
  readonly modules: Set<string>;
  readonly syntax: Set<string>;
};

export const nothingMissing = (): Missing => ({
  files: new Set(),
  folders: new Set(),
  modules: new Set(),
  syntax: new Set(),
});

export const isComplete = ({ files, folders, modules, syntax }: Missing): boolean =>
  files.size + folders.size + modules.size + syntax.size === 0;

/** A path without `.` and `..` in it, as far as they can be resolved; `.` for nothing. */
export const plainPath = (path: string): string => {
  const segments: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment === '..' && segments.length > 0 && segments.at(-1) !== '..') segments.pop();
    else segments.push(segment);
  }
  return segments.length === 0 ? '.' : segments.join('/');
};
