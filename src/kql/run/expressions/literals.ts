import { type Compiler, constantExpr, type Expr, refuse } from '../compiler.ts';
import { castTo, dynamicFromText, dynamicOf } from '../values/convert.ts';
import type { Dynamic, Type, Value } from '../values/value.ts';

/** Types by the kind of the node: defaults of parameters are not bound, and have no type of their own. */
const literalTypes: Readonly<Partial<Record<string, Type>>> = {
  BooleanLiteralExpression: 'bool',
  IntLiteralExpression: 'int',
  LongLiteralExpression: 'long',
  RealLiteralExpression: 'real',
  DecimalLiteralExpression: 'decimal',
  StringLiteralExpression: 'string',
  CompoundStringLiteralExpression: 'string',
  DateTimeLiteralExpression: 'datetime',
  TimespanLiteralExpression: 'timespan',
  GuidLiteralExpression: 'guid',
};

/** `typeof(long)`: the name of the type. */
const typeWithin = (text: string): string => text.replaceAll(/^typeof\s*\(|\)$|\s/g, '');

/** `datetime(2025, 6, 14)` and `datetime(2017 - 08 - 01)` are dates, too. */
const dateOfParts = (text: string): string => {
  const match = /^\s*(\d{4})\s*[,-]\s*(\d{1,2})\s*[,-]\s*(\d{1,2})\s*$/.exec(text);
  return match === null ? text : `${match[1]}-${match[2]?.padStart(2, '0')}-${match[3]?.padStart(2, '0')}`;
};

/** A literal's value from the text between its brackets. */
const valueOf = (type: Type, text: string): Value => {
  if (type === 'string') return text;
  if (text.trim() === 'null' || text.trim() === '') return null;
  if (type === 'bool') return castTo('bool')(text);
  return castTo(type)(type === 'datetime' ? dateOfParts(text) : text);
};

/** What a dynamic literal holds: JSON, in which typed literals may stand. */
const dynamicValue = (cx: Compiler, node: KustoEngine.SyntaxElement): Dynamic => {
  const { Syntax: X } = cx.engine.language;
  if (node instanceof X.JsonArrayExpression)
    return cx.engine.list(node.Values).map((each) => dynamicValue(cx, each.Element$1));
  if (node instanceof X.JsonObjectExpression)
    return new Map(
      cx.engine.list(node.Pairs).map(({ Element$1: pair }) => [pair.Name.ValueText, dynamicValue(cx, pair.Value)]),
    );
  if (node instanceof X.PrefixUnaryExpression) return dynamicFromText(cx.textOf(node).replaceAll(/\s/g, ''));
  if (node instanceof X.Expression && node.LiteralValueInfo !== null) {
    const text = node.LiteralValueInfo.ValueText;
    if (
      text === 'null' &&
      !(node instanceof X.CompoundStringLiteralExpression) &&
      node.LiteralValueInfo.RawText === 'null'
    )
      return null;
    const type = literalTypes[cx.kindOf(node)] ?? cx.typeOf(node);
    return dynamicOf(type)(valueOf(type, text));
  }
  return refuse('this dynamic literal', node);
};

/** A literal, of whatever type; undefined for another kind of node. */
export const literalExpr = (cx: Compiler, node: KustoEngine.SyntaxElement): Expr | undefined => {
  const { Syntax: X } = cx.engine.language;
  if (node instanceof X.DynamicExpression) return constantExpr('dynamic', dynamicValue(cx, node.Expression));
  if (node instanceof X.JsonArrayExpression || node instanceof X.JsonObjectExpression)
    return constantExpr('dynamic', dynamicValue(cx, node));
  if (node instanceof X.TypeOfLiteralExpression) return constantExpr('string', typeWithin(cx.textOf(node)));
  if (node instanceof X.LiteralExpression || node instanceof X.CompoundStringLiteralExpression) {
    const type = literalTypes[cx.kindOf(node)] ?? cx.typeOf(node);
    return constantExpr(type, valueOf(type, node.LiteralValueInfo?.ValueText ?? ''));
  }
  return undefined;
};
