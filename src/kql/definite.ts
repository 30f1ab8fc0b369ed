import { type Engine, kindsNamed } from './engine.ts';

/**
 * Tells where the columns of rows are all known although they come from a source of any columns. The engine hands the
 * doubt on through every step; a `project` or `summarize` ends it.
 */
export type DefiniteReader = {
  /** Whether the columns that an expression yields are all known. */
  readonly isDefinite: (expression: KustoEngine.SyntaxElement) => boolean;
  /** Whether the columns of the rows at a place of the query are all known. */
  readonly isDefiniteAt: (code: KustoEngine.KustoCode, offset: number) => boolean;
  /** Whether the columns of the whole query's result are all known; of a function's, where the text is one `let` of it. */
  readonly yieldsDefinite: (code: KustoEngine.KustoCode) => boolean;
};

/** Steps whose output is what they name, unless they name a star. */
const naming = ['ProjectOperator', 'SummarizeOperator', 'DistinctOperator', 'MakeSeriesOperator', 'CountOperator'];
/** Steps that keep what there is; what they add they name. */
const keeping = [
  'FilterOperator',
  'ExtendOperator',
  'SortOperator',
  'TakeOperator',
  'TopOperator',
  'ProjectAwayOperator',
  'ProjectRenameOperator',
  'ProjectReorderOperator',
  'ProjectByNamesOperator',
  'ProjectKeepOperator',
  'ParseOperator',
  'ParseWhereOperator',
  'MvExpandOperator',
  'SerializeOperator',
  'AsOperator',
  'SampleOperator',
];
const maxDepth = 200;

export const definiteReader = (engine: Engine): DefiniteReader => {
  const X = engine.language.Syntax;
  const kinds = X.SyntaxKind;
  const namingKinds = kindsNamed(engine, naming);
  const keepingKinds = kindsNamed(engine, keeping);

  const outerKinds = kindsNamed(engine, [
    'QueryBlock',
    'List',
    'SeparatedElement',
    'LetStatement',
    'FunctionDeclaration',
    'FunctionBody',
  ]);
  const letsOf = new WeakMap<KustoEngine.SyntaxElement, Map<string, KustoEngine.Expression>>();

  const hasStar = (node: KustoEngine.SyntaxElement): boolean => {
    if (node.Kind === kinds['StarExpression'] || node.Kind === kinds['WildcardedName']) return true;
    if (node.Kind === kinds['PipeExpression']) return false;
    for (let index = 0; index < node.ChildCount; index += 1) {
      const child = node.GetChild(index);
      if (child !== null && hasStar(child)) return true;
    }
    return false;
  };

  /** The `let` of a name that is not a function, within the same text. */
  const letOf = (reference: KustoEngine.NamedNode): KustoEngine.Expression | undefined => {
    let root: KustoEngine.SyntaxElement = reference;
    for (let above = root.Parent; above !== null; above = root.Parent) root = above;
    const known = letsOf.get(root) ?? collectLets(root);
    letsOf.set(root, known);
    const value = known.get(reference.SimpleName);
    // A name within its own value, or before it, means something else.
    return value !== undefined && value.End <= reference.TextStart ? value : undefined;
  };
  const collectLets = (root: KustoEngine.SyntaxElement): Map<string, KustoEngine.Expression> => {
    const lets = new Map<string, KustoEngine.Expression>();
    const visit = (node: KustoEngine.SyntaxElement): void => {
      if (node instanceof X.LetStatement) lets.set(node.Name.SimpleName, node.Expression);
      if (!outerKinds.has(node.Kind)) return;
      for (let index = 0; index < node.ChildCount; index += 1) {
        const child = node.GetChild(index);
        if (child !== null) visit(child);
      }
    };
    visit(root);
    return lets;
  };

  const isDefiniteWithin = (node: KustoEngine.SyntaxElement, depth: number): boolean => {
    if (depth > maxDepth) return false;
    if (node instanceof X.Expression && node.ResultType instanceof engine.language.Symbols.TableSymbol)
      if (!node.ResultType.IsOpen) return true;
    if (node instanceof X.ParenthesizedExpression) return isDefiniteWithin(node.Expression, depth + 1);
    if (node instanceof X.NameReference) {
      const value = letOf(node);
      return value !== undefined && isDefiniteWithin(value, depth + 1);
    }
    if (!(node instanceof X.PipeExpression)) return false;
    const step = node.Operator;
    if (namingKinds.has(step.Kind)) return !hasStar(step) || isDefiniteWithin(node.Expression, depth + 1);
    return keepingKinds.has(step.Kind) && isDefiniteWithin(node.Expression, depth + 1);
  };
  const isDefinite = (node: KustoEngine.SyntaxElement): boolean => isDefiniteWithin(node, 0);

  return {
    isDefinite,
    isDefiniteAt: (code, offset) => {
      let node: KustoEngine.SyntaxElement | undefined = code.Syntax;
      let input: KustoEngine.SyntaxElement | undefined;
      while (node !== undefined) {
        if (node instanceof X.PipeExpression && node.Operator.TextStart <= offset) input = node.Expression;
        let next: KustoEngine.SyntaxElement | undefined;
        for (let index = 0; index < node.ChildCount; index += 1) {
          const child: KustoEngine.SyntaxElement | null = node.GetChild(index);
          if (child !== null && child.TextStart <= offset && offset < child.End) next = child;
        }
        node = next;
      }
      return input !== undefined && isDefinite(input);
    },
    yieldsDefinite: (code) => {
      let node: KustoEngine.SyntaxElement | undefined = code.Syntax;
      for (let depth = 0; node !== undefined && depth < maxDepth; depth += 1) {
        if (node instanceof X.Expression && node.Kind !== kinds['FunctionDeclaration']) return isDefinite(node);
        let last: KustoEngine.SyntaxElement | undefined;
        for (let index = 0; index < node.ChildCount; index += 1) {
          const child: KustoEngine.SyntaxElement | null = node.GetChild(index);
          if (child !== null && child.ChildCount > 0) last = child;
        }
        node = last;
      }
      return false;
    },
  };
};
