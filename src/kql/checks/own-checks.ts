import type { QueryDiagnostic } from '../../core/query-facts.ts';
import { refusedCall } from '../differences.ts';
import { childrenOf, type Engine, kindsNamed, spanOf } from '../engine.ts';
import { networkProblem, literalProblem, offsetInLiteral, type LiteralProblem } from './literals.ts';
import { neverTrueReader } from './never-true.ts';
import { regexProblem } from './regex.ts';

/** Finds what the service refuses or cannot mean, and the published engine takes without a word. */
export type OwnChecker = (code: KustoEngine.KustoCode) => readonly QueryDiagnostic[];

/** Which argument of a function is a regular expression (Microsoft Learn, the pages of these functions). */
const patternArguments: Readonly<Record<string, number>> = {
  extract: 0,
  extract_all: 0,
  extractall: 0,
  replace: 0,
  replace_regex: 1,
  indexof_regex: 1,
  trim: 0,
  trim_start: 0,
  trim_end: 0,
  countof: 1,
};
/** Functions that give nothing for a text that a literal of their type could not be either. */
const conversions: Readonly<Record<string, string>> = {
  todatetime: 'datetime',
  totimespan: 'timespan',
  toguid: 'guid',
  toint: 'int',
  tolong: 'long',
  toreal: 'real',
  todouble: 'real',
  todecimal: 'decimal',
  tobool: 'bool',
};
/** Functions whose arguments, from the second one on, are networks. */
const ofNetworks: ReadonlySet<string> = new Set([
  'ipv4_is_in_range',
  'ipv4_is_in_any_range',
  'ipv4_is_match',
  'ipv6_is_in_range',
  'ipv6_is_in_any_range',
  'ipv6_is_match',
]);
const literalKinds = [
  'DateTimeLiteralExpression',
  'TimespanLiteralExpression',
  'GuidLiteralExpression',
  'BooleanLiteralExpression',
  'IntLiteralExpression',
  'LongLiteralExpression',
  'RealLiteralExpression',
  'DecimalLiteralExpression',
];
/** Enough for every chain of `let` that a person writes; bounds the work on text that a machine made. */
const maxSteps = 50;
const listKinds = [
  'InExpression',
  'NotInExpression',
  'InCsExpression',
  'NotInCsExpression',
  'HasAnyExpression',
  'HasAllExpression',
];

export const ownChecker = (engine: Engine): OwnChecker => {
  const { language, list } = engine;
  const X = language.Syntax;
  const kinds = X.SyntaxKind;
  const neverTrue = neverTrueReader(engine);
  const literals = kindsNamed(engine, literalKinds);
  const lists = kindsNamed(engine, listKinds);

  return (code) => {
    const found: QueryDiagnostic[] = [];
    const lets = new Map<string, KustoEngine.Expression>();
    const text = (node: KustoEngine.SyntaxElement): string => code.Text.slice(node.TextStart, node.End);

    /** The text that an expression is in every row: a literal, a `let` of one, or several put together by `strcat`. */
    const constantText = (node: KustoEngine.SyntaxElement, steps: number): string | undefined => {
      if (!(node instanceof X.Expression) || steps > maxSteps) return undefined;
      if (typeof node.ConstantValue === 'string') return node.ConstantValue;
      if (node instanceof X.ParenthesizedExpression) return constantText(node.Expression, steps + 1);
      // A parameter hides a `let` of the same name.
      if (node instanceof X.NameReference && !(node.ReferencedSymbol instanceof language.Symbols.ParameterSymbol)) {
        const named = lets.get(node.SimpleName);
        return named && constantText(named, steps + 1);
      }
      if (!(node instanceof X.FunctionCallExpression) || node.Name.SimpleName !== 'strcat') return undefined;
      const parts = list(node.ArgumentList.Expressions).map((each) => constantText(each.Element$1, steps + 1));
      return parts.includes(undefined) ? undefined : parts.join('');
    };
    const checkLiteral = (node: KustoEngine.SyntaxElement): void => {
      const problem = literalProblem(text(node));
      if (problem === undefined) return;
      const { message, hint, unsure } = problem;
      const severity = unsure ? 'warning' : 'error';
      found.push({ kind: 'literal', code: 'literal', severity, message, hint, span: spanOf(node) });
    };
    /** A pattern by its place in the literal that spells it, or by the expression that comes out as it. */
    const checkPattern = (node: KustoEngine.SyntaxElement | undefined): void => {
      const pattern = node === undefined ? undefined : constantText(node, 0);
      const problem = pattern === undefined ? undefined : regexProblem(pattern);
      if (node === undefined || pattern === undefined || problem === undefined) return;
      const { start, end, message, hint } = problem;
      const isSpelled = node.Kind === kinds['StringLiteralExpression'];
      const within = (index: number): number => node.TextStart + offsetInLiteral(text(node), index);
      found.push({
        kind: 'regex',
        code: 'regex',
        severity: 'error',
        message: `RE2 refuses the regular expression at character ${start + 1}, \`${pattern.slice(start, end)}\`: ${message}.`,
        ...(hint === undefined ? {} : { hint }),
        span: isSpelled ? { start: within(start), end: Math.max(within(start) + 1, within(end)) } : spanOf(node),
      });
    };
    const warn = (node: KustoEngine.SyntaxElement, { message, hint }: Omit<LiteralProblem, 'unsure'>): void =>
      void found.push({
        kind: 'literal',
        code: 'literal',
        severity: 'warning',
        message,
        hint,
        span: spanOf(node),
      });
    /** Constants out of which a function makes nothing: the service takes them, and no row ever fits. */
    const checkTexts = (name: string, given: readonly KustoEngine.Expression[]): void => {
      const [first] = given;
      const type = Object.hasOwn(conversions, name) ? conversions[name] : undefined;
      const constant = first === undefined || type === undefined ? undefined : constantText(first, 0);
      const problem = constant === undefined ? undefined : literalProblem(`${type}(${constant})`);
      if (first !== undefined && problem !== undefined && !problem.unsure)
        warn(first, { ...problem, message: `${problem.message} \`${name}\` makes null of it.` });
      if (!ofNetworks.has(name)) return;
      for (const each of given.slice(1)) {
        const network = constantText(each, 0);
        const wrong = network === undefined ? undefined : networkProblem(network);
        if (wrong !== undefined) warn(each, wrong);
      }
    };
    const checkCall = (call: KustoEngine.FunctionCall): void => {
      const name = call.Name.SimpleName;
      const given = list(call.ArgumentList.Expressions).map((each) => each.Element$1);
      const place = Object.hasOwn(patternArguments, name) ? patternArguments[name] : undefined;
      if (place !== undefined && (name !== 'countof' || given[2]?.ConstantValue === 'regex'))
        checkPattern(given[place]);
      checkTexts(name, given);
      const row = refusedCall(name);
      const isEngines = call.ReferencedSymbol instanceof language.Symbols.FunctionSymbol;
      if (row === undefined || !isEngines) return;
      const message = `\`${name}\` is not known to the service.`;
      found.push({
        kind: 'semantic',
        code: row.id,
        severity: 'warning',
        message,
        doubt: row.said,
        span: spanOf(call.Name),
      });
    };
    /** `in (T)` over a table of several columns compares with the first of them. */
    const checkList = (node: KustoEngine.SyntaxElement): void => {
      const given = childrenOf(node).find(({ Kind }) => Kind === kinds['ExpressionList']);
      const members = (given === undefined ? [] : childrenOf(given))
        .filter(({ Kind }) => Kind === kinds['List'])
        .flatMap(childrenOf);
      const [member] = members.flatMap((each) => childrenOf(each)[0] ?? []);
      if (members.length !== 1 || !(member instanceof X.Expression)) return;
      const type = member.ResultType;
      const columns = type instanceof language.Symbols.TableSymbol ? list(type.Columns) : [];
      const [first] = columns;
      if (columns.length < 2 || first === undefined) return;
      found.push({
        kind: 'semantic',
        code: 'in-columns',
        severity: 'warning',
        message: `The list has ${columns.length} columns, of which only the first, \`${first.Name}\`, is compared with.`,
        hint: 'Name the one column that is meant in a `project` or `distinct` at the end of the list.',
        span: spanOf(member),
      });
    };
    const checkParse = (node: KustoEngine.SyntaxElement): void => {
      const children = childrenOf(node);
      const isRegex = children.some(
        (child) => child.Kind === kinds['List'] && /\bkind\s*=\s*regex\b/.test(text(child)),
      );
      if (!isRegex) return;
      const parts = children.filter(({ Kind }) => Kind === kinds['List']).flatMap(childrenOf);
      for (const part of parts) if (part.Kind === kinds['StringLiteralExpression']) checkPattern(part);
    };

    const visit = (node: KustoEngine.SyntaxElement): void => {
      if (node instanceof X.LetStatement) lets.set(node.Name.SimpleName, node.Expression);
      if (literals.has(node.Kind)) checkLiteral(node);
      else if (lists.has(node.Kind)) checkList(node);
      else if (node instanceof X.FunctionCallExpression) checkCall(node);
      else if (node.Kind === kinds['MatchesRegexExpression']) checkPattern(childrenOf(node).at(-1));
      else if (node.Kind === kinds['ParseOperator'] || node.Kind === kinds['ParseWhereOperator']) checkParse(node);
      for (const child of childrenOf(node)) if (child.ChildCount > 0) visit(child);
    };
    visit(code.Syntax);
    for (const each of neverTrue(code)) found.push({ kind: each.code, severity: 'warning', ...each });
    return found;
  };
};
