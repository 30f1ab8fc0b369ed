/** Twice what the service takes for a rule's query; the work grows faster than the length. */
export const maxQueryLength = 20_000;
/** Saved functions may be longer than queries. */
export const maxBodyLength = 60_000;

/** The engine bounds the depth of a query itself, but only after its parser, whose recursion ends in the stack. */
const maxNesting = 500;
/** A join's columns are those of both sides: the work grows with the square of the number of joins. */
const maxJoins = 150;
/** The engine binds the body of a function at each of its calls: functions that call one another multiply. */
const maxExpansions = 2000;

const deepestBracket = (query: string): number => {
  let depth = 0;
  let deepest = 0;
  for (const bracket of query.matchAll(/[()[\]{}]/g)) {
    depth = '([{'.includes(bracket[0]) ? depth + 1 : Math.max(0, depth - 1);
    deepest = Math.max(deepest, depth);
  }
  return deepest;
};

/** How often bodies of `let` functions are bound, from above: a body is taken to reach to the next declaration. */
const expansionsOf = (query: string): number => {
  const declared = [...query.matchAll(/\blet\s+(\w+)\s*=\s*(?:view\s*)?\(/g)];
  const weights = new Map<string, number>();
  let total = 0;
  for (const [index, match] of declared.entries()) {
    const body = query.slice(match.index + match[0].length, declared[index + 1]?.index);
    let weight = 1;
    for (const word of body.matchAll(/\w+/g)) weight += weights.get(word[0]) ?? 0;
    total += weight;
    if (total > maxExpansions) return total;
    weights.set(match[1] ?? '', weight);
  }
  return total;
};

/** Why a text is not given to the engine, or undefined for one that is. */
export const beyondLimits = (query: string, maxLength = maxQueryLength): string | undefined => {
  if (query.length > maxLength) return `The query has ${query.length} characters; at most ${maxLength} are analysed.`;
  if (deepestBracket(query) > maxNesting)
    return `Brackets are nested more than ${maxNesting} deep; such a query is not analysed.`;
  if ([...query.matchAll(/\b(?:join|lookup|union)\b/g)].length > maxJoins)
    return `The query has more than ${maxJoins} joins and unions; such a query is not analysed.`;
  if (expansionsOf(query) > maxExpansions)
    return `Functions of the query call one another more than ${maxExpansions} times; such a query is not analysed.`;
  return undefined;
};
