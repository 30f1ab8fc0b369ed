import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { files } from '../../../src/content/watchlist/files.ts';
import { printSingle, singleOf } from '../../../src/content/watchlist/header.ts';

const documentOf = (text: string) => files.read('lists/Rooms.csv', Buffer.from(text), new Map());

describe('a watchlist that is one file', () => {
  test('is called by its file unless it says otherwise', () => {
    expect(documentOf('# itemsSearchKey: Room\nRoom\n1\n').document.value).toEqual({
      watchlistAlias: 'Rooms',
      itemsSearchKey: 'Room',
      data: 'Room\n1\n',
    });
  });

  test.each(['', '\uFEFF'])('has what is wrong at its place, after %j', (mark) => {
    const text = `${mark}# displayName: All rooms\r\n#itemsSearchKey: Room\r\n# labels: [a]\r\nRoom\r\n1\r\n`;
    const { document } = documentOf(text);
    const said = (at: string): string => text.slice(document.locate(at).start, document.locate(at).end);
    expect([said('/displayName'), said('/itemsSearchKey'), said('/labels/0')]).toEqual(['All rooms', 'Room', 'a']);
    expect(document.range(document.locate('/itemsSearchKey')).start).toEqual({ line: 2, column: 18 });
  });

  test('whose head says a key twice is told of it where it stands', () => {
    const { diagnostics } = documentOf('# displayName: All\n# displayName: Rooms\nRoom\n1\n');
    expect(diagnostics[0]).toMatchObject({ path: 'lists/Rooms.csv', range: { start: { line: 2, column: 3 } } });
  });

  test('is written as it was read, whatever its head and its lines are', () => {
    const line = fc.string({ unit: fc.constantFrom('a', ' ', ':', '"') });
    fc.assert(
      fc.property(fc.array(line), fc.constantFrom('\n', '\r\n'), fc.constantFrom('', '\uFEFF'), (more, end, mark) => {
        const head = ['itemsSearchKey: a', ...more].map((each) => each + end).join('');
        expect(singleOf(printSingle(mark, head, `a${end}1${end}`))).toMatchObject({
          head,
          mark,
          data: `a${end}1${end}`,
        });
      }),
    );
  });
});
