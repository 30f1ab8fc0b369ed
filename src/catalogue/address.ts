import { sha256 } from '../core/digest.ts';
import type { CatalogueModel, CatalogueRule } from './model.ts';

/** Names that Windows keeps for devices. */
const reserved = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/;

const folderOf = (id: string): string => {
  const lower = id.toLowerCase();
  if (/^[a-z0-9][a-z0-9_-]{0,99}$/.test(lower) && !reserved.test(lower)) return lower;
  const readable = lower
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 60);
  return `${readable === '' ? 'rule' : readable}-${sha256(lower).slice(0, 8)}`;
};

/**
 * The folder of each rule's page below `rules/`: its id in lower case, which is stable over renames. An id that cannot
 * name a folder gets a readable one with a digest; of two rules of one id the later gets its file's digest appended.
 */
export const addresses = (rules: readonly CatalogueRule[]): ReadonlyMap<CatalogueRule, string> => {
  const found = new Map<CatalogueRule, string>();
  const taken = new Set<string>();
  for (const rule of rules) {
    const folder = folderOf(rule.id);
    const own = taken.has(folder) ? `${folder}-${sha256(rule.path).slice(0, 8)}` : folder;
    taken.add(own);
    found.set(rule, own);
  }
  return found;
};

/** From where Azure's portals deploy the rule of a folder; empty without a published place. */
export const deployAddresses = (
  { baseUrl, portals }: Pick<CatalogueModel, 'baseUrl' | 'portals'>,
  folder: string,
): readonly { readonly name: string; readonly url: string }[] => {
  if (baseUrl === undefined) return [];
  const template = encodeURIComponent(`${baseUrl.replace(/\/+$/, '')}/rules/${folder}/template.json`);
  return portals.map(({ name, url }) => ({ name, url: `${url}/#create/Microsoft.Template/uri/${template}` }));
};
