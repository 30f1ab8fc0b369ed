import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { readWatchlistSymbols } from '../../../src/content/watchlist/index.ts';
import { loadKql, schemaOf } from '../../../src/kql/index.ts';

const columnsOf = (path: string, text: string): readonly (readonly string[])[] =>
  readWatchlistSymbols(path, text).watchlists.map(({ alias, columns }) => [alias, ...columns.map(({ name }) => name)]);

describe('a watchlist file', () => {
  test('of comma separated values is named by its alias', () => {
    expect(columnsOf('watchlists/HighRiskApps.csv', '\uFEFFAppName, Owner,"High, Risk"\r\na,b,c\r\n')).toEqual([
      ['HighRiskApps', 'AppName', 'Owner', 'High, Risk'],
    ]);
  });

  test('of comma separated values may say at its head what the list is', () => {
    const text = '\uFEFF# watchlistAlias: VIPs\n# itemsSearchKey: Upn\n#\n# labels:\n#   - people\nUpn,Team\na,b\n';
    expect(readWatchlistSymbols('lists/people.csv', text)).toMatchObject({
      watchlists: [{ alias: 'VIPs', columns: [{ name: 'Upn' }, { name: 'Team' }] }],
      contents: [{ alias: 'VIPs', text: 'Upn,Team\na,b\n', searchKey: 'Upn' }],
      diagnostics: [],
    });
    expect(columnsOf('lists/Vips/data.csv', '# itemsSearchKey: Upn\nUpn\na\n')).toEqual([['Vips', 'Upn']]);
  });

  test('whose first column is called by a number sign is one of lines alone', () => {
    expect(columnsOf('Rooms.csv', '# Room,Floor\n1,2\n')).toEqual([['Rooms', '# Room', 'Floor']]);
  });

  test('of tab separated values may have commas in its names', () => {
    expect(columnsOf('Apps.tsv', 'a,b\tc\n1\t2\n')).toEqual([['Apps', 'a,b', 'c']]);
  });

  test('any header comes out of its quotes as it went in', () => {
    const name = fc
      .string({ minLength: 1 })
      .map((text) => text.trim())
      .filter((text) => text !== '' && !text.startsWith('\uFEFF'));
    fc.assert(
      fc.property(
        fc.uniqueArray(name, { minLength: 1, maxLength: 5 }),
        fc.constantFrom(',', '\t'),
        (names, delimiter) => {
          const header = names.map((each) => `"${each.replaceAll('"', '""')}"`).join(delimiter);
          expect(columnsOf(delimiter === ',' ? 'W.csv' : 'W.tsv', `${header}\r\nx`)).toEqual([['W', ...names]]);
        },
      ),
    );
  });

  test('may be a template: the alias, or else the name of the resource; lines to skip; the type of content', () => {
    const properties = { provider: 'Custom', itemsSearchKey: 'a' };
    const template = {
      parameters: { lines: { defaultValue: 'p,q' } },
      resources: [
        {
          name: "[concat(parameters('workspace'), '/Microsoft.SecurityInsights/ByName')]",
          properties: { ...properties, rawContent: 'note\r\nx,y\r\n1,2', numberOfLinesToSkip: 1 },
        },
        {
          name: 'other',
          properties: { ...properties, watchlistAlias: 'ByAlias', contentType: 'text/tsv', rawContent: 'a,b\tc' },
        },
        { name: 'w/Microsoft.SecurityInsights/P', properties: { ...properties, rawContent: "[parameters('lines')]" } },
      ],
    };
    expect(columnsOf('x.json', JSON.stringify(template))).toEqual([
      ['ByName', 'x', 'y'],
      ['ByAlias', 'a,b', 'c'],
      ['P', 'p', 'q'],
    ]);
  });

  test('may be YAML with an alias and its lines', () => {
    expect(columnsOf('x.yaml', 'watchlistAlias: Vips\nrawContent: |\n  Upn,Team\n  a@x,Red\n')).toEqual([
      ['Vips', 'Upn', 'Team'],
    ]);
  });

  test('gives `_GetWatchlist` its columns, found without case', async () => {
    const { watchlists } = readWatchlistSymbols('Vips.csv', 'Upn,Team\n');
    const { analyze } = await loadKql();
    const facts = analyze("_GetWatchlist('vips') | project Upn, SearchKey, Teem", schemaOf({ watchlists }));
    expect(facts.watchlists).toMatchObject([{ alias: 'vips', known: true }]);
    expect(facts.diagnostics).toMatchObject([{ kind: 'column', name: 'Teem', suggestion: 'Team' }]);
  });
});

describe('what cannot be read is said, and its columns stay open', () => {
  test.each([
    ['no header', 'Empty.csv', '\r\n', 'has no header line'],
    ['no content', 'x.json', '{"watchlistAlias": "A", "source": "a.csv"}', 'has no `rawContent`'],
    ['an expression', 'x.json', `{"watchlistAlias": "A", "rawContent": "[variables('x')]"}`, 'has no `rawContent`'],
    ['no alias', 'x.json', '{"rawContent": "a,b"}', 'has no alias'],
    ['another file', 'x.yaml', 'a: 1\n', 'declares no watchlist'],
    ['broken YAML', 'x.yaml', 'a: [\n', ''],
  ])('%s', (_, path, text, message) => {
    const { watchlists, diagnostics } = readWatchlistSymbols(path, text);
    expect(watchlists).toEqual([]);
    expect(diagnostics).toHaveLength(1);
    expect(diagnostics[0]).toMatchObject({ path, message: expect.stringContaining(message) });
  });
});
