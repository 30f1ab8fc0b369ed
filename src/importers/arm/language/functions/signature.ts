import type { JsonValue } from '../../../../core/json.ts';
import { hole, known, wholeOf, type Lazy, type Value } from '../value.ts';

/** A lambda of the template language, ready to be called. */
export type Lambda = { readonly parameters: readonly string[]; readonly call: (values: readonly Lazy[]) => Value };

/** A function of the template language: it asks only for those arguments that it needs. */
export type TemplateFunction = (values: readonly Lazy[]) => Value;

export const refused = (name: string): Value => hole(`${name}() is called with arguments that it does not take`);

/** A function of whole values; undefined stands for arguments that the service would refuse. */
export type Pure = (...values: readonly (JsonValue | undefined)[]) => JsonValue | undefined;

/** Works on arguments that are known entirely; the first that is not is the reason why the result is not. */
export const whole =
  (name: string, work: Pure): TemplateFunction =>
  (values) => {
    const all = values.map((value) => wholeOf(value()));
    const gap = all.flatMap(({ gaps }) => gaps)[0];
    if (gap !== undefined) return hole(gap.why);
    const result = work(...all.map(({ value }) => value));
    return result === undefined ? refused(name) : known(result);
  };

/** The functions of a table by their names in lower case, which is how the service compares them. */
export const wholes = (table: Readonly<Record<string, Pure>>): ReadonlyMap<string, TemplateFunction> =>
  new Map(Object.entries(table).map(([name, work]) => [name.toLowerCase(), whole(name, work)]));

export const text = (value: JsonValue | undefined): string | undefined =>
  typeof value === 'string' ? value : undefined;
export const number = (value: JsonValue | undefined): number | undefined =>
  typeof value === 'number' ? value : undefined;
