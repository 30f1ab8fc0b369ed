import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { breaks } from '../../../src/content/parser/calls.ts';
import { wrongDefault } from '../../../src/content/parser/defaults.ts';
import { readSignature } from '../../../src/content/parser/signature.ts';
import type { JsonValue } from '../../../src/core/json.ts';
import { updateExpected } from '../../expected.ts';

const types = 'bool datetime decimal dynamic guid int long real string timespan (*) other'.split(' ');
const literals = [
  ...'true FALSE bool(true) boolean(1) date(null) datetime(null) decimal(1) double(1) dynamic([]) guid(null)'.split(
    ' ',
  ),
  ...'int(1) long(1) real(1) time(1d) timespan(1d) ago(1d) 5 -5 +1.5 1e3 1.5e-3 1d 1.5h null word'.split(' '),
  ...`"x" 'x' @"x" h'x' H@"x" \`\`\`x\`\`\` [] a-b`.split(' '),
];

const signatures: readonly JsonValue[] = [
  '',
  'a:int',
  'a:int, b:string',
  'b:string, a:int',
  'a:int, b:string="x"',
  'a:long, b:string="x"',
  'a:int=5',
  'T:(*), a:int=1',
  'T:(A:string, B:long), a:int=1',
  'a:int a:int',
  'a',
  'a:',
  'a:strange',
  "a:string=',)', b:dynamic=dynamic([1, 2]), c:datetime=datetime(2026-01-01)",
  [
    { Name: 'a', Type: 'int' },
    { Name: 'b', Type: 'string', Default: 'x' },
  ],
  [
    { name: 'a', type: 'INT', default: 5 },
    { Name: 'c', Type: 'bool', Default: true },
  ],
  [{ Name: 'a' }, { Type: 'int' }, 'text', { Name: 'a b', Type: 'int' }, { Name: 'a', Type: 'int' }],
  [{ Name: 'a', Type: 'table:(*)' }],
  [{ Name: 'a', Type: 'string', Default: '"quoted"' }],
  [
    { Name: 'a', Type: 'dynamic', Default: [1] },
    { Name: 'b', Type: 'datetime', Default: null },
  ],
  { a: 1 },
  5,
  null,
];

const calls = [
  'Seen',
  'Seen()',
  'Seen(1)',
  'Seen(1, "x")',
  'Seen("x", 1)',
  'Seen(a=1)',
  'Seen(b="x", a=1)',
  'Seen(c=1)',
  'Seen(f(1, 2), [3, 4])',
  'Seen(1) | union Seen()',
  'Other(1)',
];
const some = signatures.slice(0, 9);

const plain = (value: unknown): string => JSON.stringify(value ?? null);

const said = [
  ...types.flatMap((type) =>
    literals.flatMap((standard) => {
      const wrong = wrongDefault({ name: 'p', type, default: standard });
      return wrong === undefined ? [] : [`${type} = ${standard}: ${wrong.message} ${wrong.hint}`];
    }),
  ),
  ...signatures.map((each) => `signature ${plain(each)}: ${plain(readSignature(each))}`),
  ...some.flatMap((before) =>
    some.flatMap((after) => {
      const isBroken = breaks('Seen', readSignature(before).parameters, readSignature(after).parameters);
      const broken = calls.filter(isBroken);
      return broken.length === 0 ? [] : [`from (${plain(before)}) to (${plain(after)}): ${broken.join('; ')}`];
    }),
  ),
];

const file = new URL('whole.txt', import.meta.url);
updateExpected(file, () => `${said.join('\n')}\n`);

test('parameters, their defaults and the calls that they break are told, whole', () => {
  expect(said).toEqual(readFileSync(file, 'utf8').trimEnd().split('\n'));
});
