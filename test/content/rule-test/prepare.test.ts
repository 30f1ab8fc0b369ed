import { describe, expect, test } from '@jest/globals';
import { prepareCase, readTest, type PreparedCase } from '../../../src/content/rule-test/index.ts';
import { cellText } from '../../../src/content/alerts/index.ts';
import { schemaOf, tableWithStandardColumns } from '../../../src/kql/index.ts';

const schema = schemaOf({
  tables: [
    tableWithStandardColumns(
      'Events_CL',
      [
        { name: 'User', type: 'string' },
        { name: 'Count', type: 'long' },
        { name: 'Small', type: 'int' },
        { name: 'Ratio', type: 'real' },
        { name: 'Done', type: 'bool' },
        { name: 'Took', type: 'timespan' },
        { name: 'Id', type: 'guid' },
        { name: 'Details', type: 'dynamic' },
      ],
      'user',
    ),
  ],
  watchlists: [{ alias: 'Vips', columns: [{ name: 'Upn', type: 'string' }] }],
});

const files: Readonly<Record<string, string>> = {
  'rows.ndjson': '{"User":"a","Count":1}\n{"User":"b","Count":2}\n',
  'rows.csv': 'TimeGenerated [UTC],User,Count,Details\n"3/1/2026, 9:00:00.000 AM",a,7,"{""k"": 1}"\n',
  'typed.csv': 'User,Count\na,1\nb,x\nc,y\n',
  'answer.json': '{"tables":[{"columns":[{"name":"User","type":"string"}],"rows":[["x"]]}]}',
  'broken.ndjson': '{"User":"a"}\nnot json\n',
};

const prepared = (text: string): { readonly cases: readonly PreparedCase[]; readonly said: readonly string[] } => {
  const { test: read, diagnostics, document } = readTest('a.test.yaml', text);
  const cases = (read?.cases ?? []).map((each) =>
    read === undefined
      ? undefined
      : prepareCase(read, each, {
          schema,
          shared: new Map([['burst', [{ User: 'shared', Count: 3 }]]]),
          textOf: (path) => {
            const found = files[path];
            return found === undefined ? { problem: 'there is no such file' } : { text: found };
          },
          watchlists: new Map(),
        }),
  );
  const present = cases.filter((each) => each !== undefined);
  return {
    cases: present,
    said: [
      ...diagnostics.map(({ range, message }) => `${range?.start.line ?? 0}: ${message}`),
      ...present.flatMap(({ findings }) =>
        findings.map((finding) => `${document.range(document.locate(finding.at)).start.line}: ${finding.message}`),
      ),
    ],
  };
};

/** The rows of a table, each as `column=text` of the columns that are neither null nor empty. */
const rowsOf = ({ input }: PreparedCase, table = 'Events_CL'): readonly string[] => {
  const given = input.tables.get(table);
  return (given?.rows ?? []).map((row) =>
    (given?.columns ?? [])
      .flatMap(({ name, type }, index) => {
        const text = cellText(row[index] ?? null, type);
        return text === '' || name === 'Type' ? [] : [`${name}=${text}`];
      })
      .join(' '),
  );
};

const file = (given: string, rest = ''): string =>
  `now: 2026-03-01T12:00:00Z\n${rest}cases:\n  - name: one\n    given:\n${given.replaceAll(/^/gm, '      ')}\n    expect: silent\n`;

const first = (text: string): PreparedCase => {
  const { cases, said } = prepared(text);
  expect(said).toEqual([]);
  const [only] = cases;
  if (only === undefined) throw new Error('no case');
  return only;
};

describe('the rows of a case', () => {
  test('are filled up by the schema, a minute before now unless they say otherwise', () => {
    const read = first(
      file(
        'Events_CL:\n  - {User: a, Count: 5, Small: -2, Ratio: 1.5, Done: true, Took: 1h30m, Id: 0E6F5E3A-9C5B-4F0E-8F0E-0C5B9F4D2A11}\n  - {TimeGenerated: -10m, Details: {b: 1, a: [x, 2.5]}}\n  - {TimeGenerated: 2026-02-28}',
      ),
    );
    expect(rowsOf(read)).toEqual([
      'User=a Count=5 Small=-2 Ratio=1.5 Done=True Took=01:30:00 Id=0e6f5e3a-9c5b-4f0e-8f0e-0c5b9f4d2a11 TimeGenerated=2026-03-01T11:59:00.0000000Z',
      'Details={"b":1,"a":["x",2.5]} TimeGenerated=2026-03-01T11:50:00.0000000Z',
      'TimeGenerated=2026-02-28T00:00:00.0000000Z',
    ]);
  });

  test('have the defaults of their table, and come in when `_ingested` says', () => {
    const read = first(
      file('Events_CL: [{Count: 2}, {Count: 3, User: b, _ingested: +1h}]', 'defaults: {Events_CL: {User: a}}\n'),
    );
    expect(rowsOf(read).map((row) => row.split(' ', 2).join(' '))).toEqual(['User=a Count=2', 'User=b Count=3']);
    const { ingested = [] } = read.input.tables.get('Events_CL') ?? {};
    expect(ingested.map((ticks) => cellText(ticks, 'datetime'))).toEqual([
      '2026-03-01T11:59:00.0000000Z',
      '2026-03-01T13:00:00.0000000Z',
    ]);
  });

  test('may be repeated, varied and spread over time', () => {
    const times = (text: string): readonly string[] =>
      rowsOf(first(file(text))).map((row) => row.replace('TimeGenerated=2026-', '').replace(':00.0000000Z', ''));
    expect(times('Events_CL: [{repeat: {from: -3h, to: -1h, every: 1h}, row: {User: a}}]')).toEqual([
      'User=a 03-01T09:00',
      'User=a 03-01T10:00',
      'User=a 03-01T11:00',
    ]);
    expect(
      times('Events_CL: [{repeat: {count: 3, every: 1m, vary: {User: "u{n}", Count: "{n}"}}, row: {Done: true}}]'),
    ).toEqual([
      'User=u1 Count=1 Done=True 03-01T11:57',
      'User=u2 Count=2 Done=True 03-01T11:58',
      'User=u3 Count=3 Done=True 03-01T11:59',
    ]);
    expect(times('Events_CL: [{repeat: {count: 3, vary: {User: [a, b]}}, row: {}}]')).toEqual([
      'User=a 03-01T11:59',
      'User=b 03-01T11:59',
      'User=a 03-01T11:59',
    ]);
    expect(times('Events_CL: [{repeat: {count: 2, every: 30m}, row: {TimeGenerated: -1d}}]')).toEqual([
      '02-28T12:00',
      '02-28T12:30',
    ]);
    const jittered = 'Events_CL: [{repeat: {from: -1d, to: -1h, every: 1h, jitter: seeded}, row: {}}]';
    expect(times(jittered)).toEqual(times(jittered));
    expect(new Set(times(jittered).map((time) => time.slice(-2))).size).toBeGreaterThan(5);
  });

  test('come from files and by name', () => {
    expect(rowsOf(first(file('Events_CL: {file: rows.ndjson}'))).map((row) => row.split(' ', 2).join(' '))).toEqual([
      'User=a Count=1',
      'User=b Count=2',
    ]);
    expect(rowsOf(first(file('Events_CL: {file: rows.csv}')))).toEqual([
      'User=a Count=7 Details={"k":1} TimeGenerated=2026-03-01T09:00:00.0000000Z',
    ]);
    expect(rowsOf(first(file('Events_CL: {file: answer.json}')))[0]).toContain('User=x');
    expect(rowsOf(first(file('Events_CL: [burst, {row: burst, with: {Count: 9}}]')))).toEqual([
      'User=shared Count=3 TimeGenerated=2026-03-01T11:59:00.0000000Z',
      'User=shared Count=9 TimeGenerated=2026-03-01T11:59:00.0000000Z',
    ]);
  });

  test('are taken from a base, with what differs by path', () => {
    const { cases, said } = prepared(
      `now: 2026-03-01T12:00:00Z
cases:
  - name: first
    given: {Events_CL: [{User: a, Details: {user: {id.x: 1, name: n}}}, burst]}
    expect: silent
  - name: second
    base: first
    with:
      Events_CL.0.Details.user.id.x: 2
      Events_CL.0.Details.user.new.deep: 3
      Events_CL.1.User: other
`,
    );
    expect(said).toEqual([]);
    expect(cases.map((each) => rowsOf(each).map((row) => row.replace(/ ?TimeGenerated.*/, '')))).toEqual([
      ['User=a Details={"user":{"id.x":1,"name":"n"}}', 'User=shared Count=3'],
      ['User=a Details={"user":{"id.x":2,"name":"n","new":{"deep":3}}}', 'User=other Count=3'],
    ]);
  });
});

describe('what is wrong with a case', () => {
  test.each([
    ['an unknown table', 'Event_CL: []', ['5: There is no table or function `Event_CL`: did you mean `Events_CL`?']],
    [
      'an unknown column',
      'Events_CL:\n  - User: a\n    Usr: b',
      ['7: `Events_CL` has no column `Usr`: did you mean `User`?'],
    ],
    [
      'a number in a text',
      'Events_CL: [{User: 5}]',
      ['5: `Events_CL.User` is `5`, and the column holds texts (string).'],
    ],
    [
      'a text in a number',
      'Events_CL: [{Count: many}, {Small: 3000000000}, {Count: 1.5}]',
      [
        '5: `Events_CL.Count` is `"many"`, and the column holds whole numbers (long).',
        '5: `Events_CL.Small` is `3000000000`, and an int has 32 bits.',
        '5: `Events_CL.Count` is `1.5`, and the column holds whole numbers (long).',
      ],
    ],
    [
      'a time that is none',
      'Events_CL: [{TimeGenerated: 10m}]',
      [
        '5: `Events_CL.TimeGenerated` is `"10m"`, and the column holds times: a time such as `-10m`, `now` or `2026-03-01T12:00:00Z`.',
      ],
    ],
    [
      'a day that no calendar has',
      'Events_CL: [{TimeGenerated: 2026-02-30}]',
      [
        '5: `Events_CL.TimeGenerated` is `"2026-02-30"`, and the column holds times: a time such as `-10m`, `now` or `2026-03-01T12:00:00Z`.',
      ],
    ],
    [
      'a shared row that is not there',
      'Events_CL: [bursts]',
      ['5: No file under `fixtures` has a row `bursts`: did you mean `burst`?'],
    ],
    [
      'a file that is not there, or is broken',
      'Events_CL: {file: no.csv}\nwatchlist(Vips): {file: broken.ndjson}',
      [
        '5: `no.csv` gives no rows of `Events_CL`: there is no such file.',
        '6: `broken.ndjson` gives no rows of `Vips`: line 2 is no JSON object.',
      ],
    ],
    [
      'a repeat that says too little, or the wrong thing',
      'Events_CL: [{repeat: {every: 1h}, row: {}}, {repeat: {count: 2, evry: 1h}, row: {}}]',
      ['5: `repeat` does not say how many rows there are.', '5: `repeat` knows no `evry`.'],
    ],
    [
      'a column that `vary` fills wrongly, once for all rows,',
      'Events_CL:\n  - repeat:\n      count: 3\n      vary:\n        Usr: "{n}"\n        Count: "n{n}"\n    row: {}',
      [
        '9: `Events_CL` has no column `Usr`: did you mean `User`?',
        '10: `Events_CL.Count` is `"n1"`, and the column holds whole numbers (long).',
      ],
    ],
    [
      'a row of a file with a value of another type, once for each column,',
      'Events_CL: {file: typed.csv}',
      ['5: `Events_CL.Count` of row 2 is `"x"`, and the column holds whole numbers (long).'],
    ],
    [
      'a repeat without a row, or with more beside it,',
      'Events_CL: [{repeat: {count: 3}}, {row: {}, times: 3}]',
      [
        '5: `Events_CL` has no column `repeat`.',
        '5: `Events_CL` has no column `row`.',
        '5: `Events_CL` has no column `times`.',
      ],
    ],
  ])('%s is said at its line', (_name, given, said) => {
    expect(prepared(file(given)).said).toEqual(said);
  });

  test('a mistake of the base is said at the base, and one of `with` where it is written', () => {
    const { said } = prepared(
      `cases:
  - name: first
    given: {Events_CL: [{Usr: a}]}
    expect: silent
  - name: second
    base: first
    with:
      Events_CL.0.Usr: b
      Events_CL.3.User: b
`,
    );
    expect(said).toEqual(['9: `Events_CL.3.User` leads nowhere: `3` is no entry of a list of 1.']);
  });

  test('bases that are missing or go in a circle, and equal names', () => {
    const { said } = prepared(
      `cases:
  - {name: a, base: b}
  - {name: b, base: a}
  - {name: c, base: aa}
  - {name: c}
`,
    );
    expect(said).toEqual([
      '5: Two cases are called `c`.',
      '3: The case `b` is its own base.',
      '4: There is no case `aa`: did you mean `a`?',
    ]);
  });

  test('bases one upon the other, whichever stands first: as far as a hundred', () => {
    const chain = (length: number): readonly string[] =>
      Array.from(
        { length },
        (_, index) =>
          `  - {name: c${index}${index === 0 ? '' : `, base: c${index - 1}`}, given: {}, expect: {alerts: 0}}`,
      );
    const saidOf = (cases: readonly string[]): readonly string[] => prepared(`cases:\n${cases.join('\n')}\n`).said;
    expect(saidOf(chain(101))).toEqual([]);
    expect(saidOf(chain(101).toReversed())).toEqual([]);
    expect(saidOf(chain(103))).toEqual(['103: The case `c101` stands on more than 100 others.']);
    expect(saidOf(chain(102).toReversed())).toEqual(['2: The case `c101` stands on more than 100 others.']);
    expect(saidOf(chain(5000).toReversed())).toContain('103: The case `c4898` stands on more than 100 others.');
  });

  test('externaldata takes rows, lines or a file', () => {
    const given = (written: string) =>
      prepared(`cases:\n- name: a\n  given: {externaldata(https://x/y): ${written}}\n`).cases[0]?.input.external.get(
        'https://x/y',
      );
    expect(given('[{ip: 10.0.0.1, n: 7}]')).toEqual([
      new Map<string, unknown>([
        ['ip', '10.0.0.1'],
        ['n', 7],
      ]),
    ]);
    expect(given('[]')).toEqual([]);
    expect(given('["10.0.0.1,7", "10.0.0.2,8"]')).toBe('10.0.0.1,7\n10.0.0.2,8\n');
    expect(given('{file: rows.ndjson}')).toBe(files['rows.ndjson']);
  });
});
