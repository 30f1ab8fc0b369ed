import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createContext, runInContext } from 'node:vm';
import { quickenLanguage } from '../../../src/kql/mended/language.ts';

/** An engine of its own: the one that other tests share is quickened. */
const context = createContext({ console });
for (const name of ['bridge.min.js', 'Kusto.Language.Bridge.min.js'])
  runInContext(
    readFileSync(createRequire(import.meta.url).resolve(`@kusto/language-service-next/${name}`), 'utf8'),
    context,
  );
const language: KustoEngine.Language = runInContext('Kusto.Language', context);
const listOf = (expression: string): KustoEngine.SafeList => runInContext(expression, context);
const nodesOf = (query: string): readonly KustoEngine.InnerNode[] =>
  runInContext(
    `((text) => {
      const { Syntax } = Kusto.Language.KustoCode.ParseAndAnalyze(text, Kusto.Language.GlobalState.Default);
      const found = [];
      const visit = (node) => {
        if (!(node instanceof Kusto.Language.Syntax.SyntaxNode)) return;
        found.push(node);
        for (let at = 0; at < node.ChildCount; at += 1) if (node.GetChild(at)) visit(node.GetChild(at));
        const body = node.GetCalledFunctionBody?.();
        if (body) visit(body);
      };
      visit(Syntax);
      return found;
    })`,
    context,
  )(query);

/** What a function gives or throws, so that two can be compared. */
const outcome = (work: () => unknown): unknown => {
  try {
    return { given: work() };
  } catch (error) {
    // Its text ends with its stack, which differs.
    return { thrown: String(error).split('\n')[0] };
  }
};

const text = 'System.String';
const safe = (items: string): string => `Kusto.Language.Utils.ListExtensions.ToReadOnly(${text}, ${items})`;

describe('the engine, quickened', () => {
  const check = language.Utils.ArgumentCheckers.CheckArgumentNullOrElementNull;
  const dictionaryOf = language.Utils.ListExtensions.ToDictionaryLast;
  const nameOf = language.Binding.Binder.GetCreateFunctionCommandName;
  const engine = { language, list: () => [] };
  quickenLanguage(engine);
  const { ArgumentCheckers, ListExtensions } = language.Utils;

  it.each([
    safe('["a", "b"]'),
    safe('["a", null]'),
    safe('[null, "b"]'),
    safe('["a", undefined]'),
    safe('[]'),
    '["a"]',
    '["a", null]',
    'null',
    `${safe('["a"]')}.AddItem(null)`,
    `((list) => { list.AddItem(null); return list; })(${safe('["a"]')})`,
  ])('finds what is missing in %s as before', (expression) => {
    const list = listOf(expression);
    const of: unknown = runInContext(text, context);
    const expected = outcome(() => check(of, list, 'columns'));
    expect(outcome(() => ArgumentCheckers.CheckArgumentNullOrElementNull(of, list, 'columns'))).toEqual(expected);
  });

  it('knows the items of a list by their keys, the last of each, and makes that once for a list', () => {
    const of: unknown = runInContext(text, context);
    const list = listOf(safe('["b1", "c1", "b2"]'));
    const first = (value: unknown): unknown => String(value).charAt(0);
    const read = (dictionary: KustoEngine.Dictionary): readonly unknown[] =>
      ['b', 'c', 'd'].map((key) => {
        const into: KustoEngine.Reference = { v: undefined };
        return [dictionary.tryGetValue(key, into), into.v];
      });
    const expected = read(dictionaryOf(of, of, list, first));
    const made = ListExtensions.ToDictionaryLast(of, of, list, first);
    expect(read(made)).toEqual(expected);
    expect(expected).toEqual([
      [true, 'b2'],
      [true, 'c1'],
      [false, null],
    ]);
    expect(ListExtensions.ToDictionaryLast(of, of, list, first)).toBe(made);
    const object: unknown = runInContext('System.Object', context);
    expect(ListExtensions.ToDictionaryLast(of, object, list, first)).not.toBe(made);
    const other = listOf(safe('["b3"]'));
    expect(read(ListExtensions.ToDictionaryLast(of, of, other, first))[0]).toEqual([true, 'b3']);
  });

  it('makes it anew for a list that may change', () => {
    const of: unknown = runInContext(text, context);
    const list = listOf('["b1"]');
    const all = (value: unknown): unknown => value;
    const made = ListExtensions.ToDictionaryLast(of, of, list, all);
    expect(ListExtensions.ToDictionaryLast(of, of, list, all)).not.toBe(made);
  });

  it.each([
    { query: 'let f = (a: long) { print b = a | where b > 1 }; f(1) | extend c = strcat("a", b)', names: [] },
    { query: '.create function f() { print a = f(1) }', names: ['f'] },
  ])('finds the name of a command around each node of $query as before', ({ query, names }) => {
    const nodes = nodesOf(query);
    const expected = nodes.map((node) => nameOf(node));
    expect(nodes.map((node) => language.Binding.Binder.GetCreateFunctionCommandName(node))).toEqual(expected);
    expect([...new Set(expected.filter((name) => name !== null))]).toEqual(names);
  });

  it('is quickened once, however often it is asked for', () => {
    const { ToDictionaryLast } = ListExtensions;
    quickenLanguage(engine);
    expect(ListExtensions.ToDictionaryLast).toBe(ToDictionaryLast);
  });
});
