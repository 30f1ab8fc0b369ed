import { needKinds, type Graph, type Need, type NeedKind } from '../graph.ts';
import type { CatalogueModel, CatalogueRule } from '../model.ts';
import { counted } from '../words.ts';
import { page } from './frame.ts';
import { dependencyMap } from './graph-svg.ts';
import { markup, type Markup, type Part } from './markup.ts';
import { codes, ruleLink, severityBadge, tableLink, type Links } from './pieces.ts';

const titles: Readonly<Record<NeedKind, string>> = {
  table: 'Tables',
  parser: 'Parsers and functions',
  watchlist: 'Watchlists',
  connector: 'Data connectors',
  remote: 'Outside the workspace',
};

/** The dependency map, and for each dependency what breaks when it goes. */
export const graphPage = (model: CatalogueModel, graph: Graph<CatalogueRule>, links: Links): string => {
  const shown = graph.needs.filter(({ kind }) => kind !== 'connector');
  const most = Math.max(1, ...graph.needs.map(({ rules }) => rules.length));
  const anchor = (need: Need<CatalogueRule>): string => {
    const index = shown.indexOf(need);
    return `${need.kind}-${index < 0 ? `c${graph.needs.indexOf(need)}` : index}`;
  };
  const item = (need: Need<CatalogueRule>): Markup =>
    markup`<li id="${anchor(need)}"><details><summary><code>${need.name}</code>${need.kind === 'table' && !need.known && markup` <span class="warn">not known</span>`}<span class="use"><svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect class="fill" width="${Math.max(2, Math.round((need.rules.length / most) * 100))}" height="8" rx="2"/></svg>${counted(need.rules.length, 'rule')}</span></summary>${
      need.columns.length > 0 && markup`<p>Columns read: ${codes(need.columns)}</p>`
    }${
      need.kind === 'table' && markup`<p>${tableLink(links, need.name)}: its rules and columns on one page</p>`
    }<p>Without it these rules break:</p><ul class="broken">${need.rules.map(
      (rule) =>
        markup`<li dir="auto">${severityBadge(rule.severity)} ${ruleLink(links, rule)}${!rule.enabled && ' (disabled)'}</li>`,
    )}</ul></details></li>`;
  const group = (kind: NeedKind): Part => {
    const needs = graph.needs.filter((need) => need.kind === kind);
    return (
      needs.length > 0 &&
      markup`<section aria-labelledby="kind-${kind}"><h2 id="kind-${kind}">${titles[kind]} <span class="none">${needs.length}</span></h2><ul class="needs">${needs.map(item)}</ul></section>`
    );
  };
  return page({
    title: 'Dependencies',
    catalogue: model.title,
    up: links.up,
    current: 'dependencies',
    body: markup`<div class="hero"><h1>Dependencies</h1><p class="lead">What the rules read, and what breaks when it goes. <a href="graph.json" download>The same as JSON</a></p></div>${dependencyMap(model, graph, links)}${needKinds.map(group)}${
      graph.needs.length === 0 && markup`<p>No rule says what it reads.</p>`
    }`,
  });
};
