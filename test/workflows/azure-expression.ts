import type { Value } from './expression.ts';

/** What names of an expression stand for, and how the job or step stands. */
export type AzureScope = {
  readonly names: Readonly<Record<string, Value>>;
  readonly status: 'success' | 'failure';
};

const isMap = (value: Value | undefined): value is { readonly [key: string]: Value } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const azureText = (value: Value): string => {
  if (value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
};

const same = (left: Value, right: Value): boolean => azureText(left).toLowerCase() === azureText(right).toLowerCase();

const call = (name: string, values: readonly Value[], { status }: AzureScope): Value => {
  const [first = null, second = null, third = null] = values;
  switch (name) {
    case 'and':
      return values.every((value) => value === true);
    case 'or':
      return values.some((value) => value === true);
    case 'eq':
      return same(first, second);
    case 'ne':
      return !same(first, second);
    case 'succeeded':
      return status === 'success';
    case 'succeededOrFailed':
      return true;
    case 'replace':
      return azureText(first).replaceAll(azureText(second), () => azureText(third));
    default:
      throw new Error(`no function ${name}`);
  }
};

/** Evaluates the part of the expressions of Azure Pipelines that the pipeline uses. Throws for anything else. */
export const evaluateAzure = (text: string, scope: AzureScope): Value => {
  const list = text.match(/'(?:[^']|'')*'|[A-Za-z_]\w*|[()[\],.]|\S/g) ?? [];
  let at = 0;
  const next = (): string => {
    const token = list[at];
    if (token === undefined) throw new Error(`more is missing in ${text}`);
    at += 1;
    return token;
  };
  const member = (value: Value, key: string): Value => (isMap(value) ? (value[key] ?? null) : null);
  const one = (): Value => {
    const token = next();
    if (token.startsWith("'")) return token.slice(1, -1).replaceAll("''", "'");
    if (list[at] === '(') {
      next();
      const values: Value[] = [];
      while (list[at] !== ')') {
        values.push(one());
        if (list[at] === ',') next();
      }
      next();
      return call(token, values, scope);
    }
    if (!Object.hasOwn(scope.names, token)) throw new Error(`no name ${token} in ${text}`);
    let value = scope.names[token] ?? null;
    while (list[at] === '.' || list[at] === '[') {
      if (next() === '.') value = member(value, next());
      else {
        value = member(value, next().slice(1, -1));
        next();
      }
    }
    return value;
  };
  const value = one();
  if (at < list.length) throw new Error(`too much in ${text}`);
  return value;
};

/** A template with its `${{ }}` and loops worked out, as the service does before anything runs. */
export const expandTemplate = (node: Value, names: AzureScope['names']): Value => {
  const scope: AzureScope = { names, status: 'success' };
  if (typeof node === 'string') {
    const whole = /^\$\{\{((?:(?!\}\}).)*)\}\}$/.exec(node);
    if (whole !== null) return evaluateAzure(whole[1] ?? '', scope);
    return node.replaceAll(/\$\{\{(.*?)\}\}/g, (_, inner: string) => azureText(evaluateAzure(inner, scope)));
  }
  if (Array.isArray(node))
    return node.flatMap((item: Value): Value[] => {
      const [first] = isMap(item) ? Object.entries(item) : [];
      const [key, body] = first ?? ['', null];
      const loop = /^\$\{\{ each (\w+) in (.+) \}\}$/.exec(key);
      if (loop === null) return [expandTemplate(item, names)];
      const values = evaluateAzure(loop[2] ?? '', scope);
      return (Array.isArray(values) ? values : []).flatMap((value: Value): Value[] => {
        const made = expandTemplate(body, { ...names, [loop[1] ?? '']: value });
        return Array.isArray(made) ? [...made] : [made];
      });
    });
  if (!isMap(node)) return node;
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, expandTemplate(value, names)]));
};
