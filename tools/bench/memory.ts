import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { inFolder } from '../../test/cli/io.ts';
import { originalsOf, repeated, writeRepository } from './many-rules.ts';
import type { Figure } from './measure.ts';

const run = promisify(execFile);

/** Says at the end, in kilobytes, how much memory the process held at its most. */
export const confession =
  'data:text/javascript,import("node:worker_threads").then((t)=>t.isMainThread&&process.on("exit",()=>process.stderr.write(`\\npeak ${process.resourceUsage().maxRSS}`)))';

/** The megabytes that a process confessed. Throws where it said nothing, since it did not end as it should. */
export const peakIn = (stderr: string): number => {
  const peak = Number(/\npeak (\d+)$/.exec(stderr)?.[1]);
  if (!(peak > 0)) throw new Error(`picket did not end as it should: ${stderr}`);
  return peak / 1024;
};

/** Megabytes that a `picket validate` with so many workers holds at its most. */
const peakOf = async (folder: string, workers: number): Promise<number> => {
  const own = ['--import', confession, resolve('dist/bin.js')];
  const args = [...own, 'validate', '--no-cache', '--workers', String(workers), '--format', 'json'];
  // It ends with 1 where a rule has errors, which is no failure here.
  const { stderr } = await run(process.execPath, args, { cwd: folder, maxBuffer: 1 << 28 }).catch(
    (error: { readonly stderr: string }) => error,
  );
  return peakIn(stderr);
};

/** The rules of a very large repository. */
const rules = 5000;

/** The most memory that a real `picket validate` of 5,000 rules holds, its queries compiled and nothing remembered. */
export const memory = async (texts: readonly string[]): Promise<readonly Figure[]> =>
  inFolder(async ({ cwd, ...shell }) => {
    await writeRepository({ cwd, ...shell }, repeated(texts.flatMap(originalsOf), rules));
    const one = await peakOf(cwd, 1);
    const two = await peakOf(cwd, 2);
    const what = `memory at its most of a validation of ${rules} rules`;
    return [
      { what: `${what} with one worker`, measured: one, reference: 512, target: 1, unit: 'MB' },
      { what: `${what}, a second worker`, measured: two - one, reference: 180, target: 1, unit: 'MB' },
    ];
  });
