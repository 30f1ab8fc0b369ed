import type { Finding } from '../../../core/diagnostic.ts';
import { nearest } from '../../../core/text/nearest.ts';
import type { QueryDiagnostic } from '../../../core/query-facts.ts';
import type { RuleCheck, RuleItem } from '../lint/fields.ts';
import { analysedQuery, diagnosticsOf, sentence, variableIn, type AnalysedQuery } from './facts.ts';
import { habitAt, insteadOf, lineBefore, tabularOperators } from './habits.ts';

type Said = Pick<Finding, 'message' | 'hint' | 'within' | 'fix'>;

const badEscape =
  'In a text in quotes a backslash begins an escape: write `\\\\` for one, or put `@` before the first quote for a text without escapes.';
const anywhere =
  'Look at this place and at what stands before it: a bracket, quote, comma or pipe is missing or too many.';

/** Spaces, line ends and comments: the parser puts what is missing at the end of the last line that it could read. */
const gap = /(?:\s|\/\/[^\n]*(?:\n|$))*/y;

const nextWord = (text: string, from: number): { readonly word: string; readonly start: number } => {
  gap.lastIndex = from;
  const start = from + (gap.exec(text)?.[0].length ?? 0);
  return { word: /^[A-Za-z_][\w-]*/.exec(text.slice(start, start + 80))?.[0] ?? '', start };
};

/** An edit of the file that puts something into the query, where the file has the query's own characters there. */
const inserting = ({ document }: RuleItem, query: AnalysedQuery, at: number, text: string): Said['fix'] => {
  const span = document.locateWithin(query.at, { start: at, end: at + 1 });
  const fits = document.text.slice(span.start, span.end) === query.text.slice(at, at + 1);
  return fits ? [{ span: { start: span.start, end: span.start }, text }] : undefined;
};

const fixed = (fix: Said['fix']): Pick<Said, 'fix'> => (fix === undefined ? {} : { fix });

/** The statement that a place is in, from where it begins. */
const statementBefore = (text: string, at: number): string => text.slice(text.lastIndexOf(';', at - 1) + 1, at).trim();

const missingPipe = (item: RuleItem, query: AnalysedQuery, offset: number): Said | undefined => {
  const { word, start } = nextWord(query.text, offset);
  const operator = word.toLowerCase();
  // `as` is what SQL names columns by, and `count` may be a column.
  if (!tabularOperators.includes(operator) || operator === 'as') return undefined;
  const within = { start, end: start + word.length };
  if (operator !== word)
    return {
      within,
      message: `\`${word}\` is an operator of KQL in lower case, after a pipe.`,
      hint: `Write \`| ${operator}\`.`,
    };
  return {
    within,
    message: `A pipe is missing before \`${word}\`.`,
    hint: `Write \`| ${word}\`: each operator comes after a pipe.`,
    ...fixed(inserting(item, query, start, '| ')),
  };
};

const missingEnd = (item: RuleItem, query: AnalysedQuery, offset: number): Said | undefined => {
  const { text } = query;
  const { start } = nextWord(text, offset);
  const [keyword] = /^(?:let|set|declare)\b/.exec(statementBefore(text, offset)) ?? [];
  if (keyword === undefined || !text.slice(offset, start).includes('\n')) return undefined;
  const end = text.slice(0, offset).trimEnd().length;
  return {
    within: { start: Math.max(0, end - 1), end },
    message: `A \`;\` is missing at the end of the \`${keyword}\` statement.`,
    hint: `End it with \`;\`, before the line that begins with \`${text.slice(start, start + 20).split(/\s/)[0] ?? ''}\`.`,
    ...fixed(inserting(item, query, end, ';')),
  };
};

const notAnOperator = (query: AnalysedQuery, offset: number): Said | undefined => {
  const { word, start } = nextWord(query.text, offset);
  if (word === '') return undefined;
  const operator = word.toLowerCase();
  const isCase = tabularOperators.includes(operator) && operator !== word;
  const [near] = nearest(operator, tabularOperators);
  const meant = near === undefined ? undefined : `Did you mean \`${near}\`?`;
  return {
    within: { start, end: start + word.length },
    message: `\`${word}\` is no operator of KQL.`,
    hint: isCase
      ? `Operators are in lower case: write \`${operator}\`.`
      : (insteadOf(word) ?? meant ?? 'After a pipe comes an operator, such as `where`, `extend` or `summarize`.'),
  };
};

const conflict = ({ text }: AnalysedQuery, offset: number): Said | undefined => {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const [mark = ''] = /^(?:<{7}|={7}|>{7})/.exec(text.slice(start)) ?? [];
  if (mark === '') return undefined;
  return {
    within: { start, end: start + mark.length },
    message: 'A merge left a conflict in the query that nobody settled.',
    hint: 'Keep what is right of the two sides, and remove the lines `<<<<<<<`, `=======` and `>>>>>>>`.',
  };
};

/** What a mistake of the parser's finding means to the person who wrote the query. */
const explained = (item: RuleItem, query: AnalysedQuery, { message, span }: QueryDiagnostic): Said => {
  const { text } = query;
  const here = text.slice(span.start, span.start + 80);
  const next = nextWord(text, span.start);
  const ahead = text.slice(next.start, next.start + 80);
  const before = lineBefore(text, span.start);
  const isEnd = message.startsWith('Expected: ;');
  const [, bracket] = /^Expected: ([)\]}])$/.exec(message) ?? [];
  const why =
    bracket === undefined
      ? isEnd
        ? 'it would have to end here, or go on with a pipe.'
        : sentence(message)
      : `\`${bracket}\` is missing here, or a bracket before it is too many.`;
  const plain = (hint: string, within = span): Said => ({
    within,
    message: `The query cannot be parsed: ${why}`,
    hint,
  });
  const marked = conflict(query, span.start);
  if (marked !== undefined) return marked;
  // Within a text in quotes the engine misses the closing quote where the escape begins.
  if (here.startsWith('\\') && /^Missing: ["']/.test(message)) return plain(badEscape);
  const noOperator = message.startsWith('Query operator expected') ? notAnOperator(query, span.start) : undefined;
  if (noOperator !== undefined) return noOperator;
  const habit = habitAt(before, ahead);
  // The parser names the gap before what it cannot read, and what tells the habit stands behind it.
  if (habit !== undefined)
    return plain(
      habit,
      span.end > span.start ? span : { start: next.start, end: next.start + Math.max(1, next.word.length) },
    );
  const missing = /^Expected: [;,]/.test(message)
    ? (missingPipe(item, query, span.start) ?? missingEnd(item, query, span.start))
    : undefined;
  return missing ?? plain(anywhere);
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
    const open = context.kql === undefined ? undefined : variableIn(item);
    if (open !== undefined)
      yield {
        at: open.at,
        within: open.within,
        message: `\`${open.name}\` is a variable of SentinelARConverter that nobody filled in.`,
        hint: 'picket convert makes it a parameter of the rule ({{param.NAME}}) where its default or its place tells the type, and with --parameters FILE fills in the values of that file. Or write its value into the query.',
      };
    const query = analysedQuery(item, context);
    if (query === undefined) return;
    // One mistake makes the parser stumble several times over the rest of its line.
    const lines = new Set<number>();
    const found = diagnosticsOf(query, 'syntax').toSorted((left, right) => left.span.start - right.span.start);
    for (const each of found) {
      const line = query.text.lastIndexOf('\n', each.span.start - 1);
      if (lines.has(line)) continue;
      lines.add(line);
      yield { at: '/query', ...explained(item, query, each) };
    }
  },
};
