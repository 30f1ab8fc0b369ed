import type { JsonValue } from '../../../../core/json.ts';
import {
  hostOf,
  lastOf,
  netmaskOf,
  networkOf,
  printAddress,
  printNetwork,
  subnetOf,
  type Network,
} from '../../../addresses.ts';
import { number, wholes } from './signature.ts';

const networkIn = (value: JsonValue | undefined): Network | undefined =>
  typeof value === 'string' ? networkOf(value) : undefined;

/** Networks of one or two addresses have no address of their own for the network and for everybody. */
const reserved = (bits: number, prefix: number): bigint => (bits === 32 && prefix < 31 ? 1n : 0n);

/** Source: Microsoft Learn, "CIDR functions for ARM templates". */
export const networkFunctions = wholes({
  parseCidr: (value) => {
    const network = networkIn(value);
    if (network === undefined) return undefined;
    const { base, bits, prefix } = network;
    const [last, apart] = [lastOf(network), reserved(bits, prefix)];
    return {
      network: printAddress(base, bits),
      netmask: netmaskOf(network),
      ...(bits === 32 ? { broadcast: printAddress(last, bits) } : {}),
      firstUsable: printAddress(base + apart, bits),
      lastUsable: printAddress(last - apart, bits),
      cidr: prefix,
    };
  },
  cidrSubnet: (value, prefix, index) => {
    const network = networkIn(value);
    const [length, place] = [number(prefix), number(index)];
    if (network === undefined || length === undefined || place === undefined) return undefined;
    const found = subnetOf(network, length, place);
    return found === undefined ? undefined : printNetwork(found);
  },
  // The first address is that of the network, in networks of either sort of addresses: the page counts from the second.
  cidrHost: (value, index) => {
    const network = networkIn(value);
    const place = number(index);
    if (network === undefined || place === undefined || place < 0) return undefined;
    const found = hostOf(network, place + 1);
    return found === undefined || (network.bits === 32 && found === lastOf(network))
      ? undefined
      : printAddress(found, network.bits);
  },
});
