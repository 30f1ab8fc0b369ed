import { markdownOwners, ownerWords } from '../../../src/report/owners.ts';

const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index + 1);
const named = (count: number) => ({ owner: '@contoso/soc', names: numbers(count).map((each) => `Rule ${each}`) });
const long = (length: number, end: string): string => 'n'.repeat(length - end.length) + end;

/** Who answers for what, up to each limit and beyond it; each list as it mentions people, and as it names them. */
export const owners: readonly string[] = [
  ...[
    [],
    [named(0)],
    [named(1)],
    [named(5)],
    [named(6)],
    [named(4), { owner: '@ana', names: ['One'] }, { owner: '@contoso/soc', names: ['Rule 4', 'Rule *5*', 'Rule 6'] }],
    [{ owner: 'the <b>soc</b>', names: [long(80, '.'), long(81, ':'), long(82, '!')] }],
    numbers(20).map((each) => ({ owner: `@o${each}`, names: [] })),
    numbers(22).map((each) => ({ owner: `@o${each}`, names: [] })),
  ].flatMap((owned) => [markdownOwners(owned, 'mention'), markdownOwners(owned, 'name')]),
  ...['@ana', '@contoso/so.c-1', '@a.b', '@', '@contoso/', '@contoso/a/b', 'ana', 'x @ana', '@ana x', '@ana\n'].map(
    ownerWords,
  ),
  ...[100, 101].flatMap((length) => [
    ownerWords(`@${long(length, 'z')}`),
    ownerWords(`@contoso/${long(length, 'z')}`),
    ownerWords(`!${long(length - 1, 'z')}`),
    markdownOwners([{ owner: `!${long(length - 1, 'z')}`, names: [] }], 'name'),
  ]),
];
