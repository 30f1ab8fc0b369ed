import type { JsonObject } from '../../src/core/json.ts';
import { equalJson } from '../../src/core/json.ts';
import type { SettingOverrides } from '../../src/emulator/index.ts';
import type { StoreChange } from '../../src/emulator/store/store.ts';
import { ruleBody, ruleId, type Scene } from './scene.ts';
import { canonical, connectTo, deployTo, planFor, settled, worldOf } from './world.ts';

type Content = ReadonlyMap<string, JsonObject>;

/** Numbers from 0 to 1 that a seed decides (mulberry32). */
export const randomOf = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 4_294_967_296;
  };
};

/** Twelve deployed rules, and what two branches make of them: changed, new and deleted rules, alike and not. */
export const twoBranches = (): { readonly scene: Scene; readonly left: Content; readonly right: Content } => {
  const numbers = Array.from({ length: 12 }, (_, index) => index + 1);
  const base = new Map(numbers.map((number) => [ruleId(number), ruleBody(number)]));
  const branch = (severity: string, created: readonly number[], deleted: readonly number[]): Content => {
    const content = new Map(base);
    for (const number of numbers.slice(0, 8))
      content.set(ruleId(number), ruleBody(number, number % 4 === 0 ? { severity: 'High' } : { severity }));
    for (const number of created) content.set(ruleId(number), ruleBody(number, { severity }));
    for (const number of deleted) content.delete(ruleId(number));
    return content;
  };
  return {
    scene: { before: base, after: base, edits: [], others: [] },
    left: branch('High', [21, 22, 23], [11]),
    right: branch('Low', [22, 23, 24], [11, 12]),
  };
};

const baseOf = async (settings: SettingOverrides, state: readonly StoreChange[]): Promise<Content> => {
  const rules = await connectTo(worldOf(settings, state)).workspace.list('alertRules');
  return new Map(rules.map(({ name, body }) => [name.toLowerCase(), body]));
};

/**
 * Two deployments at once, mixed by a seed: every rule must end as one of the two wants it (or gone, where one deletes
 * it), with a marker that says what runs, so that either branch can be deployed again without a conflict. Where the
 * service ignores etags, a marker may be the other one's: it shows as drift, and can be overwritten.
 */
export const pairRound = async (
  branches: { readonly left: Content; readonly right: Content },
  settings: SettingOverrides,
  state: readonly StoreChange[],
  seed: number,
): Promise<readonly string[]> => {
  const world = worldOf(settings, state);
  const random = randomOf(seed);
  const delay = (): number => Math.floor(random() * 40);
  const [left, right] = await Promise.all(
    [branches.left, branches.right].map((content) => deployTo(content, connectTo(world, { delay }), world.clock)),
  );
  await settled(world);
  const clean = connectTo(world);
  const before = await baseOf(settings, state);
  const done = new Set(
    [left, right].flatMap((deployment) =>
      (deployment?.outcomes ?? [])
        .filter(({ status }) => status === 'written' || status === 'unchanged')
        .map(({ id }) => id.toLowerCase()),
    ),
  );
  const live = new Map((await clean.workspace.list('alertRules')).map(({ name, body }) => [name.toLowerCase(), body]));
  const same = (one: JsonObject | undefined, other: JsonObject | undefined): boolean =>
    one === undefined || other === undefined
      ? one === other
      : equalJson(canonical.normalize(one), canonical.normalize(other));
  const wrong: string[] = [];
  for (const id of new Set([...branches.left.keys(), ...branches.right.keys(), ...live.keys()])) {
    const is = live.get(id);
    const isEither = same(is, branches.left.get(id)) || same(is, branches.right.get(id));
    // A rule that neither wrote, because the other one was in its way, is as it was.
    if (!isEither && (done.has(id) || !same(is, before.get(id)))) wrong.push(`${id} is neither of the two`);
  }
  const isBlind = settings.ifMatch === 'ignored' || settings.ifNoneMatch === 'ignored';
  for (const content of isBlind ? [] : [branches.left, branches.right]) {
    const next = await planFor(content, clean);
    wrong.push(...next.refusals.map(({ id, code, message }) => `${id ?? ''} ${code}: ${message}`));
  }
  const choices = isBlind ? ({ overwrite: 'all' } as const) : {};
  // The id of a deleted rule is blocked for a day: deploy the branch that keeps the fewest rules.
  await deployTo(branches.right, clean, world.clock, choices);
  await settled(world);
  const open = (await planFor(branches.right, clean, choices)).changes;
  return [...wrong, ...open.map(({ action, id }) => `${action} ${id} is left to do`)];
};
