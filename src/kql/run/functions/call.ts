import { converter, dynamicOf } from '../values/convert.ts';
import { isArray, isBag, isWhole } from '../values/value.ts';
import type { Dynamic, DynamicArray, DynamicBag, Type, Value, Whole } from '../values/value.ts';
import type { Argument, ScalarFunction } from './index.ts';

/** Functions of one family by name. */
export type Functions = Readonly<Record<string, ScalarFunction>>;

/**
 * Makes of an argument of a call what reads it out of the values of a row, turned into the type that the function
 * wants. An argument that the call does not have reads as null.
 */
export type Reader<T> = (argument: Argument | undefined, at: number) => (values: readonly Value[]) => T | null;

const reader =
  <T>(type: Type, isIt: (value: Value) => value is Value & T): Reader<T> =>
  (argument, at) => {
    if (argument === undefined) return () => null;
    const convert = converter(argument.type, type);
    return (values) => {
      const value = convert(values[at] ?? null);
      return isIt(value) ? value : null;
    };
  };

const isText = (value: Value): value is string => typeof value === 'string';
const isNumber = (value: Value): value is number => typeof value === 'number';
const isBoolean = (value: Value): value is boolean => typeof value === 'boolean';

export const text: Reader<string> = reader<string>('string', isText);
export const long: Reader<Whole> = reader<Whole>('long', isWhole);
export const real: Reader<number> = reader<number>('real', isNumber);
export const bool: Reader<boolean> = reader<boolean>('bool', isBoolean);
export const datetime: Reader<Whole> = reader<Whole>('datetime', isWhole);
export const timespan: Reader<Whole> = reader<Whole>('timespan', isWhole);
export const array: Reader<DynamicArray> = reader<DynamicArray>('dynamic', isArray);
export const bag: Reader<DynamicBag> = reader<DynamicBag>('dynamic', isBag);

/** An integer as a number: one beyond 2^53 becomes the nearest, which no position or count comes near. */
export const count: Reader<number> = (argument, at) => {
  const read = long(argument, at);
  return (values) => {
    const value = read(values);
    return value === null ? null : Number(value);
  };
};

/** Any value as a dynamic one. */
export const dynamic: Reader<Dynamic> = (argument, at) => {
  if (argument === undefined) return () => null;
  const lift = dynamicOf(argument.type);
  return (values) => lift(values[at] ?? null);
};

/** A value that may be missing from the call. */
export const optional =
  <T>(read: Reader<T>, fallback: T): Reader<T> =>
  (argument, at) =>
    argument === undefined ? () => fallback : read(argument, at);

/** What is made of a text once for all rows where the text is constant, and where it differs from the last otherwise. */
export const prepared =
  <T>(make: (text: string) => T | null): Reader<T> =>
  (argument, at) => {
    const read = text(argument, at);
    let last: string | null = null;
    let made: T | null = null;
    return (values) => {
      const value = read(values);
      if (value === null) return null;
      if (value !== last) {
        made = make(value);
        last = value;
      }
      return made;
    };
  };

/** A function of one argument; null (or what is said) where the argument is null. */
export const unary = <A>(a: Reader<A>, evaluate: (a: A) => Value, none: Value = null): ScalarFunction => ({
  bind: (args) => {
    const first = a(args[0], 0);
    return (values) => {
      const value = first(values);
      return value === null ? none : evaluate(value);
    };
  },
});

/** A function of two arguments; null (or what is said) where one of them is null. */
export const binary = <A, B>(
  a: Reader<A>,
  b: Reader<B>,
  evaluate: (a: A, b: B) => Value,
  none: Value = null,
): ScalarFunction => ({
  bind: (args) => {
    const first = a(args[0], 0);
    const second = b(args[1], 1);
    return (values) => {
      const left = first(values);
      const right = second(values);
      return left === null || right === null ? none : evaluate(left, right);
    };
  },
});

/** A function of three arguments; null (or what is said) where one of them is null. */
export const ternary = <A, B, C>(
  a: Reader<A>,
  b: Reader<B>,
  c: Reader<C>,
  evaluate: (a: A, b: B, c: C) => Value,
  none: Value = null,
): ScalarFunction => ({
  bind: (args) => {
    const first = a(args[0], 0);
    const second = b(args[1], 1);
    const third = c(args[2], 2);
    return (values) => {
      const one = first(values);
      const two = second(values);
      const three = third(values);
      return one === null || two === null || three === null ? none : evaluate(one, two, three);
    };
  },
});

/** A function of any number of arguments, which gets them all, null among them. */
export const variadic = <A>(a: Reader<A>, evaluate: (values: readonly (A | null)[]) => Value): ScalarFunction => ({
  bind: (args) => {
    const reads = args.map((argument, at) => a(argument, at));
    return (values) => evaluate(reads.map((read) => read(values)));
  },
});

/** The same function with the result type that the engine gives it. */
export const typed = (type: Type, made: ScalarFunction): ScalarFunction => ({ ...made, type: () => type });
