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
export const parseIpv4 = (text: string): Address | undefined => {
  const match = octets.exec(text);
  if (match === null) return undefined;
  const parts = match.slice(1, 5).map(Number);
  const prefix = match[5] === undefined ? 32 : Number(match[5]);
  if (parts.some((part) => part > 255) || prefix > 32) return undefined;
  return { bits: BigInt(parts.reduce((total, part) => total * 256 + part, 0)), prefix };
};

export const formatIpv4 = (bits: bigint): string =>
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
export const parseIpv6 = (text: string): (Address & { readonly comparable: bigint }) | undefined => {
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
export const formatIpv6 = (bits: bigint): string =>
  Array.from({ length: 8 }, (_, index) =>
    ((bits >> BigInt(112 - index * 16)) & 0xff_ffn).toString(16).padStart(4, '0'),
  ).join(':');
