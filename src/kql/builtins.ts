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

/**
 * The engine's plug-ins with the one replaced whose declaration is narrower than what the service does: `bag_unpack`
 * takes what to do about names that clash and which members to leave out, too, by place or by name (Microsoft Learn,
 * "bag_unpack plugin").
 */
export const correctedPlugIns = ({ language, list }: Engine): readonly KustoEngine.FunctionSymbol[] => {
  const { ArgumentKind, FunctionSymbol, Parameter, ParameterTypeKind, Tabularity } = language.Symbols;
  const parameter = (name: string, argument: number, atLeast: number): KustoEngine.Parameter =>
    new Parameter.ctor(name, ParameterTypeKind.Scalar, argument, null, null, false, null, atLeast, 1, null, null);
  return list(language.GlobalState.Default.PlugIns).map((plugIn) => {
    const result = plugIn.Name === 'bag_unpack' ? list(plugIn.Signatures)[0]?.CustomReturnType : undefined;
    if (result === undefined || result === null) return plugIn;
    return new FunctionSymbol.ctor(plugIn.Name, result, Tabularity.Tabular, [
      parameter('column', ArgumentKind.Column, 1),
      parameter('OutputColumnPrefix', ArgumentKind.Expression, 0),
      parameter('columnsConflict', ArgumentKind.Expression, 0),
      parameter('ignoredProperties', ArgumentKind.Expression, 0),
    ]);
  });
};
