import type { Coverage } from '../coverage.ts';
import { facetLabels, facetNames, facetOptions, type FacetName, type FacetOption } from '../facets.ts';
import type { Graph } from '../graph.ts';
import type { CatalogueModel, CatalogueRule } from '../model.ts';
import { counted, firstParagraph, rulesInOrder, tacticTitle } from '../words.ts';
import { page } from './frame.ts';
import { encoded, markup, type Markup } from './markup.ts';
import { severityBadge, stateBadges } from './pieces.ts';

export type IndexInput = {
  readonly model: CatalogueModel;
  readonly coverage: Coverage<CatalogueRule>;
  readonly graph: Graph<CatalogueRule>;
  readonly addressOf: (rule: CatalogueRule) => string;
};

const select = (name: FacetName, options: readonly FacetOption[]): Markup | undefined =>
  options.length === 0
    ? undefined
    : markup`<div class="facet"><label for="facet-${name}">${facetLabels[name]}</label><select id="facet-${name}" data-facet="${name}"><option value="">Any</option>${options.map(
        ({ value, label, count }) => markup`<option value="${value}">${label} (${count})</option>`,
      )}</select></div>`;

/** Bars of the kill chain: how many enabled rules name each tactic; each leads to these rules. */
const chain = ({ coverage }: IndexInput): Markup => {
  const columns = coverage.matrices[0]?.columns ?? [];
  const most = Math.max(1, ...columns.map(({ rules }) => rules.length));
  return markup`<nav class="chain" aria-label="Enabled rules by tactic"><ol>${columns.map(({ tactic, rules }) => {
    const height = Math.round((rules.length / most) * 44);
    return markup`<li><a href="#tactic=${encoded(tactic)}"><svg viewBox="0 0 40 48" width="40" height="48" aria-hidden="true"><rect class="track" x="2" y="2" width="36" height="44" rx="3"/><rect class="fill" x="2" y="${46 - height}" width="36" height="${height}" rx="3"/></svg><b>${rules.length}</b><span>${tacticTitle(tactic)}</span></a></li>`;
  })}</ol></nav>`;
};

const facts = ({ model, coverage, graph }: IndexInput): Markup => {
  const tables = graph.needs.filter(({ kind }) => kind === 'table').length;
  const matrix = coverage.matrices[0];
  return markup`<dl class="facts"><div><dt>${model.rules.length === 1 ? 'rule' : 'rules'}</dt><dd>${model.rules.length}</dd></div><div><dt>enabled</dt><dd>${coverage.enabled}</dd></div><div><dt>techniques of ${matrix?.total ?? 0}</dt><dd>${matrix?.covered ?? 0}</dd></div>${
    tables > 0 && markup`<div><dt>${tables === 1 ? 'table' : 'tables'}</dt><dd>${tables}</dd></div>`
  }</dl>`;
};

const row = (rule: CatalogueRule, address: string): Markup =>
  markup`<li class="rule"><p class="badges">${severityBadge(rule.severity)}${
    rule.kind !== 'Scheduled' && markup`<span class="badge">${rule.kind}</span>`
  }${stateBadges(rule)}</p><h2 dir="auto"><a href="rules/${address}/index.html">${rule.name}</a></h2><p class="summary" dir="auto">${firstParagraph(rule.description)}</p><p class="terms">${rule.tactics.map(
    (tactic) => markup`<span>${tacticTitle(tactic)}</span>`,
  )}${rule.techniques.map((id) => markup`<code>${id}</code>`)}${(rule.query?.facts?.tables ?? []).map(
    ({ name }) => markup`<code class="table">${name}</code>`,
  )}</p></li>`;

/** The first page: figures, search, filters and every rule. It lists all rules without any script, too. */
export const indexPage = (input: IndexInput): string => {
  const { model, addressOf } = input;
  const options = facetOptions(model);
  const rules = rulesInOrder(model.rules);
  return page({
    title: model.title,
    catalogue: model.title,
    up: '',
    current: 'rules',
    body: markup`<div class="hero"><h1 dir="auto">${model.title}</h1><p class="lead">Analytics rules for Microsoft Sentinel, as they are in the repository.</p>${facts(input)}</div>
${chain(input)}
<div class="browse">
<form class="filters" role="search" data-filters hidden><label class="search"><span class="unseen">Search the rules</span><input type="search" placeholder="Name, query, id, table …" autocomplete="off" spellcheck="false" data-search></label><details class="more" data-more open><summary>Filters</summary><div class="facets">${facetNames.map(
      (name) => select(name, options[name]),
    )}<button type="reset" class="button">Clear all</button></div></details></form>
<div class="results"><p class="count" role="status" data-count>${counted(rules.length, 'rule')}</p><ol class="rules" data-rules>${rules.map((rule) => row(rule, addressOf(rule)))}</ol><button type="button" data-rest hidden></button><p class="empty" data-empty hidden>No rule fits all of these. Take one filter away.</p></div>
</div>
<script src="assets/rules.js" defer></script>`,
  });
};
