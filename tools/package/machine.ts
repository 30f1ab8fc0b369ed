import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import type { Shell } from '../../test/cli/io.ts';

export type Ended = { readonly code: number; readonly out: string; readonly err: string };

/** Somebody else's machine: a home, npm with a registry and an empty cache, and the programs that it has. */
export type Machine = {
  readonly home: string;
  /** Runs lines of bash in a folder; `path` is where programs are looked for, instead of the usual places. */
  readonly bash: (folder: string, script: string, path?: string) => Promise<Ended>;
  /** The same, where anything but success ends the check; gives what was printed. */
  readonly must: (folder: string, script: string, path?: string) => Promise<string>;
  /** A shell in which `picket` is a program of this machine, for pages with commands and their answers. */
  readonly shell: (folder: string) => Shell;
};

const machineIn = (home: string, registry: string): Machine => {
  const usual = [join(home, 'prefix', 'bin'), dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin'].join(
    delimiter,
  );

  const start = (folder: string, program: string, words: readonly string[], env: NodeJS.ProcessEnv): Promise<Ended> =>
    new Promise((resolve) => {
      const child = execFile(
        program,
        [...words],
        { cwd: folder, env, maxBuffer: 64 * 1024 * 1024 },
        (error, out, err) => {
          resolve({ code: error === null ? 0 : typeof error.code === 'number' ? error.code : 1, out, err });
        },
      );
      child.stdin?.end();
    });

  const env = (path: string): NodeJS.ProcessEnv => ({
    PATH: path,
    HOME: home,
    npm_config_registry: registry,
    npm_config_cache: join(home, 'npm-cache'),
    npm_config_prefix: join(home, 'prefix'),
    npm_config_update_notifier: 'false',
    npm_config_replace_registry_host: 'never',
  });

  const bash: Machine['bash'] = (folder, script, path = usual) =>
    start(folder, '/bin/bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], env(path));

  // A person types a command every ten minutes, so that nothing looks like two writers at once.
  let typedSoFar = 0;
  const later = async (): Promise<NodeJS.ProcessEnv> => {
    typedSoFar += 1;
    const path = join(home, 'clock.cjs');
    const shift = typedSoFar * 600_000;
    await writeFile(
      path,
      `const now = Date.now; Date.now = () => now() + ${shift};
       globalThis.Date = new Proxy(Date, { construct: (real, given) => new real(...(given.length === 0 ? [Date.now()] : given)) });\n`,
    );
    return { NODE_OPTIONS: `--require=${path}` };
  };

  // As from a keyboard: commands that write take short names only where somebody could be asked.
  const typed = async (folder: string, words: readonly string[], variables: NodeJS.ProcessEnv): Promise<Ended> => {
    const [out, err] = [join(home, 'out'), join(home, 'err')];
    const line = `exec ${words.map((word) => `'${word.replaceAll("'", String.raw`'\''`)}'`).join(' ')} > ${out} 2> ${err}`;
    const { code } = await start(folder, 'script', ['-qec', line, '/dev/null'], {
      ...variables,
      ...(await later()),
      SHELL: '/bin/sh',
    });
    return { code, out: await readFile(out, 'utf8'), err: await readFile(err, 'utf8') };
  };

  return {
    home,
    bash,
    must: async (folder, script, path) => {
      const { code, out, err } = await bash(folder, script, path);
      if (code !== 0) throw new Error(`\`${script}\` ended with ${code}:\n${out}${err}`);
      return out;
    },
    shell: (folder) => {
      const extra: Record<string, string | undefined> = {};
      return {
        cwd: folder,
        picket: (...argv) => typed(folder, ['picket', ...argv], { ...env(usual), ...extra }),
        write: async (path, text) => {
          await mkdir(dirname(join(folder, path)), { recursive: true });
          await writeFile(join(folder, path), text);
        },
        read: (path) => readFile(join(folder, path), 'utf8'),
        interrupt: () => undefined,
        env: extra,
        later: () => undefined,
        hurry: () => undefined,
        answers: [],
        listen: () => undefined,
        listeners: () => 0,
        terminal: { there: true },
      };
    },
  };
};

/** Works on a machine that is gone afterwards, whatever happens. */
export const onMachine = async (registry: string, work: (machine: Machine) => Promise<void>): Promise<void> => {
  const home = await realpath(await mkdtemp(join(tmpdir(), 'picket-machine-')));
  try {
    await work(machineIn(home, registry));
  } finally {
    await rm(home, { recursive: true, force: true });
  }
};

/** The version that a repository's lock pins of Picket. */
export const lockedVersion = async (folder: string): Promise<string> => {
  const lock: { packages: Record<string, { version?: string } | undefined> } = JSON.parse(
    await readFile(join(folder, 'package-lock.json'), 'utf8'),
  );
  return lock.packages['node_modules/sentinel-picket']?.version ?? 'none';
};
