import { dirname, join, resolve } from 'node:path';
import { contentTypes, firstType } from '../content/index.ts';
import type { Config, WorkspaceConfig } from '../core/config/config.ts';
import type { ContentType } from '../core/content-type.ts';
import type { Diagnostic } from '../core/diagnostic.ts';
import { PicketError } from '../core/errors.ts';
import type { Io } from '../core/io.ts';
import { nearest } from '../core/text/nearest.ts';
import { defaultConfig, readConfig } from '../core/config/read-config.ts';
import { readDocument } from '../core/text/read-document.ts';
import type { SourceDocument } from '../core/text/source.ts';
import { kindOf, readBytes } from '../files/disk.ts';
import { shown } from '../files/discover.ts';
import { outsideProject } from './inside-project.ts';

/** Whether this is a run of continuous integration, as `CI` says. */
export const inCi = (env: Io['env']): boolean => env['CI'] !== undefined && env['CI'] !== '' && env['CI'] !== 'false';

/** Whether somebody sits before this run who sees what it understood, and could be asked. */
export const isAttended = (io: Pick<Io, 'env' | 'attended'>): boolean => io.attended && !inCi(io.env);

/** A repository of content: its configuration and the folder that paths in it are relative to. */
export type Project = {
  readonly config: Config;
  /** Absolute path of the folder of picket.yaml, or the working directory without one. */
  readonly root: string;
  /** picket.yaml itself, for edits and positions. */
  readonly document?: SourceDocument;
  /** Warnings and notes about picket.yaml. */
  readonly diagnostics: readonly Diagnostic[];
  /** The types of content that the run is about; all where absent. What the others give to queries is there all the same. */
  readonly only?: readonly ContentType[];
};

/** `--config FILE`, `--no-config` or neither, the paths outside the project that picket.yaml may name, and `--type`. */
export type ConfigChoice = {
  readonly from: { readonly file: string } | 'none' | 'nearest';
  /** Relative to the working directory. */
  readonly outside?: readonly string[];
  /** Names of the types of content that the run is about; all unless given. */
  readonly types?: readonly string[] | undefined;
};

const fileName = 'picket.yaml';

const findNearest = async (cwd: string): Promise<{ path: string; bytes: Uint8Array } | undefined> => {
  for (let folder = cwd; ; folder = dirname(folder)) {
    const path = join(folder, fileName);
    const bytes = await readBytes(path);
    if (bytes !== undefined) return { path, bytes };
    if (folder === dirname(folder)) return undefined;
  }
};

const describe = (diagnostics: readonly Diagnostic[]): string =>
  diagnostics
    .filter((diagnostic) => diagnostic.severity === 'error')
    .map(
      ({ path, range, message, hint }) =>
        `\n  ${path}${range === undefined ? '' : `:${range.start.line}:${range.start.column}`} ${message}${hint === undefined ? '' : ` ${hint}`}`,
    )
    .join('');

/** Where picket.yaml names no content, the folders of the types that are there; that of the first type where none is. */
const withFolders = async (config: Config, root: string): Promise<Config> => {
  if (config.content.length > 0) return config;
  const usual = contentTypes.map(({ directory }) => directory);
  const kinds = await Promise.all(usual.map((folder) => kindOf(join(root, folder))));
  const there = usual.filter((_, index) => kinds[index] !== 'nothing');
  return { ...config, content: there.length === 0 ? [firstType.directory] : there };
};

/** The folder of new rules, as examples name it. */
export const { directory: ruleFolder } = firstType;

/** Every type of content by its name, as `--type` takes it. */
export const typeNames: readonly string[] = contentTypes.map(({ name }) => name);

const chosenTypes = (types: ConfigChoice['types']): Pick<Project, 'only'> =>
  types === undefined ? {} : { only: contentTypes.filter(({ name }) => types.includes(name)) };

/**
 * Reads picket.yaml: the named one, or the nearest from the working directory upwards; without one the defaults hold.
 * Rejects with a `config` error that lists every mistake with its place.
 */
export const openProject = async (io: Pick<Io, 'cwd'>, choice: ConfigChoice): Promise<Project> => {
  const without = async (): Promise<Project> => ({
    config: await withFolders(defaultConfig, io.cwd),
    root: io.cwd,
    diagnostics: [],
    ...chosenTypes(choice.types),
  });
  if (choice.from === 'none') return without();
  const named = choice.from === 'nearest' ? undefined : resolve(io.cwd, choice.from.file);
  const bytes = named === undefined ? undefined : await readBytes(named);
  if (named !== undefined && bytes === undefined)
    throw new PicketError('config', `There is no configuration file ${shown(io.cwd, named)}.`, {
      code: 'no-config-file',
      hint: 'Name an existing file with --config, or leave it out to use the nearest picket.yaml.',
    });
  const found = named !== undefined && bytes !== undefined ? { path: named, bytes } : await findNearest(io.cwd);
  if (found === undefined) return without();
  const read = readDocument(shown(io.cwd, found.path), found.bytes);
  const { config, diagnostics } = readConfig(read.document);
  const allowed = (choice.outside ?? []).map((path) => resolve(io.cwd, path));
  const outside = await outsideProject(dirname(found.path), read.document, allowed);
  const all = [...read.diagnostics, ...diagnostics, ...outside];
  if (config === undefined || all.some((diagnostic) => diagnostic.severity === 'error'))
    throw new PicketError('config', `${shown(io.cwd, found.path)} is not a valid configuration:${describe(all)}`, {
      code: 'invalid-config',
      hint: 'schemas/picket.schema.json describes every key; an editor that reads it shows these places.',
    });
  const root = dirname(found.path);
  return {
    config: await withFolders(config, root),
    root,
    document: read.document,
    diagnostics: all,
    ...chosenTypes(choice.types),
  };
};

/**
 * The workspace to talk to: the named one, or `local`, which is emulated. With `CI` set nothing is taken for granted:
 * the name is required there.
 */
export const chooseWorkspace = (project: Project, io: Pick<Io, 'env'>, name: string | undefined): WorkspaceConfig => {
  const names = Object.keys(project.config.workspaces);
  if (name === undefined && inCi(io.env))
    throw new PicketError('usage', 'No workspace is named, and in CI none is taken by default.', {
      code: 'workspace-required',
      hint: `Add -w with one of: ${names.join(', ')}.`,
    });
  const wanted = name ?? 'local';
  const found = Object.hasOwn(project.config.workspaces, wanted) ? project.config.workspaces[wanted] : undefined;
  if (found !== undefined) return found;
  const close = nearest(wanted, names)[0];
  throw new PicketError('usage', `There is no workspace \`${wanted}\` in the configuration.`, {
    code: 'unknown-workspace',
    hint: `Known are ${names.join(', ')}.${close === undefined ? '' : ` Did you mean \`${close}\`?`}`,
  });
};
