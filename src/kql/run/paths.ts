import { isArray, isBag } from './values/value.ts';
import type { Dynamic } from './values/value.ts';

/** A step into a dynamic value: a key of a bag or a position in an array. */
export type Step = string | number;

const stepPattern = /\.([A-Za-z_$@][\w$@-]*)|\.?\[(?:'([^']*)'|"([^"]*)"|(-?\d+))\]/y;

/** Reads a path like `$.a['b c'][0]` into its steps; undefined where it is none (Microsoft Learn, "JSONPath"). */
export const pathOf = (text: string): readonly Step[] | undefined => {
  if (!text.startsWith('$')) return undefined;
  const steps: Step[] = [];
  let at = 1;
  while (at < text.length) {
    stepPattern.lastIndex = at;
    const match = stepPattern.exec(text);
    if (match === null) return undefined;
    const [whole, name, single, double, index] = match;
    steps.push(index === undefined ? (name ?? single ?? double ?? '') : Number(index));
    at += whole.length;
  }
  return steps;
};

/** What a path leads to; null where something on the way is missing. */
export const valueAt = (value: Dynamic, path: readonly Step[]): Dynamic =>
  path.reduce<Dynamic>((at, step) => {
    if (typeof step === 'string') return isBag(at) ? (at.get(step) ?? null) : null;
    return isArray(at) ? (at.at(step) ?? null) : null;
  }, value);

/** The value without what a path leads to; the value itself where there is nothing. */
export const removeAt = (value: Dynamic, path: readonly Step[]): Dynamic => {
  const [step, ...rest] = path;
  if (typeof step !== 'string' || !isBag(value) || !value.has(step)) return value;
  const copy = new Map(value);
  if (rest.length === 0) copy.delete(step);
  else copy.set(step, removeAt(value.get(step) ?? null, rest));
  return copy;
};

/** The value with something else where a path leads to; bags that are missing on the way are made. */
export const setAt = (value: Dynamic, path: readonly Step[], made: Dynamic): Dynamic => {
  const [step, ...rest] = path;
  if (step === undefined) return made;
  const bag = new Map(isBag(value) ? value : []);
  const key = String(step);
  return bag.set(key, setAt(bag.get(key) ?? null, rest, made));
};
