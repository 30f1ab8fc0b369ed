/**
 * The part of @kusto/language-service-next 12.4.1 that Picket uses, in our own words: its 1.7 MB of declarations do not
 * pass TypeScript 7. The package is transpiled C#; its overloaded constructors are called `$ctorN`, and the numbers may
 * shift between versions, which is why the version is pinned and only engine.ts calls them.
 */
declare module '@kusto/language-service-next/bridge.min.js';
declare module '@kusto/language-service-next/Kusto.Language.Bridge.min.js';

declare namespace KustoEngine {
  /** A C# list: an array at times, otherwise something that Bridge.toArray can read. */
  type List<T> = { readonly listOf?: T };
  type MaybeList<T> = List<T> | readonly T[] | null | undefined;
  type Class<T> = abstract new (...parameters: never[]) => T;

  type AnySymbol = { readonly Name: string };
  type TypeSymbol = AnySymbol;
  type ScalarSymbol = TypeSymbol & { readonly scalar?: never };
  type ColumnSymbol = AnySymbol & { readonly Type: TypeSymbol; readonly OriginalColumns: MaybeList<ColumnSymbol> };
  type TableSymbol = TypeSymbol & {
    readonly Columns: MaybeList<ColumnSymbol>;
    readonly IsOpen: boolean;
    readonly WithIsOpen: (open: boolean) => TableSymbol;
  };
  type DatabaseSymbol = TypeSymbol & { readonly database?: never };
  type Parameter = {
    readonly Name: string;
    readonly DefaultValue: Expression | null;
    readonly DeclaredTypes: MaybeList<TypeSymbol>;
    readonly IsOptional: boolean;
  };
  type Signature = {
    readonly CustomReturnType: ReturnType | null;
    readonly Parameters: MaybeList<Parameter>;
    /** Which argument is which parameter's. */
    readonly Layout: unknown;
    readonly WithLayout: (layout: unknown) => Signature;
  };
  type FunctionSymbol = TypeSymbol & {
    readonly Signatures: MaybeList<Signature>;
    readonly IsObsolete: boolean;
    readonly Alternative: string | null;
    readonly GetReturnType: (globals: GlobalState) => TypeSymbol | null;
    readonly WithResultNameKind: (kind: number) => FunctionSymbol;
    readonly ConstantFoldable: () => FunctionSymbol;
    readonly Obsolete: (alternative: string) => FunctionSymbol;
  };
  /** The columns of a union's legs, by name and type. */
  type ColumnMap = {
    readonly Add: (column: ColumnSymbol) => void;
    AddRange: (this: ColumnMap, columns: MaybeList<ColumnSymbol>) => void;
    readonly GetTypeKey: (type: TypeSymbol) => unknown;
  };
  type VariableSymbol = AnySymbol & { readonly Type: TypeSymbol };

  type SyntaxElement = {
    readonly Kind: number;
    /** Where the text begins, behind white space and comments. */
    readonly TextStart: number;
    readonly End: number;
    readonly ChildCount: number;
    readonly GetChild: (index: number) => SyntaxElement | null;
    readonly Parent: SyntaxElement | null;
    /** The text, with white space and comments around it. */
    readonly ToString: () => string;
  };
  type Expression = SyntaxElement & {
    readonly ReferencedSymbol: AnySymbol | null;
    readonly ResultType: TypeSymbol | null;
    readonly ConstantValue: unknown;
    readonly LiteralValue: unknown;
    readonly LiteralValueInfo: ValueInfo | null;
    readonly ReferencedSignature: Signature | null;
    /** The body of a user function, bound with the types of this call's arguments; null where it has none. */
    readonly GetCalledFunctionBody: () => SyntaxElement | null;
  };
  type NamedNode = Expression & { readonly SimpleName: string };
  type SeparatedElement<T> = SyntaxElement & { readonly Element$1: T };
  type ExpressionList = SyntaxElement & { readonly Expressions: MaybeList<SeparatedElement<Expression>> };
  type PathExpression = Expression & { readonly Expression: Expression; readonly Selector: Expression };
  type FunctionCall = Expression & {
    readonly Name: NamedNode;
    readonly ArgumentList: ExpressionList;
  };
  type Binary = Expression & { readonly Left: Expression; readonly Right: Expression };
  type Couple = SyntaxElement & { readonly First: Expression; readonly Second: Expression };
  type Between = Expression & { readonly Left: Expression; readonly Right: Couple };
  type Parenthesized = Expression & { readonly Expression: Expression };
  type PrefixUnary = Expression & { readonly Expression: Expression };
  type NamedExpression = Expression & { readonly Name: NamedNode; readonly Expression: Expression };
  type LetStatement = SyntaxElement & { readonly Name: NamedNode; readonly Expression: Expression };

  type Diagnostic = {
    readonly Code: string;
    readonly Severity: string;
    readonly Message: string;
    readonly Start: number;
    readonly Length: number;
  };
  type LexicalToken = { readonly Kind: number; readonly Trivia: string; readonly Text: string };
  type KustoCode = {
    readonly Kind: string;
    readonly Text: string;
    readonly Syntax: SyntaxElement;
    readonly ResultType: TypeSymbol | null;
    readonly GetDiagnostics: () => MaybeList<Diagnostic>;
    readonly GetSyntaxDiagnostics: () => MaybeList<Diagnostic>;
    readonly GetColumnsInScope: (position: number) => TableSymbol | null;
  };
  type ParseOptions = { readonly WithAlwaysProduceEndTokens: (always: boolean) => ParseOptions };
  type GlobalState = {
    readonly ParseOptions: ParseOptions;
    readonly WithParseOptions: (options: ParseOptions) => GlobalState;
    readonly WithDatabase: (database: DatabaseSymbol) => GlobalState;
    readonly WithFunctions: (functions: readonly FunctionSymbol[]) => GlobalState;
    readonly WithPlugIns: (plugIns: readonly FunctionSymbol[]) => GlobalState;
    readonly Database: (DatabaseSymbol & { readonly Members: MaybeList<AnySymbol> }) | null;
    readonly Functions: MaybeList<FunctionSymbol>;
    readonly Aggregates: MaybeList<FunctionSymbol>;
    readonly PlugIns: MaybeList<FunctionSymbol>;
    readonly WithCache: () => GlobalState;
    readonly IsAggregateFunction: (symbol: FunctionSymbol) => boolean;
    readonly IsBuiltInFunction: (symbol: FunctionSymbol) => boolean;
    readonly IsDatabaseFunction: (symbol: FunctionSymbol) => boolean;
  };
  type ReturnContext = {
    /** The call. */
    readonly Location: SyntaxElement | null;
    readonly RowScope: TableSymbol | null;
    readonly GetArgument$1: (name: string) => Expression | null;
  };
  type ReturnType = (context: ReturnContext) => TypeSymbol;
  type ClassifiedRange = { readonly Kind: number; readonly Start: number; readonly Length: number };
  /** The analyzer adds what it finds to a C# list, of which it uses `add` only. */
  type KustoAnalyzer = {
    readonly Analyze: (
      code: KustoCode,
      into: { readonly add: (diagnostic: Diagnostic) => void },
      token: unknown,
    ) => void;
  };
  type CodeService = {
    readonly GetFormattedText: (options: unknown) => { readonly Text: string };
    readonly GetClassifications: (
      start: number,
      length: number,
      clip: boolean,
      wait: boolean,
      token: unknown,
    ) => { readonly Classifications: MaybeList<ClassifiedRange> } | null;
  };

  /** The rules of queries; of `QueryBlock` alone nothing but completion reads anything. */
  type QueryGrammar = { readonly QueryBlock: unknown };

  type Language = {
    readonly GlobalState: { readonly Default: GlobalState };
    readonly Binding: { readonly ColumnMap: { readonly prototype: ColumnMap }; readonly Binder: Binder };
    readonly KustoCode: {
      readonly ParseAndAnalyze: (text: string, globals: GlobalState) => KustoCode;
      readonly Parse: (text: string, globals: GlobalState) => KustoCode;
      readonly GetTokenStarts: (tokens: MaybeList<LexicalToken>) => unknown;
      readonly Create: (
        text: string,
        globals: GlobalState,
        tokens: MaybeList<LexicalToken>,
        starts: unknown,
        analyze: boolean,
        token: unknown,
      ) => KustoCode;
    };
    readonly Parsing: {
      readonly QueryGrammar: { From: (globals: GlobalState) => QueryGrammar };
      readonly TokenParser: {
        readonly ParseTokens: (text: string, options?: ParseOptions) => MaybeList<LexicalToken>;
      };
    };
    readonly Editor: {
      readonly KustoCodeService: {
        readonly $ctor1: new (text: string, globals: GlobalState) => CodeService;
        readonly ctor: new (code: KustoCode) => CodeService;
      };
      readonly KustoAnalyzers: Readonly<Record<string, KustoAnalyzer>>;
      readonly FormattingOptions: { readonly Default: unknown };
      readonly ClassificationKind: Readonly<Record<string, number>>;
    };
    readonly Utils: {
      readonly CancellationToken: {
        readonly None: unknown;
        readonly $ctor1: new (isCancelled: () => boolean) => unknown;
      };
      readonly ListExtensions: ListExtensions;
      readonly ArgumentCheckers: ArgumentCheckers;
    };
    readonly Symbols: {
      readonly ScalarTypes: Readonly<Record<string, TypeSymbol>>;
      readonly ArgumentKind: { readonly Expression: number; readonly Constant: number; readonly Column: number };
      readonly ParameterTypeKind: {
        readonly Any: number;
        readonly Scalar: number;
        readonly Tabular: number;
        readonly StringOrDynamic: number;
      };
      readonly Tabularity: { readonly Tabular: number; readonly Scalar: number; readonly Other: number };
      readonly ResultNameKind: { readonly FirstArgument: number; readonly FirstArgumentValueIfColumn: number };
      readonly ColumnSymbol: new (
        name: string,
        type: TypeSymbol,
        description: null,
        original: null,
        columns: null,
        source: null,
      ) => ColumnSymbol;
      readonly TableSymbol: Class<TableSymbol> & {
        readonly $ctor6: new (name: string, columns: readonly ColumnSymbol[], description: null) => TableSymbol;
      };
      readonly DatabaseSymbol: Class<DatabaseSymbol> & {
        readonly $ctor1: new (name: string, members: readonly AnySymbol[], open: boolean) => DatabaseSymbol;
      };
      readonly GroupSymbol: Class<TypeSymbol>;
      readonly TupleSymbol: Class<TupleSymbol>;
      readonly ParameterSymbol: Class<ParameterSymbol>;
      readonly VariableSymbol: Class<VariableSymbol>;
      readonly Signature: {
        readonly ctor: new (result: ReturnType, tabularity: number, parameters: readonly Parameter[]) => Signature;
      };
      readonly FunctionSymbol: Class<FunctionSymbol> & {
        readonly $ctor16: new (name: string, parameters: string, body: string, description: null) => FunctionSymbol;
        readonly $ctor4: new (name: string, signatures: readonly Signature[]) => FunctionSymbol;
        readonly $ctor5: new (name: string, result: TypeSymbol, parameters: readonly Parameter[]) => FunctionSymbol;
        readonly ctor: new (
          name: string,
          result: ReturnType,
          tabularity: number,
          parameters: readonly Parameter[],
        ) => FunctionSymbol;
      };
      readonly Parameter: {
        readonly ctor: new (
          name: string,
          kind: number,
          argument: number,
          values: null,
          examples: null,
          caseSensitive: boolean,
          indicator: null,
          atLeast: number,
          atMost: number,
          defaultValue: null,
          description: null,
        ) => Parameter;
        readonly $ctor3: new (
          name: string,
          type: TypeSymbol,
          argument: number,
          values: null,
          examples: null,
          caseSensitive: boolean,
          indicator: null,
          atLeast: number,
          atMost: number,
          defaultValue: null,
          description: null,
        ) => Parameter;
      };
    };
    readonly KustoFacts: {
      readonly GetExpressionResultName: (
        expression: Expression,
        ifNone: string | null,
        row: TableSymbol | null,
      ) => string | null;
    };
    readonly Syntax: TreeClasses & {
      readonly SyntaxKind: Readonly<Record<string, number>>;
      readonly FunctionCallExpression: Class<FunctionCall>;
      readonly PathExpression: Class<PathExpression>;
      readonly PipeExpression: Class<PipeExpression>;
      readonly BinaryExpression: Class<Binary>;
      readonly BetweenExpression: Class<Between>;
      readonly PrefixUnaryExpression: Class<PrefixUnary>;
      readonly NameReference: Class<NamedNode>;
      readonly NameDeclaration: Class<NamedNode>;
      readonly ParenthesizedExpression: Class<Parenthesized>;
      readonly SimpleNamedExpression: Class<NamedExpression>;
      readonly LetStatement: Class<LetStatement>;
      readonly SyntaxNode: Class<SyntaxElement>;
      readonly CustomNode: Class<SyntaxElement>;
      readonly Expression: Class<Expression>;
    };
  };
}

declare const Kusto: { readonly Language: KustoEngine.Language };
declare const Bridge: KustoEngine.Runtime & { readonly toArray: <T>(list: KustoEngine.List<T>) => T[] };
