import { describe, expect, test } from '@jest/globals';
import { answer, compilationOf } from '../run.ts';

const columns = 'a:long, b:string, c:dynamic';

/** The rows of a file behind an address, as a query with such properties reads them. */
const read = (text: string, properties: string, url = 'https://x.example/f'): readonly string[] => {
  const query = `externaldata(${columns})['${url}']${properties === '' ? '' : ` with (${properties})`}`;
  try {
    return answer(query, { external: (asked) => (asked === url ? text : undefined) }).slice(1);
  } catch (error) {
    return [error instanceof Error ? error.message : ''];
  }
};

const separated = (mark: string): string => `1${mark}"x${mark}""y"""${mark}[5]\r\n${mark}z\n\n7\n`;
const rows = (mark: string): readonly string[] => [
  `[1,${JSON.stringify(`x${mark}"y"`)},[5]]`,
  '[null,"z",null]',
  '[7,"",null]',
];

describe('externaldata', () => {
  test.each([
    ['csv', ','],
    ['tsv', '\t'],
    ['psv', '|'],
    ['scsv', ';'],
    ['sohsv', '\u0001'],
    ['tsve', '\t'],
  ])('reads %s by its separator: quoted fields, empty ones and lines that are too short', (format, mark) => {
    expect(read(separated(mark), `format='${format}'`)).toEqual(rows(mark));
    expect(read(separated(mark), `format='${format.toUpperCase()}', ignoreFirstRecord=true`)).toEqual(
      rows(mark).slice(1),
    );
    expect(read(separated(mark), '', `https://x.example/f.${format}?sig=a.json`)).toEqual(rows(mark));
  });
  test.each([
    ['https://x.example/f.TSV', '\t'],
    ['https://x.example/f.psv.gz', '|'],
    ['https://x.example/f.scsv.zip#part', ';'],
    ['https://x.example/f', ','],
    ['https://x.example/', ','],
  ])('takes the format of %s from its name', (url, mark) => {
    expect(read(separated(mark), '', url)).toEqual(rows(mark));
    expect(read(separated(','), "format='csv'", url)).toEqual(rows(','));
  });
  test('reads a field that is quoted in part, a quote that stays open, and empty quotes', () => {
    expect(read('1,x"y",""\n"2"3,"a\nb",\n4,"open', "format='csv'")).toEqual([
      String.raw`[1,"x\"y\"",null]`,
      String.raw`[23,"a\nb",null]`,
      '[4,"open",null]',
    ]);
    expect(read('""\n""', "format='csv'")).toEqual(['[null,"",null]', '[null,"",null]']);
    expect(read('', "format='csv'")).toEqual([]);
  });
  test('reads txt by its lines and raw as one text, into the first column', () => {
    const first = (text: string, properties: string): readonly string[] =>
      answer(`externaldata(s:string, n:long)['u'] with (${properties})`, { external: () => text }).slice(1);
    expect(first('x,1\r\n\r\ny\n', "format='txt'")).toEqual(['["x,1",null]', '["",null]', '["y",null]']);
    expect(first('x\ny', "format='txt', ignoreFirstRecord=true")).toEqual(['["y",null]']);
    expect(first('x\ny\n', "format='raw'")).toEqual([String.raw`["x\ny\n",null]`]);
    expect(first('x', "format='raw', ignoreFirstRecord=true")).toEqual([]);
  });
  test('reads JSON as one value, as an array, or as lines; other members and lines that are none are left out', () => {
    const object = '{"a":"5","c":{"k":1},"other":2}';
    const row = '[5,"",{"k":1}]';
    for (const format of ['json', 'multijson']) {
      expect(read(object, `format='${format}'`)).toEqual([row]);
      expect(read(`[${object}, {"b":"z"}, 7]`, `format='${format}'`)).toEqual([
        row,
        '[null,"z",null]',
        '[null,"",null]',
      ]);
      expect(read(`${object}\n\n  \n{"b":"z"}\n[${object}]\nbroken\n`, `format='${format}'`)).toEqual([
        row,
        '[null,"z",null]',
        row,
        '[null,"",null]',
      ]);
    }
    expect(read('[]', '', 'https://x.example/f.json')).toEqual([]);
  });
  test('reads several addresses one behind the other, each by its own name', () => {
    const files: Readonly<Record<string, string>> = { 'u/a.csv': '1,x\n', 'u/b.tsv': '2\ty\n', 'u/c.json': '{"a":3}' };
    const query = `let more = strcat('u/', 'c.json'); externaldata(a:long, b:string)['u/a.csv', 'u/b.tsv', more]`;
    expect(answer(query, { external: (url) => files[url] }).slice(1)).toEqual(['[1,"x"]', '[2,"y"]', '[3,""]']);
    const compilation = compilationOf(query);
    expect(compilation.ok ? compilation.program.reads.addresses : []).toEqual(['u/a.csv', 'u/b.tsv', 'u/c.json']);
  });
  test('reads rows that are given by their columns', () => {
    const external = (): readonly ReadonlyMap<string, string | number | null>[] => [
      new Map<string, string | number | null>([
        ['b', 'x'],
        ['a', 5],
      ]),
      new Map([['a', null]]),
    ];
    expect(answer(`externaldata(${columns})['u'] with (format='parquet')`, { external }).slice(1)).toEqual([
      '[5,"x",null]',
      '[null,"",null]',
    ]);
  });
  test('refuses a format that it does not read', () => {
    expect(read('x', "format='parquet'")).toEqual([
      'externaldata of format parquet is not supported by the interpreter.',
    ]);
    expect(read('x', '', 'https://x.example/f.avro')).toEqual([
      'externaldata of format avro is not supported by the interpreter.',
    ]);
  });
});
