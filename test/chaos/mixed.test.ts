import { beforeAll, describe, expect, test } from '@jest/globals';
import { contentTypes } from '../../src/content/index.ts';
import { faultKinds, settingMatrix, type FaultKind, type SettingOverrides } from '../../src/emulator/index.ts';
import type { StoreChange } from '../../src/emulator/store/store.ts';
import { mixedRound, pulledAndPlanned, setMixedScene, type Blow } from '../../tools/chaos/mixed.ts';
import { mixedScene, ofEveryType } from '../../tools/chaos/mixed-scene.ts';
import { randomOf } from '../../tools/chaos/pairs.ts';

// A slice of `npm run chaos`, which strikes every request of a deployment of sixty resources.
const random = randomOf(20_261_129);
const scene = mixedScene(5);

describe('a deployment of content of six types', () => {
  let state: readonly StoreChange[] = [];
  let requests = 0;
  const some = (count: number): readonly number[] =>
    Array.from({ length: count }, () => 1 + Math.floor(random() * requests));
  beforeAll(async () => {
    state = await setMixedScene(scene, {});
    ({ requests } = await mixedRound(scene, {}, state, {}));
  });

  test('makes exactly what git says, and then there is nothing left to do', async () => {
    expect(requests).toBeGreaterThan(100);
    expect((await mixedRound(scene, {}, state, {})).wrong).toEqual([]);
  });

  test.each(faultKinds.map((kind): [FaultKind] => [kind]))(
    'under %s loses and doubles no row, and the next one converges',
    async (kind) => {
      for (const request of some(2))
        expect({ request, ...(await mixedRound(scene, {}, state, { faults: [{ request, kind }] })) }).toMatchObject({
          wrong: [],
        });
    },
  );

  test('that dies anywhere loses and doubles no row, and the next one ends it', async () => {
    for (const diesAt of some(10))
      expect({ diesAt, ...(await mixedRound(scene, {}, state, { diesAt })) }).toMatchObject({ wrong: [] });
  });

  test('never takes away the rows that somebody adds meanwhile', async () => {
    for (const editsAt of some(10))
      expect({ editsAt, ...(await mixedRound(scene, {}, state, { editsAt })) }).toMatchObject({ wrong: [] });
  });
});

describe('such a deployment, where the service', () => {
  const inState = async (settings: SettingOverrides, blows: readonly Blow[]): Promise<readonly string[]> => {
    const state = await setMixedScene(scene, settings);
    const wrong: string[] = [];
    for (const blow of blows) wrong.push(...(await mixedRound(scene, settings, state, blow)).wrong);
    return wrong;
  };

  test('shows what was written two seconds later, takes no row of its own for an edit when one is refused', async () => {
    const faults = [29, 32, 35, 38, 41].map((request) => ({ faults: [{ request, kind: '412' as const }] }));
    expect(await inState({ readLag: 2000 }, faults)).toEqual([]);
  });

  test('holds 64 characters in a marker, is ended by the next one wherever it died', async () => {
    const deaths = Array.from({ length: 8 }, (_, index) => ({ diesAt: 20 + index * 7 }));
    expect(await inState({ customVersionLimit: 64 }, deaths)).toEqual([]);
  });

  test('takes no markers, makes what is new and leaves alone what was there', async () => {
    expect(await inState({ metadataWrites: 'refused' }, [{}, { diesAt: 40 }, { editsAt: 30 }])).toEqual([]);
  });
});

describe('content of every type', () => {
  const scene = { before: ofEveryType(2), after: [] };
  // A stack does not show its template: a playbook stays as git has it.
  const kept = scene.before.filter(({ type }) => type === 'playbook');

  test('is of every type that there is', () => {
    expect(new Set(scene.before.map(({ type }) => type))).toEqual(new Set(contentTypes.map(({ name }) => name)));
    expect(kept).toHaveLength(2);
  });

  test.each(settingMatrix())('where $name, is planned without a change once it is pulled', async ({ overrides }) => {
    expect(await pulledAndPlanned(overrides, await setMixedScene(scene, overrides), kept)).toEqual([]);
  });
});
