import { isArray, isObject, type JsonObject, type JsonValue } from '../../core/json.ts';
import { parseExpression, type Expression } from './expression.ts';
import { callFunction } from './functions.ts';
import { gapsOf, hole, known, type Resolved } from './resolved.ts';

/** What expressions of a template may refer to. Names are compared without case, as the service does. */
export type Scope = {
  readonly parameter: (name: string) => Resolved;
  readonly variable: (name: string) => Resolved;
  /** Indexes of the copy loops around, by name; the innermost under the empty name. */
  readonly copies: ReadonlyMap<string, number>;
};

/** Something that cannot be known, and where in the value it stands. */
export type Gap = { readonly at: string; readonly why: string };

export type Whole = { readonly value: JsonValue; readonly gaps: readonly Gap[] };

/** An expression stands between brackets; `[[` begins a text whose first bracket is doubled. */
const isExpression = (text: string): boolean => /^\[(?!\[)[\s\S]*\]$/.test(text);

const nameOf = (item: Resolved | undefined): string | undefined =>
  item?.kind === 'value' && typeof item.value === 'string' ? item.value : undefined;

const memberOf = (of: Resolved, key: Resolved): Resolved => {
  if (of.kind !== 'value') return hole(gapsOf(of)[0] ?? '');
  if (key.kind !== 'value') return hole(gapsOf(key)[0] ?? '');
  const { value } = of;
  if (isArray(value) && typeof key.value === 'number') {
    const item = value[key.value];
    return item === undefined ? hole(`a list of ${value.length} has no item ${key.value}`) : known(item);
  }
  const name = typeof key.value === 'string' ? key.value.toLowerCase() : undefined;
  const found = isObject(value) ? Object.keys(value).find((own) => own.toLowerCase() === name) : undefined;
  if (!isObject(value) || found === undefined) return hole(`there is no member \`${JSON.stringify(key.value)}\``);
  return known(value[found] ?? null);
};

const evaluate = (expression: Expression, scope: Scope): Resolved => {
  switch (expression.is) {
    case 'literal':
      return known(expression.value);
    case 'member':
      return memberOf(evaluate(expression.of, scope), known(expression.name));
    case 'index':
      return memberOf(evaluate(expression.of, scope), evaluate(expression.at, scope));
    case 'call': {
      const name = expression.name.toLowerCase();
      const values = expression.arguments.map((argument) => evaluate(argument, scope));
      const first = nameOf(values[0]);
      if (name === 'parameters' && first !== undefined) return scope.parameter(first);
      if (name === 'variables' && first !== undefined) return scope.variable(first);
      if (name === 'copyindex') {
        const index = scope.copies.get(first?.toLowerCase() ?? '');
        const offset = values.find((item) => item.kind === 'value' && typeof item.value === 'number');
        const shift = offset?.kind === 'value' && typeof offset.value === 'number' ? offset.value : 0;
        return index === undefined ? hole('copyIndex() stands outside of a copy loop') : known(index + shift);
      }
      return callFunction(expression.name, values);
    }
  }
};

/** What a text of a template comes to. */
export const resolveText = (text: string, scope: Scope): Resolved => {
  if (text.startsWith('[[')) return known(text.slice(1));
  if (!isExpression(text)) return known(text);
  const expression = parseExpression(text.slice(1, -1));
  return expression === undefined ? hole(`\`${text.slice(0, 60)}\` is no expression`) : evaluate(expression, scope);
};

/** A value of a template with every expression in it replaced; what cannot be known is null and named. */
export const resolveValue = (value: JsonValue, scope: Scope, at = ''): Whole => {
  if (typeof value === 'string') {
    const resolved = resolveText(value, scope);
    if (resolved.kind === 'value') return { value: resolved.value, gaps: [] };
    return { value: null, gaps: gapsOf(resolved).map((why) => ({ at, why })) };
  }
  if (isArray(value)) {
    const items = value.map((item, index) => resolveValue(item, scope, `${at}/${index}`));
    return { value: items.map((item) => item.value), gaps: items.flatMap((item) => item.gaps) };
  }
  if (!isObject(value)) return { value, gaps: [] };
  const members: [string, JsonValue][] = [];
  const gaps: Gap[] = [];
  for (const [key, member] of Object.entries(value)) {
    const whole = resolveValue(member, scope, `${at}/${key}`);
    members.push([key, whole.value]);
    gaps.push(...whole.gaps);
  }
  return { value: Object.fromEntries(members), gaps };
};

const asResolved = ({ value, gaps }: Whole): Resolved => {
  const [gap] = gaps;
  return gap === undefined ? known(value) : hole(gap.why);
};

/** Looks up by name without case, works each out once, and takes a name that needs itself for a hole. */
const remembered = (
  names: JsonObject,
  what: string,
  work: (name: string, value: JsonValue) => Resolved,
): ((name: string) => Resolved) => {
  const keys = new Map(Object.keys(names).map((key) => [key.toLowerCase(), key]));
  const done = new Map<string, Resolved | 'begun'>();
  return (name) => {
    const key = keys.get(name.toLowerCase());
    if (key === undefined) return hole(`the template has no ${what} \`${name}\``);
    const found = done.get(key);
    if (found === 'begun') return hole(`${what} \`${name}\` needs its own value`);
    if (found !== undefined) return found;
    done.set(key, 'begun');
    const result = work(key, names[key] ?? null);
    done.set(key, result);
    return result;
  };
};

const objectOf = (value: JsonValue | undefined): JsonObject => (isObject(value) ? value : {});

/**
 * What the expressions of a template may refer to: its variables and its parameters, with the values given, else with
 * their defaults.
 *
 * @param given values of parameters by name in lower case.
 */
export const templateScope = (template: JsonObject, given: ReadonlyMap<string, Resolved> = new Map()): Scope => {
  const text = (value: JsonValue): Resolved =>
    typeof value === 'string' ? resolveText(value, scope) : asResolved(resolveValue(value, scope));
  const scope: Scope = {
    parameter: remembered(objectOf(template['parameters']), 'parameter', (name, declared) => {
      const value = given.get(name.toLowerCase());
      if (value !== undefined) return value;
      const fallback = isObject(declared) ? declared['defaultValue'] : undefined;
      return fallback === undefined ? hole(`parameter \`${name}\` has no value`) : text(fallback);
    }),
    variable: remembered(objectOf(template['variables']), 'variable', (_name, value) => text(value)),
    copies: new Map(),
  };
  return scope;
};
