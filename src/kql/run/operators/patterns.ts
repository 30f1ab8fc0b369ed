import { type Binding, type Compiler, fixedValue, type Plan, refuse, type Scope } from '../compiler.ts';
import { areEqual } from '../expressions/compare.ts';
import type { Value } from '../values/value.ts';
import { items } from './common.ts';

type Call = { readonly call: KustoEngine.FunctionCall; readonly path: string | undefined };

const callOf = (cx: Compiler, node: KustoEngine.SyntaxElement): Call | undefined => {
  const { Syntax: X } = cx.engine.language;
  if (node instanceof X.FunctionCallExpression) return { call: node, path: undefined };
  if (node instanceof X.PathExpression && node.Expression instanceof X.FunctionCallExpression)
    return {
      call: node.Expression,
      path: node.Selector instanceof X.NameReference ? node.Selector.SimpleName : undefined,
    };
  return undefined;
};

/** A call of a pattern (`declare pattern`), which is the body that its arguments choose; undefined for other nodes. */
export const patternPlan = (cx: Compiler, node: KustoEngine.SyntaxElement, scope: Scope): Plan | undefined => {
  const found = callOf(cx, node);
  const binding = found === undefined ? undefined : scope.names.get(found.call.Name.SimpleName);
  if (found === undefined || binding?.kind !== 'pattern') return undefined;
  const { declaration, names } = binding;
  const args = items(cx, found.call.ArgumentList.Expressions).map((each) => cx.expr(each, scope));
  const values = args.map((expr): Value => fixedValue(expr));
  const match = cx.engine.list(declaration.Patterns).find((each) => {
    const wanted = items(cx, each.ParameterValues.Expressions).map((value) => fixedValue(cx.expr(value, scope)));
    const path = each.PathValue === null ? undefined : fixedValue(cx.expr(each.PathValue.Value, scope));
    const isSame = (left: Value, right: Value): boolean => left !== null && right !== null && areEqual(left, right);
    return path === found.path && wanted.every((value, at) => isSame(value, values[at] ?? null));
  });
  if (match === undefined || match.Body.Expression === null)
    return refuse(`this call of the pattern ${found.call.Name.SimpleName}`, node, 'no body of it fits');
  const inner = new Map<string, Binding>(names);
  for (const [at, parameter] of items(cx, declaration.Parameters).entries()) {
    const expr = args[at];
    if (expr !== undefined) inner.set(parameter.Name.SimpleName, { kind: 'scalar', expr, row: undefined });
  }
  const bodyScope = cx.statements(items(cx, match.Body.Statements), { names: inner });
  return cx.plan(match.Body.Expression, bodyScope);
};
