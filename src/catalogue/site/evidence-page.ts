import type { Evidence, EvidenceTable } from '../../core/evidence/evidence.ts';
import { counted } from '../../core/text/phrase.ts';
import { markup, safeLink, type Markup, type Part } from './markup.ts';
import { codes, sentence, table } from './pieces.ts';

/** The page stands alone: its style lies beside it, and nothing else is ever loaded. */
const policy = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'";

/** A digest or a commit takes less room and can still be told from every other one; the CSV has it in full. */
const shortened = (cell: string): Part => {
  const [, digest, more = ''] = /^([0-9a-f]{40,64})( .*)?$/.exec(cell) ?? [];
  return digest === undefined ? cell : markup`<code title="${digest}">${digest.slice(0, 12)}</code>${more}`;
};

const moment = /^\d{4}-\d\d-\d\dT\d\d:\d\d/;

/** A moment to the minute, as all of them are compared; the CSV has it as it was written. */
const timed = (cell: string): Part =>
  moment.test(cell) && !Number.isNaN(Date.parse(cell))
    ? markup`<time datetime="${cell}">${new Date(cell).toISOString().slice(0, 16).replace('T', ' ')} UTC</time>`
    : shortened(cell);

const cellOf = (cell: string): Part => {
  const link = safeLink(cell);
  return link === undefined ? timed(cell) : markup`<a href="${link}">${link.replace(/^https?:\/\//, '')}</a>`;
};

const section = ({ name, title, head, rows }: EvidenceTable): Markup =>
  markup`<section class="evidence" aria-labelledby="${name}"><h2 id="${name}">${title} <span class="none">${rows.length}</span></h2>${
    rows.length === 0
      ? markup`<p>None are known of this time.</p>`
      : table(
          title,
          head,
          rows.map((row) => row.map(cellOf)),
        )
  }<p><a href="${name}.csv" download>${name}.csv</a></p></section>`;

const list = (id: string, title: string, sentences: readonly string[]): Part =>
  sentences.length > 0 &&
  markup`<section aria-labelledby="${id}"><h2 id="${id}">${title}</h2><ul>${sentences.map((each) => markup`<li>${sentence(each)}</li>`)}</ul></section>`;

/** The page of an audit: what is missing first, then each table. The same evidence gives the same bytes. */
export const evidencePage = (evidence: Evidence, tables: readonly EvidenceTable[]): string => {
  const { title, from, to, workspaces, changes, unread, faults } = evidence;
  const unreviewed = changes.filter(({ review }) => review === 'nobody' || review === 'own');
  const unjudged = changes.filter(({ review }) => review === 'unknown').length;
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>Audit · ${title}</title>
<link rel="stylesheet" href="site.css">
</head>
<body>
<main id="main" class="wide">
<div class="hero"><h1>Audit of <span dir="auto">${title}</span></h1><p class="lead">${from.slice(0, 10)} to ${to.slice(0, 10)}${workspaces.length > 0 && markup`, workspaces ${codes(workspaces)}`}. ${counted(changes.length, 'change')}, ${unreviewed.length} of them without the approval of a second person${unjudged > 0 && `, and ${unjudged} whose reviews could not be read`}.</p></div>
${list('unread', 'What could not be read', unread)}${list('faults', 'What is wrong with the log of deployments', faults)}${tables.map(section)}
</main>
<footer class="wide"><p>Made by Picket. evidence.json holds the same for machines.</p></footer>
</body>
</html>
`.markup;
};
