import type { Engine } from './engine.ts';
import type { Assumed } from './scope.ts';

/** More arguments than these no call of a query has that means anything. */
const maxArguments = 50;

/** Adds to what a query's unknown names are taken for. */
export type Assumer = (
  assumed: Assumed,
  kind: 'table' | 'function',
  name: string,
  code: KustoEngine.KustoCode,
) => Assumed;

/**
 * An unknown function is taken for one that accepts what it is called with: as many arguments as its longest call has,
 * under the names that its calls give them. Without them the engine would find fault with the calls, and a query that
 * is nothing but such a call would have no result at all.
 */
export const assumer = ({ language, list }: Engine): Assumer => {
  const X = language.Syntax;

  const parametersOf = (name: string, code: KustoEngine.KustoCode): readonly string[] => {
    const names = new Set<string>();
    let longest = 0;
    const open: KustoEngine.SyntaxElement[] = [code.Syntax];
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      if (node instanceof X.FunctionCallExpression && node.Name.SimpleName === name) {
        const given = list(node.ArgumentList.Expressions).map((each) => each.Element$1);
        longest = Math.max(longest, given.length);
        for (const each of given) if (each instanceof X.SimpleNamedExpression) names.add(each.Name.SimpleName);
      }
      for (let index = 0; index < node.ChildCount; index += 1) {
        const child = node.GetChild(index);
        if (child !== null) open.push(child);
      }
    }
    // One more, because `invoke` hands over its input as the first.
    const length = Math.min(longest, maxArguments) + 1;
    const positional = Array.from({ length }, (_, index) => `argument${index + 1}`);
    return [...new Set([...positional, ...[...names].slice(0, maxArguments)])];
  };

  return (assumed, kind, name, code) =>
    kind === 'table'
      ? { ...assumed, tables: new Set([...assumed.tables, name]) }
      : { ...assumed, functions: new Map([...assumed.functions, [name, parametersOf(name, code)]]) };
};
