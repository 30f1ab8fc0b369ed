import type { Span } from '../../core/text/span.ts';
import { conditionReader } from './conditions.ts';
import { contradictionIn, type Condition, type Contradiction } from './contradictions.ts';
import type { Engine } from '../engine.ts';
import { wordsOf } from '../scope.ts';

/** Finds the conditions of a parsed query that no row can satisfy. */
export type NeverTrueReader = (code: KustoEngine.KustoCode) => readonly Contradiction[];

const spanOf = (element: KustoEngine.SyntaxElement): Span => ({ start: element.TextStart, end: element.End });

/** Steps behind which a condition is still about the same rows. */
const passing = [
  'FilterOperator',
  'SortOperator',
  'SerializeOperator',
  'AsOperator',
  'ProjectAwayOperator',
  'ProjectKeepOperator',
  'ProjectReorderOperator',
  'TakeOperator',
  'TopOperator',
  'ExtendOperator',
];
/** Branches of `or` that are looked into; more are a list, and no contradiction hides in all of them. */
const maxBranches = 50;

export const neverTrueReader = (engine: Engine): NeverTrueReader => {
  const X = engine.language.Syntax;
  const kinds = X.SyntaxKind;
  const { conditionsOf, alwaysOf, bare, writtenAs } = conditionReader(engine);
  const passingKinds: ReadonlySet<number> = new Set(passing.flatMap((name) => kinds[name] ?? []));

  const childrenOf = (node: KustoEngine.SyntaxElement): readonly KustoEngine.SyntaxElement[] =>
    Array.from({ length: node.ChildCount }, (_, index) => node.GetChild(index)).filter((child) => child !== null);

  /** The parts of an expression that all have to hold, or one of which has to. */
  const flat = (expression: KustoEngine.SyntaxElement, kind: string): readonly KustoEngine.SyntaxElement[] => {
    const node = bare(expression);
    if (node.Kind !== kinds[kind] || !(node instanceof X.BinaryExpression)) return [node];
    return [...flat(node.Left, kind), ...flat(node.Right, kind)];
  };

  const contradictionOf = (
    code: KustoEngine.KustoCode,
    parts: readonly KustoEngine.SyntaxElement[],
    outer: readonly Condition[],
  ): Contradiction | undefined => {
    const never = parts.find((part) => alwaysOf(part) === false);
    if (never !== undefined)
      return {
        message: `No row passes \`${writtenAs(code, never)}\`, which is false for every row.`,
        hint: 'Take the condition out, or switch the rule off with `enabled: false`.',
        span: spanOf(never),
      };
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

  const isPassing = (step: KustoEngine.SyntaxElement): boolean =>
    passingKinds.has(step.Kind) && (step.Kind !== kinds['ExtendOperator'] || namesGiven(step) !== undefined);

  /** The names that an `extend` gives; undefined where one of them is not written out. */
  const namesGiven = (step: KustoEngine.SyntaxElement): readonly string[] | undefined => {
    const given = childrenOf(step)
      .filter(({ Kind }) => Kind === kinds['List'])
      .flatMap(childrenOf)
      .map((each) => childrenOf(each)[0]);
    const names = given.map((each) => {
      const name = each instanceof X.SimpleNamedExpression ? each.GetChild(0) : undefined;
      return name instanceof X.NameDeclaration ? name.SimpleName : undefined;
    });
    return names.some((name) => name === undefined) ? undefined : names.filter((name) => name !== undefined);
  };

  /**
   * The conditions of all filters of one chain that are about the same rows, the last one first; none that names what
   * a later `extend` gives anew.
   */
  const chainOf = (
    code: KustoEngine.KustoCode,
    pipe: KustoEngine.PipeExpression,
  ): readonly KustoEngine.SyntaxElement[] => {
    const parts: KustoEngine.SyntaxElement[] = [];
    const renewed = new Set<string>();
    const isRenewed = (part: KustoEngine.SyntaxElement): boolean =>
      renewed.size > 0 && [...wordsOf(code.Text.slice(part.TextStart, part.End))].some((word) => renewed.has(word));
    let node: KustoEngine.SyntaxElement = pipe;
    while (node instanceof X.PipeExpression && isPassing(node.Operator)) {
      if (node.Operator.Kind === kinds['ExtendOperator'])
        for (const name of namesGiven(node.Operator) ?? []) renewed.add(name);
      const condition = childrenOf(node.Operator).findLast((child) => child instanceof X.Expression);
      if (node.Operator.Kind === kinds['FilterOperator'] && condition !== undefined)
        parts.push(
          ...flat(condition, 'AndExpression')
            .filter((part) => !isRenewed(part))
            .toReversed(),
        );
      node = node.Expression;
    }
    return parts.toReversed();
  };

  return (code) => {
    const found: Contradiction[] = [];
    const visit = (node: KustoEngine.SyntaxElement, isPart: boolean): void => {
      let continues = false;
      if (node instanceof X.PipeExpression) {
        continues = isPassing(node.Operator);
        if (continues && !isPart) {
          const contradiction = contradictionOf(code, chainOf(code, node), []);
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
