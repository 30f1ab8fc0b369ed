import { resolve, dirname, join, relative } from 'node:path';
import { readdir, rm } from 'node:fs/promises';
import { buildMarkdown } from '../../catalogue/markdown/build.ts';
import type { CatalogueRule, SiteAssets } from '../../catalogue/model.ts';
import { buildSite } from '../../catalogue/site/site.ts';
import type { Io } from '../../core/io.ts';
import type { AskedWorkspace } from '../../core/metrics/figures.ts';
import { refKey } from '../../core/ref.ts';
import { readAsset } from '../../files/assets.ts';
import { breath } from '../breath.ts';
import { loadCatalogue, type CatalogueRequest } from './catalogue.ts';
import { measureRules } from './metrics.ts';
import type { Reported } from '../check/validate.ts';
import { shareRuns } from '../fleet/shared.ts';
import type { WorkspaceSelection } from '../workspaces.ts';
import { PicketError } from '../../core/errors.ts';
import { isArray, isObject, parseJson } from '../../core/json.ts';
import { kindOf, readText, removeFile, writeAtomically } from '../../files/disk.ts';

/** Beside the files of a catalogue: what it wrote, so that the next build removes what is no longer wanted. */
const manifestName = '.picket-catalogue.json';

const writeManifest = async (folder: string, files: Iterable<string>): Promise<void> => {
  const listed = JSON.stringify({ version: 1, files: [...files].toSorted() }, null, 1);
  await writeAtomically(join(folder, manifestName), `${listed}\n`);
};

const readManifest = async (folder: string): Promise<readonly string[] | undefined> => {
  const text = await readText(join(folder, manifestName));
  if (text === undefined) return undefined;
  const value = parseJson(text);
  const files = isObject(value) ? value['files'] : undefined;
  return isArray(files) ? files.filter((file) => typeof file === 'string') : [];
};

/** A path that stays in its folder, whatever a manifest says. */
const isInside = (folder: string, path: string): boolean => {
  const inside = relative(folder, resolve(folder, path));
  return inside !== '' && !inside.startsWith('..') && resolve(folder, inside) === join(folder, inside);
};

const removeEmptyFolders = async (folder: string, paths: readonly string[]): Promise<void> => {
  const parents = new Set(paths.map((path) => dirname(path)).filter((path) => path !== '.'));
  for (const parent of [...parents].toSorted().toReversed()) {
    const left = await readdir(join(folder, parent)).catch(() => ['unknown']);
    if (left.length === 0) await rm(join(folder, parent), { recursive: true });
  }
};

type Published = { readonly written: number; readonly unchanged: number; readonly removed: number };

/**
 * Makes a folder hold exactly these files (path → text), as far as an earlier build wrote it: files that did not change
 * are left alone, files of the last build that are no longer wanted are removed, others stay. Rejects with a `refusal`
 * for a folder that holds other things and was never written by a build, and with a `config` error where it cannot be
 * written. An interrupt ends it between two files, and what was written until then is known to the next build.
 */
export const writeSite = async (
  io: Pick<Io, 'signals'>,
  folder: string,
  files: ReadonlyMap<string, string>,
): Promise<Published> => {
  const kind = await kindOf(folder);
  const before = await readManifest(folder);
  if (kind === 'file' || (kind === 'folder' && before === undefined && (await readdir(folder)).length > 0))
    throw new PicketError('refusal', `${folder} is no empty folder and was not made by Picket.`, {
      code: 'folder-in-use',
      hint: 'Name a folder of its own with --out, so that nothing of yours is overwritten.',
    });
  const counts = { written: 0, unchanged: 0, removed: 0 };
  await writeManifest(folder, new Set([...(before ?? []), ...files.keys()]));
  for (const [path, text] of files) {
    await breath(io);
    const absolute = join(folder, path);
    if ((await readText(absolute)) === text) counts.unchanged += 1;
    else {
      await writeAtomically(absolute, text);
      counts.written += 1;
    }
  }
  const stale = (before ?? []).filter((path) => !files.has(path) && isInside(folder, path));
  for (const path of stale) {
    await removeFile(join(folder, path));
    counts.removed += 1;
  }
  await removeEmptyFolders(folder, stale);
  await writeManifest(folder, files.keys());
  return counts;
};

export type DocsRequest = Pick<CatalogueRequest, 'config' | 'baseUrl' | 'history' | 'mutants'> & {
  /** Folder for the catalogue, relative to the working directory. */
  readonly out: string;
  readonly to: 'site' | 'markdown';
  /** Workspaces that are asked what the rules do there; undefined for none. */
  readonly workspaces: WorkspaceSelection | undefined;
};

export type Docs = Reported & {
  /** Undefined where nothing was written because the content has errors. */
  readonly built: (Published & { readonly rules: number; readonly start: string }) | undefined;
};

/** How far the figures of a catalogue look back. */
const measuredDays = 90;

/** Files of every site, besides its pages. */
export const siteFiles = ['site.css', 'theme.js', 'site.js', 'search.js', 'index.js'];

const shipped = (name: string): string => {
  const text = readAsset(`assets/catalogue/${name}`);
  if (text === undefined) throw new Error(`assets/catalogue/${name} is missing from the package`);
  return text;
};

const siteAssets = (): SiteAssets => new Map(siteFiles.map((name) => [name, shipped(name)]));

/** A rule with what workspaces tell of it being off past git. */
const withOverrides = (rule: CatalogueRule, asked: readonly AskedWorkspace[]): CatalogueRule => {
  const held = asked.flatMap(({ workspace, rules }) => {
    const words = rules.get(refKey(rule))?.override;
    return words === undefined ? [] : [`In ${workspace} it is ${words}.`];
  });
  return held.length === 0 ? rule : { ...rule, handling: [...held, ...rule.handling] };
};

/**
 * Builds the catalogue of the rules into a folder. With errors in the content nothing is written. Rejects with `usage`
 * or `config` errors, and with a `refusal` for a folder that holds other things.
 */
export const buildDocs = async (io: Io, request: DocsRequest): Promise<Docs> => {
  const { report, source, model } = await loadCatalogue(io, { ...request, detail: 'pages' });
  if (model === undefined) return { report, source, built: undefined };
  const files = new Map<string, string>();
  const { metrics, asked } = await measureRules(io, {
    config: request.config,
    workspaces: request.workspaces,
    rules: model.rules,
    days: measuredDays,
    shared: shareRuns(),
  });
  const pages = { ...model, rules: model.rules.map((rule) => withOverrides(rule, asked)), metrics };
  for (const [path, text] of request.to === 'site' ? buildSite(pages, siteAssets()) : buildMarkdown(pages)) {
    files.set(path, text);
    await breath(io);
  }
  const published = await writeSite(io, resolve(io.cwd, request.out), files);
  const start = request.to === 'site' ? 'index.html' : 'README.md';
  return { report, source, built: { ...published, rules: model.rules.length, start } };
};
