import { execFile } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { PicketError } from '../core/errors.ts';

/** On Windows npm is a batch file, which takes no arguments safely: its script is started as the batch file would. */
const npm: readonly [program: string, ...words: string[]] =
  process.platform === 'win32'
    ? [process.execPath, join(dirname(process.execPath), 'node_modules', 'npm', 'bin', 'npm-cli.js')]
    : ['npm'];

const reasonOf = (error: unknown): string => {
  const said = typeof error === 'object' && error !== null && 'stderr' in error ? String(error.stderr) : '';
  return /^npm (?:error|ERR!) (?!code |syscall |errno |\d+$)(.+)/m.exec(said)?.[1] ?? 'npm could not be started';
};

/**
 * The bytes of a package as npm fetches it, `name@version` or an https address, with the registry and the sign-in that
 * are set up for `folder`. Runs no script of the package. Rejects with a `service` error that says what npm said.
 */
export const npmPack = async (folder: string, spec: string): Promise<Uint8Array> => {
  const target = await mkdtemp(join(tmpdir(), 'picket-npm-'));
  try {
    const [program, ...words] = npm;
    await promisify(execFile)(program, [...words, 'pack', '--ignore-scripts', '--loglevel=error', '--', spec], {
      cwd: folder,
      env: { ...process.env, npm_config_pack_destination: target },
    });
    const [name = ''] = await readdir(target);
    return await readFile(join(target, name));
  } catch (error) {
    throw new PicketError('service', `${spec} cannot be fetched: ${reasonOf(error)}.`, {
      code: 'tool-not-fetched',
      hint: 'Check its name and the registry that npm is set up for, or name a packed file.',
      cause: error,
    });
  } finally {
    await rm(target, { recursive: true, force: true });
  }
};
