import { type Compiler, derived, type Expr } from '../compiler.ts';
import { dynamicFromText } from '../values/convert.ts';
import { isArray, isBag, isWhole, type Value } from '../values/value.ts';

/** A member of a dynamic value by name or position; null where there is none. Negative positions count from the end. */
export const memberOf = (value: Value, selector: Value): Value => {
  if (isBag(value)) return typeof selector === 'string' ? (value.get(selector) ?? null) : null;
  if (!isArray(value) || !isWhole(selector)) return null;
  const position = Number(selector);
  return value[position < 0 ? value.length + position : position] ?? null;
};

/** `value.name`, `value["name"]`, `value[0]`. */
export const memberExpr = (cx: Compiler, owner: Expr, selector: Expr): Expr => {
  const { read } = owner;
  // A text that is indexed is read as JSON, which the binder allows for what it holds for dynamic.
  const open =
    owner.type === 'string'
      ? (value: Value) => (typeof value === 'string' ? dynamicFromText(value) : value)
      : undefined;
  if (open !== undefined)
    return derived(cx, 'dynamic', [owner, selector], (row) => memberOf(open(read(row)), selector.read(row)));
  const name = selector.constant?.value;
  if (typeof name === 'string')
    return derived(cx, 'dynamic', [owner, selector], (row) => {
      const value = read(row);
      return value instanceof Map ? (value.get(name) ?? null) : null;
    });
  return derived(cx, 'dynamic', [owner, selector], (row) => memberOf(read(row), selector.read(row)));
};
