import { dirname, relative, resolve, sep } from 'node:path';
import { contentTypes, firstType } from '../../content/index.ts';
import type { ContentType } from '../../core/content-type.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import type { Io } from '../../core/io.ts';
import type { JsonObject } from '../../core/json.ts';
import type { BaseSource } from '../../core/lint-rule.ts';
import { decode } from '../../core/text/yaml/decode.ts';
import { readDocument, type ReadResult } from '../../core/text/read-document.ts';
import { isBelow, isLookedInto, isRuleFile, shown } from '../../files/discover.ts';
import type { Once } from './once.ts';
import type { Project } from '../project.ts';

/** A file of an older state, and its type. */
export type TypedBase = BaseSource & { readonly type: ContentType };

const wellKnown: ReadonlyMap<string, ContentType> = new Map(
  contentTypes.flatMap((type) => [type.directory, ...type.folders].map((name) => [name.toLowerCase(), type] as const)),
);

/** The type that picket.yaml declares for a folder; the innermost folder counts. */
const declaredType = ({ config, root }: Pick<Project, 'config' | 'root'>, path: string): ContentType | undefined => {
  const [innermost] = config.declared
    .map(({ folder, type }) => ({ folder: resolve(root, folder), type }))
    .filter(({ folder }) => isBelow(folder, path))
    .toSorted((one, other) => other.folder.length - one.folder.length);
  return contentTypes.find(({ name }) => name === innermost?.type);
};

/** The type whose files a folder holds by what it is called, of the innermost folder that says so. */
const folderType = (root: string, path: string): ContentType | undefined => {
  const folders = relative(root, path).split(sep).slice(0, -1);
  const name = folders.findLast((folder) => wellKnown.has(folder.toLowerCase()));
  return name === undefined ? undefined : wellKnown.get(name.toLowerCase());
};

/** Of which type the files in a folder are; undefined where only their keys can tell. The path is absolute. */
export const typeOfFolder = (project: Pick<Project, 'config' | 'root'>, folder: string): ContentType | undefined => {
  const inside = resolve(folder, 'file');
  return declaredType(project, inside) ?? folderType(project.root, inside);
};

/** Whether files of a type are deployed, and not only checked. */
export const isSwitchedOn = ({ config }: Pick<Project, 'config'>, { optIn }: Pick<ContentType, 'optIn'>): boolean =>
  optIn === undefined || config.optIns.includes(optIn);

/** Why nothing of a type is deployed that is not switched on. */
export const notSwitchedOn = ({ optIn = '' }: Pick<ContentType, 'optIn'>): string => `picket.yaml has no \`${optIn}\``;

/**
 * What can be in the workspaces of a project: the first type, and every other that has a folder or a file; or those that
 * the run is about.
 */
export const typesInPlay = (
  project: Pick<Project, 'config' | 'root' | 'only'>,
  folders: readonly string[],
  items: readonly { readonly type: ContentType }[],
): readonly ContentType[] => {
  const there = new Set(
    project.only ?? [
      firstType,
      ...folders.flatMap((folder) => typeOfFolder(project, resolve(project.root, folder)) ?? []),
      ...items.map(({ type }) => type),
    ],
  );
  return contentTypes.filter((type) => there.has(type) && isSwitchedOn(project, type));
};

/**
 * The type of a file: as picket.yaml declares it for the folder, else as the folder is called, else as its keys say, else
 * the first. The path is absolute.
 */
export const typeOfFile = (project: Pick<Project, 'config' | 'root'>, path: string, raw: JsonObject): ContentType =>
  declaredType(project, path) ??
  folderType(project.root, path) ??
  contentTypes.find((type) => type.recognise(raw)) ??
  firstType;

/** Whether a file below a folder of content is one piece of it, as the type of its folder says; paths are absolute. */
export const isItem =
  (project: Pick<Project, 'config' | 'root'>) =>
  (folder: string, path: string): boolean => {
    const below = relative(folder, path).split(sep).join('/');
    const files = typeOfFolder(project, dirname(path))?.files;
    return files === undefined ? isRuleFile(below) : isLookedInto(below) && files.isItem(below);
  };

/** Reads a file that belongs to another one; undefined where it is not there. Paths are absolute. */
type ReadBeside = (path: string) => Promise<Uint8Array | undefined>;

/** The document of a file of content, as the type of its folder reads it; undefined where it is none. The path is absolute. */
export const documentOf = async (
  project: Pick<Project, 'config' | 'root'>,
  io: Pick<Io, 'cwd'>,
  path: string,
  bytes: Uint8Array,
  readBeside: ReadBeside,
  once?: Pick<Once, 'document'>,
): Promise<ReadResult | undefined> => {
  const files = typeOfFolder(project, dirname(path))?.files;
  const name = shown(io.cwd, path);
  if (files === undefined)
    return once === undefined ? readDocument(name, bytes) : once.document(name, bytes, () => readDocument(name, bytes));
  if (files.holdsItem?.(name, bytes) === false) return undefined;
  const texts = new Map<string, string>();
  const wrong: Diagnostic[] = [];
  for (const other of files.beside(name)) {
    const read = await readBeside(resolve(dirname(path), other));
    if (read === undefined) continue;
    const decoded = decode(read);
    // Said of the item, which is left alone then: signs in place of its letters are never sent.
    if (!decoded.ok)
      wrong.push({
        code: 'yaml/encoding',
        severity: 'error',
        message: `${other}: ${decoded.message}`,
        hint: decoded.hint,
        path: name,
      });
    texts.set(other, new TextDecoder().decode(read));
  }
  const result = files.read(name, bytes, texts, project.config.project?.id);
  return wrong.length === 0 ? result : { ...result, diagnostics: [...result.diagnostics, ...wrong] };
};
