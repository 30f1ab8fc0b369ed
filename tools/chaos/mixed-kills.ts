import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { contentTypes } from '../../src/content/index.ts';
import { canonicalJson, textOf } from '../../src/core/json.ts';
import type { Transport } from '../../src/core/ports.ts';
import { serveEmulator } from '../../src/emulator/http.ts';
import { createEmulator, memoryStore } from '../../src/emulator/index.ts';
import { bottomless, overHttp } from './emulator-process.ts';
import { run } from './fleet-kills.ts';
import { inThisProcess } from './in-process.ts';
import { brokenBackups } from './kills.ts';
import { desiredOf, mixedFiles, type Mixed } from './mixed-scene.ts';
import { randomOf } from './pairs.ts';
import { chaosTarget } from './scene.ts';

const numbers = [1, 2, 3, 4];

/** The one that comes with a generation, in turns: its query was compiled once, and the processes spend their time on writing. */
const comingIn = (generation: number): number => 101 + (generation % 3);

/** Each generation changes what the last one had, and of each type brings one and drops one. */
const generationOf = (generation: number): Mixed =>
  mixedFiles.flatMap((file) => [
    ...numbers.map((number) => file(number, generation % 2)),
    file(comingIn(generation), 0),
  ]);

/** The files of an item, by their paths: YAML is written as JSON, which it is. */
const filesOf = ({ type, raw }: Mixed[number]): readonly (readonly [path: string, text: string])[] => {
  const directory = contentTypes.find(({ name }) => name === type)?.directory ?? type;
  const { data, ...rest } = raw;
  const stem =
    ['watchlistAlias', 'ParserName', 'name', 'displayName'].flatMap((key) => textOf(raw[key]) ?? [])[0] ?? type;
  return typeof data === 'string'
    ? [
        [join(directory, stem, 'watchlist.json'), JSON.stringify(rest)],
        [join(directory, stem, 'data.csv'), data],
      ]
    : [[join(directory, `${stem}.yaml`), JSON.stringify(rest)]];
};

const picketYaml = (url: string, gone: Mixed): string =>
  JSON.stringify({
    project: { name: 'kills', id: '8a3f6f0e-1c7d-4b59-8a35-6d1e0f2b9c47' },
    workspaces: {
      emulated: {
        subscriptionId: chaosTarget.subscriptionId,
        resourceGroup: chaosTarget.resourceGroup,
        workspaceName: chaosTarget.workspaceName,
        emulator: { url },
      },
    },
    approvals: desiredOf(gone)
      .filter(({ type }) => type === 'analytics-rule')
      .map(({ resource: { name } }) => ({ rule: name, loss: 'rule-deleted', reason: 'meant', expires: '2099-12-31' })),
  });

const writeGeneration = async (folder: string, url: string, generation: number): Promise<void> => {
  for (const { directory } of contentTypes) await rm(join(folder, directory), { recursive: true, force: true });
  for (const item of generationOf(generation))
    for (const [path, text] of filesOf(item)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
  const gone = generation === 0 ? [] : mixedFiles.map((file) => file(comingIn(generation - 1), 0));
  await writeFile(join(folder, 'picket.yaml'), picketYaml(url, gone));
};

const rowsIn = (content: Mixed): ReadonlyMap<string, readonly string[]> =>
  new Map(
    desiredOf(content).flatMap(({ resource: { name, rows } }) =>
      rows === undefined ? [] : [[name, rows.map(({ value }) => canonicalJson(value)).toSorted()] as const],
    ),
  );

const deploy = ['deploy', '--yes', '-w', 'emulated', '--prune', '--allow-changes', '99', '--allow-deletes', '99'];

/** A workspace over HTTP, and who is killed at which request that is asked of it. */
const served = async () => {
  const clock = { now: () => Date.now(), sleep: async () => undefined };
  const settings = { queries: 'accepted', tombstone: 'none', throttle: bottomless } as const;
  const emulator = createEmulator({ store: memoryStore(), clock, settings });
  let seen = 0;
  let blow: Blow | undefined;
  const transport: Transport = async (request) => {
    seen += 1;
    const struck = blow !== undefined && seen === blow.at ? blow : undefined;
    if (struck?.isCarriedOut === false) {
      struck.kill();
      throw new Error('nobody is there any more');
    }
    const answer = await emulator(request);
    struck?.kill();
    return answer;
  };
  return {
    server: await serveEmulator({ transport, port: 0 }),
    /** From now on requests are counted anew, and one of them kills. Gives how many there were. */
    arm: (next: Blow | undefined): number => {
      const before = seen;
      seen = 0;
      blow = next;
      return before;
    },
  };
};

/** At which request a process is killed, and whether the service carries that one out. */
type Blow = { readonly at: number; readonly isCarriedOut: boolean; readonly kill: () => void };

type MixedKills = {
  readonly kills: number;
  /** Processes that were still running when they were killed. */
  readonly caught: number;
  readonly wrong: readonly string[];
};

/**
 * Kills deployments of content of six types, real processes, each at another request. After each, rows that git had before
 * and has now must be there; the next deployment must succeed, the plan after it be empty, and every list have its rows,
 * each once.
 */
export const killMixed = async (
  kills: number,
  seed: number,
  progress: (done: number, wrong: number) => void = () => undefined,
): Promise<MixedKills> => {
  const folder = await mkdtemp(join(tmpdir(), 'picket-mixed-kills-'));
  const { server, arm } = await served();
  const random = randomOf(seed);
  const wrong: string[] = [];
  let caught = 0;
  try {
    const workspace = overHttp(server.url, chaosTarget);
    const rowsNow = async (list: string): Promise<readonly string[]> =>
      (await workspace.rowsOf(list)).map(canonicalJson).toSorted();
    await writeGeneration(folder, server.url, 0);
    const first = await inThisProcess(folder, deploy);
    if (first.code !== 0) throw new Error(`The first deployment failed: ${first.said}`);
    let usual = 100;
    for (let round = 1; round <= kills; round += 1) {
      await writeGeneration(folder, server.url, round);
      const say = (what: string): number => wrong.push(`kill ${round}: ${what}`);
      const [before, after] = [rowsIn(generationOf(round - 1)), rowsIn(generationOf(round))];
      const at = 1 + Math.floor(random() * usual);
      const isCarriedOut = random() < 0.5;
      const struck = await run(folder, [...deploy, '--workers', '0'], (kill) => arm({ at, isCarriedOut, kill }));
      const requests = arm(undefined);
      if (struck.code === null) caught += 1;
      else usual = requests;
      for (const [list, rows] of after) {
        const there = await rowsNow(list);
        for (const row of rows)
          if (before.get(list)?.includes(row) === true && !there.includes(row)) say(`${list} was without ${row}`);
      }
      const again = await inThisProcess(folder, deploy);
      if (again.code !== 0) say(`the next deployment ended with ${again.code}: ${again.said}`);
      const next = await inThisProcess(folder, ['plan', '-w', 'emulated', '--prune', '--detailed-exitcode']);
      if (next.code !== 0) say(`something is left to do: ${next.said}`);
      for (const [list, rows] of after) {
        const there = await rowsNow(list);
        if (canonicalJson(there) !== canonicalJson(rows)) say(`${list} has ${there.join(' ')}, not ${rows.join(' ')}`);
      }
      progress(round, wrong.length);
    }
    wrong.push(...(await brokenBackups(folder)));
    return { kills, caught, wrong };
  } finally {
    await server.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
};
