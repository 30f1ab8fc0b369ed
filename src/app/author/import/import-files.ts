import { basename, join, resolve } from 'node:path';
import { contentTypes, firstType } from '../../../content/index.ts';
import type { ContentType } from '../../../core/content-type.ts';
import type { RunContext } from '../../../core/lint-rule.ts';
import type { Diagnostic } from '../../../core/diagnostic.ts';
import type { Io } from '../../../core/io.ts';
import { equalJson, type JsonObject, type JsonValue } from '../../../core/json.ts';
import { refKey } from '../../../core/ref.ts';
import { readDocument } from '../../../core/text/read-document.ts';
import { rewrite } from '../../../core/text/rewrite.ts';
import { transfer, type Transfer } from '../../../core/transfer.ts';
import { isBelow, shown } from '../../../files/discover.ts';
import { kindOf, writeAtomically } from '../../../files/disk.ts';
import { loadContent, type Content } from '../../content/content.ts';
import { forEachOf } from '../../each-of.ts';
import { lintContext } from '../../lint-context.ts';
import { importedText } from './imported-value.ts';
import { folderFor } from '../pull-content.ts';
import type { Project } from '../../project.ts';
import { errorsIn } from '../draft-errors.ts';
import { filesById, lossOf, newPaths, unreadable, writeBeside, writeIfOther, type NewFile } from '../rule-files.ts';
import { laidOut } from '../../check/fmt.ts';
import { cut } from '../../../core/text/cut.ts';

/** Something on its way into a file of its own. */
export type Incoming = {
  readonly type: ContentType;
  readonly id: string;
  readonly displayName: string;
  /** The value of its file. */
  readonly value: JsonObject;
  /** What the file should stand for; undefined where the value alone says it. */
  readonly body: JsonObject | undefined;
  /** What a file has no place for; it is kept as comments. */
  readonly comments?: JsonObject;
  /** Why no file of it can be content. */
  readonly refusal?: string;
  /** What is missing until somebody fills it in, in sentences. */
  readonly open?: readonly string[];
  /** Comments of the source. */
  readonly remarks?: readonly string[];
  /** Where it comes from, in words for a person. */
  readonly source: string;
  readonly notes: readonly string[];
};

/** Where imported files go. */
export type Shelf = {
  /** The folder for rules of the first type. */
  readonly folder: string;
  readonly folderOf: (type: string) => string;
  /** Where files lie that cannot be content as they are: outside of every content folder. */
  readonly aside: string;
  readonly content: Content;
  /** What is wrong with files that may be the one of any rule: while there are some, nothing is written. */
  readonly unreadable: readonly Diagnostic[];
  readonly context: RunContext;
};

/** The folders that new files of types besides the first go into: content may not name them. */
export const newFolders = ({ folderOf }: Shelf, incoming: readonly Incoming[]): readonly string[] =>
  incoming.flatMap(({ type }) => (type === firstType ? [] : [folderOf(type.name)]));

/** Opens the folder for new files, and the content that may have the same rules already. */
export const openShelf = async (project: Project, io: Io, out: string | undefined): Promise<Shelf> => {
  const folder = folderFor(project, io, out);
  const folderOf = (name: string): string =>
    folderFor(
      project,
      io,
      out,
      contentTypes.find((type) => type.name === name),
    );
  const folders = [
    ...new Set([
      ...project.config.content.map((path) => resolve(project.root, path)),
      ...contentTypes.filter(({ imports }) => imports !== undefined).map(({ name }) => folderOf(name)),
    ]),
  ];
  // A hidden folder is never looked into for content.
  const visible = resolve(project.root, 'put-aside');
  const aside = folders.some((path) => isBelow(path, visible)) ? resolve(project.root, '.put-aside') : visible;
  const kinds = await Promise.all(folders.map(kindOf));
  const context = lintContext(io);
  const content = await loadContent(project, io, context, {
    paths: folders.filter((_, index) => kinds[index] !== 'nothing'),
    missingFolders: 'empty',
    queries: 'skip',
  });
  return { folder, folderOf, aside, content, unreadable: unreadable(content), context };
};

const refOf = (rule: Incoming): NewFile => ({
  type: rule.type.name,
  id: rule.id,
  displayName: rule.displayName,
});

const keyOf = (rule: Incoming): string => refKey(refOf(rule));

const entryOf = ({ id, displayName }: Incoming) => ({ id, name: displayName });

const textOf = async (rule: Incoming, path: string): Promise<string> =>
  laidOut(rule.type, path, importedText(rule.type, rule.value, rule.comments ?? {}, rule.remarks));

/** A rule with errors is no content: it would stand in the way of every other one. */
const putAside = async (io: Io, shelf: Shelf, rule: Incoming, place: string, errors: readonly string[]) => {
  const path = join(shelf.aside, basename(place));
  await writeIfOther(path, await textOf(rule, shown(io.cwd, path)));
  return transfer({
    ...entryOf(rule),
    action: 'incomplete',
    path: shown(io.cwd, path),
    notes: [
      ...rule.notes,
      ...(rule.refusal !== undefined
        ? [rule.refusal, 'It is put aside, for reference.']
        : [
            ...errors.slice(0, 5),
            ...(errors.length > 5
              ? [`${errors.length - 5} errors more; picket validate ${shown(io.cwd, path)} shows them.`]
              : []),
            `It is put aside: mend it, then move it to ${shown(io.cwd, shelf.folderOf(rule.type.name))}.`,
          ]),
    ],
  });
};

const create = async (io: Io, shelf: Shelf, rule: Incoming, path: string): Promise<Transfer> => {
  const text = await textOf(rule, shown(io.cwd, path));
  const { type } = rule;
  const errors = [...errorsIn(type, text, shown(io.cwd, path), type.files?.write(rule.value)), ...(rule.open ?? [])];
  if (errors.length > 0 || rule.refusal !== undefined) return putAside(io, shelf, rule, path, errors);
  const lost = rule.body === undefined ? [] : lossOf(type, rule.value, { body: rule.body }, shelf.context);
  const written = await writeIfOther(path, text);
  if (written === 'written') await writeBeside(path, type.files?.write(rule.value));
  return transfer({
    ...entryOf(rule),
    action: lost.length > 0 ? 'incomplete' : written === 'written' ? 'created' : 'unchanged',
    path: shown(io.cwd, path),
    notes: [
      ...rule.notes,
      ...(lost.length === 0 || lost.includes('rule')
        ? []
        : [`The file cannot say exactly what the source says: ${lost.join(', ')}.`]),
    ],
  });
};

const update = async (io: Io, shelf: Shelf, rule: Incoming, path: string): Promise<Transfer> => {
  const entry = { ...entryOf(rule), path };
  const item = shelf.content.items.find(({ document }) => document.path === path);
  const { type } = rule;
  if (item?.document.text === (await textOf(rule, path))) return create(io, shelf, rule, resolve(io.cwd, path));
  const target = rule.body ?? type.complete(rule.value)?.render(shelf.context).body;
  const merged =
    item === undefined || target === undefined
      ? undefined
      : type.file.merge(item.document, target, type.contextOf(shelf.context));
  if (merged === undefined)
    return transfer({ ...entry, action: 'refused', notes: ['The file or the rule has errors; nothing was written.'] });
  const file = rewrite(readDocument(path, merged.text).document);
  const { version } = rule.value;
  if (version !== undefined && merged.written.length > 0 && file.at('/version') !== undefined)
    file.set('/version', version);
  const { text } = file.document();
  if (text !== item?.document.text) await writeAtomically(resolve(io.cwd, path), text);
  await writeBeside(resolve(io.cwd, path), merged.beside);
  return transfer({
    ...entry,
    action: merged.refused.length > 0 ? 'incomplete' : merged.written.length > 0 ? 'updated' : 'unchanged',
    fields: merged.written,
    notes: [...rule.notes, ...merged.refused.map(({ property, reason }) => `${property} was not written: ${reason}.`)],
  });
};

type Sorted = { readonly fresh: readonly Incoming[]; readonly repeated: readonly Transfer[] };

const shortText = (value: JsonValue | undefined): string => {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return cut(text, 80);
};

/** What two rules say differently, field by field, with where each stands. */
const sideBySide = (first: Incoming, second: Incoming): readonly string[] =>
  [...new Set([...Object.keys(first.value), ...Object.keys(second.value)])]
    .filter((key) => !equalJson(first.value[key], second.value[key]))
    .map((key) => `${key}: ${shortText(first.value[key])} there, ${shortText(second.value[key])} here`);

/** Keys that say nothing of what runs: packages hold a parser twice, once without them. */
const labels: ReadonlySet<string> = new Set(['tags', 'version']);

/** True where one says all that the other says, and labels besides. */
const saysMore = ({ value }: Incoming, other: Incoming): boolean =>
  [...new Set([...Object.keys(value), ...Object.keys(other.value)])].every(
    (key) => equalJson(value[key], other.value[key]) || (labels.has(key) && other.value[key] === undefined),
  );

/** The same rule twice is one rule; two rules with one id are a contradiction that only a person can settle. */
const withoutRepeats = (rules: readonly Incoming[]): Sorted => {
  const first = new Map<string, Incoming>();
  const repeated: Transfer[] = [];
  for (const rule of rules) {
    const other = first.get(keyOf(rule));
    if (other === undefined) first.set(keyOf(rule), rule);
    else if (saysMore(other, rule)) continue;
    else if (saysMore(rule, other)) first.set(keyOf(rule), rule);
    else
      repeated.push(
        transfer({
          ...entryOf(rule),
          action: 'refused',
          notes: [
            `${rule.source} has the id of another rule in ${other.source}; only the first was taken.`,
            ...sideBySide(other, rule),
          ],
        }),
      );
  }
  return { fresh: [...first.values()], repeated };
};

/**
 * Writes rules into files: new ones, or in place where a file has the id already.
 * @returns what became of each rule, in their order
 */
export const placeRules = async (
  io: Io,
  shelf: Shelf,
  rules: readonly Incoming[],
  finished?: (done: number, total: number) => void,
): Promise<readonly Transfer[]> => {
  const { fresh, repeated } = withoutRepeats(rules);
  const there = filesById(shelf.content);
  const missing = fresh.filter((rule) => !there.has(keyOf(rule)));
  const paths = await newPaths(shelf.folderOf, missing.map(refOf), fresh.map(refOf));
  const results = new Map<string, Transfer>();
  let done = 0;
  await forEachOf(fresh, io.signals.stop, async (rule) => {
    const old = there.get(keyOf(rule));
    const path = paths.get(keyOf(rule));
    if (old !== undefined) results.set(keyOf(rule), await update(io, shelf, rule, old));
    else if (path !== undefined) results.set(keyOf(rule), await create(io, shelf, rule, path));
    done += 1;
    finished?.(done, fresh.length);
  });
  return [...fresh.flatMap((rule) => results.get(keyOf(rule)) ?? []), ...repeated];
};
