import { parseGuid } from '../run/values/convert.ts';
import { parseInstant, parseSpan } from '../run/values/time-text.ts';

/** What is wrong with a literal of a type: `datetime("Widgets")`; `unsure` where a form may be one that is not known here. */
export type LiteralProblem = { readonly message: string; readonly hint: string; readonly unsure: boolean };

const written = /^(datetime|date|timespan|time|guid|bool|boolean|int|long|real|double|decimal)\s*\(([^]*)\)$/i;

type Kind = {
  readonly what: string;
  readonly takes: (text: string) => boolean;
  /** Texts that cannot be meant as anything of the type that is not known here. */
  readonly surely: (text: string) => boolean;
  readonly hint: string;
};

const hasNoDigit = (text: string): boolean => !/\d/.test(text);
const always = (): boolean => true;

const datetime: Kind = {
  what: 'datetime',
  takes: (text) => parseInstant(text) !== null,
  surely: (text) => hasNoDigit(text) || /^\d{4}[-/.]\d{1,2}[-/.]\d{1,2}/.test(text),
  hint: 'Write one that the calendar has, as in `datetime(2026-01-31 12:00:00)`.',
};
const timespan: Kind = {
  what: 'timespan',
  takes: (text) => parseSpan(text) !== null,
  surely: (text) => hasNoDigit(text) || /^-?\d+(?:\.\d+)?\s*[a-z]+$/i.test(text) || /^[\d.]*\d:\d/.test(text),
  hint: 'Write `1d`, `90m`, `15s`, or days, hours, minutes and seconds as in `time(1.12:30:00)`.',
};
const whole = (what: string, bits: bigint): Kind => ({
  what,
  takes: (text) => {
    const sign = text.startsWith('-') ? -1n : 1n;
    const digits = text.replace(/^[+-]/, '');
    if (!/^(?:\d+|0x[0-9a-f]+)$/i.test(digits)) return false;
    const value = sign * BigInt(digits);
    return value >= -(1n << (bits - 1n)) && value < 1n << (digits.startsWith('0x') ? bits : bits - 1n);
  },
  // A fraction is cut off by some editions.
  surely: (text) => !/^[+-]?\d*\.\d*$/.test(text),
  hint: `Write a whole number of ${bits} bits.`,
});
const number = (what: string): Kind => ({
  what,
  takes: (text) => /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i.test(text) || /^(?:nan|[+-]?inf)$/i.test(text),
  surely: hasNoDigit,
  hint: 'Write a number, as in `1.5` or `1e6`.',
});

const kinds: Readonly<Record<string, Kind>> = {
  datetime,
  date: datetime,
  timespan,
  time: timespan,
  guid: {
    what: 'guid',
    takes: (text) => parseGuid(text) !== null,
    surely: always,
    hint: 'A guid has 32 hexadecimal digits, as in `guid(74be27de-1e4e-49d9-b579-fe0b331d3642)`.',
  },
  bool: {
    what: 'bool',
    takes: (text) => /^(?:true|false|[+-]?\d+)$/i.test(text),
    surely: always,
    hint: 'Write `true` or `false`.',
  },
  int: whole('int', 32n),
  long: whole('long', 64n),
  real: number('real'),
  decimal: number('decimal'),
};
const synonyms: Readonly<Record<string, string>> = { boolean: 'bool', double: 'real' };

/**
 * Why a typed literal has no value, or undefined for one that has. The published engine takes any text between the
 * brackets and makes a zero of what it cannot read; the service refuses the query.
 */
export const literalProblem = (literal: string): LiteralProblem | undefined => {
  const [, type = '', inner = ''] = written.exec(literal) ?? [];
  const name = type.toLowerCase();
  const kind = kinds[synonyms[name] ?? name];
  if (kind === undefined) return undefined;
  const text = inner
    .trim()
    .replace(/^(["'])(.*)\1$/s, '$2')
    .trim();
  if (text === '' || /^(?:null|now|min|max)$/i.test(text) || kind.takes(text)) return undefined;
  return { message: `There is no ${kind.what} \`${text}\`.`, hint: kind.hint, unsure: !kind.surely(text) };
};

const v4 = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?:\/(\d+))?$/;
/** One look at each letter: that one of them is a colon is asked apart. */
const v6 = /^[0-9a-f:.]+\/(\d+)$/i;

/** Why a text with the shape of a network is none: an octet above 255, a prefix longer than the address. */
export const networkProblem = (text: string): Omit<LiteralProblem, 'unsure'> | undefined => {
  const [, ...parts] = v4.exec(text) ?? [];
  const [, longer] = (text.includes(':') ? v6.exec(text) : undefined) ?? [];
  const isV4 = parts.length > 0;
  const prefix = isV4 ? parts[4] : longer;
  const bits = isV4 ? 32 : 128;
  const isBeyond = prefix !== undefined && Number(prefix) > bits;
  if (!isBeyond && !parts.slice(0, 4).some((octet) => Number(octet) > 255)) return undefined;
  return {
    message: `There is no network \`${text}\`: nothing is in it.`,
    hint: isBeyond
      ? `A prefix of ${isV4 ? 'IPv4' : 'IPv6'} has at most ${bits} bits.`
      : 'A number of an IPv4 address is at most 255.',
  };
};

/**
 * Where a character of a text stands in the literal that spells it: `@"a""b"`, `"a\tb"`, `h'x'`. Offsets count in the
 * literal; the end of the text is the closing quote. Escapes as the engine reads them, which knows none of eight digits.
 */
export const offsetInLiteral = (literal: string, index: number): number => {
  const [opening] = /^[hH]?(?:@?["']|```|~~~)/.exec(literal) ?? [''];
  let at = opening.length;
  const isVerbatim = opening.includes('@') || opening.length > 2;
  for (let seen = 0; seen < index && at < literal.length; seen += 1) {
    const unit = isVerbatim ? /^(?:""|''|[^])/ : /^(?:\\u[0-9a-fA-F]{4}|\\x[0-9a-fA-F]{2}|\\[0-7]{3}|\\[^]|[^])/;
    const [spelled = ''] = unit.exec(literal.slice(at, at + 10)) ?? [];
    const isDoubled = isVerbatim && spelled.length === 2 && opening.endsWith(spelled.charAt(0));
    at += isVerbatim && !isDoubled ? 1 : spelled.length;
  }
  return Math.min(at, literal.length);
};
