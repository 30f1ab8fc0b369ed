import { firstType } from '../../src/content/index.ts';
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { markerName } from '../../src/core/engine/marker.ts';
import { resourcePath } from '../../src/core/resource.ts';
import { overHttp, startEmulator } from './emulator-process.ts';
import { randomOf } from './pairs.ts';
import { chaosTarget, ruleBody, ruleId } from './scene.ts';

const program = resolve('dist', 'bin.js');
const managed = 16;

/** What a run of kills came to. */
export type Kills = {
  readonly kills: number;
  /** Processes that were still running when they were killed, and of those the ones that had written something. */
  readonly caught: number;
  readonly whileWriting: number;
  readonly wrong: readonly string[];
};

const foreignMarker = (id: string) => ({
  properties: {
    parentId: resourcePath(chaosTarget, 'alertRules', id),
    kind: 'AnalyticsRule',
    contentId: id,
    source: { kind: 'SourceRepository', name: 'Another project', sourceId: '11111111-2222-4333-8444-555555555555' },
  },
});

/** The file of a rule. One query for all: its analysis is remembered, and the processes spend their time on writing. */
export const ruleFile = (number: number, generation: number): string => `id: ${ruleId(number)}
name: Rule ${number}
version: 1.0.${generation}
kind: Scheduled
description: Generation ${generation}.
severity: ${generation % 2 === 0 ? 'Medium' : 'High'}
query: |
  SigninLogs
  | where ResultType == "50126"
  | summarize Count = count() by UserPrincipalName
queryFrequency: 1h
queryPeriod: 1h
triggerOperator: gt
triggerThreshold: 0
tactics: [CredentialAccess]
relevantTechniques: [T1110]
`;

const picketYaml = (url: string, gone: readonly string[], lowered: readonly string[]): string => `project:
  name: kills
  id: 8a3f6f0e-1c7d-4b59-8a35-6d1e0f2b9c47
workspaces:
  emulated:
    subscriptionId: ${chaosTarget.subscriptionId}
    resourceGroup: ${chaosTarget.resourceGroup}
    workspaceName: ${chaosTarget.workspaceName}
    emulator:
      url: ${url}
approvals:
${[...gone.map((rule) => [rule, 'rule-deleted']), ...lowered.map((rule) => [rule, 'severity-lowered'])]
  .map(([rule, loss]) => `  - { rule: ${rule}, loss: ${loss}, reason: meant, expires: '2099-12-31' }\n`)
  .join('')}`;

type Ended = { readonly code: number | null; readonly said: string; readonly lines: number };

/** Runs a command; `lines` hears how many changes are done so far. */
const run = (
  folder: string,
  args: readonly string[],
  watch: (child: ChildProcess, lines: number) => void = () => undefined,
): Promise<Ended> =>
  new Promise((done, fail) => {
    const child = spawn(process.execPath, [program, ...args], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    let lines = 0;
    const hear = (chunk: Buffer): void => {
      said += chunk.toString();
      lines = said.split('\n').filter((line) => line.startsWith('written ')).length;
      watch(child, lines);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.on('error', fail);
    child.on('close', (code) => done({ code, said, lines }));
    watch(child, 0);
  });

const deploy = ['deploy', '--yes', '-w', 'emulated', '--prune', '--allow-changes', '99'];

/** Backups of a project that are no JSON, a line each. */
export const brokenBackups = async (folder: string): Promise<readonly string[]> => {
  const root = join(folder, '.picket', 'backups');
  const files = await readdir(root, { recursive: true, encoding: 'utf8' }).catch(() => []);
  const broken: string[] = [];
  for (const file of files.filter((name) => name.endsWith('.json'))) {
    try {
      JSON.parse(await readFile(join(root, file), 'utf8'));
    } catch {
      broken.push(`the backup ${file} cannot be read`);
    }
  }
  return broken;
};

/** Each generation changes every rule, brings one and drops one. Gives the numbers of the rules that there are. */
const writeGeneration = async (folder: string, url: string, generation: number): Promise<void> => {
  const rules = join(folder, 'analytics-rules');
  await rm(rules, { recursive: true, force: true });
  await mkdir(rules);
  const kept = Array.from({ length: managed }, (_, index) => index + 1);
  const numbers = [...kept, 100 + generation];
  for (const number of numbers)
    await writeFile(join(rules, `rule-${number}.yaml`), ruleFile(number, kept.includes(number) ? generation : 0));
  const gone = generation === 0 ? [] : [ruleId(100 + generation - 1)];
  await writeFile(join(folder, 'picket.yaml'), picketYaml(url, gone, kept.map(ruleId)));
};

/**
 * Kills deployments of real processes against the HTTP emulator, each at another moment: half of them after so many
 * milliseconds, half after so many changes. After each, what belongs to others must be as it was, the next deployment
 * must succeed, and the plan after it must be empty.
 */
export const killDeployments = async (
  kills: number,
  seed: number,
  progress: (done: number, wrong: number) => void = () => undefined,
): Promise<Kills> => {
  const folder = await mkdtemp(join(tmpdir(), 'picket-kills-'));
  const { child: emulator, url } = await startEmulator(folder);
  const random = randomOf(seed);
  const wrong: string[] = [];
  let caught = 0;
  let whileWriting = 0;
  try {
    const workspace = overHttp(url, chaosTarget);
    const [unmanaged, foreign] = [ruleId(901), ruleId(902)];
    await workspace.put('alertRules', unmanaged, ruleBody(901));
    await workspace.put('alertRules', foreign, ruleBody(902));
    await workspace.put('metadata', markerName(firstType.resource, foreign), foreignMarker(foreign));
    const look = async (): Promise<string> =>
      [
        await workspace.read('alertRules', unmanaged),
        await workspace.read('alertRules', foreign),
        await workspace.read('metadata', markerName(firstType.resource, foreign)),
      ].join('\n');
    const before = await look();
    await writeGeneration(folder, url, 0);
    const first = await run(folder, deploy);
    if (first.code !== 0) throw new Error(`The first deployment failed: ${first.said}`);
    let usual = 1500;
    for (let round = 1; round <= kills; round += 1) {
      await writeGeneration(folder, url, round);
      const moment = random() * usual;
      const after = Math.floor(random() * (managed + 2));
      const pause = random() * 20;
      let armed = false;
      const struck = await run(folder, deploy, (child, lines) => {
        if (armed || (round % 2 === 0 && lines < after)) return;
        armed = true;
        const timer = setTimeout(() => child.kill('SIGKILL'), round % 2 === 0 ? pause : moment);
        child.once('close', () => clearTimeout(timer));
      });
      if (struck.code === null) caught += 1;
      if (struck.code === null && struck.lines > 0) whileWriting += 1;
      const say = (what: string): number => wrong.push(`kill ${round}: ${what}`);
      if ((await look()) !== before) say('what belongs to others has changed');
      const began = Date.now();
      const again = await run(folder, deploy);
      usual = (usual + Date.now() - began) / 2;
      if (again.code !== 0) say(`the next deployment ended with ${again.code}: ${again.said}`);
      const next = await run(folder, ['plan', '-w', 'emulated', '--prune', '--detailed-exitcode']);
      if (next.code !== 0) say(`something is left to do: ${next.said}`);
      if ((await look()) !== before) say('what belongs to others has changed by the next deployment');
      progress(round, wrong.length);
    }
    wrong.push(...(await brokenBackups(folder)));
    return { kills, caught, whileWriting, wrong };
  } finally {
    emulator.kill('SIGTERM');
    await sleep(50);
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
};
