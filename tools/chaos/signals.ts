import { spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isObject, parseJson } from '../../src/core/json.ts';
import type { WorkspaceTarget } from '../../src/core/resource.ts';
import { overHttp, startEmulator } from './emulator-process.ts';
import { randomOf } from './pairs.ts';
import { chaosTarget, ruleBody, ruleId } from './scene.ts';

const program = resolve('dist', 'bin.js');

/** What a run of signals came to; times are milliseconds from the signal to the end of the process. */
export type Signals = {
  /** Commands that were struck while they ran, and ended with 130; of those, deployments that had begun to write. */
  readonly caught: number;
  readonly whileWriting: number;
  /** The slowest of each command, and how many that only read took longer than a second. */
  readonly slowest: ReadonlyMap<string, number>;
  readonly late: number;
  readonly wrong: readonly string[];
};

const rules = 120;

/** So long after its first write a deployment is struck at the latest, in milliseconds; its writes take longer. */
const writing = 600;

const rule = (number: number): string => `id: ${ruleId(number)}
name: Rule ${number}
version: 1.0.0
kind: Scheduled
description: One of many.
severity: High
queryFrequency: 1h
queryPeriod: 1h
triggerOperator: gt
triggerThreshold: 0
tactics: [Impact]
query: |
  SecurityEvent | where EventID == ${number} | summarize count() by Computer
`;

const sigma = (number: number): string => `title: Sigma ${number}
id: ${ruleId(5000 + number)}
status: test
logsource: { category: process_creation, product: windows }
detection:
  selection: { Image|endswith: '\\tool${number}.exe' }
  condition: selection
level: high
`;

const picketYaml = (url: string, { subscriptionId, resourceGroup, workspaceName }: WorkspaceTarget): string => `project:
  name: signals
  id: 8a3f6f0e-1c7d-4b59-8a35-6d1e0f2b9c47
content: [rules]
workspaces:
  emulated:
    subscriptionId: ${subscriptionId}
    resourceGroup: ${resourceGroup}
    workspaceName: ${workspaceName}
    emulator:
      url: ${url}
`;

/** No command takes so long: one that does has not ended, in milliseconds. */
const longestRun = 60_000;

type Struck = {
  readonly code: number | null;
  readonly took: number | undefined;
  readonly out: string;
};

/** Runs a command, which the signal strikes once `moment` has come; `ended` tells that it is over before. */
const struck = async (
  folder: string,
  args: readonly string[],
  signal: NodeJS.Signals,
  moment: (ended: AbortSignal) => Promise<unknown>,
): Promise<Struck> =>
  new Promise((done, fail) => {
    const child = spawn(process.execPath, [program, ...args], { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] });
    let at: number | undefined;
    let out = '';
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    const ended = new AbortController();
    const strike = async (): Promise<void> => {
      await moment(ended.signal);
      if (!ended.signal.aborted && child.kill(signal)) at = performance.now();
    };
    void strike().catch(fail);
    const killed = setTimeout(() => child.kill('SIGKILL'), longestRun);
    child.on('error', fail);
    child.on('close', (code) => {
      clearTimeout(killed);
      ended.abort();
      done({ code, took: at === undefined ? undefined : performance.now() - at, out });
    });
  });

/** Until the journal of the emulator has grown: the first write of a deployment has been made. */
const written = async (journal: string, ended: AbortSignal): Promise<void> => {
  const sizeOf = async (): Promise<number> => (await stat(journal)).size;
  const before = await sizeOf();
  while (!ended.aborted && (await sizeOf()) === before) await sleep(5);
};

/** The commands that are struck; each round has a folder and an output of its own. */
const commands: Readonly<Record<string, readonly string[]>> = {
  validate: ['validate', '--no-config', '--no-cache', 'rules'],
  deploy: ['deploy', '--yes', '-w', 'emulated', '--allow-changes', '999', '--format', 'json'],
  pull: ['pull', '-w', 'emulated', '--out', 'pulled'],
  drift: ['drift', '-w', 'emulated'],
  plan: ['plan', '-w', 'emulated', '--out', 'saved.json'],
  docs: ['docs', 'build', '--out', 'site', '--no-history'],
  import: ['import', 'sigma', 'sigma', '--out', 'imported'],
};

/** An entry of the cache has a digest as its first line. */
const withoutDigest = (text: string): string => text.replace(/^[0-9a-f]{64}\n/, '');

/** Whether a file that a command left is one that it wrote to the end. */
const isWhole = (name: string, text: string): boolean => {
  if (name.endsWith('.json')) return parseJson(withoutDigest(text)) !== undefined;
  if (name.endsWith('.html')) return text.trimEnd().endsWith('</html>');
  return text !== '' && text.endsWith('\n');
};

const halfFiles = async (folder: string): Promise<readonly string[]> => {
  const found: string[] = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    if (entry.name.endsWith('.tmp')) found.push(`${entry.name} is left`);
    else if (
      /\.(?:json|html|ya?ml)$/.test(entry.name) &&
      !isWhole(entry.name, await readFile(join(entry.parentPath, entry.name), 'utf8'))
    )
      found.push(`${entry.name} is half a file`);
  }
  return found;
};

const allRules = Array.from({ length: rules }, (_, index) => ruleId(index + 1));

/** What a deployment's report tells of each rule, by its id; nothing where it ended before the first write. */
const toldOf = (out: string): ReadonlyMap<string, string> => {
  const report = parseJson(out);
  const outcomes = isObject(report) && Array.isArray(report['outcomes']) ? report['outcomes'].filter(isObject) : [];
  return new Map(
    outcomes.flatMap(({ id, status }) => (typeof id === 'string' && typeof status === 'string' ? [[id, status]] : [])),
  );
};

/** In what a report is not true of the workspace, which was empty before. */
const untrue = (told: ReadonlyMap<string, string>, live: ReadonlySet<string>): readonly string[] =>
  allRules.flatMap((id) => {
    const [status, isThere] = [told.get(id), live.has(id)];
    if (status === 'written' && !isThere) return [`${id} is told as written, and is not there`];
    const isTold = status === 'written' || status === 'unknown';
    return isThere && !isTold ? [`${id} is there, and is told as ${status ?? 'nothing'}`] : [];
  });

/**
 * SIGINT and SIGTERM at random moments over commands that read, write files, and deploy to an emulator in a process of
 * its own: each that was struck while it ran ends with 130, leaves no temporary and no half file, and a deployment's
 * report is true of the workspace. One that was not yet listening ends by the signal itself.
 */
export const signalCommands = async (count: number, seed: number): Promise<Signals> => {
  const folder = await mkdtemp(join(tmpdir(), 'picket-signals-'));
  const random = randomOf(seed);
  const wrong: string[] = [];
  let [caught, whileWriting] = [0, 0];
  const slowest = new Map<string, number>();
  let late = 0;
  const usual = new Map<string, number>();
  const template = join(folder, 'template');
  const work = join(folder, 'work');
  const { child: emulator, url } = await startEmulator(folder);
  const journal = join(folder, 'state.jsonl');
  const names = Object.keys(commands);
  try {
    await mkdir(join(template, 'rules'), { recursive: true });
    await mkdir(join(template, 'sigma'));
    for (let number = 1; number <= rules; number += 1) {
      await writeFile(join(template, 'rules', `${number}.yaml`), rule(number));
      await writeFile(join(template, 'sigma', `${number}.yml`), sigma(number));
    }
    for (let round = 1; round <= count; round += 1) {
      const name = names[round % names.length] ?? 'validate';
      const writes = name === 'deploy';
      const signal = Math.floor(round / names.length) % 2 === 0 ? 'SIGINT' : 'SIGTERM';
      const target = { ...chaosTarget, workspaceName: writes ? `law-signals-${round}` : 'law-signals' };
      const workspace = overHttp(url, target);
      await cp(template, work, { recursive: true });
      await writeFile(join(work, 'picket.yaml'), picketYaml(url, target));
      if (round === 1)
        for (let number = 1; number <= 40; number += 1)
          await overHttp(url, { ...target, workspaceName: 'law-signals' }).put(
            'alertRules',
            ruleId(1000 + number),
            ruleBody(1000 + number),
          );
      const began = performance.now();
      const longest = usual.get(name) ?? 3000;
      const after = random();
      // Of the deployments three in four are struck amid their writes, the others at any moment.
      const isAmid = writes && Math.floor(round / names.length) % 4 !== 3;
      const moment = async (ended: AbortSignal): Promise<void> => {
        if (isAmid) await written(journal, ended);
        await sleep(isAmid ? after * writing : 250 + after * longest);
      };
      const { code, took, out } = await struck(work, commands[name] ?? [], signal, moment);
      const say = (what: string): number => wrong.push(`signal ${round}, ${signal} over ${name}: ${what}`);
      // Struck too late means earlier the next time, and the other way round.
      if (!isAmid)
        usual.set(name, took === undefined ? Math.max(500, (performance.now() - began) * 0.9) : longest * 1.1);
      if (took !== undefined && code === 130) {
        caught += 1;
        slowest.set(name, Math.max(slowest.get(name) ?? 0, took));
        if (!writes && took > 1000) late += 1;
      } else if (took !== undefined && code === null && took > 1000) say('it did not end');
      else if (took !== undefined && code !== null && code > 2) say(`it ended with ${code}`);
      if (writes && took === undefined && code !== 0)
        say(`nothing struck it, and it ended with ${code}: ${out.slice(-400)}`);
      if (writes && code !== null) {
        const told = toldOf(out);
        const live = await workspace.rulesOf(allRules);
        for (const what of untrue(told, live)) say(what);
        if (took !== undefined && [...told.values()].includes('written')) whileWriting += 1;
      }
      for (const what of await halfFiles(work)) say(what);
      await rm(work, { recursive: true, force: true, maxRetries: 5 });
    }
    return { caught, whileWriting, slowest, late, wrong };
  } finally {
    emulator.kill('SIGTERM');
    await sleep(50);
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
};
