import { comparedKinds, type ComparedChange, type ComparedRule } from '../core/compared.ts';
import type { JsonObject } from '../core/json.ts';
import { cutText, fit, type Piece } from './text/budget.ts';
import { codeCell, prose } from './text/markdown-text.ts';
import { cut } from '../core/text/cut.ts';
import { counted } from '../core/text/phrase.ts';
import { inert, oneLine, styleOf, type Look } from './text/style.ts';

const signs: Readonly<Record<ComparedChange['kind'], string>> = { lost: '-', gained: '+', renamed: '~' };
const paints = { lost: 'red', gained: 'green', renamed: 'yellow' } as const;

const sorted = (changes: readonly ComparedChange[]): readonly ComparedChange[] =>
  changes.toSorted((left, right) => comparedKinds.indexOf(left.kind) - comparedKinds.indexOf(right.kind));

/** `12 cases and 40 rows made of its conditions`. */
const groundOf = ({ cases, generated }: ComparedRule): string =>
  `${counted(cases, 'case')} and ${counted(generated, 'row')} made of its conditions`;

/** What a change of rules makes different, in one line. */
export const comparedSummary = (rules: readonly ComparedRule[]): string => {
  const lost = rules.filter(({ changes }) => changes.some(({ kind }) => kind === 'lost')).length;
  if (rules.length === 0) return 'No rule changed.';
  return `${counted(rules.length, 'rule')} changed; ${lost === 0 ? 'nothing is no longer caught' : `${lost} no longer ${lost === 1 ? 'catches' : 'catch'} what ${lost === 1 ? 'it' : 'they'} caught`}.`;
};

/** The rules of a change with what each makes different, for a terminal. */
export const prettyCompared = (rules: readonly ComparedRule[], look: Look): string => {
  const style = styleOf(look);
  const lines = rules.flatMap((rule) => [
    `${style.bold(oneLine(rule.rule))} ${style.dim(inert(rule.path))}`,
    ...sorted(rule.changes).map(({ kind, words }) => `  ${style[paints[kind]](signs[kind])} ${oneLine(words)}`),
    ...(rule.note === undefined ? [] : [`  ${style.dim(oneLine(rule.note))}`]),
    ...(rule.changes.length === 0 && rule.note === undefined ? [`  the same over ${groundOf(rule)}`] : []),
    '',
  ]);
  return [...lines, comparedSummary(rules), ''].join('\n');
};

/** The rules of a change as a table of Markdown, in so many characters. */
export const markdownCompared = (rules: readonly ComparedRule[], room: number): string => {
  const heading = `### What the change catches\n\n${comparedSummary(rules)}`;
  const rows = rules.flatMap((rule): readonly Piece[] => {
    const start = `| ${prose(cut(rule.rule, 200), codeCell)} | `;
    const said = sorted(rule.changes).map(({ kind, words }) => {
      const icon = { lost: '🔴', gained: '🟢', renamed: '🟡' }[kind];
      return {
        full: `${start}${icon} ${prose(cut(words, 500), codeCell)} |`,
        brief: `${start}${icon} ${prose(cut(words, 100), codeCell)} |`,
      };
    });
    if (said.length > 0) return said;
    const text = `${start}${rule.note === undefined ? `the same over ${groundOf(rule)}` : prose(cut(rule.note, 300), codeCell)} |`;
    return [{ full: text, brief: text }];
  });
  if (rows.length === 0) return heading;
  const fitted = fit(rows, room);
  const cutting = cutText(fitted, 'differences');
  return [heading, ['| Rule | |', '|---|---|', ...fitted.texts].join('\n'), ...(cutting === '' ? [] : [cutting])].join(
    '\n\n',
  );
};

/** The machine format of `compare --format json`, schemas/report/compare.schema.json. */
export const comparedJson = (rules: readonly ComparedRule[]): JsonObject => ({
  compared: rules.map(({ rule, path, cases, generated, changes, note }) => ({
    rule,
    path,
    cases,
    generated,
    changes: sorted(changes).map(({ kind, words }) => ({ kind, words })),
    ...(note === undefined ? {} : { note }),
  })),
});
