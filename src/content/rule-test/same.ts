import { Decimal } from '../../kql/run/values/decimal.ts';
import {
  Datetime,
  Guid,
  Real,
  Timespan,
  isArray,
  isBag,
  isWhole,
  type Dynamic,
  type Type,
  type Value,
} from '../../kql/run/values/value.ts';

/** Reals that differ by less are the same to a person. */
const tolerance = 1e-9;

const closeTo = (left: number, right: number): boolean =>
  Object.is(left, right) || Math.abs(left - right) <= tolerance * Math.max(1, Math.abs(left), Math.abs(right));

const numberOf = (value: Dynamic): number | undefined => {
  if (value instanceof Real) return value.value;
  return isWhole(value) ? Number(value) : undefined;
};

/** Whether a dynamic value has everything that is expected of it: mappings may have more keys, lists not more entries. */
const fits = (expected: Dynamic, actual: Dynamic): boolean => {
  if (expected === actual) return true;
  if (isArray(expected))
    return (
      isArray(actual) &&
      actual.length === expected.length &&
      expected.every((entry, index) => fits(entry, actual[index] ?? null))
    );
  if (isBag(expected))
    return (
      isBag(actual) && [...expected].every(([key, member]) => actual.has(key) && fits(member, actual.get(key) ?? null))
    );
  const [left, right] = [numberOf(expected), numberOf(actual)];
  if (left !== undefined && right !== undefined) return closeTo(left, right);
  if (actual instanceof Guid)
    return expected instanceof Guid ? expected.text === actual.text : expected === actual.text;
  if (actual instanceof Datetime) return expected instanceof Datetime && expected.ticks === actual.ticks;
  if (actual instanceof Timespan) return expected instanceof Timespan && expected.ticks === actual.ticks;
  if (actual instanceof Decimal)
    return expected instanceof Decimal && expected.digits === actual.digits && expected.exponent === actual.exponent;
  return false;
};

/** Whether a value is the expected one of a column; reals may differ in their last digits. */
export const sameValue = (expected: Value, actual: Value, type: Type): boolean =>
  type === 'real' && typeof expected === 'number' && typeof actual === 'number'
    ? closeTo(expected, actual)
    : fits(expected, actual);

/**
 * Pairs what is expected with what came out, each at most once, as many as possible.
 * @param fit whether two of them belong together
 * @returns for each expected one the index of its partner, or undefined
 */
export const paired = (
  expected: number,
  actual: number,
  fit: (expected: number, actual: number) => boolean,
): readonly (number | undefined)[] => {
  const partners = new Map<number, number>();
  const claim = (wanted: number, tried: Set<number>): boolean => {
    for (let index = 0; index < actual; index += 1) {
      if (tried.has(index) || !fit(wanted, index)) continue;
      tried.add(index);
      const holder = partners.get(index);
      if (holder === undefined || claim(holder, tried)) {
        partners.set(index, wanted);
        return true;
      }
    }
    return false;
  };
  for (let wanted = 0; wanted < expected; wanted += 1) claim(wanted, new Set());
  const found = new Map([...partners].map(([index, wanted]) => [wanted, index]));
  return Array.from({ length: expected }, (_, wanted) => found.get(wanted));
};
