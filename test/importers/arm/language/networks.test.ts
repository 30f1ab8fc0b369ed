import { expect, test } from '@jest/globals';
import type { JsonValue } from '../../../../src/core/json.ts';
import { networkFunctions } from '../../../../src/importers/arm/language/functions/networks.ts';
import { known, wholeOf } from '../../../../src/importers/arm/language/value.ts';

const called = (name: string, ...values: readonly JsonValue[]): JsonValue | undefined => {
  const call = networkFunctions.get(name.toLowerCase());
  if (call === undefined) throw new Error(`${name} is no function of networks`);
  const { value, gaps } = wholeOf(call(values.map((each) => () => known(each))));
  return gaps.length === 0 ? value : undefined;
};

test.each([
  ['10.0.0.7/30', '10.0.0.4', '255.255.255.252', '10.0.0.7', '10.0.0.5', '10.0.0.6', 30],
  ['10.0.0.7/31', '10.0.0.6', '255.255.255.254', '10.0.0.7', '10.0.0.6', '10.0.0.7', 31],
  ['10.0.0.7/32', '10.0.0.7', '255.255.255.255', '10.0.0.7', '10.0.0.7', '10.0.0.7', 32],
  ['0.0.0.0/0', '0.0.0.0', '0.0.0.0', '255.255.255.255', '0.0.0.1', '255.255.255.254', 0],
])('parseCidr of %s', (text, network, netmask, broadcast, firstUsable, lastUsable, cidr) => {
  expect(called('parseCidr', text)).toEqual({ network, netmask, broadcast, firstUsable, lastUsable, cidr });
});

test('parseCidr of one address of version 6 has nobody else in it, and no broadcast', () => {
  expect(called('parseCidr', 'fd00::1/128')).toEqual({
    network: 'fd00::1',
    netmask: 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
    firstUsable: 'fd00::1',
    lastUsable: 'fd00::1',
    cidr: 128,
  });
});

test.each([
  ['cidrSubnet', ['10.0.0.0/24', 24, 0], '10.0.0.0/24'],
  ['cidrSubnet', ['10.0.0.0/24', 25, 1], '10.0.0.128/25'],
  ['cidrSubnet', ['10.0.0.0/24', 32, 255], '10.0.0.255/32'],
  ['cidrHost', ['10.0.0.0/24', 253], '10.0.0.254'],
  ['cidrHost', ['fd00::/126', 2], 'fd00::3'],
])('%s of %j', (name, values, expected) => {
  expect(called(name, ...values)).toBe(expected);
});

test.each([
  ['parseCidr', [24]],
  ['parseCidr', ['10.0.0.0']],
  ['parseCidr', ['10.0.0.0/33']],
  ['cidrSubnet', [null, 24, 0]],
  ['cidrSubnet', ['10.0.0.0/24', '25', 0]],
  ['cidrSubnet', ['10.0.0.0/24', 25, '0']],
  ['cidrSubnet', ['10.0.0.0/24', 23, 0]],
  ['cidrSubnet', ['10.0.0.0/24', 25, 2]],
  ['cidrSubnet', ['10.0.0.0/24', 33, 0]],
  ['cidrHost', [null, 0]],
  ['cidrHost', ['10.0.0.0/24', '0']],
  ['cidrHost', ['10.0.0.0/24', -1]],
  ['cidrHost', ['10.0.0.0/24', 254]],
  ['cidrHost', ['10.0.0.0/24', 255]],
  ['cidrHost', ['fd00::/126', 3]],
])('%s refuses %j', (name, values) => {
  expect(called(name, ...values)).toBeUndefined();
});
