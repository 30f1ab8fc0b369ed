import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, jest, test } from '@jest/globals';
import type { WireRequest } from '../../src/core/ports.ts';
import { serveEmulator } from '../../src/emulator/http.ts';
import { createEmulator, memoryStore } from '../../src/emulator/index.ts';
import { inFolder, noon, type Shell } from '../cli/io.ts';

/** Each test starts processes, which takes long on a busy machine. */
jest.setTimeout(240_000);

const program = resolve('dist', 'bin.js');
const rule = readFileSync('test/scenarios/fuses/files/rule.txt', 'utf8').replaceAll('NN', '07');
const id = '5f0a1c1e-8a57-4f53-9a86-0e2c5cf6a007';

const switchOff = ['disable', id, '-w', 'prod', '--now', '--until', '8h', '--reason', 'Floods'] as const;
const switchOn = ['enable', id, '-w', 'prod', '--now'] as const;

/** Gives the next commands the clock of the machine, which processes of their own have: else what these wrote is in the future. */
const clockOf = (shell: Shell): (() => void) => {
  let last = noon;
  return () => {
    const now = Date.now();
    shell.later(now - last);
    last = now;
  };
};

/** A project whose rule runs in a workspace. */
const deployed = async (shell: Shell, emulator: string): Promise<void> => {
  shell.env['USER'] = 'ana';
  await shell.write(
    'picket.yaml',
    [
      'project: {name: detections, id: 3d8f2a64-7b1c-4e0e-9a53-20c1f6a4b7d9}',
      'workspaces:',
      '  prod:',
      '    subscriptionId: 00000000-0000-0000-0000-000000000001',
      '    resourceGroup: rg',
      '    workspaceName: law-night',
      `    emulator: ${emulator}`,
      '',
    ].join('\n'),
  );
  await shell.write('analytics-rules/rule-07.yaml', rule);
  expect(await shell.picket('deploy', '-w', 'prod', '--yes')).toMatchObject({ code: 0 });
};

type Running = {
  /** Ends the process with no word to it. */
  readonly kill: () => void;
  /** Whether it was killed before it ended by itself. */
  readonly ended: Promise<boolean>;
};

const start = ({ cwd }: Shell, args: readonly string[]): Running => {
  const child = spawn(process.execPath, [program, ...args], {
    cwd,
    env: { ...process.env, USER: 'ana' },
    stdio: 'ignore',
  });
  const ended = new Promise<boolean>((done, fail) => {
    child.on('error', fail);
    child.on('close', (_, signal) => done(signal === 'SIGKILL'));
  });
  return { kill: () => void child.kill('SIGKILL'), ended };
};

const isRunning = async (shell: Shell): Promise<boolean> =>
  (await shell.picket('show', id, '-w', 'prod')).out.includes('"enabled": true');

/** What is recorded and what runs after a deployment, which must agree; and that no further one would undo it. */
const settled = async (shell: Shell): Promise<'off' | 'on'> => {
  expect(await shell.picket('deploy', '-w', 'prod', '--yes')).toMatchObject({ code: 0 });
  const runs = await isRunning(shell);
  const { out } = await shell.picket('plan', '-w', 'prod');
  expect(out).toContain('0 to create, 0 to update, 0 to delete');
  expect(out.includes('off until')).toBe(!runs);
  expect(await shell.picket('deploy', '-w', 'prod', '--yes')).toMatchObject({ code: 0 });
  expect(await isRunning(shell)).toBe(runs);
  return runs ? 'on' : 'off';
};

/** What a switch writes: its record beside the marker, or the body of the rule. */
type Write = 'record' | 'rule';

const writeOf = ({ method, url }: WireRequest): Write | undefined => {
  if (method !== 'PUT') return undefined;
  if (url.includes('/metadata/picket-off-')) return 'record';
  return url.includes('/alertRules/') ? 'rule' : undefined;
};

/** When a process is killed: at the first, second, ... write of a kind, before or after the service carries it out. */
type Moment = { readonly write: Write; readonly time: number; readonly isDone: boolean };

type Killing = { kill: ((moment: Moment) => void) | undefined };

const unavailable = { status: 503, headers: {}, body: '' };

const withService = (work: (shell: Shell, killing: Killing) => Promise<void>): Promise<void> =>
  inFolder(async (shell) => {
    const killing: Killing = { kill: undefined };
    const bucket = { size: 1_000_000, perSecond: 1_000_000 };
    const emulator = createEmulator({
      store: memoryStore(),
      clock: { now: () => Date.now(), sleep: async () => undefined },
      settings: { queries: 'accepted', throttle: { reads: bucket, writes: bucket, deletes: bucket } },
    });
    const seen = new Map<Write, number>();
    const server = await serveEmulator({
      port: 0,
      transport: async (request) => {
        const write = writeOf(request);
        const { kill } = killing;
        if (write === undefined || kill === undefined) return emulator(request);
        const time = (seen.get(write) ?? 0) + 1;
        seen.set(write, time);
        kill({ write, time, isDone: false });
        // Whoever was killed has sent nothing.
        const answer = killing.kill === undefined ? unavailable : await emulator(request);
        kill({ write, time, isDone: true });
        return answer;
      },
    });
    try {
      clockOf(shell)();
      await deployed(shell, `{url: '${server.url}'}`);
      await work(shell, killing);
    } finally {
      await server.close();
    }
  });

/** Runs a command in a process of its own, and kills it at a moment. */
const killedAt = async (shell: Shell, killing: Killing, args: readonly string[], moment: Moment): Promise<void> => {
  const { kill, ended } = start(shell, args);
  killing.kill = ({ write, time, isDone }) => {
    if (write !== moment.write || time !== moment.time || isDone !== moment.isDone) return;
    killing.kill = undefined;
    kill();
  };
  expect(await ended).toBe(true);
  killing.kill = undefined;
};

const offMoments = [
  [{ write: 'record', time: 1, isDone: false }, 'on'],
  [{ write: 'record', time: 1, isDone: true }, 'off'],
  [{ write: 'rule', time: 1, isDone: false }, 'off'],
  [{ write: 'rule', time: 1, isDone: true }, 'off'],
] as const;

const onMoments = [
  [{ write: 'record', time: 1, isDone: false }, 'off'],
  [{ write: 'record', time: 1, isDone: true }, 'on'],
  [{ write: 'rule', time: 1, isDone: false }, 'on'],
  [{ write: 'rule', time: 1, isDone: true }, 'on'],
  [{ write: 'record', time: 2, isDone: false }, 'on'],
  [{ write: 'record', time: 2, isDone: true }, 'on'],
] as const;

describe('a process that is killed', () => {
  test.each(offMoments)(
    'while it switches off, at %j, leaves what the next deployment makes %s and whole',
    (moment, end) =>
      withService(async (shell, killing) => {
        await killedAt(shell, killing, switchOff, moment);
        expect(await settled(shell)).toBe(end);
        expect(await shell.picket(...switchOff)).toMatchObject({ code: 0 });
        expect(await settled(shell)).toBe('off');
      }),
  );

  test.each(onMoments)(
    'while it switches on, at %j, leaves what the next deployment makes %s and whole',
    (moment, end) =>
      withService(async (shell, killing) => {
        expect(await shell.picket(...switchOff)).toMatchObject({ code: 0 });
        await killedAt(shell, killing, switchOn, moment);
        expect(await settled(shell)).toBe(end);
        expect(await shell.picket(...switchOn)).toMatchObject({ code: 0 });
        expect(await settled(shell)).toBe('on');
      }),
  );
});

/** Kills a process once a file has been written to so often since it began, or so many milliseconds after that. */
const killedAmid = async (shell: Shell, args: readonly string[], writes: number, after: number): Promise<boolean> => {
  const { kill, ended } = start(shell, args);
  const over = { is: false };
  const end = ended.finally(() => (over.is = true));
  const sizeOf = async (): Promise<number> => (await stat(join(shell.cwd, 'state.jsonl'))).size;
  let size = await sizeOf();
  for (let seen = 0; !over.is && seen < writes;) {
    await sleep(1);
    const now = await sizeOf();
    if (now !== size) seen += 1;
    size = now;
  }
  await sleep(after);
  kill();
  return end;
};

/** Runs a command that has to succeed. */
const done = async (shell: Shell, args: readonly string[]): Promise<void> => {
  const { code, err } = await shell.picket(...args);
  expect(code === 0 ? '' : err).toBe('');
};

test('a process that is killed while it writes the state of an emulator leaves the switch as it is recorded', () =>
  inFolder(async (shell) => {
    const setClock = clockOf(shell);
    setClock();
    await deployed(shell, '{state: state.jsonl}');
    let caught = 0;
    for (const [writes, after] of [
      [0, 400],
      [1, 0],
      [1, 3],
      [2, 0],
    ] as const) {
      if (await killedAmid(shell, switchOff, writes, after)) caught += 1;
      setClock();
      await settled(shell);
      await done(shell, switchOff);
      expect(await settled(shell)).toBe('off');
      if (await killedAmid(shell, switchOn, writes, after)) caught += 1;
      setClock();
      await settled(shell);
      await done(shell, switchOn);
      expect(await settled(shell)).toBe('on');
    }
    expect(caught).toBeGreaterThan(0);
  }));
