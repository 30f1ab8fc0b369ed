/** An expression of the template language, between its brackets. */
export type Expression =
  | { readonly is: 'literal'; readonly value: string | number }
  | { readonly is: 'call'; readonly name: string; readonly arguments: readonly Expression[] }
  | { readonly is: 'member'; readonly of: Expression; readonly name: string }
  | { readonly is: 'index'; readonly of: Expression; readonly at: Expression };

/** Calls within calls; real templates nest a dozen. */
const deepest = 64;

const token = /\s*(?:'((?:[^']|'')*)'|(-?\d+)(?![\w.])|([A-Za-z_][\w]*(?:\.[A-Za-z_]\w*(?=\s*\())?)|([()[\],.]))/y;

type Token =
  | { readonly type: 'text'; readonly value: string }
  | { readonly type: 'number'; readonly value: number }
  | { readonly type: 'name' | 'mark'; readonly value: string };

const tokensOf = (text: string): readonly Token[] | undefined => {
  const tokens: Token[] = [];
  let at = 0;
  while (text.slice(at).trim() !== '') {
    token.lastIndex = at;
    const match = token.exec(text);
    if (match === null) return undefined;
    const [, quoted, digits, name, mark] = match;
    if (quoted !== undefined) tokens.push({ type: 'text', value: quoted.replaceAll("''", "'") });
    else if (digits !== undefined) tokens.push({ type: 'number', value: Number(digits) });
    else if (name !== undefined) tokens.push({ type: 'name', value: name });
    else tokens.push({ type: 'mark', value: mark ?? '' });
    at = token.lastIndex;
  }
  return tokens;
};

type Reader = { readonly peek: () => Token | undefined; readonly take: () => Token | undefined };

const isMark = (found: Token | undefined, value: string): boolean => found?.type === 'mark' && found.value === value;

const readArguments = (reader: Reader, depth: number): readonly Expression[] | undefined => {
  const found: Expression[] = [];
  if (isMark(reader.peek(), ')')) {
    reader.take();
    return found;
  }
  for (;;) {
    const argument = readExpression(reader, depth + 1);
    if (argument === undefined) return undefined;
    found.push(argument);
    const next = reader.take();
    if (isMark(next, ')')) return found;
    if (!isMark(next, ',')) return undefined;
  }
};

const readHead = (reader: Reader, depth: number): Expression | undefined => {
  const first = reader.take();
  if (first?.type === 'text' || first?.type === 'number') return { is: 'literal', value: first.value };
  if (first?.type !== 'name' || !isMark(reader.take(), '(')) return undefined;
  const found = readArguments(reader, depth);
  return found === undefined ? undefined : { is: 'call', name: first.value, arguments: found };
};

const readExpression = (reader: Reader, depth: number): Expression | undefined => {
  if (depth > deepest) return undefined;
  let current = readHead(reader, depth);
  while (current !== undefined) {
    if (isMark(reader.peek(), '.')) {
      reader.take();
      const name = reader.take();
      if (name?.type !== 'name') return undefined;
      current = { is: 'member', of: current, name: name.value };
    } else if (isMark(reader.peek(), '[')) {
      reader.take();
      const at = readExpression(reader, depth + 1);
      if (at === undefined || !isMark(reader.take(), ']')) return undefined;
      current = { is: 'index', of: current, at };
    } else return current;
  }
  return undefined;
};

/**
 * The expression that a text holds between its brackets; undefined where it is none that the template language has.
 * Source: Microsoft Learn, "Syntax and expressions in ARM templates".
 */
export const parseExpression = (text: string): Expression | undefined => {
  const tokens = tokensOf(text);
  if (tokens === undefined) return undefined;
  let at = 0;
  const reader: Reader = {
    peek: () => tokens[at],
    take: () => {
      at += 1;
      return tokens[at - 1];
    },
  };
  const expression = readExpression(reader, 0);
  return at === tokens.length ? expression : undefined;
};
