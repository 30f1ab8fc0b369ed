import type { CatalogueModel } from '../model.ts';
import type { TableSubject } from '../subjects.ts';
import { counted } from '../words.ts';
import { page } from './frame.ts';
import { encoded, markup, type Part } from './markup.ts';
import { tableLink, type Links } from './pieces.ts';
import { rulesTable } from './rules-table.ts';

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
