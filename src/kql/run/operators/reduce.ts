import { withRow } from '../compiler.ts';
import { textReader } from '../expressions/text-operators.ts';
import type { Row, Value } from '../values/value.ts';
import { items, type OperatorCompiler, over } from './common.ts';

/** Terms of a text, and what stands between them: the characters that do not part terms are the query's to say. */
const termsOf = (text: string, joining: string): readonly string[] => {
  const terms: string[] = [];
  let term = '';
  for (const character of text) {
    const isPart = /[\p{L}\p{N}]/u.test(character) || joining.includes(character);
    if (isPart) {
      term += character;
      continue;
    }
    if (term !== '') terms.push(term);
    terms.push(character);
    term = '';
  }
  return term === '' ? terms : [...terms, term];
};

/**
 * `reduce by`: texts of as many terms are one pattern in which terms that differ are a `*`. A term stays where more than
 * the threshold's share of all texts has it in its place; patterns without such a term are the `others` (Microsoft Learn,
 * "reduce operator", which leaves the method open).
 */
export const reduce: OperatorCompiler<KustoEngine.ReduceByOperator> = (cx, node, input, scope) => {
  const text = textReader(cx.expr(node.Expression, withRow(scope, input.columns)));
  const properties = node.With === null ? [] : items(cx, node.With.Parameters);
  const property = (name: string): Value => {
    const found = properties.find((each) => each.Name.SimpleName === name);
    return found === undefined ? null : (cx.expr(found.Expression, { names: scope.names }).constant?.value ?? null);
  };
  const threshold = property('threshold');
  const joining = property('characters');
  const share = typeof threshold === 'number' && threshold > 0 ? threshold : 0.1;
  return over(
    cx,
    input,
    [
      { name: 'Pattern', type: 'string' },
      { name: 'Count', type: 'long' },
      { name: 'Representative', type: 'string' },
    ],
    (rows) => {
      const counts = new Map<string, number>();
      for (const row of rows) counts.set(text(row), (counts.get(text(row)) ?? 0) + 1);
      const split = [...counts].map(([value, count]) => ({
        value,
        count,
        terms: termsOf(value, typeof joining === 'string' ? joining : ''),
      }));
      const frequent = new Map<string, number>();
      const placeOf = (terms: readonly string[], at: number): string => `${terms.length} ${at} ${terms[at]}`;
      for (const { terms, count } of split)
        for (const at of terms.keys())
          frequent.set(placeOf(terms, at), (frequent.get(placeOf(terms, at)) ?? 0) + count);
      const patterns = new Map<string, { count: number; readonly representative: string }>();
      let others = 0;
      for (const { terms, count, value } of split) {
        const isKept = (at: number): boolean => (frequent.get(placeOf(terms, at)) ?? 0) > share * rows.length;
        const hasWord = terms.some((term, at) => isKept(at) && /[\p{L}\p{N}]/u.test(term));
        if (!hasWord) {
          others += count;
          continue;
        }
        const pattern = terms.map((term, at) => (isKept(at) ? term : '*')).join('');
        const known = patterns.get(pattern);
        if (known === undefined) patterns.set(pattern, { count, representative: value });
        else known.count += count;
      }
      const found: Row[] = [...patterns]
        .toSorted(([, left], [, right]) => right.count - left.count)
        .map(([pattern, { count, representative }]) => [pattern, count, representative]);
      return others === 0 ? found : [...found, ['others', others, '']];
    },
    false,
  );
};
