import { basename, dirname, join } from 'node:path';
import { contentTypes } from '../../content/index.ts';
import type { ContentType } from '../../core/content-type.ts';
import type { RunContext } from '../../core/lint-rule.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import { fileNames } from '../../core/file-name.ts';
import { equalJson, type JsonObject, objectOf } from '../../core/json.ts';
import { namesIn, readText, writeAtomically } from '../../files/disk.ts';
import type { Content } from '../content/content.ts';
import type { WantedState } from '../../core/engine/live-state.ts';
import { rowsText } from '../../core/engine/rows.ts';
import { refKey, type Ref } from '../../core/ref.ts';
import { everyId, writtenId } from '../file-ids.ts';

/** Where the files of rules lie, by refKey: of every file that names its id, whatever else is wrong with it. */
export const filesById = (content: Pick<Content, 'items'>): ReadonlyMap<string, string> => {
  const found = new Map<string, string>();
  for (const item of content.items)
    for (const id of everyId(item)) {
      const key = refKey({ type: item.type.name, id });
      if (!found.has(key)) found.set(key, item.document.path);
    }
  return found;
};

/**
 * What may be the file of any rule, or hold it, so that a second file of the same rule would be made beside it: a file that
 * is no YAML or names no id, and what was not read at all.
 */
export const unreadable = (content: Pick<Content, 'items' | 'diagnostics'>): readonly Diagnostic[] => {
  const broken = new Set(
    content.items
      .filter((item) => item.document.value === undefined || writtenId(item) === undefined)
      .map(({ document }) => document.path),
  );
  const read = new Set(content.items.map(({ document }) => document.path));
  return content.diagnostics.filter(
    ({ code, severity, path }) =>
      severity === 'error' && code.startsWith('yaml/') && (broken.has(path) || !read.has(path)),
  );
};

/** A rule that gets a file of its own. */
export type NewFile = Ref & { readonly displayName: string };

/**
 * Paths of new files, by refKey. `all` is every rule that shares a folder's names, so that a run that goes on after an
 * interruption gives the same ones; names of files that are there already are not taken again.
 *
 * @param folderOf the absolute path of the folder for new files of a type.
 * @param reserved absolute paths that other files are going to have.
 */
export const newPaths = async (
  folderOf: (type: string) => string,
  wanted: readonly NewFile[],
  all: readonly NewFile[],
  reserved: ReadonlySet<string> = new Set(),
): Promise<ReadonlyMap<string, string>> => {
  const found = new Map<string, string>();
  for (const name of new Set(wanted.map(({ type }) => type))) {
    const folder = folderOf(name);
    const own = wanted.filter(({ type }) => type === name);
    const kept = [...reserved].filter((path) => dirname(path) === folder).map((path) => basename(path));
    const there = new Set([...(await namesIn(folder)), ...kept].map((entry) => entry.normalize('NFC').toLowerCase()));
    const ids = new Set(own.map(({ id }) => id));
    const files = contentTypes.find((type) => type.name === name)?.files;
    const placesOf = (stem: string, id: string): readonly string[] =>
      files === undefined ? [`${stem}.yaml`, `${stem}.yml`] : [files.place(stem, id)];
    const isTaken = (stem: string, id: string): boolean =>
      ids.has(id) && placesOf(stem, id).some((place) => there.has((place.split('/')[0] ?? place).toLowerCase()));
    const names = fileNames(
      all.filter(({ type }) => type === name),
      isTaken,
    );
    for (const ref of own)
      found.set(refKey(ref), join(folder, placesOf(names.get(ref.id) ?? ref.id, ref.id)[0] ?? ref.id));
  }
  return found;
};

/** Writes what lies beside an item, by paths from its folder. */
export const writeBeside = async (path: string, texts: ReadonlyMap<string, string> | undefined): Promise<void> => {
  for (const [other, text] of texts ?? []) await writeAtomically(join(dirname(path), other), text);
};

/** What the value of a new file would lose of a body: names of properties that come back otherwise, or `rule` where it is none. */
export const lossOf = (
  type: ContentType,
  value: JsonObject,
  { body, rows }: WantedState,
  context: RunContext,
): readonly string[] => {
  const rule = type.complete(value);
  if (rule === undefined) return ['rule'];
  const made = rule.render(context);
  const there = type.normalize(made.body, context);
  const wanted = type.normalize(body, context);
  const left = objectOf(there['properties']);
  const right = objectOf(wanted['properties']);
  const names = [...new Set([...Object.keys(left), ...Object.keys(right)])].filter(
    (name) => !equalJson(left[name], right[name]),
  );
  const same = rows === undefined || rowsText(made.rows ?? []) === rowsText(rows);
  const all = same ? names : [...names, 'rows'];
  return there['kind'] === wanted['kind'] ? all : ['kind', ...all];
};

/** Writes a file unless it says the same already; whether it was written. */
export const writeIfOther = async (path: string, text: string): Promise<'written' | 'same'> => {
  if ((await readText(path)) === text) return 'same';
  await writeAtomically(path, text);
  return 'written';
};
