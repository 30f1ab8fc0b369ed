import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { mkdtemp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';

const bin = join(dirname(fileURLToPath(import.meta.url)), '..', 'dist', 'bin.js');

type Ended = { readonly code: number | null; readonly out: string; readonly err: string };

/** Runs the built command line as a process; `during` may look at its output and send signals. */
const picket = (
  args: readonly string[],
  cwd: string,
  during?: (out: string, kill: (signal: NodeJS.Signals) => void) => void,
): Promise<Ended> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [bin, ...args], { cwd, env: { ...process.env, CI: '' } });
    let out = '';
    let err = '';
    child.stdout.on('data', (part: Buffer) => {
      out += part.toString();
      during?.(out, (signal) => child.kill(signal));
    });
    child.stderr.on('data', (part: Buffer) => {
      err += part.toString();
    });
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, out, err }));
  });

const inFolder = async <T>(work: (folder: string) => Promise<T>): Promise<T> => {
  const folder = await mkdtemp(join(tmpdir(), 'picket-bin-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

const version = async (): Promise<string> => {
  const { version: found }: { version: string } = JSON.parse(
    await readFile(join(dirname(bin), '..', 'package.json'), 'utf8'),
  );
  return found;
};

describe('the built command line', () => {
  test('says its version and its commands', async () => {
    const said = await picket(['--version'], tmpdir());
    expect(said).toEqual({ code: 0, out: `${await version()}\n`, err: '' });
    const help = await picket(['--help'], tmpdir());
    expect(help.code).toBe(0);
    expect(help.out).toContain('  validate [paths..]');
  });

  test('writes all of a long report into a pipe, and ends with the code of the findings', async () => {
    await inFolder(async (folder) => {
      await mkdir(join(folder, 'rules'));
      const bad = Array.from({ length: 40 }, (_, index) => `key${index}: ${'x'.repeat(50)}`).join('\n');
      for (let index = 0; index < 60; index += 1) await writeFile(join(folder, 'rules', `${index}.yaml`), `${bad}\n`);
      const { code, out } = await picket(['validate', '--no-config', '--format', 'json', 'rules'], folder);
      expect(code).toBe(1);
      const report: { summary: { files: number } } = JSON.parse(out);
      expect(report.summary.files).toBe(60);
      expect(out.length).toBeGreaterThan(300_000);
    });
  });

  test('says that its output cannot be written', async () => {
    await inFolder(async (folder) => {
      await mkdir(join(folder, 'rules'));
      const full = '/dev/full';
      if (!existsSync(full)) return;
      const output = openSync(full, 'w');
      const child = spawn(process.execPath, [bin, 'validate', '--no-config', 'rules'], {
        cwd: folder,
        stdio: ['ignore', output, 'pipe'],
      });
      let err = '';
      child.stderr?.on('data', (part: Buffer) => {
        err += part.toString();
      });
      const code = await new Promise((resolve) => child.once('close', resolve));
      closeSync(output);
      expect(err).toBe('error: The output cannot be written (ENOSPC).\n');
      expect(code).toBe(3);
    });
  });

  test('serves an emulator whose first line is its URL, until it is interrupted', async () => {
    await inFolder(async (folder) => {
      const ended = await picket(['emulator', '--port', '0'], folder, (out, kill) => {
        if (out.includes('\n')) kill('SIGINT');
      });
      expect(ended.out.split('\n')[0]).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
      expect(ended.code).toBe(130);
    });
  });

  test('checks again when a file changes, until it is interrupted', async () => {
    await inFolder(async (folder) => {
      const file = join(folder, 'rules', 'a.yaml');
      await mkdir(dirname(file));
      await writeFile(file, 'severity: [\n');
      const seen = { checks: 0, written: 0 };
      const ended = await picket(['validate', '--no-config', '--watch', 'rules'], folder, (out, kill) => {
        const ends = out.match(/^1 file: /gm)?.length ?? 0;
        if (ends === seen.checks) return;
        seen.checks = ends;
        if (ends === 1) void change();
        else kill('SIGINT');
      });
      // What is not noticed at once is written again: the watch may not have begun yet.
      async function change(): Promise<void> {
        while (seen.checks === 1) {
          await writeFile(file, `id: ${'x'.repeat((seen.written += 1))}\n`);
          await sleep(500);
        }
      }
      expect(ended.code).toBe(130);
      expect(ended.err).toMatch(/^Watching for changes; Ctrl-C ends\.\n\nrules\/a\.yaml changed\.\n/);
      expect(ended.out).toMatch(/yaml\/syntax[^]*schema\/missing-key/);
    });
  });
});
