import { isArray, isObject, type JsonValue, textOrEmpty } from '../../core/json.ts';
import type { Missing, Syntax, World } from './world.ts';

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

/** Evaluates a part of an expression; given to whoever reads one that has parts. */
export type Evaluate = (syntax: Syntax | undefined, scope: Scope) => Known;

export const gap = (why: string): Known => ({ why });
export const value = (known: JsonValue): Known => ({ value: known });

export const metaText = ({ meta }: Syntax, name: string): string => textOrEmpty(meta?.[name]);

/** Several values, or the first reason why one of them is not known. */
export const allOf = (
  known: readonly Known[],
): { readonly values: readonly JsonValue[] } | { readonly why: string } => {
  const values: JsonValue[] = [];
  for (const item of known) {
    if ('why' in item) return item;
    values.push(item.value);
  }
  return { values };
};

/** A member of a value by its keys and indexes. */
export const inside = (of: JsonValue, path: readonly string[], shown: string): Known => {
  let current = of;
  for (const key of path) {
    const found = isArray(current)
      ? current[Number(key)]
      : isObject(current) && Object.hasOwn(current, key)
        ? current[key]
        : undefined;
    if (found === undefined) return gap(`\`${shown}\` has no \`${key}\``);
    current = found;
  }
  return value(current);
};

/** The scope with some names more. */
export const withNames = (scope: Scope, names: Readonly<Record<string, JsonValue>>): Scope => ({
  ...scope,
  names: new Map([
    ...scope.names,
    ...Object.entries(names).map(
      ([name, known]) => [name, (rest: readonly string[]) => inside(known, rest, name)] as const,
    ),
  ]),
});
