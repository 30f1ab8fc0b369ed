/**
 * Deployments under everything that can go wrong: `npm run chaos -- [--kills N] [--matrix smoke|documented|default|full]`. Needs a build.
 *
 * - faults: each request of a deployment of 40 changes fails in each way, with each setting of the emulator (`default`:
 *   every request with the documented service and every 13th with the others; `full`: every one, two hours of a
 *   processor, or `--part 1/2` and `--part 2/2` beside each other; `documented`: every request with the documented service,
 *   the others without a fault or with one);
 * - edits: somebody edits a rule right before each request;
 * - pairs: two deployments at once, 100 rounds; - bulk: 512 new rules against the token bucket;
 * - lists: lists that are empty, partial, repeat themselves or are out of order, of rules and of markers;
 * - stale: reads of rules and of markers that lag behind the last deployment, each apart, markers with and without etag;
 * - mixed: sixty resources of six types, rows among them: faults and deaths at every request, edits before each;
 * - nights: rules that were switched off past git, under faults and deaths at every request: no record is lost;
 * - kills: real processes killed at random moments; - mixed-kills: the same with content of six types;
 * - fleets: `--count N` times some of ten workspaces fail in assorted ways, under each command; `--kills N` deployments to
 *   several workspaces are killed at random requests, and resumed;
 * - signals: `--count N` commands that read, write files or deploy are interrupted at random moments.
 *
 * `--only NAME` runs one of them. Exits with 1 when something went wrong that must not.
 */
import { parseArgs } from 'node:util';
import { faultKinds, settingMatrix, type SettingOverrides } from '../src/emulator/index.ts';
import { bulkDeployment } from './chaos/bulk.ts';
import { editRound } from './chaos/edits.ts';
import { faultRound } from './chaos/faults.ts';
import { assorted, fleetCommands, fleetFaultRound, fleetState } from './chaos/fleet-faults.ts';
import { killFleets } from './chaos/fleet-kills.ts';
import { killDeployments } from './chaos/kills.ts';
import { lies, listRound } from './chaos/lists.ts';
import { killMixed } from './chaos/mixed-kills.ts';
import { mixedRound, setMixedScene, type Blow } from './chaos/mixed.ts';
import { mixedScene } from './chaos/mixed-scene.ts';
import { longestRecord, nightRound, setNights } from './chaos/nights.ts';
import { pairRound, twoBranches } from './chaos/pairs.ts';
import { fortyChanges, nineChanges } from './chaos/scene.ts';
import { signalCommands } from './chaos/signals.ts';
import { lags, staleRound, tenRules } from './chaos/stale.ts';
import { setScene } from './chaos/world.ts';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '0' },
    kills: { type: 'string', default: '0' },
    matrix: { type: 'string', default: 'default' },
    only: { type: 'string' },
    part: { type: 'string', default: '1/1' },
    seed: { type: 'string', default: '1' },
  },
});
const wrong: string[] = [];
const note = (what: string, found: readonly string[]): void => {
  for (const line of found) {
    wrong.push(line);
    if (wrong.length <= 100) console.log(`WRONG ${what}: ${line}`);
  }
};

/** Requests between two that are struck, for the documented service and for each of its alternatives. */
const strides: Readonly<Record<string, readonly [number, number]>> = {
  smoke: [31, 67],
  documented: [1, Number.POSITIVE_INFINITY],
  default: [1, 13],
  full: [1, 1],
};
const [usual, others] = strides[values.matrix] ?? [1, 13];

/** Which of how many equal parts of the settings are taken. */
const [part = 1, parts = 1] = values.part.split('/').map(Number);

const faults = async (): Promise<void> => {
  const scene = fortyChanges();
  for (const [index, { name, overrides }] of settingMatrix().entries()) {
    if (index % parts !== part - 1) continue;
    const state = await setScene(scene, overrides);
    const { requests, wrong: without } = await faultRound(scene, overrides, state, []);
    note(`${name}, no fault`, without);
    const stride = index === 0 ? usual : others;
    let rounds = 0;
    for (const [offset, kind] of faultKinds.entries())
      for (let request = 1 + ((offset * 37) % stride); request <= requests; request += stride) {
        note(`${name}, ${kind} at ${request}`, (await faultRound(scene, overrides, state, [{ request, kind }])).wrong);
        rounds += 1;
      }
    console.log(`faults: ${name}: ${rounds} rounds of ${requests} requests`);
  }
};

const narrow = { size: 10, perSecond: 2 };

/** Settings of conditions, and one where every write waits on top of it. */
const etags = [
  ...settingMatrix().filter(({ name }) => /documented|etag|If-/.test(name) && !/saved searches/.test(name)),
  {
    name: 'no etag is honoured and buckets are narrow',
    overrides: {
      ifMatch: 'ignored',
      bodyEtag: 'ignored',
      ifNoneMatch: 'ignored',
      throttle: { reads: narrow, writes: narrow, deletes: narrow },
    },
  },
] as const;

const edits = async (): Promise<void> => {
  const scene = fortyChanges();
  for (const { name, overrides } of etags) {
    const state = await setScene(scene, overrides);
    let [rounds, lost] = [0, 0];
    for (const rule of [undefined, 1, 16, 17, 21])
      for (let request = 1; ; request += rule === undefined ? usual : usual * 3) {
        const round = await editRound(scene, overrides, state, { request, ...(rule === undefined ? {} : { rule }) });
        if (!round.reached) break;
        rounds += 1;
        lost += round.lost ? 1 : 0;
        note(`edit, ${name}`, round.wrong);
      }
    console.log(`edits: ${name}: ${rounds} edits, ${lost} lost within the last round trip`);
  }
};

const pairs = async (): Promise<void> => {
  const branches = twoBranches();
  for (const { name, overrides } of etags) {
    const state = await setScene(branches.scene, overrides);
    for (let round = 0; round < 100; round += 1)
      note(
        `two at once, ${name}, round ${round}`,
        await pairRound(branches, overrides, state, Number(values.seed) + round),
      );
    console.log(`pairs: ${name}: 100 rounds`);
  }
};

/** Rounds of a setting: the matrix decides how many. */
const roundsOf: Readonly<Record<string, number>> = { smoke: 1, default: 4, full: 12 };
const rounds = roundsOf[values.matrix] ?? 4;
const first = Number(values.seed);

/** Of a list the part that `--matrix smoke` takes, or all. */
const taken = <T>(items: readonly T[], every: number): readonly T[] =>
  values.matrix === 'smoke' ? items.filter((_, index) => index % every === first % every) : items;

const lists = async (): Promise<void> => {
  for (const scene of values.matrix === 'smoke' ? [nineChanges()] : [nineChanges(), fortyChanges()])
    for (const { name, overrides } of taken(etags, 3)) {
      const state = await setScene(scene, overrides);
      const counts = { deployed: 0, refused: 0 };
      for (const [index, lie] of taken(lies, 4).entries())
        for (const forced of [false, true]) {
          const seed = first + index;
          const round = await listRound(scene, { ...overrides, ...lie }, state, { seed, forced });
          counts[round.ended] += 1;
          note(`lists, ${name}, ${JSON.stringify(lie)}${forced ? ', forced' : ''}`, round.wrong);
        }
      console.log(`lists: ${name}: ${counts.deployed} deployed, ${counts.refused} refused`);
    }
};

const stale = async (): Promise<void> => {
  const scene = tenRules();
  for (const { name, overrides } of taken(etags, 4))
    for (const metadataEtag of ['absent', 'present'] as const) {
      const state = await setScene(scene, overrides);
      let count = 0;
      for (const lag of lags)
        for (let seed = first; seed < first + rounds; seed += 1) {
          const found = await staleRound({ ...overrides, metadataEtag, ...lag }, state, seed);
          note(`stale, ${name}, markers' etag ${metadataEtag}, ${JSON.stringify(lag)}, seed ${seed}`, found);
          count += 1;
        }
      console.log(`stale: ${name}, markers' etag ${metadataEtag}: ${count} rounds of six deployments`);
    }
};

const bulk = async (): Promise<void> => {
  const { failed, requests, writes, reads, pages, wall, minimum } = await bulkDeployment(512);
  console.log(
    `bulk: 512 rules: ${failed} failed, ${requests} requests (${writes} writes, ${reads} reads before them, ${pages} pages), ${wall / 1000} s where the bucket takes ${minimum / 1000} s`,
  );
  if (failed > 0) note('bulk', [`${failed} failed`]);
  if (wall > minimum * 1.1) note('bulk', [`${wall} ms is more than 1.1 times ${minimum} ms`]);
  if (requests > writes + reads + pages + 5) note('bulk', [`${requests} requests`]);
};

const nights = async (): Promise<void> => {
  for (const [index, { name, overrides }] of settingMatrix().entries()) {
    // Records are metadata: where none may be written, nothing can be on record, and a record names who, when twice, and why.
    const isKept =
      overrides.metadataWrites !== 'refused' && (overrides.customVersionLimit ?? longestRecord) >= longestRecord;
    if (index % parts !== part - 1 || !isKept) continue;
    const state = await setNights(overrides);
    const { requests, wrong: without } = await nightRound(overrides, state, {});
    note(`nights, ${name}, no fault`, without);
    const stride = index === 0 ? usual : others;
    let count = 0;
    for (const [offset, kind] of [...faultKinds, undefined].entries())
      for (let request = 1 + ((offset * 37) % stride); request <= requests; request += stride) {
        const blow = kind === undefined ? { diesAt: request } : { faults: [{ request, kind }] };
        note(`nights, ${name}, ${JSON.stringify(blow)}`, (await nightRound(overrides, state, blow)).wrong);
        count += 1;
      }
    console.log(`nights: ${name}: ${count} rounds of ${requests} requests`);
  }
};

/** Requests of one deployment that fail together, so far apart that each meets another part of it. */
const together = 4;

/**
 * How rounds of mixed content are struck: each kind of fault, deaths and edits at every n-th request. Which of them is
 * the first differs by setting and kind, so that all settings together strike every request in every way.
 */
const blowsOf = (requests: number, stride: number, first: number): readonly Blow[] => {
  const struck = (offset: number): readonly number[] =>
    Array.from({ length: requests }, (_, index) => index + 1).filter((at) => (at + offset * 37 + first) % stride === 0);
  const faults = faultKinds.flatMap((kind, offset) => {
    const all = struck(offset);
    const rounds = Math.ceil(all.length / together);
    return Array.from({ length: rounds }, (_, round): Blow => ({
      faults: all.filter((_at, index) => index % rounds === round).map((request) => ({ request, kind })),
    }));
  });
  return [...faults, ...struck(0).flatMap((request): readonly Blow[] => [{ diesAt: request }, { editsAt: request }])];
};

const mixed = async (): Promise<void> => {
  const scene = mixedScene(10);
  const settings = settingMatrix();
  const strikeAll = async (name: string, overrides: SettingOverrides, stride: number, asked: number): Promise<void> => {
    // The scene is no part of what is tried: narrow buckets would refuse to set it.
    const { throttle: _throttle, ...calm } = overrides;
    const state = await setMixedScene(scene, calm);
    const { requests, wrong: without } = await mixedRound(scene, overrides, state, {});
    note(`mixed, ${name}, no fault`, without);
    const blows = blowsOf(requests, stride, asked);
    for (const blow of blows)
      note(`mixed, ${name}, ${JSON.stringify(blow)}`, (await mixedRound(scene, overrides, state, blow)).wrong);
    console.log(`mixed: ${name}: ${blows.length} rounds of ${requests} requests`);
  };
  for (const [index, { name, overrides }] of settings.entries())
    if (index % parts === part - 1) await strikeAll(name, overrides, others * 5, index);
  for (const { name, overrides } of settings.slice(0, 1)) await strikeAll(name, overrides, usual * parts, part - 1);
};

const kills = async (): Promise<void> => {
  const count = Number(values.kills);
  if (count === 0) return;
  const result = await killDeployments(count, Number(values.seed), (done, found) => {
    if (done % 25 === 0) console.log(`kills: ${done} of ${count}, ${found} things wrong`);
  });
  note('kills', result.wrong);
  console.log(`kills: ${count}, ${result.caught} of running processes, ${result.whileWriting} of them amid the writes`);
};

const mixedKills = async (): Promise<void> => {
  const count = Number(values.kills);
  if (count === 0) return;
  const result = await killMixed(count, Number(values.seed), (done, found) => {
    if (done % 5 === 0) console.log(`mixed-kills: ${done} of ${count}, ${found} things wrong`);
  });
  note('mixed-kills', result.wrong);
  console.log(`mixed-kills: ${count} kills, ${result.caught} of running processes`);
};

const fleets = async (): Promise<void> => {
  const state = await fleetState();
  const assignments = Number(values.count);
  for (let seed = first; seed < first + assignments; seed += 1) {
    for (const command of fleetCommands)
      note(`fleets, seed ${seed}`, await fleetFaultRound(command, state, assorted(seed)));
    if ((seed - first) % 5 === 4) console.log(`fleets: ${seed - first + 1} of ${assignments}`);
  }
  console.log(`fleets: ${assignments * fleetCommands.length} runs of which some workspaces fail`);
  const count = Number(values.kills);
  if (count === 0) return;
  const result = await killFleets(count, Number(values.seed), (done, found) => {
    if (done % 6 === 0) console.log(`fleets: ${done} of ${count} kills, ${found} things wrong`);
  });
  note('fleets', result.wrong);
  console.log(`fleets: ${count} kills, ${result.caught} of running processes`);
};

const signals = async (): Promise<void> => {
  const count = Number(values.count);
  if (count === 0) return;
  const result = await signalCommands(count, Number(values.seed));
  note('signals', result.wrong);
  console.log(
    `signals: ${count}, ${result.caught} ended a running command, ${result.whileWriting} of them amid the writes; ${result.late} that only read took longer than a second`,
  );
  for (const [name, took] of [...result.slowest].toSorted(([, left], [, right]) => right - left))
    console.log(`signals: the slowest \`${name}\` ended after ${Math.round(took)} ms`);
};

const works: Readonly<Record<string, () => Promise<void>>> = {
  faults,
  edits,
  pairs,
  lists,
  stale,
  bulk,
  mixed,
  nights,
  kills,
  'mixed-kills': mixedKills,
  fleets,
  signals,
};
const { only } = values;
if (only !== undefined && works[only] === undefined)
  throw new Error(`--only takes one of ${Object.keys(works).join(', ')}, not ${only}`);
for (const [name, work] of Object.entries(works)) if (only === undefined || only === name) await work();
console.log(wrong.length === 0 ? 'Nothing went wrong that must not.' : `${wrong.length} things went wrong.`);
process.exitCode = wrong.length === 0 ? 0 : 1;
