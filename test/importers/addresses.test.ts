import { describe, expect, test } from '@jest/globals';
import { networkOf, printAddress } from '../../src/importers/addresses.ts';

const shown = (text: string): string => {
  const network = networkOf(text);
  if (network === undefined) return 'none';
  return `${printAddress(network.base, network.bits)}/${network.prefix} of ${network.bits}`;
};

describe('a network of addresses', () => {
  test.each([
    ['10.0.0.0/8', '10.0.0.0/8 of 32'],
    ['10.1.2.3/8', '10.0.0.0/8 of 32'],
    ['192.168.255.255/20', '192.168.240.0/20 of 32'],
    ['255.255.255.255/32', '255.255.255.255/32 of 32'],
    ['255.255.255.255/0', '0.0.0.0/0 of 32'],
    ['fd00::/8', 'fd00::/8 of 128'],
    ['fdff:1::2/8', 'fd00::/8 of 128'],
    ['2001:db8::1/128', '2001:db8::1/128 of 128'],
    ['ffff::/0', '::/0 of 128'],
    ['::ffff:10.1.2.3/128', '::ffff:a01:203/128 of 128'],
    ['1:2:3:4:5:6:7:8/128', '1:2:3:4:5:6:7:8/128 of 128'],
    ['1:2:3:4:5:6:1.2.3.4/128', '1:2:3:4:5:6:102:304/128 of 128'],
    ['FD00::A/128', 'fd00::a/128 of 128'],
  ])('is read with its bits of hosts left out: %s is %s', (text, network) => {
    expect(shown(text)).toBe(network);
  });

  test.each([
    '10.0.0.0',
    '10.0.0.0/33',
    '10.0.0/8',
    '10.0.0.0.0/8',
    '10.0.0.256/8',
    '10.0.0.01/8',
    '10.0.0.a/8',
    'fd00::/129',
    'fd00/8',
    '1::2::3/64',
    '1:2:3:4:5:6:7/64',
    '1:2:3:4:5:6:7:8:9/64',
    '1:2:3:4::5:6:7:8/64',
    '12345::/16',
    '::1.2.3/128',
    '1.2.3.4::/128',
    '1:1.2.3.4::5/128',
    'g::/16',
    '',
  ])('is none in `%s`', (text) => {
    expect(shown(text)).toBe('none');
  });
});

describe('an address as it is printed', () => {
  test.each([
    ['::/128', '::'],
    ['::1/128', '::1'],
    ['1::/128', '1::'],
    ['1:0:0:2:0:0:0:3/128', '1:0:0:2::3'],
    ['1:0:0:2:3:0:0:4/128', '1::2:3:0:0:4'],
    ['1:0:2:3:4:5:6:7/128', '1:0:2:3:4:5:6:7'],
  ])('leaves the longest run of zeros out, the first of two: %s is %s', (text, address) => {
    const network = networkOf(text);
    expect(network === undefined ? '' : printAddress(network.base, network.bits)).toBe(address);
  });
});
