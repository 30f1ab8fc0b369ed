import { textOf } from '../values/convert.ts';
import { pathOf, removeAt, setAt, valueAt } from '../paths.ts';
import type { Step } from '../paths.ts';
import { isArray, isBag } from '../values/value.ts';
import type { Dynamic, DynamicArray, DynamicBag } from '../values/value.ts';
import { array, bag, binary, dynamic, text, unary, variadic } from './call.ts';
import type { Functions } from './call.ts';
import type { ScalarFunction } from './index.ts';

/** Pairs of keys and values; the last of equal keys wins, and a pair without a key falls away. */
const pack: ScalarFunction = {
  bind: (args) => {
    const reads = args.map((argument, at) => (at % 2 === 0 ? text(argument, at) : dynamic(argument, at)));
    return (values) => {
      const made = new Map<string, Dynamic>();
      for (let at = 0; at + 1 < reads.length; at += 2) {
        const key = textOf(reads[at]?.(values) ?? '');
        if (key !== '') made.set(key, reads[at + 1]?.(values) ?? null);
      }
      return made;
    };
  },
};

/** Of equal keys the leftmost bag's value is kept; what is no bag is skipped. */
const merge = variadic(dynamic, (values) => {
  const bags = values.filter(isBag);
  if (bags.length === 0) return null;
  const merged = new Map<string, Dynamic>();
  for (const each of bags) for (const [key, value] of each) if (!merged.has(key)) merged.set(key, value);
  return merged;
});

/** The steps of a path like `$.a.b`; anything else is one key of the outermost bag. */
const stepsOf = (key: string): readonly Step[] => (key.startsWith('$') ? (pathOf(key) ?? [key]) : [key]);

/** Names, or paths like `$.a.b`, of what to take out; a plain name is a key of the outermost bag only. */
const removeKeys = (value: DynamicBag, keys: DynamicArray): Dynamic =>
  keys.reduce<Dynamic>((rest, key) => {
    if (typeof key !== 'string') return rest;
    return removeAt(rest, stepsOf(key));
  }, value);

/** Whether there is such a key; one within a bag by its path, which does not lead through arrays. */
const hasKey = (value: DynamicBag, key: string): boolean => {
  const steps = stepsOf(key);
  const names = steps.filter((step) => typeof step === 'string');
  const parent = valueAt(value, names.slice(0, -1));
  const last = names.at(-1);
  return isBag(parent) && last !== undefined && names.length === steps.length && parent.has(last);
};

const setKey: ScalarFunction = {
  bind: (args) => {
    const readBag = bag(args[0], 0);
    const readKey = text(args[1], 1);
    const readValue = dynamic(args[2], 2);
    return (values) => {
      const given = readBag(values);
      const key = readKey(values) ?? '';
      return given === null ? null : setAt(given, stepsOf(key), readValue(values));
    };
  },
};

/** Keys that are no text are left out with their values; keys without a value, or with no array of them, get null. */
const zipBag: ScalarFunction = {
  bind: (args) => {
    const readKeys = array(args[0], 0);
    const readValues = array(args[1], 1);
    return (row) => {
      const keys = readKeys(row);
      if (keys === null) return null;
      const values = readValues(row) ?? [];
      return new Map(keys.flatMap((key, at) => (typeof key === 'string' ? [[key, values[at] ?? null] as const] : [])));
    };
  },
};

/** Paths of all leaves: of an array those of its first element of each shape stand for all. */
const treePaths = (value: Dynamic, path: string): readonly string[] => {
  if (isBag(value))
    return [...value].flatMap(([key, each]) => [`${path}['${key}']`, ...treePaths(each, `${path}['${key}']`)]);
  if (!isArray(value) || value.length === 0) return [];
  const inner = value.flatMap((each) => treePaths(each, `${path}[0]`));
  return [`${path}[0]`, ...new Set(inner)];
};

/** Functions of property bags. */
export const bagFunctions: Functions = {
  bag_pack: pack,
  pack,
  pack_dictionary: pack,
  bag_merge: merge,
  bag_keys: unary(bag, (value) => [...value.keys()]),
  bag_has_key: binary(bag, text, hasKey),
  bag_remove_keys: binary(bag, array, removeKeys),
  bag_set_key: setKey,
  bag_zip: zipBag,
  treepath: unary(dynamic, (value) => treePaths(value, '')),
};
