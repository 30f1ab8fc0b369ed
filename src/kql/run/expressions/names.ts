import {
  type Binding,
  columnExpr,
  type Compiler,
  constantExpr,
  type Expr,
  refuse,
  type Scope,
  derived,
} from '../compiler.ts';
import { emptyValue, type Type, isArray, isBag, isWhole, type Value } from '../values/value.ts';

/** A member of a dynamic value by name or position; null where there is none. Negative positions count from the end. */
const memberOf = (value: Value, selector: Value): Value => {
  if (isBag(value)) return typeof selector === 'string' ? (value.get(selector) ?? null) : null;
  if (!isArray(value) || !isWhole(selector)) return null;
  const position = Number(selector);
  return value[position < 0 ? value.length + position : position] ?? null;
};

/** `value.name`, `value["name"]`, `value[0]`. */
export const memberExpr = (cx: Compiler, owner: Expr, selector: Expr): Expr => {
  const { read } = owner;
  const name = selector.constant?.value;
  if (typeof name === 'string')
    return derived(cx, 'dynamic', [owner, selector], (row) => {
      const value = read(row);
      return value instanceof Map ? (value.get(name) ?? null) : null;
    });
  return derived(cx, 'dynamic', [owner, selector], (row) => memberOf(read(row), selector.read(row)));
};

/** What a name stands for among `let` variables and parameters, if anything. */
export const bindingOf = (scope: Scope, name: string): Binding | undefined => scope.names.get(name);

/** A column by name; a column that an open table may have and these rows do not is null. */
export const namedColumn = (scope: Scope, name: string): Expr | undefined => {
  const position = scope.row?.index.get(name);
  const column = position === undefined ? undefined : scope.row?.columns[position];
  return position === undefined || column === undefined ? undefined : columnExpr(column.type, position, column.unsure);
};

/** A name within an expression: a column, a variable, a parameter. */
export const nameExpr = (cx: Compiler, node: KustoEngine.NamedNode, scope: Scope): Expr => {
  const { Symbols } = cx.engine.language;
  const name = node.SimpleName;
  const symbol = node.ReferencedSymbol;
  const isVariable = symbol instanceof Symbols.VariableSymbol || symbol instanceof Symbols.ParameterSymbol;
  if (!isVariable) {
    const column = namedColumn(scope, name);
    if (column !== undefined) return column;
  }
  const binding = bindingOf(scope, name);
  if (binding?.kind === 'scalar') {
    const { expr, row } = binding;
    if (!expr.fixed && row !== scope.row)
      return refuse(`the parameter ${name}`, node, 'it depends on a row, and is read within another query');
    return expr;
  }
  if (symbol instanceof Symbols.FunctionSymbol) return cx.call(node, name, [], scope);
  if (binding === undefined && scope.row !== undefined) return missingColumn(cx, node, name);
  return refuse(`the name ${name}`, node);
};

/** A column of a source whose columns nobody knows: null (an empty text where a text is asked for) in every row. */
const missingColumn = (cx: Compiler, node: KustoEngine.NamedNode, name: string): Expr => {
  cx.noteMissing(name, node);
  const type: Type = cx.typeOf(node);
  return { ...constantExpr(type, emptyValue(type)), unsure: true };
};
