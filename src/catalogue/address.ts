import { sha256 } from '../core/digest.ts';
import type { Subjects } from './subjects.ts';
import type { CatalogueModel, CatalogueRule } from './model.ts';

/** Names that Windows keeps for devices. */
const reserved = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/;

const folderOf = (id: string, kind: 'rule' | 'table'): string => {
  const lower = id.toLowerCase();
  if (/^[a-z0-9][a-z0-9_-]{0,99}$/.test(lower) && !reserved.test(lower)) return lower;
  const readable = lower
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 60);
  return `${readable === '' ? kind : readable}-${sha256(lower).slice(0, 8)}`;
};

/**
 * The folder of each rule's page below `rules/`: its id in lower case, which is stable over renames. An id that cannot
 * name a folder gets a readable one with a digest; of two rules of one id the later gets its file's digest appended.
 */
const addresses = (rules: readonly CatalogueRule[]): ReadonlyMap<CatalogueRule, string> => {
  const found = new Map<CatalogueRule, string>();
  const taken = new Set<string>();
  for (const rule of rules) {
    const folder = folderOf(rule.id, 'rule');
    const own = taken.has(folder) ? `${folder}-${sha256(rule.path).slice(0, 8)}` : folder;
    taken.add(own);
    found.set(rule, own);
  }
  return found;
};

/** Where the catalogue has a page, as a path below its top folder without the page's file name; undefined where it has none. */
export type Places = {
  readonly rule: (rule: CatalogueRule) => string;
  readonly table: (name: string) => string | undefined;
  /** A sub-technique is a part of its parent's page. */
  readonly technique: (id: string) => { readonly folder: string; readonly anchor: string } | undefined;
};

/** The places of all pages. Tables are told apart by case, folders are not: a digest goes behind the second of two. */
export const placesOf = (rules: readonly CatalogueRule[], { tables, techniques }: Subjects): Places => {
  const ruleFolders = addresses(rules);
  const tableFolders = new Map<string, string>();
  const taken = new Set<string>();
  for (const { name } of tables) {
    const folder = folderOf(name, 'table');
    const own = taken.has(folder) ? `${folder}-${sha256(name).slice(0, 8)}` : folder;
    taken.add(own);
    tableFolders.set(name, `tables/${own}`);
  }
  const families = new Map(
    techniques.flatMap(({ id, parts }) => [[id, id] as const, ...parts.map((part) => [part.id, id] as const)]),
  );
  return {
    rule: (rule) => `rules/${ruleFolders.get(rule) ?? ''}`,
    table: (name) => tableFolders.get(name),
    technique: (id) => {
      const family = families.get(id);
      return family === undefined
        ? undefined
        : { folder: `techniques/${family.toLowerCase()}`, anchor: id === family ? '' : id.toLowerCase() };
    },
  };
};

/** From where Azure's portals deploy the rule of a folder (`rules/<id>`); empty without a published place. */
export const deployAddresses = (
  { baseUrl, portals }: Pick<CatalogueModel, 'baseUrl' | 'portals'>,
  folder: string,
): readonly { readonly name: string; readonly url: string }[] => {
  if (baseUrl === undefined) return [];
  const template = encodeURIComponent(`${baseUrl.replace(/(?<!\/)\/+$/, '')}/${folder}/template.json`);
  return portals.map(({ name, url }) => ({ name, url: `${url}/#create/Microsoft.Template/uri/${template}` }));
};
