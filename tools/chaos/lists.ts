import { PicketError } from '../../src/core/errors.ts';
import { equalJson } from '../../src/core/json.ts';
import type { LiveResource } from '../../src/core/resource.ts';
import type { SettingOverrides } from '../../src/emulator/index.ts';
import type { ListMode } from '../../src/emulator/settings/settings.ts';
import type { StoreChange } from '../../src/emulator/store/store.ts';
import { randomOf } from './pairs.ts';
import type { Scene } from './scene.ts';
import { allChanges, connectTo, deployTo, planFor, worldOf, type Deployment, type World } from './world.ts';

export const listModes: readonly ListMode[] = ['whole', 'empty', 'empty-once', 'partial', 'duplicated', 'reordered'];

/** How the lists of rules and markers lie, each in its own way. */
export const lies: readonly Required<Pick<SettingOverrides, 'ruleLists' | 'metadataLists'>>[] = listModes.flatMap(
  (ruleLists) => listModes.map((metadataLists) => ({ ruleLists, metadataLists })),
);

const rulesIn = async (world: World): Promise<ReadonlyMap<string, LiveResource>> => {
  const { ruleLists: _, metadataLists: __, ...settings } = world.settings;
  const rules = await connectTo(world, { settings }).workspace.list('alertRules');
  return new Map(rules.map((rule) => [rule.name.toLowerCase(), rule]));
};

/** What a deployment did to rules that were there, apart from what its backups and its outcomes show. */
const lost = (
  deployment: Deployment | undefined,
  before: ReadonlyMap<string, LiveResource>,
  after: ReadonlyMap<string, LiveResource>,
): readonly string[] =>
  [...before].flatMap(([id, was]) => {
    const is = after.get(id);
    if (equalJson(was.body, is?.body ?? null)) return [];
    const isHeld = deployment?.backups.some(({ name, body }) => name.toLowerCase() === id && equalJson(body, was.body));
    const isSaid = deployment?.outcomes.some((made) => made.id.toLowerCase() === id && made.status === 'written');
    return [
      ...(isHeld === true ? [] : [`${id} is written over or deleted without a backup`]),
      ...(isSaid === true ? [] : [`${id} is written over or deleted without a line in the report`]),
    ];
  });

export type ListRound = { readonly wrong: readonly string[]; readonly ended: 'deployed' | 'refused' };

/**
 * Deploys a scene whose lists lie, after somebody has edited a part of the rules that a seed chooses. Whatever of the
 * workspace it changes must be in a backup and in the report; what it leaves, the next deployment under true lists
 * settles. `forced` allows any number of missing rules.
 */
export const listRound = async (
  scene: Scene,
  settings: SettingOverrides,
  state: readonly StoreChange[],
  { seed, forced }: { readonly seed: number; readonly forced: boolean },
): Promise<ListRound> => {
  const world = worldOf(settings, state);
  const random = randomOf(seed);
  for (const id of (await rulesIn(world)).keys())
    if (random() < 0.25) await world.portal.editRule(id, { customDetails: { Edited: 'Count' } });
  await world.clock.sleep(3_600_000);
  const before = await rulesIn(world);
  const choices = forced ? { allow: { ...allChanges, missing: 999 } } : {};
  let deployment: Deployment | undefined;
  try {
    deployment = await deployTo(scene.after, connectTo(world), world.clock, choices);
  } catch (error) {
    if (!(error instanceof PicketError)) throw error;
  }
  const wrong = [...lost(deployment, before, await rulesIn(world))];
  const { ruleLists: _, metadataLists: __, ...honest } = settings;
  const clean = connectTo(world, { settings: honest });
  // Where requests are throttled, one deployment may not come to its end.
  for (let tries = 1; tries <= 3; tries += 1) {
    const { outcomes } = await deployTo(scene.after, clean, world.clock);
    if (outcomes.every(({ status }) => status !== 'failed' && status !== 'not-attempted')) break;
  }
  for (const { action, id } of (await planFor(scene.after, clean)).changes) wrong.push(`${action} ${id} is left to do`);
  return { wrong, ended: deployment === undefined ? 'refused' : 'deployed' };
};
