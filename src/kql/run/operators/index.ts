import { type Compiler, fixedValue, type Plan, refuse, type Scope } from '../compiler.ts';
import { items, over } from './common.ts';
import { mvApply, mvExpand } from './expand.ts';
import { externalData } from './external.ts';
import { topHitters, topNested } from './hitters.ts';
import { filteredJoin, join, lookup } from './join.ts';
import { parse, parseWhere } from './parse.ts';
import { parseKv } from './parse-kv.ts';
import { partition } from './partition.ts';
import { patternPlan, callPlan, datatable, namePlan, print, range, userPlan } from './sources.ts';
import { evaluate } from './plugins.ts';
import { reduce } from './reduce.ts';
import { scan } from './scan.ts';
import {
  getSchema,
  extend,
  project,
  projectAway,
  projectByNames,
  projectKeep,
  projectRename,
  projectReorder,
} from './project.ts';
import { find, search } from './search.ts';
import { makeSeries } from './series.ts';
import { countRows, distinct, sample, sampleDistinct, sort, take, top, where } from './rows.ts';
import { summarize } from './summarize.ts';
import { union } from './union.ts';

/** An operator behind a pipe, or at the start of a sub-query that has its input from outside. */
const operatorPlan = (cx: Compiler, node: KustoEngine.SyntaxElement, input: Plan, scope: Scope): Plan => {
  const { Syntax: X } = cx.engine.language;
  if (node instanceof X.FilterOperator) return where(cx, node, input, scope);
  if (node instanceof X.ExtendOperator) return extend(cx, node, input, scope);
  if (node instanceof X.SerializeOperator) return { ...extend(cx, node, input, scope), ordered: true };
  if (node instanceof X.ProjectOperator) return project(cx, node, input, scope);
  if (node instanceof X.ProjectAwayOperator) return projectAway(cx, node, input, scope);
  if (node instanceof X.ProjectByNamesOperator) return projectByNames(cx, node, input, scope);
  if (node instanceof X.ProjectKeepOperator) return projectKeep(cx, node, input, scope);
  if (node instanceof X.ProjectRenameOperator) return projectRename(cx, node, input, scope);
  if (node instanceof X.ProjectReorderOperator) return projectReorder(cx, node, input, scope);
  if (node instanceof X.SummarizeOperator) return summarize(cx, node, input, scope);
  if (node instanceof X.SortOperator) return sort(cx, node, input, scope);
  if (node instanceof X.TakeOperator) return take(cx, node, input, scope);
  if (node instanceof X.TopOperator) return top(cx, node, input, scope);
  if (node instanceof X.CountOperator) return countRows(cx, node, input, scope);
  if (node instanceof X.DistinctOperator) return distinct(cx, node, input, scope);
  if (node instanceof X.SampleOperator) return sample(cx, node, input, scope);
  if (node instanceof X.SampleDistinctOperator) return sampleDistinct(cx, node, input, scope);
  if (node instanceof X.JoinOperator) return join(cx, node, input, scope);
  if (node instanceof X.LookupOperator) return lookup(cx, node, input, scope);
  if (node instanceof X.UnionOperator) return union(cx, node, input, scope);
  if (node instanceof X.MvExpandOperator) return mvExpand(cx, node, input, scope);
  if (node instanceof X.MvApplyOperator) return mvApply(cx, node, input, scope);
  if (node instanceof X.ParseOperator) return parse(cx, node, input, scope);
  if (node instanceof X.ParseWhereOperator) return parseWhere(cx, node, input, scope);
  if (node instanceof X.ParseKvOperator) return parseKv(cx, node, input, scope);
  if (node instanceof X.EvaluateOperator) return evaluate(cx, node, input, scope);
  if (node instanceof X.MakeSeriesOperator) return makeSeries(cx, node, input, scope);
  if (node instanceof X.GetSchemaOperator) return getSchema(input);
  if (node instanceof X.PartitionOperator) return partition(cx, node, input, scope);
  if (node instanceof X.ScanOperator) return scan(cx, node, input, scope);
  if (node instanceof X.SearchOperator) return search(cx, node, input, scope);
  if (node instanceof X.TopHittersOperator) return topHitters(cx, node, input, scope);
  if (node instanceof X.TopNestedOperator) return topNested(cx, node, input, scope);
  if (node instanceof X.ReduceByOperator) return reduce(cx, node, input, scope);
  if (node instanceof X.InvokeOperator) return invoke(cx, node, input, scope);
  if (node instanceof X.RenderOperator || node instanceof X.AssertSchemaOperator) return input;
  if (node instanceof X.ConsumeOperator) return over(cx, input, [], () => []);
  if (node instanceof X.AsOperator) {
    cx.aliases.set(node.Name.SimpleName, input);
    return { ...input, source: node.Name.SimpleName };
  }
  return refuse(operatorName(cx, node), node);
};

/** `invoke f(…)`: a user function whose first argument is the table before it. */
const invoke = (cx: Compiler, node: KustoEngine.InvokeOperator, input: Plan, scope: Scope): Plan => {
  const { Syntax: X } = cx.engine.language;
  const call = node.Function;
  if (!(call instanceof X.FunctionCallExpression)) return refuse('invoke', node);
  const own = userPlan(cx, call, items(cx, call.ArgumentList.Expressions), scope, input);
  return own ?? refuse(`invoke ${call.Name.SimpleName}`, node, 'the body of this function is not known');
};

/** What a query calls an operator: its first word, and a plug-in's name behind `evaluate`. */
const operatorName = (cx: Compiler, node: KustoEngine.SyntaxElement): string => {
  const { Syntax: X } = cx.engine.language;
  if (node instanceof X.EvaluateOperator) return `evaluate ${node.FunctionCall.Name.SimpleName}`;
  let first = node;
  while (first.ChildCount > 0) {
    const child = first.GetChild(0);
    if (child === null) break;
    first = child;
  }
  return cx.textOf(first);
};

/** Compiles an expression that gives a table. Throws a RunError for what is not supported. */
export const compilePlan = (cx: Compiler, node: KustoEngine.SyntaxElement, scope: Scope): Plan => {
  const { Syntax: X, Symbols } = cx.engine.language;
  if (node instanceof X.PipeExpression) {
    const { Expression: before, Operator: operator } = node;
    if (
      operator instanceof X.FilterOperator &&
      before instanceof X.PipeExpression &&
      before.Operator instanceof X.JoinOperator
    )
      return filteredJoin(cx, operator, before.Operator, cx.plan(before.Expression, scope), scope);
    return operatorPlan(cx, operator, cx.plan(before, scope), scope);
  }
  if (node instanceof X.ParenthesizedExpression) return cx.plan(node.Expression, scope);
  if (node instanceof X.NameReference) return namePlan(cx, node, scope);
  const pattern = patternPlan(cx, node, scope);
  if (pattern !== undefined) return pattern;
  if (node instanceof X.FunctionCallExpression) return callPlan(cx, node, scope);
  if (node instanceof X.PathExpression && node.Expression.ResultType instanceof Symbols.DatabaseSymbol)
    return cx.plan(node.Selector, scope);
  if (node instanceof X.DataTableExpression) return datatable(cx, node, scope);
  if (node instanceof X.PrintOperator) return print(cx, node, scope);
  if (node instanceof X.RangeOperator) return range(cx, node, scope);
  if (node instanceof X.ExternalDataExpression) return externalData(cx, node, scope);
  if (node instanceof X.SearchOperator && scope.input === undefined) return search(cx, node, undefined, scope);
  if (node instanceof X.FindOperator) return find(cx, node, scope.input, scope);
  if (node instanceof X.UnionOperator && scope.input === undefined) return union(cx, node, undefined, scope);
  if (
    node instanceof X.MaterializeExpression ||
    node instanceof X.ToTableExpression ||
    node instanceof X.DataScopeExpression
  )
    return cx.plan(node.Expression, scope);
  if (node instanceof X.Expression && scope.input !== undefined) return operatorPlan(cx, node, scope.input, scope);
  return refuse(operatorName(cx, node), node);
};

/** Compiles a query's or a function body's `let` statements: the scope that what follows sees. */
export const compileStatements = (cx: Compiler, nodes: readonly KustoEngine.SyntaxElement[], scope: Scope): Scope => {
  const { Syntax: X } = cx.engine.language;
  let current = scope;
  for (const node of nodes) {
    if (node instanceof X.LetStatement) current = letScope(cx, node, current);
    else if (node instanceof X.PatternStatement && node.Pattern !== null) {
      const binding = { kind: 'pattern', names: current.names, declaration: node.Pattern } as const;
      current = { ...current, names: new Map([...current.names, [node.Name.SimpleName, binding]]) };
    } else if (node instanceof X.QueryParametersStatement) {
      for (const { NameAndType, DefaultValue } of items(cx, node.Parameters)) {
        if (DefaultValue === null)
          return refuse(`the query parameter ${NameAndType.Name.SimpleName} without a value`, NameAndType);
        const expr = cx.cast(cx.expr(DefaultValue.Value, current), cx.typeOf(NameAndType.Name));
        current = {
          ...current,
          names: new Map([...current.names, [NameAndType.Name.SimpleName, { kind: 'scalar', expr, row: undefined }]]),
        };
      }
    } else if (!(node instanceof X.SetOptionStatement) && !(node instanceof X.ExpressionStatement))
      return refuse(operatorName(cx, node), node);
  }
  return current;
};

const letScope = (cx: Compiler, node: KustoEngine.LetStatement, scope: Scope): Scope => {
  const { Syntax: X } = cx.engine.language;
  const name = node.Name.SimpleName;
  const value = node.Expression;
  const names = new Map(scope.names);
  if (value instanceof X.FunctionDeclaration)
    names.set(name, { kind: 'function', names: scope.names, declaration: value });
  else if (cx.isTabular(value)) {
    const plan = cx.plan(value, scope);
    names.set(name, { kind: 'table', plan: plan.fixed ? { ...plan, rows: cx.once(plan.rows) } : plan });
  } else {
    const expr = cx.expr(value, scope);
    const read = expr.fixed && expr.constant === undefined ? cx.once(() => fixedValue(expr)) : expr.read;
    names.set(name, { kind: 'scalar', expr: { ...expr, read }, row: scope.row });
  }
  return { ...scope, names };
};
