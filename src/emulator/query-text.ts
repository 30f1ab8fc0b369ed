import { words } from './words.ts';
type Token = { readonly text: string; readonly kind: 'name' | 'string' | 'symbol' | 'other' };

const tokenPattern = new RegExp(
  [
    String.raw`(?<comment>//[^\n]*)`,
    String.raw`(?<string>(?:[hH]?@"(?:[^"]|"")*")|(?:[hH]?@'(?:[^']|'')*')|(?:\`\`\`[\s\S]*?\`\`\`)|(?:~~~[\s\S]*?~~~)` +
      String.raw`|(?:[hH]?"(?:\\.|[^"\\\n])*")|(?:[hH]?'(?:\\.|[^'\\\n])*'))`,
    String.raw`(?<name>[A-Za-z_][A-Za-z0-9_]*)`,
    String.raw`(?<number>[0-9][A-Za-z0-9_.]*)`,
    String.raw`(?<symbol>[^\s])`,
  ].join('|'),
  'g',
);

/** The words of a query without white space and comments. Total: any text gives tokens. */
export const tokensOf = (query: string): readonly Token[] => {
  const tokens: Token[] = [];
  for (const { groups, 0: text } of query.matchAll(tokenPattern)) {
    if (groups?.['comment'] !== undefined) continue;
    if (groups?.['string'] !== undefined) tokens.push({ text, kind: 'string' });
    else if (groups?.['name'] !== undefined) tokens.push({ text, kind: 'name' });
    else tokens.push({ text, kind: groups?.['symbol'] === undefined ? 'other' : 'symbol' });
  }
  return tokens;
};

/** Whether a query contains `search *` or `union *`, which a rule must not (Microsoft Learn, create analytics rules). */
export const readsEverything = (tokens: readonly Token[]): boolean =>
  tokens.some(
    ({ text, kind }, index) =>
      kind === 'name' && (text === 'search' || text === 'union') && tokens[index + 1]?.text === '*',
  );

const notTables: ReadonlySet<string> = new Set(
  words(
    'let set declare print range datatable externaldata union find search evaluate materialize view ' +
      'toscalar database workspace app cluster table restrict pattern dynamic true false null ' +
      'query_parameters alias access invoke adx arg resource',
  ),
);

/** Names that `let` binds, parameters of its functions included. */
const bound = (tokens: readonly Token[]): ReadonlySet<string> => {
  const names = new Set<string>();
  tokens.forEach(({ text, kind }, index) => {
    if (kind !== 'name') return;
    const next = tokens[index + 1]?.text;
    if (tokens[index - 1]?.text === 'let' || next === ':' || next === '=') names.add(text);
    if (tokens[index - 1]?.text === 'as') names.add(text);
  });
  return names;
};

const operators: ReadonlySet<string> = new Set(['join', 'lookup', 'union']);

/** Index of the first token behind an operator's `name = value` arguments. */
const behindArguments = (tokens: readonly Token[], start: number): number => {
  let index = start;
  while (tokens[index]?.kind === 'name' && tokens[index + 1]?.text === '=') index += 3;
  return index;
};

/** Where a source of rows may stand: at the start, behind `;`, behind `(` of an operator, in the list of a union. */
const sources = function* (tokens: readonly Token[]): Generator<number> {
  yield 0;
  for (const [index, { text, kind }] of tokens.entries()) {
    if (text === ';') yield index + 1;
    if (text === '=' && tokens[index - 2]?.text === 'let' && tokens[index + 2]?.text === '|') yield index + 1;
    if (kind !== 'name' || !operators.has(text)) continue;
    let at = behindArguments(tokens, index + 1);
    yield at;
    if (tokens[at]?.text === '(') yield at + 1;
    if (text !== 'union') continue;
    while (tokens[at]?.kind === 'name' && tokens[at + 1]?.text === ',') {
      at += 2;
      yield at;
      if (tokens[at]?.text === '(') yield at + 1;
    }
  }
};

/**
 * The names from which a query plainly reads: a check of words, not a compilation. It finds names only where nothing
 * else than a table or function can stand, so that what it reports is wrong for sure; it does not find them all.
 */
export const sourcesOf = (tokens: readonly Token[]): readonly string[] => {
  const names = bound(tokens);
  const found = new Set<string>();
  for (const index of sources(tokens)) {
    const token = tokens[index];
    const next = tokens[index + 1]?.text;
    if (token === undefined || token.kind !== 'name' || names.has(token.text) || notTables.has(token.text)) continue;
    if (next === undefined || next === '|' || next === ')' || next === ',' || next === ';' || next === 'on')
      found.add(token.text);
  }
  return [...found];
};
