import { type Compiler, type Plan, refuse, type Scope, withRow } from '../compiler.ts';
import { converter, dynamicOf } from '../values/convert.ts';
import { conditionOf } from '../expressions/logic.ts';
import { foldCase, hasTerm, hasTermPrefix, hasTermSuffix, patternOf, quotePattern } from '../text.ts';
import { type Column, type Dynamic, emptyValue, type Row, type Value } from '../values/value.ts';
import { items, over, parameterText } from './common.ts';
import { type Member, membersOf, unionOf } from './union.ts';

type Test = (row: Row) => boolean;

/**
 * Whether a text has a search term: `*` at an end stands for the rest of a term, in the middle for any text between the begin
 * and the end of terms (Microsoft Learn, "search operator": `Lab*PC` is the expression `\bLab.*PC\b`).
 */
const termTest = (term: string, caseSensitive: boolean): ((text: string) => boolean) => {
  const fold = caseSensitive ? (text: string): string => text : foldCase;
  const wanted = fold(term);
  const [first = '', ...rest] = wanted.split('*');
  const last = rest.at(-1) ?? '';
  if (rest.length === 0) return (text) => hasTerm(fold(text), wanted);
  if (rest.length === 1 && last === '') return (text) => hasTermPrefix(fold(text), first);
  if (rest.length === 1 && first === '') return (text) => hasTermSuffix(fold(text), last);
  const edge = (part: string): string => (part === '' ? '' : String.raw`\b`);
  const middle = [first, ...rest].map(quotePattern).join('.*');
  const pattern = patternOf(`${edge(first)}${middle}${edge(last)}`);
  return (text) => pattern?.test(fold(text)) === true;
};

/** A condition of `search` or `find`: conditions as everywhere, and texts that any column may have. */
const conditionFor = (
  cx: Compiler,
  node: KustoEngine.Expression,
  columns: readonly Column[],
  scope: Scope,
  caseSensitive: boolean,
): Test => {
  const { Syntax: X } = cx.engine.language;
  const inner = (each: KustoEngine.Expression): Test => conditionFor(cx, each, columns, scope, caseSensitive);
  if (node instanceof X.ParenthesizedExpression) return inner(node.Expression);
  const kind = cx.kindOf(node);
  if (node instanceof X.StarExpression) return () => true;
  if (kind === 'StringLiteralExpression' || node instanceof X.CompoundStringLiteralExpression) {
    const test = termTest(node.LiteralValueInfo?.ValueText ?? '', caseSensitive);
    const readers = columns.flatMap(({ type, name }, index) =>
      name === '$table' ? [] : [{ index, text: converter(type, 'string') }],
    );
    return (row) =>
      readers.some(({ index, text }) => {
        const value = text(row[index] ?? null);
        return typeof value === 'string' && test(value);
      });
  }
  if (node instanceof X.BinaryExpression) {
    if (kind === 'AndExpression' || kind === 'OrExpression') {
      const [left, right] = [inner(node.Left), inner(node.Right)];
      return kind === 'AndExpression' ? (row) => left(row) && right(row) : (row) => left(row) || right(row);
    }
    if (kind === 'SearchExpression') {
      const expr = cx.expr(node.Left, withRow(scope, columns));
      const text = converter(expr.type, 'string');
      const test = termTest(node.Right.LiteralValueInfo?.ValueText ?? '', caseSensitive);
      return (row) => {
        const value = text(expr.read(row));
        return typeof value === 'string' && test(value);
      };
    }
  }
  if (node instanceof X.FunctionCallExpression && node.Name.SimpleName === 'not') {
    const [each] = items(cx, node.ArgumentList.Expressions);
    if (each !== undefined) {
      const test = inner(each);
      return (row) => !test(row);
    }
  }
  const condition = conditionOf(cx.expr(node, withRow(scope, columns)));
  return (row) => condition(row) === true;
};

const membersIn = (
  cx: Compiler,
  clause: KustoEngine.FindInClause | null,
  input: Plan | undefined,
  scope: Scope,
): readonly Member[] => {
  if (clause !== null) return items(cx, clause.Expressions).flatMap((each, index) => membersOf(cx, each, index, scope));
  return input === undefined ? [] : [{ plan: input, name: input.source ?? '' }];
};

/** `search`: rows of any given table with a term in any column, and the table's name beside them. */
export const search = (cx: Compiler, node: KustoEngine.SearchOperator, input: Plan | undefined, scope: Scope): Plan => {
  const members = membersIn(cx, node.InClause, input, scope);
  if (members.length === 0) return refuse('search over all tables', node, 'name the tables: search in (T1, T2) "term"');
  const all = unionOf(cx, members, false, '$table');
  const test = conditionFor(
    cx,
    node.Condition,
    all.columns,
    scope,
    parameterText(cx, node, 'kind') === 'case_sensitive',
  );
  return over(cx, all, all.columns, (rows) => rows.filter(test));
};

/** `find in (T1, T2) where … project …`: rows of several tables that fulfil a condition. */
export const find = (cx: Compiler, node: KustoEngine.FindOperator, input: Plan | undefined, scope: Scope): Plan => {
  const members = membersIn(cx, node.InClause, input, scope);
  if (members.length === 0) return refuse('find over all tables', node, 'name the tables: find in (T1, T2) where …');
  const wanted = cx.resultColumns(node);
  const source = parameterText(cx, node, 'withsource') ?? 'source_';
  const all = unionOf(cx, members, false, source);
  const test = conditionFor(cx, node.Condition, all.columns, scope, false);
  const at = wanted.map(({ name }) => all.columns.findIndex((column) => column.name === name));
  const packed = wanted.findIndex(({ name }, index) => name === 'pack_' && at[index] === -1);
  const lifts = all.columns.map(({ type }) => dynamicOf(type));
  const casts = wanted.map(({ type }, index) => converter(all.columns[at[index] ?? -1]?.type ?? type, type));
  return over(cx, all, wanted, (rows) =>
    rows.filter(test).map((row) =>
      wanted.map(({ type }, index): Value => {
        const position = at[index] ?? -1;
        if (position !== -1) return casts[index]?.(row[position] ?? null) ?? emptyValue(type);
        if (index !== packed) return emptyValue(type);
        const rest = new Map<string, Dynamic>();
        for (const [each, { name }] of all.columns.entries()) {
          const value = lifts[each]?.(row[each] ?? null) ?? null;
          if (!at.includes(each) && value !== null && value !== '') rest.set(name, value);
        }
        return rest;
      }),
    ),
  );
};
