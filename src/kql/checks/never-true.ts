import { childrenOf, type Engine, kindsNamed, spanOf } from '../engine.ts';
import { conditionReader } from './conditions.ts';
import { contradictionIn, type Condition, type Contradiction } from './contradictions.ts';
import { wordsOf } from '../scope.ts';

/** A finding about filters, and whether no row passes them or every row does. */
export type FilterFinding = Contradiction & { readonly code: 'never-true' | 'always-true' };

/** Finds the conditions of a parsed query that no row can satisfy, and those that say nothing. */
export type NeverTrueReader = (code: KustoEngine.KustoCode) => readonly FilterFinding[];

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

/** Whatever is looked for in such a list is not in it. */
const lookingIn = ['InExpression', 'InCsExpression', 'HasAnyExpression'];
const emptyList = /^dynamic\s*\(\s*\[\s*\]\s*\)$/;

export const neverTrueReader = (engine: Engine): NeverTrueReader => {
  const X = engine.language.Syntax;
  const { Symbols } = engine.language;
  const kinds = X.SyntaxKind;
  const { conditionsOf, alwaysOf, selfOf, bare, writtenAs } = conditionReader(engine);
  const listKinds = kindsNamed(engine, lookingIn);
  let lets: ReadonlyMap<string, KustoEngine.SyntaxElement> = new Map();
  const writtenOut = (code: KustoEngine.KustoCode, node: KustoEngine.SyntaxElement): string =>
    code.Text.slice(node.TextStart, node.End);
  const passingKinds = kindsNamed(engine, passing);

  /** The parts of an expression that all have to hold, or one of which has to. */
  const flat = (expression: KustoEngine.SyntaxElement, kind: string): readonly KustoEngine.SyntaxElement[] => {
    const node = bare(expression);
    if (node.Kind !== kinds[kind] || !(node instanceof X.BinaryExpression)) return [node];
    return [...flat(node.Left, kind), ...flat(node.Right, kind)];
  };

  /** The value that a name has by a `let` of the query, or the expression itself. */
  const valueOf = (node: KustoEngine.SyntaxElement): KustoEngine.SyntaxElement => {
    const isParameter = node instanceof X.NameReference && node.ReferencedSymbol instanceof Symbols.ParameterSymbol;
    if (!(node instanceof X.NameReference) || isParameter) return node;
    return lets.get(node.SimpleName) ?? node;
  };
  const isInNothing = (code: KustoEngine.KustoCode, part: KustoEngine.SyntaxElement): boolean => {
    const node = bare(part);
    if (!listKinds.has(node.Kind)) return false;
    const members = childrenOf(node)
      .filter(({ Kind }) => Kind === kinds['ExpressionList'])
      .flatMap(childrenOf)
      .filter(({ Kind }) => Kind === kinds['List'])
      .flatMap(childrenOf);
    const [member] = members.flatMap((each) => childrenOf(each)[0] ?? []);
    const list = members.length === 1 && member !== undefined ? valueOf(bare(member)) : undefined;
    return list !== undefined && emptyList.test(writtenOut(code, list));
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
    const unequal = parts.find((part) => selfOf(code, part) === false);
    if (unequal !== undefined)
      return {
        message: `No row passes \`${writtenAs(code, unequal)}\`, which compares an expression with itself.`,
        hint: 'Compare it with what was meant.',
        span: spanOf(unequal),
      };
    const empty = parts.find((part) => isInNothing(code, part));
    if (empty !== undefined)
      return {
        message: `No row passes \`${writtenAs(code, empty)}\`: the list is empty.`,
        hint: 'Fill the list, or take the condition out.',
        span: spanOf(empty),
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

  /** The values that the `let` statements of a query give to names; a name that is given twice has none. */
  const letsOf = (code: KustoEngine.KustoCode): ReadonlyMap<string, KustoEngine.SyntaxElement> => {
    const values = new Map<string, KustoEngine.SyntaxElement>();
    const twice = new Set<string>();
    const visit = (node: KustoEngine.SyntaxElement): void => {
      if (node instanceof X.LetStatement) {
        if (values.has(node.Name.SimpleName)) twice.add(node.Name.SimpleName);
        values.set(node.Name.SimpleName, node.Expression);
      }
      for (const child of childrenOf(node)) if (child.ChildCount > 0) visit(child);
    };
    visit(code.Syntax);
    for (const name of twice) values.delete(name);
    return values;
  };

  /** `take 0` on the way of the query's own result; elsewhere it lends its columns, as in a leg of a union. */
  const noneTaken = (code: KustoEngine.KustoCode): readonly FilterFinding[] => {
    const statements = childrenOf(code.Syntax).flatMap((each) => (each.Kind === kinds['List'] ? childrenOf(each) : []));
    let node: KustoEngine.SyntaxElement | undefined = statements.at(-1);
    while (node !== undefined && !(node instanceof X.PipeExpression))
      node = childrenOf(node).find((child) => child.ChildCount > 0);
    const found: FilterFinding[] = [];
    for (; node instanceof X.PipeExpression; node = node.Expression) {
      const step = node.Operator;
      const isTaking = step.Kind === kinds['TakeOperator'] || step.Kind === kinds['TopOperator'];
      const amount = isTaking ? childrenOf(step).find((child) => child instanceof X.Expression) : undefined;
      if (amount === undefined || writtenOut(code, amount) !== '0') continue;
      const message = `\`${writtenAs(code, step)}\` lets no row pass.`;
      found.push({ code: 'never-true', message, hint: 'Take more rows, or take the step out.', span: spanOf(step) });
    }
    return found;
  };

  return (code) => {
    const found: FilterFinding[] = [];
    lets = letsOf(code);
    const report = (parts: readonly KustoEngine.SyntaxElement[]): void => {
      const contradiction = contradictionOf(code, parts, []);
      if (contradiction !== undefined) found.push({ code: 'never-true', ...contradiction });
      for (const part of parts)
        if (selfOf(code, part) === true)
          found.push({
            code: 'always-true',
            message: `\`${writtenAs(code, part)}\` compares an expression with itself: every row with a value passes.`,
            hint: 'Compare it with what was meant, or write `isnotempty(...)`.',
            span: spanOf(part),
          });
    };
    const visit = (node: KustoEngine.SyntaxElement, isPart: boolean): void => {
      let continues = false;
      if (node instanceof X.PipeExpression) {
        continues = isPassing(node.Operator);
        if (continues && !isPart) report(chainOf(code, node));
      }
      for (const child of childrenOf(node))
        if (child.ChildCount > 0)
          visit(child, continues && node instanceof X.PipeExpression && child === node.Expression);
    };
    visit(code.Syntax, false);
    return [...found, ...noneTaken(code)];
  };
};
