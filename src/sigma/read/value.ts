/** One piece of a Sigma string: literal text, a wildcard, or the name of a placeholder (`%name%`). */
export type Wildcard = { readonly wild: '*' | '?' };
export type Placeholder = { readonly placeholder: string };
export type StringPart = string | Wildcard | Placeholder;

export type CompareOperator = '<' | '<=' | '>' | '>=';

export type StringValue = {
  readonly kind: 'string';
  readonly parts: readonly StringPart[];
  /** Compare with regard to case (`cased`). */
  readonly cased?: boolean;
  /** Every character is one byte (the result of `wide` and its kin), for a following base64. */
  readonly binary?: boolean;
};

export type NumberValue = { readonly kind: 'number'; readonly text: string };

/** A value after its modifiers. `expansion` stands for one value that became several, of which any may match. */
export type SigmaValue =
  | StringValue
  | NumberValue
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'null' }
  | { readonly kind: 'regex'; readonly pattern: string; readonly flags: string }
  | { readonly kind: 'cidr'; readonly network: string; readonly version: 4 | 6 }
  | { readonly kind: 'compare'; readonly operator: CompareOperator; readonly text: string; readonly part?: string }
  | { readonly kind: 'exists'; readonly value: boolean }
  | {
      readonly kind: 'fieldref';
      readonly field: string;
      readonly match: 'equals' | 'startswith' | 'endswith' | 'contains';
    }
  | { readonly kind: 'timepart'; readonly part: string; readonly text: string }
  | { readonly kind: 'expansion'; readonly values: readonly SigmaValue[] };

export const star: Wildcard = { wild: '*' };
export const question: Wildcard = { wild: '?' };

const isWild = (part: StringPart | undefined, sign?: '*' | '?'): part is Wildcard =>
  typeof part === 'object' && 'wild' in part && (sign === undefined || part.wild === sign);

/** True for text made of literal pieces only. */
export const isPlain = (parts: readonly StringPart[]): parts is readonly string[] =>
  parts.every((part) => typeof part === 'string');

/** The literal text of plain parts; placeholders and wildcards are written as they stand in a rule. */
export const textOf = (parts: readonly StringPart[]): string =>
  parts
    .map((part) => (typeof part === 'string' ? part : 'wild' in part ? part.wild : `%${part.placeholder}%`))
    .join('');

/** Adjacent texts joined, empty ones left out. */
export const joined = (parts: readonly StringPart[]): readonly StringPart[] => {
  const result: StringPart[] = [];
  for (const part of parts) {
    const last = result.at(-1);
    if (typeof part === 'string' && typeof last === 'string') result[result.length - 1] = last + part;
    else if (part !== '') result.push(part);
  }
  return result;
};

/**
 * A Sigma string as parts: `*` and `?` are wildcards, `\*`, `\?` and `\\` the signs themselves, any other backslash is
 * a backslash (Sigma specification 2.1, "Escaping").
 */
export const parseString = (text: string): StringValue => {
  if (!/[*?\\]/.test(text)) return { kind: 'string', parts: text === '' ? [] : [text] };
  const parts: StringPart[] = [];
  let literal = '';
  for (let index = 0; index < text.length; index += 1) {
    const sign = text.charAt(index);
    const next = text.charAt(index + 1);
    if (sign === '\\' && (next === '*' || next === '?' || next === '\\')) {
      literal += next;
      index += 1;
    } else if (sign === '*' || sign === '?') {
      if (literal !== '') parts.push(literal);
      literal = '';
      parts.push(sign === '*' ? star : question);
    } else literal += sign;
  }
  if (literal !== '') parts.push(literal);
  return { kind: 'string', parts };
};

/** A string that is exactly this text. */
export const literalString = (text: string): StringValue => ({ kind: 'string', parts: text === '' ? [] : [text] });

/** How a string with wildcards matches, with the text that it needs; `pattern` where it takes a regular expression. */
export type Shape =
  | { readonly match: 'equals' | 'startswith' | 'endswith' | 'contains'; readonly text: string }
  | { readonly match: 'pattern' };

/** The shape of a string: where its wildcards are. */
export const shapeOf = (parts: readonly StringPart[]): Shape => {
  if (isPlain(parts)) return { match: 'equals', text: parts.join('') };
  const head = parts.slice(0, -1);
  if (isWild(parts.at(-1), '*') && isPlain(head)) return { match: 'startswith', text: head.join('') };
  const tail = parts.slice(1);
  if (isWild(parts[0], '*') && isPlain(tail)) return { match: 'endswith', text: tail.join('') };
  const middle = parts.slice(1, -1);
  if (isWild(parts[0], '*') && isWild(parts.at(-1), '*') && isPlain(middle))
    return { match: 'contains', text: middle.join('') };
  return { match: 'pattern' };
};

/** A regular expression for parts with wildcards: `*` is `.*`, `?` is `.`, the rest is itself. */
export const patternOf = (parts: readonly StringPart[]): string =>
  parts
    .map((part) =>
      typeof part === 'string'
        ? part.replaceAll(/[\\.^$*+?{}[\]()|]/g, String.raw`\$&`)
        : 'wild' in part
          ? part.wild === '*'
            ? '.*'
            : '.'
          : '',
    )
    .join('');

/** Adds `*` in front, unless there is one. */
export const openStart = (value: StringValue): StringValue =>
  isWild(value.parts[0], '*') ? value : { ...value, parts: [star, ...value.parts] };

/** Adds `*` at the end, unless there is one. */
export const openEnd = (value: StringValue): StringValue =>
  isWild(value.parts.at(-1), '*') ? value : { ...value, parts: [...value.parts, star] };

/** The first placeholder in a value that nobody has filled in. */
export const placeholderOf = (value: SigmaValue): string | undefined => {
  if (value.kind === 'expansion') {
    for (const inner of value.values) {
      const name = placeholderOf(inner);
      if (name !== undefined) return name;
    }
    return undefined;
  }
  if (value.kind !== 'string') return undefined;
  for (const part of value.parts) if (typeof part === 'object' && 'placeholder' in part) return part.placeholder;
  return undefined;
};

/** The names that a step gives, where one stands for a list of one. */
export const eachOf = (names: string | readonly string[]): readonly string[] =>
  typeof names === 'string' ? [names] : names;

/** Which algorithm a hash is of, by how many signs it has in hexadecimal. */
export const hashLengths: Readonly<Record<number, string>> = { 32: 'MD5', 40: 'SHA1', 64: 'SHA256', 128: 'SHA512' };
