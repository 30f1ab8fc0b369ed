import { describe, expect, test } from '@jest/globals';
import type { JsonValue } from '../../../src/core/json.ts';
import { functions } from '../../../src/importers/terraform/functions/index.ts';

type Example = readonly [name: string, given: readonly JsonValue[], result: JsonValue];

/** Examples of the pages of Terraform's documentation, one section a family, and edges of our own. */
const examples: readonly Example[] = [
  // Numbers
  ['abs', [-12.4], 12.4],
  ['ceil', [5.1], 6],
  ['floor', [4.9], 4],
  ['log', [16, 2], 4],
  ['max', [12, 54, 3], 54],
  ['min', [12, 54, 3], 3],
  ['parseint', ['FF', 16], 255],
  ['parseint', ['-10', 2], -2],
  ['parseint', ['1011111011101111', 2], 48879],
  ['pow', [3, 2], 9],
  ['signum', [-13], -1],
  // Texts
  ['chomp', ['hello\r\n\r\n'], 'hello'],
  ['endswith', ['hello world', 'world'], true],
  ['format', ['Hello, %s!', 'Ander'], 'Hello, Ander!'],
  ['format', ['There are %d lights', 4], 'There are 4 lights'],
  ['format', ['%#v', 'hello'], '"hello"'],
  ['format', ['%5.2f|%-5s|%05d|%+d', 2.71, 'ab', 42, 7], ' 2.71|ab   |00042|+7'],
  ['format', ['%x %X %b %o', 255, 255, 5, 8], 'ff FF 101 10'],
  ['format', ['%e', 1234.5], '1.234500e+03'],
  ['format', ['%[2]s %[1]s', 'a', 'b'], 'b a'],
  ['format', ['%v %v', [1, 2], null], '[1,2] null'],
  ['format', ['100%%'], '100%'],
  ['format', ['%05d', -42], '-0042'],
  ['formatlist', ['Hello, %s!', ['Valentina', 'Ander']], ['Hello, Valentina!', 'Hello, Ander!']],
  [
    'formatlist',
    ['%s, %s!', 'Salutations', ['Valentina', 'Ander']],
    ['Salutations, Valentina!', 'Salutations, Ander!'],
  ],
  ['indent', [2, 'a\nb'], 'a\n  b'],
  ['join', [', ', ['foo', 'bar', 'baz']], 'foo, bar, baz'],
  ['lower', ['АЛЛО!'], 'алло!'],
  ['replace', ['1 + 2 + 3', '+', '-'], '1 - 2 - 3'],
  ['replace', ['hello world', '/w.*d/', 'everybody'], 'hello everybody'],
  ['replace', ['a-b', '/(\\w)-(\\w)/', '$2-$1'], 'b-a'],
  ['regex', ['[a-z]+', '53453453.345345aaabbbccc23454'], 'aaabbbccc'],
  ['regex', ['(\\d\\d\\d\\d)-(\\d\\d)-(\\d\\d)', '2019-02-01'], ['2019', '02', '01']],
  [
    'regex',
    ['^(?:(?P<scheme>[^:/?#]+):)?(?://(?P<authority>[^/?#]*))?', 'https://terraform.io/docs/'],
    { scheme: 'https', authority: 'terraform.io' },
  ],
  ['regexall', ['[a-z]+', '1234abcd5678efgh9'], ['abcd', 'efgh']],
  ['regexall', ['[a-z]+', '123456789'], []],
  ['split', [',', 'foo,bar,baz'], ['foo', 'bar', 'baz']],
  ['startswith', ['hello world', 'hello'], true],
  ['strcontains', ['hello world', 'wor'], true],
  ['strrev', ['a ☃'], '☃ a'],
  ['substr', ['hello world', 1, 4], 'ello'],
  ['substr', ['hello world', -5, -1], 'world'],
  ['substr', ['🤔🤷', 0, 1], '🤔'],
  ['title', ['hello world'], 'Hello World'],
  ['trim', ['?!hello?!', '!?'], 'hello'],
  ['trimprefix', ['helloworld', 'hello'], 'world'],
  ['trimspace', ['  hello\n\n'], 'hello'],
  ['trimsuffix', ['helloworld', 'world'], 'hello'],
  ['upper', ['hello'], 'HELLO'],
  ['tonumber', ['1'], 1],
  ['tostring', [true], 'true'],
  ['tobool', ['true'], true],
  ['basename', ['foo/bar/baz.txt'], 'baz.txt'],
  ['dirname', ['foo/bar/baz.txt'], 'foo/bar'],
  // Collections
  ['alltrue', [['true', true]], true],
  ['alltrue', [[]], true],
  ['anytrue', [[true, false]], true],
  ['anytrue', [[]], false],
  ['chunklist', [['a', 'b', 'c', 'd', 'e'], 2], [['a', 'b'], ['c', 'd'], ['e']]],
  ['coalesce', ['', 'b'], 'b'],
  ['coalescelist', [[], ['c', 'd']], ['c', 'd']],
  ['compact', [['a', '', 'b', null, 'c']], ['a', 'b', 'c']],
  [
    'concat',
    [
      ['a', ''],
      ['b', 'c'],
    ],
    ['a', '', 'b', 'c'],
  ],
  ['contains', [['a', 'b', 'c'], 'a'], true],
  ['distinct', [['a', 'b', 'a', 'c', 'd', 'b']], ['a', 'b', 'c', 'd']],
  ['element', [['a', 'b', 'c'], 3], 'a'],
  ['element', [['a', 'b', 'c'], -1], 'c'],
  ['flatten', [[[['a', 'b'], []], ['c']]], ['a', 'b', 'c']],
  ['index', [['a', 'b', 'c'], 'b'], 1],
  ['keys', [{ b: 2, a: 1 }], ['a', 'b']],
  ['length', ['👾🕹️'], 2],
  ['length', [{ a: 'b' }], 1],
  ['lookup', [{ a: 'ay', b: 'bee' }, 'c', 'what?'], 'what?'],
  ['matchkeys', [['i-123', 'i-abc', 'i-def'], ['us-west', 'us-east', 'us-east'], ['us-east']], ['i-abc', 'i-def']],
  [
    'merge',
    [
      { a: 'b', c: 'd' },
      { e: 'f', c: 'z' },
    ],
    { a: 'b', c: 'z', e: 'f' },
  ],
  ['one', [['ami-1']], 'ami-1'],
  ['range', [3], [0, 1, 2]],
  ['range', [1, 8, 2], [1, 3, 5, 7]],
  ['range', [4, 1], [4, 3, 2]],
  ['reverse', [[1, 2, 3]], [3, 2, 1]],
  [
    'setintersection',
    [
      ['a', 'b'],
      ['b', 'c'],
      ['b', 'd'],
    ],
    ['b'],
  ],
  [
    'setproduct',
    [
      ['a', 'b'],
      ['x', 'y'],
    ],
    [
      ['a', 'x'],
      ['a', 'y'],
      ['b', 'x'],
      ['b', 'y'],
    ],
  ],
  [
    'setsubtract',
    [
      ['a', 'b', 'c'],
      ['a', 'c'],
    ],
    ['b'],
  ],
  ['setunion', [['a', 'b'], ['b', 'c'], ['d']], ['a', 'b', 'c', 'd']],
  ['slice', [['a', 'b', 'c', 'd'], 1, 3], ['b', 'c']],
  ['sort', [['e', 'd', 'a', 'x']], ['a', 'd', 'e', 'x']],
  ['sum', [[10, 13, 6, 4.5]], 33.5],
  ['toset', [['c', 'b', 'b']], ['b', 'c']],
  ['transpose', [{ a: ['1', '2'], b: ['2', '3'] }], { '1': ['a'], '2': ['a', 'b'], '3': ['b'] }],
  ['values', [{ a: 3, c: 2, d: 1 }], [3, 2, 1]],
  [
    'zipmap',
    [
      ['a', 'b'],
      [1, 2],
    ],
    { a: 1, b: 2 },
  ],
  // Encodings and hashes
  ['base64encode', ['Hello World'], 'SGVsbG8gV29ybGQ='],
  ['base64decode', ['SGVsbG8gV29ybGQ='], 'Hello World'],
  ['base64sha256', ['hello world'], 'uU0nuZNNPgilLlLX2n2r+sSE7+N6U4DukIj3rOLvzek='],
  [
    'csvdecode',
    ['a,b,c\n1,2,3\n4,5,6'],
    [
      { a: '1', b: '2', c: '3' },
      { a: '4', b: '5', c: '6' },
    ],
  ],
  ['jsondecode', ['{"hello": "world"}'], { hello: 'world' }],
  ['jsonencode', [{ hello: 'a < b & c' }], '{"hello":"a \\u003c b \\u0026 c"}'],
  ['md5', ['hello world'], '5eb63bbbe01eeed093cb22bb8f5acdc3'],
  ['sha1', ['hello world'], '2aae6c35c94fcfb415dbe95f408b9ce91ee846ed'],
  ['sha256', ['hello world'], 'b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9'],
  ['urlencode', ['foo:bar@localhost?foo=bar&bar=baz'], 'foo%3Abar%40localhost%3Ffoo%3Dbar%26bar%3Dbaz'],
  ['urlencode', ['Hello World!'], 'Hello+World%21'],
  ['uuidv5', ['dns', 'www.terraform.io'], 'a5008fae-b28c-5ba5-96cd-82b4c53552d6'],
  ['yamldecode', ['hello: world'], { hello: 'world' }],
  ['yamlencode', [{ b: 'd', a: 'b' }], '"a": "b"\n"b": "d"\n'],
  ['yamlencode', [{ foo: [1, 2, 3], bar: 'baz' }], '"bar": "baz"\n"foo":\n- 1\n- 2\n- 3\n'],
  [
    'yamlencode',
    [{ foo: [1, { a: 'b', c: 'd' }, 3], bar: [], query: 'A\n| take 1\n' }],
    '"bar": []\n"foo":\n- 1\n- "a": "b"\n  "c": "d"\n- 3\n"query": |\n  A\n  | take 1\n',
  ],
  // Dates
  ['formatdate', ['DD MMM YYYY hh:mm ZZZ', '2018-01-02T23:12:01Z'], '02 Jan 2018 23:12 UTC'],
  ['formatdate', ['EEEE, DD-MMM-YY hh:mm:ss ZZZ', '2018-01-02T23:12:01Z'], 'Tuesday, 02-Jan-18 23:12:01 UTC'],
  ['formatdate', ['EEE, DD MMM YYYY hh:mm:ss ZZZ', '2018-01-02T23:12:01-08:00'], 'Tue, 02 Jan 2018 23:12:01 -0800'],
  ['formatdate', ['MMM DD, YYYY', '2018-01-02T23:12:01Z'], 'Jan 02, 2018'],
  ['formatdate', ['HH:mmaa', '2018-01-02T23:12:01Z'], '11:12pm'],
  ['formatdate', ["h'h'mm'm'", '2018-01-02T03:12:01Z'], '3h12m'],
  ['timeadd', ['2017-11-22T00:00:00Z', '10m'], '2017-11-22T00:10:00Z'],
  ['timeadd', ['2017-11-22T00:00:00Z', '-1h30m'], '2017-11-21T22:30:00Z'],
  ['timeadd', ['2017-11-22T00:00:00+02:00', '24h'], '2017-11-23T00:00:00+02:00'],
  ['timecmp', ['2017-11-22T00:00:00Z', '2017-11-22T00:00:00Z'], 0],
  ['timecmp', ['2017-11-22T00:00:00Z', '2017-11-22T01:00:00Z'], -1],
  ['timecmp', ['2017-11-22T01:00:00Z', '2017-11-22T00:00:00-01:00'], 0],
  // Networks
  ['cidrhost', ['10.12.112.0/20', 16], '10.12.112.16'],
  ['cidrhost', ['10.12.112.0/20', 268], '10.12.113.12'],
  ['cidrhost', ['fd00:fd12:3456:7890:00a2::/72', 34], 'fd00:fd12:3456:7890::22'],
  ['cidrhost', ['10.0.0.0/24', -1], '10.0.0.255'],
  ['cidrnetmask', ['172.16.0.0/12'], '255.240.0.0'],
  ['cidrsubnet', ['172.16.0.0/12', 4, 2], '172.18.0.0/16'],
  ['cidrsubnet', ['10.1.2.0/24', 4, 15], '10.1.2.240/28'],
  ['cidrsubnet', ['fd00:fd12:3456:7890::/56', 16, 162], 'fd00:fd12:3456:7800:a200::/72'],
  ['cidrsubnets', ['10.1.0.0/16', 4, 4, 8, 4], ['10.1.0.0/20', '10.1.16.0/20', '10.1.32.0/24', '10.1.48.0/20']],
];

describe('a function of Terraform', () => {
  test.each(examples)('%s(%j) is %j', (name, given, result) => {
    expect(functions[name]?.(...given)).toEqual(result);
  });

  test.each<readonly [name: string, given: readonly JsonValue[]]>([
    ['abs', ['x']],
    ['cidrhost', ['10.0.0.0/24', 256]],
    ['cidrsubnet', ['10.0.0.0/33', 1, 0]],
    ['cidrsubnet', ['1.2.3/8', 1, 0]],
    ['element', [[], 0]],
    ['format', ['%d', 'x']],
    ['format', ['%s']],
    ['format', ['%s', 'a', 'b']],
    ['formatdate', ['QQ', '2018-01-02T23:12:01Z']],
    ['formatlist', ['%s %s', ['a'], ['b', 'c']]],
    ['index', [['a'], 'b']],
    ['regex', ['(', 'x']],
    ['regex', ['a(?=b)', 'ab']],
    ['regex', ['x', 'y']],
    ['sum', [[]]],
    ['timeadd', ['2017-11-22', '10m']],
    ['timeadd', ['2017-11-22T00:00:00Z', 'tomorrow']],
    ['zipmap', [['a'], []]],
  ])('%s(%j) is refused', (name, given) => {
    expect(functions[name]?.(...given)).toBeUndefined();
  });

  test('takes linear time on hostile text', () => {
    expect(functions['regexall']?.('(a+)+$', `${'a'.repeat(20_000)}!`)).toEqual([]);
  });
});
