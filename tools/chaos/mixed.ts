import { apply } from '../../src/app/change/apply.ts';
import { readRows } from '../../src/app/change/apply-rows.ts';
import { withWrittenChecked } from '../../src/app/change/written-check.ts';
import { contentTypes } from '../../src/content/index.ts';
import type { Desired, Outcome, Plan, Refusal } from '../../src/core/engine/change.ts';
import { compare } from '../../src/core/engine/compare.ts';
import { typeTable, type ManagedType } from '../../src/core/engine/managed-type.ts';
import { PicketError } from '../../src/core/errors.ts';
import { rowsText } from '../../src/core/engine/rows.ts';
import { canonicalJson, equalJson } from '../../src/core/json.ts';
import { plan } from '../../src/core/plan/plan.ts';
import { refKey } from '../../src/core/ref.ts';
import type { LiveResource, Row } from '../../src/core/resource.ts';
import type { Fault, SettingOverrides } from '../../src/emulator/index.ts';
import type { StoreChange } from '../../src/emulator/store/store.ts';
import { editorOf, handmade } from './mixed-edits.ts';
import { desiredOf, mixedContext as context, type Mixed, type MixedScene } from './mixed-scene.ts';
import { chaosNow, chaosProject, chaosTarget } from './scene.ts';
import { allChanges, connectTo, settled, worldOf, type Linked } from './world.ts';

const managed = contentTypes.map((type) => type.managed(context));
const typeOf = typeTable(managed);

/** Everything that a workspace has of some types, rows included. */
const liveOf = async (
  { workspace }: Pick<Linked, 'workspace'>,
  types: readonly ManagedType[] = managed,
): Promise<readonly LiveResource[]> => {
  const collections = [...new Set(types.map(({ resource }) => resource.collection))];
  const all = (await Promise.all(collections.map((collection) => workspace.list(collection)))).flat();
  return Promise.all(
    all.map(async (live) => {
      const contents = managed.find(({ resource }) => resource.collection === live.type)?.contents;
      return contents === undefined ? live : { ...live, rows: await readRows(workspace, live, contents) };
    }),
  );
};

/** A plan, and what the workspace had when it was made. */
type Planned = { readonly plan: Plan; readonly live: readonly LiveResource[] };

const planOf = async (content: Mixed, { workspace }: Pick<Linked, 'workspace'>): Promise<Planned> => {
  const desired = desiredOf(content);
  const [live, metadata] = await Promise.all([liveOf({ workspace }), workspace.list('metadata')]);
  const verdicts = contentTypes.flatMap((type) =>
    compare({
      type: typeOf(type.name),
      desired: desired.filter((item) => item.type === type.name),
      live: live.filter((item) => item.type === type.resource.collection && type.resource.isOurs?.(item) !== false),
      metadata,
      project: chaosProject,
      ownership: 'markers',
    }),
  );
  const options = {
    workspace: 'chaos',
    target: chaosTarget,
    ownership: 'markers',
    content: 'complete',
    types: managed,
    typeOf,
    now: chaosNow,
    prune: 'delete',
    allow: { ...allChanges, rowDeletes: 999, missing: 999 },
  } as const;
  const draft = plan(verdicts, options);
  const approvals = draft.changes.flatMap((change) =>
    change.losses.map(({ loss }) => ({ rule: refKey(change), loss, reason: 'meant' })),
  );
  return { plan: approvals.length === 0 ? draft : plan(verdicts, { ...options, approvals }), live };
};

type Deployed = Planned & {
  readonly outcomes: readonly Outcome[];
  readonly backups: readonly LiveResource[];
};

const deploy = async (content: Mixed, { workspace, clock }: Linked): Promise<Deployed> => {
  const { plan: made, live } = await planOf(content, { workspace });
  const backups: LiveResource[] = [];
  const answered = await apply(made, {
    workspace,
    clock,
    typeOf,
    project: chaosProject,
    backup: (resource) => {
      backups.push(resource);
      return Promise.resolve();
    },
  });
  const outcomes = await withWrittenChecked(answered, { workspace, clock, plan: made, typeOf, found: () => undefined });
  return { plan: made, live, outcomes, backups };
};

/** The state of a workspace where the last deployment of a scene has been made. */
export const setMixedScene = async (scene: MixedScene, settings: SettingOverrides): Promise<readonly StoreChange[]> => {
  const world = worldOf(settings);
  await world.clock.hold(Promise.all([import('@azure/arm-securityinsight'), import('@azure/core-rest-pipeline')]));
  const { plan: made, outcomes } = await deploy(scene.before, connectTo(world));
  const failed = outcomes.filter(({ status }) => status !== 'written');
  if (made.refusals.length + failed.length > 0)
    throw new Error(`the scene cannot be set: ${JSON.stringify([...made.refusals, ...failed].slice(0, 3))}`);
  return world.save();
};

const withRows = managed.filter(({ contents }) => contents !== undefined);

const textsOf = (rows: readonly Row[]): readonly string[] => rows.map(({ value }) => canonicalJson(value)).toSorted();

/** Rows that a workspace has otherwise than git: lost, too many, or twice. */
const rowsWrong = (
  wanted: readonly Desired[],
  live: readonly LiveResource[],
  others: ReadonlySet<string>,
): readonly string[] =>
  wanted.flatMap(({ resource }) => {
    const { rows } = resource;
    if (rows === undefined) return [];
    const found = textsOf(live.find(({ type, name }) => type === resource.type && name === resource.name)?.rows ?? []);
    const texts = textsOf(rows);
    return [
      ...texts.filter((text) => !found.includes(text)).map((text) => `${resource.name} lost ${text}`),
      ...found
        .filter((text) => !texts.includes(text) && !others.has(text))
        .map((text) => `${resource.name} still has ${text}`),
      ...found
        .filter((text, index) => found.indexOf(text) !== index)
        .map((text) => `${resource.name} has ${text} twice`),
    ];
  });

/** Rows that both generations of a list have must be there at any moment. */
const rowsLost = ({ before, after }: MixedScene, live: readonly LiveResource[]): readonly string[] => {
  const old = new Map(desiredOf(before).map(({ resource }) => [resource.name, textsOf(resource.rows ?? [])]));
  return desiredOf(after).flatMap(({ resource }) => {
    const there = live.find(({ type, name }) => type === resource.type && name === resource.name);
    const both = textsOf(resource.rows ?? []).filter((text) => old.get(resource.name)?.includes(text));
    const found = new Set(textsOf(there?.rows ?? []));
    return both.filter((text) => !found.has(text)).map((text) => `${resource.name} was without ${text}`);
  });
};

/** What strikes one deployment: requests that fail, a death, or somebody who edits right before a request. */
export type Blow = {
  readonly faults?: readonly Fault[];
  /** No request after this one is sent or answered. */
  readonly diesAt?: number;
  readonly editsAt?: number;
};

const namesOf = (content: Mixed): ReadonlySet<string> =>
  new Set(desiredOf(content).map(({ resource }) => resource.name));

/** Lists of which git changes both the definition and the rows. */
const changedTwice = ({ before, after }: MixedScene): ReadonlySet<string> => {
  const old = new Map(desiredOf(before).map(({ resource }) => [resource.name, resource]));
  const moved = desiredOf(after).filter(({ resource: { name, body, rows = [] } }) => {
    const was = old.get(name);
    return was?.rows !== undefined && !equalJson(was.body, body) && rowsText(was.rows) !== rowsText(rows);
  });
  return new Set(moved.map(({ resource }) => resource.name));
};

/** Which refusals of the last plan are right, because nobody could know better after such a blow. */
const meantRefusals = (
  scene: MixedScene,
  settings: SettingOverrides,
  { faults = [], diesAt, editsAt }: Blow,
): ((refusal: Refusal) => boolean) => {
  if (settings.metadataWrites === 'refused') {
    // Nothing that was there is known for anybody's own, nor what a blow left half made.
    const [old, isStruck] = [namesOf(scene.before), faults.length > 0 || diesAt !== undefined];
    return ({ code, id = '' }) => code === 'not-owned' && (isStruck || old.has(id));
  }
  // What others changed too is for people to decide.
  if (editsAt !== undefined) return ({ code }) => code === 'drift' || code === 'conflict';
  if (diesAt !== undefined && settings.customVersionLimit === 64) {
    // A record so short has no digest of rows: docs/decisions/markers.md says what that costs.
    const both = changedTwice(scene);
    return ({ code, id = '' }) => code === 'conflict' && both.has(id);
  }
  return () => false;
};

/** What a workspace has where markers cannot be written: all that was there, as it was, and what has come since. */
const unmarkedOf = ({ before, after }: MixedScene): readonly Desired[] => {
  const old = namesOf(before);
  return [...desiredOf(before), ...desiredOf(after).filter(({ resource: { name } }) => !old.has(name))];
};

export type MixedRound = { readonly wrong: readonly string[]; readonly requests: number };

/** Deploys a scene under a blow, then deploys it again without one until nothing is left, and tells what went wrong. */
export const mixedRound = async (
  scene: MixedScene,
  settings: SettingOverrides,
  state: readonly StoreChange[],
  blow: Blow,
): Promise<MixedRound> => {
  const { faults = [], diesAt, editsAt } = blow;
  const world = worldOf(settings, state);
  let requests = 0;
  const editor = editsAt === undefined ? undefined : editorOf(world, settings, editsAt);
  const struck = connectTo(world, {
    faults,
    onRequest: async (index, request) => {
      requests += 1;
      await editor?.onRequest(index, request);
      if (diesAt !== undefined && requests > diesAt)
        throw new PicketError('service', 'dead', { code: 'dead', failure: 'invalid' });
    },
  });
  const wrong: string[] = [];
  try {
    const { plan: made, outcomes } = await deploy(scene.after, struck);
    if (outcomes.length < made.changes.length) wrong.push('a change has no outcome');
  } catch (error) {
    if (!(error instanceof PicketError)) throw error;
  }
  await settled(world);
  wrong.push(...rowsLost(scene, await liveOf(connectTo(world), withRows)));
  // Content that others wrote before the plan is drift, which stays; what came after it is drift for the next one.
  const others = new Set(editor === undefined ? [] : [canonicalJson(handmade)]);
  let last: Planned | undefined;
  for (let round = 0; round < 3 && last?.plan.changes.length !== 0; round += 1) {
    await world.clock.sleep(3_600_000);
    last = await deploy(scene.after, connectTo(world));
    await settled(world);
  }
  // Where the last deployment had nothing to do, its plan is the one that would be made now.
  const { plan: left, live } = last?.plan.changes.length === 0 ? last : await planOf(scene.after, connectTo(world));
  const isUnmarked = settings.metadataWrites === 'refused';
  const isMeant = meantRefusals(scene, settings, blow);
  const untouched = isUnmarked ? namesOf(scene.before) : new Set<string>();
  const refused = new Set(left.refusals.flatMap(({ id = '' }) => (untouched.has(id) ? [] : [id])));
  const kept = isUnmarked ? unmarkedOf(scene) : desiredOf(scene.after);
  wrong.push(
    // Where markers cannot be written, writing them stays to be done.
    ...left.changes
      .filter(({ action }) => !isUnmarked || action !== 'refresh')
      .map(({ action, type, id }) => `${action} ${type} ${id} is left to do`),
    ...left.refusals
      .filter((refusal) => !isMeant(refusal))
      .map(({ code, id, message }) => `${code} ${id ?? ''}: ${message}`),
    // What is refused is as people or a blow left it.
    ...rowsWrong(
      kept.filter(({ resource: { name } }) => !refused.has(name)),
      live,
      others,
    ),
  );
  wrong.push(...(editor?.missing(live) ?? []));
  return { wrong, requests };
};

/**
 * What a plan of files that were pulled from a workspace would do to it, a line each: nothing, whatever the service does.
 * What cannot become a file, since no answer holds it, is `kept` as git has it.
 */
export const pulledAndPlanned = async (
  settings: SettingOverrides,
  state: readonly StoreChange[],
  kept: Mixed = [],
): Promise<readonly string[]> => {
  const world = worldOf(settings, state);
  await settled(world);
  const connection = connectTo(world);
  const fromLive = (await liveOf(connection)).flatMap((live): Mixed => {
    const type = contentTypes.find(
      ({ resource }) => resource.collection === live.type && resource.isOurs?.(live) !== false,
    );
    if (type === undefined || kept.some((file) => file.type === type.name)) return [];
    const body = live.rows === undefined ? live.body : { ...live.body, rows: live.rows.map(({ value }) => value) };
    return [{ type: type.name, raw: type.file.valueOf(body, live.name, context) }];
  });
  const pulled = [...fromLive, ...kept];
  const { plan: made } = await planOf(pulled, connection);
  return [
    // Where markers cannot be written, writing them stays to be done.
    ...made.changes
      .filter(({ action }) => action !== 'refresh')
      .map(({ action, type, id, fields }) => `${action} ${type} ${id}: ${fields.map(({ at }) => at).join(' ')}`),
    ...made.refusals.map(({ code, id, message }) => `${code} ${id ?? ''}: ${message}`),
    ...(made.summary.unchanged === pulled.length
      ? []
      : [`${made.summary.unchanged} of ${pulled.length} are unchanged`]),
  ];
};
