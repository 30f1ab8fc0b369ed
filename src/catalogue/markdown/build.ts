import { placesOf, type Places } from '../address.ts';
import { coverageOf } from '../coverage.ts';
import { graphJson, graphOf } from '../graph.ts';
import type { CatalogueFile, CatalogueModel, PagesModel } from '../model.ts';
import { navigatorLayer } from '../navigator.ts';
import { subjectsOf } from '../subjects.ts';
import { rulesInOrder, tacticTitle } from '../phrases.ts';
import { coverageMarkdown, graphMarkdown, metricsMarkdown } from './lists.ts';
import { placementsMarkdown } from './placements.ts';
import { rulePage } from './rule.ts';
import { tablePage, techniquePage } from './subjects.ts';
import { line, table } from './text.ts';
import { placementsJson } from '../../core/fleet/placement.ts';
import { jsonText } from '../../core/text/visible.ts';

const readme = (model: CatalogueModel, places: Places): string =>
  `${[
    `# ${line(model.title)}`,
    '[ATT&amp;CK coverage](coverage.md) · [Dependencies](dependencies.md) · [Workspaces](workspaces.md) · [Metrics](metrics.md)',
    table(
      ['Rule', 'Severity', 'Tactics', 'Techniques', 'Tables'],
      rulesInOrder(model.rules).map((rule) => [
        `[${line(rule.name)}](${places.rule(rule)}/README.md)${rule.enabled ? '' : ' (disabled)'}`,
        line(rule.severity ?? ''),
        rule.tactics.map((tactic) => line(tacticTitle(tactic))).join(', '),
        rule.techniques.map(line).join(', '),
        (rule.query?.facts?.tables ?? []).map(({ name }) => line(name)).join(', '),
      ]),
    ),
  ].join('\n\n')}\n`;

/** The catalogue as Markdown for a repository, file by file, each a path and its text. The same model gives the same bytes. */
export function* buildMarkdown(model: PagesModel): Generator<CatalogueFile> {
  const subjects = subjectsOf(model.rules, model.attack);
  const places = placesOf(model.rules, subjects);
  const coverage = coverageOf(model.rules, model.attack);
  const graph = graphOf(model.rules);
  yield ['README.md', readme(model, places)];
  yield ['coverage.md', coverageMarkdown(coverage, 'ATT&CK coverage', places)];
  yield ['dependencies.md', graphMarkdown(graph, places)];
  yield ['workspaces.md', placementsMarkdown(model, places)];
  yield ['workspaces.json', jsonText(placementsJson(model.rules, model.workspaces))];
  yield ['metrics.md', metricsMarkdown(model.metrics)];
  yield ['graph.json', jsonText(graphJson(graph))];
  for (const matrix of coverage.matrices)
    yield [`navigator-${matrix.domain}.json`, jsonText(navigatorLayer(model.title, coverage, matrix))];
  for (const rule of model.rules) {
    const folder = places.rule(rule);
    yield [`${folder}/README.md`, rulePage(model, rule, places)];
    yield [`${folder}/rule.yaml`, rule.yaml];
    yield [`${folder}/template.json`, rule.template];
  }
  for (const subject of subjects.tables) yield [`${places.table(subject.name)}.md`, tablePage(model, subject, places)];
  for (const subject of subjects.techniques)
    yield [`${places.technique(subject.id)?.folder}.md`, techniquePage(model, subject, places)];
}
