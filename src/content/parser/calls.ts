import { usesOf } from '../called.ts';
import type { Parameter } from './signature.ts';

/** The arguments of a call, each as its tokens. */
const argumentsIn = (tokens: readonly string[]): readonly (readonly string[])[] => {
  if (tokens.length === 0) return [];
  let depth = 0;
  return tokens.reduce<readonly (readonly string[])[]>(
    (all, token) => {
      if (['(', '[', '{'].includes(token)) depth += 1;
      if ([')', ']', '}'].includes(token)) depth -= 1;
      if (token === ',' && depth === 0) return [...all, []];
      return [...all.slice(0, -1), [...(all.at(-1) ?? []), token]];
    },
    [[]],
  );
};

/** Whether a call that fitted before does no more: what it gives goes elsewhere or nowhere, or something is asked for that it does not give. */
const isBroken = (tokens: readonly string[], before: readonly Parameter[], after: readonly Parameter[]): boolean => {
  const given = argumentsIn(tokens).map((argument, at) => {
    const named = argument[1] === '=' ? before.find(({ name }) => name === argument[0]) : undefined;
    return named === undefined
      ? { old: before[at], now: after[at] }
      : { old: named, now: after.find(({ name }) => name === named.name) };
  });
  const asked = after.filter(({ default: standard }) => standard === undefined);
  return (
    given.some(({ old, now }) => old !== undefined && (now?.name !== old.name || now.type !== old.type)) ||
    asked.some((parameter) => !given.some(({ now }) => now === parameter))
  );
};

/** Whether a query calls a function in a way that does not outlive these parameters. */
export const breaks =
  (name: string, before: readonly Parameter[], after: readonly Parameter[]) =>
  (query: string): boolean =>
    usesOf(query, name).some((use) => isBroken(use ?? [], before, after));
