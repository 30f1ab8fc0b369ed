import type { Engine } from './engine.ts';

/**
 * The engine's built-in functions with those replaced whose declaration is narrower than what the service does.
 *
 * `column_ifexists` is declared to have the type of its default, so that members of a dynamic column are refused; the
 * service gives the column's own type (Azure-Sentinel keeps such rules on the skip list of its validation). `todynamic`
 * is declared for texts only, while the service takes dynamic values as it does for `parse_json`.
 */
export const correctedBuiltIns = ({ language, list }: Engine): readonly KustoEngine.FunctionSymbol[] => {
  const { ArgumentKind, FunctionSymbol, Parameter, ParameterTypeKind, ResultNameKind, ScalarTypes, Tabularity } =
    language.Symbols;
  const scalar = (name: string): KustoEngine.TypeSymbol => {
    const type = ScalarTypes[name];
    if (type === undefined) throw new TypeError(`the KQL engine has no scalar type ${name}`);
    return type;
  };
  const one = [null, null, false, null, 1, 1, null, null] as const;

  const ifExistsType = (context: KustoEngine.ReturnContext): KustoEngine.TypeSymbol => {
    const name = context.GetArgument$1('column_name')?.ConstantValue;
    const column = list(context.RowScope?.Columns).find((each) => each.Name === name);
    if (column !== undefined) return column.Type;
    if (context.RowScope?.IsOpen === true) return scalar('Unknown');
    return context.GetArgument$1('default_value')?.ResultType ?? scalar('Dynamic');
  };
  const ifExists = (name: string): KustoEngine.FunctionSymbol =>
    new FunctionSymbol.ctor(name, ifExistsType, Tabularity.Scalar, [
      new Parameter.$ctor3('column_name', scalar('String'), ArgumentKind.Constant, ...one),
      new Parameter.ctor('default_value', ParameterTypeKind.Scalar, ArgumentKind.Expression, ...one),
    ]).WithResultNameKind(ResultNameKind.FirstArgumentValueIfColumn);
  const toDynamic = (name: string): KustoEngine.FunctionSymbol =>
    new FunctionSymbol.$ctor5(name, scalar('Dynamic'), [
      new Parameter.ctor('value', ParameterTypeKind.StringOrDynamic, ArgumentKind.Expression, ...one),
    ])
      .ConstantFoldable()
      .WithResultNameKind(ResultNameKind.FirstArgument);

  const corrected = new Map(
    [
      ifExists('column_ifexists'),
      ifExists('columnifexists').Obsolete('column_ifexists'),
      toDynamic('todynamic'),
      toDynamic('toobject').Obsolete('todynamic'),
    ].map((symbol) => [symbol.Name, symbol]),
  );
  return list(language.GlobalState.Default.Functions).map((symbol) => corrected.get(symbol.Name) ?? symbol);
};

/** Plug-ins whose result has the columns of two tables: nobody knows them all where those of one are not all known. */
export const joiningPlugIns: ReadonlySet<string> = new Set(['ipv4_lookup', 'ipv6_lookup']);

/**
 * The engine's plug-ins with those replaced whose declaration is narrower than what the service does. `bag_unpack`
 * takes what to do about names that clash and which members to leave out, too, by place or by name (Microsoft Learn,
 * "bag_unpack plugin"). A look-up among addresses forgets that one of its tables has columns that are not known.
 */
export const correctedPlugIns = ({ language, list }: Engine): readonly KustoEngine.FunctionSymbol[] => {
  const { ArgumentKind, FunctionSymbol, Parameter, ParameterTypeKind, Signature, TableSymbol, Tabularity } =
    language.Symbols;
  const parameter = (name: string, argument: number, atLeast: number): KustoEngine.Parameter =>
    new Parameter.ctor(name, ParameterTypeKind.Scalar, argument, null, null, false, null, atLeast, 1, null, null);
  const isOpen = (type: KustoEngine.TypeSymbol | null | undefined): boolean =>
    type instanceof language.Symbols.TableSymbol && type.IsOpen;
  /** With its own layout: keys of both tables stand side by side, and the last argument has a name. */
  const joining = (plugIn: KustoEngine.FunctionSymbol): KustoEngine.FunctionSymbol => {
    const [signature] = list(plugIn.Signatures);
    const original = signature?.CustomReturnType;
    if (signature === undefined || original === undefined || original === null) return plugIn;
    const own = list(signature.Parameters);
    const result = (context: KustoEngine.ReturnContext): KustoEngine.TypeSymbol => {
      const type = original(context);
      const open = isOpen(context.RowScope) || own.some(({ Name }) => isOpen(context.GetArgument$1(Name)?.ResultType));
      return open && type instanceof language.Symbols.TableSymbol ? type.WithIsOpen(true) : type;
    };
    const widened = new Signature.ctor(result, Tabularity.Tabular, own).WithLayout(signature.Layout);
    return new FunctionSymbol.$ctor4(plugIn.Name, [widened]);
  };
  /** Known to the service alone: how several schemas go together, as `getschema` lists one. */
  const schemaMerge = new FunctionSymbol.$ctor5('schema_merge', new TableSymbol.$ctor6('', [], null).WithIsOpen(true), [
    parameter('PreserveOrder', ArgumentKind.Expression, 0),
  ]);
  const corrected = list(language.GlobalState.Default.PlugIns).map((plugIn) => {
    if (joiningPlugIns.has(plugIn.Name)) return joining(plugIn);
    const result = plugIn.Name === 'bag_unpack' ? list(plugIn.Signatures)[0]?.CustomReturnType : undefined;
    if (result === undefined || result === null) return plugIn;
    return new FunctionSymbol.ctor(plugIn.Name, result, Tabularity.Tabular, [
      parameter('column', ArgumentKind.Column, 1),
      parameter('OutputColumnPrefix', ArgumentKind.Expression, 0),
      parameter('columnsConflict', ArgumentKind.Expression, 0),
      parameter('ignoredProperties', ArgumentKind.Expression, 0),
    ]);
  });
  return [...corrected, schemaMerge];
};
