import { PicketError } from '../../src/core/errors.ts';
import type { Change, Outcome, Plan } from '../../src/core/engine/change.ts';
import { equalJson, type JsonObject } from '../../src/core/json.ts';
import { markedResource, ownerOf } from '../../src/core/engine/marker.ts';
import { bodyAfter } from '../../src/core/plan/policies/quota.ts';
import type { WireRequest } from '../../src/core/ports.ts';
import type { LiveResource } from '../../src/core/resource.ts';
import type { Fault, SettingOverrides } from '../../src/emulator/index.ts';
import type { StoreChange } from '../../src/emulator/store/store.ts';
import { chaosProject, type Scene } from './scene.ts';
import {
  canonical,
  chaosType,
  connectTo,
  deployTo,
  planFor,
  worldOf,
  type Deployment,
  settled,
  type World,
} from './world.ts';

/** A workspace as a reader sees it once every write has become visible. */
type Seen = { readonly rules: ReadonlyMap<string, LiveResource>; readonly markers: ReadonlyMap<string, LiveResource> };

const look = async (world: World): Promise<Seen> => {
  await settled(world);
  const { workspace } = connectTo(world);
  const [rules, markers] = await Promise.all([workspace.list('alertRules'), workspace.list('metadata')]);
  const byRule = markers.flatMap((marker) => {
    const rule = markedResource(marker, chaosType.resource);
    return rule === undefined ? [] : [[rule, marker] as const];
  });
  return { rules: new Map(rules.map((rule) => [rule.name.toLowerCase(), rule])), markers: new Map(byRule) };
};

const known = (body: JsonObject): JsonObject => canonical.normalize(body);

const isBody = (live: LiveResource | undefined, body: JsonObject | undefined): boolean =>
  live === undefined || body === undefined ? live === body : equalJson(known(live.body), known(body));

/** Everything that a run did which it must not do, or said which is not so. */
const wrongs = function* (
  { plan, outcomes }: Pick<Deployment, 'plan' | 'outcomes'>,
  before: Seen,
  after: Seen,
  writes: readonly string[],
): Generator<string> {
  const planned = new Map(plan.changes.map((change) => [change.id.toLowerCase(), change]));
  const names = new Set(
    plan.changes.flatMap((change) =>
      change.writes.flatMap((write) => {
        if (write.operation === 'rows') return [];
        if (write.operation === 'record') return [`metadata/${write.before.name}`.toLowerCase()];
        const { type, name } = write.operation === 'mark' ? { type: 'metadata', name: write.name } : write.resource;
        return [`${type}/${name}`.toLowerCase()];
      }),
    ),
  );
  for (const write of writes) if (!names.has(write)) yield `wrote ${write}, which the plan does not`;
  for (const id of new Set([...before.rules.keys(), ...after.rules.keys()])) {
    const change = planned.get(id);
    const [was, is] = [before.rules.get(id), after.rules.get(id)];
    if (change === undefined && !equalJson(was?.body ?? null, is?.body ?? null))
      yield `rule ${id} is not in the plan and changed`;
    if (change === undefined && before.markers.get(id)?.etag !== after.markers.get(id)?.etag)
      yield `the marker of ${id} is not in the plan and changed`;
    if (change !== undefined && !isBody(is, change.before?.body) && !isBody(is, bodyAfter(change)))
      yield `rule ${id} is neither as it was nor as planned`;
  }
  if (outcomes.length !== 0 && outcomes.length < plan.changes.length) yield 'a change has no outcome';
  for (const outcome of outcomes) yield* untruths(outcome, planned.get(outcome.id.toLowerCase()), after);
};

const untruths = function* (outcome: Outcome, change: Change | undefined, after: Seen): Generator<string> {
  const id = outcome.id.toLowerCase();
  const is = after.rules.get(id);
  const say = (what: string): string =>
    `${outcome.action} ${id} is said to be ${outcome.status} (${outcome.reason ?? ''}): ${what}`;
  if (change === undefined) return;
  if (outcome.status === 'written' || outcome.status === 'unchanged') {
    if (!isBody(is, bodyAfter(change))) yield say('it is not as planned');
    const marker = after.markers.get(id);
    const owned = marker !== undefined && ownerOf(marker, chaosProject).kind === 'ours';
    if (outcome.failure === undefined && change.action !== 'delete' && !owned) yield say('it has no marker');
    if (outcome.failure === undefined && change.action === 'delete' && marker !== undefined)
      yield say('its marker is left');
  } else if (change.action !== 'refresh' && !isBody(is, change.before?.body)) yield say('it was written');
};

const writtenBy = (request: WireRequest): string | undefined => {
  if (request.method === 'GET') return undefined;
  const [, type = '', name = ''] =
    /\/Microsoft\.SecurityInsights\/([^/]+)\/([^/?]+)/i.exec(new URL(request.url).pathname) ?? [];
  return `${type}/${decodeURIComponent(name)}`.toLowerCase();
};

/** Where a workspace cannot take markers, writing them stays to be done; it changes nothing that runs. */
const leftOver = (plan: Plan, settings: SettingOverrides): readonly string[] =>
  plan.changes
    .filter(({ action }) => settings.metadataWrites !== 'refused' || action !== 'refresh')
    .map(({ action, id, fields }) => `${action} ${id} ${fields.map(({ at }) => at).join(' ')} is left to do`);

/** One deployment under a fault and the next one without: what went wrong that must not, as lines. */
export type Round = { readonly wrong: readonly string[]; readonly requests: number };

/** Deploys a scene with some requests failing, checks what happened against what was said, and deploys again. */
export const faultRound = async (
  scene: Scene,
  settings: SettingOverrides,
  state: readonly StoreChange[],
  faults: readonly Fault[],
): Promise<Round> => {
  const world = worldOf(settings, state);
  const before = await look(world);
  const writes: string[] = [];
  let requests = 0;
  const connection = connectTo(world, {
    faults,
    onRequest: (_, request) => {
      requests += 1;
      const write = writtenBy(request);
      if (write !== undefined) writes.push(write);
    },
  });
  let deployment: Pick<Deployment, 'plan' | 'outcomes'> | undefined;
  try {
    deployment = await deployTo(scene.after, connection, world.clock);
  } catch (error) {
    // Nothing was begun: the plan could not be made.
    if (!(error instanceof PicketError)) throw error;
  }
  const after = await look(world);
  const wrong =
    deployment === undefined
      ? writes.map((write) => `wrote ${write} without a plan`)
      : [...wrongs(deployment, before, after, writes)];
  const clean = connectTo(world);
  const again = await deployTo(scene.after, clean, world.clock);
  await settled(world);
  // Where the second deployment had nothing to do, its plan is the one that would be made now.
  const left = again.plan.changes.length === 0 ? again.plan : await planFor(scene.after, clean);
  return { wrong: [...wrong, ...leftOver(left, settings)], requests };
};
