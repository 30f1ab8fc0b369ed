import { diff, differingMembers, fieldName, fieldOf, fieldsOf } from '../../../../src/core/engine/diff.ts';
import { rowChanges, rowsFor, rowsStand, rowsText, rowsToWrite } from '../../../../src/core/engine/rows.ts';
import { isObject, textOf, type JsonObject, type JsonValue } from '../../../../src/core/json.ts';
import type { Row } from '../../../../src/core/resource.ts';
import { text } from './common.ts';

/** How values differ, by their leaves. */
export const differences = (): readonly string[] => {
  const values: readonly (JsonValue | undefined)[] = [
    undefined,
    null,
    [],
    {},
    'x',
    ['a'],
    ['a', 'b'],
    ['b', 'a'],
    ['a', 'c', 'b'],
    { a: 1 },
    { a: 1, b: { c: [] } },
    { b: { c: [1] }, a: 2 },
    [
      { name: 'a', of: 1 },
      { name: 'b', of: 2 },
    ],
    [
      { name: 'b', of: 2 },
      { name: 'a', of: 1 },
    ],
    [
      { name: 'b', of: 3 },
      { name: 'c', of: 1 },
    ],
    [
      { name: 'a', of: 1 },
      { name: 'a', of: 2 },
    ],
    [{ name: 'a' }, { name: 'b' }],
    [{ of: 1 }, { of: 2 }],
  ];
  return [
    ...values.flatMap((before) =>
      values.flatMap((after) => {
        const found = diff(before, after, '/at');
        const members = isObject(before) && isObject(after) ? ` ${differingMembers(before, after).join()}` : '';
        return found.length === 0 ? [] : [`${text(before)} to ${text(after)}:${members} ${text(found)}`];
      }),
    ),
    ...[{ kind: 'x', properties: { a: 1, 'b/c': null } }, { properties: 'x', kind: null }, { properties: [] }, {}].map(
      (value) => text(fieldsOf(value)),
    ),
    ...['/properties/a/0/b', '/properties', '/properties/a', '/kind', '/kind/0', '', '/propertiesX/a'].map(
      (at) => `${at}: ${fieldOf(at)} ${fieldName(at)}`,
    ),
  ];
};

/** How rows are written, said, and judged by what a read shows. */
export const rows = (): readonly string[] => {
  const of = (...names: readonly string[]): readonly Row[] =>
    rowsFor(
      'list',
      names.map((name) => ({ name: name.slice(0, 1), value: name })),
    );
  const lists: readonly (readonly Row[])[] = [
    [],
    of('a1'),
    of('a1', 'a1', 'b1'),
    of('b1', 'a2'),
    [...of('a1'), ...of('a1')],
    [{ name: of('b1')[0]?.name.toUpperCase() ?? '', value: { name: 'x' } }],
  ];
  /** The same rows, added by somebody else. */
  const again = (list: readonly Row[]): readonly Row[] => list.map(({ name, value }) => ({ name: `x${name}`, value }));
  const keyOf = ({ name }: JsonObject): string => textOf(name) ?? '';
  const short = (list: readonly Row[]): string =>
    list.map(({ name, value }) => `${name.slice(0, 6)} ${textOf(value['value']) ?? text(value)}`).join(', ');
  return lists.flatMap((wanted) => [
    `== ${short(wanted)}: ${rowsText(wanted)}`,
    ...lists.flatMap((there) => {
      const write = rowsToWrite(wanted, there);
      return [
        `= over ${short(there)}: add ${short(write.add)}; remove ${short(write.remove)}; ${text(rowChanges(write, keyOf))}`,
        ...[there, wanted, [...there, ...write.add], [...write.add, ...again(wanted)], []].map((read) => {
          const { done, expected, doubled } = rowsStand(write, there, read);
          return `${done} expected ${short(expected)}; doubled ${short(doubled)}`;
        }),
      ];
    }),
  ]);
};
