import { parseTree, printParseErrorCode, type Node, type ParseError } from 'jsonc-parser';
import { deepestJson, isTooDeep, type JsonScalar, type JsonValue } from '../core/json.ts';
import { lineTable, type Range } from '../core/text/span.ts';

export type JsonText =
  | { readonly ok: true; readonly value: JsonValue }
  | { readonly ok: false; readonly message: string; readonly range?: Range };

const encodingOf = (bytes: Uint8Array): 'utf-16le' | 'utf-16be' | 'utf-8' => {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first !== 0 && second === 0)) return 'utf-16le';
  return (first === 0xfe && second === 0xff) || (first === 0 && second !== 0) ? 'utf-16be' : 'utf-8';
};

/** The text of a file in UTF-8 or UTF-16, with or without a byte order mark; undefined for any other encoding. */
export const decodeText = (bytes: Uint8Array): string | undefined => {
  try {
    return new TextDecoder(encodingOf(bytes), { fatal: true }).decode(bytes).replace(/^\uFEFF/, '');
  } catch {
    return undefined;
  }
};

/** Turns `InvalidSymbol` into `invalid symbol`. */
const inWords = (code: string): string => code.replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter}`).toLowerCase();

/** The value of a node. A key such as `__proto__` is a member like any other, which the parser's own objects lose. */
const valueOf = (node: Node): JsonValue => {
  const { type, children = [] } = node;
  if (type === 'array') return children.map(valueOf);
  if (type !== 'object') {
    const value: JsonScalar = node.value;
    return value;
  }
  return Object.fromEntries(
    children.flatMap(({ children: [key, member] = [] }): [string, JsonValue][] =>
      key === undefined || member === undefined ? [] : [[String(key.value), valueOf(member)]],
    ),
  );
};

/**
 * Reads a file of JSON as other tools write them: UTF-8 or UTF-16, with comments and commas at the end of lists.
 * What is no JSON is said with its place.
 */
export const readJson = (bytes: Uint8Array): JsonText => {
  const text = decodeText(bytes);
  if (text === undefined) return { ok: false, message: 'The file is neither UTF-8 nor UTF-16.' };
  if (text.trim() === '') return { ok: false, message: 'The file is empty.' };
  if (isTooDeep(text)) return { ok: false, message: `The JSON is nested more than ${deepestJson} levels deep.` };
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  const [error] = errors;
  if (error === undefined && root !== undefined) return { ok: true, value: valueOf(root) };
  const offset = error?.offset ?? 0;
  const what = error === undefined ? 'it holds no value' : inWords(printParseErrorCode(error.error));
  return {
    ok: false,
    message: `The file is no JSON: ${what}.`,
    range: lineTable(text).range({ start: offset, end: offset + Math.max(1, error?.length ?? 1) }),
  };
};

/** The text in Base64 as Azure and Terraform read it: whole groups of four, UTF-8 within; undefined for anything else. */
export const ofBase64 = (value: string): string | undefined =>
  /^[A-Za-z0-9+/]*={0,2}$/.test(value) && value.length % 4 === 0
    ? Buffer.from(value, 'base64').toString('utf8')
    : undefined;
