import { fork, type ChildProcess } from 'node:child_process';
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

type Answer = Ran & { readonly call: number; readonly error?: string };

/** Far more than any step needs on whatever machine; what waits for ever is known by its words then. */
const longest = 300_000;

const waiting = new Map<number, (answer: Answer) => void>();
let starter: ChildProcess | undefined;
let count = 0;

/** The process that starts scripts; it keeps nobody alive but who waits for one, and ends with this one. */
const started = (): ChildProcess => {
  if (starter !== undefined) return starter;
  const child = fork(join(import.meta.dirname, 'starter.mjs'), { execArgv: [] });
  child.on('message', (answer: Answer) => waiting.get(answer.call)?.(answer));
  child.on('exit', () => {
    starter = undefined;
    for (const [call, answer] of waiting) answer({ call, code: 1, said: '', error: 'What starts scripts has ended.' });
  });
  child.unref();
  starter = child;
  return child;
};

const start = async (args: readonly string[], cwd: string, env: Readonly<Record<string, string>>): Promise<Answer> => {
  const child = started();
  count += 1;
  const call = count;
  child.channel?.ref();
  try {
    return await new Promise((resolve) => {
      waiting.set(call, resolve);
      child.send({ call, args, cwd, env, longest });
    });
  } finally {
    waiting.delete(call);
    if (waiting.size === 0) child.channel?.unref();
  }
};

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
    const { code, said, error } = await start([...calls[call], file], cwd, env);
    if (error !== undefined) throw new Error(error);
    return { code, said };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
