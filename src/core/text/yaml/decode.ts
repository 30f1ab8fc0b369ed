/** A document of a file: its text with the columns that it has there, its number from 1, and how many lines of the file are above it. */
export type DocumentText = { readonly text: string; readonly number: number; readonly above: number };

/**
 * The documents of a YAML file, which `---` at the begin of a line separates, or `...` after one; those with nothing but
 * comments and white space are left out.
 */
export const documentTexts = (text: string): readonly DocumentText[] => {
  const found: DocumentText[] = [];
  let above = 0;
  const [first = '', ...rest] = text.replace(/^\uFEFF/, '').split(/^((?:---|\.\.\.)(?=[ \t\r\n]|$)[ \t]*)/m);
  // Blanks stand for a mark, so that what follows it on its line keeps its column.
  const behind = rest.flatMap((part, index) =>
    index % 2 === 0 ? [] : [' '.repeat((rest[index - 1] ?? '').length) + part],
  );
  for (const part of [first, ...behind]) {
    const lines = part.split(/\r\n|\n|\r/);
    if (lines.some((line) => !/^\s*(?:#.*|%.*)?$/.test(line)))
      found.push({ text: part, number: found.length + 1, above });
    above += lines.length - 1;
  }
  return found;
};

export type Decoded =
  | { readonly ok: true; readonly text: string }
  | {
      readonly ok: false;
      readonly message: string;
      readonly hint: string;
      /** What could be read before the first wrong byte. */
      readonly readable: string;
    };

const utf16Name = (bytes: Uint8Array): string | undefined => {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return 'UTF-16 (little endian)';
  if (first === 0xfe && second === 0xff) return 'UTF-16 (big endian)';
  if (first === undefined || second === undefined) return undefined;
  if (second === 0 && first !== 0) return 'UTF-16 (little endian, without a byte order mark)';
  if (first === 0 && second !== 0) return 'UTF-16 (big endian, without a byte order mark)';
  return undefined;
};

/** The length of the UTF-8 sequence at an offset, or 0 where the bytes are none. */
const sequenceLength = (bytes: DataView, at: number): number => {
  const lead = bytes.getUint8(at);
  if (lead < 0x80) return 1;
  const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || at + length > bytes.byteLength) return 0;
  const second = bytes.getUint8(at + 1);
  // Overlong forms, surrogates and code points beyond U+10FFFF differ in the second byte only.
  const low = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  const high = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  if (second < low || second > high) return 0;
  for (let offset = 2; offset < length; offset += 1) if ((bytes.getUint8(at + offset) & 0xc0) !== 0x80) return 0;
  return length;
};

const firstWrongByte = (bytes: DataView): number => {
  let at = 0;
  while (at < bytes.byteLength) {
    const length = sequenceLength(bytes, at);
    if (length === 0) return at;
    at += length;
  }
  return at;
};

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Decodes a file as UTF-8 and keeps a byte order mark; anything else is refused by name. */
export const decode = (bytes: Uint8Array): Decoded => {
  const utf16 = utf16Name(bytes);
  if (utf16 !== undefined)
    return {
      ok: false,
      message: `The file is encoded as ${utf16}; Picket reads UTF-8.`,
      hint: 'Save the file as UTF-8.',
      readable: '',
    };
  try {
    return { ok: true, text: strict.decode(bytes) };
  } catch {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const at = firstWrongByte(view);
    const wrong = view.getUint8(at).toString(16).padStart(2, '0').toUpperCase();
    return {
      ok: false,
      message: `The file is not valid UTF-8: byte 0x${wrong} at offset ${at} begins no character.`,
      hint: 'Save the file as UTF-8 (a single such byte usually comes from Windows-1252).',
      readable: strict.decode(bytes.subarray(0, at)),
    };
  }
};
