import type { Mutation } from './sites.ts';

/** A mutation of a file, under the name by which it is switched on. */
export type Defect = { readonly id: string; readonly path: string; readonly mutation: Mutation };

/** How the sound text and the defect stand beside one another, for each kind; an expression where nothing is said. */
const beside: Readonly<Record<string, (isOn: string, after: string, sound: string) => string>> = {
  'dropped guard': (isOn, _after, sound) => `{ if (!${isOn}) { ${sound} } }`,
  'dropped statement': (isOn, _after, sound) => `{ if (!${isOn}) { ${sound} } }`,
  'dropped property': (isOn, _after, sound) => `...(${isOn} ? {} : { ${sound} })`,
  'swapped arguments': (isOn, after, sound) => `...(${isOn} ? [${after}] : [${sound}])`,
};

/** Outer places first; of two with the same extent, the statement is around the expression. */
const outerFirst = ({ mutation: one }: Defect, { mutation: other }: Defect): number =>
  one.start - other.start || other.end - one.end || Number(other.kind in beside) - Number(one.kind in beside);

/**
 * A source with many defects in it, all asleep: where one stands, the program asks `isAwake(id)`, a global function,
 * whether it is awake. So each can be tried without building the program anew, and who asks for it has reached it.
 */
export const plant = (source: string, defects: readonly Defect[]): string => {
  const bytes = Buffer.from(source);
  const within = (start: number, end: number, sites: readonly Defect[]): string => {
    let [text, at, rest] = ['', start, sites];
    for (let outer = rest[0]; outer !== undefined; outer = rest[0]) {
      const { id, mutation } = outer;
      const others = rest.slice(1);
      const inside = others.filter((other) => other.mutation.end <= mutation.end);
      rest = others.filter((other) => other.mutation.start >= mutation.end);
      if (inside.length + rest.length < others.length) throw new Error(`Two places overlap at ${id}.`);
      const sound = within(mutation.start, mutation.end, inside);
      const expression = (isOn: string, after: string): string => `(${isOn} ? (${after}) : (${sound}))`;
      text += bytes.subarray(at, mutation.start).toString();
      text += (beside[mutation.kind] ?? expression)(`isAwake(${JSON.stringify(id)})`, mutation.after, sound);
      at = mutation.end;
    }
    return text + bytes.subarray(at, end).toString();
  };
  return within(0, bytes.length, defects.toSorted(outerFirst));
};
