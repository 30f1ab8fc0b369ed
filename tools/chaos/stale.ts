import { PicketError } from '../../src/core/errors.ts';
import { equalJson, type JsonObject } from '../../src/core/json.ts';
import type { SettingOverrides } from '../../src/emulator/index.ts';
import type { StoreChange } from '../../src/emulator/store/store.ts';
import { randomOf } from './pairs.ts';
import { ruleBody, ruleId, type Scene } from './scene.ts';
import { canonical, connectTo, deployTo, planFor, worldOf, type Deployment } from './world.ts';

/** How long reads of rules and of markers lag, each apart, in milliseconds. */
export const lags: readonly Required<Pick<SettingOverrides, 'readLag' | 'metadataReadLag'>>[] = [
  { readLag: 0, metadataReadLag: 0 },
  { readLag: 2000, metadataReadLag: 0 },
  { readLag: 0, metadataReadLag: 2000 },
  { readLag: 30_000, metadataReadLag: 3000 },
  { readLag: 3000, metadataReadLag: 45_000 },
  { readLag: 90_000, metadataReadLag: 90_000 },
];

const count = 10;

const numbers = Array.from({ length: count }, (_, index) => index + 1);

/** Ten rules, deployed and as git has them. */
export const tenRules = (): Scene => {
  const content = new Map(numbers.map((number) => [ruleId(number), ruleBody(number)]));
  return { before: content, after: content, edits: [], others: [] };
};

/**
 * What a deployment says that is not so where nobody but this project writes, and no known rule is new. Where reads of rule
 * and marker lag alike, both are of the same past, and only the write can tell: then a plan may be of that past.
 */
const blamed = ({ plan, outcomes }: Deployment, known: ReadonlySet<string>, bothLag: boolean): readonly string[] => [
  ...plan.refusals.map(({ id, code, message }) => `${id ?? ''} ${code}: ${message}`),
  ...plan.changes
    .filter(({ action, id }) => !bothLag && action === 'create' && known.has(id))
    .map(({ id }) => `${id} is to be made`),
  ...outcomes
    .filter(({ status, reason }) => status !== 'written' && !(bothLag && reason?.includes('deployment by Picket')))
    .map(({ id, status, reason }) => `${id} ${status}: ${reason ?? ''}`),
];

/**
 * Deploys one change of content after the other, at moments that a seed chooses and many of them before reads show the
 * last write, with some deployments killed right after their last write. Nobody else writes: whatever is called drift, or
 * is made although it is there, is wrong, and in the end the workspace is what git has.
 */
export const staleRound = async (
  settings: SettingOverrides,
  state: readonly StoreChange[],
  seed: number,
): Promise<readonly string[]> => {
  const world = worldOf(settings, state);
  const random = randomOf(seed);
  const below = (limit: number): number => Math.floor(random() * limit);
  const content = new Map<string, JsonObject>(tenRules().after);
  const longest = Math.max(settings.readLag ?? 0, settings.metadataReadLag ?? 0);
  const bothLag = (settings.readLag ?? 0) > 0 && (settings.metadataReadLag ?? 0) > 0;
  const wrong: string[] = [];
  for (let step = 1; step <= 6; step += 1) {
    const known = new Set(content.keys());
    for (let changes = 1 + below(3); changes > 0; changes -= 1) {
      const number = 1 + below(count);
      content.set(ruleId(number), ruleBody(number, { triggerThreshold: below(9), severity: 'High' }));
    }
    if (below(3) === 0) content.set(ruleId(20 + step), ruleBody(20 + step));
    const killedAtTheEnd = below(2) === 0;
    try {
      const deployment = await deployTo(content, connectTo(world), world.clock, { killedAtTheEnd });
      wrong.push(...blamed(deployment, known, bothLag).map((line) => `step ${step}: ${line}`));
    } catch (error) {
      if (!(error instanceof PicketError)) throw error;
      wrong.push(`step ${step}: ${error.message}`);
    }
    await world.clock.sleep(below(Math.ceil(longest * 1.2) + 1));
  }
  await world.clock.sleep(longest);
  if (bothLag) await deployTo(content, connectTo(world), world.clock);
  await world.clock.sleep(longest);
  const left = await planFor(content, connectTo(world));
  wrong.push(...left.changes.map(({ action, id }) => `${action} ${id} is left to do`));
  for (const [id, body] of content) {
    const live = await world.portal.rule(id);
    const is = live === undefined ? null : canonical.normalize({ kind: live.kind, properties: live.properties });
    if (!equalJson(is, canonical.normalize(body))) wrong.push(`${id} is not what git has`);
  }
  return wrong;
};
