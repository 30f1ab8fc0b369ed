import { beforeAll, describe, expect, test } from '@jest/globals';
import { faultKinds, settingMatrix, type FaultKind, type SettingOverrides } from '../../src/emulator/index.ts';
import type { StoreChange } from '../../src/emulator/store/store.ts';
import { bulkDeployment } from '../../tools/chaos/bulk.ts';
import { editRound } from '../../tools/chaos/edits.ts';
import { faultRound } from '../../tools/chaos/faults.ts';
import { nightRound, setNights } from '../../tools/chaos/nights.ts';
import { pairRound, randomOf, twoBranches } from '../../tools/chaos/pairs.ts';
import { fortyChanges, nineChanges } from '../../tools/chaos/scene.ts';
import { setScene } from '../../tools/chaos/world.ts';

// A slice of `npm run chaos`, which strikes every request in every way.
const random = randomOf(20_261_122);
const below = (limit: number): number => Math.floor(random() * limit);
const blind: SettingOverrides = { ifMatch: 'ignored', bodyEtag: 'ignored', ifNoneMatch: 'ignored' };

test('a deployment of forty mixed changes makes exactly these and leaves an empty plan', async () => {
  const scene = fortyChanges();
  const { wrong, requests } = await faultRound(scene, {}, await setScene(scene, {}), []);
  expect(wrong).toEqual([]);
  expect(requests).toBeGreaterThan(100);
});

describe('a deployment of mixed changes', () => {
  const scene = nineChanges();
  let state: readonly StoreChange[] = [];
  beforeAll(async () => {
    state = await setScene(scene, {});
  });

  test.each(faultKinds.map((kind): [FaultKind, number] => [kind, 1 + below(28)]))(
    'under %s at request %i writes nothing else, reports the truth, and the next one converges',
    async (kind, request) => {
      expect((await faultRound(scene, {}, state, [{ request, kind }])).wrong).toEqual([]);
    },
  );

  test('survives five failures in a row', async () => {
    const faults = Array.from({ length: 5 }, (_, index) => ({ request: 10 + index, kind: '503' as const }));
    expect((await faultRound(scene, {}, state, faults)).wrong).toEqual([]);
  });

  test('never overwrites what somebody edits meanwhile, where the service checks etags', async () => {
    for (let request = 1; request <= 28; request += 3) {
      const { wrong, lost } = await editRound(scene, {}, state, { request });
      expect({ request, wrong, lost }).toEqual({ request, wrong: [], lost: false });
    }
  });
});

const others = settingMatrix().slice(1);
const chosen = Array.from({ length: 4 }, () => others[below(others.length)]).filter((other) => other !== undefined);

test.each(chosen)('where $name, a lost answer converges as well', async ({ overrides }) => {
  const scene = nineChanges();
  const state = await setScene(scene, overrides);
  expect((await faultRound(scene, overrides, state, [{ request: 9, kind: 'reset-after-commit' }])).wrong).toEqual([]);
});

test('where etags are ignored, an edit is only lost within the last round trip, and a backup and the report show it', async () => {
  const scene = nineChanges();
  const state = await setScene(scene, blind);
  const rounds = [];
  for (let request = 1; request <= 28; request += 2)
    rounds.push(await editRound(scene, blind, state, { request, rule: 1 }));
  expect(rounds.flatMap(({ wrong }) => wrong)).toEqual([]);
  expect(rounds.filter(({ lost }) => !lost).length).toBeGreaterThan(5);
});

describe('two deployments at once', () => {
  const branches = twoBranches();

  test('end with every rule as one of the two wants it, and with markers that say what runs', async () => {
    const state = await setScene(branches.scene, {});
    for (const seed of [1, 2, 3]) expect(await pairRound(branches, {}, state, seed)).toEqual([]);
  });
});

test('many new rules take no longer than the token bucket does, and not one request too many', async () => {
  const { failed, throttled, wall, minimum, requests, writes, reads, pages } = await bulkDeployment(160);
  expect({ failed, throttled, writes }).toEqual({ failed: 0, throttled: 0, writes: 320 });
  expect(wall).toBeLessThanOrEqual(minimum * 1.1);
  expect(requests).toBeLessThanOrEqual(writes + reads + pages + 5);
});

test('rules that were switched off past git stay so under faults and deaths, and no record of it is lost', async () => {
  const state = await setNights({});
  const { requests, wrong } = await nightRound({}, state, {});
  expect(wrong).toEqual([]);
  for (let request = 1 + below(5); request <= requests; request += 5) {
    const kind = faultKinds[below(faultKinds.length)] ?? '503';
    expect((await nightRound({}, state, { faults: [{ request, kind }] })).wrong).toEqual([]);
    expect((await nightRound({}, state, { diesAt: request })).wrong).toEqual([]);
  }
});
