import type { Cell, Coverage, Matrix } from '../coverage.ts';
import { needKinds, type Graph } from '../graph.ts';
import type { CatalogueRule } from '../model.ts';
import { counted, tacticTitle } from '../words.ts';
import { cellCode, code, line, table } from './text.ts';

const names = { enterprise: 'Enterprise', ics: 'Industrial control systems' } as const;

const called = ({ id, name }: Cell<CatalogueRule>): string => `${id}${name === undefined ? '' : ` ${line(name)}`}`;

const isGap = ({ enabled, retired }: Cell<CatalogueRule>): boolean => enabled.length === 0 && !retired;

/** The techniques without an enabled rule, folded away: there are many of them. */
const gaps = ({ columns }: Matrix<CatalogueRule>): readonly string[] => {
  const rows = columns
    .filter(({ cells }) => cells.some(isGap))
    .map(({ tactic, cells }) => [tacticTitle(tactic), cells.filter(isGap).map(called).join('<br>')]);
  return rows.length === 0
    ? []
    : ['<details><summary>Gaps</summary>', table(['Tactic', 'Without an enabled rule'], rows), '</details>'];
};

/** Coverage as Markdown: figures by tactic, the techniques with their numbers of enabled rules, and the gaps. */
export const coverageMarkdown = (coverage: Coverage<CatalogueRule>, heading: string): string => {
  const parts = [
    `# ${line(heading)}`,
    `ATT&amp;CK ${coverage.version}, enabled rules only: ${counted(coverage.enabled, 'rule')}.`,
  ];
  for (const matrix of coverage.matrices) {
    const { domain, covered, total, columns } = matrix;
    parts.push(`## ${names[domain]}: ${covered} of ${total} techniques`);
    parts.push(
      table(
        ['Tactic', 'Rules', 'Techniques', 'Covered', 'Gaps'],
        columns.map(({ tactic, rules, covered: done, total: all, cells }) => [
          tacticTitle(tactic),
          String(rules.length),
          `${done} of ${all}`,
          cells
            .filter(({ enabled }) => enabled.length > 0)
            .map((cell) => `${called(cell)} (${cell.enabled.length})`)
            .join('<br>'),
          String(cells.filter(isGap).length),
        ]),
      ),
      ...gaps(matrix),
    );
  }
  if (coverage.withoutTechnique.length > 0)
    parts.push(
      '## Enabled rules without a technique',
      coverage.withoutTechnique.map(({ name }) => `- ${line(name)}`).join('\n'),
    );
  if (coverage.unknown.length > 0)
    parts.push(
      '## Techniques that ATT&amp;CK does not have',
      coverage.unknown.map(({ id }) => `- ${code(id)}`).join('\n'),
    );
  return `${parts.join('\n\n')}\n`;
};

const titles = {
  table: 'Tables',
  parser: 'Parsers and functions',
  watchlist: 'Watchlists',
  connector: 'Data connectors',
  remote: 'Outside the workspace',
} as const;

/** The dependencies as Markdown; `linkOf` gives the address of a rule's page, or undefined for plain names. */
export const graphMarkdown = (
  { needs }: Graph<CatalogueRule>,
  linkOf: (rule: CatalogueRule) => string | undefined,
): string => {
  const named = (rule: CatalogueRule): string => {
    const link = linkOf(rule);
    return link === undefined ? line(rule.name) : `[${line(rule.name)}](${link})`;
  };
  const parts = ['# Dependencies', 'What the rules need, and which of them break when it goes.'];
  for (const kind of needKinds) {
    const own = needs.filter((need) => need.kind === kind);
    if (own.length === 0) continue;
    parts.push(`## ${titles[kind]}`);
    parts.push(
      table(
        ['Name', 'Rules', 'Which'],
        own.map(({ name, rules, known }) => [
          `${cellCode(name)}${known ? '' : ' (not known)'}`,
          String(rules.length),
          rules.map(named).join('<br>'),
        ]),
      ),
    );
  }
  return `${parts.join('\n\n')}\n`;
};
