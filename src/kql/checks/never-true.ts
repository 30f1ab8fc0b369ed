import type { Span } from '../../core/text/span.ts';
import {
  contradictionIn,
  type Amount,
  type Condition,
  type Constant,
  type Contradiction,
  type TextTest,
} from './contradictions.ts';
import type { Engine } from '../engine.ts';

/** Finds the conditions of a parsed query that no row can satisfy. */
export type NeverTrueReader = (code: KustoEngine.KustoCode) => readonly Contradiction[];

const spanOf = (element: KustoEngine.SyntaxElement): Span => ({ start: element.TextStart, end: element.End });

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
};
/** Steps behind which a condition is still about the same rows. */
const passing = [
  'FilterOperator',
  'SortOperator',
  'SerializeOperator',
  'AsOperator',
  'ProjectAwayOperator',
  'ProjectReorderOperator',
];
/** Branches of `or` that are looked into; more are a list, and no contradiction hides in all of them. */
const maxBranches = 50;

export const neverTrueReader = ({ language, list }: Engine): NeverTrueReader => {
  const X = language.Syntax;
  const kinds = X.SyntaxKind;
  const byKind = <T>(names: Readonly<Record<string, T>>): ReadonlyMap<number, T> =>
    new Map(
      Object.entries(names).flatMap(([name, value]) => (kinds[name] === undefined ? [] : [[kinds[name], value]])),
    );
  const comparisonOf = byKind(comparisons);
  const equalityOf = byKind(equalities);
  const textOf = byKind(texts);
  const passingKinds: ReadonlySet<number> = new Set(passing.flatMap((name) => kinds[name] ?? []));

  const childrenOf = (node: KustoEngine.SyntaxElement): readonly KustoEngine.SyntaxElement[] =>
    Array.from({ length: node.ChildCount }, (_, index) => node.GetChild(index)).filter((child) => child !== null);
  const bare = (expression: KustoEngine.SyntaxElement): KustoEngine.SyntaxElement =>
    expression instanceof X.ParenthesizedExpression ? bare(expression.Expression) : expression;

  const constantOf = (expression: KustoEngine.Expression): Constant | undefined => {
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
    const value = node.ConstantValue;
    if (value === null || value === undefined || typeof value === 'string') return undefined;
    const plain: unknown = JSON.parse(JSON.stringify(value));
    if (typeof plain === 'number') return { scale: 'number', value: plain };
    if (typeof plain !== 'object' || plain === null) return undefined;
    if ('ticks' in plain && typeof plain.ticks === 'number') return { scale: 'length', value: plain.ticks };
    const inner = 'v' in plain ? plain.v : undefined;
    if (typeof inner === 'number') return { scale: 'number', value: inner };
    const moment = typeof inner === 'string' ? Date.parse(inner) : Number.NaN;
    return Number.isNaN(moment) ? undefined : { scale: 'moment', value: moment };
  };

  const subjectOf = (code: KustoEngine.KustoCode, expression: KustoEngine.SyntaxElement): string | undefined => {
    const node = bare(expression);
    const text = code.Text.slice(node.TextStart, node.End).replaceAll(/\s+/g, ' ');
    const isFixed = node instanceof X.Expression && node.ConstantValue !== null && node.ConstantValue !== undefined;
    return isFixed || unsteady.test(text) || text.length > 200 ? undefined : text;
  };

  const conditionsOf = (code: KustoEngine.KustoCode, expression: KustoEngine.SyntaxElement): readonly Condition[] => {
    const [left, ...rest] = childrenOf(expression).filter(
      (child) =>
        child instanceof X.Expression ||
        child.Kind === kinds['ExpressionList'] ||
        child.Kind === kinds['ExpressionCouple'],
    );
    const subject = left === undefined ? undefined : subjectOf(code, left);
    const right = rest.at(-1);
    if (subject === undefined || right === undefined) return [];
    const span = spanOf(expression);
    const comparison = comparisonOf.get(expression.Kind);
    if (comparison !== undefined) {
      const amount = amountOf(right);
      return amount === undefined ? [] : [{ subject, span, says: { kind: 'bound', ...comparison, amount } }];
    }
    const equality = equalityOf.get(expression.Kind);
    if (equality !== undefined) {
      const given = right.Kind === kinds['ExpressionList'] ? listed(right) : [right];
      const values = given.map((each) => (each instanceof X.Expression ? constantOf(each) : undefined));
      if (values.length === 0 || values.some((value) => value === undefined)) return [];
      return [
        { subject, span, says: { kind: 'one-of', values: values.filter((value) => value !== undefined), ...equality } },
      ];
    }
    const text = textOf.get(expression.Kind);
    if (text !== undefined) {
      const value = right instanceof X.Expression ? right.ConstantValue : undefined;
      if (typeof value !== 'string') return [];
      return [{ subject, span, says: { kind: 'text', ...text, value } }];
    }
    if (expression instanceof X.BetweenExpression && expression.Kind === kinds['BetweenExpression']) {
      const from = amountOf(expression.Right.First);
      const to = amountOf(expression.Right.Second);
      return [
        ...(from === undefined
          ? []
          : [
              { subject, span, says: { kind: 'bound' as const, side: 'from' as const, amount: from, inclusive: true } },
            ]),
        ...(to === undefined || to.scale === 'length'
          ? []
          : [{ subject, span, says: { kind: 'bound' as const, side: 'to' as const, amount: to, inclusive: true } }]),
      ];
    }
    return [];
  };
  const listed = (list: KustoEngine.SyntaxElement): readonly KustoEngine.SyntaxElement[] =>
    childrenOf(list)
      .filter(({ Kind }) => Kind === kinds['List'])
      .flatMap(childrenOf)
      .flatMap((each) => childrenOf(each)[0] ?? []);

  /** The parts of an expression that all have to hold, or one of which has to. */
  const flat = (expression: KustoEngine.SyntaxElement, kind: string): readonly KustoEngine.SyntaxElement[] => {
    const node = bare(expression);
    if (node.Kind !== kinds[kind] || !(node instanceof X.BinaryExpression)) return [node];
    return [...flat(node.Left, kind), ...flat(node.Right, kind)];
  };

  const isFalse = (node: KustoEngine.SyntaxElement): boolean =>
    node.Kind === kinds['BooleanLiteralExpression'] &&
    node instanceof X.Expression &&
    constantOf(node)?.text === 'false';

  const contradictionOf = (
    code: KustoEngine.KustoCode,
    parts: readonly KustoEngine.SyntaxElement[],
    outer: readonly Condition[],
  ): Contradiction | undefined => {
    const never = parts.find(isFalse);
    if (never !== undefined) return { message: 'No row passes `false`.', span: spanOf(never) };
    const conditions = [...outer, ...parts.flatMap((part) => conditionsOf(code, part))];
    const found = contradictionIn(conditions);
    if (found !== undefined) return found;
    for (const part of parts) {
      const branches = part.Kind === kinds['OrExpression'] ? flat(part, 'OrExpression') : [];
      if (branches.length < 2 || branches.length > maxBranches) continue;
      const inner = branches.map((branch) => contradictionOf(code, flat(branch, 'AndExpression'), conditions));
      const [first] = inner;
      if (first !== undefined && inner.every((each) => each !== undefined)) return first;
    }
    return undefined;
  };

  /** The conditions of all filters of one chain that are about the same rows, the last one first. */
  const chainOf = (pipe: KustoEngine.PipeExpression): readonly KustoEngine.SyntaxElement[] => {
    const parts: KustoEngine.SyntaxElement[] = [];
    let node: KustoEngine.SyntaxElement = pipe;
    while (node instanceof X.PipeExpression && passingKinds.has(node.Operator.Kind)) {
      const condition = childrenOf(node.Operator).findLast((child) => child instanceof X.Expression);
      if (node.Operator.Kind === kinds['FilterOperator'] && condition !== undefined) parts.push(condition);
      node = node.Expression;
    }
    return parts.toReversed();
  };

  return (code) => {
    const found: Contradiction[] = [];
    const visit = (node: KustoEngine.SyntaxElement, isPart: boolean): void => {
      let continues = false;
      if (node instanceof X.PipeExpression) {
        continues = passingKinds.has(node.Operator.Kind);
        if (continues && !isPart) {
          const parts = chainOf(node).flatMap((condition) => flat(condition, 'AndExpression'));
          const contradiction = contradictionOf(code, parts, []);
          if (contradiction !== undefined) found.push(contradiction);
        }
      }
      for (const child of childrenOf(node))
        if (child.ChildCount > 0)
          visit(child, continues && node instanceof X.PipeExpression && child === node.Expression);
    };
    visit(code.Syntax, false);
    return found;
  };
};
