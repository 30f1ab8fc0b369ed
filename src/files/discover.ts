import { basename, isAbsolute, relative, resolve, sep } from 'node:path';
import { PicketError } from '../core/errors.ts';
import { kindOf, readText } from './disk.ts';
import { walk, type PassedOver } from './walk.ts';

/** A path as Picket shows it: relative to the working directory, with forward slashes. */
export const shown = (cwd: string, path: string): string => relative(cwd, path).split(sep).join('/') || '.';

/** True for a folder itself and for what lies below it; both absolute. */
export const isBelow = (folder: string, path: string): boolean => {
  const inside = relative(folder, path);
  return inside !== '..' && !inside.startsWith(`..${sep}`) && !isAbsolute(inside);
};

/** Whether a file is a test of a rule, by its name. */
export const isTestFile = (path: string): boolean => /\.test\.ya?ml$/i.test(path);

/** Whether a path lies in no hidden folder and in none of other people's packages. */
export const isLookedInto = (path: string): boolean =>
  !path.split(/[/\\]/).some((part) => part.startsWith('.') || part === 'node_modules');

/**
 * Whether a file below a folder counts as a rule, by its path from there: what `discoverRules` takes, for files that are
 * not on the disk. `.YAML` counts as well: on some systems nobody sees the difference. Folders called `fixtures` hold the
 * rows of tests.
 */
export const isRuleFile = (path: string): boolean => {
  const parts = path.split(/[/\\]/);
  return (
    /\.ya?ml$/i.test(path) &&
    !isTestFile(path) &&
    parts.at(-1)?.toLowerCase() !== 'picket.yaml' &&
    !parts.slice(0, -1).includes('fixtures') &&
    isLookedInto(path)
  );
};

/** The files below a folder. Rejects with a `config` error where a part of it cannot be listed: nothing is passed over in silence. */
const filesBelow = async (cwd: string, folder: string): Promise<readonly string[]> => {
  const { files, passedOver } = await walk(folder);
  const closed = passedOver.find(({ why }) => why === 'unlistable');
  if (closed === undefined) return files;
  const { path, reason = 'unknown reason' } = closed;
  throw new PicketError('config', `The folder ${shown(cwd, path)} cannot be listed (${reason}).`, {
    code: 'unreadable-folder',
    hint: 'Check that you may read it.',
  });
};

/**
 * Every file at or below the paths for which `counts` holds by its path from there, its own and that of the folder; a file
 * that is named always counts. `list` gives the files below a folder.
 */
const discover = async (
  cwd: string,
  paths: readonly string[],
  counts: (path: string, absolute: string, folder: string) => boolean,
  what: string,
  list: (folder: string) => Promise<readonly string[]> = (folder) => filesBelow(cwd, folder),
): Promise<{ readonly path: string; readonly named: boolean }[]> => {
  const found = new Map<string, boolean>();
  for (const path of paths) {
    const absolute = resolve(cwd, path);
    const kind = await kindOf(absolute);
    if (kind === 'nothing')
      throw new PicketError('usage', `${path} does not exist.`, {
        code: 'no-such-path',
        file: absolute,
        hint: `Name files or folders of ${what}, relative to the working directory.`,
      });
    if (kind === 'file') found.set(absolute, true);
    else
      for (const file of await list(absolute))
        if (!found.has(file) && counts(relative(absolute, file), file, absolute)) found.set(file, false);
  }
  return [...found].map(([path, named]) => ({ path, named })).toSorted((a, b) => (a.path < b.path ? -1 : 1));
};

/**
 * The rule files among the given files and folders, sorted and each once, as absolute paths. In a folder every `.yaml` and
 * `.yml` counts except tests (`*.test.yaml`), configurations (`picket.yaml`) and what lies in hidden folders, `fixtures` or
 * node_modules; a file that is named itself always counts, unless it is a test. Rejects with a `usage` error for a path
 * that does not exist, and with a `config` error for a folder that cannot be listed.
 */
export const discoverRules = async (cwd: string, paths: readonly string[]): Promise<string[]> =>
  (await discover(cwd, paths, isRuleFile, 'rules')).map(({ path }) => path).filter((path) => !isTestFile(path));

/**
 * As `discoverRules`, for folders that hold other files too. What cannot be listed is left out, for `passedOverIn` to tell.
 *
 * @param isItem what counts in a folder; both paths are absolute.
 */
export const discoverItems = async (
  cwd: string,
  paths: readonly string[],
  isItem: (folder: string, path: string) => boolean,
): Promise<string[]> => {
  const counts = (_below: string, path: string, folder: string): boolean => isItem(folder, path);
  const list = async (folder: string): Promise<readonly string[]> => (await walk(folder)).files;
  return (await discover(cwd, paths, counts, 'rules', list))
    .map(({ path }) => path)
    .filter((path) => !isTestFile(path));
};

/** The endings of rule files, and those of their tests. */
const endings = ['.yaml', '.yml'] as const;

/** A test and the rule beside it, as absolute paths. */
export type DiscoveredTest = {
  readonly path: string;
  /** Undefined where there is none. */
  readonly rule: string | undefined;
};

const existing = async (paths: readonly string[]): Promise<string | undefined> => {
  for (const path of paths) if ((await kindOf(path)) === 'file') return path;
  return undefined;
};

const stemOf = (path: string): string => path.replace(/(?:\.test)?\.ya?ml$/i, '');

/** The test beside a rule file; undefined where there is none. */
export const testBeside = (rule: string): Promise<string | undefined> =>
  existing(endings.map((ending) => `${stemOf(rule)}.test${ending}`));

/** The rule file beside a test; undefined where there is none. */
export const ruleBeside = (test: string): Promise<string | undefined> =>
  existing(endings.map((ending) => `${stemOf(test)}${ending}`));

/**
 * The tests (`<rule>.test.yaml`) among the given files and folders, sorted and each once; of a rule that is named itself,
 * the test beside it. Rejects with a `usage` error for a path that does not exist.
 */
export const discoverTests = async (cwd: string, paths: readonly string[]): Promise<readonly DiscoveredTest[]> => {
  const counts = (path: string): boolean => isTestFile(path) && isLookedInto(path);
  const found = new Set<string>();
  for (const { path } of await discover(cwd, paths, counts, 'rules')) {
    const test = isTestFile(path) ? path : await testBeside(path);
    if (test !== undefined) found.add(test);
  }
  return Promise.all([...found].toSorted().map(async (path) => ({ path, rule: await ruleBeside(path) })));
};

/** The text of a rule has its id and its query at the top; the rows that tests share have neither. */
const looksLikeRule = async (path: string): Promise<boolean> => {
  const text = (await readText(path).catch(() => undefined)) ?? '';
  return /^id\s*:/m.test(text) && /^(?:query|kind)\s*:/m.test(text);
};

/** Files below a folder that would be rules, were they not in one called `fixtures`. */
const rulesAmongFixtures = async (folder: string, files: readonly string[]): Promise<readonly PassedOver[]> => {
  const found: PassedOver[] = [];
  for (const path of files) {
    const parts = relative(folder, path).split(sep);
    if (!parts.slice(0, -1).includes('fixtures') || !/\.ya?ml$/i.test(path) || isTestFile(path)) continue;
    if (await looksLikeRule(path)) found.push({ path, why: 'fixture' });
  }
  return found;
};

/**
 * What lies below folders where a rule could be and is not looked into: links to rules or to folders, pipes named like a
 * rule, folders that cannot be listed, rules among the rows of tests. As absolute paths, sorted.
 */
export const passedOverIn = async (folders: readonly string[]): Promise<readonly PassedOver[]> => {
  const found = new Map<string, PassedOver>();
  for (const folder of folders) {
    if ((await kindOf(folder)) !== 'folder') continue;
    const { files, passedOver } = await walk(folder);
    for (const entry of await rulesAmongFixtures(folder, files)) found.set(entry.path, entry);
    for (const entry of passedOver) {
      const counts =
        entry.why === 'unlistable' ||
        isRuleFile(relative(folder, entry.path)) ||
        (entry.why === 'link' && (await kindOf(entry.path)) === 'folder');
      if (counts) found.set(entry.path, entry);
    }
  }
  return [...found.values()].toSorted((a, b) => (a.path < b.path ? -1 : 1));
};

/** A file, and whether a person named it or it was found in a folder. */
export type FoundFile = { readonly path: string; readonly named: boolean };

/**
 * The files with one of the endings (`json`, without the dot) among the given files and folders, sorted and each once,
 * as absolute paths; a file that is named counts whatever its ending, hidden folders and node_modules are not looked
 * into. Rejects with a `usage` error for a path that does not exist.
 */
export const discoverFiles = async (
  cwd: string,
  paths: readonly string[],
  endings: readonly string[],
  what: string,
): Promise<readonly FoundFile[]> =>
  discover(
    cwd,
    paths,
    (path) => {
      const name = basename(path).toLowerCase();
      return name !== 'picket.yaml' && endings.some((ending) => name.endsWith(`.${ending}`));
    },
    what,
  );

/** The files in folders, sorted, as absolute paths; a folder that does not exist is empty. */
export const filesIn = async (root: string, folders: readonly string[]): Promise<string[]> => {
  const found = await Promise.all(folders.map((folder) => walk(resolve(root, folder))));
  return [...new Set(found.flatMap(({ files }) => files))].toSorted();
};
