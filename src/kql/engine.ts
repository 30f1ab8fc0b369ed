import type { Span } from '../core/text/span.ts';
import { makeGrammarLater } from './mended/grammar.ts';
import { quickenLanguage } from './mended/language.ts';
import { quickenRuntime } from './mended/runtime.ts';
import { correctUnions } from './mended/unions.ts';

/** The engine once loaded: its namespace, and how to read its lists. */
export type Engine = {
  readonly language: KustoEngine.Language;
  /** A C# list as an array; empty for null. */
  readonly list: <T>(list: KustoEngine.MaybeList<T>) => readonly T[];
};

/** The version of @kusto/language-service-next that this adapter was written against; part of every cache key. */
export const engineVersion = '12.4.1';

const isArray = <T>(list: KustoEngine.List<T> | readonly T[]): list is readonly T[] => Array.isArray(list);

const list = <T>(items: KustoEngine.MaybeList<T>): readonly T[] => {
  if (items === null || items === undefined) return [];
  return isArray(items) ? items : Bridge.toArray(items);
};

/** Where an element stands in the query. */
export const spanOf = (element: KustoEngine.SyntaxElement): Span => ({ start: element.TextStart, end: element.End });

/** What an element of the tree consists of, in the order of the query. */
export const childrenOf = (node: KustoEngine.SyntaxElement): readonly KustoEngine.SyntaxElement[] => {
  const children: KustoEngine.SyntaxElement[] = [];
  const count = node.ChildCount;
  for (let index = 0; index < count; index += 1) {
    const child = node.GetChild(index);
    if (child !== null) children.push(child);
  }
  return children;
};

/** An element and all that is within it, each before its own parts. */
export const everyNode = function* (node: KustoEngine.SyntaxElement): Iterable<KustoEngine.SyntaxElement> {
  yield node;
  for (let index = 0; index < node.ChildCount; index += 1) {
    const child = node.GetChild(index);
    if (child !== null) yield* everyNode(child);
  }
};

/** The numbers under which the engine knows kinds of elements by these names. */
export const kindsNamed = ({ language }: Engine, names: readonly string[]): ReadonlySet<number> =>
  new Set(names.flatMap((name) => language.Syntax.SyntaxKind[name] ?? []));

let loading: Promise<Engine> | undefined;

/** The engine as it is published: nothing of it mended, nor made faster. */
export const loadPublished = async (): Promise<Engine> => {
  // The order counts: the second file needs the first one's globals. A host that has the engine already (the tests'
  // environment) keeps its own: a second copy costs two seconds and 65 MB.
  if (!('Kusto' in globalThis)) {
    await import('@kusto/language-service-next/bridge.min.js');
    await import('@kusto/language-service-next/Kusto.Language.Bridge.min.js');
  }
  return { language: Kusto.Language, list };
};

const load = async (): Promise<Engine> => {
  const engine = await loadPublished();
  quickenRuntime(Bridge);
  quickenLanguage(engine);
  correctUnions(engine);
  makeGrammarLater(engine);
  return engine;
};

/** Loads the engine, once per process; about 0.2 s, and the first query costs another 0.2 s. */
export const loadEngine = async (): Promise<Engine> => {
  loading ??= load();
  return loading;
};

/**
 * Parses and binds a text. `isTooMuch` is asked at each node that is bound; true ends it with an exception of the
 * engine's. (The engine's own ParseAndAnalyze takes such a token, and forgets to hand it on.)
 */
export const bind = (
  { language }: Engine,
  text: string,
  scope: KustoEngine.GlobalState,
  isTooMuch: () => boolean,
): KustoEngine.KustoCode => {
  const { KustoCode, Parsing, Utils } = language;
  const globals = scope.WithParseOptions(scope.ParseOptions.WithAlwaysProduceEndTokens(true));
  const tokens = Parsing.TokenParser.ParseTokens(text, globals.ParseOptions);
  const token = new Utils.CancellationToken.$ctor1(isTooMuch);
  return KustoCode.Create(text, globals, tokens, KustoCode.GetTokenStarts(tokens), true, token);
};
