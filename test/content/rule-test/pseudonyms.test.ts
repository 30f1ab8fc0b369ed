import { describe, expect, test } from '@jest/globals';
import type { JsonObject, JsonValue } from '../../../src/core/json.ts';
import { pseudonymised, secretsIn } from '../../../src/content/rule-test/pseudonyms.ts';

const rowsOf = (...rows: readonly JsonObject[]): ReadonlyMap<string, readonly JsonObject[]> => new Map([['T', rows]]);

/** The rows of one table under other names. */
const renamed = (rows: readonly JsonObject[], query = 'T'): readonly JsonObject[] =>
  pseudonymised(rowsOf(...rows), query).get('T') ?? [];

describe('what looks like a secret', () => {
  test.each<[string, JsonValue]>([
    ['a token (JWT)', `a eyJ${'a'.repeat(20)}.${'b'.repeat(20)}.c`],
    ['a private key', '-----BEGIN RSA PRIVATE KEY-----'],
    ['an access key of Azure', `AccountKey=${'a'.repeat(30)}`],
    ['a signature of a shared access link', `https://x/?sv=1&sig=${'a'.repeat(30)}`],
    ['a password', 'password: hunter22'],
    ['a password on a command line', 'net use /p:hunter22'],
    ['a token of GitHub', `ghp_${'a'.repeat(36)}`],
    ['a token of Slack', `xoxb-${'1'.repeat(20)}`],
    ['an access key of AWS', 'AKIAABCDEFGHIJKLMNOP'],
    ['an authorization header', 'Authorization: Bearer abcdefghijklmnopqrst'],
    ['a password', { client_secret: 'hunter22' }],
    ['a password', [{ nested: { pwd: 'hunter22' } }]],
    ['a token of GitHub', { [`ghp_${'a'.repeat(36)}`]: 1 }],
  ])('is named with its table, row and column: %s', (what, value) => {
    expect(secretsIn(rowsOf({ A: 'plain' }, { A: 1, B: value }))).toEqual([{ table: 'T', row: 2, column: 'B', what }]);
  });

  test('is nothing else', () => {
    const plain = {
      A: 'eyJ is short',
      B: 5,
      C: null,
      D: true,
      E: ['x', { password: null }],
      F: 'the password is long',
    };
    expect(secretsIn(rowsOf(plain))).toEqual([]);
  });
});

describe('rows under other names', () => {
  test('have the same name for the same thing in every column, whatever its case', () => {
    expect(
      renamed([
        { Account: String.raw`CORP\Ana`, Computer: 'PC7.corp.example.org', Text: 'ana on pc7, ANA again' },
        { UserPrincipalName: 'ana@corp.example.org', Domain: 'CORP', Other: ['ana', { who: 'ana' }] },
      ]),
    ).toEqual([
      {
        Account: String.raw`contoso.com\user-1`,
        Computer: 'host-1.domain-2.example',
        Text: 'user-1 on host-1, user-1 again',
      },
      { UserPrincipalName: 'user-1@domain-2.example', Domain: 'contoso.com', Other: ['user-1', { who: 'user-1' }] },
    ]);
  });

  test('keep what is no name of anybody, times, numbers and words that hold a name', () => {
    const row = {
      TimeGenerated: '2026-03-01T12:00:00Z',
      Account: 'SYSTEM',
      UserName: 'x',
      Count: 5,
      Flag: true,
      Nothing: null,
    };
    expect(renamed([row])).toEqual([row]);
    expect(renamed([{ UserName: 'ali', Text: 'normality' }])).toEqual([{ UserName: 'user-1', Text: 'normality' }]);
  });

  test('keep what the query names as a word, and nothing that is only within one', () => {
    const query = `T | where Account == "svc" and Address == "192.0.2.1" | extend normalized = 1`;
    expect(
      renamed(
        [
          { Account: 'svc', Address: '192.0.2.1' },
          { Account: 'Ali', Address: '192.0.2.10' },
        ],
        query,
      ),
    ).toEqual([
      { Account: 'svc', Address: '192.0.2.1' },
      { Account: 'user-1', Address: '203.0.113.1' },
    ]);
  });

  test('have addresses that documents may use, private ones of one network, ids and identifiers', () => {
    expect(
      renamed([
        {
          A: 'from 8.8.8.8 to 10.1.2.3, 172.20.0.1, 192.168.1.1',
          B: '2001:4860:4860::8888',
          C: '6f9619ff-8b86-d011-b42d-00c04fc964ff',
          D: 'S-1-5-21-3623811015-3361044348-30300820-1013',
          E: '8.8.8.8',
          F: '1.2.3.4.5',
        },
      ]),
    ).toEqual([
      {
        A: 'from 203.0.113.1 to 10.0.0.2, 10.0.0.3, 10.0.0.4',
        B: '2001:db8::1',
        C: '00000000-0000-4000-8000-000000000001',
        D: 'S-1-5-21-1-2-3-1001',
        E: '203.0.113.1',
        F: '1.2.3.4.5',
      },
    ]);
  });

  test('have more addresses than one network of documents holds', () => {
    const [row] = renamed([
      { A: Array.from({ length: 300 }, (_, index) => `8.8.${Math.floor(index / 250)}.${index % 250}`) },
    ]);
    const made = row?.['A'];
    expect(Array.isArray(made) ? [made[0], made[253], made[254], made[299]] : made).toEqual([
      '203.0.113.1',
      '203.0.113.254',
      '198.51.100.1',
      '198.51.100.46',
    ]);
  });
});
