import { execFile } from 'node:child_process';
import { dirname, resolve } from 'node:path';
import { promisify } from 'node:util';
import { PicketError } from '../core/errors.ts';
import { readText } from './disk.ts';

const lineOf = (error: unknown): string => {
  const said = typeof error === 'object' && error !== null && 'stderr' in error ? String(error.stderr) : '';
  const lines = said.split(/\r?\n/).filter((line) => line.trim() !== '');
  return lines.find((line) => /\bError\b/.test(line)) ?? lines[0] ?? 'it said nothing';
};

/**
 * The ARM template that the `bicep` command makes of a file, as bytes of JSON. Rejects with a `usage` error where the
 * command is not installed or refuses the file.
 *
 * @param path absolute.
 * @param env the environment that the command is looked up and run in.
 */
export const buildBicep = async (
  path: string,
  shown: string,
  env: Readonly<Record<string, string | undefined>>,
  stop: AbortSignal,
): Promise<Uint8Array> => {
  try {
    const { stdout } = await promisify(execFile)('bicep', ['build', '--stdout', path], {
      cwd: dirname(path),
      env: { ...env },
      maxBuffer: 1 << 26,
      encoding: 'buffer',
      signal: stop,
    });
    return stdout;
  } catch (error) {
    if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT')
      throw new PicketError('usage', 'The `bicep` command is not installed here.', {
        code: 'no-bicep',
        hint: `Where it is: bicep build ${shown}; then: picket import arm ${shown.replace(/\.bicep$/i, '.json')}.`,
        cause: error,
      });
    throw new PicketError('usage', `bicep cannot build ${shown}: ${lineOf(error)}`, {
      code: 'bicep-failed',
      hint: 'Mend the file, or build it to JSON where it builds and import that with `picket import arm`.',
      cause: error,
    });
  }
};

/** The files that Bicep files call as modules, absolute: what is in them comes with their caller. */
export const bicepModules = async (files: readonly string[]): Promise<ReadonlySet<string>> => {
  const called = new Set<string>();
  for (const file of files)
    for (const [, path = ''] of ((await readText(file)) ?? '').matchAll(/^[ \t]*module[ \t]+\w+[ \t]+'([^':\n]+)'/gm))
      called.add(resolve(dirname(file), path));
  return called;
};
