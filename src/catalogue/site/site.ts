import { placesOf } from '../address.ts';
import { coverageOf } from '../coverage.ts';
import { facetsOf, searchText } from '../facets.ts';
import { graphJson, graphOf } from '../graph.ts';
import type { AttackFacts, CatalogueFile, CatalogueRule, PagesModel, SiteAssets } from '../model.ts';
import { navigatorLayer } from '../navigator.ts';
import { subjectsOf } from '../subjects.ts';
import { rulesInOrder } from '../phrases.ts';
import { metricsJson } from '../../core/metrics/metrics-texts.ts';
import { placementsJson } from '../../core/fleet/placement.ts';
import { sha256 } from '../../core/digest.ts';
import { coveragePage, layerFile, techniquePage } from './coverage-page.ts';
import { icon } from './frame.ts';
import { graphPage } from './graph-svg.ts';
import { indexPage } from './index-page.ts';
import { jsonLine, jsonText, visible } from '../../core/text/visible.ts';
import { metricsPage } from './metrics-page.ts';
import { placementsPage } from './placements-page.ts';
import { rulePage } from './rule-page.ts';
import { tablePage } from './rules-table.ts';

/** As the choices of the filters have them, where nothing is invisible. */
const shownFacets = (rule: CatalogueRule): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(Object.entries(facetsOf(rule)).map(([name, values]) => [name, values.map(visible)]));

/** What the index's script searches, in the order of its rows. Marks that could end a script element are escaped. */
const rulesScript = (rules: readonly CatalogueRule[], attack: AttackFacts): string => {
  const rows = rules.map((rule) => ({
    name: visible(rule.name).toLowerCase(),
    ...shownFacets(rule),
    text: searchText(rule, attack),
  }));
  const list = rows.map((row) => jsonLine(row)).join(',\n');
  return `globalThis.picketRules = [\n${list.replaceAll('<', '\\u003c')}\n];\n`;
};

/** Folders of the workspaces' coverage pages: short digests, since a name may hold anything. */
const workspaceFolder = (name: string): string =>
  /^[a-z0-9][a-z0-9_-]{0,40}$/.test(name) ? name : `workspace-${sha256(name).slice(0, 8)}`;

/**
 * The static site, file by file, each a path and its text. It needs no network and no framework, and works from the file system as from any host.
 * The same model gives the same bytes.
 */
export function* buildSite(model: PagesModel, assets: SiteAssets): Generator<CatalogueFile> {
  const subjects = subjectsOf(model.rules, model.attack);
  const places = placesOf(model.rules, subjects);
  const links = { up: '../../', places };
  const coverage = coverageOf(model.rules, model.attack);
  const graph = graphOf(model.rules);
  yield ['index.html', indexPage({ model, coverage, graph, links: { up: '', places } })];
  for (const [name, text] of assets) yield [`assets/${name}`, text];
  yield ['assets/icon.svg', icon];
  yield ['assets/rules.js', rulesScript(rulesInOrder(model.rules), model.attack)];
  yield ['dependencies/index.html', graphPage(model, graph, { up: '../', places })];
  yield ['dependencies/graph.json', jsonText(graphJson(graph))];
  yield ['workspaces/index.html', placementsPage(model, { up: '../', places })];
  yield ['workspaces/workspaces.json', jsonText(placementsJson(model.rules, model.workspaces))];
  yield ['metrics/index.html', metricsPage(model, model.metrics, '../')];
  yield ['metrics/metrics.json', jsonText(metricsJson(model.metrics))];
  const scopes = [
    { workspace: undefined, folder: 'coverage', up: '../' },
    ...model.workspaces.map((workspace) => ({
      workspace,
      folder: `coverage/${workspaceFolder(workspace)}`,
      up: '../../',
    })),
  ];
  for (const { workspace, folder, up } of scopes) {
    const own =
      workspace === undefined
        ? coverage
        : coverageOf(
            model.rules.filter(({ workspaces }) => workspaces.includes(workspace)),
            model.attack,
            ({ enabled, offIn }) => enabled && !offIn.includes(workspace),
          );
    const siblings = scopes.map((scope) => ({
      label: scope.workspace ?? 'All rules',
      path: `${up}${scope.folder}/index.html`,
      current: scope.workspace === workspace,
    }));
    yield [`${folder}/index.html`, coveragePage({ model, coverage: own, workspace, siblings, links: { up, places } })];
    for (const matrix of own.matrices)
      yield [`${folder}/${layerFile(matrix)}`, jsonText(navigatorLayer(workspace ?? model.title, own, matrix))];
  }
  for (const rule of model.rules) {
    const folder = places.rule(rule);
    yield [`${folder}/index.html`, rulePage(model, rule, links)];
    yield [`${folder}/rule.yaml`, rule.yaml];
    yield [`${folder}/template.json`, rule.template];
  }
  for (const subject of subjects.tables)
    yield [`${places.table(subject.name)}/index.html`, tablePage(model, subject, links)];
  for (const subject of subjects.techniques)
    yield [`${places.technique(subject.id)?.folder}/index.html`, techniquePage(model, subject, links)];
}
