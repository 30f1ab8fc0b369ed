import { relative, sep } from 'node:path';
import { everyCheck } from '../content/index.ts';
import type { Io } from '../core/io.ts';
import { isObject } from '../core/json.ts';
import type { ReportContext } from '../core/report.ts';
import { readAsset } from '../files/assets.ts';
import { codeMeanings } from '../report/codes/codes.ts';

type LintTexts = { readonly summary: string; readonly why: string };

/** Where the pages of the checks are on the web: below the home page that package.json names, if it names one. */
const pages = (): string | undefined => {
  const manifest: unknown = JSON.parse(readAsset('package.json') ?? '{}');
  const home = isObject(manifest) ? manifest['homepage'] : undefined;
  return typeof home === 'string' ? `${home.replace(/#[^]*/, '').replace(/\/$/, '')}/blob/HEAD/docs/rules` : undefined;
};

/** What reports say about the codes of findings, for formats that carry rules. */
export const codeTexts = (): NonNullable<ReportContext['explain']> => {
  const rules = new Map<string, LintTexts>(everyCheck.map((rule) => [rule.id, rule]));
  const base = pages();
  return (code) => {
    const rule = rules.get(code);
    if (rule === undefined) return codeMeanings.get(code);
    const { summary, why } = rule;
    return base === undefined ? { summary, why } : { summary, why, url: `${base}/${code}.md` };
  };
};

/** The working directory below the root of GitHub's checkout; undefined where it is the root itself, or elsewhere. */
export const folderInCheckout = ({ env, cwd }: Pick<Io, 'env' | 'cwd'>): string | undefined => {
  const root = env['GITHUB_WORKSPACE'];
  if (root === undefined || root === '') return undefined;
  const folder = relative(root, cwd).split(sep).join('/');
  return folder === '' || folder.startsWith('..') ? undefined : folder;
};
