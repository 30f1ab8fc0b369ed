import { type Binding, columnExpr, type Compiler, constantExpr, type Expr, refuse, type Scope } from '../compiler.ts';
import { emptyValue, type Type } from '../values/value.ts';

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
  if (binding?.kind === 'table') return refuse(`the table ${name} as a value`, node);
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
