import { expect, test } from '@jest/globals';
import { namingFrom, shownError } from '../../src/app/shown-error.ts';
import { PicketError } from '../../src/core/errors.ts';

const unreadable = (file: string): PicketError =>
  new PicketError('config', `${file} cannot be read (EACCES).`, { code: 'unreadable-file', file, hint: 'Look.' });

test.each([
  ['below the working directory', '/home/u/repo/rules/$&.yaml', 'rules/$&.yaml'],
  ['beside it', '/home/u/other/a.yaml', '../other/a.yaml'],
  ['far away, by its whole path', '/dev/full', '/dev/full'],
])('an error names a file %s', (_, file, named) => {
  expect(shownError('/home/u/repo', unreadable(file))).toBe(`${named} cannot be read (EACCES).`);
});

test('an error about no file says what it says', () => {
  expect(shownError('/r', new PicketError('usage', 'Name /r/x.', { code: 'x' }))).toBe('Name /r/x.');
  expect(shownError('/r', new Error('/r/x broke'))).toBe('/r/x broke');
  expect(shownError('/r', 'a text')).toBe('a text');
});

test('work whose errors are handed on names its files from a folder, and stays the same failure', async () => {
  await expect(namingFrom('/r', () => Promise.reject(unreadable('/r/a.yaml')))).rejects.toMatchObject({
    kind: 'config',
    code: 'unreadable-file',
    hint: 'Look.',
    message: 'a.yaml cannot be read (EACCES).',
  });
  const bug = new TypeError('x');
  await expect(namingFrom('/r', () => Promise.reject(bug))).rejects.toBe(bug);
  await expect(namingFrom('/r', () => Promise.resolve(1))).resolves.toBe(1);
});
