import { addresses } from '../address.ts';
import { coverageOf } from '../coverage.ts';
import { graphJson, graphOf } from '../graph.ts';
import type { CatalogueModel, CatalogueRule } from '../model.ts';
import { navigatorLayer } from '../navigator.ts';
import { rulesInOrder, tacticTitle } from '../words.ts';
import { coverageMarkdown, graphMarkdown } from './lists.ts';
import { rulePage } from './rule.ts';
import { line, table } from './text.ts';

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

const readme = (model: CatalogueModel, addressOf: (rule: CatalogueRule) => string): string =>
  `${[
    `# ${line(model.title)}`,
    '[ATT&amp;CK coverage](coverage.md) · [Dependencies](dependencies.md)',
    table(
      ['Rule', 'Severity', 'Tactics', 'Techniques', 'Tables'],
      rulesInOrder(model.rules).map((rule) => [
        `[${line(rule.name)}](rules/${addressOf(rule)}/README.md)${rule.enabled ? '' : ' (disabled)'}`,
        line(rule.severity ?? ''),
        rule.tactics.map((tactic) => line(tacticTitle(tactic))).join(', '),
        rule.techniques.map(line).join(', '),
        (rule.query?.facts?.tables ?? []).map(({ name }) => line(name)).join(', '),
      ]),
    ),
  ].join('\n\n')}\n`;

/** The catalogue as Markdown for a repository: path → text. The same model gives the same bytes. */
export const buildMarkdown = (model: CatalogueModel): ReadonlyMap<string, string> => {
  const folders = addresses(model.rules);
  const addressOf = (rule: CatalogueRule): string => folders.get(rule) ?? '';
  const coverage = coverageOf(model.rules, model.attack);
  const graph = graphOf(model.rules);
  const files = new Map<string, string>([
    ['README.md', readme(model, addressOf)],
    ['coverage.md', coverageMarkdown(coverage, 'ATT&CK coverage')],
    ['dependencies.md', graphMarkdown(graph, (rule) => `rules/${addressOf(rule)}/README.md`)],
    ['graph.json', json(graphJson(graph))],
  ]);
  for (const matrix of coverage.matrices)
    files.set(`navigator-${matrix.domain}.json`, json(navigatorLayer(model.title, coverage, matrix)));
  for (const rule of model.rules) {
    const folder = `rules/${addressOf(rule)}`;
    files.set(`${folder}/README.md`, rulePage(model, rule, addressOf(rule)));
    files.set(`${folder}/rule.yaml`, rule.yaml);
    files.set(`${folder}/template.json`, rule.template);
  }
  return files;
};
