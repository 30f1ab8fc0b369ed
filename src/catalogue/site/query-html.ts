import type { Query } from '../model.ts';
import { visible } from '../../core/text/visible.ts';
import { markup, type Markup } from './markup.ts';

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
export const queryBlock = (query: Query): Markup =>
  markup`<pre class="kql" tabindex="0" role="group" aria-label="Query" data-copy><code>${lines(pieces(query)).map(
    (line) => markup`<span class="line">${line.map(({ kind, text }) =>
      kind === undefined || plain.has(kind) ? text : markup`<span class="k-${kind}">${text}</span>`,
    )}
</span>`,
  )}</code></pre>`;
