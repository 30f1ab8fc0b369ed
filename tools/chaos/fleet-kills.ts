import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Transport } from '../../src/core/ports.ts';
import { serveEmulator } from '../../src/emulator/http.ts';
import { createEmulator, memoryStore } from '../../src/emulator/index.ts';
import { ruleFile } from './kills.ts';
import { randomOf } from './pairs.ts';

const program = resolve('dist', 'bin.js');
const workspaces = ['customers/a', 'customers/b', 'customers/c'];
const rules = 4;
/** Requests of a whole run, more or less: a run is killed at one of them. */
const requests = 60;

/** What a run of kills came to. */
export type FleetKills = { readonly caught: number; readonly wrong: readonly string[] };

const picketYaml = (url: string): string => `project: { name: kills, id: 8a3f6f0e-1c7d-4b59-8a35-6d1e0f2b9c47 }
fleet: { waves: [customers/a, all], concurrency: 2 }
workspaces:
${workspaces
  .map((name, index) => {
    const place = `subscriptionId: 00000000-0000-0000-0000-00000000000${index + 1}, resourceGroup: rg`;
    return `  ${name}: { ${place}, workspaceName: law-${index}, emulator: { url: '${url}' } }\n`;
  })
  .join('')}`;

type Ended = { readonly code: number | null; readonly said: string };

const run = (folder: string, args: readonly string[], started: (kill: () => void) => void): Promise<Ended> =>
  new Promise((done, fail) => {
    const child = spawn(process.execPath, [program, ...args], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    const hear = (chunk: Buffer): void => {
      said += chunk.toString();
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.on('error', fail);
    child.on('close', (code) => done({ code, said }));
    started(() => child.kill('SIGKILL'));
  });

/** Kills one run at a request, before or after the service has carried it out, resumes it, and says what is wrong. */
const killOnce = async (at: number, isCarriedOut: boolean): Promise<{ caught: boolean; wrong: readonly string[] }> => {
  const folder = await mkdtemp(join(tmpdir(), 'picket-fleet-'));
  const clock = { now: () => Date.now(), sleep: async () => undefined };
  const emulator = createEmulator({ store: memoryStore(), clock });
  const writes = new Map<string, number>();
  let seen = 0;
  let kill: (() => void) | undefined;
  const transport: Transport = async (request) => {
    seen += 1;
    const strikes = kill !== undefined && seen === at;
    if (strikes && !isCarriedOut) {
      kill?.();
      throw new Error('nobody is there any more');
    }
    const answer = await emulator(request);
    if (request.method === 'PUT' && request.url.includes('/alertRules/') && answer.status < 300) {
      const path = new URL(request.url).pathname;
      writes.set(path, (writes.get(path) ?? 0) + 1);
    }
    if (strikes) kill?.();
    return answer;
  };
  const server = await serveEmulator({ transport, port: 0 });
  try {
    await writeFile(join(folder, 'picket.yaml'), picketYaml(server.url));
    await mkdir(join(folder, 'analytics-rules'));
    for (let number = 1; number <= rules; number += 1)
      await writeFile(join(folder, 'analytics-rules', `${number}.yaml`), ruleFile(number, 0));
    const deploy = ['deploy', '--yes', '--workers', '0'];
    const first = await run(folder, [...deploy, '-w', 'customers/*'], (strike) => {
      kill = strike;
    });
    kill = undefined;
    const left = await readdir(join(folder, '.picket', 'runs')).catch(() => []);
    // One that was killed before it began its run has nothing to go on with.
    const again = await run(
      folder,
      [...deploy, ...(left.some((name) => name.endsWith('.json')) ? ['--resume'] : ['-w', 'customers/*'])],
      () => undefined,
    );
    const twice = [...writes].filter(([, count]) => count > 1);
    return {
      caught: first.code === null,
      wrong: [
        ...(again.code === 0 ? [] : [`the run that goes on ended with ${again.code}: ${again.said}`]),
        ...(writes.size === rules * workspaces.length ? [] : [`${writes.size} rules were written`]),
        ...twice.map(([path, count]) => `${path} was written ${count} times`),
      ].map((what) => `killed at request ${at}: ${what}`),
    };
  } finally {
    await server.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
};

/**
 * Kills deployments of real processes to several workspaces, each at another request. The run that goes on must succeed,
 * and every rule of every workspace must have been written exactly once by both together.
 */
export const killFleets = async (
  kills: number,
  seed: number,
  progress: (done: number, wrong: number) => void = () => undefined,
): Promise<FleetKills> => {
  const random = randomOf(seed);
  const wrong: string[] = [];
  let caught = 0;
  for (let round = 1; round <= kills; round += 1) {
    const end = await killOnce(1 + Math.floor(random() * requests), random() < 0.5);
    if (end.caught) caught += 1;
    wrong.push(...end.wrong);
    progress(round, wrong.length);
  }
  return { caught, wrong };
};
