import type { Decimal } from './decimal.ts';
import { formatIso } from './instants.ts';
import { Scanner } from './scanner.ts';
import { formatSpan } from './time-text.ts';
import { Datetime, Guid, Real, Sketch, Timespan, isArray, isBag, whole } from './value.ts';
import type { Dynamic, DynamicArray, DynamicBag } from './value.ts';

/** Deeper values than this are not read: the engine does not hold them either. */
const maxDepth = 200;

const escapes: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

class NotJson extends Error {}

const numberPattern = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;
const spacePattern = /[ \t\r\n]*/y;
const stringPattern = /[^"\\\p{Cc}]*/uy;

const smallestLong = -(2n ** 63n);
const largestLong = 2n ** 63n - 1n;

/** A number of JSON: a long where it has neither fraction nor exponent and fits 64 bits. */
const numberOf = (text: string, isPlain: boolean): Dynamic => {
  if (!isPlain) return new Real(Number(text));
  const value = BigInt(text);
  return value < smallestLong || value > largestLong ? new Real(Number(text)) : whole(value);
};

class JsonReader extends Scanner {
  private word(word: string, value: Dynamic): Dynamic {
    if (!this.text.startsWith(word, this.at)) throw new NotJson();
    this.at += word.length;
    return value;
  }

  /** Takes a character, and the space behind it, if it is the next one. */
  private skip(character: string): boolean {
    if (this.text[this.at] !== character) return false;
    this.at += 1;
    this.take(spacePattern);
    return true;
  }

  private expect(character: string): void {
    if (!this.skip(character)) throw new NotJson();
  }

  all(): Dynamic {
    this.take(spacePattern);
    const value = this.value(0);
    if (this.at !== this.text.length) throw new NotJson();
    return value;
  }

  private value(depth: number): Dynamic {
    if (depth > maxDepth) throw new NotJson();
    const value = this.bare(depth);
    this.take(spacePattern);
    return value;
  }

  private bare(depth: number): Dynamic {
    switch (this.text[this.at]) {
      case '{':
        return this.bag(depth);
      case '[':
        return this.array(depth);
      case '"':
        return this.string();
      case 't':
        return this.word('true', true);
      case 'f':
        return this.word('false', false);
      case 'n':
        return this.word('null', null);
      default: {
        const match = this.take(numberPattern);
        if (match === null) throw new NotJson();
        return numberOf(match[0], match[1] === undefined && match[2] === undefined);
      }
    }
  }

  private array(depth: number): DynamicArray {
    const items: Dynamic[] = [];
    this.expect('[');
    if (this.skip(']')) return items;
    for (;;) {
      items.push(this.value(depth + 1));
      if (this.skip(']')) return items;
      this.expect(',');
    }
  }

  private bag(depth: number): DynamicBag {
    const bag = new Map<string, Dynamic>();
    this.expect('{');
    if (this.skip('}')) return bag;
    for (;;) {
      const key = this.string();
      this.take(spacePattern);
      this.expect(':');
      bag.set(key, this.value(depth + 1));
      if (this.skip('}')) return bag;
      this.expect(',');
    }
  }

  private string(): string {
    if (this.text[this.at] !== '"') throw new NotJson();
    this.at += 1;
    let value = '';
    for (;;) {
      value += this.take(stringPattern)?.[0] ?? '';
      const character = this.text[this.at];
      this.at += 1;
      if (character === '"') return value;
      if (character === '\\') value += this.escaped();
      else if (character !== undefined && character >= ' ') value += character;
      else throw new NotJson();
    }
  }

  private escaped(): string {
    const character = this.text[this.at] ?? '';
    this.at += 1;
    if (character !== 'u') {
      const plain = escapes[character];
      if (plain === undefined) throw new NotJson();
      return plain;
    }
    const code = this.text.slice(this.at, this.at + 4);
    if (!/^[\da-fA-F]{4}$/.test(code)) throw new NotJson();
    this.at += 4;
    return String.fromCharCode(Number.parseInt(code, 16));
  }
}

/**
 * Reads JSON: integers stay exact, `1.0` is a real and `1` a long, keys keep their order, the last of equal keys wins.
 * Undefined where the text is not JSON.
 */
export const readJson = (text: string): Dynamic | undefined => {
  try {
    return new JsonReader(text).all();
  } catch (error) {
    if (error instanceof NotJson) return undefined;
    throw error;
  }
};

/** How the engine writes a real: the shortest digits that read back, `1.0` for a whole one, `1E+20` from 10^15 on. */
export const formatReal = (value: number): string => {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity';
  if (value === 0) return '0.0';
  const [digits = '', exponent = ''] = value.toExponential().split('e');
  const power = Number(exponent);
  if (power >= 15 || power < -4) return `${digits}E${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
  const plain = power < 0 ? value.toFixed(Math.max(digits.replace(/[-.]/g, '').length - 1, 0) - power) : String(value);
  return plain.includes('.') ? plain : `${plain}.0`;
};

/** A typed scalar of a dynamic value as text, without quotes. */
export const scalarText = (value: Real | Datetime | Timespan | Guid | Decimal | Sketch): string => {
  if (value instanceof Sketch) return value.unreadable();
  if (value instanceof Real) return formatReal(value.value);
  if (value instanceof Datetime) return formatIso(value.ticks);
  if (value instanceof Timespan) return formatSpan(value.ticks);
  return value instanceof Guid ? value.text : value.toString();
};

/** Writes JSON without spaces, as the engine turns a dynamic value into text. */
export const writeJson = (value: Dynamic): string => {
  if (value === null) return 'null';
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'boolean' || typeof value === 'number' || typeof value === 'bigint') return String(value);
  if (isArray(value)) return `[${value.map(writeJson).join(',')}]`;
  if (isBag(value))
    return `{${[...value].map(([key, each]) => `${JSON.stringify(key)}:${writeJson(each)}`).join(',')}}`;
  const text = scalarText(value);
  return value instanceof Real && Number.isFinite(value.value) ? text : JSON.stringify(text);
};
