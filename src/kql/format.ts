import type { QueryToken, QueryTokenKind } from '../core/query-facts.ts';
import type { Engine } from './engine.ts';
import { unreadable } from './checks/limits.ts';

/** Two texts of equal tokens mean the same query: white space and the layout of comments aside. */
export const tokenTexts = ({ language, list }: Engine, query: string): readonly string[] =>
  list(language.Parsing.TokenParser.ParseTokens(query)).flatMap((token) => {
    const comments = token.Trivia.split(/[\r\n]+/)
      .map((line) => line.trim())
      .filter((line) => line !== '');
    return [...comments, ...(token.Text === '' ? [] : [token.Text])];
  });

const sameTokens = (engine: Engine, left: string, right: string): boolean => {
  const before = tokenTexts(engine, left);
  const after = tokenTexts(engine, right);
  return before.length === after.length && before.every((text, index) => text === after[index]);
};

/** What the formatter leaves at line ends. */
const tidied = (text: string): string => text.replaceAll('\r\n', '\n').replaceAll(/(?<![ \t])[ \t]+$/gm, '');

/** The formatter would change what is within strings of several lines. */
const hasBlocks = (query: string): boolean => /(?:```|~~~)/.test(query);

/** The formatter settles after two passes on all but a few queries; more would only chase its oscillations. */
const maxPasses = 4;

/**
 * The query laid out by the engine's formatter: the same tokens and comments in the same order, idempotent, lines
 * ended by LF. A text with a syntax error, or one that the formatter would not keep, comes back as it is.
 */
export const formatter =
  (engine: Engine) =>
  (query: string): string => {
    if (unreadable(query) !== undefined) return query;
    const { language, list } = engine;
    // Parsed and not bound: a layout asks for no name's meaning, and a text of the service's own is bound for it.
    const parsed = (text: string): KustoEngine.KustoCode =>
      language.KustoCode.Parse(text, language.GlobalState.Default);
    const pass = (code: KustoEngine.KustoCode): string =>
      tidied(
        new language.Editor.KustoCodeService.ctor(code).GetFormattedText(language.Editor.FormattingOptions.Default)
          .Text,
      );
    let code = parsed(query);
    if (list(code.GetSyntaxDiagnostics()).length > 0 || hasBlocks(query)) return query;
    let text = query;
    for (let passes = 0; passes < maxPasses; passes += 1) {
      const next = pass(code);
      if (next === text) return sameTokens(engine, query, text) ? text : query;
      text = next;
      code = parsed(text);
    }
    return query;
  };

/**
 * The layout of a query that is already parsed, for showing it: one pass of the formatter, which is what `formatter` gives
 * for all but a few queries, at a third of its cost. Whether its tokens are the same is for the caller to see.
 */
export const layouter =
  ({ language, list }: Engine) =>
  (code: KustoEngine.KustoCode, query: string): string => {
    if (hasBlocks(query) || list(code.GetSyntaxDiagnostics()).length > 0) return query;
    const service = new language.Editor.KustoCodeService.ctor(code);
    return tidied(service.GetFormattedText(language.Editor.FormattingOptions.Default).Text).trimEnd();
  };

const tokenKinds: Readonly<Record<string, QueryTokenKind>> = {
  Comment: 'comment',
  Punctuation: 'punctuation',
  Literal: 'literal',
  StringLiteral: 'string',
  Type: 'type',
  Column: 'column',
  Table: 'table',
  MaterializedView: 'table',
  Function: 'function',
  Variable: 'variable',
  Parameter: 'variable',
  SignatureParameter: 'variable',
  QueryParameter: 'variable',
  ClientParameter: 'variable',
  ScalarOperator: 'operator',
  MathOperator: 'operator',
  QueryOperator: 'keyword',
  Command: 'keyword',
  Keyword: 'keyword',
  Directive: 'keyword',
  Option: 'keyword',
};

/**
 * The kind of each token of a query that is already parsed and bound, in order and without overlap, for highlighting;
 * white space is left out.
 */
export const classifier = (engine: Engine) => {
  const { language, list } = engine;
  const kinds = new Map(
    Object.entries(language.Editor.ClassificationKind).map(([name, number]) => [number, tokenKinds[name] ?? 'name']),
  );
  return (code: KustoEngine.KustoCode, length: number): readonly QueryToken[] => {
    const service = new language.Editor.KustoCodeService.ctor(code);
    const found = service.GetClassifications(0, length, true, true, language.Utils.CancellationToken.None);
    return list(found?.Classifications).map((range) => ({
      kind: kinds.get(range.Kind) ?? 'name',
      span: { start: range.Start, end: range.Start + range.Length },
    }));
  };
};
