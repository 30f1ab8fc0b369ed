import type { QueryDiagnostic, QueryDiagnosticKind } from '../core/query-facts.ts';
import { joiningPlugIns } from './builtins.ts';
import { difference, differenceFor } from './differences.ts';
import { childrenOf, type Engine, spanOf } from './engine.ts';
import { nearestName } from './names.ts';
import type { Scope } from './scope.ts';
import type { Span } from '../core/text/span.ts';

/** Finds the places of a parsed query at which the service forgives what it cannot resolve. */
type FuzzyReader = (code: KustoEngine.KustoCode) => readonly Span[];

const isWithin = (spans: readonly Span[], offset: number): boolean =>
  spans.some(({ start, end }) => start <= offset && offset < end);

/**
 * The legs of each `union isfuzzy=true`, and each `let` that is used in such legs alone: the service takes a `let` in
 * where it is used.
 */
const fuzzyReader = ({ language }: Engine): FuzzyReader => {
  const X = language.Syntax;
  const kinds = X.SyntaxKind;

  return (code) => {
    if (!/\bisfuzzy\b/.test(code.Text)) return [];
    const legs: Span[] = [];
    const uses = new Map<string, number[]>();
    const lets: { readonly name: string; readonly span: Span }[] = [];
    const visit = (node: KustoEngine.SyntaxElement): void => {
      if (node instanceof X.LetStatement) lets.push({ name: node.Name.SimpleName, span: spanOf(node) });
      if (node instanceof X.NameReference)
        uses.set(node.SimpleName, [...(uses.get(node.SimpleName) ?? []), node.TextStart]);
      const children = childrenOf(node);
      if (node.Kind === kinds['UnionOperator']) {
        const [parameters, operands] = children.filter(({ Kind }) => Kind === kinds['List']);
        const options = parameters === undefined ? '' : code.Text.slice(parameters.TextStart, parameters.End);
        if (operands !== undefined && /\bisfuzzy\s*=\s*(?:true|1)\b/.test(options)) legs.push(spanOf(operands));
      }
      for (const child of children) if (child.ChildCount > 0) visit(child);
    };
    visit(code.Syntax);
    // The last `let` first: it may be the one place where an earlier one is used.
    for (const { name, span } of lets.toReversed()) {
      const places = uses.get(name) ?? [];
      if (places.length > 0 && places.every((place) => isWithin(legs, place))) legs.push(span);
    }
    return legs;
  };
};

export type DiagnosticReader = (code: KustoEngine.KustoCode, scope: Scope) => readonly QueryDiagnostic[];

const severityOf = (severity: string): QueryDiagnostic['severity'] => {
  if (severity === 'Error') return 'error';
  return severity === 'Warning' ? 'warning' : 'note';
};

/** Names that no schema has: `is no known column`, a table, a function. */
const unknownName = 'KS142';
const tableCodes: ReadonlySet<string> = new Set(['KS204', 'KS205', 'KS181']);
const functionCodes: ReadonlySet<string> = new Set(['KS211', 'KS122', 'KS123', 'KS124', 'KS128', 'KS143']);
const tableExpected = 'KS111';
const tooDeep = 'KS245';
const noCommonType = 'KS232';
const unknownParameter = 'KS196';
/** Nobody reads more about one query, and placing each takes time: a text of commas alone gives thousands. */
const maxDiagnostics = 100;
/** The innermost call around an offset, or undefined. */
const callAround = (
  root: KustoEngine.SyntaxElement,
  offset: number,
  isCall: (node: KustoEngine.SyntaxElement) => node is KustoEngine.FunctionCall,
): KustoEngine.FunctionCall | undefined => {
  let node: KustoEngine.SyntaxElement | undefined = root;
  let found: KustoEngine.FunctionCall | undefined;
  while (node !== undefined) {
    if (isCall(node)) found = node;
    let next: KustoEngine.SyntaxElement | undefined;
    for (let index = 0; index < node.ChildCount; index += 1) {
      const child = node.GetChild(index);
      if (child !== null && child.TextStart <= offset && offset < child.End) next = child;
    }
    node = next;
  }
  return found;
};

/** What a finding is judged by: what the service is known to do otherwise (differences.ts), and where it stands. */
type Judged = Pick<QueryDiagnostic, 'severity' | 'doubt'>;

/** Reads the engine's diagnostics of an analysed query, and what is known of the service's own judgement of them. */
export const diagnosticReader = (engine: Engine): DiagnosticReader => {
  const { language, list } = engine;
  const readFuzzy = fuzzyReader(engine);
  const isCall = (node: KustoEngine.SyntaxElement): node is KustoEngine.FunctionCall =>
    node instanceof language.Syntax.FunctionCallExpression;

  return (code, scope) => {
    const found = list(code.GetDiagnostics()).slice(0, maxDiagnostics);
    if (found.length === 0) return [];
    const syntax = new Set(list(code.GetSyntaxDiagnostics()).map((each) => `${each.Code}@${each.Start}`));
    const builtIn = (): readonly string[] =>
      [...list(scope.globals.Functions), ...list(scope.globals.Aggregates), ...list(scope.globals.PlugIns)].map(
        (each) => each.Name,
      );

    const columnsAt = (offset: number): readonly string[] | undefined => {
      const columns = code.GetColumnsInScope(offset);
      return columns === null ? undefined : list(columns.Columns).map((each) => each.Name);
    };
    const callOf = (offset: number): KustoEngine.FunctionCall | undefined => callAround(code.Syntax, offset, isCall);
    /** A bare name where a table belongs: over a source of any columns the engine takes it for one of those. */
    const isTableName = (text: string): boolean =>
      /^[A-Za-z_]\w*$/.test(text) && !scope.tables.has(text) && !scope.functions.has(text);
    /** The table that an address is looked up in, which the engine takes for a column where it does not know it. */
    const isLookedInto = (offset: number): boolean => {
      const call = callOf(offset);
      const [first] = call === undefined ? [] : list(call.ArgumentList.Expressions);
      return call !== undefined && joiningPlugIns.has(call.Name.SimpleName) && first?.TextStart === offset;
    };
    const kindOf = (each: KustoEngine.Diagnostic, text: string): QueryDiagnosticKind => {
      if (each.Code === tooDeep) return 'limit';
      if (syntax.has(`${each.Code}@${each.Start}`)) return 'syntax';
      if (each.Code === unknownName)
        return (columnsAt(each.Start)?.length ?? 0) > 0 && !isLookedInto(each.Start) ? 'column' : 'table';
      if (tableCodes.has(each.Code)) return 'table';
      if (each.Code === tableExpected && isLookedInto(each.Start) && isTableName(text)) return 'table';
      return functionCodes.has(each.Code) ? 'function' : 'semantic';
    };
    /** Columns and built-in functions only: what the schema could suggest is looked up later (names.ts). */
    const suggestionFor = (kind: QueryDiagnosticKind, name: string, offset: number): string | undefined => {
      if (kind === 'column') return nearestName(name, columnsAt(offset) ?? []);
      return kind === 'function' ? nearestName(name, builtIn()) : undefined;
    };
    /** The parameter that a call names and its function has not; the engine's own sentence names neither. */
    const aboutParameter = (name: string, offset: number): Pick<QueryDiagnostic, 'message' | 'hint'> | undefined => {
      const symbol = callOf(offset)?.ReferencedSymbol;
      if (!(symbol instanceof language.Symbols.FunctionSymbol)) return undefined;
      const names = list(symbol.Signatures).flatMap(({ Parameters }) => list(Parameters).map((each) => each.Name));
      const near = nearestName(name, names);
      const all = names.map((each) => `\`${each}\``).join(', ');
      return {
        message: `\`${symbol.Name}\` has no parameter \`${name}\`.`,
        hint: near === undefined ? `Its parameters are ${all}.` : `Did you mean \`${near}\`?`,
      };
    };
    const fuzzy = readFuzzy(code);
    /**
     * Over a source with columns that nobody knows the engine is sure of too much: behind `evaluate` it forgets that
     * there are such columns, and the types of the known ones (`_g` of AzureDiagnostics) differ from case to case.
     */
    const isUnsure = (
      kind: QueryDiagnosticKind,
      { Code: engineCode, Start: offset }: KustoEngine.Diagnostic,
    ): boolean =>
      scope.open &&
      (engineCode === noCommonType || (kind === 'column' && /\bevaluate\b/.test(code.Text.slice(0, offset))));
    const judge = (kind: QueryDiagnosticKind, each: KustoEngine.Diagnostic, text: string): Judged | undefined => {
      const call = callOf(each.Start);
      // A name of the call itself is no argument of it.
      const around = call !== undefined && each.Start >= call.Name.End ? call.Name.SimpleName : undefined;
      const known = differenceFor(each.Code, text, around);
      if (known?.treatment === 'corrected') return undefined;
      const severity = severityOf(each.Severity);
      if (severity !== 'error' || kind === 'syntax' || kind === 'limit') return { severity };
      if (known !== undefined) return { severity: 'warning', doubt: known.said };
      if (kind !== 'table' && isWithin(fuzzy, each.Start))
        return { severity: 'warning', doubt: difference('fuzzy-leg').said };
      return { severity: isUnsure(kind, each) ? 'warning' : severity };
    };
    return found.flatMap((each): readonly QueryDiagnostic[] => {
      const span = { start: each.Start, end: each.Start + each.Length };
      const text = code.Text.slice(span.start, span.end);
      const kind = kindOf(each, text);
      const judged = judge(kind, each, text);
      if (judged === undefined) return [];
      const names = kind === 'column' || kind === 'table' || kind === 'function';
      // A name may stand in quotes: `['T']`, `table("T")`; of a call in a fuzzy leg the brackets are in the text too.
      const name = names ? text.replace(/^\[?\s*["']|["']\s*\]?$/g, '').replace(/^(\w+)\s*\(.*$/s, '$1') : undefined;
      const at = name === undefined ? 0 : text.indexOf(name);
      const suggestion = name === undefined ? undefined : suggestionFor(kind, name, each.Start);
      return [
        {
          kind,
          code: each.Code,
          ...judged,
          message: each.Message,
          ...(each.Code === unknownParameter ? aboutParameter(text, each.Start) : {}),
          span: name === undefined ? span : { start: span.start + at, end: span.start + at + name.length },
          ...(name === undefined ? {} : { name }),
          ...(suggestion === undefined ? {} : { suggestion }),
        },
      ];
    });
  };
};
