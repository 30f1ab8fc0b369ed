import { relative, sep } from 'node:path';
import { everyCheck } from '../content/index.ts';
import type { Diagnostic } from '../core/diagnostic.ts';
import { nearest } from '../core/text/nearest.ts';
import { pointer } from '../core/pointer.ts';
import { codeMeanings } from '../report/codes/codes.ts';
import type { Project } from './project.ts';
import type { Io } from '../core/io.ts';
import { isObject } from '../core/json.ts';
import type { ReportContext } from '../core/report.ts';
import { readAsset } from '../files/assets.ts';

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

/** Every code that a finding can have: of the checks, and of everything else that a report says. */
export const knownCodes = (): readonly string[] => [...everyCheck.map(({ id }) => id), ...codeMeanings.keys()];

/**
 * Settings under `severities` of picket.yaml that would change nothing, without a word: codes that no finding has, and errors
 * that keep their weight.
 */
export const unknownSeverities = ({ config, document }: Project): readonly Diagnostic[] => {
  if (document === undefined) return [];
  const known = knownCodes();
  const exists = (code: string): boolean =>
    code.endsWith('*') ? known.some((each) => each.startsWith(code.slice(0, -1))) : known.includes(code);
  const kept = Object.entries(config.severities)
    .filter(
      ([code, severity]) =>
        severity !== 'error' && code.startsWith('yaml/') && codeMeanings.get(code)?.severity === 'error',
    )
    .map(([code]): Diagnostic => ({
      code: 'config/not-adjustable',
      severity: 'warning',
      message: `\`${code}\` stays an error: a rule that cannot be read would vanish without a word.`,
      hint: 'Take the setting out.',
      path: document.path,
      range: document.range(document.locate(pointer('severities', code))),
    }));
  const unknown = Object.keys(config.severities)
    .filter((code) => !exists(code))
    .map((code): Diagnostic => {
      const [near] = nearest(code, known);
      return {
        code: 'config/unknown-code',
        severity: 'warning',
        message: `There is no finding \`${code}\`${near === undefined ? '.' : `: did you mean \`${near}\`?`}`,
        hint: '`picket explain` lists all of them.',
        path: document.path,
        range: document.range(document.locate(pointer('severities', code), 'key')),
      };
    });
  return [...kept, ...unknown];
};
