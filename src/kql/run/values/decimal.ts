/** Significant digits that a decimal keeps. */
const precision = 34;

const pow10 = (exponent: number): bigint => 10n ** BigInt(exponent);

const magnitude = (value: bigint): bigint => (value < 0n ? -value : value);

/** Quotient of two integers, rounded half to even. */
const roundedQuotient = (value: bigint, divisor: bigint): bigint => {
  const quotient = value / divisor;
  const rest = magnitude(value % divisor) * 2n;
  const limit = magnitude(divisor);
  const isUp = rest > limit || (rest === limit && quotient % 2n !== 0n);
  if (!isUp) return quotient;
  return value < 0n === divisor < 0n ? quotient + 1n : quotient - 1n;
};

/** A decimal number of at most 34 digits: `digits` times ten to the power of `exponent`, without trailing zeros. */
export class Decimal {
  readonly digits: bigint;
  readonly exponent: number;

  private constructor(digits: bigint, exponent: number) {
    this.digits = digits;
    this.exponent = exponent;
  }

  /** Makes one of any digits; what is beyond 34 of them is rounded away. */
  static of(digits: bigint, exponent: number): Decimal {
    let kept = digits;
    let scale = exponent;
    const excess = magnitude(kept).toString().length - precision;
    if (excess > 0) {
      kept = roundedQuotient(kept, pow10(excess));
      scale += excess;
    }
    if (kept === 0n) return new Decimal(0n, 0);
    while (kept % 10n === 0n) {
      kept /= 10n;
      scale += 1;
    }
    return new Decimal(kept, scale);
  }

  /** Reads `-12.5` or `1e3`; undefined for anything else. */
  static parse(text: string): Decimal | undefined {
    const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,4}))?$/.exec(text.trim());
    if (match === null) return undefined;
    const [, sign = '', integer = '', fraction = '', exponent = '0'] = match;
    if (integer.length + fraction.length === 0) return undefined;
    const digits = BigInt(integer + fraction);
    return Decimal.of(sign === '-' ? -digits : digits, Number(exponent) - fraction.length);
  }

  /** The decimal that a real prints as; undefined for NaN and infinities. */
  static fromNumber(value: number): Decimal | undefined {
    return Decimal.parse(String(value));
  }

  private digitsAt(exponent: number): bigint {
    return this.digits * pow10(this.exponent - exponent);
  }

  plus(other: Decimal): Decimal {
    // Beyond this distance the smaller one does not touch the digits that are kept.
    const distance = this.exponent - other.exponent;
    if (this.digits !== 0n && other.digits !== 0n && Math.abs(distance) > precision * 3)
      return this.toNumber() === 0 || Math.abs(this.toNumber()) < Math.abs(other.toNumber()) ? other : this;
    const exponent = Math.min(this.exponent, other.exponent);
    return Decimal.of(this.digitsAt(exponent) + other.digitsAt(exponent), exponent);
  }

  minus(other: Decimal): Decimal {
    return this.plus(other.negate());
  }

  times(other: Decimal): Decimal {
    return Decimal.of(this.digits * other.digits, this.exponent + other.exponent);
  }

  /** The quotient, or undefined for a division by zero. */
  dividedBy(other: Decimal): Decimal | undefined {
    if (other.digits === 0n) return undefined;
    const scale = precision * 2 + 2;
    const quotient = (this.digits * pow10(scale)) / other.digits;
    return Decimal.of(quotient, this.exponent - other.exponent - scale);
  }

  negate(): Decimal {
    return new Decimal(-this.digits, this.exponent);
  }

  /** The largest whole decimal that is not above this one. */
  floor(): Decimal {
    const truncated = this.truncate();
    return truncated.compare(this) > 0 ? truncated.minus(Decimal.of(1n, 0)) : truncated;
  }

  /** Without the fraction. */
  truncate(): Decimal {
    return this.exponent >= 0 ? this : Decimal.of(this.digits / pow10(-this.exponent), 0);
  }

  /** Rounded half away from zero to so many digits behind the point. */
  round(places: number): Decimal {
    const drop = -this.exponent - places;
    if (drop <= 0) return this;
    const divisor = pow10(drop);
    const half = divisor / 2n;
    return Decimal.of((this.digits < 0n ? this.digits - half : this.digits + half) / divisor, -places);
  }

  compare(other: Decimal): number {
    const difference = this.minus(other).digits;
    if (difference === 0n) return 0;
    return difference < 0n ? -1 : 1;
  }

  /** The whole part as an integer of any size. */
  toBigInt(): bigint {
    return this.exponent >= 0 ? this.digits * pow10(this.exponent) : this.digits / pow10(-this.exponent);
  }

  toNumber(): number {
    return Number(`${this.digits}e${this.exponent}`);
  }

  /** Digits with a point and without an exponent, as the engine prints them. */
  toString(): string {
    const sign = this.digits < 0n ? '-' : '';
    const text = magnitude(this.digits).toString();
    if (this.exponent >= 0) return `${sign}${text}${'0'.repeat(this.exponent)}`;
    const padded = text.padStart(1 - this.exponent, '0');
    return `${sign}${padded.slice(0, this.exponent)}.${padded.slice(this.exponent)}`;
  }
}
