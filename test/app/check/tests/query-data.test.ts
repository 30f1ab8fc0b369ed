import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readQueryData } from '../../../../src/app/check/tests/query-data.ts';
import { PicketError } from '../../../../src/core/errors.ts';
import { schemaOf, writeJson } from '../../../../src/kql/index.ts';

const schema = schemaOf({
  tables: [
    {
      name: 'Known',
      columns: [
        { name: 'TimeGenerated', type: 'datetime' },
        { name: 'Code', type: 'string' },
        { name: 'Size', type: 'int' },
      ],
      open: true,
      hidden: ['_Hidden'],
      source: 'shipped',
    },
  ],
  functions: [
    {
      name: 'Fn',
      parameters: '()',
      result: { kind: 'table', columns: [{ name: 'a', type: 'long' }], open: false },
      source: 'user',
    },
  ],
});

/** What comes of files, by what is named of them: the columns and rows of each table, and the columns that the schema then knows. */
const read = async (files: Readonly<Record<string, string>>, paths: readonly string[]): Promise<unknown> => {
  const cwd = await mkdtemp(join(tmpdir(), 'picket-'));
  try {
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(join(cwd, name)), { recursive: true });
      await writeFile(join(cwd, name), text);
    }
    const { tables, schema: known } = await readQueryData({ cwd }, paths, schema);
    return Object.fromEntries(
      [...tables].map(([name, { columns = [], rows }]) => {
        const table = known.table(name);
        return [
          name,
          {
            columns: columns.map((column) => `${column.name}: ${column.type}`).join(', '),
            rows: rows.map((row) => row.map((value) => writeJson(value)).join(', ')),
            known: table && [table.columns.map((column) => column.name).join(), table.open, table.hidden, table.source],
          },
        ];
      }),
    );
  } catch (error) {
    if (!(error instanceof PicketError)) throw error;
    return [error.kind, error.code, error.message, error.hint];
  } finally {
    await rm(cwd, { recursive: true });
  }
};

const one = (name: string, text: string): Promise<unknown> => read({ [name]: text }, [name]);

describe('rows of local files', () => {
  test.each<[name: string, text: string, columns: string, rows: readonly string[]]>([
    ['T.json', '[{"a": 1, "b": "x"}, {"a": 2.5}]', 'a: real, b: string', ['1, "x"', '2.5, ""']],
    ['T.json', '{"a": 1}', 'a: long', ['1']],
    ['T.json', '\uFEFF{"value": [{"a": 1}, {"a": 2}]}', 'a: long', ['1', '2']],
    ['T.json', '{"value": 7}', 'value: long', ['7']],
    ['T.ndjson', '{"a": 1}\r\n\r\n{"a": 2}\n', 'a: long', ['1', '2']],
    ['T.JSONL', '\uFEFF{"a": true}\n{"a": false}', 'a: bool', ['true', 'false']],
    [
      'T.csv',
      '\uFEFFa, b [UTC] ,c\n1,2026-03-01,"x, y"\n2,,\n',
      'a: long, b: datetime, c: string',
      ['1, 5100192000000000, "x, y"', '2, null, ""'],
    ],
    ['T.csv', '', '', []],
    ['T.csv', 'a,b\n', 'a: string, b: string', []],
    ['T.csv', 'a,,\n', 'a: string, : string', []],
  ])('%s with %j', async (name, text, columns, rows) => {
    expect(await one(name, text)).toEqual({
      T: {
        columns,
        rows,
        known: [columns.replaceAll(/: \w+/g, '').replaceAll(', ', ','), false, [], 'user'],
      },
    });
  });

  test('have the types of a known table, and columns of their own behind its', async () => {
    const text = '{"Code": 5, "Size": "7", "More": 1, "TimeGenerated": "2026-03-01T00:00:00Z"}';
    expect(await one('Known.json', '{"Code": 5, "Size": 7}')).toEqual({
      Known: {
        columns: 'TimeGenerated: datetime, Code: string, Size: int',
        rows: ['null, "5", 7'],
        known: ['TimeGenerated,Code,Size', true, ['_Hidden'], 'shipped'],
      },
    });
    expect(await one('Known.json', text)).toMatchObject({
      Known: {
        columns: 'TimeGenerated: datetime, Code: string, Size: int, More: long',
        known: ['TimeGenerated,Code,Size,More', true, ['_Hidden'], 'user'],
      },
    });
    expect(await one('Fn.json', '{"a": 1}')).toEqual({ Fn: { columns: 'a: long', rows: ['1'], known: undefined } });
  });

  test('are those of every file of a folder that holds rows, and of each file that is named', async () => {
    const files = { 'a/One.json': '{"x": 1}', 'a/b/Two.csv': 'y\n2\n', 'a/notes.txt': 'no', 'Three.json': '[]' };
    expect(Object.keys(Object(await read(files, ['a', 'Three.json'])))).toEqual(['One', 'Two', 'Three']);
  });

  test.each<[files: Readonly<Record<string, string>>, paths: readonly string[], message: string, hint: string]>([
    [{}, ['gone'], 'gone does not exist.', 'Name a file of rows, or a folder of such files.'],
    [{ 'a/notes.txt': '' }, ['a'], 'a has no data files.', 'Files of rows end in .json, .ndjson, .jsonl or .csv.'],
    [
      { 'notes.txt': '' },
      ['notes.txt'],
      'notes.txt is no file of rows.',
      'Files of rows end in .json, .ndjson, .jsonl or .csv.',
    ],
    [
      { 'a/T.json': '{}', 'b/T.csv': 'a\n' },
      ['a', 'b'],
      'b/T.csv gives rows of T, which another file gives already.',
      'Give each table one file.',
    ],
    [
      { 'T.csv': 'a,b, a\n1,2,3\n' },
      ['T.csv'],
      'T.csv names the column `a` twice in its header.',
      'Give each column a name of its own.',
    ],
    [
      { 'T.csv': 'a,b\n1,2\n1,2,3\n' },
      ['T.csv'],
      'T.csv has more fields in record 3 than its header names.',
      'Quote fields that hold commas.',
    ],
    [
      { 'T.json': '[{"a": 1}, 2]' },
      ['T.json'],
      'T.json holds something else than an object at entry 2.',
      'A row is an object: {"Column": value}.',
    ],
    [
      { 'T.ndjson': '{"a": 1}\n[2]\n' },
      ['T.ndjson'],
      'T.ndjson holds something else than an object at line 2.',
      'A row is an object: {"Column": value}.',
    ],
    [
      { 'T.ndjson': '{"a": 1}\n\n{"a"\n' },
      ['T.ndjson'],
      'T.ndjson is neither JSON nor a JSON object a line: line 3 is not.',
      'Write one object a line, or one list.',
    ],
    [
      { 'Known.json': '[{"Size": 1}, {"Size": "many"}]' },
      ['Known.json'],
      'Known.json has a value that does not fit: Size of row 2 is "many", and the column is of type int.',
      'Correct the value, or leave the column out of the row.',
    ],
  ])('are refused with the file and the place: %j', async (files, paths, message, hint) => {
    expect(await read(files, paths)).toEqual(['usage', 'unreadable-data', message, hint]);
  });
});
