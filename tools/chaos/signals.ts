import { spawn } from 'node:child_process';
import { mkdtemp, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { randomOf } from './pairs.ts';
import { ruleId } from './scene.ts';

const program = resolve('dist', 'bin.js');

/** What a run of signals came to; times are milliseconds from the signal to the end of the process. */
export type Signals = { readonly caught: number; readonly slowest: number; readonly wrong: readonly string[] };

const rule = (number: number): string => `id: ${ruleId(number)}
name: Rule ${number}
version: 1.0.0
kind: NRT
description: One of many.
severity: High
tactics: [Impact]
query: |
  SecurityEvent | where EventID == ${number} | summarize count() by Computer
`;

type Ended = { readonly code: number | null; readonly took: number | undefined };

const struck = async (folder: string, args: readonly string[], signal: NodeJS.Signals, after: number): Promise<Ended> =>
  new Promise((done, fail) => {
    const child = spawn(process.execPath, [program, ...args], { cwd: folder, stdio: 'ignore' });
    let at: number | undefined;
    const timer = setTimeout(() => {
      if (child.kill(signal)) at = performance.now();
    }, after);
    child.on('error', fail);
    child.on('close', (code) => {
      clearTimeout(timer);
      done({ code, took: at === undefined ? undefined : performance.now() - at });
    });
  });

/**
 * SIGINT and SIGTERM at random moments over commands that only read: each that was struck while it ran ends with 130
 * and leaves no temporary file. One that was not yet listening ends by the signal itself.
 */
export const signalCommands = async (count: number, seed: number): Promise<Signals> => {
  const folder = await mkdtemp(join(tmpdir(), 'picket-signals-'));
  const random = randomOf(seed);
  const wrong: string[] = [];
  let caught = 0;
  let slowest = 0;
  try {
    await mkdir(join(folder, 'rules'));
    for (let number = 1; number <= 300; number += 1)
      await writeFile(join(folder, 'rules', `${number}.yaml`), rule(number));
    for (let round = 1; round <= count; round += 1) {
      const signal = round % 2 === 0 ? 'SIGINT' : 'SIGTERM';
      const args = ['validate', '--no-config', ...(round % 3 === 0 ? ['--no-cache'] : []), 'rules'];
      const { code, took } = await struck(folder, args, signal, 300 + random() * 4000);
      if (took === undefined) continue;
      if (code === 130) {
        caught += 1;
        slowest = Math.max(slowest, took);
      } else if (code !== null && code > 1) wrong.push(`signal ${round}: ${signal} ended with ${code}`);
      const left = await readdir(folder, { recursive: true, encoding: 'utf8' });
      wrong.push(...left.filter((name) => name.endsWith('.tmp')).map((name) => `signal ${round}: ${name} is left`));
    }
    return { caught, slowest, wrong };
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
};
