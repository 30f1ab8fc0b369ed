import { analyticsRule } from '../content/analytics-rule/index.ts';
import { PicketError } from '../core/errors.ts';
import { nearest } from '../core/nearest.ts';
import { readAsset } from '../files/assets.ts';

/** What there is to explain, for the list. */
export type Explained = { readonly code: string; readonly severity: string; readonly summary: string };

/** Every check with its severity and what it finds. */
export const explanations = (): readonly Explained[] =>
  analyticsRule.lint.map(({ id, severity, summary }) => ({ code: id, severity, summary }));

/** The page of a check, as Markdown. Throws a `usage` error for a code that there is not. */
export const explain = (code: string): string => {
  const rule = analyticsRule.lint.find(({ id }) => id === code);
  if (rule === undefined) {
    const close = nearest(
      code,
      explanations().map((entry) => entry.code),
    )[0];
    throw new PicketError('usage', `There is no finding \`${code}\`.`, {
      code: 'unknown-code',
      hint: close === undefined ? '`picket explain` lists all of them.' : `Did you mean \`${close}\`?`,
    });
  }
  return readAsset(`docs/rules/${code}.md`) ?? `# ${rule.id}\n\n${rule.summary}\n\n${rule.why}\n`;
};
