import { textOf } from '../values/convert.ts';
import { isArray, isWhole, type Dynamic, type Value } from '../values/value.ts';
import {
  binary,
  count,
  dynamic,
  optional,
  prepared,
  ternary,
  text,
  unary,
  type Functions,
  type Reader,
} from './call.ts';
import type { ScalarFunction } from './index.ts';

/** An address as a number, and how many of its leading bits are the network's. */
export type Address = { readonly bits: bigint; readonly prefix: number };

const octets = /^\s*(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?:\/(\d{1,2}))?\s*$/;
const mappedNetwork = 0xff_ffn << 32n;

/** Bits of an address that a prefix leaves. */
export const masked = (bits: bigint, prefix: number, length: number): bigint => {
  const rest = BigInt(length - prefix);
  return (bits >> rest) << rest;
};

/** Reads an IPv4 address like `10.1.2.3` or `10.1.2.3/24`; undefined for anything else. */
const parseIpv4 = (text: string): Address | undefined => {
  const match = octets.exec(text);
  if (match === null) return undefined;
  const parts = match.slice(1, 5).map(Number);
  const prefix = match[5] === undefined ? 32 : Number(match[5]);
  if (parts.some((part) => part > 255) || prefix > 32) return undefined;
  return { bits: BigInt(parts.reduce((total, part) => total * 256 + part, 0)), prefix };
};

const formatIpv4 = (bits: bigint): string =>
  [24n, 16n, 8n, 0n].map((shift) => String((bits >> shift) & 255n)).join('.');

/** The four last groups of an IPv6 address may be written like an IPv4 address: its two groups. */
const withoutDots = (text: string): string | undefined => {
  const at = text.lastIndexOf(':');
  const tail = parseIpv4(text.slice(at + 1));
  if (tail === undefined) return undefined;
  return `${text.slice(0, at + 1)}${(tail.bits >> 16n).toString(16)}:${(tail.bits & 0xff_ffn).toString(16)}`;
};

const groupsOf = (text: string): readonly string[] | undefined => {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [head = [], tail = []] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const missing = 8 - head.length - tail.length;
  if (halves.length === 1) return missing === 0 ? head : undefined;
  return missing < 1 ? undefined : [...head, ...Array.from({ length: missing }, () => '0'), ...tail];
};

/**
 * Reads an IPv6 address, or an IPv4 one as the IPv6 address that it is mapped to. The prefix of an address that is
 * written with dots counts the bits of its IPv4 part (Microsoft Learn, "parse_ipv6_mask()"). `comparable` is the address
 * with such an IPv4 part always mapped, as comparisons take it.
 */
const parseIpv6 = (text: string): (Address & { readonly comparable: bigint }) | undefined => {
  const ipv4 = parseIpv4(text);
  if (ipv4 !== undefined) {
    const bits = mappedNetwork | ipv4.bits;
    return { bits, prefix: ipv4.prefix + 96, comparable: bits };
  }
  const match = /^\s*([\da-fA-F:]+(?:\.\d+){0,3})(?:\/(\d{1,3}))?\s*$/.exec(text);
  const [, written = '', length] = match ?? [];
  const isDotted = written.includes('.');
  const groups = groupsOf((isDotted ? withoutDots(written) : written) ?? '');
  if (groups === undefined || !groups.every((group) => /^[\da-fA-F]{1,4}$/.test(group))) return undefined;
  const prefix = length === undefined ? 128 : Number(length) + (isDotted ? 96 : 0);
  if (prefix > 128) return undefined;
  const bits = groups.reduce((total, group) => (total << 16n) | BigInt(`0x${group}`), 0n);
  return { bits, prefix, comparable: isDotted && bits >> 32n === 0n ? mappedNetwork | bits : bits };
};

/** All eight groups with four digits each. */
const formatIpv6 = (bits: bigint): string =>
  Array.from({ length: 8 }, (_, index) =>
    ((bits >> BigInt(112 - index * 16)) & 0xff_ffn).toString(16).padStart(4, '0'),
  ).join(':');

const ipv4 = prepared((value) => parseIpv4(value) ?? null);

/** An IPv6 address whose bits are those that comparisons take. */
const comparableIpv6 = (value: string): Address | undefined => {
  const address = parseIpv6(value);
  return address && { bits: address.comparable, prefix: address.prefix };
};

/** Whether a text is an address of either family. */
export const isAddress = (text: string): boolean => parseIpv6(text) !== undefined;

export type Family = {
  readonly length: number;
  readonly parse: (value: string) => Address | undefined;
};
export const families = {
  ipv4: { length: 32, parse: parseIpv4 },
  ipv6: { length: 128, parse: comparableIpv6 },
} as const satisfies Readonly<Record<string, Family>>;

/** Compares what the shortest of the prefixes leaves of two addresses; null for a prefix that makes no sense. */
const compare = (left: Address, right: Address, prefix: number, length: number): number | null => {
  if (prefix < 0 || prefix > length) return null;
  const shortest = Math.min(left.prefix, right.prefix, prefix);
  const first = masked(left.bits, shortest, length);
  const second = masked(right.bits, shortest, length);
  if (first === second) return 0;
  return first < second ? -1 : 1;
};

const comparison = ({ length, parse }: Family, shape: (order: number) => Value): ScalarFunction => {
  const address: Reader<Address> = prepared((value) => parse(value) ?? null);
  return ternary(address, address, optional(count, length), (left, right, prefix) => {
    const order = compare(left, right, prefix, length);
    return order === null ? null : shape(order);
  });
};

const isEqual = (order: number): boolean => order === 0;
const asOrder = (order: number): number => order;

const isWithin = (address: Address, range: Address, length: number): boolean =>
  compare(address, range, length, length) === 0;

/** Texts of further arguments, or of the one array that stands for them. */
const textsOf = (values: readonly (Dynamic | null)[]): readonly string[] =>
  values.flatMap((value) => (isArray(value) ? value.map(textOf) : [textOf(value)]));

/** Whether an address lies in any of the ranges; null where it is none. */
const inAnyRange = ({ length, parse }: Family): ScalarFunction => {
  const address: Reader<Address> = prepared((value) => parse(value) ?? null);
  const parsed = new Map<string, Address | undefined>();
  const rangeOf = (value: string): Address | undefined => {
    if (parsed.size > 10_000) parsed.clear();
    if (!parsed.has(value)) parsed.set(value, parse(value));
    return parsed.get(value);
  };
  return {
    bind: (args) => {
      const read = address(args[0], 0);
      const readRanges = args.slice(1).map((argument, at) => dynamic(argument, at + 1));
      return (values) => {
        const found = read(values);
        if (found === null) return null;
        return textsOf(readRanges.map((readRange) => readRange(values))).some((each) => {
          const range = rangeOf(each);
          return range !== undefined && isWithin(found, range, length);
        });
      };
    },
  };
};

const privateRanges = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'].flatMap((each) => parseIpv4(each) ?? []);

const isPrivate = ({ bits, prefix }: Address): boolean => {
  const network = { bits: masked(bits, prefix, 32), prefix: 32 };
  return privateRanges.some((range) => isWithin(network, range, 32));
};

/** Addresses in a text: letters, digits and further octets must not touch them. */
const addressPattern = /(?<![\dA-Za-z]|\d\.)\d{1,3}(?:\.\d{1,3}){3}(?![\dA-Za-z]|\.\d)/g;

const addressesIn = (value: string): readonly string[] =>
  (value.match(addressPattern) ?? []).flatMap((each) => {
    const address = parseIpv4(each);
    return address === undefined ? [] : [formatIpv4(address.bits)];
  });

/** What a wanted address stands as in a text; undefined where it is none. */
const wholeAddress = (wanted: string): ((address: string) => boolean) | undefined => {
  const address = parseIpv4(wanted);
  if (address === undefined || wanted.includes('/')) return undefined;
  const written = formatIpv4(address.bits);
  return (each) => each === written;
};

/** A prefix is a whole address, or octets with a dot behind the last. */
const addressPrefix = (wanted: string): ((address: string) => boolean) | undefined => {
  if (!wanted.endsWith('.')) return wholeAddress(wanted);
  const parts = wanted.slice(0, -1).split('.');
  if (parts.length > 3 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255)) return undefined;
  return (each) => each.startsWith(wanted);
};

const hasAny = (matcher: (wanted: string) => ((address: string) => boolean) | undefined): ScalarFunction => ({
  bind: (args) => {
    const readSource = text(args[0], 0);
    const readWanted = args.slice(1).map((argument, at) => dynamic(argument, at + 1));
    return (values) => {
      const found = addressesIn(readSource(values) ?? '');
      if (found.length === 0) return false;
      return textsOf(readWanted.map((read) => read(values))).some((wanted) => {
        const matches = matcher(wanted);
        return matches !== undefined && found.some(matches);
      });
    };
  },
});

/** An address of a text or a number. */
const anyIpv4 = (value: Dynamic): Address | undefined => {
  if (isWhole(value)) return value >= 0 && value < 2 ** 32 ? { bits: BigInt(value), prefix: 32 } : undefined;
  return parseIpv4(textOf(value));
};

const format = (shape: (bits: bigint, prefix: number) => string): ScalarFunction =>
  binary(
    dynamic,
    optional(count, 32),
    (value, prefix) => {
      const address = anyIpv4(value);
      if (address === undefined || prefix < 0 || prefix > 32) return '';
      const shortest = Math.min(address.prefix, prefix);
      return shape(masked(address.bits, shortest, 32), shortest);
    },
    '',
  );

/** The fewest networks that hold all addresses from one to another and no others. */
const cidrList = (start: Address, end: Address): Value => {
  const networks: string[] = [];
  for (let at = start.bits; at <= end.bits;) {
    let prefix = 32;
    const size = (length: number): bigint => 1n << BigInt(32 - length);
    while (prefix > 0 && at % size(prefix - 1) === 0n && at + size(prefix - 1) - 1n <= end.bits) prefix -= 1;
    networks.push(`${formatIpv4(at)}/${prefix}`);
    at += size(prefix);
  }
  return networks;
};

const parseMask = (address: Address, prefix: number): Value =>
  prefix < 0 || prefix > 32 ? null : Number(masked(address.bits, Math.min(prefix, address.prefix), 32));

const ipv6Text = (value: string, prefix: number): string => {
  const address = parseIpv6(value);
  if (address === undefined || prefix < 0 || prefix > 128) return '';
  return formatIpv6(masked(address.bits, Math.min(prefix, address.prefix), 128));
};

/** Functions of IP addresses. */
export const ipAddressFunctions: Functions = {
  parse_ipv4: unary(ipv4, (address) => parseMask(address, 32)),
  parse_ipv4_mask: binary(ipv4, count, parseMask),
  parse_ipv6: unary(text, (value) => ipv6Text(value, 128)),
  parse_ipv6_mask: binary(text, count, ipv6Text, ''),
  ipv4_compare: comparison(families.ipv4, asOrder),
  ipv4_is_match: comparison(families.ipv4, isEqual),
  ipv6_compare: comparison(families.ipv6, asOrder),
  ipv6_is_match: comparison(families.ipv6, isEqual),
  ipv4_is_in_range: comparison(families.ipv4, isEqual),
  ipv6_is_in_range: comparison(families.ipv6, isEqual),
  ipv4_is_in_any_range: inAnyRange(families.ipv4),
  ipv6_is_in_any_range: inAnyRange(families.ipv6),
  ipv4_is_private: unary(ipv4, isPrivate),
  ipv4_netmask_suffix: unary(ipv4, ({ prefix }) => prefix),
  ipv4_range_to_cidr_list: binary(ipv4, ipv4, cidrList),
  format_ipv4: format((bits) => formatIpv4(bits)),
  format_ipv4_mask: format((bits, prefix) => `${formatIpv4(bits)}/${prefix}`),
  has_ipv4: hasAny(wholeAddress),
  has_any_ipv4: hasAny(wholeAddress),
  has_ipv4_prefix: hasAny(addressPrefix),
  has_any_ipv4_prefix: hasAny(addressPrefix),
};
