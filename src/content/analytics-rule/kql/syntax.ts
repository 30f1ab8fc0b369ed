import type { RuleCheck } from '../lint/fields.ts';
import { analysedQuery, diagnosticsOf, sentence } from './facts.ts';

/** What a sign at the place of the mistake tells about it. */
const signs: readonly (readonly [pattern: RegExp, hint: string])[] = [
  [/^\s*[“”„‟«»‘’‚]/, 'This is a typographic quote: KQL takes only `"` and `\'`.'],
  [/^\s*&/, 'KQL joins conditions by `and` and `or`.'],
  [/^\s*![^=~]/, 'KQL negates by `not(...)`, or by an operator of its own: `!=`, `!in`, `!has`.'],
  [/^\s*[–—−]/, 'This is a dash or a minus sign of its own: KQL takes only `-`.'],
];
const badEscape =
  'In a text in quotes a backslash begins an escape: write `\\\\` for one, or put `@` before the first quote for a text without escapes.';
const anywhere =
  'Look at this place and at what stands before it: a bracket, quote, comma or pipe is missing or too many.';

const hintAt = (query: string, offset: number, message: string): string => {
  const text = query.slice(offset, offset + 80);
  // Within a text in quotes the engine misses the closing quote where the escape begins.
  if (text.startsWith('\\') && /^Missing: ["']/.test(message)) return badEscape;
  return signs.find(([pattern]) => pattern.test(text))?.[1] ?? anywhere;
};

export const syntax: RuleCheck = {
  id: 'kql/syntax',
  scope: 'item',
  severity: 'error',
  summary: 'The query cannot be parsed.',
  why:
    'The service compiles the query when the rule is written and refuses one that it cannot parse ("Request is invalid ' +
    'and cannot be processed: Syntax error"). Picket parses it with the same engine, so the place is exact; what is ' +
    'missing is often a bracket, a quote or a pipe before that place.',
  *check(item, context) {
    const query = analysedQuery(item, context);
    if (query === undefined) return;
    // One mistake makes the parser stumble several times over the rest of its line.
    const lines = new Set<number>();
    const found = diagnosticsOf(query, 'syntax').toSorted((left, right) => left.span.start - right.span.start);
    for (const { message, span } of found) {
      const line = query.text.lastIndexOf('\n', span.start - 1);
      if (lines.has(line)) continue;
      lines.add(line);
      yield {
        at: '/query',
        within: span,
        message: `The query cannot be parsed: ${sentence(message)}`,
        hint: hintAt(query.text, span.start, message),
      };
    }
  },
};
