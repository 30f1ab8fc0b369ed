import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { inFolder } from '../../test/cli/io.ts';
import { originalsOf, thousand, writeRepository } from './many-rules.ts';
import type { Figure } from './measure.ts';

const run = promisify(execFile);

/** Says at the end, in kilobytes, how much memory the process held at its most. */
const confession =
  'data:text/javascript,process.on("exit",()=>process.stderr.write(`\\npeak ${process.resourceUsage().maxRSS}`))';

/** The most memory that a real `picket validate` of 1,000 rules holds, its queries compiled and nothing remembered. */
export const memory = async (texts: readonly string[]): Promise<readonly Figure[]> =>
  inFolder(async (shell) => {
    const rules = thousand(texts.flatMap(originalsOf));
    await writeRepository(shell, rules);
    const args = ['--import', confession, resolve('dist/bin.js'), 'validate', '--no-cache', '--format', 'json'];
    // It ends with 1 where a rule has errors, which is no failure here.
    const { stderr } = await run(process.execPath, args, { cwd: shell.cwd, maxBuffer: 1 << 28 }).catch(
      (error: { readonly stderr: string }) => error,
    );
    const peak = Number(/\npeak (\d+)$/.exec(stderr)?.[1]);
    if (!(peak > 0)) throw new Error(`picket validate did not end as it should: ${stderr}`);
    return [
      {
        what: `memory at its most of a validation of ${rules.length} rules`,
        measured: peak / 1024,
        reference: 512,
        target: 1,
        unit: 'MB',
      },
    ];
  });
