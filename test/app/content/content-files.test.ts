import { expect, test } from '@jest/globals';
import { readRuleFiles } from '../../../src/app/content/content-files.ts';
import { PicketError } from '../../../src/core/errors.ts';

const bytes = new TextEncoder().encode('name: x');

const read = (path: string): Promise<Uint8Array | undefined> => {
  if (path.endsWith('locked.yaml'))
    return Promise.reject(new PicketError('config', `${path} cannot be read (EACCES).`, { code: 'unreadable-file' }));
  return Promise.resolve(path.endsWith('gone.yaml') ? undefined : bytes);
};

test('each file that cannot be read, vanished or is passed over is an error of its own, and the others are read', async () => {
  const { files, diagnostics } = await readRuleFiles(
    {
      discover: () => Promise.resolve(['/r/gone.yaml', '/r/locked.yaml', '/r/sound.yaml']),
      read,
      passedOver: () =>
        Promise.resolve([
          { path: '/r/closed', why: 'unlistable', reason: 'EACCES' },
          { path: '/r/link.yaml', why: 'link' },
          { path: '/r/pipe.yaml', why: 'no-file' },
        ]),
    },
    '/r',
    ['/r'],
  );
  expect(files).toEqual([['/r/sound.yaml', bytes]]);
  expect(diagnostics.map(({ code, severity, path }) => [code, severity, path])).toEqual([
    ['yaml/unreadable', 'error', 'closed'],
    ['yaml/symbolic-link', 'error', 'link.yaml'],
    ['yaml/unreadable', 'error', 'pipe.yaml'],
    ['yaml/unreadable', 'error', 'gone.yaml'],
    ['yaml/unreadable', 'error', 'locked.yaml'],
  ]);
});

test('paths that differ only in case are named, in folders too', async () => {
  const paths = ['/r/A/rule.yaml', '/r/a/Rule.yaml', '/r/a/other.yaml'];
  const { files, diagnostics } = await readRuleFiles(
    { discover: () => Promise.resolve(paths), read, passedOver: () => Promise.resolve([]) },
    '/r',
    ['/r'],
  );
  expect(files).toHaveLength(3);
  expect(diagnostics.map(({ code, severity, message }) => [code, severity, message])).toEqual([
    [
      'yaml/same-path-but-for-case',
      'warning',
      '`a/Rule.yaml` differs only in case from `A/rule.yaml`: on Windows and macOS one of the two is lost.',
    ],
  ]);
});

test('what is no error of reading is not taken for one', async () => {
  await expect(
    readRuleFiles(
      {
        discover: () => Promise.resolve(['/r/a.yaml']),
        read: () => Promise.reject(new Error('bug')),
        passedOver: () => Promise.resolve([]),
      },
      '/r',
      ['/r'],
    ),
  ).rejects.toThrow('bug');
});
