import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
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

/** How a command ended, and what it said. */
type Ended = { readonly code: number | null; readonly said: string };

/** Runs a command as a process of its own, and hands out what kills it. */
export const run = (folder: string, args: readonly string[], started: (kill: () => void) => void): Promise<Ended> =>
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

/** What happens between the run that is killed and the one that goes on. */
export const meanwhiles = [
  'nothing',
  'killed again',
  'changed content',
  'damaged record',
  'half a record',
  'no record',
] as const;
type Meanwhile = (typeof meanwhiles)[number];

/** A moment at which a process is killed: at a request, before or after the service has carried it out. */
type Strike = { readonly at: number; readonly isCarriedOut: boolean };

/** Kills one run, lets something happen, goes on, and says what is wrong. */
const killOnce = async (
  first: Strike,
  meanwhile: Meanwhile,
  second: Strike,
): Promise<{ caught: boolean; wrong: readonly string[] }> => {
  const folder = await mkdtemp(join(tmpdir(), 'picket-fleet-'));
  const clock = { now: () => Date.now(), sleep: async () => undefined };
  const emulator = createEmulator({ store: memoryStore(), clock });
  /** How often each rule was written, by its path and what was written. */
  const writes = new Map<string, number>();
  let strike: (Strike & { readonly kill: () => void; readonly from: number }) | undefined;
  let seen = 0;
  const transport: Transport = async (request) => {
    seen += 1;
    const mine = strike !== undefined && seen - strike.from === strike.at ? strike : undefined;
    if (mine?.isCarriedOut === false) {
      mine.kill();
      throw new Error('nobody is there any more');
    }
    const answer = await emulator(request);
    if (request.method === 'PUT' && request.url.includes('/alertRules/') && answer.status < 300) {
      const version = /Generation (\d+)/.exec(request.body ?? '')?.[1] ?? '';
      const path = `${new URL(request.url).pathname} generation ${version}`;
      writes.set(path, (writes.get(path) ?? 0) + 1);
    }
    mine?.kill();
    return answer;
  };
  const server = await serveEmulator({ transport, port: 0 });
  const lay = async (generation: number): Promise<void> => {
    for (let number = 1; number <= rules; number += 1)
      await writeFile(
        join(folder, 'analytics-rules', `${number}.yaml`),
        ruleFile(number, number === 1 ? generation : 0),
      );
  };
  const runs = join(folder, '.picket', 'runs');
  const records = async (): Promise<readonly string[]> =>
    (await readdir(runs).catch(() => [])).filter((name) => name.endsWith('.json'));
  const deploy = ['deploy', '--yes', '--workers', '0', '--allow-changes', '50'];
  const whole = [...deploy, '-w', 'customers/*'];
  const killed = async (args: readonly string[], when: Strike): Promise<Ended> => {
    const ended = await run(folder, args, (kill) => {
      strike = { ...when, kill, from: seen };
    });
    strike = undefined;
    return ended;
  };
  // One that was killed before it began its run has nothing to go on with.
  const onward = async (): Promise<readonly string[]> =>
    (await records()).length > 0 ? [...deploy, '--resume'] : whole;
  const wrong: string[] = [];
  try {
    await writeFile(join(folder, 'picket.yaml'), picketYaml(server.url));
    await mkdir(join(folder, 'analytics-rules'));
    await lay(0);
    const ended = await killed(whole, first);
    if (meanwhile === 'killed again') await killed(await onward(), second);
    if (meanwhile === 'changed content') await lay(2);
    const [record] = await records();
    if (record !== undefined && meanwhile === 'no record') await rm(join(runs, record));
    if (record !== undefined && (meanwhile === 'damaged record' || meanwhile === 'half a record')) {
      const text = await readFile(join(runs, record), 'utf8');
      await writeFile(join(runs, record), meanwhile === 'half a record' ? text.slice(0, text.length / 2) : '[]');
      const refused = await run(folder, [...deploy, '--resume'], () => undefined);
      if (refused.code !== 3 || !refused.said.includes('begin the run anew'))
        wrong.push(`a record that cannot be read ends with ${refused.code}: ${refused.said}`);
      await rm(join(runs, record));
    }
    const again = await run(folder, await onward(), () => undefined);
    if (again.code !== 0) wrong.push(`the run that goes on ended with ${again.code}: ${again.said}`);
    const left = await records();
    if (left.length > 0) wrong.push(`${left.join(', ')} is left of runs that are done`);
    // Of content that changed, some workspaces have got the old one first.
    const newest = [...writes.keys()].filter((path) => path.endsWith(meanwhile === 'changed content' ? ' 2' : ' 0'));
    const expected = workspaces.length * (meanwhile === 'changed content' ? 1 : rules);
    if (newest.length !== expected) wrong.push(`${newest.length} of ${expected} rules were written`);
    for (const [path, count] of writes) if (count > 1) wrong.push(`${path} was written ${count} times`);
    const settled = await run(folder, ['plan', '-w', 'customers/*', '--detailed-exitcode'], () => undefined);
    if (settled.code !== 0) wrong.push(`afterwards a plan ends with ${settled.code}: ${settled.said}`);
    const told = `killed at request ${first.at}, ${meanwhile}${meanwhile === 'killed again' ? ` at ${second.at}` : ''}`;
    return { caught: ended.code === null, wrong: wrong.map((what) => `${told}: ${what}`) };
  } finally {
    await server.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
};

/**
 * Kills deployments of real processes to several workspaces, each at another request; some a second time while they go
 * on, some with content that changes meanwhile, some without a record that can be read. The run that goes on must succeed
 * and leave nothing to do, and every rule of every workspace must have been written exactly once by all together.
 */
export const killFleets = async (
  kills: number,
  seed: number,
  progress: (done: number, wrong: number) => void = () => undefined,
): Promise<FleetKills> => {
  const random = randomOf(seed);
  const wrong: string[] = [];
  let caught = 0;
  const strikeAt = (most: number): Strike => ({ at: 1 + Math.floor(random() * most), isCarriedOut: random() < 0.5 });
  for (let round = 1; round <= kills; round += 1) {
    const meanwhile = meanwhiles[(round - 1) % meanwhiles.length] ?? 'nothing';
    const end = await killOnce(strikeAt(requests), meanwhile, strikeAt(requests / 2));
    if (end.caught) caught += 1;
    wrong.push(...end.wrong);
    progress(round, wrong.length);
  }
  return { caught, wrong };
};
