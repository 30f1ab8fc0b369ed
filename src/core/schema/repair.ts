import { isArray, type JsonValue } from '../json.ts';
import type { JsonPointer } from '../pointer.ts';
import { singleQuoted } from '../text/notation.ts';
import type { SourceDocument } from '../text/source.ts';
import type { TextEdit } from '../text/span.ts';

/** Texts that mean themselves in every YAML style. */
const plain = /^[A-Za-z][\w.-]*(?: [\w.-]+)*$/;
const reserved = /^(?:true|false|null|yes|no|on|off|nan|inf)$/i;
const durationLike = /^\d+[a-zA-Z][\da-zA-Z]*$/;

const written = (text: string): string =>
  (plain.test(text) && !reserved.test(text)) || durationLike.test(text) ? text : singleQuoted(text);

/** Writes another text over a scalar on one line, in the quotes that it had. */
export const replaceText = (
  document: SourceDocument,
  at: JsonPointer,
  text: string,
): readonly TextEdit[] | undefined => {
  const span = document.locate(at);
  const before = document.text.slice(span.start, span.end);
  if (before === '' || /[\r\n]/.test(before) || before.startsWith('*') || /^[|>[{]/.test(before)) return undefined;
  if (before.startsWith('"')) return [{ span, text: JSON.stringify(text) }];
  return [{ span, text: before.startsWith("'") ? singleQuoted(text) : written(text) }];
};

/** Renames a key, in the quotes that it had. */
export const renameKey = (document: SourceDocument, at: JsonPointer, name: string): readonly TextEdit[] | undefined => {
  const span = document.locate(at, 'key');
  const before = document.text.slice(span.start, span.end);
  if (/[\r\n]/.test(before) || /^[*[{|>]/.test(before)) return undefined;
  if (before.startsWith('"')) return [{ span, text: JSON.stringify(name) }];
  return [{ span, text: before.startsWith("'") ? singleQuoted(name) : written(name) }];
};

const truths: Readonly<Record<string, string>> = {
  true: 'true',
  yes: 'true',
  on: 'true',
  false: 'false',
  no: 'false',
  off: 'false',
};

/** The entries of a list that somebody wrote as one text, `Impact, Persistence`; undefined for what may be a sentence. */
export const entriesIn = (text: string): readonly string[] | undefined => {
  const entries = text
    .split(/[,;]/)
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
  return entries.length > 0 && entries.every((entry) => /^[\w.-]+$/.test(entry)) ? entries.map(written) : undefined;
};

/** A scalar of the wrong type written as the right one, where that changes nothing but the type. */
export const retype = (
  document: SourceDocument,
  at: JsonPointer,
  value: JsonValue | undefined,
  types: readonly string[],
): readonly TextEdit[] | undefined => {
  const span = document.locate(at);
  const before = document.text.slice(span.start, span.end);
  if (/[\r\n]/.test(before) || before === '' || before.startsWith('*')) return undefined;
  const replace = (text: string): readonly TextEdit[] => [{ span, text }];
  if (typeof value === 'string') {
    const truth = truths[value.trim().toLowerCase()];
    if (types.includes('boolean') && truth !== undefined) return replace(truth);
    const whole = /^-?\d{1,15}$/.test(value.trim());
    if (whole && (types.includes('integer') || types.includes('number'))) return replace(value.trim());
    const entries = types.length === 1 && types[0] === 'array' ? entriesIn(value) : undefined;
    return entries === undefined ? undefined : replace(`[${entries.join(', ')}]`);
  }
  if (isArray(value) || typeof value === 'object') return undefined;
  // The text of the file, not the value: `1.10` must not become `1.1`.
  return types.includes('string') ? replace(singleQuoted(before)) : undefined;
};
