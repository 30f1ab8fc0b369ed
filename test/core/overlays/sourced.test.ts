import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import type { JsonValue } from '../../../src/core/json.ts';
import { mergedDocument } from '../../../src/core/overlays/merged-document.ts';
import {
  beforeMade,
  merged,
  originsOf,
  partAt,
  plain,
  sourced,
  withPart,
  type Origin,
  type Piece,
  type Sourced,
} from '../../../src/core/overlays/sourced.ts';
import { segmentsOf } from '../../../src/core/pointer.ts';
import { cut } from '../../../src/core/text/cut.ts';
import { readDocument } from '../../../src/core/text/read-document.ts';
import { updateExpected } from '../../expected.ts';

const inFile: Origin = { in: 'file', at: '' };
const inGroup: Origin = { in: 'config', at: '/groups/eu/set', layer: 'eu' };
const ofStage: Origin = { in: 'config', at: '/workspaces/prod/lifecycle', layer: 'prod', stage: true };

/** Each place of a value with its origin, and the value. */
const shown = (node: Sourced | undefined): string =>
  node === undefined
    ? 'nothing'
    : `${JSON.stringify(plain(node))} from ${[...originsOf(node)].map(([at, origin]) => `${at}=${origin.in}:${origin.at}`).join(' ')}`;

const values: readonly JsonValue[] = [
  null,
  'text',
  [],
  [1, { a: 2 }],
  {},
  { a: 1, b: { c: 2, d: [3] } },
  { a: null, b: { c: null, e: 4 } },
  { b: 5, f: { g: null, h: { i: null, j: 6 } } },
];

const ways = ['', '/a', '/b/c', '/b/d/0', '/b/d/1', '/b/d/0/x', '/1/a', '/0', '/01', '/-1', '/f/h/j', '/a/b'];

const merging = (): readonly string[] =>
  [undefined, ...values].flatMap((base) =>
    values.map((patch) => {
      const under = base === undefined ? undefined : sourced(base, inFile);
      return `${JSON.stringify(base) ?? 'nothing'} with ${JSON.stringify(patch)}: ${shown(merged(under, sourced(patch, inGroup)))}`;
    }),
  );

const parts = (): readonly string[] =>
  values.flatMap((value) =>
    ways.map((way) => {
      const node = sourced(value, inFile);
      return `${JSON.stringify(value)} at ${way}: ${shown(partAt(node, segmentsOf(way)))}; put ${shown(withPart(node, segmentsOf(way), sourced('new', inGroup)))}`;
    }),
  );

const pieces: readonly Piece[] = [
  { is: 'value', origin: inGroup, made: { start: 2, end: 5 }, from: { start: 2, end: 12 } },
  { is: 'line', origin: ofStage, made: { start: 8, end: 8 }, from: { start: 15, end: 19 } },
];

const spans = (): readonly string[] =>
  Array.from({ length: 12 }, (_, start) =>
    [0, 1, 3, 8]
      .map((length) => {
        const { start: from, end } = beforeMade(pieces, { start, end: start + length });
        return `${start}-${start + length}: ${from}-${end}`;
      })
      .join(', '),
  );

const file = readDocument('rule.yaml', 'name: A # file\nlist: [one, {deep: two}]\nquery: T {{param.x}} end\n').document;
const config = readDocument('picket.yaml', 'groups:\n  eu:\n    set: {name: B}\n').document;

/** What a document of several places says of each place. */
const places = (): readonly string[] => {
  const root: Sourced = {
    is: 'mapping',
    origin: inFile,
    members: new Map<string, Sourced>([
      ['name', sourced('B', { ...inGroup, at: '/groups/eu/set/name' })],
      ['list', sourced(['one', { deep: 'two' }], { in: 'file', at: '/list' })],
      [
        'query',
        {
          is: 'scalar',
          origin: { in: 'file', at: '/query' },
          value: 'T 12345 end\nline',
          pieces: [
            { is: 'value', made: { start: 2, end: 7 }, from: { start: 2, end: 13 }, origin: inGroup },
            { is: 'line', made: { start: 12, end: 16 }, from: { start: 17, end: 17 }, origin: ofStage },
          ],
        },
      ],
      ['enabled', sourced(false, ofStage)],
      ['added', sourced({ x: { y: 1 } }, { ...inGroup, at: '/groups/eu/set/added' })],
    ]),
  };
  return [config, undefined].flatMap((from) => {
    const document = mergedDocument(file, from, root);
    const at = [
      '',
      '/name',
      '/list',
      '/list/0',
      '/list/1/deep',
      '/list/1/none',
      '/query',
      '/enabled',
      '/added/x/y',
      '/gone',
      '/gone/deep',
    ];
    return [
      `${from?.path ?? 'no config'}: ${document.path} ${JSON.stringify(document.value)} ${document.layered.join()} ${document.comments.map(({ text }) => text).join()}`,
      ...at.flatMap((place) => {
        const text = ({ start, end }: { readonly start: number; readonly end: number }): string =>
          JSON.stringify(cut(file.text.slice(start, end), 20));
        const within = [0, 3, 13].map((start) => ({ start, end: start + 2 }));
        const elsewhere = [undefined, ...within].map((span) => {
          const found = document.elsewhere?.(place, span);
          return found === undefined
            ? 'here'
            : `${found.document.path}${found.at}${found.within === undefined ? '' : `@${found.within.start}-${found.within.end}`}`;
        });
        const origin = document.originOf(place);
        return [
          `${place} ${origin.in}:${origin.at} ${text(document.locate(place))} ${text(document.locate(place, 'key'))} ${within.map((span) => text(document.locateWithin(place, span))).join(' ')}; ${elsewhere.join(' ')}; ${document
            .originsWithin(place)
            .map(({ at: one }) => one)
            .join()}`,
        ];
      }),
    ];
  });
};

const said = (): readonly string[] => [...merging(), ...parts(), ...spans(), ...places()].map((line) => line.trimEnd());

const expected = new URL('sourced.txt', import.meta.url);
updateExpected(expected, () => `${said().join('\n')}\n`);

test('values of several places: merged, looked up, put, and placed', () => {
  expect(said()).toEqual(readFileSync(expected, 'utf8').trimEnd().split('\n'));
});
