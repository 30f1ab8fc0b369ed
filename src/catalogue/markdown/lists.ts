import { type Cell, type Coverage, domainNames, type Matrix } from '../coverage.ts';
import { needKinds, needTitles, type Graph, type Need } from '../graph.ts';
import type { Places } from '../address.ts';
import type { CatalogueRule } from '../model.ts';
import { tacticTitle } from '../phrases.ts';
import { cellCode, code, line, ruleLink, table } from './text.ts';
import type { Metrics } from '../../core/metrics/figures.ts';
import { summaryOf } from '../../core/metrics/summary.ts';
import { counted } from '../../core/text/phrase.ts';

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

/** A technique with its own page, where there is one and pages are written. */
const linked = (cell: Cell<CatalogueRule>, places: Places | undefined): string => {
  const place = places?.technique(cell.id);
  return place === undefined ? called(cell) : `[${called(cell)}](${place.folder}.md)`;
};

/** Coverage as Markdown: figures by tactic, the techniques with their numbers of enabled rules, and the gaps. */
export const coverageMarkdown = (coverage: Coverage<CatalogueRule>, heading: string, places?: Places): string => {
  const parts = [
    `# ${line(heading)}`,
    `ATT&amp;CK ${coverage.version}, enabled rules only: ${counted(coverage.enabled, 'rule')}.`,
  ];
  for (const matrix of coverage.matrices) {
    const { domain, covered, total, columns } = matrix;
    parts.push(`## ${domainNames[domain]}: ${covered} of ${total} techniques`);
    parts.push(
      table(
        ['Tactic', 'Rules', 'Techniques', 'Covered', 'Gaps'],
        columns.map(({ tactic, rules, covered: done, total: all, cells }) => [
          tacticTitle(tactic),
          String(rules.length),
          `${done} of ${all}`,
          cells
            .filter(({ enabled }) => enabled.length > 0)
            .map((cell) => `${linked(cell, places)} (${cell.enabled.length})`)
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

/** The dependencies as Markdown, with links where pages are written. */
export const graphMarkdown = ({ needs }: Graph<CatalogueRule>, places?: Places): string => {
  const named = (rule: CatalogueRule): string => ruleLink(rule, places);
  const needed = ({ kind, name }: Need<CatalogueRule>): string => {
    const page = kind === 'table' ? places?.table(name) : undefined;
    return page === undefined ? cellCode(name) : `[${cellCode(name)}](${page}.md)`;
  };
  const parts = ['# Dependencies', 'What the rules need, and which of them break when it goes.'];
  for (const kind of needKinds) {
    const own = needs.filter((need) => need.kind === kind);
    if (own.length === 0) continue;
    parts.push(`## ${needTitles[kind]}`);
    parts.push(
      table(
        ['Name', 'Rules', 'Which'],
        own.map((need) => [
          `${needed(need)}${need.known ? '' : ' (not known)'}`,
          String(need.rules.length),
          need.rules.map(named).join('<br>'),
        ]),
      ),
    );
  }
  return `${parts.join('\n\n')}\n`;
};

/** The figures of the rules as Markdown, a table for each dimension, and what is not known. */
export const metricsMarkdown = (metrics: Metrics): string =>
  `${[
    '# Metrics',
    `What raises alerts, measured over ${counted(metrics.days, 'day')}.`,
    ...summaryOf(metrics).map(({ head, rows }) =>
      table(
        head,
        rows.map((row) => row.map(line)),
      ),
    ),
    ...metrics.unread.map((sentence) => `- ${line(sentence)}`),
  ].join('\n\n')}\n`;
