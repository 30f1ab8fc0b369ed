import { apply } from '../../src/app/change/apply.ts';
import { believed } from '../../src/app/believed.ts';
import { watchCreates, withOtherWriters } from '../../src/app/change/other-writers.ts';
import { withWrittenChecked } from '../../src/app/change/written-check.ts';
import { connectWorkspace, type Connection } from '../../src/azure/connect.ts';
import { contentTypes, firstType, kindOf } from '../../src/content/index.ts';
import { typeTable } from '../../src/core/engine/managed-type.ts';
import type { Desired, Outcome, Plan } from '../../src/core/engine/change.ts';
import { compare } from '../../src/core/engine/compare.ts';
import { overridesIn } from '../../src/core/engine/override.ts';
import { longestLag } from '../../src/core/engine/lagging.ts';
import { equalJson, type JsonObject } from '../../src/core/json.ts';
import { plan } from '../../src/core/plan/plan.ts';
import type { PlanOptions } from '../../src/core/plan/plan-options.ts';
import type { Clock, Transport, WireRequest } from '../../src/core/ports.ts';
import { preflight, requiredActions } from '../../src/core/plan/preflight.ts';
import type { LiveResource, Resource } from '../../src/core/resource.ts';
import {
  createEmulator,
  createPortal,
  type Fault,
  type SettingOverrides,
  type Store,
} from '../../src/emulator/index.ts';
import type { Portal } from '../../src/emulator/portal.ts';
import { holdsAll } from '../../src/azure/workspace.ts';
import { virtualClock, type VirtualClock } from '../../test/fakes/clock.ts';
import { chaosNow, chaosProject, chaosTarget, propertiesOf, savedStore, type Scene } from './scene.ts';
import type { StoreChange } from '../../src/emulator/store/store.ts';

export const chaosType = firstType.managed({ now: chaosNow });
export const { canonical } = chaosType;
const typeOf = typeTable(contentTypes.map((each) => each.managed({ now: chaosNow })));

/** One emulated workspace in virtual time. */
export type World = {
  readonly clock: VirtualClock;
  readonly store: Store;
  readonly portal: Portal;
  readonly settings: SettingOverrides;
  readonly save: () => readonly StoreChange[];
};

/** A workspace with a state, an hour after it came about. */
export const worldOf = (given: SettingOverrides, state: readonly StoreChange[] = []): World => {
  // The engine is loaded in real time, over which virtual time-outs run down; what is sent here compiles.
  const settings: SettingOverrides = { queries: 'accepted', ...given };
  const clock = virtualClock(chaosNow + (state.length === 0 ? 0 : 3_600_000));
  const { store, save } = savedStore(state);
  return { clock, store, save, settings, portal: createPortal({ store, clock, target: chaosTarget }) };
};

/** Waits until every write of a world has become visible to reads. */
export const settled = ({ clock, settings }: World): Promise<void> =>
  clock.sleep(Math.max(settings.readLag ?? 0, settings.metadataReadLag ?? 0));

export type Wire = {
  /** Instead of the world's: a look at the truth, where the world's answers lie. */
  readonly settings?: SettingOverrides;
  readonly faults?: readonly Fault[];
  readonly onRequest?: (index: number, request: WireRequest) => void | Promise<void>;
  /** Milliseconds between two requests of one deployment and the next, to mix several. */
  readonly delay?: (index: number) => number;
};

/** A connection, and the clock by which it waits. */
export type Linked = Connection & { readonly clock: VirtualClock };

/** A connection of its own to a world: with its own counter of requests, its own faults. */
export const connectTo = (world: World, wire: Wire = {}): Linked => {
  const { clock, store } = world;
  const settings = wire.settings ?? world.settings;
  const emulator = createEmulator({
    store,
    clock,
    settings,
    ...(wire.faults === undefined ? {} : { faults: wire.faults }),
    ...(wire.onRequest === undefined ? {} : { onRequest: wire.onRequest }),
  });
  let count = 0;
  const delayed: Transport = async (request) => {
    count += 1;
    const wait = wire.delay?.(count) ?? 0;
    if (wait > 0) await clock.sleep(wait, request.signal);
    return emulator(request);
  };
  const connection = connectWorkspace({
    kindOf,
    watched: [firstType.resource],
    target: chaosTarget,
    transport: delayed,
    clock,
    version: 'chaos',
    sameBody: (type, sent, live) =>
      type === 'alertRules' ? equalJson(canonical.normalize(sent), canonical.normalize(live)) : holdsAll(sent, live),
  });
  return { ...connection, clock };
};

const nameOf = (body: JsonObject): string => {
  const { displayName } = propertiesOf(body);
  return typeof displayName === 'string' ? displayName : '';
};

const desiredOf = (content: ReadonlyMap<string, JsonObject>): readonly Desired[] =>
  [...content].map(([id, body]) => ({
    type: chaosType.name,
    resource: { type: 'alertRules', name: id, body },
    displayName: nameOf(body),
    version: '1.0.0',
    path: `analytics-rules/${id}.yaml`,
  }));

/** Every fuse wide open. */
export const allChanges = { deletes: 999, disables: 999, changes: 999 };

/** Plans content against a workspace, with every loss of coverage approved. */
export const planFor = async (
  content: ReadonlyMap<string, JsonObject>,
  { workspace, clock }: Pick<Linked, 'workspace' | 'clock'>,
  choices: Partial<PlanOptions> = {},
): Promise<Plan> => {
  const desired = desiredOf(content);
  const { verdicts } = await believed({
    workspace,
    typeOf,
    clock,
    window: longestLag,
    list: async () => {
      const [live, metadata] = await Promise.all([workspace.list('alertRules'), workspace.list('metadata')]);
      return { live, metadata };
    },
    compared: (lists) => ({
      verdicts: compare({
        desired,
        ...lists,
        overrides: overridesIn(lists.metadata, {
          resource: chaosType.resource,
          project: chaosProject,
          now: clock.now(),
        }),
        project: chaosProject,
        ownership: 'markers',
        type: chaosType,
      }),
    }),
  });
  const options: PlanOptions = {
    workspace: 'chaos',
    target: chaosTarget,
    ownership: 'markers',
    content: 'complete',
    types: [chaosType],
    typeOf,
    now: chaosNow,
    prune: 'delete',
    allow: allChanges,
    limits: { scheduledRules: 2000, nrtRules: 50 },
    ...choices,
  };
  const draft = plan(verdicts, options);
  const approvals = draft.changes.flatMap(({ id, losses }) =>
    losses.map(({ loss }) => ({ rule: id, loss, reason: 'meant' })),
  );
  return approvals.length === 0 ? draft : plan(verdicts, { ...options, approvals });
};

/** A deployment as `picket deploy` makes it: plan, preflight, apply. */
export type Deployment = {
  readonly plan: Plan;
  readonly outcomes: readonly Outcome[];
  readonly backups: readonly LiveResource[];
  /** Rules as others wrote them meanwhile. */
  readonly kept: readonly Resource[];
};

/** Deploys content; rejects with a PicketError where nothing was begun. */
export const deployTo = async (
  content: ReadonlyMap<string, JsonObject>,
  connection: Linked,
  clock: Clock,
  choices: Partial<PlanOptions> & { readonly killedAtTheEnd?: boolean } = {},
): Promise<Deployment> => {
  const made = await planFor(content, connection, choices);
  const backups: LiveResource[] = [];
  const kept: Resource[] = [];
  if (made.changes.length === 0) return { plan: made, outcomes: [], backups, kept };
  const { facts, queryLogs } = connection;
  const { workspace, replaced } = watchCreates(connection.workspace);
  const [onboarded, missing] = await Promise.all([
    facts.onboarded(),
    facts.missingPermissions(requiredActions(made, () => chaosType)),
  ]);
  const refusals = preflight(made, {
    asked: 'writer',
    types: [chaosType],
    onboarded: typeof onboarded === 'boolean' ? onboarded : undefined,
    missingActions: 'unknown' in missing ? undefined : missing,
    names: undefined,
  });
  if (refusals.length > 0) throw new Error(`preflight: ${refusals.map(({ message }) => message).join(' ')}`);
  // Virtual time may stand still from here to the first write.
  const since = clock.now() - 1;
  const answered = await apply(made, {
    workspace,
    clock,
    typeOf,
    project: chaosProject,
    backup: (rule) => {
      backups.push(rule);
      return Promise.resolve();
    },
  });
  if (choices.killedAtTheEnd === true) return { plan: made, outcomes: answered, backups, kept };
  const applied = await withWrittenChecked(answered, {
    workspace,
    clock,
    plan: made,
    typeOf,
    found: () => undefined,
  });
  const outcomes = await withOtherWriters(applied, {
    facts,
    queryLogs,
    plan: made,
    typeOf,
    since,
    now: clock.now(),
    replaced,
    keep: (rule) => Promise.resolve(`${kept.push(rule)}.json`),
  });
  return { plan: made, outcomes, backups, kept };
};

/** The state of a workspace where a scene's deployment is about to begin. */
export const setScene = async (scene: Scene, settings: SettingOverrides): Promise<readonly StoreChange[]> => {
  const world = worldOf(settings);
  await world.clock.hold(Promise.all([import('@azure/arm-securityinsight'), import('@azure/core-rest-pipeline')]));
  await deployTo(scene.before, connectTo(world), world.clock);
  for (const { id, properties } of scene.edits) await world.portal.editRule(id, properties);
  for (const { type, name, body } of scene.others) await world.portal.seed(type, name, body);
  return world.save();
};
