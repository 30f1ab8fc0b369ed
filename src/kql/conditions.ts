import { type Engine, everyNode, loadEngine } from './engine.ts';

/** A value that a condition names. */
export type NamedValue = string | number | boolean;

/**
 * A condition of a `where`, as far as it asks something of one column by values that stand in the query. `path` leads from
 * the column into its members. What else a condition may be is `unknown`.
 */
export type QueryCondition =
  | { readonly kind: 'all' | 'any'; readonly parts: readonly QueryCondition[] }
  | { readonly kind: 'not'; readonly part: QueryCondition }
  | {
      readonly kind: 'test';
      readonly path: readonly string[];
      /** `is`, `has` (a term or a part of the text), `starts`, `ends`, `above`, `below`, or `filled`. */
      readonly relation: 'is' | 'has' | 'starts' | 'ends' | 'above' | 'below' | 'filled';
      /** Any of them suffices. */
      readonly values: readonly NamedValue[];
    }
  | { readonly kind: 'unknown' };

type Test = Extract<QueryCondition, { readonly kind: 'test' }>;
type Relation = Test['relation'];

const unknown: QueryCondition = { kind: 'unknown' };

/** Functions that change how a value is held, and not which one it is. */
const casts: ReadonlySet<string> = new Set([
  'tostring',
  'toint',
  'tolong',
  'toreal',
  'todouble',
  'tobool',
  'tolower',
  'toupper',
  'todynamic',
  'parse_json',
  'trim',
]);

const textRelations: Readonly<Record<string, Relation>> = {
  Equal: 'is',
  EqualTilde: 'is',
  Has: 'has',
  HasPrefix: 'has',
  HasSuffix: 'has',
  Contains: 'has',
  StartsWith: 'starts',
  EndsWith: 'ends',
  GreaterThan: 'above',
  GreaterThanOrEqual: 'above',
  LessThan: 'below',
  LessThanOrEqual: 'below',
};

const negate = (part: QueryCondition): QueryCondition => ({ kind: 'not', part });

const conditionReader = ({ language, list }: Engine): ((query: string) => readonly QueryCondition[]) => {
  const { Syntax: X } = language;
  const kindNames = new Map(Object.entries(X.SyntaxKind).map(([name, kind]) => [kind, name]));

  return (query) => {
    const block = language.KustoCode.Parse(query, language.GlobalState.Default).Syntax;
    const nodes = [...everyNode(block)];
    const lets = new Map<string, readonly NamedValue[]>();
    const aliases = new Map<string, readonly string[]>();

    const valuesOf = (node: KustoEngine.Expression): readonly NamedValue[] | undefined => {
      if (node instanceof X.ParenthesizedExpression) return valuesOf(node.Expression);
      if (node instanceof X.DynamicExpression) return valuesOf(node.Expression);
      if (node instanceof X.JsonArrayExpression) return several(list(node.Values).map((each) => each.Element$1));
      if (node instanceof X.NameReference) return lets.get(node.SimpleName);
      const text = node.LiteralValueInfo?.ValueText;
      if (text === undefined) {
        const digits = node instanceof X.PrefixUnaryExpression ? node.ToString().replaceAll(/\s/g, '') : '';
        return /^-\d{1,15}$/.test(digits) ? [Number(digits)] : undefined;
      }
      switch (kindNames.get(node.Kind)) {
        case 'StringLiteralExpression':
        case 'CompoundStringLiteralExpression':
          return [text];
        case 'LongLiteralExpression':
        case 'IntLiteralExpression':
        case 'RealLiteralExpression':
          return Number.isFinite(Number(text)) ? [Number(text)] : undefined;
        case 'BooleanLiteralExpression':
          return [text === 'true'];
        default:
          return undefined;
      }
    };
    const several = (nodes: readonly KustoEngine.Expression[]): readonly NamedValue[] | undefined => {
      const values = nodes.map(valuesOf);
      return values.includes(undefined) ? undefined : values.flatMap((each) => each ?? []);
    };

    const pathOf = (node: KustoEngine.Expression): readonly string[] | undefined => {
      if (node instanceof X.ParenthesizedExpression) return pathOf(node.Expression);
      if (node instanceof X.NameReference)
        return lets.has(node.SimpleName) ? undefined : (aliases.get(node.SimpleName) ?? [node.SimpleName]);
      if (node instanceof X.PathExpression && node.Selector instanceof X.NameReference) {
        const owner = pathOf(node.Expression);
        return owner === undefined ? undefined : [...owner, node.Selector.SimpleName];
      }
      if (node instanceof X.ElementExpression) {
        const owner = pathOf(node.Expression);
        const inner = node.Selector instanceof X.BracketedExpression ? node.Selector.Expression : node.Selector;
        const [key] = valuesOf(inner) ?? [];
        return owner === undefined || key === undefined || typeof key === 'boolean'
          ? undefined
          : [...owner, String(key)];
      }
      if (node instanceof X.FunctionCallExpression && casts.has(node.Name.SimpleName.toLowerCase())) {
        const inner = list(node.ArgumentList.Expressions).at(-1)?.Element$1;
        return inner === undefined ? undefined : pathOf(inner);
      }
      return undefined;
    };

    const test = (
      left: KustoEngine.Expression,
      relation: Relation,
      values: readonly NamedValue[] | undefined,
    ): QueryCondition => {
      const path = pathOf(left);
      return path === undefined || values === undefined ? unknown : { kind: 'test', path, relation, values };
    };

    const conditionOf = (node: KustoEngine.Expression): QueryCondition => {
      if (node instanceof X.ParenthesizedExpression) return conditionOf(node.Expression);
      const kind = (kindNames.get(node.Kind) ?? '').replace(/Expression$/, '');
      if (node instanceof X.BinaryExpression) {
        if (kind === 'And' || kind === 'Or')
          return { kind: kind === 'And' ? 'all' : 'any', parts: [conditionOf(node.Left), conditionOf(node.Right)] };
        const isNegated = kind.startsWith('Not') || kind === 'BangTilde';
        const name = kind === 'BangTilde' ? 'EqualTilde' : kind.replace(/^Not/, '').replace(/Cs$/, '');
        const relation = textRelations[name];
        if (relation === undefined) return unknown;
        const found = test(node.Left, relation, valuesOf(node.Right));
        return isNegated && found !== unknown ? negate(found) : found;
      }
      const isList = node instanceof X.InExpression || node instanceof X.HasAnyExpression;
      if (isList || node instanceof X.HasAllExpression) {
        const values = several(list(node.Right.Expressions).map((each) => each.Element$1));
        const relation = node instanceof X.InExpression ? 'is' : 'has';
        if (!isList)
          return values === undefined
            ? unknown
            : { kind: 'all', parts: values.map((value) => test(node.Left, relation, [value])) };
        const found = test(node.Left, relation, values);
        return kind.startsWith('Not') && found !== unknown ? negate(found) : found;
      }
      if (node instanceof X.BetweenExpression) {
        const low = test(node.Left, 'above', valuesOf(node.Right.First));
        const high = test(node.Left, 'below', valuesOf(node.Right.Second));
        const within: QueryCondition = { kind: 'all', parts: [low, high] };
        return kind.startsWith('Not') ? negate(within) : within;
      }
      if (node instanceof X.FunctionCallExpression) {
        const inner = list(node.ArgumentList.Expressions)[0]?.Element$1;
        if (inner === undefined) return unknown;
        switch (node.Name.SimpleName.toLowerCase()) {
          case 'not':
            return negate(conditionOf(inner));
          case 'isnotempty':
          case 'isnotnull':
            return test(inner, 'filled', []);
          case 'isempty':
          case 'isnull':
            return negate(test(inner, 'filled', []));
          default:
            return unknown;
        }
      }
      return unknown;
    };

    for (const node of nodes) {
      if (node instanceof X.LetStatement) {
        const values = valuesOf(node.Expression);
        if (values !== undefined) lets.set(node.Name.SimpleName, values);
      }
      if (node instanceof X.ExtendOperator || node instanceof X.ProjectOperator)
        for (const { Element$1: each } of list(node.Expressions)) {
          const path = each instanceof X.SimpleNamedExpression ? pathOf(each.Expression) : undefined;
          if (path !== undefined && each instanceof X.SimpleNamedExpression) aliases.set(each.Name.SimpleName, path);
        }
    }
    return nodes.flatMap((node) => (node instanceof X.FilterOperator ? [conditionOf(node.Condition)] : []));
  };
};

/** Loads the engine and reads what the conditions of a query ask of its columns, out of its text alone. */
export const loadConditions = async (): Promise<(query: string) => readonly QueryCondition[]> =>
  conditionReader(await loadEngine());
