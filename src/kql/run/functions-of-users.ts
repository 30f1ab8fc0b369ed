import { type Binding, type Compiler, type Names, placeBody, refuse, type Scope } from './compiler.ts';

const maxDepth = 60;

/** A user function's call: its body, and what its names stand for there. */
export type Invocation = { readonly body: KustoEngine.FunctionBody; readonly scope: Scope };

const noNames: Names = new Map();

/** What an argument or a default stands for. */
const bindingFor = (cx: Compiler, node: KustoEngine.Expression, scope: Scope): Binding => {
  if (cx.isTabular(node)) return { kind: 'table', plan: cx.plan(node, scope) };
  return { kind: 'scalar', expr: cx.expr(node, scope), row: scope.row };
};

/**
 * Gets a user function ready to be compiled in place of its call: arguments by position and by name, defaults for the
 * others, and the body as the binder bound it for these arguments. `input` is the first argument of `invoke`.
 */
export const invocationOf = (
  cx: Compiler,
  node: KustoEngine.Expression,
  args: readonly KustoEngine.Expression[],
  scope: Scope,
  input?: Binding,
): Invocation | undefined => {
  const { list, language } = cx.engine;
  const { Syntax: X } = language;
  const { ReferencedSymbol: symbol } = node;
  if (!(symbol instanceof language.Symbols.FunctionSymbol)) return undefined;
  const known = scope.names.get(symbol.Name);
  const declaration = known?.kind === 'function' ? known.declaration : undefined;
  const bound = node.GetCalledFunctionBody() ?? declaration?.Body;
  if (!(bound instanceof X.FunctionBody)) return undefined;
  placeBody(bound, declaration?.Body, node);
  const depth = (scope.depth ?? 0) + 1;
  if (depth > maxDepth) return refuse(`the function ${symbol.Name}`, node, 'its calls go too deep');

  const names = new Map(known?.kind === 'function' ? known.names : noNames);
  const signature = node.ReferencedSignature ?? list(symbol.Signatures)[0];
  const parameters = list(signature?.Parameters);
  const given = new Map<string, Binding>();
  let position = 0;
  if (input !== undefined) {
    const [first] = parameters;
    if (first !== undefined) given.set(first.Name, input);
  }
  for (const arg of args) {
    if (arg instanceof X.SimpleNamedExpression && parameters.some(({ Name }) => Name === arg.Name.SimpleName)) {
      given.set(arg.Name.SimpleName, bindingFor(cx, arg.Expression, scope));
      continue;
    }
    // A named argument takes its parameter out of the row; the others take the places that are left.
    while (given.has(parameters[position]?.Name ?? '')) position += 1;
    const parameter = parameters[position];
    position += 1;
    if (parameter !== undefined) given.set(parameter.Name, bindingFor(cx, arg, scope));
  }
  const declared = list(declaration?.Parameters.Parameters).map((each) => each.Element$1);
  for (const parameter of parameters) {
    const binding = given.get(parameter.Name);
    const own = declared.find(({ NameAndType }) => NameAndType.Name.SimpleName === parameter.Name);
    const fallback = own?.DefaultValue?.Value ?? parameter.DefaultValue;
    if (binding !== undefined) names.set(parameter.Name, converted(cx, binding, parameter));
    else if (fallback !== null && fallback !== undefined)
      names.set(parameter.Name, converted(cx, bindingFor(cx, fallback, { names: noNames }), parameter));
    else return refuse(`the function ${symbol.Name} without its parameter ${parameter.Name}`, node);
  }
  return { body: bound, scope: { names, depth, ...(scope.row === undefined ? {} : { row: scope.row }) } };
};

/** An argument as its parameter's type. */
const converted = (cx: Compiler, binding: Binding, parameter: KustoEngine.Parameter): Binding => {
  const [declared, ...others] = cx.engine.list(parameter.DeclaredTypes);
  if (binding.kind !== 'scalar' || declared === undefined || others.length > 0) return binding;
  const type = cx.typeOfSymbol(declared);
  return type === binding.expr.type ? binding : { ...binding, expr: cx.cast(binding.expr, type) };
};
