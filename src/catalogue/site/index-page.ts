import type { Coverage } from '../coverage.ts';
import { facetLabels, facetNames, facetOptions, type FacetName, type FacetOption } from '../facets.ts';
import type { Graph } from '../graph.ts';
import type { CatalogueModel, CatalogueRule } from '../model.ts';
import { rulesInOrder, tacticTitle } from '../phrases.ts';
import { page } from './frame.ts';
import { encoded, markup, type Markup, type Part } from './markup.ts';
import type { Links } from './pieces.ts';
import { rulesTable } from './rules-table.ts';
import { counted } from '../../core/text/phrase.ts';

export type IndexInput = {
  readonly model: CatalogueModel;
  readonly coverage: Coverage<CatalogueRule>;
  readonly graph: Graph<CatalogueRule>;
  readonly links: Links;
};

/** Facets that stand open when the page is opened; the others open when they are chosen from. */
const openFacets: ReadonlySet<FacetName> = new Set(['severity', 'tactic']);

/** From so many choices on one can be looked for. */
const narrowFrom = 12;

const facet = (name: FacetName, options: readonly FacetOption[]): Part =>
  options.length > 0 &&
  markup`<details class="facet" data-facet="${name}"${openFacets.has(name) && markup` open`}><summary>${facetLabels[name]} <b data-chosen></b></summary>${
    options.length >= narrowFrom &&
    markup`<input type="search" placeholder="Find one of ${options.length}" aria-label="Find in ${facetLabels[name]}" autocomplete="off" spellcheck="false" data-narrow>`
  }<ul aria-label="${facetLabels[name]}">${options.map(
    ({ value, label, count }) =>
      markup`<li><label><input type="checkbox" value="${value}"><span dir="auto">${label}</span> <span class="tallied">${count}</span></label></li>`,
  )}</ul></details>`;

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

/** The first page: figures, search, filters and every rule. It lists all rules without any script, too. */
export const indexPage = (input: IndexInput): string => {
  const { model, links } = input;
  const options = facetOptions(model);
  const rules = rulesInOrder(model.rules);
  return page({
    title: model.title,
    catalogue: model.title,
    up: links.up,
    current: 'rules',
    body: markup`<div class="hero"><h1 dir="auto">${model.title}</h1><p class="lead">Analytics rules for Microsoft Sentinel, as they are in the repository.</p>${facts(input)}</div>
${chain(input)}
<div class="browse">
<form class="filters" role="search" data-filters hidden><label class="search"><span class="unseen">Search the rules</span><input type="search" placeholder="Name, query, id, table …" autocomplete="off" spellcheck="false" aria-keyshortcuts="/" id="find" data-search></label><details class="more" data-more open><summary>Filters</summary><div class="facets">${facetNames.map(
      (name) => facet(name, options[name]),
    )}</div></details></form>
<div class="results"><div class="tools"><p class="count" role="status" data-count>${counted(rules.length, 'rule')}</p><label class="order" data-order-label hidden>Sorted by <select data-order></select></label></div><p class="note" role="status" data-note hidden></p><ul class="chosen" aria-label="Filters in force" data-chips hidden></ul>${rulesTable({ rules, links, attack: model.attack, detail: 'whole', label: 'Rules' })}<button type="button" data-rest hidden></button><p class="empty" data-empty hidden>No rule fits all of these. Take one filter away.</p></div>
</div>
<script src="assets/rules.js" defer></script>
<script src="assets/search.js" defer></script>
<script src="assets/index.js" defer></script>`,
  });
};
