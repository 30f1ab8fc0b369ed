import { isArray, isObject, type JsonValue, scalarText } from '../../core/json.ts';
import { kindInWords } from '../../core/text/phrase.ts';
import { booleanOf } from './operations.ts';
import { allOf, gap, inside, metaText, value, withNames, type Evaluate, type Known, type Scope } from './scope.ts';
import type { Syntax } from './world.ts';

const wrapped = (syntax: Syntax): Syntax =>
  syntax.type === '' && syntax.children[0] !== undefined ? wrapped(syntax.children[0]) : syntax;

type Key = { readonly value: string } | { readonly why: string };

/** What a key of an object comes to. Terraform refuses one that is null, a list or an object. */
export const keyOf = (known: Known): Key => {
  if ('why' in known) return known;
  const text = scalarText(known.value);
  return text === undefined
    ? { why: `the key of an object is ${kindInWords(known.value)}, not a text` }
    : { value: text };
};

/** An object's items come in pairs of key and value; a bare word is a key by itself. */
export const object = (syntax: Syntax, scope: Scope, evaluate: Evaluate): Known => {
  const { children, meta } = syntax;
  const items = isObject(meta?.['items']) ? meta['items'] : {};
  const result: [string, JsonValue][] = [];
  const bare = [...children.keys()].filter((index) => index % 2 === 0 && children[index]?.children.length === 0);
  // The parser lists bare words by value alone; their values are the texts of the expressions behind them.
  const names = new Map<number, string>();
  const left = new Set(Object.keys(items).filter((key) => /^[A-Za-z_][\w-]*$/.test(key)));
  for (const index of bare) {
    const text = metaText(children[index + 1] ?? syntax, 'value');
    const name = [...left].find((word) => items[word] === text) ?? [...left][0];
    if (name === undefined) return gap('a key of an object cannot be read');
    left.delete(name);
    names.set(index, name);
  }
  for (let index = 0; index + 1 < children.length; index += 2) {
    const key = children[index];
    const word = names.get(index);
    const name = keyOf(word === undefined ? evaluate(key === undefined ? key : wrapped(key), scope) : value(word));
    const known = evaluate(children[index + 1], scope);
    if ('why' in name) return name;
    if ('why' in known) return known;
    result.push([name.value, known.value]);
  }
  return value(Object.fromEntries(result));
};

export const tuple = (syntax: Syntax, scope: Scope, evaluate: Evaluate): Known => {
  const all = allOf(syntax.children.map((child) => evaluate(child, scope)));
  return 'why' in all ? all : value(all.values);
};

/** Members of a map come in the order of their keys. */
const entriesOf = (known: JsonValue): readonly (readonly [JsonValue, JsonValue])[] | undefined => {
  if (isArray(known)) return known.map((item, index) => [index, item] as const);
  if (!isObject(known)) return undefined;
  return Object.entries(known).toSorted(([left], [right]) => (left < right ? -1 : 1));
};

type Item = readonly [key: string, item: JsonValue];

/** `{ for … : key => value... }`: under each key the list of its values. */
const grouped = (items: readonly Item[]): JsonValue => {
  const groups = new Map<string, JsonValue[]>();
  for (const [key, item] of items) groups.set(key, [...(groups.get(key) ?? []), item]);
  return Object.fromEntries(groups);
};

export const loop = (syntax: Syntax, scope: Scope, evaluate: Evaluate): Known => {
  const [collection, ...rest] = syntax.children;
  const isMap = metaText(syntax, 'openRangeValue') === '{';
  const [keySyntax, valueSyntax] = isMap ? rest : [undefined, rest[0]];
  const condition = metaText(syntax, 'conditionalExpression') === '' ? undefined : rest.at(-1);
  const source = evaluate(collection, scope);
  if ('why' in source) return source;
  const entries = entriesOf(source.value);
  if (entries === undefined) return gap('a `for` goes over no list and no map');
  const keyName = metaText(syntax, 'keyVar');
  const items: Item[] = [];
  for (const [key, item] of entries) {
    const inner = withNames(scope, {
      ...(keyName === '' ? {} : { [keyName]: key }),
      [metaText(syntax, 'valVar')]: item,
    });
    const all = allOf([
      condition === undefined ? value(true) : evaluate(condition, inner),
      keySyntax === undefined ? value('') : evaluate(keySyntax, inner),
    ]);
    if ('why' in all) return all;
    const [holds, name = ''] = all.values;
    const isKept = booleanOf(holds);
    if (isKept === undefined) return gap('the condition of a `for` is not true or false');
    if (!isKept) continue;
    const known = evaluate(valueSyntax, inner);
    if ('why' in known) return known;
    const named = keyOf(value(name));
    if ('why' in named) return named;
    items.push([named.value, known.value]);
  }
  if (!isMap) return value(items.map(([, item]) => item));
  if (syntax.meta?.['groupedValue'] === true) return value(grouped(items));
  const names = new Set<string>();
  for (const [name] of items) {
    // Terraform refuses it too.
    if (names.has(name)) return gap(`a \`for\` gives the key \`${name}\` twice`);
    names.add(name);
  }
  return value(Object.fromEntries(items));
};

/** `list[*].name`: the member of each item. */
export const splat = (syntax: Syntax, path: readonly string[], scope: Scope, evaluate: Evaluate): Known => {
  const known = evaluate(syntax.children[0], scope);
  if ('why' in known) return known;
  const items = isArray(known.value) ? known.value : known.value === null ? [] : [known.value];
  const all = allOf(items.map((item) => inside(item, path, metaText(syntax, 'value'))));
  return 'why' in all ? all : value(all.values);
};
