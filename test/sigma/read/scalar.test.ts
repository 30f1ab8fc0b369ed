import { expect, test } from '@jest/globals';
import { typeOfScalar } from '../../../src/sigma/read/scalar.ts';

/** Scalars of each type by YAML 1.1, and beside them what is nearly one. */
const scalars = {
  null: ['', '~', 'null', 'Null', 'NULL'],
  boolean: ['yes', 'Yes', 'YES', 'no', 'No', 'NO', 'true', 'True', 'TRUE', 'false', 'False', 'FALSE'].concat([
    'on',
    'On',
    'ON',
    'off',
    'Off',
    'OFF',
  ]),
  integer: ['0', '00', '07', '-1', '+12', '1_000', '0b101', '0x1F', '1:30', '-1:30:59', '9'.repeat(400)],
  float: ['1.0', '-1.', '.5', '1.5e+3', '1.5E-3', '1:30.5', '.inf', '-.Inf', '+.INF', '.nan', '.NaN', '.NAN'],
  date: [
    '2024-01-31',
    '2024-1-2T3:04:05',
    '2024-01-02 03:04:05.678',
    '2024-01-02t03:04:05Z',
    '2024-01-02 03:04:05 +01:00',
    '2024-01-02 03:04:05-1',
  ],
  string: [
    'nULL',
    'y',
    'n',
    'oN',
    'yEs',
    '-',
    '.',
    '00000429',
    '08',
    '1e3',
    '1.5e3',
    '0o7',
    '0xG',
    '1:60',
    '--1',
    '+.5',
  ].concat([
    '.Nan',
    '-.nan',
    '2024-1-2',
    '2024-01-02T',
    '2024-01-02 03:04',
    'constructor',
    '9'.repeat(401),
    ' 1',
    '1 ',
  ]),
} as const;

test.each(Object.entries(scalars).flatMap(([type, texts]) => texts.map((text) => [text, type])))(
  'the scalar «%s» is of the type %s',
  (text, type) => {
    expect(typeOfScalar(text)).toBe(type);
  },
);
