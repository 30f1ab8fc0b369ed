/** A network of addresses: the bits of its base, how many of them a whole address has, and how many are the network's. */
export type Network = { readonly base: bigint; readonly bits: 32 | 128; readonly prefix: number };

const octets = (text: string): bigint | undefined => {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255))
    return undefined;
  return parts.reduce((sum, part) => (sum << 8n) | BigInt(part), 0n);
};

const groupsOf = (text: string): readonly bigint[] | undefined => {
  if (text === '') return [];
  const parts = text.split(':');
  const last = parts.at(-1) ?? '';
  const tail = last.includes('.') ? octets(last) : undefined;
  if (last.includes('.') && tail === undefined) return undefined;
  const plain = tail === undefined ? parts : parts.slice(0, -1);
  if (!plain.every((part) => /^[0-9a-f]{1,4}$/i.test(part))) return undefined;
  return [...plain.map((part) => BigInt(`0x${part}`)), ...(tail === undefined ? [] : [tail >> 16n, tail & 0xffffn])];
};

/** Source: RFC 4291, "Text Representation of Addresses". */
const sixteenths = (text: string): bigint | undefined => {
  const halves = text.split('::');
  // The form of version 4 stands for the last two groups, and only at the end.
  if (halves.length > 2 || halves.slice(0, -1).some((half) => half.includes('.'))) return undefined;
  const [head, tail] = halves.map(groupsOf);
  if (head === undefined || (halves.length === 2 && tail === undefined)) return undefined;
  const missing = 8 - head.length - (tail?.length ?? 0);
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  const groups = [...head, ...Array.from({ length: missing }, () => 0n), ...(tail ?? [])];
  return groups.reduce((sum, group) => (sum << 16n) | group, 0n);
};

const maskOf = (bits: number, prefix: number): bigint => ((1n << BigInt(prefix)) - 1n) << BigInt(bits - prefix);

/** The network that `10.0.0.0/8` or `fd00::/8` names, bits of hosts left out; undefined for anything else. */
export const networkOf = (text: string): Network | undefined => {
  const [, address = '', length = ''] = /^([0-9a-f.:]{2,45})\/(\d{1,3})$/i.exec(text) ?? [];
  const [four, six] = [octets(address), address.includes(':') ? sixteenths(address) : undefined];
  const whole = four ?? six;
  const bits = four === undefined ? 128 : 32;
  const prefix = Number(length);
  if (whole === undefined || prefix > bits) return undefined;
  return { base: whole & maskOf(bits, prefix), bits, prefix };
};

/** The text of an address; of the sixteen-bit groups that are zero the longest run is left out (RFC 5952). */
export const printAddress = (address: bigint, bits: 32 | 128): string => {
  if (bits === 32) return [24n, 16n, 8n, 0n].map((shift) => String((address >> shift) & 0xffn)).join('.');
  const groups = Array.from({ length: 8 }, (_, index) =>
    ((address >> BigInt(112 - 16 * index)) & 0xffffn).toString(16),
  );
  const runs = groups.map((_, from) => {
    const end = groups.findIndex((group, index) => index >= from && group !== '0');
    return { from, length: (end === -1 ? groups.length : end) - from };
  });
  const longest = runs.reduce((best, run) => (run.length > best.length ? run : best), { from: 0, length: 1 });
  if (longest.length < 2) return groups.join(':');
  return `${groups.slice(0, longest.from).join(':')}::${groups.slice(longest.from + longest.length).join(':')}`;
};

export const printNetwork = ({ base, bits, prefix }: Network): string => `${printAddress(base, bits)}/${prefix}`;

/** The last address of a network. */
export const lastOf = ({ base, bits, prefix }: Network): bigint => base | ((1n << BigInt(bits - prefix)) - 1n);

/** The mask of a network as an address. */
export const netmaskOf = ({ bits, prefix }: Network): string => printAddress(maskOf(bits, prefix), bits);

/** The network of a longer prefix that has a number within another one; undefined where it holds no such. */
export const subnetOf = (network: Network, prefix: number, index: number): Network | undefined => {
  const { base, bits } = network;
  const isWhole = Number.isInteger(prefix) && Number.isInteger(index) && index >= 0;
  if (!isWhole || prefix < network.prefix || prefix > bits) return undefined;
  if (BigInt(index) >= 1n << BigInt(prefix - network.prefix)) return undefined;
  return { base: base | (BigInt(index) << BigInt(bits - prefix)), bits, prefix };
};

/** The address that has a number within a network, negative ones counted from its end; undefined where it holds no such. */
export const hostOf = (network: Network, index: number): bigint | undefined => {
  if (!Number.isInteger(index)) return undefined;
  const size = 1n << BigInt(network.bits - network.prefix);
  const place = index < 0 ? size + BigInt(index) : BigInt(index);
  return place < 0n || place >= size ? undefined : network.base | place;
};
