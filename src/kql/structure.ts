import type { Span } from '../core/text/span.ts';
import { type Engine, everyNode, loadEngine, spanOf } from './engine.ts';

/** One of the conditions that a `where` puts together with `and`. */
export type QueryConjunct = {
  readonly span: Span;
  /** Where it compares with a number or the `let` name of one: what stands between both sides, where the number stands, and which it is. */
  readonly threshold?: { readonly between: Span; readonly limit: Span; readonly value: number };
};

/** A `where`, wherever in the query it stands. */
export type QueryFilter = { readonly span: Span; readonly conjuncts: readonly QueryConjunct[] };

/** One step of the pipeline that gives the result: a source, or an operator. */
export type QueryStage = {
  readonly span: Span;
  /** The query up to and with this step, which can be run by itself. */
  readonly query: string;
  /** Set for a `where`. */
  readonly filter?: QueryFilter;
};

/** How a query is put together; of a text that is no query, nothing. */
export type QueryStructure = {
  readonly filters: readonly QueryFilter[];
  /** In the order in which rows pass through them; a `let` that the pipeline begins with is part of it. */
  readonly stages: readonly QueryStage[];
};

const comparisons: readonly string[] = [
  'GreaterThanExpression',
  'GreaterThanOrEqualExpression',
  'LessThanExpression',
  'LessThanOrEqualExpression',
];

const numberLiterals: readonly string[] = ['IntLiteralExpression', 'LongLiteralExpression', 'RealLiteralExpression'];

const structureReader = ({ language, list }: Engine): ((query: string) => QueryStructure) => {
  const { Syntax: X } = language;
  const kinds = X.SyntaxKind;
  const comparisonKinds = new Set(comparisons.map((name) => kinds[name]));
  const numberKinds = new Set(numberLiterals.map((name) => kinds[name]));
  /** The number that a literal is, such as `3` or `int(3)`, which a parameter becomes; undefined for anything else. */
  const numberOf = (node: KustoEngine.Expression): number | undefined => {
    const text = numberKinds.has(node.Kind) ? node.LiteralValueInfo?.ValueText : undefined;
    const value = text === undefined || text === '' ? NaN : Number(text);
    return Number.isNaN(value) ? undefined : value;
  };

  const unwrapped = (node: KustoEngine.Expression): KustoEngine.Expression =>
    node instanceof X.ParenthesizedExpression ? unwrapped(node.Expression) : node;

  const conjunctsOf = function* (
    given: KustoEngine.Expression,
    numbers: ReadonlyMap<string, number>,
  ): Iterable<QueryConjunct> {
    const node = unwrapped(given);
    if (node instanceof X.BinaryExpression && node.Kind === kinds['AndExpression']) {
      yield* conjunctsOf(node.Left, numbers);
      yield* conjunctsOf(node.Right, numbers);
      return;
    }
    const span = spanOf(node);
    if (node instanceof X.BinaryExpression && comparisonKinds.has(node.Kind)) {
      const { Left: left, Right: right } = node;
      const value = right instanceof X.NameReference ? numbers.get(right.SimpleName) : numberOf(right);
      if (value !== undefined) {
        yield { span, threshold: { between: { start: left.End, end: right.TextStart }, limit: spanOf(right), value } };
        return;
      }
    }
    yield { span };
  };

  return (query) => {
    const code = language.KustoCode.Parse(query, language.GlobalState.Default);
    const block = code.Syntax;
    if (!(block instanceof X.QueryBlock)) return { filters: [], stages: [] };
    const statements = list(block.Statements).map((each) => each.Element$1);
    const lets = statements.flatMap((each) => (each instanceof X.LetStatement ? [each] : []));
    const numbers = new Map<string, number>();
    for (const { Name: name, Expression: expression } of lets) {
      const value = numberOf(expression);
      if (value !== undefined) numbers.set(name.SimpleName, value);
    }
    const filterOf = (node: KustoEngine.FilterOperator): QueryFilter => ({
      span: spanOf(node),
      conjuncts: [...conjunctsOf(node.Condition, numbers)],
    });
    const filters = [...everyNode(block)].flatMap((node) => (node instanceof X.FilterOperator ? [filterOf(node)] : []));

    /** The steps of a pipeline that begins at `start` in the text; what `let` it begins with comes first. */
    const stagesOf = (
      node: KustoEngine.Expression,
      prefix: string,
      above: ReadonlySet<string>,
    ): readonly QueryStage[] => {
      const runnable = (end: number): string => prefix + query.slice(node.TextStart, end);
      const stages: QueryStage[] = [];
      let current: KustoEngine.Expression = node;
      while (current instanceof X.PipeExpression) {
        const { Operator: operator } = current;
        stages.unshift({
          span: spanOf(operator),
          query: runnable(operator.End),
          ...(operator instanceof X.FilterOperator ? { filter: filterOf(operator) } : {}),
        });
        current = current.Expression;
      }
      const source = unwrapped(current);
      if (source instanceof X.NameReference && !above.has(source.SimpleName)) {
        const { SimpleName: name } = source;
        const at = lets.findLastIndex((each) => each.Name.SimpleName === name && each.TextStart < node.TextStart);
        const found = lets[at];
        if (found !== undefined && unwrapped(found.Expression) instanceof X.PipeExpression)
          return [
            ...stagesOf(unwrapped(found.Expression), query.slice(0, found.TextStart), new Set([...above, name])),
            ...stages,
          ];
      }
      return [{ span: spanOf(source), query: runnable(current.End) }, ...stages];
    };
    const last = statements.at(-1);
    if (!(last instanceof X.ExpressionStatement)) return { filters, stages: [] };
    return { filters, stages: stagesOf(last.Expression, query.slice(0, last.TextStart), new Set()) };
  };
};

/** Loads the engine and reads how queries are put together, out of their text alone. */
export const loadStructure = async (): Promise<(query: string) => QueryStructure> =>
  structureReader(await loadEngine());
