import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { readShippedFacts } from '../../src/files/assets.ts';
import { shippedSchema } from '../../src/kql/index.ts';
import { inFolder } from '../../test/cli/io.ts';
import { nameOf, originalsOf, writeRepository } from './many-rules.ts';
import type { Figure } from './measure.ts';
import { bare, timed } from './queries.ts';

const run = promisify(execFile);

/** A real `picket validate` with nothing remembered, on two workers, against the engine's own time in one thread. */
export const cold = async (texts: readonly string[]): Promise<readonly Figure[]> =>
  inFolder(async (shell) => {
    const rules = texts.flatMap(originalsOf);
    await writeRepository(shell, rules);
    const args = [resolve('dist/bin.js'), 'validate', '--no-cache', '--workers', '2', '--format', 'json'];
    const measured = await timed(async () => {
      // It ends with 1 where a rule has errors, which is no failure here.
      const { stdout } = await run(process.execPath, args, { cwd: shell.cwd, maxBuffer: 1 << 28 }).catch(
        (error: { readonly stdout: string }) => error,
      );
      if (!stdout.includes(nameOf(0)) && !stdout.includes('"summary"')) throw new Error('picket validate said nothing');
    });
    const engine = await bare([...new Set(rules.map(({ query }) => query))], shippedSchema(await readShippedFacts()));
    const reference = await timed(engine);
    return [
      {
        what: `a cold validation of ${rules.length} rules on two workers against the engine in one thread`,
        measured,
        reference,
        target: 0.65,
        unit: 'ms',
      },
    ];
  });
