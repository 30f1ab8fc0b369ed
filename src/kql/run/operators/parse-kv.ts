import { withRow } from '../compiler.ts';
import { textReader } from '../expressions/text-operators.ts';
import { castTo } from '../values/convert.ts';
import { patternOf } from '../text.ts';
import { type Column, emptyValue, type Value } from '../values/value.ts';
import { items, type OperatorCompiler, over } from './common.ts';
import { placed, withValues } from './parse.ts';

/** Reads a text of pairs into its keys and values. */
const pairsOf = (text: string, options: Options): ReadonlyMap<string, string> => {
  const pairs = new Map<string, string>();
  const { pair, keyValue, quotes, escape, greedy } = options;
  const isAt = (mark: string, at: number): boolean => mark !== '' && text.startsWith(mark, at);
  let at = 0;
  while (at < text.length) {
    if (isAt(pair, at)) {
      at += pair.length;
      continue;
    }
    const separator = text.indexOf(keyValue, at);
    if (separator === -1) break;
    const key = keyOf(text.slice(at, separator), pair, quotes);
    at = separator + keyValue.length;
    const quote = quotes.find(([open]) => isAt(open, at));
    let value = '';
    if (quote === undefined) {
      const end = greedy ? endOfGreedy(text, at, pair, keyValue) : text.indexOf(pair, at);
      const stop = end === -1 ? text.length : end;
      value = text.slice(at, stop);
      at = stop;
    } else {
      const [open, close] = quote;
      at += open.length;
      while (at < text.length && !isAt(close, at)) {
        if (escape !== '' && isAt(escape, at)) at += escape.length;
        value += text.charAt(at);
        at += 1;
      }
      at += close.length;
      const next = text.indexOf(pair, at);
      at = next === -1 ? text.length : next;
    }
    if (!pairs.has(key)) pairs.set(key, value);
  }
  return pairs;
};

/**
 * Reads the values of some keys where no delimiters are said: texts are cut at all characters that are neither letters
 * nor digits, quoted texts whole, and the text behind a key is its value.
 */
const valuesBehind = (text: string, keys: ReadonlySet<string>, options: Options): ReadonlyMap<string, string> => {
  const tokens: string[] = [];
  const { quotes, escape } = options;
  for (let at = 0; at < text.length;) {
    const quote = quotes.find(([open]) => text.startsWith(open, at));
    let token = '';
    if (quote === undefined) {
      while (at < text.length && /[\p{L}\p{N}_]/u.test(text.charAt(at))) token += text.charAt(at++);
      if (token === '') at += 1;
      else tokens.push(token);
      continue;
    }
    const [open, close] = quote;
    at += open.length;
    while (at < text.length && !text.startsWith(close, at)) {
      if (escape !== '' && text.startsWith(escape, at)) at += escape.length;
      token += text.charAt(at++);
    }
    at += close.length;
    tokens.push(token);
  }
  const found = new Map<string, string>();
  for (const [at, token] of tokens.entries()) {
    const value = tokens[at + 1];
    if (keys.has(token) && value !== undefined && !found.has(token)) found.set(token, value);
  }
  return found;
};

/** Where a value ends that may hold the separator of pairs: before the last one that stands before the next key. */
const endOfGreedy = (text: string, from: number, pair: string, keyValue: string): number => {
  const next = text.indexOf(keyValue, from);
  return next === -1 ? -1 : text.lastIndexOf(pair, next);
};

/** The key that stands before its separator; what ends there without one of its own is no key and goes. */
const keyOf = (text: string, pair: string, quotes: Options['quotes']): string => {
  const written = text.trim();
  const key = unquoted(written, quotes);
  return key !== written || pair === '' ? key : unquoted((written.split(pair).at(-1) ?? '').trim(), quotes);
};

const unquoted = (text: string, quotes: Options['quotes']): string => {
  const quote = quotes.find(([open, close]) => text.startsWith(open) && text.endsWith(close) && text.length > 1);
  return quote === undefined ? text : text.slice(quote[0].length, text.length - quote[1].length);
};

/** Marks around texts: one character for both ends, or two. Without any `"` and `'` are. */
const quotesOf = (value: Value | undefined): Options['quotes'] => {
  if (typeof value !== 'string' || value === '')
    return [
      ['"', '"'],
      ["'", "'"],
    ];
  return [[value.charAt(0), value.charAt(value.length - 1)]];
};

type Options = {
  readonly pair: string;
  readonly keyValue: string;
  readonly quotes: readonly (readonly [string, string])[];
  readonly escape: string;
  readonly greedy: boolean;
};

/** `parse-kv`: columns by the keys of a text of pairs, with delimiters or by an expression. */
export const parseKv: OperatorCompiler<KustoEngine.ParseKvOperator> = (cx, node, input, scope) => {
  const source = textReader(cx.expr(node.Expression, withRow(scope, input.columns)));
  const added = items(cx, node.Keys.Columns).map(({ Name, Type: type }): Column => ({
    name: Name.SimpleName,
    type: cx.typeNamed(cx.textOf(type)),
  }));
  const properties = node.WithClause === null ? [] : items(cx, node.WithClause.Properties);
  const property = (name: string): Value | undefined => {
    const expression = properties.find((each) => each.Name.SimpleName === name)?.Expression;
    return expression === undefined ? undefined : cx.expr(expression, scope).constant?.value;
  };
  const text = (name: string): string | undefined => {
    const value = property(name);
    return typeof value === 'string' ? value : undefined;
  };
  const regex = text('regex');
  const quotesGiven = quotesOf(property('quote'));
  const options: Options = {
    pair: text('pair_delimiter') ?? ' ',
    keyValue: text('kv_delimiter') ?? '=',
    quotes: quotesGiven,
    escape: text('escape') ?? '',
    greedy: property('greedy') === true,
  };
  const pattern = regex === undefined ? undefined : patternOf(regex);
  const isCut = text('pair_delimiter') === undefined && text('kv_delimiter') === undefined;
  const keys = new Set(added.map(({ name }) => name));
  const read = (value: string): ReadonlyMap<string, string> => {
    if (regex === undefined) return isCut ? valuesBehind(value, keys, options) : pairsOf(value, options);
    const pairs = new Map<string, string>();
    for (const { groups } of pattern?.all(value) ?? [])
      if (groups[1] !== undefined && !pairs.has(groups[1])) pairs.set(groups[1], groups[2] ?? '');
    return pairs;
  };
  const { columns, at } = placed(input, added);
  const casts = added.map(({ type }) => castTo(type));
  return over(cx, input, columns, (rows) =>
    rows.map((row) => {
      const pairs = read(source(row));
      const values = added.map(({ name, type }, index): Value => {
        const found = pairs.get(name);
        return found === undefined ? emptyValue(type) : (casts[index]?.(found) ?? null);
      });
      return withValues(row, at, values);
    }),
  );
};
