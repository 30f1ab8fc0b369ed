import type { QueryLookBack } from '../core/query-facts.ts';
import type { Engine } from './engine.ts';
import { ticksPer } from './run/values/value.ts';
import { parseSpan } from './run/values/time-text.ts';

/** A moment relative to the run: so many milliseconds before it, and the `let` names it was computed through. */
type Moment = { readonly before: number; readonly through: readonly string[] };

export type Lets = ReadonlyMap<string, KustoEngine.Expression>;

/** Reads lengths and moments of time out of bound expressions. */
export type TimeReader = {
  /** The length in milliseconds of an expression that is a constant timespan. */
  readonly lengthOf: (expression: KustoEngine.Expression, lets: Lets) => number | undefined;
  /** The look-back that a comparison or a parser's argument sets, if it bounds a time column from below. */
  readonly lookBackOf: (node: KustoEngine.SyntaxElement, lets: Lets) => QueryLookBack | undefined;
};

const timeColumns: ReadonlySet<string> = new Set(['TimeGenerated', 'Timestamp']);
const roundingFunctions: ReadonlySet<string> = new Set(['bin', 'bin_at', 'floor', 'todatetime', 'toscalar']);
/** Functions that round to a unit, and go on by so many of them (Microsoft Learn, "startofday()"). */
const roundingUnits: Readonly<Record<string, string>> = {
  startofday: 'day',
  startofweek: 'week',
  startofmonth: 'month',
  startofyear: 'year',
  endofday: 'day',
  endofweek: 'week',
  endofmonth: 'month',
  endofyear: 'year',
};
const unitLengths: Readonly<Record<string, number>> = {
  second: 1000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 604_800_000,
};
/** Enough for every chain of `let` that a person writes; bounds the work on text that a machine made. */
const maxSteps = 50;

const isLength = (value: unknown): value is { readonly getTotalMilliseconds: () => number } =>
  typeof value === 'object' &&
  value !== null &&
  'getTotalMilliseconds' in value &&
  typeof value.getTotalMilliseconds === 'function';

/** Reads the ticks of a literal length of time by its text: the engine takes `time(01:30:00)` and `time(2)` for none. */
export const spanLiteralReader =
  ({ language: { Syntax: X } }: Engine) =>
  (node: KustoEngine.SyntaxElement): number | undefined => {
    if (!(node instanceof X.LiteralExpression) || node.Kind !== X.SyntaxKind['TimespanLiteralExpression'])
      return undefined;
    const ticks = parseSpan(node.LiteralValueInfo?.ValueText ?? '');
    return ticks === null ? undefined : Number(ticks);
  };

export const timeReader = (engine: Engine): TimeReader => {
  const { language, list } = engine;
  const X = language.Syntax;
  const kind = X.SyntaxKind;
  const ticksOfLiteral = spanLiteralReader(engine);

  const isNegation = (expression: KustoEngine.Expression): expression is KustoEngine.PrefixUnary =>
    expression instanceof X.PrefixUnaryExpression && expression.Kind === kind['UnaryMinusExpression'];
  const numberOf = (expression: KustoEngine.Expression): number | undefined => {
    if (isNegation(expression)) {
      const positive = literalOf(expression.Expression);
      return positive === undefined ? undefined : -positive;
    }
    return literalOf(expression);
  };
  const literalOf = (expression: KustoEngine.Expression): number | undefined => {
    const value = expression.ConstantValue;
    if (value === null || value === undefined || isLength(value)) return undefined;
    // A long is an object of the engine's own, whose JSON is its digits.
    const number = typeof value === 'object' ? Number(JSON.stringify(value)) : Number(value);
    return Number.isFinite(number) ? number : undefined;
  };
  const lengthWithin = (expression: KustoEngine.Expression, lets: Lets, steps: number): number | undefined => {
    const ticks = ticksOfLiteral(expression);
    if (ticks !== undefined) return ticks / ticksPer.millisecond;
    const value = expression.ConstantValue;
    const length = isLength(value) ? value.getTotalMilliseconds() : 0;
    if (length !== 0) return length;
    if (steps > maxSteps) return undefined;
    if (expression instanceof X.ParenthesizedExpression) return lengthWithin(expression.Expression, lets, steps + 1);
    if (isNegation(expression)) {
      const positive = lengthWithin(expression.Expression, lets, steps + 1);
      return positive === undefined ? undefined : -positive;
    }
    if (expression instanceof X.NameReference) {
      const named = lets.get(expression.SimpleName);
      return named && lengthWithin(named, lets, steps + 1);
    }
    if (!(expression instanceof X.BinaryExpression)) return undefined;
    const left = lengthWithin(expression.Left, lets, steps + 1);
    const right = lengthWithin(expression.Right, lets, steps + 1);
    if (expression.Kind === kind['AddExpression'] && left !== undefined && right !== undefined) return left + right;
    if (expression.Kind === kind['SubtractExpression'] && left !== undefined && right !== undefined)
      return left - right;
    if (expression.Kind !== kind['MultiplyExpression']) return undefined;
    const factor = left === undefined ? numberOf(expression.Left) : numberOf(expression.Right);
    const measured = left ?? right;
    return measured === undefined || factor === undefined ? undefined : measured * factor;
  };
  const lengthOf: TimeReader['lengthOf'] = (expression, lets) => lengthWithin(expression, lets, 0);

  const namesIn = (node: KustoEngine.SyntaxElement, lets: Lets): readonly string[] => {
    if (node instanceof X.NameReference) return lets.has(node.SimpleName) ? [node.SimpleName] : [];
    return Array.from({ length: node.ChildCount }, (_, index) => node.GetChild(index)).flatMap((child) =>
      child === null ? [] : namesIn(child, lets),
    );
  };
  const argumentsOf = (call: KustoEngine.FunctionCall): readonly KustoEngine.Expression[] =>
    list(call.ArgumentList.Expressions).map((each) => each.Element$1);

  /** A moment and so many units behind it; undefined for units without one length, as a month. */
  const moved = (
    start: KustoEngine.Expression,
    unit: string,
    amount: KustoEngine.Expression,
    lets: Lets,
    steps: number,
  ): Moment | undefined => {
    const length = Object.hasOwn(unitLengths, unit) ? unitLengths[unit] : undefined;
    const number = numberOf(amount);
    const from = momentOf(start, lets, steps + 1);
    if (length === undefined || number === undefined || from === undefined) return undefined;
    return { before: from.before - length * number, through: [...from.through, ...namesIn(amount, lets)] };
  };
  const ofCall = (call: KustoEngine.FunctionCall, lets: Lets, steps: number): Moment | undefined => {
    const name = call.Name.SimpleName;
    const [first, second, third] = argumentsOf(call);
    if (name === 'now' && first === undefined) return { before: 0, through: [] };
    if (first === undefined) return undefined;
    if (name === 'ago' || name === 'now') {
      const length = lengthOf(first, lets);
      if (length === undefined) return undefined;
      return { before: name === 'ago' ? length : -length, through: namesIn(first, lets) };
    }
    if (name === 'datetime_add' && second !== undefined && third !== undefined) {
      return moved(third, String(first.ConstantValue).toLowerCase(), second, lets, steps);
    }
    const unit = Object.hasOwn(roundingUnits, name) ? roundingUnits[name] : undefined;
    if (unit !== undefined && second !== undefined) return moved(first, unit, second, lets, steps);
    if (unit !== undefined) return momentOf(first, lets, steps + 1);
    return roundingFunctions.has(name) ? momentOf(first, lets, steps + 1) : undefined;
  };
  const momentOf = (expression: KustoEngine.Expression, lets: Lets, steps: number): Moment | undefined => {
    if (steps > maxSteps) return undefined;
    if (expression instanceof X.ParenthesizedExpression) return momentOf(expression.Expression, lets, steps + 1);
    if (expression instanceof X.FunctionCallExpression) return ofCall(expression, lets, steps);
    if (expression instanceof X.NameReference) {
      const value = lets.get(expression.SimpleName);
      const moment = value && momentOf(value, lets, steps + 1);
      return moment && { ...moment, through: [...moment.through, expression.SimpleName] };
    }
    if (!(expression instanceof X.BinaryExpression)) return undefined;
    const sign =
      expression.Kind === kind['SubtractExpression'] ? 1 : expression.Kind === kind['AddExpression'] ? -1 : 0;
    const from = sign === 0 ? undefined : momentOf(expression.Left, lets, steps + 1);
    const length = lengthOf(expression.Right, lets);
    if (from === undefined || length === undefined) return undefined;
    return { before: from.before + sign * length, through: [...from.through, ...namesIn(expression.Right, lets)] };
  };

  const isTimeColumn = (expression: KustoEngine.Expression): boolean =>
    expression instanceof X.NameReference && timeColumns.has(expression.SimpleName);

  const expressionIn = (node: KustoEngine.SyntaxElement): KustoEngine.Expression | undefined => {
    for (let index = 0; index < node.ChildCount; index += 1) {
      const child = node.GetChild(index);
      if (child instanceof X.Expression) return child;
    }
    return undefined;
  };

  /** Where a series over a time column begins: `make-series count() on TimeGenerated from ago(7d) to now() step 1d`. */
  const seriesStart = (from: KustoEngine.SyntaxElement): KustoEngine.Expression | undefined => {
    const operator = from.Parent?.Parent;
    for (let index = 0; index < (operator?.ChildCount ?? 0); index += 1) {
      const child = operator?.GetChild(index);
      if (child === null || child === undefined || child.Kind !== kind['MakeSeriesOnClause']) continue;
      const on = expressionIn(child);
      return on !== undefined && isTimeColumn(on) ? expressionIn(from) : undefined;
    }
    return undefined;
  };

  /** The expression that bounds a time column from below, if the node is such a bound. */
  const lowerBound = (node: KustoEngine.SyntaxElement): KustoEngine.Expression | undefined => {
    if (node instanceof X.BetweenExpression)
      return node.Kind === kind['BetweenExpression'] && isTimeColumn(node.Left) ? node.Right.First : undefined;
    if (node instanceof X.SimpleNamedExpression) {
      const name = node.GetChild(0);
      return name instanceof X.NameDeclaration && name.SimpleName === 'starttime' ? node.Expression : undefined;
    }
    if (node.Kind === kind['MakeSeriesFromClause']) return seriesStart(node);
    if (!(node instanceof X.BinaryExpression)) return undefined;
    if (node.Kind === kind['GreaterThanExpression'] || node.Kind === kind['GreaterThanOrEqualExpression'])
      return isTimeColumn(node.Left) ? node.Right : undefined;
    if (node.Kind === kind['LessThanExpression'] || node.Kind === kind['LessThanOrEqualExpression'])
      return isTimeColumn(node.Right) ? node.Left : undefined;
    return undefined;
  };
  const lookBackOf: TimeReader['lookBackOf'] = (node, lets) => {
    const bound = lowerBound(node);
    const moment = bound && momentOf(bound, lets, 0);
    if (bound === undefined || moment === undefined) return undefined;
    return {
      milliseconds: moment.before,
      span: { start: bound.TextStart, end: bound.End },
      through: [...new Set(moment.through)],
    };
  };
  return { lengthOf, lookBackOf };
};
