/**
 * The nodes of a bound tree that the interpreter reads, by the classes of @kusto/language-service-next 12.4.1, in our
 * own words like those of kusto.d.ts.
 */
declare namespace KustoEngine {
  type Items<T> = MaybeList<SeparatedElement<T>>;
  type Token = SyntaxElement & { readonly Text: string; readonly ValueText: string };
  type TupleSymbol = TypeSymbol & { readonly Columns: MaybeList<ColumnSymbol> };
  type ParameterSymbol = AnySymbol & { readonly Type: TypeSymbol };
  type OperatorSymbol = AnySymbol;
  type ValueInfo = { readonly ValueText: string; readonly RawText: string };
  type QueryOperator = Expression & { readonly Parameters?: MaybeList<NamedParameter> };
  type ExpressionStatement = SyntaxElement & { readonly Expression: Expression };
  type FunctionDeclaration = Expression & {
    readonly ViewKeyword: SyntaxElement | null;
    readonly Parameters: FunctionParameters;
    readonly Body: FunctionBody;
  };
  type QueryParametersStatement = SyntaxElement & { readonly Parameters: Items<FunctionParameter> };
  type SetOptionStatement = SyntaxElement & { readonly Name: NamedNode };
  type QueryBlock = SyntaxElement & { readonly Statements: Items<SyntaxElement> };
  type FunctionParameters = SyntaxElement & { readonly Parameters: Items<FunctionParameter> };
  type FunctionParameter = SyntaxElement & {
    readonly NameAndType: NameAndType;
    readonly DefaultValue: DefaultValue | null;
  };
  type DefaultValue = SyntaxElement & { readonly Value: Expression };
  type NameAndType = Expression & { readonly Name: NamedNode; readonly Type: Expression };
  type PrimitiveTypeExpression = Expression & { readonly Type: Token };
  type SchemaTypeExpression = Expression & { readonly Columns: Items<Expression> };
  type FunctionBody = SyntaxElement & {
    readonly Statements: Items<SyntaxElement>;
    readonly Expression: Expression | null;
  };
  type PipeExpression = Expression & { readonly Expression: Expression; readonly Operator: Expression };
  type LiteralExpression = Expression & { readonly Token: Token };
  type CompoundStringLiteralExpression = Expression & { readonly Tokens: MaybeList<Token> };
  type DynamicExpression = Expression & { readonly Expression: Expression };
  type JsonArrayExpression = Expression & { readonly Values: Items<Expression> };
  type JsonObjectExpression = Expression & { readonly Pairs: Items<JsonPair> };
  type JsonPair = SyntaxElement & { readonly Name: Token; readonly Value: Expression };
  type TypeOfLiteralExpression = Expression & { readonly Types: Items<Expression> };
  type ElementExpression = Expression & { readonly Expression: Expression; readonly Selector: Expression };
  type BracketedExpression = Expression & { readonly Expression: Expression };
  type InExpression = Expression & { readonly Left: Expression; readonly Right: ExpressionList };
  type HasAnyExpression = Expression & { readonly Left: Expression; readonly Right: ExpressionList };
  type HasAllExpression = Expression & { readonly Left: Expression; readonly Right: ExpressionList };
  type StarExpression = Expression & { readonly AsteriskToken: Token };
  type ToScalarExpression = Expression & { readonly Expression: Expression };
  type ToTableExpression = Expression & { readonly Expression: Expression };
  type MaterializeExpression = Expression & { readonly Expression: Expression };
  type DataScopeExpression = Expression & { readonly Expression: Expression };
  type DataTableExpression = Expression & { readonly Schema: RowSchema; readonly Values: Items<Expression> };
  type RowSchema = SyntaxElement & { readonly Columns: Items<NameAndType> };
  type ExternalDataExpression = Expression & {
    readonly Schema: RowSchema;
    readonly URIs: Items<Expression>;
    readonly WithClause: PropertyClause | null;
  };
  type PropertyClause = Expression & { readonly Properties: Items<NamedParameter> };
  type NamedParameter = SyntaxElement & { readonly Name: NamedNode; readonly Expression: Expression };
  type CompoundNamedExpression = Expression & { readonly Names: RenameList; readonly Expression: Expression };
  type RenameList = SyntaxElement & { readonly Names: Items<NamedNode> };
  type OrderedExpression = Expression & { readonly Expression: Expression; readonly Ordering: OrderingClause };
  type OrderingClause = SyntaxElement & {
    readonly AscOrDescKeyword: Token | null;
    readonly NullsClause: OrderingNullsClause | null;
  };
  type OrderingNullsClause = SyntaxElement & { readonly FirstOrLastKeyword: Token };
  type EvaluateRowSchema = SyntaxElement & {
    readonly AsteriskToken: Token | null;
    readonly Columns: Items<NameAndType>;
  };
  type FilterOperator = QueryOperator & { readonly Condition: Expression };
  type ExtendOperator = QueryOperator & { readonly Expressions: Items<Expression> };
  type ProjectOperator = QueryOperator & { readonly Expressions: Items<Expression> };
  type ProjectAwayOperator = QueryOperator & { readonly Expressions: Items<Expression> };
  type ProjectKeepOperator = QueryOperator & { readonly Expressions: Items<Expression> };
  type ProjectRenameOperator = QueryOperator & { readonly Expressions: Items<Expression> };
  type ProjectReorderOperator = QueryOperator & { readonly Expressions: Items<Expression> };
  type ProjectByNamesOperator = QueryOperator & { readonly Expressions: Items<Expression> };
  type PrintOperator = QueryOperator & { readonly Expressions: Items<Expression> };
  type SerializeOperator = QueryOperator & { readonly Expressions: Items<Expression> };
  type SortOperator = QueryOperator & { readonly Expressions: Items<Expression> };
  type TakeOperator = QueryOperator & { readonly Expression: Expression };
  type SampleOperator = QueryOperator & { readonly Expression: Expression };
  type SampleDistinctOperator = QueryOperator & { readonly Expression: Expression; readonly OfExpression: Expression };
  type TopOperator = QueryOperator & { readonly Expression: Expression; readonly ByExpression: Expression };
  type TopHittersOperator = QueryOperator & {
    readonly Expression: Expression;
    readonly OfExpression: Expression;
    readonly ByClause: TopHittersByClause | null;
  };
  type TopHittersByClause = SyntaxElement & { readonly Expression: Expression };
  type TopNestedOperator = QueryOperator & { readonly Clauses: Items<TopNestedClause> };
  type TopNestedClause = SyntaxElement & {
    readonly Expression: Expression | null;
    readonly OfExpression: Expression;
    readonly WithOthersClause: TopNestedWithOthersClause | null;
    readonly ByExpression: Expression;
  };
  type TopNestedWithOthersClause = SyntaxElement & { readonly Expression: Expression };
  type CountOperator = QueryOperator & { readonly AsIdentifier: CountAsIdentifierClause | null };
  type CountAsIdentifierClause = SyntaxElement & { readonly Identifier: Token };
  type DistinctOperator = QueryOperator & { readonly Expressions: Items<Expression> };
  type SummarizeOperator = QueryOperator & {
    readonly Aggregates: Items<Expression>;
    readonly ByClause: SummarizeByClause | null;
  };
  type SummarizeByClause = SyntaxElement & {
    readonly Expressions: Items<Expression>;
    readonly BinClause: Expression | null;
  };
  type JoinOperator = QueryOperator & {
    readonly Expression: Expression;
    readonly ConditionClause: JoinConditionClause | null;
  };
  type LookupOperator = QueryOperator & {
    readonly Expression: Expression;
    readonly LookupClause: JoinConditionClause | null;
  };
  type JoinConditionClause = SyntaxElement & { readonly Expressions: Items<Expression> };
  type JoinWhereClause = SyntaxElement & { readonly Expression: Expression };
  type UnionOperator = QueryOperator & { readonly Expressions: Items<Expression> };
  type RangeOperator = QueryOperator & {
    readonly Name: NamedNode;
    readonly From: Expression;
    readonly To: Expression;
    readonly Step: Expression;
  };
  type MvExpandOperator = QueryOperator & {
    readonly Expressions: Items<MvExpandExpression>;
    readonly RowLimitClause: RowLimitClause | null;
  };
  type MvExpandExpression = Expression & { readonly Expression: Expression; readonly ToTypeOf: ToTypeOfClause | null };
  type RowLimitClause = Expression & { readonly RowLimit: Expression };
  type ToTypeOfClause = SyntaxElement & { readonly TypeOf: TypeOfLiteralExpression };
  type MvApplyOperator = QueryOperator & {
    readonly Expressions: Items<MvExpandExpression>;
    readonly RowLimitClause: RowLimitClause | null;
    readonly ContextIdClause: MvApplyContextIdClause | null;
    readonly Subquery: SubqueryExpression;
  };
  type MvApplyContextIdClause = Expression & { readonly Id: Expression };
  type SubqueryExpression = Expression & { readonly Expression: Expression };
  type ParseOperator = QueryOperator & { readonly Expression: Expression; readonly Patterns: MaybeList<SyntaxElement> };
  type ParseWhereOperator = QueryOperator & {
    readonly Expression: Expression;
    readonly Patterns: MaybeList<SyntaxElement>;
  };
  type ParseKvOperator = QueryOperator & {
    readonly Expression: Expression;
    readonly Keys: RowSchema;
    readonly WithClause: PropertyClause | null;
  };
  type MakeSeriesOperator = QueryOperator & {
    readonly Aggregates: Items<MakeSeriesExpression>;
    readonly OnClause: MakeSeriesOnClause;
    readonly RangeClause: SyntaxElement;
    readonly ByClause: MakeSeriesByClause | null;
  };
  type MakeSeriesExpression = Expression & {
    readonly Expression: Expression;
    readonly DefaultExpression: DefaultExpressionClause | null;
  };
  type DefaultExpressionClause = Expression & { readonly Expression: Expression };
  type MakeSeriesOnClause = SyntaxElement & { readonly Expression: Expression };
  type MakeSeriesByClause = SyntaxElement & { readonly Expressions: Items<Expression> };
  type MakeSeriesInRangeClause = SyntaxElement & { readonly Arguments: ExpressionList };
  type MakeSeriesFromToStepClause = SyntaxElement & {
    readonly MakeSeriesFromClause: MakeSeriesEdgeClause | null;
    readonly MakeSeriesToClause: MakeSeriesEdgeClause | null;
    readonly MakeSeriesStepClause: MakeSeriesEdgeClause;
  };
  type MakeSeriesEdgeClause = SyntaxElement & { readonly Expression: Expression };
  type EvaluateOperator = QueryOperator & {
    readonly FunctionCall: FunctionCall;
    readonly Schema: EvaluateSchemaClause | null;
  };
  type EvaluateSchemaClause = SyntaxElement & { readonly Schema: EvaluateRowSchema };
  type InvokeOperator = QueryOperator & { readonly Function: Expression };
  type AsOperator = QueryOperator & { readonly Name: NamedNode };
  type ConsumeOperator = QueryOperator;
  type RenderOperator = QueryOperator;
  type GetSchemaOperator = QueryOperator;
  type AssertSchemaOperator = QueryOperator;
  type ReduceByOperator = QueryOperator & { readonly Expression: Expression; readonly With: ReduceByWithClause | null };
  type ReduceByWithClause = SyntaxElement & { readonly Parameters: Items<NamedParameter> };
  type ForkOperator = QueryOperator;
  type FacetOperator = QueryOperator;
  type PartitionOperator = QueryOperator & {
    readonly ByExpression: Expression;
    readonly Scope: PartitionScope | null;
    readonly Operand: SyntaxElement;
  };
  type PartitionScope = SyntaxElement & { readonly Expression: Expression };
  type PartitionSubquery = SyntaxElement & { readonly Subquery: Expression };
  type PartitionQuery = SyntaxElement & { readonly Query: Expression };
  type ScanOperator = QueryOperator & {
    readonly OrderByClause: ScanOrderByClause | null;
    readonly PartitionByClause: ScanPartitionByClause | null;
    readonly DeclareClause: ScanDeclareClause | null;
    readonly Steps: MaybeList<ScanStep>;
  };
  type ScanOrderByClause = SyntaxElement & { readonly Expressions: Items<Expression> };
  type ScanPartitionByClause = SyntaxElement & { readonly Expressions: Items<Expression> };
  type ScanDeclareClause = SyntaxElement & { readonly Declarations: Items<FunctionParameter> };
  type ScanStep = SyntaxElement & {
    readonly Name: NamedNode;
    readonly OptionalKeyword: Token | null;
    readonly ScanStepOutput: ScanStepOutput | null;
    readonly Condition: Expression;
    readonly ComputationClause: ScanComputationClause | null;
  };
  type ScanStepOutput = SyntaxElement & { readonly OutputKind: Token };
  type ScanComputationClause = SyntaxElement & { readonly Assignments: Items<ScanAssignment> };
  type ScanAssignment = SyntaxElement & { readonly Name: NamedNode; readonly Expression: Expression };
  type SearchOperator = QueryOperator & { readonly InClause: FindInClause | null; readonly Condition: Expression };
  type FindOperator = QueryOperator & {
    readonly InClause: FindInClause | null;
    readonly Condition: Expression;
    readonly Project: FindProjectClause | null;
    readonly ProjectAway: FindProjectClause | null;
  };
  type FindInClause = SyntaxElement & { readonly Expressions: Items<Expression> };
  type FindProjectClause = SyntaxElement & { readonly Columns: Items<Expression> };
  type PackExpression = Expression;

  type PatternStatement = SyntaxElement & { readonly Name: NamedNode; readonly Pattern: PatternDeclaration | null };
  type PatternDeclaration = Expression & {
    readonly Parameters: Items<NameAndType>;
    readonly PathParameter: PatternPathParameter | null;
    readonly Patterns: MaybeList<PatternMatch>;
  };
  type PatternPathParameter = SyntaxElement & { readonly Parameter: NameAndType };
  type PatternMatch = SyntaxElement & {
    readonly ParameterValues: ExpressionList;
    readonly PathValue: PatternPathValue | null;
    readonly Body: FunctionBody;
  };
  type PatternPathValue = SyntaxElement & { readonly Value: Expression };

  type TreeClasses = {
    readonly PatternStatement: Class<PatternStatement>;
    readonly ExpressionStatement: Class<ExpressionStatement>;
    readonly FunctionDeclaration: Class<FunctionDeclaration>;
    readonly QueryParametersStatement: Class<QueryParametersStatement>;
    readonly SetOptionStatement: Class<SetOptionStatement>;
    readonly QueryBlock: Class<QueryBlock>;
    readonly FunctionParameters: Class<FunctionParameters>;
    readonly FunctionParameter: Class<FunctionParameter>;
    readonly DefaultValueDeclaration: Class<DefaultValue>;
    readonly NameAndTypeDeclaration: Class<NameAndType>;
    readonly PrimitiveTypeExpression: Class<PrimitiveTypeExpression>;
    readonly SchemaTypeExpression: Class<SchemaTypeExpression>;
    readonly FunctionBody: Class<FunctionBody>;
    readonly PipeExpression: Class<PipeExpression>;
    readonly LiteralExpression: Class<LiteralExpression>;
    readonly CompoundStringLiteralExpression: Class<CompoundStringLiteralExpression>;
    readonly DynamicExpression: Class<DynamicExpression>;
    readonly JsonArrayExpression: Class<JsonArrayExpression>;
    readonly JsonObjectExpression: Class<JsonObjectExpression>;
    readonly JsonPair: Class<JsonPair>;
    readonly TypeOfLiteralExpression: Class<TypeOfLiteralExpression>;
    readonly ElementExpression: Class<ElementExpression>;
    readonly BracketedExpression: Class<BracketedExpression>;
    readonly InExpression: Class<InExpression>;
    readonly HasAnyExpression: Class<HasAnyExpression>;
    readonly HasAllExpression: Class<HasAllExpression>;
    readonly StarExpression: Class<StarExpression>;
    readonly ToScalarExpression: Class<ToScalarExpression>;
    readonly ToTableExpression: Class<ToTableExpression>;
    readonly MaterializeExpression: Class<MaterializeExpression>;
    readonly DataScopeExpression: Class<DataScopeExpression>;
    readonly DataTableExpression: Class<DataTableExpression>;
    readonly RowSchema: Class<RowSchema>;
    readonly ExternalDataExpression: Class<ExternalDataExpression>;
    readonly ParseKvWithClause: Class<PropertyClause>;
    readonly NamedParameter: Class<NamedParameter>;
    readonly CompoundNamedExpression: Class<CompoundNamedExpression>;
    readonly RenameList: Class<RenameList>;
    readonly OrderedExpression: Class<OrderedExpression>;
    readonly OrderingClause: Class<OrderingClause>;
    readonly OrderingNullsClause: Class<OrderingNullsClause>;
    readonly FilterOperator: Class<FilterOperator>;
    readonly ExtendOperator: Class<ExtendOperator>;
    readonly ProjectOperator: Class<ProjectOperator>;
    readonly ProjectAwayOperator: Class<ProjectAwayOperator>;
    readonly ProjectKeepOperator: Class<ProjectKeepOperator>;
    readonly ProjectRenameOperator: Class<ProjectRenameOperator>;
    readonly ProjectReorderOperator: Class<ProjectReorderOperator>;
    readonly ProjectByNamesOperator: Class<ProjectByNamesOperator>;
    readonly PrintOperator: Class<PrintOperator>;
    readonly SerializeOperator: Class<SerializeOperator>;
    readonly SortOperator: Class<SortOperator>;
    readonly TakeOperator: Class<TakeOperator>;
    readonly SampleOperator: Class<SampleOperator>;
    readonly SampleDistinctOperator: Class<SampleDistinctOperator>;
    readonly TopOperator: Class<TopOperator>;
    readonly TopHittersOperator: Class<TopHittersOperator>;
    readonly TopHittersByClause: Class<TopHittersByClause>;
    readonly TopNestedOperator: Class<TopNestedOperator>;
    readonly TopNestedClause: Class<TopNestedClause>;
    readonly TopNestedWithOthersClause: Class<TopNestedWithOthersClause>;
    readonly CountOperator: Class<CountOperator>;
    readonly CountAsIdentifierClause: Class<CountAsIdentifierClause>;
    readonly DistinctOperator: Class<DistinctOperator>;
    readonly SummarizeOperator: Class<SummarizeOperator>;
    readonly SummarizeByClause: Class<SummarizeByClause>;
    readonly JoinOperator: Class<JoinOperator>;
    readonly LookupOperator: Class<LookupOperator>;
    readonly JoinOnClause: Class<JoinConditionClause>;
    readonly JoinWhereClause: Class<JoinWhereClause>;
    readonly UnionOperator: Class<UnionOperator>;
    readonly RangeOperator: Class<RangeOperator>;
    readonly MvExpandOperator: Class<MvExpandOperator>;
    readonly MvExpandExpression: Class<MvExpandExpression>;
    readonly MvExpandRowLimitClause: Class<RowLimitClause>;
    readonly ToTypeOfClause: Class<ToTypeOfClause>;
    readonly MvApplyOperator: Class<MvApplyOperator>;
    readonly MvApplyContextIdClause: Class<MvApplyContextIdClause>;
    readonly MvApplySubqueryExpression: Class<SubqueryExpression>;
    readonly ParseOperator: Class<ParseOperator>;
    readonly ParseWhereOperator: Class<ParseWhereOperator>;
    readonly ParseKvOperator: Class<ParseKvOperator>;
    readonly MakeSeriesOperator: Class<MakeSeriesOperator>;
    readonly MakeSeriesExpression: Class<MakeSeriesExpression>;
    readonly DefaultExpressionClause: Class<DefaultExpressionClause>;
    readonly MakeSeriesOnClause: Class<MakeSeriesOnClause>;
    readonly MakeSeriesByClause: Class<MakeSeriesByClause>;
    readonly MakeSeriesInRangeClause: Class<MakeSeriesInRangeClause>;
    readonly MakeSeriesFromToStepClause: Class<MakeSeriesFromToStepClause>;
    readonly MakeSeriesFromClause: Class<MakeSeriesEdgeClause>;
    readonly EvaluateOperator: Class<EvaluateOperator>;
    readonly EvaluateSchemaClause: Class<EvaluateSchemaClause>;
    readonly InvokeOperator: Class<InvokeOperator>;
    readonly AsOperator: Class<AsOperator>;
    readonly ConsumeOperator: Class<ConsumeOperator>;
    readonly RenderOperator: Class<RenderOperator>;
    readonly GetSchemaOperator: Class<GetSchemaOperator>;
    readonly AssertSchemaOperator: Class<AssertSchemaOperator>;
    readonly ReduceByOperator: Class<ReduceByOperator>;
    readonly ForkOperator: Class<ForkOperator>;
    readonly FacetOperator: Class<FacetOperator>;
    readonly PartitionOperator: Class<PartitionOperator>;
    readonly PartitionScope: Class<PartitionScope>;
    readonly PartitionSubquery: Class<PartitionSubquery>;
    readonly PartitionQuery: Class<PartitionQuery>;
    readonly ScanOperator: Class<ScanOperator>;
    readonly ScanOrderByClause: Class<ScanOrderByClause>;
    readonly ScanPartitionByClause: Class<ScanPartitionByClause>;
    readonly ScanDeclareClause: Class<ScanDeclareClause>;
    readonly ScanStep: Class<ScanStep>;
    readonly ScanStepOutput: Class<ScanStepOutput>;
    readonly ScanComputationClause: Class<ScanComputationClause>;
    readonly ScanAssignment: Class<ScanAssignment>;
    readonly SearchOperator: Class<SearchOperator>;
    readonly FindOperator: Class<FindOperator>;
    readonly FindInClause: Class<FindInClause>;
    readonly FindProjectClause: Class<FindProjectClause>;
    readonly PackExpression: Class<PackExpression>;
  };
}
