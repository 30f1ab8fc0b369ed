/** What an expression of a workflow can be. */
export type Value = string | number | boolean | null | readonly Value[] | { readonly [key: string]: Value };

export type Scope = {
  readonly contexts: Readonly<Record<string, Value>>;
  /** How the job or step stands: `success()`, `failure()` and `cancelled()`. */
  readonly status: 'success' | 'failure' | 'cancelled';
  readonly hashFiles: (pattern: string) => string;
};

const isMap = (value: Value | undefined): value is { readonly [key: string]: Value } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const truthy = (value: Value): boolean => value !== null && value !== false && value !== '' && value !== 0;

export const asText = (value: Value): string => {
  if (value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
};

/** Equality of GitHub: texts without case, unlike types as numbers. */
const equal = (left: Value, right: Value): boolean => {
  if (typeof left === 'string' && typeof right === 'string') return left.toLowerCase() === right.toLowerCase();
  if (typeof left === typeof right) return left === right;
  return Number(left ?? 0) === Number(right ?? 0);
};

const tokens = (text: string): string[] => {
  const pattern = /\s*('(?:[^']|'')*'|\d+|==|!=|&&|\|\||[!(),.]|[A-Za-z_][\w-]*)/y;
  const found: string[] = [];
  while (pattern.lastIndex < text.trimEnd().length) {
    const at = pattern.lastIndex;
    const match = pattern.exec(text);
    if (match === null) throw new Error(`no expression: ${text.slice(at)}`);
    found.push(match[1] ?? '');
  }
  return found;
};

const call = (name: string, values: readonly Value[], scope: Scope): Value => {
  const [first = '', ...rest] = values.map(asText);
  switch (name) {
    case 'success':
      return scope.status === 'success';
    case 'failure':
      return scope.status === 'failure';
    case 'cancelled':
      return scope.status === 'cancelled';
    case 'always':
      return true;
    case 'format':
      return first.replaceAll(/\{(\d+)\}/g, (_, index: string) => rest[Number(index)] ?? '');
    case 'fromJSON': {
      const value: Value = JSON.parse(first);
      return value;
    }
    case 'join': {
      const [list] = values;
      return (Array.isArray(list) ? list.map(asText) : [first]).join(rest[0] ?? ',');
    }
    case 'hashFiles':
      return scope.hashFiles(first);
    default:
      throw new Error(`no function ${name}`);
  }
};

/** Evaluates the part of GitHub's expression language that the workflows use. Throws for anything else. */
export const evaluate = (text: string, scope: Scope): Value => {
  const list = tokens(text);
  let at = 0;
  const next = (expected?: string): string => {
    const token = list[at];
    if (token === undefined || (expected !== undefined && token !== expected))
      throw new Error(`${expected ?? 'more'} is missing in ${text}`);
    at += 1;
    return token;
  };
  const member = (value: Value, key: string): Value =>
    isMap(value) && Object.hasOwn(value, key) ? (value[key] ?? null) : null;
  const primary = (): Value => {
    const token = next();
    if (token === '(') {
      const value = either();
      next(')');
      return value;
    }
    if (token.startsWith("'")) return token.slice(1, -1).replaceAll("''", "'");
    if (/^\d/.test(token)) return Number(token);
    if (token === 'true' || token === 'false') return token === 'true';
    if (list[at] === '(') {
      next('(');
      const values: Value[] = [];
      while (list[at] !== ')') {
        values.push(either());
        if (list[at] === ',') next();
      }
      next(')');
      return call(token, values, scope);
    }
    if (!Object.hasOwn(scope.contexts, token)) throw new Error(`no context ${token}`);
    let value = scope.contexts[token] ?? null;
    while (list[at] === '.') {
      next('.');
      value = member(value, next());
    }
    return value;
  };
  const unary = (): Value => {
    if (list[at] !== '!') return primary();
    next();
    return !truthy(unary());
  };
  const comparison = (): Value => {
    const left = unary();
    if (list[at] !== '==' && list[at] !== '!=') return left;
    const operator = next();
    return equal(left, unary()) === (operator === '==');
  };
  const both = (): Value => {
    let left = comparison();
    while (list[at] === '&&') {
      next();
      const right = comparison();
      left = truthy(left) ? right : left;
    }
    return left;
  };
  const either = (): Value => {
    let left = both();
    while (list[at] === '||') {
      next();
      const right = both();
      left = truthy(left) ? left : right;
    }
    return left;
  };
  const value = either();
  if (at < list.length) throw new Error(`too much in ${text}`);
  return value;
};

/** A text with its `${{ }}` replaced; a text that is one expression keeps the expression's type. */
export const interpolate = (text: string, scope: Scope): Value => {
  const whole = /^\$\{\{([^}]*(?:\}(?!\})[^}]*)*)\}\}$/.exec(text);
  if (whole !== null) return evaluate(whole[1] ?? '', scope);
  return text.replaceAll(/\$\{\{(.*?)\}\}/g, (_, inner: string) => asText(evaluate(inner, scope)));
};

const isOver = (status: Scope['status'], condition: string): boolean =>
  status === 'success' || /\b(?:always|failure|cancelled)\(\)/.test(condition);

/** Whether a job or step runs: without a word about failures only after success. */
export const holds = (condition: string | undefined, scope: Scope): boolean => {
  const text = (condition ?? 'success()').replace(/^\$\{\{(.*)\}\}$/, '$1');
  return isOver(scope.status, text) && truthy(evaluate(text, scope));
};

/** Values of a map as texts, each worked out. */
export const textsOf = (values: Readonly<Record<string, Value>> | undefined, scope: Scope): Record<string, string> =>
  Object.fromEntries(
    Object.entries(values ?? {}).map(([name, value]) => [
      name,
      asText(typeof value === 'string' ? interpolate(value, scope) : value),
    ]),
  );
