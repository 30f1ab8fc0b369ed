import { YAMLException } from 'js-yaml';
import type { Problem } from './limits.ts';

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

const positionOf = (error: YAMLException, length: number): number =>
  Math.min(Math.max(0, error.mark?.position ?? 0), length);

/**
 * Turns what js-yaml throws into a problem at its place.
 *
 * @throws what it is given, when that is no error of js-yaml's.
 */
export const explainSyntax = (error: unknown, text: string): Problem => {
  if (!(error instanceof YAMLException)) throw error;
  const start = positionOf(error, text.length);
  const span = { start, end: Math.min(text.length, start + 1) };
  const reason = error.reason;
  for (const [pattern, code, message, hint] of explanations)
    if (pattern.test(reason)) return { code, message, hint, span };
  return { code: 'yaml/syntax', message: `This is not valid YAML: ${reason}.`, span };
};
