import type { Places } from '../address.ts';
import type { CatalogueRule, DiffLine } from '../model.ts';
import { mitreAddress, tacticTitle, techniqueForm } from '../phrases.ts';
import { encoded, markup, safeLink, type Markup, type Part } from './markup.ts';

/** Small parts that several pages share. */

/** Where a page's links lead: how they climb to the top folder (`../../`), and where each thing has its page. */
export type Links = { readonly up: string; readonly places: Places };

const knownSeverities = new Set(['High', 'Medium', 'Low', 'Informational']);

/** The word of a severity in its colour. */
export const severityBadge = (severity: string | undefined): Markup | undefined =>
  severity === undefined
    ? undefined
    : markup`<span class="severity ${knownSeverities.has(severity) ? severity.toLowerCase() : 'other'}">${severity}</span>`;

/** Badges for what is out of the ordinary: a disabled rule, a life cycle that is not the usual one. */
export const stateBadges = (rule: Pick<CatalogueRule, 'enabled' | 'status'>): readonly Markup[] => [
  ...(rule.enabled ? [] : [markup`<span class="badge off">disabled</span>`]),
  ...(rule.status === undefined ? [] : [markup`<span class="badge">${rule.status}</span>`]),
];

/** Labels in a row; nothing where there are none. */
export const chips = (items: readonly Markup[]): Part => items.length > 0 && markup`<ul class="chips">${items}</ul>`;

/** A link to the index with one filter set. */
export const filterLink = (up: string, facet: string, value: string, text: Part): Markup =>
  markup`<a href="${up}index.html#${facet}=${encoded(value)}">${text}</a>`;

export const tacticLinks = (up: string, tactics: readonly string[]): readonly Markup[] =>
  tactics.map((tactic) => markup`<li class="chip">${filterLink(up, 'tactic', tactic, tacticTitle(tactic))}</li>`);

/** A technique's page at MITRE, with its name where one is given; plain text for what is no technique id. */
export const mitreLink = (id: string, name?: string): Markup => {
  const text = markup`${id}${name !== undefined && ` ${name}`}`;
  return techniqueForm.test(id) ? markup`<a href="${mitreAddress(id)}" rel="noreferrer">${text}</a>` : text;
};

/** The catalogue's page of a technique; plain text for what has none. */
export const techniqueLink = ({ up, places }: Links, id: string, name?: string): Markup => {
  const text = markup`${id}${name !== undefined && ` ${name}`}`;
  const place = places.technique(id);
  return place === undefined
    ? text
    : markup`<a href="${up}${place.folder}/index.html${place.anchor !== '' && `#${place.anchor}`}">${text}</a>`;
};

/** The catalogue's page of a table in code type; the rules that read it, for one of another workspace. */
export const tableLink = ({ up, places }: Links, name: string): Markup => {
  const folder = places.table(name);
  return folder === undefined
    ? filterLink(up, 'table', name, markup`<code>${name}</code>`)
    : markup`<a href="${up}${folder}/index.html"><code>${name}</code></a>`;
};

/** A rule by its name, with its page. */
export const ruleLink = ({ up, places }: Links, rule: CatalogueRule): Markup =>
  markup`<a href="${up}${places.rule(rule)}/index.html">${rule.name}</a>`;

/** Paragraphs of plain text; lines within them stay lines. */
export const prose = (paragraphs: readonly string[]): readonly Markup[] =>
  paragraphs.map((paragraph) => markup`<p dir="auto" class="lines">${paragraph}</p>`);

/** A link where the text is a web address, the text itself otherwise. */
export const addressOrText = (text: string): Markup => {
  const link = safeLink(text);
  return link === undefined ? markup`${text}` : markup`<a href="${link}" rel="noreferrer">${text}</a>`;
};

const marks = { same: ' ', added: '+', removed: '−', gap: '⋯' } as const;
const said = { same: '', added: 'added: ', removed: 'removed: ', gap: '' } as const;

/** A line diff that reads without colour, too. */
export const diffBlock = (lines: readonly DiffLine[], label: string): Markup =>
  markup`<pre class="diff" tabindex="0" role="group" aria-label="${label}"><code>${lines.map(
    ({ kind, text }) =>
      markup`<span class="line ${kind}"><span class="sign" aria-hidden="true">${marks[kind]}</span>${
        said[kind] !== '' && markup`<span class="unseen">${said[kind]}</span>`
      }${text}
</span>`,
  )}</code></pre>`;

/** A table in a box that scrolls sideways where the screen is too narrow. */
export const table = (label: string, head: readonly string[], rows: readonly (readonly Part[])[]): Markup =>
  markup`<div class="scroll" tabindex="0" role="group" aria-label="${label}"><table><thead><tr>${head.map(
    (cell) => markup`<th scope="col">${cell}</th>`,
  )}</tr></thead><tbody>${rows.map(
    (row) => markup`<tr>${row.map((cell) => markup`<td>${cell}</td>`)}</tr>`,
  )}</tbody></table></div>`;

/** A message of Picket's, in which names and options stand between back-ticks: those become code. */
export const sentence = (text: string): Part => {
  const parts = text.split('`');
  if (parts.length % 2 === 0) return text;
  return markup`${parts.map((part, index) => (index % 2 === 1 ? markup`<code>${part}</code>` : part))}`;
};

/** Values in code type, separated by commas. */
export const codes = (values: readonly string[]): Markup =>
  markup`${values.map((value, index) => markup`${index > 0 && ', '}<code>${value}</code>`)}`;
