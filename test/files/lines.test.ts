import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { beginLines } from '../../src/files/lines.ts';

let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'picket-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

describe('a file that grows line by line', () => {
  test('begins anew, in folders that are made, and holds each line as soon as it is written', async () => {
    const path = join(folder, 'a', 'events.jsonl');
    for (const text of ['old', 'new']) {
      const lines = beginLines(path);
      lines.write(text);
      expect(await readFile(path, 'utf8')).toBe(`${text}\n`);
      lines.write('ü');
      lines.check();
      lines.close();
      expect(await readFile(path, 'utf8')).toBe(`${text}\nü\n`);
    }
  });

  test('is refused where it cannot be begun, naming the path and the reason', async () => {
    await writeFile(join(folder, 'file'), 'kept');
    const path = join(folder, 'file', 'below');
    expect(() => beginLines(path)).toThrow(
      expect.objectContaining({ kind: 'config', file: path, message: `${path} cannot be written (EEXIST).` }),
    );
  });

  // A device that is always full; not every system has one.
  const onLinux = existsSync('/dev/full') ? describe : describe.skip;
  onLinux('on a disk that is full', () => {
    test('keeps nobody from going on, and says so when it is asked', () => {
      const lines = beginLines('/dev/full');
      lines.check();
      lines.write('first');
      lines.write('second');
      expect(() => lines.check()).toThrow(
        expect.objectContaining({ kind: 'config', message: '/dev/full cannot be written (ENOSPC).' }),
      );
      lines.close();
    });
  });
});
