import { resolve } from 'node:path';
import { buildMarkdown } from '../../catalogue/markdown/build.ts';
import type { SiteAssets } from '../../catalogue/model.ts';
import { buildSite } from '../../catalogue/site/site.ts';
import type { Io } from '../../core/io.ts';
import { readAsset } from '../../files/assets.ts';
import { breath } from '../breath.ts';
import { loadCatalogue, type CatalogueRequest } from './catalogue.ts';
import { publish, type Published } from './catalogue-folder.ts';
import type { Reported } from '../check/validate.ts';

export type DocsRequest = Pick<CatalogueRequest, 'config' | 'baseUrl' | 'history'> & {
  /** Folder for the catalogue, relative to the working directory. */
  readonly out: string;
  readonly to: 'site' | 'markdown';
};

export type Docs = Reported & {
  /** Undefined where nothing was written because the content has errors. */
  readonly built: (Published & { readonly rules: number; readonly start: string }) | undefined;
};

/** Files of every site, besides its pages. */
export const siteFiles = ['site.css', 'theme.js', 'site.js', 'search.js', 'index.js'];

const shipped = (name: string): string => {
  const text = readAsset(`assets/catalogue/${name}`);
  if (text === undefined) throw new Error(`assets/catalogue/${name} is missing from the package`);
  return text;
};

const siteAssets = (): SiteAssets => new Map(siteFiles.map((name) => [name, shipped(name)]));

/**
 * Builds the catalogue of the rules into a folder. With errors in the content nothing is written. Rejects with `usage`
 * or `config` errors, and with a `refusal` for a folder that holds other things.
 */
export const buildDocs = async (io: Io, request: DocsRequest): Promise<Docs> => {
  const { report, source, model } = await loadCatalogue(io, { ...request, detail: 'pages' });
  if (model === undefined) return { report, source, built: undefined };
  const files = new Map<string, string>();
  for (const [path, text] of request.to === 'site' ? buildSite(model, siteAssets()) : buildMarkdown(model)) {
    files.set(path, text);
    await breath(io);
  }
  const published = await publish(io, resolve(io.cwd, request.out), files);
  const start = request.to === 'site' ? 'index.html' : 'README.md';
  return { report, source, built: { ...published, rules: model.rules.length, start } };
};
