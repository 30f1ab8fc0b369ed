import type { CatalogueRule, DiffLine } from '../model.ts';
import { paragraphs, tacticTitle } from '../words.ts';
import { encoded, markup, safeLink, type Markup, type Part } from './markup.ts';

/** Small parts that several pages share. */

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

/** A link to the index with one filter set. */
export const filterLink = (up: string, facet: string, value: string, text: Part): Markup =>
  markup`<a href="${up}index.html#${facet}=${encoded(value)}">${text}</a>`;

export const tacticLinks = (up: string, tactics: readonly string[]): readonly Markup[] =>
  tactics.map((tactic) => markup`<li class="chip">${filterLink(up, 'tactic', tactic, tacticTitle(tactic))}</li>`);

const techniqueForm = /^T\d{4}(?:\.\d{3})?$/;

/** A technique's page at MITRE, with its name where one is given; plain text for what is no technique id. */
export const techniqueLink = (id: string, name?: string): Markup => {
  const text = markup`${id}${name !== undefined && ` ${name}`}`;
  return techniqueForm.test(id)
    ? markup`<a href="https://attack.mitre.org/techniques/${id.replace('.', '/')}/" rel="noreferrer">${text}</a>`
    : text;
};

/** Paragraphs of a plain text; lines within them stay lines. */
export const prose = (text: string): readonly Markup[] =>
  paragraphs(text).map((paragraph) => markup`<p dir="auto" class="lines">${paragraph}</p>`);

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

/** Values in code type, separated by commas. */
export const codes = (values: readonly string[]): Markup =>
  markup`${values.map((value, index) => markup`${index > 0 && ', '}<code>${value}</code>`)}`;
