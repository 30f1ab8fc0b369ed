import { describe, expect, test } from '@jest/globals';
import { namedLive, resolveRules } from '../../src/app/rule-names.ts';
import { PicketError } from '../../src/core/errors.ts';
import { body, canonical, live } from '../core/rules.ts';

const thrownBy = (work: () => unknown): PicketError => {
  try {
    work();
  } catch (error) {
    if (error instanceof PicketError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
};

const rules = [
  { id: '5f0a1c1e-8a57-4f53-9a86-0e2c5cf6a001', displayName: 'Password spray', path: 'rules/spray.yaml' },
  { id: 'all', displayName: 'Everything', path: 'rules/all.yaml' },
];
const io = { cwd: '/project', env: {}, attended: true };
const named = (text: string) => resolveRules(io, [text], rules, { to: 'write' });

test('nothing is said of a rule that is named by its id, and what was understood of every other name', () => {
  const [{ id }] = [...rules, { id: '' }];
  expect(named(id)).toEqual({ ids: [id], said: [] });
  expect(named('password spray')).toEqual({ ids: [id], said: [expect.stringContaining('`password spray` is ')] });
  expect(named('5F0A1C1E')).toEqual({ ids: [id], said: [expect.stringContaining('`5F0A1C1E` is ')] });
});

test('a rule whose id is `all` is meant by it', () => {
  expect(named('all')).toEqual({ ids: ['all'], said: [] });
});

describe('where nobody can be asked', () => {
  const spray = rules[0]?.id ?? '';
  const alone = { cwd: '/project', env: {}, attended: false };
  const inCi = { cwd: '/project', env: { CI: 'true' }, attended: true };

  test.each([
    ['alone', alone],
    ['in CI', inCi],
  ])('a command that writes takes ids and paths only: %s', (_where, world) => {
    const of = (text: string) => resolveRules(world, [text], rules, { to: 'write' });
    expect(of(spray).ids).toEqual([spray]);
    expect(of('rules/spray.yaml').ids).toEqual([spray]);
    const refusal = { kind: 'usage', code: 'not-exact', hint: 'Write rules/spray.yaml.' };
    expect(thrownBy(() => of('Password spray'))).toMatchObject({
      ...refusal,
      message: expect.stringMatching(/^`Password spray` is the name of a rule, /),
    });
    expect(thrownBy(() => of('5f0a1c1e'))).toMatchObject({
      ...refusal,
      message: expect.stringMatching(/^`5f0a1c1e` is the beginning of an id, /),
    });
    const fileless = [{ id: spray, displayName: 'Password spray' }];
    expect(thrownBy(() => resolveRules(world, ['5f0a1c1e'], fileless, { to: 'write' }))).toMatchObject({
      hint: `Write ${spray}.`,
    });
  });

  test('a command that reads takes every name', () => {
    for (const text of ['Password spray', '5f0a1c1e'])
      expect(resolveRules(alone, [text], rules, { to: 'read' }).ids).toEqual([spray]);
  });
});

test('a name that is none stays as it was typed, or is refused in the words of the command', () => {
  expect(resolveRules(io, ['nothing like it'], rules, { to: 'read' })).toEqual({ ids: ['nothing like it'], said: [] });
  const refused = (text: string, hint?: string) =>
    thrownBy(() => resolveRules(io, [text], rules, { to: 'read', unknown: (name) => `No ${name}.`, hint }));
  expect(refused('xyzzy')).toMatchObject({
    kind: 'usage',
    code: 'unknown-rule',
    message: 'No xyzzy.',
    hint: 'A rule is named by its id, its path, its display name, or 6 and more characters of its id.',
  });
  expect(refused('xyzzy', 'Look there.')).toMatchObject({ hint: 'Look there.' });
  expect(refused('Pasword spray', 'Look there.')).toMatchObject({ hint: 'Did you mean `Password spray`?' });
});

test('`all` names no rule, unless its id is that', () => {
  const others = rules.filter(({ id }) => id !== 'all');
  expect(thrownBy(() => resolveRules(io, [' ALL '], others, { to: 'read' }))).toMatchObject({
    kind: 'usage',
    code: 'reserved-name',
    hint: 'A rule of that name is meant by its id or its path.',
  });
});

test('a name of several rules is refused with the first twenty of them, and how many more there are', () => {
  const many = (count: number) =>
    Array.from({ length: count }, (_, index) => ({
      id: `id-${index}`,
      displayName: 'One',
      path: `rules/${index}.yaml`,
    }));
  const linesOf = (count: number): readonly string[] => {
    const error = thrownBy(() => resolveRules(io, ['One'], many(count), { to: 'read' }));
    expect(error).toMatchObject({
      kind: 'usage',
      code: 'ambiguous-rule',
      hint: 'Name the one you mean by its id or its path.',
    });
    return error.message.split('\n');
  };
  expect(linesOf(2)).toEqual([
    '`One` may be any of 2:',
    expect.stringContaining('rules/0.yaml'),
    expect.stringContaining('rules/1.yaml'),
  ]);
  expect(linesOf(20)).toHaveLength(21);
  expect(linesOf(22)).toHaveLength(22);
  expect(linesOf(22).at(-1)).toBe('  and 2 more');
});

test('what can be named of a workspace are the rules that run, by their names and files, before those of git', () => {
  const type = { name: 'rule', canonical };
  const inGit = [
    { type: 'rule', id: 'A', displayName: 'In git', path: 'rules/a.yaml' },
    { type: 'other', id: 'b', displayName: 'Other', path: 'others/b.yaml' },
  ];
  const running = [live('a', body({ displayName: 'Running' })), live('b', { kind: 'NRT', properties: {} })];
  expect(namedLive(running, inGit, type)).toEqual([
    { type: 'rule', id: 'a', displayName: 'Running', path: 'rules/a.yaml' },
    { type: 'rule', id: 'b', displayName: 'b', path: undefined },
    ...inGit,
  ]);
});
