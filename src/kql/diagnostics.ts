import type { QueryDiagnostic, QueryDiagnosticKind } from '../core/query-facts.ts';
import type { Engine } from './engine.ts';
import { nearestName } from './nearest.ts';
import type { Scope } from './scope.ts';

export type DiagnosticReader = (code: KustoEngine.KustoCode, scope: Scope) => readonly QueryDiagnostic[];

const severityOf = (severity: string): QueryDiagnostic['severity'] => {
  if (severity === 'Error') return 'error';
  return severity === 'Warning' ? 'warning' : 'note';
};

/** Names that no schema has: `is no known column`, a table, a function. */
const unknownName = 'KS142';
const tableCodes: ReadonlySet<string> = new Set(['KS204', 'KS205', 'KS181']);
const functionCodes: ReadonlySet<string> = new Set(['KS211', 'KS122', 'KS123', 'KS124', 'KS128', 'KS143']);
const columnExpected = 'KS109';
const tooDeep = 'KS245';
const noCommonType = 'KS232';
/** Nobody reads more about one query, and placing each takes time: a text of commas alone gives thousands. */
const maxDiagnostics = 100;
/** Functions whose first argument is a column of the row that `invoke` cannot bind (Microsoft Defender, FileProfile). */
const bindsColumnByName: ReadonlySet<string> = new Set(['FileProfile', 'DeviceFromIP', 'SeenBy']);

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

/**
 * Reads the engine's diagnostics of an analysed query, without those that are known to be wrong about Log Analytics:
 * a wildcard of project-away that matches nothing, and the bare column name in FileProfile's argument list.
 */
export const diagnosticReader = ({ language, list }: Engine): DiagnosticReader => {
  const isCall = (node: KustoEngine.SyntaxElement): node is KustoEngine.FunctionCall =>
    node instanceof language.Syntax.FunctionCallExpression;

  return (code, scope) => {
    const found = list(code.GetDiagnostics()).slice(0, maxDiagnostics);
    if (found.length === 0) return [];
    const syntax = new Set(list(code.GetSyntaxDiagnostics()).map((each) => `${each.Code}@${each.Start}`));
    const builtIn = (): readonly string[] => list(scope.globals.Functions).map((each) => each.Name);

    const columnsAt = (offset: number): readonly string[] | undefined => {
      const columns = code.GetColumnsInScope(offset);
      return columns === null ? undefined : list(columns.Columns).map((each) => each.Name);
    };
    const kindOf = (each: KustoEngine.Diagnostic): QueryDiagnosticKind => {
      if (each.Code === tooDeep) return 'limit';
      if (syntax.has(`${each.Code}@${each.Start}`)) return 'syntax';
      if (each.Code === unknownName) return (columnsAt(each.Start)?.length ?? 0) > 0 ? 'column' : 'table';
      if (tableCodes.has(each.Code)) return 'table';
      return functionCodes.has(each.Code) ? 'function' : 'semantic';
    };
    /** Columns and built-in functions only: what the schema could suggest is looked up later (names.ts). */
    const suggestionFor = (kind: QueryDiagnosticKind, name: string, offset: number): string | undefined => {
      if (kind === 'column') return nearestName(name, columnsAt(offset) ?? []);
      return kind === 'function' ? nearestName(name, builtIn()) : undefined;
    };
    const isFalse = (each: KustoEngine.Diagnostic, text: string): boolean => {
      if ((each.Code === unknownName || each.Code === columnExpected) && text.includes('*')) return true;
      if (each.Code !== unknownName) return false;
      const call = callAround(code.Syntax, each.Start, isCall);
      return call !== undefined && bindsColumnByName.has(call.Name.SimpleName) && each.Start > call.Name.End - 1;
    };
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
    return found.flatMap((each): readonly QueryDiagnostic[] => {
      const span = { start: each.Start, end: each.Start + each.Length };
      const text = code.Text.slice(span.start, span.end);
      if (isFalse(each, text)) return [];
      const kind = kindOf(each);
      const names = kind === 'column' || kind === 'table' || kind === 'function';
      // A name may stand in quotes: `['T']`, `table("T")`.
      const name = names ? text.replace(/^\[?\s*["']|["']\s*\]?$/g, '') : undefined;
      const at = name === undefined ? 0 : text.indexOf(name);
      const suggestion = name === undefined ? undefined : suggestionFor(kind, name, each.Start);
      return [
        {
          kind,
          code: each.Code,
          severity: isUnsure(kind, each) ? 'warning' : severityOf(each.Severity),
          message: each.Message,
          span: name === undefined ? span : { start: span.start + at, end: span.start + at + name.length },
          ...(name === undefined ? {} : { name }),
          ...(suggestion === undefined ? {} : { suggestion }),
        },
      ];
    });
  };
};
