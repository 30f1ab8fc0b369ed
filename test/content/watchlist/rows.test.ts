import * as fc from 'fast-check';
import { describe, expect, test } from '@jest/globals';
import { normalize } from '../../../src/content/watchlist/body.ts';
import { files } from '../../../src/content/watchlist/files.ts';
import { watchlist } from '../../../src/content/watchlist/index.ts';
import { watchlistSymbols } from '../../../src/content/watchlist/read.ts';
import { contents, mergeLines, printLines, readLines } from '../../../src/content/watchlist/rows.ts';
import { defineContentType } from '../../../src/core/content-type.ts';
import { diff } from '../../../src/core/engine/diff.ts';
import { canonicalJson, isObject, objectOf, type JsonObject } from '../../../src/core/json.ts';

const type = defineContentType(watchlist);

const definition = {
  watchlistAlias: 'HighValueAssets',
  displayName: 'High value assets',
  itemsSearchKey: 'HostName',
};
const data = 'HostName,Owner\nsrv1,"Ann, IT"\nsrv2,\n';
const render = (value: JsonObject) => type.complete(value)?.render({ now: 0 });

describe('the lines of a watchlist, brought to other rows', () => {
  const lines = 'User,Team\r\nann,"a"\r\n\r\nbob, b \r\ncem,c';

  test('keep the lines of rows that stay, as they are written', () => {
    const rows = [{ User: 'ann', Team: 'a' }, { User: 'bob', Team: 'x' }, { User: 'dan' }];
    expect(mergeLines(lines, rows, 'User')).toBe('User,Team\r\nann,"a"\r\nbob,x\r\ndan,\r\n');
    expect(mergeLines(lines, readLines(lines).rows, 'User')).toBe(lines.replace('\r\n\r\n', '\r\n'));
  });

  test('begin a new line behind a last one without an end', () => {
    const rows = [...readLines('A\n1').rows, { A: '2' }];
    expect(mergeLines('A\n1', rows, 'A')).toBe('A\n1\n2\n');
  });

  test('get the columns that they lack', () => {
    expect(mergeLines('\uFEFFA\n1\n', [{ A: '1', B: 'x' }], 'A')).toBe('\uFEFFA,B\n1,x\n');
    expect(mergeLines('A\r\n1\r\n', [{ A: '1', B: 'x\ny' }], 'A')).toBe('A,B\r\n1,"x\ny"\r\n');
  });

  test('say exactly the rows, whatever these are', () => {
    const field = fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '1') }).map((text) => text.trim());
    const row = fc
      .record({ A: fc.constantFrom('x', 'y', 'z'), B: field, C: field })
      .map((made): JsonObject => Object.fromEntries(Object.entries(made).filter(([, text]) => text !== '')));
    const list = fc.array(row, { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(list, list, (before, after) => {
        const sorted = (rows: readonly JsonObject[]) => rows.map((each) => canonicalJson(each)).toSorted();
        expect(sorted(readLines(mergeLines(printLines(before), after, 'A')).rows)).toEqual(sorted(after));
      }),
    );
  });
});

describe('the rows of a watchlist', () => {
  test('are read from lines: a field without a text says nothing', () => {
    expect(readLines(`\uFEFF${data}`)).toEqual({
      columns: ['HostName', 'Owner'],
      rows: [{ HostName: 'srv1', Owner: 'Ann, IT' }, { HostName: 'srv2' }],
      uneven: [],
      misquoted: [],
    });
    expect(readLines('a,b\n1,2,3\n\n4\n').uneven).toEqual([
      { row: 1, fields: 3 },
      { row: 2, fields: 1 },
    ]);
  });

  test('are the same whatever line ends a working copy has within a value', () => {
    expect(readLines('A\r\n"x\r\ny"\r\n').rows).toEqual(readLines('A\n"x\ny"\n').rows);
    expect(contents.valueOf({ properties: { itemsKeyValue: { A: 'x\r\ny' } } })).toEqual({ A: 'x\ny' });
  });

  test('are the same after they were printed and read again', () => {
    const field = fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', 'é', '1') }).map((text) => text.trim());
    const row = fc
      .record({ A: fc.string({ minLength: 1, unit: fc.constantFrom('x', 'y') }), B: field })
      .map(({ A, B }): JsonObject => ({ A, ...(B === '' ? {} : { B }) }));
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 6 }), (rows) => {
        expect(readLines(printLines(rows)).rows).toEqual(rows);
      }),
    );
  });

  test('are sent one by one, and compare as they are answered', () => {
    const value = { HostName: 'srv1', Owner: 'Ann' };
    expect(contents.bodyOf(value)).toEqual({ properties: { itemsKeyValue: value, entityMapping: {} } });
    const answered = { properties: { itemsKeyValue: { ...value, Note: '', Room: ' 12 ' }, tenantId: 'x' } };
    expect(contents.valueOf(answered)).toEqual({ ...value, Room: '12' });
  });

  test('are uploaded as lines where there are many', () => {
    const body = contents.bulk?.bodyOf({ properties: { displayName: 'x' } }, [{ A: '1' }, { A: '2', B: 'a,b' }]);
    expect(objectOf(body?.['properties'])).toMatchObject({
      displayName: 'x',
      contentType: 'text/csv',
      rawContent: 'A,B\n1,\n2,"a,b"\n',
    });
  });
});

describe('a watchlist', () => {
  test('has the lines of the file beside it, each once', () => {
    const resource = render({ ...definition, data: `${data}srv2,\n` });
    expect(resource?.name).toBe('HighValueAssets');
    expect(resource?.rows?.map(({ value }) => value)).toEqual([
      { HostName: 'srv1', Owner: 'Ann, IT' },
      { HostName: 'srv2' },
    ]);
  });

  test('whose rows are not managed has none to compare', () => {
    expect(render({ ...definition, rows: 'ignore', data })?.rows).toBeUndefined();
  });

  test('does not differ by what the service adds, and never says how it was uploaded', () => {
    const body = render({ ...definition, data })?.body ?? {};
    const answer = {
      name: 'HighValueAssets',
      etag: '"1"',
      properties: {
        ...objectOf(body['properties']),
        watchlistId: 'x',
        labels: [],
        isDeleted: false,
        uploadStatus: 'New',
        sasUri: '',
        createdBy: {},
      },
    };
    expect(diff(normalize(body), normalize(answer))).toEqual([]);
    expect(JSON.stringify(body)).not.toContain('rawContent');
  });

  test.each([
    ['watchlists/HighValueAssets/watchlist.json', ['data.csv']],
    ['watchlists/HighValueAssets.yaml', ['HighValueAssets.csv']],
    ['watchlists/HighValueAssets.watchlist.metadata.json', ['HighValueAssets.csv']],
  ])('%s has its lines in %j', (path, beside) => {
    expect(files.beside(path)).toEqual(beside);
    const { document } = files.read(path, Buffer.from(JSON.stringify(definition)), new Map([[beside[0] ?? '', data]]));
    expect(render(isObject(document.value) ? document.value : {})?.rows).toHaveLength(2);
  });

  test('gives queries its columns', () => {
    const { watchlists } = watchlistSymbols.read('a/watchlist.json', '{}', { ...definition, data });
    expect(watchlists).toEqual([
      {
        alias: 'HighValueAssets',
        columns: [
          { name: 'HostName', type: 'string' },
          { name: 'Owner', type: 'string' },
        ],
      },
    ]);
  });

  test('in a folder of its own is known by the name of the folder, and its description alone says nothing', () => {
    expect(watchlistSymbols.read('schemas/Assets/data.csv', data).watchlists).toMatchObject([{ alias: 'Assets' }]);
    expect(watchlistSymbols.read('schemas/Assets/watchlist.json', JSON.stringify(definition))).toMatchObject({
      watchlists: [],
      diagnostics: [],
    });
  });

  test('takes a change of the portal; its rows are brought up to date in their own file', () => {
    const text = 'watchlistAlias: HighValueAssets\ndisplayName: High value assets # a name\nitemsSearchKey: HostName\n';
    const beside = new Map([['HighValueAssets.csv', data]]);
    const { document } = files.read('watchlists/HighValueAssets.yaml', Buffer.from(text), beside);
    const live = {
      properties: { displayName: 'Crown jewels', provider: 'Custom', itemsSearchKey: 'HostName' },
      rows: [{ HostName: 'srv1', Owner: 'Ann, IT' }, { HostName: 'srv3' }],
    };
    expect(type.file.merge(document, live, type.contextOf({ now: 0 }))).toEqual({
      text: text.replace('High value assets', 'Crown jewels'),
      beside: new Map([['HighValueAssets.csv', 'HostName,Owner\nsrv1,"Ann, IT"\nsrv3,\n']]),
      written: ['displayName', 'rows'],
      refused: [],
    });
    expect(type.file.merge(document, { ...live, rows: [] }, type.contextOf({ now: 0 }))).toMatchObject({
      written: ['displayName'],
      refused: [{ property: 'rows', reason: expect.stringContaining('rows: ignore') }],
    });
    // Rows that are as they were are not written, so that the file of them keeps its date.
    const same = { ...live, rows: readLines(data).rows };
    expect(type.file.merge(document, same, type.contextOf({ now: 0 }))).toEqual({
      text: text.replace('High value assets', 'Crown jewels'),
      written: ['displayName'],
      refused: [],
    });
  });
});
