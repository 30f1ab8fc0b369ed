import { recordLimit } from '../../src/core/engine/marker.ts';
import { overrideResource, overridesIn } from '../../src/core/engine/override.ts';
import { printOverrides, type OverrideLog } from '../../src/core/engine/override-log.ts';
import { PicketError } from '../../src/core/errors.ts';
import type { JsonObject } from '../../src/core/json.ts';
import { resourcePath } from '../../src/core/resource.ts';
import type { Fault, SettingOverrides } from '../../src/emulator/index.ts';
import type { StoreChange } from '../../src/emulator/store/store.ts';
import { chaosNow, chaosProject, chaosTarget, propertiesOf, ruleBody, ruleId } from './scene.ts';
import { chaosType, connectTo, deployTo, settled, setScene, worldOf, type World } from './world.ts';

/** How a rule came through the night: which record there is of it, and whether it was off when the day began. */
type Night = { readonly number: number; readonly until: number; readonly isOff: boolean; readonly settled?: true };

const hour = 3_600_000;

/**
 * Rules 1 to 3 are to be off for longer (the first two are, the third somebody switched on again), the time of 4 and 5 is over
 * and they are still off, that of 6 was over long ago. Of rules 7 and 8 nothing is recorded.
 */
const nights: readonly Night[] = [
  { number: 1, until: chaosNow + 48 * hour, isOff: true },
  { number: 2, until: chaosNow + 48 * hour, isOff: true },
  { number: 3, until: chaosNow + 48 * hour, isOff: false },
  { number: 4, until: chaosNow - hour, isOff: true },
  { number: 5, until: chaosNow - hour, isOff: true },
  { number: 6, until: chaosNow - 9 * hour, isOff: false, settled: true },
];

const logOf = ({ number, until, settled: isSettled }: Night): OverrideLog => [
  {
    by: 'ana@contoso.com',
    at: new Date(chaosNow - 10 * hour).toISOString(),
    until: new Date(until).toISOString(),
    reason: `Night ${number}`,
    ...(isSettled === undefined ? {} : { settled: isSettled }),
  },
];

/** Characters of the longest record of a night, once it is settled: an author, two moments and a reason take more than 64. */
export const longestRecord = Math.max(
  ...nights.map((night) => printOverrides(logOf({ ...night, settled: true }), recordLimit).length),
);

const numbers = [1, 2, 3, 4, 5, 6, 7, 8];

/** What git has at the last deployment, and what it has now: every other rule is another one. */
const before = new Map(numbers.map((number) => [ruleId(number), ruleBody(number)]));
const after: ReadonlyMap<string, JsonObject> = new Map(
  numbers.map((number) => [ruleId(number), ruleBody(number, number % 2 === 0 ? { severity: 'High' } : {})]),
);

/** The state of a workspace on the morning after. */
export const setNights = (settings: SettingOverrides): Promise<readonly StoreChange[]> =>
  setScene(
    {
      before,
      after,
      edits: nights
        .filter(({ isOff }) => isOff)
        .map(({ number }) => ({ id: ruleId(number), properties: { enabled: false } })),
      others: nights.map((night) =>
        overrideResource(logOf(night), {
          resource: chaosType.resource,
          rule: { id: resourcePath(chaosTarget, 'alertRules', ruleId(night.number)), name: ruleId(night.number) },
          project: chaosProject,
          limit: recordLimit,
        }),
      ),
    },
    settings,
  );

type Struck = { readonly faults?: readonly Fault[]; readonly diesAt?: number };

/** What is not as the records have it: a rule under one that holds is on after all, or a record is gone. */
const wrongs = async (world: World, isDone: boolean): Promise<readonly string[]> => {
  await settled(world);
  const { workspace } = connectTo(world, { settings: { queries: 'accepted' } });
  const [rules, metadata] = await Promise.all([workspace.list('alertRules'), workspace.list('metadata')]);
  const found = overridesIn(metadata, {
    resource: chaosType.resource,
    project: chaosProject,
    now: world.clock.now(),
  });
  const runs = new Map(rules.map(({ name, body }) => [name, propertiesOf(body)['enabled'] === true]));
  const wrong: string[] = [];
  for (const night of nights) {
    const id = ruleId(night.number);
    const isHeld = night.until > world.clock.now();
    const override = found.get(id);
    if (override?.log?.[0].reason !== `Night ${night.number}`) wrong.push(`the record of rule ${night.number} is lost`);
    if (isHeld && override?.standing !== 'in-force') wrong.push(`the record of rule ${night.number} no longer holds`);
    if (isHeld && night.isOff && runs.get(id) === true) wrong.push(`rule ${night.number} runs under a record`);
    if (!isDone) continue;
    if (runs.get(id) === isHeld) wrong.push(`rule ${night.number} is ${isHeld ? 'on' : 'off'} at the end`);
    if (!isHeld && override?.standing !== 'settled') wrong.push(`the record of rule ${night.number} is not settled`);
  }
  return wrong;
};

export type NightRound = { readonly wrong: readonly string[]; readonly requests: number };

/** Deploys on the morning after under a fault or until a death, then once more without, and tells what of the records is lost. */
export const nightRound = async (
  settings: SettingOverrides,
  state: readonly StoreChange[],
  { faults = [], diesAt }: Struck,
): Promise<NightRound> => {
  const world = worldOf(settings, state);
  let requests = 0;
  const struck = connectTo(world, {
    faults,
    onRequest: () => {
      requests += 1;
      if (diesAt !== undefined && requests > diesAt)
        throw new PicketError('service', 'dead', { code: 'dead', failure: 'invalid' });
    },
  });
  try {
    await deployTo(after, struck, world.clock);
  } catch (error) {
    // Nothing was begun: the plan could not be made.
    if (!(error instanceof PicketError)) throw error;
  }
  const midway = await wrongs(world, false);
  await deployTo(after, connectTo(world), world.clock);
  const end = await wrongs(world, true);
  const { plan } = await deployTo(after, connectTo(world), world.clock);
  return {
    requests,
    wrong: [...midway, ...end, ...plan.changes.map(({ action, id }) => `${action} ${id} is left to do`)],
  };
};
