import type { AttackFacts, CatalogueRule } from '../model.ts';
import { firstParagraph, severityRank, tacticTitle } from '../words.ts';
import { markup, type Markup, type Part } from './markup.ts';
import { ruleLink, severityBadge, stateBadges, type Links } from './pieces.ts';

/** What of a rule a list shows: `whole` with its first paragraph and terms, `short` for the lists of other pages. */
export type RowDetail = 'whole' | 'short';

type TableInput = {
  readonly rules: readonly CatalogueRule[];
  readonly links: Links;
  readonly attack: AttackFacts;
  readonly detail: RowDetail;
  /** What the table is, for those who cannot see what stands above it. */
  readonly label: string;
};

const changed = ({ history }: CatalogueRule): string => history?.revisions[0]?.date ?? '';

const list = (items: readonly Part[]): Part =>
  items.length > 0 && markup`<ul>${items.map((item) => markup`<li>${item}</li>`)}</ul>`;

const row = (rule: CatalogueRule, { links, attack, detail }: TableInput, dated: boolean): Markup => {
  const first = rule.tactics[0];
  const order = first === undefined ? 99 : attack.tactics.indexOf(first);
  const date = changed(rule);
  return markup`<tr><td data-key="${severityRank(rule.severity)}">${severityBadge(rule.severity)}</td><th scope="row" dir="auto">${ruleLink(links, rule)}${
    rule.kind !== 'Scheduled' && markup` <span class="badge">${rule.kind}</span>`
  }${stateBadges(rule).map((badge) => markup` ${badge}`)}${
    detail === 'whole' && markup`<p>${firstParagraph(rule.description)}</p>`
  }</th><td data-key="${String(order).padStart(2, '0')}">${list(rule.tactics.map(tacticTitle))}${
    rule.techniques.length > 0 && markup`<p>${rule.techniques.map((id) => markup`<code>${id}</code> `)}</p>`
  }</td><td>${list((rule.query?.facts?.tables ?? []).map(({ name }) => markup`<code>${name}</code>`))}</td>${
    dated && markup`<td>${date !== '' && markup`<time datetime="${date}">${date}</time>`}</td>`
  }</tr>`;
};

/**
 * Rules as a table whose columns the site's script makes sortable: a cell's `data-key`, where it has one, is what it is sorted
 * by. On a narrow screen its rows are cards.
 */
export const rulesTable = (input: TableInput): Markup => {
  const dated = input.rules.some((rule) => changed(rule) !== '');
  return markup`<table class="rules" aria-label="${input.label}" data-sortable><thead><tr><th scope="col" data-sort="severity" aria-sort="ascending">Severity</th><th scope="col" data-sort="name">Rule</th><th scope="col" data-sort="tactic">Tactics</th><th scope="col" data-sort="table">Tables</th>${
    dated && markup`<th scope="col" data-sort="changed">Changed</th>`
  }</tr></thead><tbody>${input.rules.map((rule) => row(rule, input, dated))}</tbody></table>`;
};
