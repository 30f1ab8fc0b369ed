import { deployAddresses } from '../address.ts';
import type { CatalogueModel, CatalogueRule, History, Query } from '../model.ts';
import {
  leftOutInWords,
  metadataRows,
  paragraphs,
  sigmaInWords,
  tacticTitle,
  type Described,
  type MetadataRow,
} from '../phrases.ts';
import { markup, type Markup, type Part } from './markup.ts';
import {
  addressOrText,
  codes,
  diffBlock,
  filterLink,
  prose,
  severityBadge,
  table,
  tableLink,
  type Links,
} from './pieces.ts';
import { counted } from '../../core/text/phrase.ts';

/** The parts of a rule's page that show its own data. */

const none = markup`<span class="none">none</span>`;

const listed = (items: readonly Part[]): Markup =>
  items.length === 0 ? none : markup`<ul class="inline">${items.map((item) => markup`<li>${item}</li>`)}</ul>`;

const connector = ({ up }: Links, { id, dataTypes }: CatalogueRule['connectors'][number]): Markup =>
  markup`${filterLink(up, 'connector', id, id)}${dataTypes.length > 0 && markup` (${codes(dataTypes)})`}`;

const cell = (row: MetadataRow, rule: CatalogueRule, links: Links): Part => {
  switch (row.kind) {
    case 'code':
      return markup`<code>${row.value}</code>`;
    case 'connectors':
      return listed(rule.connectors.map((each) => connector(links, each)));
    case 'source':
      return markup`<a href="rule.yaml"><code>${row.value}</code></a>${rule.origin !== undefined && markup`<br>from ${addressOrText(rule.origin)}`}${rule.sigma !== undefined && markup`<br>from ${sigmaInWords(rule.sigma)}`}`;
    case 'template':
      return markup`<a href="template.json" download="${rule.id}.json">template.json</a>`;
    case 'address':
      return addressOrText(row.value);
    case 'text':
      return row.value === '' ? none : markup`${row.value}`;
  }
};

/** The metadata table, in the order of Sentinel's public rule pages, without what the head of the page says. */
export const metadataTable = (rule: CatalogueRule, links: Links): Markup =>
  markup`<table class="metadata"><tbody>${metadataRows(rule).map(
    (row) => markup`<tr><th scope="row">${row.label}</th><td>${cell(row, rule, links)}</td></tr>`,
  )}</tbody></table>`;

/** What to do about an alert, in the author's words and then in what the rule does by itself. */
export const responsePart = ({ handling }: CatalogueRule, { response }: Described): Markup =>
  markup`${response.length > 0 && markup`<dl class="response">${response.map(({ label, text }) => markup`<div><dt>${label}</dt><dd>${prose([text])}</dd></div>`)}</dl>`}<ul>${handling.map((sentence) => markup`<li>${sentence}</li>`)}</ul>`;

/** Tables with the columns that the query names, and everything else that it needs. */
export const readsTable = ({ facts }: Query, links: Links): Part => {
  if (facts === undefined) return undefined;
  const rows: (readonly Part[])[] = facts.tables.map(({ name, columns, known, plan, elsewhere }) => [
    tableLink(links, name),
    markup`${columns.length === 0 ? 'no column by name' : codes(columns)}${plan !== undefined && plan !== 'Analytics' && markup` · ${plan} plan`}${elsewhere === true && ' · of another workspace'}${!known && markup` · <span class="warn">not among the known tables</span>`}`,
  ]);
  for (const { name } of facts.functions.filter(({ origin }) => origin === 'declared'))
    rows.push([markup`<code>${name}</code>`, 'a parser: what it reads is decided by its own query']);
  for (const { alias, known } of facts.watchlists)
    rows.push([markup`<code>${alias}</code>`, markup`a watchlist${!known && ', which must exist in the workspace'}`]);
  for (const { via, name } of facts.reaches)
    rows.push([markup`<code>${via}</code>`, `outside the workspace${name === undefined ? '' : `: ${name}`}`]);
  return rows.length === 0
    ? markup`<p>Reads no table of the workspace.</p>`
    : table('Tables and columns', ['Sentinel Table', 'Notes'], rows);
};

const placeholders = /(\{\{[^{}]*\}\})/;

/** A text of an alert with its placeholders set off. */
const filled = (text: string): readonly Markup[] =>
  text
    .split(placeholders)
    .map((part) =>
      part.startsWith('{{') && part.endsWith('}}')
        ? markup`<span class="slot">${part.slice(2, -2).trim()}</span>`
        : markup`${part}`,
    );

/** The alert as an analyst will see it, with the names of columns where their values will be. */
export const alertPreview = (rule: CatalogueRule): Markup => {
  const { alert } = rule;
  const severity =
    alert.severityColumn === undefined
      ? severityBadge(rule.severity)
      : markup`<span class="slot">${alert.severityColumn}</span>`;
  const tactics =
    alert.tacticsColumn === undefined
      ? rule.tactics.map(tacticTitle).join(', ')
      : markup`<span class="slot">${alert.tacticsColumn}</span>`;
  const details: (readonly [string, Part])[] = [
    ...(tactics === '' ? [] : [['Tactics', tactics] as const]),
    ...rule.entities.map(({ type, fields }): readonly [string, Part] => [
      type,
      fields.map(
        ({ identifier, column }, index) =>
          markup`${index > 0 && ', '}${identifier} <span class="slot">${column}</span>`,
      ),
    ]),
    ...rule.customDetails.map(([name, column]): readonly [string, Part] => [
      name,
      markup`<span class="slot">${column}</span>`,
    ]),
    ...alert.properties.map(({ name, column }): readonly [string, Part] => [
      name,
      markup`<span class="slot">${column}</span>`,
    ]),
  ];
  return markup`<div class="alert"><p class="alert-title" dir="auto">${severity} <strong>${filled(alert.title ?? rule.name)}</strong></p>${paragraphs(alert.description ?? rule.description).map((paragraph) => markup`<p class="lines" dir="auto">${filled(paragraph)}</p>`)}${
    details.length > 0 &&
    markup`<dl>${details.map(([name, value]) => markup`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`
  }</div>`;
};

/** Entities with their identifiers and columns; undefined where the rule maps none. */
export const entityTable = (rule: CatalogueRule): Markup | undefined => {
  const rows = [
    ...rule.entities.flatMap(({ type, fields }) =>
      fields.map(({ identifier, column }, index) => [
        index === 0 ? type : '',
        identifier,
        markup`<code>${column}</code>`,
      ]),
    ),
    ...rule.entityColumns.map((column) => ['any', 'as the query made them', markup`<code>${column}</code>`]),
  ];
  return rows.length === 0 ? undefined : table('Entity mappings', ['Entity', 'Identifier', 'Column'], rows);
};

const leftOut = (history: History): Part => {
  const words = leftOutInWords(history);
  return words !== '' && markup`<p class="none">${words}</p>`;
};

/** The versions of the rule, newest first, each with what changed in its query. */
export const historyList = (history: History): Markup =>
  markup`<ol class="history">${history.revisions.map(
    ({ commit, date, subject, version, query }) =>
      markup`<li><p><time datetime="${date}">${date}</time>${version !== undefined && markup` <span class="badge">${version}</span>`} <span dir="auto">${subject}</span> <code class="commit">${commit.slice(0, 8)}</code></p>${
        query !== undefined &&
        query.length > 0 &&
        markup`<details><summary>Query changed: ${counted(query.filter(({ kind }) => kind === 'added').length, 'line')} added, ${query.filter(({ kind }) => kind === 'removed').length} removed</summary>${diffBlock(query, `Change of the query on ${date}`)}</details>`
      }</li>`,
  )}</ol>${leftOut(history)}`;

/** Links from which Azure's portals can deploy the rule; empty without a published place. */
export const deployLinks = (model: CatalogueModel, folder: string): readonly Markup[] =>
  deployAddresses(model, folder).map(
    ({ name, url }) => markup`<li><a class="button" href="${url}" rel="noreferrer">Deploy to ${name}</a></li>`,
  );
