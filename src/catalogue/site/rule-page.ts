import type { CatalogueModel, CatalogueRule, Query } from '../model.ts';
import { described, scheduleInWords, scoreInWords, triggerInWords, type Described } from '../phrases.ts';
import { page } from './frame.ts';
import { markup, type Markup, type Part } from './markup.ts';
import {
  chips,
  filterLink,
  prose,
  severityBadge,
  stateBadges,
  table,
  tacticLinks,
  techniqueLink,
  type Links,
} from './pieces.ts';
import {
  alertPreview,
  deployLinks,
  entityTable,
  historyList,
  metadataTable,
  readsTable,
  responsePart,
} from './rule-parts.ts';
import { timeLine } from './schedule-svg.ts';
import { visible } from '../../core/text/visible.ts';

type Piece = { readonly kind: string | undefined; readonly text: string };

/** The query cut into tokens and what lies between them; spans that overlap or leave the text are skipped. */
const pieces = ({ text, tokens }: Query): readonly Piece[] => {
  const found: Piece[] = [];
  let at = 0;
  for (const { kind, span } of tokens) {
    if (span.start < at || span.end > text.length || span.end <= span.start) continue;
    if (span.start > at) found.push({ kind: undefined, text: text.slice(at, span.start) });
    found.push({ kind, text: text.slice(span.start, span.end) });
    at = span.end;
  }
  if (at < text.length) found.push({ kind: undefined, text: text.slice(at) });
  return found;
};

const lines = (found: readonly Piece[]): readonly (readonly Piece[])[] => {
  const result: Piece[][] = [[]];
  for (const { kind, text } of found)
    for (const [index, part] of visible(text).split('\n').entries()) {
      if (index > 0) result.push([]);
      if (part !== '') result.at(-1)?.push({ kind, text: part });
    }
  return result;
};

/** Kinds that look like plain text need no element of their own. */
const plain = new Set(['name', 'punctuation', 'column']);

/** A query as numbered lines, its tokens in the colours of their kinds. */
const queryBlock = (query: Query): Markup =>
  markup`<pre class="kql" tabindex="0" role="group" aria-label="Query" data-copy><code>${lines(pieces(query)).map(
    (line) => markup`<span class="line">${line.map(({ kind, text }) =>
      kind === undefined || plain.has(kind) ? text : markup`<span class="k-${kind}">${text}</span>`,
    )}
</span>`,
  )}</code></pre>`;

type Section = { readonly id: string; readonly title: string; readonly body: Part };

const aboutSection = ({ about }: Described): Section[] =>
  about.length === 0 ? [] : [{ id: 'about', title: 'Description', body: prose(about) }];

const querySection = ({ query }: CatalogueRule, links: Links): Section[] =>
  query === undefined
    ? []
    : [
        { id: 'query', title: 'Query', body: queryBlock(query) },
        ...(query.facts === undefined
          ? []
          : [{ id: 'reads', title: 'Tables and columns', body: readsTable(query, links) }]),
      ];

const scheduleSection = ({ schedule }: CatalogueRule): Section[] =>
  schedule === undefined
    ? []
    : [
        {
          id: 'schedule',
          title: 'Schedule',
          body: markup`<p>${scheduleInWords(schedule)} ${triggerInWords(schedule)}</p>${timeLine(schedule)}`,
        },
      ];

const entitySection = (rule: CatalogueRule): Section[] => {
  const body = entityTable(rule);
  return body === undefined ? [] : [{ id: 'entities', title: 'Entity mappings', body }];
};

const detailSection = ({ customDetails }: CatalogueRule): Section[] =>
  customDetails.length === 0
    ? []
    : [
        {
          id: 'details',
          title: 'Custom details',
          body: table(
            'Custom details',
            ['Name', 'Column'],
            customDetails.map(([name, column]) => [name, markup`<code>${column}</code>`]),
          ),
        },
      ];

const testSection = ({ tests }: CatalogueRule): Section[] =>
  tests === undefined
    ? []
    : [
        {
          id: 'tests',
          title: 'Test cases',
          body: markup`<ul>${tests.cases.map(({ name, status }) => markup`<li><span dir="auto">${name}</span>: ${status}</li>`)}</ul>${scoreInWords(tests).map((text) => markup`<p>${text}</p>`)}<p class="none">in <code>${tests.path}</code></p>`,
        },
      ];

const historySection = ({ history }: CatalogueRule): Section[] =>
  history === undefined || (history.revisions.length === 0 && !history.isCut)
    ? []
    : [{ id: 'history', title: 'History', body: historyList(history) }];

/** What somebody with an alert before them wants to know comes first, what somebody who looks after the rule does last. */
const sectionsOf = (rule: CatalogueRule, text: Described, links: Links): readonly Section[] => [
  ...aboutSection(text),
  ...querySection(rule, links),
  ...entitySection(rule),
  ...detailSection(rule),
  { id: 'response', title: 'Response', body: responsePart(rule, text) },
  // What the other kinds raise is decided by Microsoft's detections.
  ...(rule.query === undefined ? [] : [{ id: 'alert', title: 'Alert preview', body: alertPreview(rule) }]),
  ...scheduleSection(rule),
  ...testSection(rule),
  ...historySection(rule),
  { id: 'metadata', title: 'Metadata', body: metadataTable(rule, links) },
  {
    id: 'source',
    title: 'Source',
    body: markup`<details><summary>The rule as YAML</summary><pre tabindex="0" role="group" aria-label="Rule as YAML" data-copy><code>${rule.yaml}</code></pre></details>`,
  },
];

const section = ({ id, title, body }: Section): Markup =>
  markup`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>${body}</section>`;

const aside = (rule: CatalogueRule, sections: readonly Section[], deploy: readonly Markup[]): Markup =>
  markup`<aside><ul class="actions">${deploy}<li><a class="button" href="template.json" download="${rule.id}.json">ARM template</a></li><li><a class="button" href="rule.yaml">YAML</a></li></ul><nav aria-label="On this page"><ul class="toc" data-toc>${sections.map(
    ({ id, title }) => markup`<li><a href="#${id}">${title}</a></li>`,
  )}</ul></nav></aside>`;

const labels = (model: CatalogueModel, rule: CatalogueRule, links: Links): Part => {
  const { up } = links;
  return chips([
    ...tacticLinks(up, rule.tactics),
    ...rule.techniques.map(
      (id) => markup`<li class="chip technique">${techniqueLink(links, id, model.attack.names.get(id))}</li>`,
    ),
    ...rule.tags.map((tag) => markup`<li class="chip tag">${filterLink(up, 'tag', tag, tag)}</li>`),
    ...(model.workspaces.length > 1 ? rule.workspaces : []).map(
      (name) => markup`<li class="chip place">${filterLink(up, 'workspace', name, name)}</li>`,
    ),
  ]);
};

/** The page of one rule, for `rules/<folder>/index.html`. */
export const rulePage = (model: CatalogueModel, rule: CatalogueRule, links: Links): string => {
  const sections = sectionsOf(rule, described(rule.description), links);
  return page({
    title: rule.name,
    catalogue: model.title,
    up: links.up,
    current: 'none',
    body: markup`<nav class="trail" aria-label="You are here"><a href="${links.up}index.html">Rules</a> <span aria-hidden="true">›</span> <code>${rule.path}</code></nav>
<div class="head"><p class="badges">${severityBadge(rule.severity)}<span class="badge">${rule.kind}</span>${rule.version !== undefined && markup`<span class="badge">${rule.version}</span>`}${stateBadges(rule)}</p>
<h1 dir="auto">${rule.name}</h1>${labels(model, rule, links)}</div>
<div class="columns">${aside(rule, sections, deployLinks(model, links.places.rule(rule)))}<div class="content">${sections.map(section)}</div></div>`,
  });
};
