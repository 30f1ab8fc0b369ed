import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * How a pipeline calls bash with a script in a file. `strict`: GitHub with `shell: bash`; `loose`: GitHub without one;
 * `plain`: the tasks AzureCLI@2 and Bash@3 of Azure DevOps, which go on after a command that fails.
 */
export const calls = {
  strict: ['--noprofile', '--norc', '-eo', 'pipefail'],
  loose: ['-e'],
  plain: [],
} as const;

export type Ran = { readonly code: number; readonly said: string };

/** Far more than any step needs on whatever machine; what waits for ever is known by its words then. */
const longest = 300_000;

/** Runs a script as a step would: from a file that is not executable, without input. One that does not end is ended. */
export const shell = async (
  script: string,
  cwd: string,
  env: Readonly<Record<string, string>>,
  call: keyof typeof calls = 'strict',
): Promise<Ran> => {
  const folder = await mkdtemp(join(tmpdir(), 'picket-script-'));
  const file = join(folder, 'script.sh');
  await writeFile(file, script);
  try {
    return await new Promise<Ran>((resolve, reject) => {
      // A group of its own, so that what the script started ends with it.
      const child = spawn('bash', [...calls[call], file], {
        cwd,
        env,
        stdio: ['ignore', 'pipe', 'pipe'],
        detached: true,
      });
      let said = '';
      const end = setTimeout(() => {
        said += `\nThis step did not end within ${longest / 1000} seconds:\n${script}\n`;
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      }, longest);
      for (const stream of [child.stdout, child.stderr])
        stream.on('data', (chunk) => {
          said += String(chunk);
        });
      child.on('error', reject);
      child.on('close', (code) => {
        clearTimeout(end);
        resolve({ code: code ?? 1, said });
      });
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
