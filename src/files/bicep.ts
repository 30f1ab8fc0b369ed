import { execFile } from 'node:child_process';
import { dirname, resolve } from 'node:path';
import { promisify } from 'node:util';
import { PicketError } from '../core/errors.ts';
import { readText } from './disk.ts';

/** Bytes of the largest template that is taken: many times what the service takes. */
const largest = 1 << 26;

/** What the command said of a file, or how it ended where it said nothing. */
const reasonOf = (error: object): string => {
  const said = 'stderr' in error ? String(error.stderr) : '';
  const lines = said.split(/\r?\n/).filter((line) => line.trim() !== '');
  const line = lines.find((each) => /\bError\b/.test(each)) ?? lines[0];
  if (line !== undefined) return line;
  const code = 'code' in error ? error.code : undefined;
  if (code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') return `it gave more than ${largest / 1024 / 1024} MiB`;
  if ('signal' in error && typeof error.signal === 'string') return `it was ended by ${error.signal}`;
  return `it said nothing, and ended with ${String(code)}`;
};

/** The system's word for why no command was started; undefined where one was. A PATH may hold folders that are closed. */
const notStarted = (error: object): string | undefined =>
  'syscall' in error && String(error.syscall).startsWith('spawn') && 'code' in error ? String(error.code) : undefined;

/**
 * The ARM template that the `bicep` command makes of a file, as bytes of JSON. Rejects with a `usage` error where the
 * command is not installed or refuses the file, and with what the interrupt threw at one.
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
      maxBuffer: largest,
      encoding: 'buffer',
      signal: stop,
    });
    return stdout;
  } catch (error) {
    if (stop.aborted || typeof error !== 'object' || error === null) throw error;
    const why = notStarted(error);
    if (why !== undefined)
      throw new PicketError('usage', `The \`bicep\` command is not installed here, or may not be run (${why}).`, {
        code: 'no-bicep',
        hint: `Where it is: bicep build ${shown}; then: picket import arm ${shown.replace(/\.bicep$/i, '.json')}.`,
        cause: error,
      });
    throw new PicketError('usage', `bicep cannot build ${shown}: ${reasonOf(error)}`, {
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
