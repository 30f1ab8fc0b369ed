import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { forEachOf } from '../../src/app/each-of.ts';
import { writeIfOther } from '../../src/app/author/rule-files.ts';
import type { Figure } from './measure.ts';

const files = 5000;
const never = new AbortController().signal;

type Write = (path: string, text: string) => Promise<unknown>;

const timed = async (folder: string, text: string, write: Write): Promise<number> => {
  await mkdir(folder);
  const paths = Array.from({ length: files }, (_, index) => join(folder, `rule-${index}.yaml`));
  const began = performance.now();
  await forEachOf(paths, never, async (path) => {
    await write(path, text);
  });
  return performance.now() - began;
};

/** Writing 5,000 rule files as `pull` does (whole or not at all) against writing them plainly, taking turns. */
export const writing = async (text: string): Promise<readonly Figure[]> => {
  const folder = await mkdtemp(join(tmpdir(), 'picket-bench-'));
  let measured = Number.POSITIVE_INFINITY;
  let reference = Number.POSITIVE_INFINITY;
  try {
    for (let round = 0; round < 4; round += 1) {
      reference = Math.min(
        reference,
        await timed(join(folder, `plain-${round}`), text, (path, body) => writeFile(path, body)),
      );
      measured = Math.min(measured, await timed(join(folder, `whole-${round}`), text, writeIfOther));
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return [
    { what: `writing ${files} rule files against writing them plainly`, measured, reference, target: 2, unit: 'ms' },
  ];
};
