import { resolve } from 'node:path';
import { besideKind, type BesideKind } from '../../content/beside/index.ts';
import { contentTypes, firstType } from '../../content/index.ts';
import type { WorkspaceConfig } from '../../core/config/config.ts';
import type { ContentType } from '../../core/content-type.ts';
import type { ItemSummary } from '../../core/file-form.ts';
import { type Diagnostic, isUnreadable } from '../../core/diagnostic.ts';
import type { Io } from '../../core/io.ts';
import { isArray, isObject, type JsonObject } from '../../core/json.ts';
import type { ReadResult } from '../../core/text/read-document.ts';
import { checkSchema } from '../../core/schema/schema.ts';
import { selects } from '../../core/plan/plan-options.ts';
import { isBelow, shown } from '../../files/discover.ts';
import type { ContentFiles } from './content-files.ts';
import type { Effective, EffectiveItem } from './effective.ts';
import { documentOf, typeOfFile } from './file-type.ts';
import { writtenId } from '../file-ids.ts';
import type { Once } from './once.ts';
import type { Project } from '../project.ts';
/** A file that was read: what is wrong with it as YAML, and with its form. */
export type ReadItem = {
  readonly item: EffectiveItem;
  readonly diagnostics: readonly Diagnostic[];
  readonly form: readonly Diagnostic[];
  readonly beside?: BesideKind;
  /** True where it is kept from the workspace; what is said of that is its form. */
  readonly absent?: true;
};

/**
 * That the keys of a file are those of another type than its folder holds; undefined where it is valid, or of no other type.
 * What its own type would ask of it is then beside the point. Among rules it is told by `besideKind`.
 */
const contradiction = (
  type: ContentType,
  { document }: Pick<ReadResult, 'document'>,
  raw: JsonObject,
): Diagnostic | undefined => {
  if (type === firstType || type.recognise(raw)) return undefined;
  const other = contentTypes.find((each) => each.recognise(raw));
  const isValid =
    other === undefined ||
    checkSchema(type.schema, document, type.foreign).every(({ severity }) => severity !== 'error');
  if (isValid) return undefined;
  return {
    code: 'schema/contradicts-folder',
    severity: 'error',
    message: `Its keys are those of ${other.words.many}, and its folder holds ${type.words.many}: nothing of the file is deployed.`,
    hint: `Move it to a folder called \`${other.directory}\`, or declare the type \`${other.name}\` for this folder under \`content\` in picket.yaml.`,
    path: document.path,
    range: document.range(document.locate('', 'value')),
  };
};

/** A file as one item, with what is wrong with it; what lies among rules and is none is told apart. */
export const readItem = (
  project: Project,
  absolute: string,
  { document, diagnostics }: ReadResult,
  once: Pick<Once, 'document' | 'form'>,
): ReadItem => {
  const raw = isObject(document.value) ? document.value : {};
  const type = typeOfFile(project, absolute, raw);
  const item = { type, document, raw };
  const stranger = diagnostics.some(isUnreadable) ? undefined : contradiction(type, { document }, raw);
  if (stranger !== undefined)
    return { item, diagnostics: diagnostics.filter(({ code }) => code.startsWith('yaml/')), form: [stranger] };
  const broken = diagnostics.some((diagnostic) => diagnostic.severity === 'error');
  const folders = shown(project.root, absolute).split('/').slice(0, -1);
  const beside = broken || type !== firstType ? undefined : besideKind(raw, folders);
  if (beside !== undefined) return { item, diagnostics, form: [], beside };
  return {
    item,
    diagnostics,
    form: broken ? [] : once.form(type, document, () => checkSchema(type.schema, document, type.foreign)),
  };
};

/** An item as the workspace gets it, and what is wrong with its form then. */
export const madeItem = (read: ReadItem, effective: Effective, once: Pick<Once, 'form'>): ReadItem => {
  const { item, diagnostics, form, beside } = read;
  const isOut = beside !== undefined || form.some(isUnreadable);
  if (isOut || diagnostics.some(({ severity }) => severity === 'error')) return read;
  const { item: made, diagnostics: found, absent } = effective(item);
  const isWrong = found.some(({ severity }) => severity === 'error');
  if (absent === true && !isWrong) return { ...read, form: found, absent };
  if (made === item) return read;
  // What could not be filled in is said once, and not as a value of the wrong form too.
  return {
    ...read,
    item: made,
    form: isWrong
      ? found
      : [
          ...found,
          ...once.form(made.type, made.document, () => checkSchema(made.type.schema, made.document, made.type.foreign)),
        ],
  };
};

type Candidate = {
  readonly path: string;
  readonly type: Pick<ContentType, 'name'>;
  readonly summary: Pick<ItemSummary, 'id' | 'tags'>;
};

/** Whether a workspace takes a rule, by its path as it is shown and what its file says. */
export const isTaken = (
  project: Pick<Project, 'root'>,
  io: Pick<Io, 'cwd'>,
  { path, type, summary }: Candidate,
  workspace: WorkspaceConfig | undefined,
): boolean => {
  const candidate = {
    path: shown(project.root, resolve(io.cwd, path)),
    type: type.name,
    ...summary,
  };
  if (workspace?.include !== undefined && !selects(workspace.include)(candidate)) return false;
  return workspace?.exclude === undefined || !selects(workspace.exclude)(candidate);
};

/** True where a file may be one that is included by its id or its tags, and has those where nobody can read them. */
const isUndecided = (
  { ids, tags }: NonNullable<WorkspaceConfig['include']>,
  item: EffectiveItem,
  diagnostics: readonly Diagnostic[],
): boolean => {
  if (ids === undefined && tags === undefined) return false;
  const { raw } = item;
  if (diagnostics.some(isUnreadable)) return true;
  const given = raw['tags'] ?? [];
  return (
    (ids !== undefined && writtenId(item) === undefined) ||
    (tags !== undefined && !(isArray(given) && given.every((tag) => typeof tag === 'string')))
  );
};

/**
 * Whether a file counts for a workspace. One that is broken where the selection looks does: passed over without a word,
 * its rule would seem to be gone from git.
 */
export const counts = (
  project: Project,
  io: Pick<Io, 'cwd'>,
  { item, diagnostics, form }: ReadItem,
  workspace: WorkspaceConfig | undefined,
): boolean => {
  const rule = { path: item.document.path, type: item.type, summary: item.type.summary(item.raw) };
  if (isTaken(project, io, rule, workspace)) return true;
  if (workspace?.include === undefined || !isUndecided(workspace.include, item, [...diagnostics, ...form]))
    return false;
  const { include: _undecided, ...rest } = workspace;
  return isTaken(project, io, rule, rest);
};

/** Files that those of a run name by their paths and that are not among them. */
export const filesNamed = async (
  items: readonly EffectiveItem[],
  project: Project,
  io: Pick<Io, 'cwd'>,
  source: ContentFiles,
  effective: Effective,
  once: Pick<Once, 'document' | 'form'>,
): Promise<readonly EffectiveItem[]> => {
  const there = new Set(items.map(({ document }) => resolve(io.cwd, document.path)));
  const paths = items.flatMap(({ type, raw }) => type.pathsIn?.(raw) ?? []).map((path) => resolve(project.root, path));
  const found: EffectiveItem[] = [];
  for (const path of new Set(paths)) {
    const bytes = there.has(path) || !isBelow(project.root, path) ? undefined : await source.read(path);
    if (bytes === undefined) continue;
    const document = await documentOf(project, io, path, bytes, source.read);
    if (document !== undefined) found.push(madeItem(readItem(project, path, document, once), effective, once).item);
  }
  return found;
};
