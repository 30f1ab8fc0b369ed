import { hostOf, netmaskOf, networkOf, printAddress, printNetwork, subnetOf } from '../../addresses.ts';
import { numberOf } from '../operations.ts';
import type { Functions, Pure } from './signature.ts';

const onNumber =
  (work: (value: number) => number): Pure =>
  (value) => {
    const number = numberOf(value);
    return number === undefined ? undefined : finite(work(number));
  };

const onNumbers =
  (work: (left: number, right: number) => number): Pure =>
  (left, right) => {
    const [one, other] = [numberOf(left), numberOf(right)];
    return one === undefined || other === undefined ? undefined : finite(work(one, other));
  };

const finite = (value: number): number | undefined => (Number.isFinite(value) ? value : undefined);

const extreme =
  (choose: (...values: readonly number[]) => number): Pure =>
  (...values) => {
    const numbers = values.flatMap((value) => numberOf(value) ?? []);
    return numbers.length === 0 || numbers.length < values.length ? undefined : choose(...numbers);
  };

const parsed: Pure = (value, base) => {
  if (typeof value !== 'string' || typeof base !== 'number' || base < 2 || base > 36) return undefined;
  const digits = '0123456789abcdefghijklmnopqrstuvwxyz'.slice(0, base);
  const text = value.toLowerCase().replace(/^[+-]/, '');
  return text !== '' && text.split('').every((sign) => digits.includes(sign))
    ? Number.parseInt(value, base)
    : undefined;
};

const subnet: Pure = (text, more, index) => {
  const network = typeof text === 'string' ? networkOf(text) : undefined;
  if (network === undefined || typeof more !== 'number' || typeof index !== 'number') return undefined;
  const found = subnetOf(network, network.prefix + more, index);
  return found === undefined ? undefined : printNetwork(found);
};

/** Networks one behind the other, each of its own size. */
const subnets: Pure = (text, ...sizes) => {
  const network = typeof text === 'string' ? networkOf(text) : undefined;
  if (network === undefined) return undefined;
  const made: string[] = [];
  let next = network.base;
  for (const more of sizes) {
    const prefix = typeof more === 'number' ? network.prefix + more : -1;
    if (prefix < network.prefix || prefix > network.bits) return undefined;
    const size = 1n << BigInt(network.bits - prefix);
    const base = ((next + size - 1n) / size) * size;
    if (base + size > network.base + (1n << BigInt(network.bits - network.prefix))) return undefined;
    made.push(printNetwork({ base, bits: network.bits, prefix }));
    next = base + size;
  }
  return made;
};

const host: Pure = (text, index) => {
  const network = typeof text === 'string' ? networkOf(text) : undefined;
  const found = network === undefined || typeof index !== 'number' ? undefined : hostOf(network, index);
  return network === undefined || found === undefined ? undefined : printAddress(found, network.bits);
};

/** Source: Terraform's documentation, "Numeric functions" and "IP network functions". */
export const numberFunctions: Functions = {
  abs: onNumber(Math.abs),
  ceil: onNumber(Math.ceil),
  cidrhost: host,
  cidrnetmask: (text) => {
    const network = typeof text === 'string' ? networkOf(text) : undefined;
    return network?.bits === 32 ? netmaskOf(network) : undefined;
  },
  cidrsubnet: subnet,
  cidrsubnets: subnets,
  floor: onNumber(Math.floor),
  log: onNumbers((value, base) => Math.log(value) / Math.log(base)),
  max: extreme(Math.max),
  min: extreme(Math.min),
  parseint: parsed,
  pow: onNumbers((base, exponent) => base ** exponent),
  signum: onNumber(Math.sign),
};
