/** Characters of the longest spelling of an IPv6 address. */
const longestAddress = 45;

/** The address as a number and its width, or undefined for what is no address. */
const addressOf = (text: string): { readonly bits: bigint; readonly version: 4 | 6 } | undefined => {
  if (/^\d{1,3}(?:\.\d{1,3}){3}$/.test(text)) {
    const bytes = text.split('.').map(Number);
    if (bytes.some((byte) => byte > 255)) return undefined;
    return { bits: bytes.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n), version: 4 };
  }
  if (text.length > longestAddress || !/^[0-9a-f:]*:(?:\d+\.\d+\.\d+\.\d+|[0-9a-f]*)$/i.test(text)) return undefined;
  const quad = /(?<=:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(text);
  if (quad?.slice(1).some((byte) => Number(byte) > 255) === true) return undefined;
  const plain =
    quad === null
      ? text
      : text.slice(0, quad.index) +
        [0, 1].map((pair) => (Number(quad[pair * 2 + 1]) * 256 + Number(quad[pair * 2 + 2])).toString(16)).join(':');
  const halves = plain.split('::');
  if (halves.length > 2) return undefined;
  const [head = [], tail = []] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const groups = [...head, ...Array.from({ length: missing }, () => '0'), ...tail];
  if (groups.some((group) => !/^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  return { bits: groups.reduce((sum, group) => sum * 65_536n + BigInt(`0x${group}`), 0n), version: 6 };
};

export type Network =
  | { readonly valid: true; readonly version: 4 | 6; readonly prefix: number }
  | { readonly valid: false; readonly problem: string };

/** Checks `10.0.0.0/8`, `fe80::/10` or a lone address; bits behind the prefix have to be zero. */
export const readNetwork = (text: string): Network => {
  const [host = '', length, ...rest] = text.split('/');
  const address = addressOf(host);
  const width = address?.version === 6 ? 128 : 32;
  if (address === undefined || rest.length > 0) return { valid: false, problem: 'is no network in CIDR form' };
  if (length !== undefined && (!/^\d{1,3}$/.test(length) || Number(length) > width))
    return { valid: false, problem: `has a prefix that is not between 0 and ${width}` };
  const prefix = length === undefined ? width : Number(length);
  const mask = (1n << BigInt(width - prefix)) - 1n;
  if ((address.bits & mask) !== 0n) return { valid: false, problem: 'has host bits set' };
  return { valid: true, version: address.version, prefix };
};
