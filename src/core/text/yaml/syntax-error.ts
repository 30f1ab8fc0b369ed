import { YAMLException } from 'js-yaml';
import type { Problem } from './limits.ts';

/** A key whose text stands below it: `query: |`, `  - description: >-`. */
const header = /^(?<before>[ ]*(?:- +)*)(?<key>[\w$.-]+|"[^"]*"|'[^']*')[ ]*:[ ]+[|>][-+\d]*[ ]*(?:#.*)?$/;

/** What may follow a block: another key, an item of a list, a comment, the end of the document. */
const isStructure = (line: string): boolean =>
  /^\s*(?:- |-$|#|---$|\.\.\.$)/.test(line) || /^\s*(?:[\w$.-]+|"[^"]*"|'[^']*')\s*:(?:\s|$)/.test(line);

const blanks = (line: string): number => line.length - line.trimStart().length;

type Fallen = { readonly key: string; readonly offset: number; readonly length: number; readonly missing: number };

/** The first line, up to an offset, that was meant for the block above it and is indented too little for it. */
const fallenLine = (text: string, before: number): Fallen | undefined => {
  let block: { readonly key: string; readonly column: number; readonly indent: number | undefined } | undefined;
  let offset = 0;
  for (const raw of text.split('\n')) {
    if (offset > before) return undefined;
    const line = raw.trimEnd();
    const start = offset;
    offset += raw.length + 1;
    if (line === '') continue;
    const at = blanks(line);
    if (block !== undefined && at > block.column && at >= (block.indent ?? 0)) {
      block = { ...block, indent: block.indent ?? at };
      continue;
    }
    if (block !== undefined && !isStructure(line)) {
      const missing = (block.indent ?? block.column + 2) - at;
      return { key: block.key, offset: start + at, length: line.length - at, missing };
    }
    const groups = header.exec(line)?.groups;
    block =
      groups === undefined
        ? undefined
        : { key: groups['key'] ?? '', column: (groups['before'] ?? '').length, indent: undefined };
  }
  return undefined;
};

/**
 * Explains an error of YAML that comes from a line which fell out of the text above it, as when a query is pasted or a
 * line of it typed at the margin; undefined where no such line is at or before the place of the error.
 */
const fallenOut = (text: string, errorAt: number): Problem | undefined => {
  const fallen = fallenLine(text, errorAt);
  if (fallen === undefined) return undefined;
  const { key, offset, length, missing } = fallen;
  return {
    code: 'yaml/syntax',
    message: `This line fell out of the text under \`${key}\`: it is indented too little.`,
    hint: `Put ${missing} more ${missing === 1 ? 'space' : 'spaces'} before it, so that it begins below the other lines of \`${key}\`.`,
    span: { start: offset, end: offset + length },
  };
};

/** What js-yaml's reasons mean to the person who wrote the file. */
const explanations: readonly (readonly [pattern: RegExp, code: Problem['code'], message: string, hint: string])[] = [
  [
    /object-based map does not support complex keys/,
    'yaml/complex-key',
    'A mapping or a list stands where the name of a key is expected.',
    'If this is a placeholder such as {{GUID}}, fill it in or put it in quotes.',
  ],
  [
    /tab characters must not be used in indentation/,
    'yaml/syntax',
    'A tab is used for indentation; YAML takes only spaces there.',
    'Replace the tab by spaces.',
  ],
  [
    /nesting exceeded maxDepth/,
    'yaml/too-deep',
    'Mappings and lists are nested too deeply here.',
    'Flatten the structure; at most 40 levels are read.',
  ],
  [
    /null byte is not allowed/,
    'yaml/syntax',
    'The file contains a null byte.',
    'Remove it; the file is text in UTF-8.',
  ],
  [
    /non-printable characters|expected valid JSON character/,
    'yaml/syntax',
    'There is a control character or half a character pair here.',
    'Remove it, or write it as an escape in double quotes.',
  ],
  [
    /bad indentation of a (?:mapping|sequence) entry/,
    'yaml/syntax',
    'The indentation fits neither the entry above nor its parent.',
    'Align it with its siblings; a value that contains `: ` needs quotes.',
  ],
  [
    /deficient indentation/,
    'yaml/syntax',
    'The text goes on with too little indentation.',
    'Indent it more than its key, or close the quote or bracket before.',
  ],
  [
    /multiline key may not be an implicit key/,
    'yaml/syntax',
    'The line has no `key: value`; it seems to belong to a text above.',
    'Indent the line, or begin the text above with `|`.',
  ],
  [
    /expected ':' after a mapping key/,
    'yaml/syntax',
    'A `:` is missing behind the name of a key.',
    'Write `key: value`.',
  ],
  [
    /unexpected end of the stream within a (?:single|double) quoted scalar/,
    'yaml/syntax',
    'A quote is opened and never closed.',
    'Close it, or put the text under `|`.',
  ],
  [
    /unexpected end of the stream within a flow collection/,
    'yaml/syntax',
    'A `[` or `{` is opened and never closed.',
    'Close it, or put the text in quotes.',
  ],
  [
    /missed comma between flow collection entries/,
    'yaml/syntax',
    'A comma is missing between the entries of `[…]` or `{…}`.',
    'Separate the entries by commas; a text with brackets needs quotes.',
  ],
  [
    /unknown escape sequence|expected hexadecimal character/,
    'yaml/syntax',
    'A backslash in double quotes begins no escape that YAML knows.',
    'Write `\\\\` for a backslash, or use single quotes.',
  ],
  [
    /end of the stream or a document separator is expected/,
    'yaml/syntax',
    'The file goes on behind the end of its content.',
    'Check the indentation of this line.',
  ],
  [
    /a line break is expected/,
    'yaml/syntax',
    'Something follows `|` or `>` on its line.',
    'Begin the text on the next line; if it is a text of one line that begins so, put it in quotes.',
  ],
  [
    /name of an (?:anchor|alias) node must contain/,
    'yaml/syntax',
    'A text without quotes cannot begin with `&` or `*`.',
    'Put the text in quotes.',
  ],
  [
    /unidentified alias/,
    'yaml/unknown-alias',
    'An alias (`*name`) has no anchor (`&name`) before it.',
    'Put the text in quotes if it only begins with an asterisk.',
  ],
  [
    /unknown (?:scalar|sequence|mapping) tag|undeclared tag handle/,
    'yaml/tag',
    'A tag (`!name`) is used that Picket does not know.',
    'Remove the tag, or put the text in quotes.',
  ],
];

type Refined = Pick<Problem, 'message'> & { readonly hint: string; readonly at?: number };

/** Signs that YAML keeps for itself at the beginning of a text. */
const reserved = /[%@`,\]}]/;

const cannotBegin = (sign: string): Refined => ({
  message: `A text without quotes cannot begin with ${sign === '`' ? 'a back quote' : `\`${sign}\``}.`,
  hint: 'Put the text in quotes.',
});

/** What js-yaml calls bad indentation in the middle of a line is a text that ends too early. */
const withinLine = (text: string, at: number): Refined | undefined => {
  const before = text.slice(text.lastIndexOf('\n', at - 1) + 1, at).trimEnd();
  const sign = text.charAt(at);
  const last = before.at(-1);
  if (last === undefined) return undefined;
  if (/[:\-?]/.test(last) && reserved.test(sign)) return cannotBegin(sign);
  const [, mark] = /(?:^|[:-])\s+([*&])\S*$/.exec(before) ?? [];
  if (mark !== undefined)
    return { ...cannotBegin(mark), at: text.lastIndexOf('\n', at - 1) + 1 + before.lastIndexOf(mark) };
  if (sign === ':')
    return {
      message: 'A `: ` in a text without quotes begins another key.',
      hint: 'Put the text in quotes, or under `|`.',
    };
  if (last === "'" || last === '"')
    return {
      message: 'The text goes on behind its closing quote.',
      hint:
        last === "'" ? "Write `''` for a quote within single quotes." : 'Write `\\"` for a quote within double quotes.',
    };
  if (last === ']' || last === '}')
    return { message: 'Something follows the closing bracket.', hint: 'Put the whole text in quotes.' };
  return undefined;
};

/** A quote that is not closed is noticed lines below, where the text stops being indented: the place is the quote. */
const openQuote = (text: string, at: number): Refined | undefined => {
  let end = at;
  while (end > 0) {
    // `lastIndexOf` looks at the first sign even when it is told to look before it.
    const start = text.slice(0, end - 1).lastIndexOf('\n') + 1;
    const value = /^(?:\s|- )*(?:[^\s:'"]+:\s+)?(?=["'])/.exec(text.slice(start, end))?.[0].length;
    if (value !== undefined) {
      const quote = text.charAt(start + value);
      return text.slice(start + value + 1, end).includes(quote)
        ? undefined
        : {
            message: 'A quote is opened here and never closed.',
            hint: 'Close it, or put the text under `|`.',
            at: start + value,
          };
    }
    end = start;
  }
  return undefined;
};

/** A text before a key, without indentation, becomes part of the key: the place is where the text begins. */
const beforeKey = (text: string, at: number): Refined | undefined => {
  const lineStart = (offset: number): number => text.lastIndexOf('\n', offset - 1) + 1;
  let start = lineStart(at);
  while (start > 0) {
    const above = lineStart(start - 1);
    const line = text.slice(above, start).trimEnd();
    if (line === '' || /^\s|^#|^- |:$|:\s/.test(line)) break;
    start = above;
  }
  return start === lineStart(at)
    ? undefined
    : {
        message: 'The line has no `key: value`; it seems to belong to a text above.',
        hint: 'Indent the line, or begin the text above with `|`.',
        at: start,
      };
};

const refined = (reason: string, text: string, at: number): Refined | undefined => {
  if (/bad indentation of a mapping entry/.test(reason)) return withinLine(text, at);
  if (/multiline key may not be an implicit key/.test(reason)) return beforeKey(text, at);
  if (/deficient indentation/.test(reason)) return openQuote(text, at);
  const isBeginning = /end of the stream or a document separator|missed comma between/.test(reason);
  return isBeginning && /[%@`]/.test(text.charAt(at)) ? cannotBegin(text.charAt(at)) : undefined;
};

const positionOf = (error: YAMLException, length: number): number =>
  Math.min(Math.max(0, error.mark?.position ?? 0), length);

/**
 * Turns what js-yaml throws into a problem at its place.
 *
 * @throws what it is given, when that is no error of js-yaml's.
 */
export const explainSyntax = (error: unknown, source: string): Problem => {
  if (!(error instanceof YAMLException)) throw error;
  // A lone carriage return ends a line as well; places stay as they are.
  const text = source.replaceAll(/\r(?!\n)/g, '\n');
  const start = positionOf(error, text.length);
  const span = { start, end: Math.min(text.length, start + 1) };
  const fallen = fallenOut(text, start);
  if (fallen !== undefined) return fallen;
  const reason = error.reason;
  const better = refined(reason, text, start);
  if (better !== undefined) {
    const at = better.at ?? start;
    return {
      code: 'yaml/syntax',
      message: better.message,
      hint: better.hint,
      span: { start: at, end: Math.min(text.length, at + 1) },
    };
  }
  for (const [pattern, code, message, hint] of explanations)
    if (pattern.test(reason)) return { code, message, hint, span };
  return { code: 'yaml/syntax', message: `This is not valid YAML: ${reason}.`, span };
};
