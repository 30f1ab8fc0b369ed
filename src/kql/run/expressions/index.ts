import { fail, type Compiler, constantExpr, derived, type Expr, refuse, type Scope } from '../compiler.ts';
import { patternFault } from '../text.ts';
import { isArray, type Row, type Value } from '../values/value.ts';
import { memberExpr, namedColumn, nameExpr } from './names.ts';
import { type ArithmeticOperator, arithmeticExpr, negateExpr } from './arithmetic.ts';
import { betweenExpr, equalityExpr, literalBeside, orderingExpr } from './compare.ts';
import { literalExpr } from './literals.ts';
import { andExpr, orExpr } from './logic.ts';
import { membershipExpr } from './membership.ts';
import { hasManyExpr, regexExpr, textExpr } from './text-operators.ts';

const arithmetic: Readonly<Record<string, ArithmeticOperator>> = {
  AddExpression: '+',
  SubtractExpression: '-',
  MultiplyExpression: '*',
  DivideExpression: '/',
  ModuloExpression: '%',
};

/** `matches regex`; a constant that is no expression ends the compilation with the reason. */
const matchesExpr = (cx: Compiler, node: KustoEngine.Binary, left: Expr, right: Expr): Expr => {
  const expression = right.constant?.value;
  const fault = typeof expression === 'string' ? patternFault(expression) : undefined;
  return fault === undefined ? regexExpr(cx, left, right) : fail(fault, node.Right);
};

/** `* has "x"`: true where it is so of any column, read as text. */
const anyColumnExpr = (cx: Compiler, node: KustoEngine.Binary, kind: string, scope: Scope): Expr => {
  const right = cx.expr(node.Right, scope);
  const tests = (scope.row?.columns ?? []).map(({ name }) => {
    const column = namedColumn(scope, name) ?? refuse(`the column ${name}`, node);
    const text = cx.cast(column, 'string');
    if (kind === 'EqualExpression') return equalityExpr(cx, text, right, true);
    if (kind === 'MatchesRegexExpression') return matchesExpr(cx, node, text, right);
    return textExpr(cx, kind, text, right) ?? refuse(`* ${kind}`, node);
  });
  return derived(cx, 'bool', [...tests, right], (row) => tests.some((test) => test.read(row) === true));
};

/** Binary operators by the name of their node. */
const binaryExpr = (cx: Compiler, node: KustoEngine.Binary, kind: string, scope: Scope): Expr => {
  if (node.Left instanceof cx.engine.language.Syntax.StarExpression) return anyColumnExpr(cx, node, kind, scope);
  const left = cx.expr(node.Left, scope);
  const right = cx.expr(node.Right, scope);
  const sign = arithmetic[kind];
  if (sign !== undefined) return arithmeticExpr(cx, sign, left, right, cx.typeOf(node));
  switch (kind) {
    case 'EqualExpression':
      return equalityExpr(cx, left, right, true);
    case 'NotEqualExpression':
      return equalityExpr(cx, left, right, false);
    case 'LessThanExpression':
      return orderingExpr(cx, left, right, '<');
    case 'LessThanOrEqualExpression':
      return orderingExpr(cx, left, right, '<=');
    case 'GreaterThanExpression':
      return orderingExpr(cx, left, right, '>');
    case 'GreaterThanOrEqualExpression':
      return orderingExpr(cx, left, right, '>=');
    case 'AndExpression':
      return andExpr(cx, left, right);
    case 'OrExpression':
      return orExpr(cx, left, right);
    case 'MatchesRegexExpression':
      return matchesExpr(cx, node, left, right);
    default:
      return textExpr(cx, kind, left, right) ?? refuse(kind, node);
  }
};

/** The values that the right side of `in` or `has_any` lists: values, one dynamic array, or a table's first column. */
const listed = (
  cx: Compiler,
  list: KustoEngine.ExpressionList,
  scope: Scope,
  left: Expr,
): { readonly parts: readonly Expr[]; readonly values: (row: Row) => readonly Value[] } => {
  const nodes = cx.engine.list(list.Expressions).map((each) => each.Element$1);
  const [first] = nodes;
  if (nodes.length === 1 && first !== undefined && cx.isTabular(first)) {
    const plan = cx.plan(first, scope);
    const values = (): readonly Value[] => plan.rows().map((row) => row[0] ?? null);
    const type = plan.columns[0]?.type ?? 'dynamic';
    const read = plan.fixed ? cx.once(values) : values;
    const part: Expr = { type, read: () => null, fixed: plan.fixed };
    return { parts: [part], values: read };
  }
  const parts = nodes.map((node) => literalBeside(cx.expr(node, scope), left));
  return {
    parts,
    values: (row) =>
      parts.flatMap((part) => {
        const value = part.read(row);
        return part.type === 'dynamic' && isArray(value) ? [...value] : [value];
      }),
  };
};

const pathExpr = (cx: Compiler, node: KustoEngine.PathExpression, scope: Scope): Expr => {
  const { Syntax: X, Symbols } = cx.engine.language;
  const { Expression: owner, Selector: selector } = node;
  if (owner.ResultType instanceof Symbols.DatabaseSymbol) return cx.expr(selector, scope);
  if (owner instanceof X.NameReference && selector instanceof X.NameReference) {
    const record = scope.names.get(owner.SimpleName);
    if (record?.kind === 'record') {
      const position = record.columns.findIndex(({ name }) => name === selector.SimpleName);
      const column = record.columns[position];
      if (column === undefined) return refuse(`${owner.SimpleName}.${selector.SimpleName}`, node);
      return { type: column.type, read: () => record.read()?.[position] ?? null, fixed: false };
    }
  }
  const name =
    selector instanceof X.NameReference ? constantExpr('string', selector.SimpleName) : cx.expr(selector, scope);
  return memberExpr(cx, cx.expr(owner, scope), name);
};

/** Compiles an expression that gives a scalar. Throws a RunError for what is not supported. */
export const compileExpr = (cx: Compiler, node: KustoEngine.SyntaxElement, scope: Scope): Expr => {
  const { Syntax: X } = cx.engine.language;
  if (node instanceof X.ParenthesizedExpression || node instanceof X.BracketedExpression)
    return cx.expr(node.Expression, scope);
  if (node instanceof X.SimpleNamedExpression) return cx.expr(node.Expression, scope);
  const literal = literalExpr(cx, node);
  if (literal !== undefined) return literal;
  if (node instanceof X.NameReference) return nameExpr(cx, node, scope);
  if (node instanceof X.FunctionCallExpression) {
    const args = cx.engine.list(node.ArgumentList.Expressions).map((each) => each.Element$1);
    return cx.call(node, node.Name.SimpleName, args, scope);
  }
  if (node instanceof X.PathExpression) return pathExpr(cx, node, scope);
  if (node instanceof X.ElementExpression) {
    const selector = node.Selector instanceof X.BracketedExpression ? node.Selector.Expression : node.Selector;
    return memberExpr(cx, cx.expr(node.Expression, scope), cx.expr(selector, scope));
  }
  const kind = cx.kindOf(node);
  if (node instanceof X.InExpression) {
    const left = cx.expr(node.Left, scope);
    const { parts, values } = listed(cx, node.Right, scope, left);
    return membershipExpr(cx, left, parts, values, kind);
  }
  if (node instanceof X.HasAnyExpression || node instanceof X.HasAllExpression) {
    const left = cx.expr(node.Left, scope);
    const { parts, values } = listed(cx, node.Right, scope, left);
    return hasManyExpr(cx, left, parts, values, node instanceof X.HasAllExpression);
  }
  if (node instanceof X.BetweenExpression) {
    const value = cx.expr(node.Left, scope);
    const low = cx.expr(node.Right.First, scope);
    const given = cx.expr(node.Right.Second, scope);
    // `between (datetime .. 1d)`: the second bound is a distance from the first.
    const isDistance = low.type === 'datetime' && given.type === 'timespan';
    const high = isDistance ? arithmeticExpr(cx, '+', low, given, 'datetime') : given;
    return betweenExpr(cx, value, low, high, kind === 'BetweenExpression');
  }
  if (node instanceof X.PrefixUnaryExpression) {
    const operand = cx.expr(node.Expression, scope);
    return kind === 'UnaryMinusExpression' ? negateExpr(cx, operand) : operand;
  }
  if (node instanceof X.BinaryExpression) return binaryExpr(cx, node, kind, scope);
  if (node instanceof X.ToScalarExpression) return toScalar(cx, node.Expression, scope);
  return refuse(kind, node);
};

/** `toscalar`: the first value of the first row; null where there is none. */
const toScalar = (cx: Compiler, node: KustoEngine.Expression, scope: Scope): Expr => {
  if (!cx.isTabular(node)) return cx.expr(node, scope);
  const { row, ...outer } = scope;
  const plan = cx.plan(node, row === undefined ? scope : outer);
  const type = plan.columns[0]?.type ?? 'dynamic';
  const read = (): Value => plan.rows()[0]?.[0] ?? (type === 'string' ? '' : null);
  return plan.fixed ? { type, read: cx.once(read), fixed: true } : { type, read, fixed: false };
};
