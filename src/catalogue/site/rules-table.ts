import type { AttackFacts, CatalogueRule, CatalogueModel } from '../model.ts';
import { firstParagraph, severityRank, tacticTitle } from '../phrases.ts';
import { markup, type Markup, type Part, encoded } from './markup.ts';
import { ruleLink, severityBadge, stateBadges, type Links, tableLink } from './pieces.ts';
import type { TableSubject } from '../subjects.ts';
import { page } from './frame.ts';
import { counted } from '../../core/text/phrase.ts';

/** So many tables are named that are read together with one. */
const mostTogether = 12;

const columns = ({ columns: used, rules }: TableSubject): Part =>
  used.length > 0 &&
  markup`<section aria-labelledby="columns"><h2 id="columns">Columns that rules name <span class="none">${used.length}</span></h2><ul class="tally">${used.map(
    (column) =>
      markup`<li><code>${column.name}</code><span class="use"><svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect class="fill" width="${Math.max(2, Math.round((column.rules / rules.length) * 100))}" height="8" rx="2"/></svg>${counted(column.rules, 'rule')}</span></li>`,
  )}</ul></section>`;

const together = ({ together: others }: TableSubject, links: Links): Part =>
  others.length > 0 &&
  markup`<p>Read together with ${others.slice(0, mostTogether).map(({ name, rules }, index) => markup`${index > 0 && ', '}${tableLink(links, name)} (${rules})`)}${
    others.length > mostTogether && ` and ${others.length - mostTogether} more`
  }.</p>`;

/** The page of one table, for `tables/<folder>/index.html`. */
export const tablePage = (model: CatalogueModel, subject: TableSubject, links: Links): string => {
  const { name, rules, known, plan } = subject;
  const enabled = rules.filter((rule) => rule.enabled).length;
  return page({
    title: name,
    catalogue: model.title,
    up: links.up,
    current: 'none',
    body: markup`<nav class="trail" aria-label="You are here"><a href="${links.up}dependencies/index.html">Dependencies</a> <span aria-hidden="true">›</span> <a href="${links.up}dependencies/index.html#kind-table">Tables</a></nav>
<div class="head"><h1><code>${name}</code></h1><p class="lead">${counted(rules.length, 'rule')} ${rules.length === 1 ? 'reads' : 'read'} this table${enabled < rules.length && `, ${enabled} of them enabled`}.${plan !== undefined && plan !== 'Analytics' && ` Its plan is ${plan}.`}${!known && markup` <span class="warn">It is not among the known tables.</span>`} <a href="${links.up}index.html#table=${encoded(name)}">Search in them</a></p>${together(subject, links)}</div>
<section aria-labelledby="rules"><h2 id="rules">Rules that read it</h2>${rulesTable({ rules, links, attack: model.attack, detail: 'short', label: `Rules that read ${name}` })}</section>
${columns(subject)}`,
  });
};

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

const lastChanged = ({ history }: CatalogueRule): string => history?.revisions[0]?.date ?? '';

const list = (items: readonly Part[]): Part =>
  items.length > 0 && markup`<ul>${items.map((item) => markup`<li>${item}</li>`)}</ul>`;

const row = (rule: CatalogueRule, { links, attack, detail }: TableInput, dated: boolean): Markup => {
  const first = rule.tactics[0];
  const order = first === undefined ? 99 : attack.tactics.indexOf(first);
  const date = lastChanged(rule);
  const about = detail === 'whole' ? firstParagraph(rule.description) : '';
  return markup`<tr><td data-key="${severityRank(rule.severity)}">${severityBadge(rule.severity)}</td><th scope="row" dir="auto">${ruleLink(links, rule)}${
    rule.kind !== 'Scheduled' && markup` <span class="badge">${rule.kind}</span>`
  }${stateBadges(rule).map((badge) => markup` ${badge}`)}${
    about !== '' && markup`<p>${about}</p>`
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
  const dated = input.rules.some((rule) => lastChanged(rule) !== '');
  return markup`<table class="rules" aria-label="${input.label}" data-sortable><thead><tr><th scope="col" data-sort="severity" aria-sort="ascending">Severity</th><th scope="col" data-sort="name">Rule</th><th scope="col" data-sort="tactic">Tactics</th><th scope="col" data-sort="table">Tables</th>${
    dated && markup`<th scope="col" data-sort="changed">Changed</th>`
  }</tr></thead><tbody>${input.rules.map((rule) => row(rule, input, dated))}</tbody></table>`;
};
