import { expect, test } from '@jest/globals';
import { resolveRules } from '../../src/app/rule-names.ts';

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
