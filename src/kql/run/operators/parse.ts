import { type Compiler, type Plan, refuse, type Scope, withRow } from '../compiler.ts';
import { textReader } from '../expressions/text-operators.ts';
import { castTo } from '../values/convert.ts';
import { patternOf, quotePattern } from '../text.ts';
import { type Column, emptyValue, type Row, type Type, type Value } from '../values/value.ts';
import { items, type OperatorCompiler, over, parameterText } from './common.ts';

/** A part of a pattern: a text (or an expression), any text, or a column that takes what stands there. */
type Part =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'any' }
  | { readonly kind: 'column'; readonly column: Column };

const partsOf = (cx: Compiler, nodes: readonly KustoEngine.SyntaxElement[], scope: Scope): readonly Part[] => {
  const { Syntax: X } = cx.engine.language;
  return nodes.map((node): Part => {
    if (node instanceof X.StarExpression) return { kind: 'any' };
    if (node instanceof X.NameAndTypeDeclaration)
      return { kind: 'column', column: { name: node.Name.SimpleName, type: cx.typeNamed(cx.textOf(node.Type)) } };
    if (node instanceof X.NameDeclaration) return { kind: 'column', column: { name: node.SimpleName, type: 'string' } };
    const text = cx.expr(node, scope);
    const value = text.constant?.value;
    return typeof value === 'string' ? { kind: 'text', text: value } : refuse('this part of a parse pattern', node);
  });
};

/** What stands for the text of a column of a type; relaxed, a number that is none leaves nothing behind. */
const expressionFor = (type: Type, lazy: string, isRelaxed: boolean): string => {
  const number = numberExpressions[type];
  if (number === undefined) return `(${lazy})`;
  return isRelaxed ? `(?:${number}|${lazy})` : number;
};

const integer = String.raw`\s*([-+]?\d+)`;
const decimal = String.raw`\s*([-+]?\d*\.?\d+(?:[eE][-+]?\d+)?)`;
const numberExpressions: Partial<Readonly<Record<Type, string>>> = {
  long: integer,
  int: integer,
  real: decimal,
  decimal,
};

/** The pattern of `kind=simple` and `relaxed` as an expression over the whole text: texts are found as they stand. */
const simpleExpression = (parts: readonly Part[], isRelaxed: boolean): string => {
  let expression = '^';
  for (const part of parts) {
    if (part.kind === 'text') expression += quotePattern(part.text);
    else if (part.kind === 'any') expression += '.*?';
    else expression += expressionFor(part.column.type, '.*?', isRelaxed);
  }
  return `(?s)${expression}$`;
};

/** The pattern of `kind=regex`: texts are expressions, and columns take as much as they can. */
const regexExpression = (parts: readonly Part[], flags: string): string => {
  let expression = '';
  for (const part of parts) {
    if (part.kind === 'text') expression += part.text;
    else if (part.kind === 'any') expression += '.*?';
    else expression += expressionFor(part.column.type, '.*', false);
  }
  return `${flags === '' ? '' : `(?${flags})`}^${expression}$`;
};

type Parsed = {
  readonly columns: readonly Column[];
  readonly parse: (text: string) => readonly Value[] | undefined;
};

/** Groups that an expression of the query itself opens, so that those of the columns are found behind them. */
const groupsWithin = (text: string): number => patternOf(text)?.groupCount ?? 0;

const parserOf = (
  cx: Compiler,
  node: KustoEngine.ParseOperator | KustoEngine.ParseWhereOperator,
  scope: Scope,
  strict: boolean,
): Parsed => {
  const kind = parameterText(cx, node, 'kind') ?? 'simple';
  const flags = parameterText(cx, node, 'flags') ?? '';
  if (kind !== 'simple' && kind !== 'regex' && kind !== 'relaxed') return refuse(`parse kind=${kind}`, node);
  const parts = partsOf(cx, cx.engine.list(node.Patterns), scope);
  const columns = parts.flatMap((part) => (part.kind === 'column' ? [part.column] : []));
  const isRelaxed = kind === 'relaxed';
  const expression = kind === 'regex' ? regexExpression(parts, flags) : simpleExpression(parts, isRelaxed);
  const pattern = patternOf(expression);
  if (pattern === undefined) return refuse('this expression of parse', node, `${expression} is not valid`);
  let group = 0;
  const groups = parts.flatMap((part) => {
    if (part.kind === 'text' && kind === 'regex') group += groupsWithin(part.text);
    if (part.kind !== 'column') return [];
    group += 1;
    return [group];
  });
  const casts = columns.map(({ type }) => castTo(type));
  return {
    columns,
    parse: (text) => {
      const match = pattern.first(text);
      if (match === undefined) return undefined;
      const values = columns.map((_, index): Value => casts[index]?.(match.groups[groups[index] ?? 0] ?? '') ?? null);
      return (strict || kind === 'simple') && values.includes(null) ? undefined : values;
    },
  };
};

/** Places parsed values: over columns of their names, behind the others otherwise. */
const placed = (
  input: Plan,
  added: readonly Column[],
): { readonly columns: readonly Column[]; readonly at: readonly number[] } => {
  const columns = [...input.columns];
  const at = added.map((column) => {
    const known = columns.findIndex(({ name }) => name === column.name);
    const position = known === -1 ? columns.length : known;
    columns[position] = column;
    return position;
  });
  return { columns, at };
};

const withValues = (row: Row, at: readonly number[], values: readonly Value[]): Row => {
  const made: Value[] = [...row];
  for (const [index, position] of at.entries()) made[position] = values[index] ?? null;
  return made;
};

const parseInto = (
  cx: Compiler,
  node: KustoEngine.ParseOperator | KustoEngine.ParseWhereOperator,
  input: Plan,
  scope: Scope,
  keepsOthers: boolean,
): Plan => {
  const source = textReader(cx.expr(node.Expression, withRow(scope, input.columns)));
  const { columns: added, parse } = parserOf(cx, node, scope, !keepsOthers);
  const { columns, at } = placed(input, added);
  const nothing = added.map(({ type }) => emptyValue(type));
  return over(cx, input, columns, (rows) =>
    rows.flatMap((row): readonly Row[] => {
      const values = parse(source(row));
      if (values === undefined && !keepsOthers) return [];
      return [withValues(row, at, values ?? nothing)];
    }),
  );
};

/** `parse`: rows that do not match stay, with nothing in the new columns. */
export const parse: OperatorCompiler<KustoEngine.ParseOperator> = (cx, node, input, scope) =>
  parseInto(cx, node, input, scope, true);

/** `parse-where`: rows that do not match, or whose values are of other types, go. */
export const parseWhere: OperatorCompiler<KustoEngine.ParseWhereOperator> = (cx, node, input, scope) =>
  parseInto(cx, node, input, scope, false);

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
    const key = unquoted(text.slice(at, separator).trim(), quotes);
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
