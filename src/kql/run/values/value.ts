import type { Decimal } from './decimal.ts';

const typeNames: ReadonlyMap<string, Type> = new Map([
  ['bool', 'bool'],
  ['boolean', 'bool'],
  ['int', 'int'],
  ['long', 'long'],
  ['real', 'real'],
  ['double', 'real'],
  ['decimal', 'decimal'],
  ['string', 'string'],
  ['datetime', 'datetime'],
  ['date', 'datetime'],
  ['timespan', 'timespan'],
  ['time', 'timespan'],
  ['guid', 'guid'],
  ['uuid', 'guid'],
  ['uniqueid', 'guid'],
  ['dynamic', 'dynamic'],
]);

/** A type by any of its names: `double` is real; undefined for a name that is none. */
export const typeNamed = (name: string): Type | undefined => typeNames.get(name.trim().toLowerCase());

/** The same for the type of a column: dynamic for a name that is none. */
export const typeOfName = (name: string): Type => typeNamed(name) ?? 'dynamic';

/** The scalar types of the language. */
export type Type =
  | 'bool'
  | 'int'
  | 'long'
  | 'real'
  | 'decimal'
  | 'string'
  | 'datetime'
  | 'timespan'
  | 'guid'
  | 'dynamic';

/** The types of numbers, the narrowest first. */
export const numberTypes: readonly Type[] = ['int', 'long', 'real', 'decimal'];

/**
 * A 64-bit integer in one normal form: a number where that is exact, a bigint beyond 2^53. Two equal integers are
 * therefore always equal by `===`.
 */
export type Whole = number | bigint;

/** A real within a dynamic value: 1.0 is not 1 there. */
export class Real {
  readonly value: number;
  constructor(value: number) {
    this.value = value;
  }
}

/** A point in time within a dynamic value: ticks of 100 ns from 2010-01-01T00:00:00Z. */
export class Datetime {
  readonly ticks: Whole;
  constructor(ticks: Whole) {
    this.ticks = ticks;
  }
}

/** A length of time within a dynamic value: ticks of 100 ns. */
export class Timespan {
  readonly ticks: Whole;
  constructor(ticks: Whole) {
    this.ticks = ticks;
  }
}

/** A guid; its text is lower case with hyphens. */
export class Guid {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/**
 * What `hll` and `tdigest` give: values with their weights, exactly, where the engine keeps an estimate of them in a form
 * that nobody has published. So it can be merged and asked, and whatever would read its form calls `unreadable`.
 */
export class Sketch {
  readonly kind: 'hll' | 'tdigest';
  readonly members: ReadonlyMap<string, { readonly value: Dynamic; readonly weight: number }>;
  /** Ends the run with a refusal at the place where the sketch was made. */
  readonly unreadable: () => never;
  constructor(kind: Sketch['kind'], members: Sketch['members'], unreadable: () => never) {
    this.kind = kind;
    this.members = members;
    this.unreadable = unreadable;
  }
}

export type DynamicArray = readonly Dynamic[];
/** A property bag, which keeps the order of its keys. Never a plain object: it would reorder keys like "10". */
export type DynamicBag = ReadonlyMap<string, Dynamic>;

/** A value of type dynamic. A number or bigint in it is a long. */
export type Dynamic =
  | null
  | boolean
  | string
  | Whole
  | Real
  | Datetime
  | Timespan
  | Guid
  | Decimal
  | Sketch
  | DynamicArray
  | DynamicBag;

/**
 * What a column or an expression has for a value; its type says how to read it. bool: boolean; int, long: Whole; real:
 * number, NaN and infinities included; timespan: Whole of ticks; datetime: Whole of ticks from 2010-01-01; string: a
 * string, never null; guid, decimal: their classes; dynamic: Dynamic. Null is a value of all but string.
 */
export type Value = Dynamic;

/** The values of one row by column position. */
export type Row = readonly Value[];

export type Column = {
  readonly name: string;
  readonly type: Type;
  /** True where nobody knows the type, and dynamic stands in for it: such a column is one with another of its name. */
  readonly unsure?: true;
};

/** Rows with the columns that they have. */
export type Table = { readonly columns: readonly Column[]; readonly rows: readonly Row[] };

const smallest = BigInt(Number.MIN_SAFE_INTEGER);
const largest = BigInt(Number.MAX_SAFE_INTEGER);

/** An integer in its normal form, wrapped to 64 bits. */
export const whole = (value: bigint): Whole => {
  const wrapped = BigInt.asIntN(64, value);
  return wrapped >= smallest && wrapped <= largest ? Number(wrapped) : wrapped;
};

/** An integer wrapped to 32 bits, as type int has it. */
export const int32 = (value: Whole): number =>
  typeof value === 'number' && value >= -2_147_483_648 && value <= 2_147_483_647
    ? value
    : Number(BigInt.asIntN(32, BigInt(value)));

const isSafe = (value: number): boolean => value <= Number.MAX_SAFE_INTEGER && value >= Number.MIN_SAFE_INTEGER;

/** Sum of two 64-bit integers, which wraps. */
export const addWhole = (left: Whole, right: Whole): Whole => {
  if (typeof left === 'number' && typeof right === 'number') {
    const sum = left + right;
    if (isSafe(sum)) return sum;
  }
  return whole(BigInt(left) + BigInt(right));
};

/** Difference of two 64-bit integers, which wraps. */
export const subtractWhole = (left: Whole, right: Whole): Whole => {
  if (typeof left === 'number' && typeof right === 'number') {
    const difference = left - right;
    if (isSafe(difference)) return difference;
  }
  return whole(BigInt(left) - BigInt(right));
};

/** Product of two 64-bit integers, which wraps. */
export const multiplyWhole = (left: Whole, right: Whole): Whole => {
  if (typeof left === 'number' && typeof right === 'number') {
    const product = left * right;
    // -0 would not be an integer's only zero.
    if (isSafe(product)) return product + 0;
  }
  return whole(BigInt(left) * BigInt(right));
};

/** The whole part of a quotient, rounded towards zero; null for a division by zero. */
export const divideWhole = (left: Whole, right: Whole): Whole | null => {
  if (right === 0) return null;
  if (typeof left === 'number' && typeof right === 'number') return Math.trunc(left / right) + 0;
  return whole(BigInt(left) / BigInt(right));
};

/** The largest integer that is not above a quotient; null for a division by zero. */
export const floorDivideWhole = (left: Whole, right: Whole): Whole | null => {
  if (right === 0) return null;
  const big = BigInt(left);
  const divisor = BigInt(right);
  const quotient = big / divisor;
  return whole(quotient * divisor !== big && big < 0n !== divisor < 0n ? quotient - 1n : quotient);
};

/** Minus an integer; the smallest one stays itself, as it does in 64 bits. */
export const negateWhole = (value: Whole): Whole => (typeof value === 'number' ? 0 - value : whole(-value));

/** An integer of a number without a fraction; what does not fit 64 bits wraps. */
export const wholeOf = (value: number): Whole => (isSafe(value) ? value + 0 : whole(BigInt(value)));

/** Below zero, zero or above, as the first of two integers is smaller, equal or larger. */
export const compareWhole = (left: Whole, right: Whole): number => {
  if (left < right) return -1;
  return left > right ? 1 : 0;
};

export const isArray = (value: Value | undefined): value is DynamicArray => Array.isArray(value);

export const isBag = (value: Value | undefined): value is DynamicBag => value instanceof Map;

export const isWhole = (value: Value | undefined): value is Whole =>
  typeof value === 'number' || typeof value === 'bigint';

/** Ticks of 100 ns in a millisecond, second, minute, hour and day. */
export const ticksPer = {
  millisecond: 10_000,
  second: 10_000_000,
  minute: 600_000_000,
  hour: 36_000_000_000,
  day: 864_000_000_000,
} as const;

/** Ticks from year 1, where the engine counts from, to 2010-01-01, where these datetimes do. */
export const epochTicks = 633_979_008_000_000_000n;

/** The value that stands for nothing in a type: an empty text, null in all others. */
export const emptyValue = (type: Type): Value => (type === 'string' ? '' : null);
