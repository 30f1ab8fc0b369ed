import { equalJson, isArray, isObject, type JsonValue } from '../../core/json.ts';
import { glob } from '../../core/text/glob.ts';
import { functions, plain } from './functions.ts';
import { plainPath, type Missing, type Syntax, type World } from './world.ts';

/** A value, or why nobody can know it from the configuration alone. */
export type Known = { readonly value: JsonValue } | { readonly why: string };

/** What expressions may refer to, by the first name: `local`, `var`, `each`, `path`, a loop's own variables. */
export type Names = ReadonlyMap<string, (rest: readonly string[]) => Known | undefined>;

export type Scope = {
  readonly names: Names;
  readonly world: World;
  readonly missing: Missing;
  /** Folder of the module. */
  readonly folder: string;
  readonly work: { steps: number; depth: number };
};

const mostSteps = 500_000;
const deepest = 200;

export const gap = (why: string): Known => ({ why });
export const value = (known: JsonValue): Known => ({ value: known });

const metaText = ({ meta }: Syntax, name: string): string => {
  const found = meta?.[name];
  return typeof found === 'string' ? found : '';
};

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\' };

/** A text between quotes by what it means. */
const unescaped = (text: string): string =>
  text.replaceAll(
    /\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))/g,
    (found, short: string | undefined, long: string | undefined, sign: string | undefined) => {
      if (sign !== undefined) return escapes[sign] ?? found;
      const code = Number.parseInt(short ?? long ?? '', 16);
      return code > 0x10ffff ? found : String.fromCodePoint(code);
    },
  );

/** `$${` and `%%{` stand for `${` and `%{`. */
export const withoutDoubles = (text: string): string => text.replaceAll(/\$\$\{/g, '${').replaceAll(/%%\{/g, '%{');

const member = (of: JsonValue, key: string | number): JsonValue | undefined => {
  if (isArray(of)) return of[Number(key)];
  return isObject(of) && Object.hasOwn(of, String(key)) ? of[String(key)] : undefined;
};

const inside = (of: Known, path: readonly string[], shown: string): Known => {
  let current = of;
  for (const key of path) {
    if ('why' in current) return current;
    const found = member(current.value, key);
    if (found === undefined) return gap(`\`${shown}\` has no \`${key}\``);
    current = value(found);
  }
  return current;
};

const segmentsOf = (syntax: Syntax): readonly string[] => {
  const traversal = syntax.meta?.['traversal'];
  return (isArray(traversal) ? traversal : []).map((step) => {
    const segment = isObject(step) ? (step['segment'] ?? '') : '';
    const text = plain(segment);
    return /^".*"$/s.test(text) ? unescaped(text.slice(1, -1)) : text;
  });
};

const reference = (syntax: Syntax, scope: Scope): Known => {
  const [head = '', ...rest] = segmentsOf(syntax);
  const shown = metaText(syntax, 'fullAccessor');
  const found = scope.names.get(head)?.(rest);
  return found ?? gap(`\`${shown}\` is known only to Terraform`);
};

const textOf = (known: JsonValue): string | undefined =>
  typeof known === 'string' ? known : isArray(known) || isObject(known) || known === null ? undefined : String(known);

const template = (syntax: Syntax, scope: Scope): Known => {
  const isQuoted = metaText(syntax, 'value').startsWith('"');
  let text = '';
  for (const child of syntax.children) {
    if (child.type === 'literalValue' && child.meta?.['type'] === 'string') {
      const raw = withoutDoubles(metaText(child, 'value'));
      text += isQuoted ? unescaped(raw) : raw;
      continue;
    }
    const known = evaluate(child, scope);
    if ('why' in known) return known;
    const part = textOf(known.value);
    if (part === undefined) return gap(`\`${metaText(child, 'value')}\` is no text`);
    text += part;
  }
  return value(text);
};

const literal = (syntax: Syntax): Known => {
  const text = metaText(syntax, 'value');
  switch (syntax.meta?.['type']) {
    case 'number':
      return value(Number(text));
    case 'bool':
      return value(text === 'true');
    case 'string':
      return value(text);
    default:
      return text === 'null' ? value(null) : gap(`\`${text}\` is no value`);
  }
};

const operators: Readonly<Record<string, (left: JsonValue, right: JsonValue) => JsonValue | undefined>> = {
  add: (left, right) => Number(left) + Number(right),
  subtract: (left, right) => Number(left) - Number(right),
  multiply: (left, right) => Number(left) * Number(right),
  divide: (left, right) => (Number(right) === 0 ? undefined : Number(left) / Number(right)),
  modulo: (left, right) => (Number(right) === 0 ? undefined : Number(left) % Number(right)),
  equal: (left, right) => equalJson(left, right),
  notEqual: (left, right) => !equalJson(left, right),
  greaterThan: (left, right) => Number(left) > Number(right),
  greaterThanOrEqual: (left, right) => Number(left) >= Number(right),
  lessThan: (left, right) => Number(left) < Number(right),
  lessThanOrEqual: (left, right) => Number(left) <= Number(right),
  logicalAnd: (left, right) => left === true && right === true,
  logicalOr: (left, right) => left === true || right === true,
};

const binary = (syntax: Syntax, scope: Scope): Known => {
  const [left, right] = syntax.children.map((child) => evaluate(child, scope));
  if (left === undefined || right === undefined) return gap('an operation lacks a side');
  if ('why' in left) return left;
  if ('why' in right) return right;
  const result = operators[metaText(syntax, 'operator')]?.(left.value, right.value);
  return result === undefined ? gap(`\`${metaText(syntax, 'value')}\` cannot be worked out`) : value(result);
};

const unary = (syntax: Syntax, scope: Scope): Known => {
  const known = syntax.children[0] === undefined ? gap('nothing') : evaluate(syntax.children[0], scope);
  if ('why' in known) return known;
  return metaText(syntax, 'operator') === 'negate' ? value(-Number(known.value)) : value(known.value !== true);
};

const conditional = ([condition, yes, no]: readonly Syntax[], scope: Scope): Known => {
  const holds = condition === undefined ? gap('nothing') : evaluate(condition, scope);
  if ('why' in holds) return holds;
  const chosen = holds.value === true ? yes : no;
  return chosen === undefined ? gap('a condition lacks a side') : evaluate(chosen, scope);
};

const wrapped = (syntax: Syntax): Syntax =>
  syntax.type === '' && syntax.children[0] !== undefined ? wrapped(syntax.children[0]) : syntax;

/** An object's items come in pairs of key and value; a bare word is a key by itself. */
const object = (syntax: Syntax, scope: Scope): Known => {
  const { children, meta } = syntax;
  const words = isObject(meta?.['items'])
    ? Object.keys(meta['items']).filter((key) => /^[A-Za-z_][\w-]*$/.test(key))
    : [];
  const result: [string, JsonValue][] = [];
  const bare = [...children.keys()].filter((index) => index % 2 === 0 && children[index]?.children.length === 0);
  // The parser lists bare words by value alone; their values are the texts of the expressions behind them.
  const names = new Map<number, string>();
  const left = new Set(words);
  for (const index of bare) {
    const text = metaText(children[index + 1] ?? syntax, 'value');
    const items = isObject(meta?.['items']) ? meta['items'] : {};
    const name = [...left].find((word) => items[word] === text) ?? [...left][0];
    if (name === undefined) return gap('a key of an object cannot be read');
    left.delete(name);
    names.set(index, name);
  }
  for (let index = 0; index + 1 < children.length; index += 2) {
    const [key, item] = [children[index], children[index + 1]];
    const word = names.get(index);
    const name = word !== undefined ? value(word) : key === undefined ? gap('nothing') : evaluate(wrapped(key), scope);
    const known = item === undefined ? gap('nothing') : evaluate(item, scope);
    if ('why' in name) return name;
    if ('why' in known) return known;
    result.push([plain(name.value), known.value]);
  }
  return value(Object.fromEntries(result));
};

const tuple = (children: readonly Syntax[], scope: Scope): Known => {
  const items: JsonValue[] = [];
  for (const child of children) {
    const known = evaluate(child, scope);
    if ('why' in known) return known;
    items.push(known.value);
  }
  return value(items);
};

const entriesOf = (known: JsonValue): readonly (readonly [JsonValue, JsonValue])[] | undefined => {
  if (isArray(known)) return known.map((item, index) => [index, item] as const);
  return isObject(known) ? Object.entries(known) : undefined;
};

/** The scope with some names more. */
export const withNames = (scope: Scope, names: Readonly<Record<string, JsonValue>>): Scope => ({
  ...scope,
  names: new Map([
    ...scope.names,
    ...Object.entries(names).map(
      ([name, known]) => [name, (rest: readonly string[]) => inside(value(known), rest, name)] as const,
    ),
  ]),
});

const loop = (syntax: Syntax, scope: Scope): Known => {
  const [collection, ...rest] = syntax.children;
  const isMap = metaText(syntax, 'openRangeValue') === '{';
  const hasCondition = metaText(syntax, 'conditionalExpression') !== '';
  const [keySyntax, valueSyntax] = isMap ? rest : [undefined, rest[0]];
  const condition = hasCondition ? rest.at(-1) : undefined;
  if (syntax.meta?.['groupedValue'] === true) return gap('a `for` that groups values is not read');
  const source = collection === undefined ? gap('nothing') : evaluate(collection, scope);
  if ('why' in source) return source;
  const entries = entriesOf(source.value);
  if (entries === undefined || valueSyntax === undefined) return gap('a `for` goes over no list and no map');
  const items: [string, JsonValue][] = [];
  for (const [key, item] of entries) {
    const keyName = metaText(syntax, 'keyVar');
    const inner = withNames(scope, {
      ...(keyName === '' ? {} : { [keyName]: key }),
      [metaText(syntax, 'valVar')]: item,
    });
    const holds = condition === undefined ? value(true) : evaluate(condition, inner);
    if ('why' in holds) return holds;
    if (holds.value !== true) continue;
    const name = keySyntax === undefined ? value('') : evaluate(keySyntax, inner);
    const known = evaluate(valueSyntax, inner);
    if ('why' in name) return name;
    if ('why' in known) return known;
    items.push([plain(name.value), known.value]);
  }
  return value(isMap ? Object.fromEntries(items) : items.map(([, item]) => item));
};

/** `list[*].name`: the member of each item. */
const splat = (syntax: Syntax, scope: Scope): Known => {
  const [source, each] = syntax.children;
  const known = source === undefined ? gap('nothing') : evaluate(source, scope);
  if ('why' in known) return known;
  const items = isArray(known.value) ? known.value : known.value === null ? [] : [known.value];
  const path = each?.type === 'relativeTraversal' ? segmentsOf(each) : [];
  const found = items.map((item) => inside(value(item), path, metaText(syntax, 'value')));
  const open = found.find((item) => 'why' in item);
  return open ?? value(found.flatMap((item) => ('value' in item ? [item.value] : [])));
};

const fileAt = (path: JsonValue, scope: Scope): Known => {
  if (typeof path !== 'string') return gap('file() is given no path');
  const place = plainPath(path);
  const found = scope.world.files.get(place);
  if (found === undefined) scope.missing.files.add(place);
  return typeof found === 'string' ? value(found) : gap(`there is no file \`${place}\``);
};

/** The whole of a text that may hold `${…}` and `%{…}`. */
export const evaluateTemplate = (text: string, scope: Scope): Known => {
  if (!/[$%]\{/.test(text)) return value(text);
  const syntax = scope.world.syntax.get(text);
  if (syntax === undefined) {
    scope.missing.syntax.add(text);
    return gap('it is not read yet');
  }
  if (typeof syntax === 'string') return gap(syntax);
  // The parser is given a heredoc, which ends with a line end of its own.
  const [head, tail, ...more] = syntax.children;
  const isOnly = more.length === 0 && tail?.type === 'literalValue' && metaText(tail, 'value') === '\n';
  if (isOnly && head !== undefined && head.type !== 'literalValue') return evaluate(head, scope);
  const known = template(syntax, scope);
  return 'value' in known && typeof known.value === 'string' ? value(known.value.replace(/\n$/, '')) : known;
};

const fileset = (folder: JsonValue, pattern: JsonValue, scope: Scope): Known => {
  if (typeof folder !== 'string' || typeof pattern !== 'string') return gap('fileset() is given no paths');
  const place = plainPath(folder);
  const found = scope.world.folders.get(place);
  if (found === undefined) scope.missing.folders.add(place);
  if (found === undefined || found === null) return gap(`there is no folder \`${place}\``);
  const fits = glob(pattern);
  return value(found.filter((item) => fits(item)).toSorted());
};

const call = (syntax: Syntax, scope: Scope): Known => {
  const name = metaText(syntax, 'name');
  const known = syntax.children.map((child) => evaluate(child, scope));
  if (name === 'try') return known.find((item) => 'value' in item) ?? known[0] ?? gap('try() is given nothing');
  if (name === 'can') return value(known[0] !== undefined && 'value' in known[0]);
  const open = known.find((item) => 'why' in item);
  if (open !== undefined) return open;
  const given = known.flatMap((item) => ('value' in item ? [item.value] : []));
  const last = given.at(-1);
  const values =
    syntax.meta?.['expandedFinalArgument'] === true && isArray(last) ? [...given.slice(0, -1), ...last] : given;
  const [first = null, second = null] = values;
  if (name === 'file') return fileAt(first, scope);
  if (name === 'fileexists') return value('value' in fileAt(first, scope));
  if (name === 'fileset') return fileset(first, second, scope);
  if (name === 'templatefile') {
    const text = fileAt(first, scope);
    if ('why' in text || typeof text.value !== 'string') return text;
    return evaluateTemplate(text.value, withNames({ ...scope, names: new Map() }, isObject(second) ? second : {}));
  }
  const own = Object.hasOwn(functions, name) ? functions[name] : undefined;
  if (own === undefined) return gap(`${name}() is known only to Terraform`);
  const result = own(...values);
  return result === undefined ? gap(`${name}() is called with values that it does not take`) : value(result);
};

const step = (syntax: Syntax, scope: Scope): Known => {
  switch (syntax.type) {
    case 'literalValue':
      return literal(syntax);
    case 'template':
      return template(syntax, scope);
    case 'scopeTraversal':
      return reference(syntax, scope);
    case 'binaryOp':
      return binary(syntax, scope);
    case 'unaryOp':
      return unary(syntax, scope);
    case 'conditional':
      return conditional(syntax.children, scope);
    case 'object':
      return object(syntax, scope);
    case 'tuple':
      return tuple(syntax.children, scope);
    case 'function':
      return call(syntax, scope);
    case 'for':
      return loop(syntax, scope);
    case 'splat':
      return splat(syntax, scope);
    case 'relativeTraversal': {
      const [source] = syntax.children;
      const known = source === undefined ? gap('nothing') : evaluate(source, scope);
      return inside(known, segmentsOf(syntax), metaText(syntax, 'value'));
    }
    case 'index': {
      const [of, at] = syntax.children.map((child) => evaluate(child, scope));
      if (of === undefined || at === undefined) return gap('an index lacks a side');
      return 'why' in at ? at : inside(of, [plain(at.value)], metaText(syntax, 'collectionExpression'));
    }
    case 'templateJoin': {
      const [only] = syntax.children;
      const known = only === undefined ? gap('a loop is empty') : evaluate(only, scope);
      if ('why' in known) return known;
      return isArray(known.value) ? value(known.value.map((item) => textOf(item) ?? '').join('')) : known;
    }
    case '':
    case 'templateWrap': {
      const [only] = syntax.children;
      return only === undefined ? gap('an expression is empty') : evaluate(only, scope);
    }
    default:
      return gap(`\`${metaText(syntax, 'value').slice(0, 60)}\` is no expression that is read here`);
  }
};

/** What an expression of Terraform comes to. */
export const evaluate = (syntax: Syntax, scope: Scope): Known => {
  const { work } = scope;
  work.steps += 1;
  if (work.steps > mostSteps) return gap('the configuration takes too much work to evaluate');
  if (work.depth >= deepest) return gap('its expressions are nested too deep');
  work.depth += 1;
  try {
    return step(syntax, scope);
  } finally {
    work.depth -= 1;
  }
};

/** A value of a block, with what in it cannot be known and where. */
export type Evaluated = {
  readonly value: JsonValue;
  readonly gaps: readonly { readonly at: string; readonly why: string }[];
};

/** Every template in a value evaluated; what cannot be known is null there and named. */
export const evaluateValue = (from: JsonValue, scope: Scope, at = ''): Evaluated => {
  if (typeof from === 'string') {
    const known = evaluateTemplate(from, scope);
    return 'value' in known ? { value: known.value, gaps: [] } : { value: null, gaps: [{ at, why: known.why }] };
  }
  if (isArray(from)) {
    const items = from.map((item, index) => evaluateValue(item, scope, `${at}/${index}`));
    return { value: items.map((item) => item.value), gaps: items.flatMap(({ gaps }) => gaps) };
  }
  if (!isObject(from)) return { value: from, gaps: [] };
  const members = Object.entries(from).map(([key, item]) => [key, evaluateValue(item, scope, `${at}/${key}`)] as const);
  return {
    value: Object.fromEntries(members.map(([key, item]) => [key, item.value])),
    gaps: members.flatMap(([, { gaps }]) => gaps),
  };
};
