import { childrenOf, type Engine, spanOf } from '../engine.ts';
import { spanLiteralReader } from '../time.ts';
import type { Amount, Condition, Constant, TextTest } from './contradictions.ts';

/** Reads conditions of a parsed query as far as they can contradict each other. */
export type ConditionReader = {
  /** What an expression demands of a row; nothing for what is not understood. */
  readonly conditionsOf: (code: KustoEngine.KustoCode, expression: KustoEngine.SyntaxElement) => readonly Condition[];
  /** What a condition without a column says of every row; undefined where it depends on the row. */
  readonly alwaysOf: (part: KustoEngine.SyntaxElement) => boolean | undefined;
  /** What a condition says of every row because it compares an expression with itself; undefined where it does not. */
  readonly selfOf: (code: KustoEngine.KustoCode, part: KustoEngine.SyntaxElement) => boolean | undefined;
  /** An expression without the brackets around it. */
  readonly bare: (expression: KustoEngine.SyntaxElement) => KustoEngine.SyntaxElement;
  /** An expression as it is written, on one line and not too long for a message. */
  readonly writtenAs: (code: KustoEngine.KustoCode, node: KustoEngine.SyntaxElement) => string;
};

/** Values of these differ from row to row or from call to call, so that one text stands for several values. */
const unsteady = /\b(?:rand|new_guid|prev|next|row_number|row_rank_dense|row_cumsum|row_window_session)\s*\(/;

const comparisons: Readonly<Record<string, { readonly side: 'from' | 'to'; readonly inclusive: boolean }>> = {
  GreaterThanExpression: { side: 'from', inclusive: false },
  GreaterThanOrEqualExpression: { side: 'from', inclusive: true },
  LessThanExpression: { side: 'to', inclusive: false },
  LessThanOrEqualExpression: { side: 'to', inclusive: true },
};
const equalities: Readonly<Record<string, { readonly ignoresCase: boolean; readonly not: boolean }>> = {
  EqualExpression: { ignoresCase: false, not: false },
  NotEqualExpression: { ignoresCase: false, not: true },
  EqualTildeExpression: { ignoresCase: true, not: false },
  BangTildeExpression: { ignoresCase: true, not: true },
  InExpression: { ignoresCase: false, not: false },
  NotInExpression: { ignoresCase: false, not: true },
  InCsExpression: { ignoresCase: true, not: false },
  NotInCsExpression: { ignoresCase: true, not: true },
};
/** Whether an expression compared with itself passes. */
const reflexive: Readonly<Record<string, boolean>> = {
  EqualExpression: true,
  EqualTildeExpression: true,
  GreaterThanOrEqualExpression: true,
  LessThanOrEqualExpression: true,
  NotEqualExpression: false,
  BangTildeExpression: false,
  GreaterThanExpression: false,
  LessThanExpression: false,
};
const texts: Readonly<
  Record<string, { readonly test: TextTest; readonly ignoresCase: boolean; readonly not: boolean }>
> = {
  StartsWithExpression: { test: 'startswith', ignoresCase: true, not: false },
  StartsWithCsExpression: { test: 'startswith', ignoresCase: false, not: false },
  NotStartsWithExpression: { test: 'startswith', ignoresCase: true, not: true },
  NotStartsWithCsExpression: { test: 'startswith', ignoresCase: false, not: true },
  EndsWithExpression: { test: 'endswith', ignoresCase: true, not: false },
  EndsWithCsExpression: { test: 'endswith', ignoresCase: false, not: false },
  NotEndsWithExpression: { test: 'endswith', ignoresCase: true, not: true },
  NotEndsWithCsExpression: { test: 'endswith', ignoresCase: false, not: true },
  ContainsExpression: { test: 'contains', ignoresCase: true, not: false },
  ContainsCsExpression: { test: 'contains', ignoresCase: false, not: false },
  NotContainsExpression: { test: 'contains', ignoresCase: true, not: true },
  NotContainsCsExpression: { test: 'contains', ignoresCase: false, not: true },
  HasExpression: { test: 'has', ignoresCase: true, not: false },
  HasCsExpression: { test: 'has', ignoresCase: false, not: false },
  NotHasExpression: { test: 'has', ignoresCase: true, not: true },
  NotHasCsExpression: { test: 'has', ignoresCase: false, not: true },
  // The beginning of a term is a part of the text; what has none may still have the part, so that nothing is denied.
  HasPrefixExpression: { test: 'contains', ignoresCase: true, not: false },
  HasPrefixCsExpression: { test: 'contains', ignoresCase: false, not: false },
  HasSuffixExpression: { test: 'contains', ignoresCase: true, not: false },
  HasSuffixCsExpression: { test: 'contains', ignoresCase: false, not: false },
};
/** Functions that say of a text whether it is empty. */
const emptiness: Readonly<Record<string, boolean>> = { isempty: false, isnotempty: true };
/** As much of a condition as a message shows. */
const maxShown = 60;
const cut = (text: string): string => (text.length > maxShown ? `${text.slice(0, maxShown - 1)}…` : text);

export const conditionReader = (engine: Engine): ConditionReader => {
  const { language, list } = engine;
  const ticksOfLiteral = spanLiteralReader(engine);
  const X = language.Syntax;
  const kinds = X.SyntaxKind;
  const byKind = <T>(names: Readonly<Record<string, T>>): ReadonlyMap<number, T> =>
    new Map(
      Object.entries(names).flatMap(([name, value]) => (kinds[name] === undefined ? [] : [[kinds[name], value]])),
    );
  const comparisonOf = byKind(comparisons);
  const equalityOf = byKind(equalities);
  const textOf = byKind(texts);
  const reflexiveOf = byKind(reflexive);
  /** Their condition says less than they do, so that its denial would say more. */
  const partial: ReadonlySet<number> = new Set(
    Object.keys(texts).flatMap((name) => (/^Has(?:Prefix|Suffix)/.test(name) ? (kinds[name] ?? []) : [])),
  );

  const bare = (expression: KustoEngine.SyntaxElement): KustoEngine.SyntaxElement =>
    expression instanceof X.ParenthesizedExpression ? bare(expression.Expression) : expression;

  const constantOf = (expression: KustoEngine.Expression): Constant | undefined => {
    // Its constant is the text between its brackets, which is no text to the query.
    if (bare(expression) instanceof X.DynamicExpression) return undefined;
    const value = expression.ConstantValue;
    if (typeof value === 'string') return { type: 'string', text: value };
    const plain: unknown = value === null || value === undefined ? undefined : JSON.parse(JSON.stringify(value));
    const inner = typeof plain === 'object' && plain !== null && 'v' in plain ? plain.v : plain;
    if (typeof inner === 'number') return { type: 'number', text: String(inner) };
    return typeof inner === 'boolean' ? { type: 'bool', text: String(inner) } : undefined;
  };
  const amountOf = (expression: KustoEngine.SyntaxElement): Amount | undefined => {
    const node = bare(expression);
    if (node instanceof X.FunctionCallExpression) {
      const [first] = list(node.ArgumentList.Expressions).map((each) => each.Element$1);
      if (node.Name.SimpleName === 'now' && first === undefined) return { scale: 'before-now', value: 0 };
      const length = first === undefined ? undefined : amountOf(first);
      if (node.Name.SimpleName === 'ago' && length?.scale === 'length')
        return { scale: 'before-now', value: -length.value };
    }
    if (!(node instanceof X.Expression)) return undefined;
    const ticks = ticksOfLiteral(node);
    if (ticks !== undefined) return { scale: 'length', value: ticks };
    const value = node.ConstantValue;
    if (value === null || value === undefined || typeof value === 'string') return undefined;
    const plain: unknown = JSON.parse(JSON.stringify(value));
    if (typeof plain === 'number') return { scale: 'number', value: plain };
    if (typeof plain !== 'object' || plain === null) return undefined;
    // A name may stand for a literal that the engine takes for none.
    if ('ticks' in plain && typeof plain.ticks === 'number')
      return plain.ticks === 0 ? undefined : { scale: 'length', value: plain.ticks };
    const inner = 'v' in plain ? plain.v : undefined;
    if (typeof inner === 'number') return { scale: 'number', value: inner };
    const moment = typeof inner === 'string' ? Date.parse(inner) : Number.NaN;
    return Number.isNaN(moment) ? undefined : { scale: 'moment', value: moment };
  };

  const casingOf = (expression: KustoEngine.SyntaxElement): Condition['casing'] => {
    const node = bare(expression);
    const name = node instanceof X.FunctionCallExpression ? node.Name.SimpleName : '';
    if (name === 'tolower') return 'lower';
    return name === 'toupper' ? 'upper' : undefined;
  };
  const isWhole = (expression: KustoEngine.SyntaxElement): boolean =>
    expression instanceof X.Expression && ['int', 'long'].includes(expression.ResultType?.Name ?? '');

  const subjectOf = (code: KustoEngine.KustoCode, expression: KustoEngine.SyntaxElement): string | undefined => {
    const node = bare(expression);
    const text = code.Text.slice(node.TextStart, node.End).replaceAll(/\s+/g, ' ');
    const isFixed = node instanceof X.Expression && node.ConstantValue !== null && node.ConstantValue !== undefined;
    // `*` is any column: two conditions on it may hold of two.
    return isFixed || text === '*' || unsteady.test(text) || text.length > 200 ? undefined : text;
  };

  const writtenAs = (code: KustoEngine.KustoCode, node: KustoEngine.SyntaxElement): string =>
    cut(code.Text.slice(node.TextStart, node.End).replaceAll(/\s+/g, ' '));
  const emptinessOf = (
    code: KustoEngine.KustoCode,
    call: KustoEngine.FunctionCall,
    place: Pick<Condition, 'span' | 'text'>,
  ): readonly Condition[] => {
    const name = call.Name.SimpleName;
    const not = Object.hasOwn(emptiness, name) ? emptiness[name] : undefined;
    const [argument] = list(call.ArgumentList.Expressions).map((each) => each.Element$1);
    const subject = argument === undefined ? undefined : subjectOf(code, argument);
    if (not === undefined || subject === undefined) return [];
    const nothing: Constant = { type: 'string', text: '' };
    return [{ subject, ...place, says: { kind: 'one-of', values: [nothing], ignoresCase: false, not } }];
  };

  const conditionsOf = (code: KustoEngine.KustoCode, expression: KustoEngine.SyntaxElement): readonly Condition[] => {
    const place = { span: spanOf(expression), text: writtenAs(code, expression) };
    if (expression instanceof X.FunctionCallExpression)
      return expression.Name.SimpleName === 'not'
        ? list(expression.ArgumentList.Expressions).flatMap((each) => deniedBy(code, each.Element$1, place))
        : emptinessOf(code, expression, place);
    const [left, ...rest] = childrenOf(expression).filter(
      (child) =>
        child instanceof X.Expression ||
        child.Kind === kinds['ExpressionList'] ||
        child.Kind === kinds['ExpressionCouple'],
    );
    const subject = left === undefined ? undefined : subjectOf(code, left);
    const right = rest.at(-1);
    if (left === undefined || subject === undefined || right === undefined) return [];
    const about = { subject, casing: casingOf(left), whole: isWhole(left), ...place };
    const comparison = comparisonOf.get(expression.Kind);
    if (comparison !== undefined) {
      const amount = amountOf(right);
      return amount === undefined ? [] : [{ ...about, says: { kind: 'bound', ...comparison, amount } }];
    }
    const equality = equalityOf.get(expression.Kind);
    if (equality !== undefined) {
      const given = right.Kind === kinds['ExpressionList'] ? listed(right).flatMap(membersOf) : [right];
      const values = given.map((each) => (each instanceof X.Expression ? constantOf(each) : undefined));
      if (values.length === 0 || values.some((value) => value === undefined)) return [];
      return [
        { ...about, says: { kind: 'one-of', values: values.filter((value) => value !== undefined), ...equality } },
      ];
    }
    const text = textOf.get(expression.Kind);
    if (text !== undefined) {
      const value = right instanceof X.Expression ? constantOf(right) : undefined;
      if (value?.type !== 'string') return [];
      return [{ ...about, says: { kind: 'text', ...text, value: value.text } }];
    }
    if (expression instanceof X.BetweenExpression && expression.Kind === kinds['BetweenExpression']) {
      const from = amountOf(expression.Right.First);
      const to = amountOf(expression.Right.Second);
      return [
        ...(from === undefined
          ? []
          : [{ ...about, says: { kind: 'bound' as const, side: 'from' as const, amount: from, inclusive: true } }]),
        ...(to === undefined || to.scale === 'length'
          ? []
          : [{ ...about, says: { kind: 'bound' as const, side: 'to' as const, amount: to, inclusive: true } }]),
      ];
    }
    return [];
  };
  /** What `not(...)` demands of a row: of a choice that no branch holds; nothing for what is not understood. */
  const deniedBy = (
    code: KustoEngine.KustoCode,
    expression: KustoEngine.SyntaxElement,
    place: Pick<Condition, 'span' | 'text'>,
  ): readonly Condition[] => {
    const node = bare(expression);
    if (node instanceof X.BinaryExpression && node.Kind === kinds['OrExpression'])
      return [node.Left, node.Right].flatMap((branch) => deniedBy(code, branch, place));
    return conditionsOf(code, node).flatMap((each) => {
      const { says } = each;
      if (says.kind === 'bound' || partial.has(node.Kind)) return [];
      return [{ ...each, ...place, says: { ...says, not: !says.not } }];
    });
  };
  const listed = (list: KustoEngine.SyntaxElement): readonly KustoEngine.SyntaxElement[] =>
    childrenOf(list)
      .filter(({ Kind }) => Kind === kinds['List'])
      .flatMap(childrenOf)
      .flatMap((each) => childrenOf(each)[0] ?? []);

  /** What stands for several values in `in (...)`: the items of a dynamic list; all else stands for itself. */
  const membersOf = (node: KustoEngine.SyntaxElement): readonly KustoEngine.SyntaxElement[] => {
    const inner = bare(node);
    return inner instanceof X.DynamicExpression && inner.Expression instanceof X.JsonArrayExpression
      ? list(inner.Expression.Values).map((each) => each.Element$1)
      : [node];
  };

  const alwaysOf = (part: KustoEngine.SyntaxElement): boolean | undefined => {
    const node = bare(part);
    if (!(node instanceof X.Expression)) return undefined;
    const own = constantOf(node);
    if (own !== undefined) return own.type === 'bool' ? own.text === 'true' : undefined;
    if (node instanceof X.FunctionCallExpression && node.Name.SimpleName === 'not') {
      const [argument] = list(node.ArgumentList.Expressions).map((each) => each.Element$1);
      const said = argument === undefined ? undefined : alwaysOf(argument);
      return said === undefined ? undefined : !said;
    }
    const equality = equalityOf.get(node.Kind);
    if (equality === undefined || !(node instanceof X.BinaryExpression)) return undefined;
    const left = constantOf(node.Left);
    const right = constantOf(node.Right);
    if (left === undefined || right === undefined || left.type !== right.type || equality.ignoresCase) return undefined;
    return (left.text === right.text) !== equality.not;
  };
  const selfOf = (code: KustoEngine.KustoCode, part: KustoEngine.SyntaxElement): boolean | undefined => {
    const node = bare(part);
    const says = reflexiveOf.get(node.Kind);
    if (says === undefined || !(node instanceof X.BinaryExpression)) return undefined;
    // A real that is no number differs from itself.
    if (!(node.Left instanceof X.Expression) || node.Left.ResultType?.Name === 'real') return undefined;
    const subject = subjectOf(code, node.Left);
    return subject !== undefined && subject === subjectOf(code, node.Right) ? says : undefined;
  };
  return { conditionsOf, alwaysOf, selfOf, bare, writtenAs };
};
