import { everyCheck } from '../../content/index.ts';
import { PicketError } from '../../core/errors.ts';
import { nearest } from '../../core/text/nearest.ts';
import { readAsset } from '../../files/assets.ts';
import { codeMeanings } from '../../report/codes/codes.ts';

/** What there is to explain, for the list. */
export type Explained = { readonly code: string; readonly severity: string; readonly summary: string };

/** Every code that a report can show, with its severity and what it finds: the checks first. */
export const explanations = (): readonly Explained[] => [
  ...everyCheck.map(({ id, severity, summary }) => ({ code: id, severity, summary })),
  ...[...codeMeanings].map(([code, { severity, summary }]) => ({ code, severity, summary })),
];

const page = (code: string, summary: string, why: string): string => `# ${code}\n\n${summary}\n\n${why}\n`;

const pageOf = (code: string): string | undefined => {
  const rule = everyCheck.find(({ id }) => id === code);
  if (rule !== undefined) return readAsset(`docs/rules/${code}.md`) ?? page(rule.id, rule.summary, rule.why);
  const meaning = codeMeanings.get(code);
  return meaning === undefined ? undefined : page(code, meaning.summary, meaning.why);
};

/**
 * The page of a code, as Markdown; a plan and a failure print theirs without its family (`still-called`), and of such a one
 * every page is given. Throws a `usage` error for a code that there is not.
 */
export const explain = (code: string): string => {
  const found = pageOf(code);
  if (found !== undefined) return found;
  const pages = explanations().flatMap((entry) => (entry.code.endsWith(`/${code}`) ? (pageOf(entry.code) ?? []) : []));
  if (pages.length > 0) return pages.join('\n');
  const close = nearest(
    code,
    explanations().map((entry) => entry.code),
  )[0];
  throw new PicketError('usage', `There is no finding \`${code}\`.`, {
    code: 'unknown-code',
    hint: close === undefined ? '`picket explain` lists all of them.' : `Did you mean \`${close}\`?`,
  });
};
