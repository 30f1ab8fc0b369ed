import { apply } from '../../src/app/change/apply.ts';
import { readRows } from '../../src/app/change/apply-rows.ts';
import { withWrittenChecked } from '../../src/app/change/written-check.ts';
import { contentTypes } from '../../src/content/index.ts';
import type { ContentType } from '../../src/core/content-type.ts';
import type { RunContext } from '../../src/core/lint-rule.ts';
import type { Desired, Outcome, Plan } from '../../src/core/engine/change.ts';
import { compare } from '../../src/core/engine/compare.ts';
import { typeTable } from '../../src/core/engine/managed-type.ts';
import { PicketError } from '../../src/core/errors.ts';
import { canonicalJson, type JsonObject } from '../../src/core/json.ts';
import { plan } from '../../src/core/plan/plan.ts';
import { refKey } from '../../src/core/ref.ts';
import type { LiveResource, Row } from '../../src/core/resource.ts';
import type { Fault, SettingOverrides } from '../../src/emulator/index.ts';
import type { StoreChange } from '../../src/emulator/store/store.ts';
import { chaosNow, chaosProject, chaosTarget, ruleBody, ruleId } from './scene.ts';
import { allChanges, connectTo, settled, worldOf, type Linked, type World } from './world.ts';

const context: RunContext = { now: chaosNow, workspace: chaosTarget };
const managed = contentTypes.map((type) => type.managed(context));
const typeOf = typeTable(managed);
const typeNamed = (name: string): ContentType => {
  const [type] = contentTypes.filter((each) => each.name === name);
  if (type === undefined) throw new Error(`no type ${name}`);
  return type;
};

/** Content as it lies in git: what files say, by type. */
export type Mixed = readonly { readonly type: string; readonly raw: JsonObject }[];

const lines = (number: number, generation: number): string =>
  `User,Team\n${Array.from({ length: 14 }, (_, index) => {
    const isMoved = generation > 0 && index < number % 5;
    const isGone = generation > 0 && index === 13;
    return isGone ? '' : `user${index},${isMoved ? 'moved' : `team${number}`}\n`;
  }).join('')}${generation > 0 && number % 3 === 0 ? 'fresh1,x\nfresh2,x\n' : ''}`;

/** One file of each type by its number; `generation` 0 is the last deployment, 1 is now. */
const files: readonly ((number: number, generation: number) => Mixed[number])[] = [
  (number, generation) => {
    const { properties } = ruleBody(number);
    return {
      type: 'analytics-rule',
      raw: {
        ...typeNamed('analytics-rule').file.valueOf(
          { kind: 'Scheduled', properties: properties ?? {} },
          ruleId(number),
        ),
        version: `1.0.${generation}`,
        ...(generation > 0 && number % 2 === 0 ? { description: 'Says it otherwise.' } : {}),
      },
    };
  },
  (number, generation) => ({
    type: 'watchlist',
    raw: {
      watchlistAlias: `List${number}`,
      displayName: generation > 0 && number % 4 === 0 ? `Renamed ${number}` : `List number ${number}`,
      itemsSearchKey: 'User',
      data: lines(number, generation),
    },
  }),
  (number, generation) => ({
    type: 'parser',
    raw: {
      ParserName: `Parser${number}`,
      ParserQuery: `SigninLogs | where ResultType == "${number + generation * (number % 2)}"`,
      ParserParams: [{ Name: 'limit', Type: 'int', Default: 5 }],
    },
  }),
  (number, generation) => ({
    type: 'summary-rule',
    raw: {
      name: `Summary${number}`,
      query: `SigninLogs | summarize Count = count() by ResultType, Kind = "${generation * (number % 2)}"`,
      binSize: 60,
      destinationTable: `Summary${number}_CL`,
    },
  }),
  (number, generation) => ({
    type: 'hunting-query',
    raw: {
      id: `d0000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
      name: `Hunt ${number}`,
      description: generation > 0 && number % 2 === 0 ? 'Another text.' : 'A text.',
      query: `AuditLogs | where Id == "${number}"`,
      tactics: ['Persistence'],
      techniques: ['T1098'],
      requiredDataConnectors: [],
    },
  }),
  (number, generation) => ({
    type: 'automation-rule',
    raw: {
      id: `e0000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
      displayName: `Automation ${number}`,
      order: number + generation,
      triggeringLogic: { isEnabled: true, triggersOn: 'Incidents', triggersWhen: 'Created' },
      actions: [{ order: 1, actionType: 'ModifyProperties', actionConfiguration: { severity: 'High' } }],
    },
  }),
];

export type MixedScene = { readonly before: Mixed; readonly after: Mixed };

/** Content of six types before and now: of `each` of a type the first stays, the last two come, others change, one goes. */
export const mixedScene = (each: number): MixedScene => {
  const numbers = Array.from({ length: each }, (_, index) => index + 1);
  return {
    before: files.flatMap((file) => numbers.slice(0, -2).map((number) => file(number, 0))),
    after: files.flatMap((file) =>
      numbers.filter((number) => number !== 2).map((number) => file(number, number === 1 ? 0 : 1)),
    ),
  };
};

const desiredOf = (content: Mixed): readonly Desired[] =>
  content.map(({ type, raw }) => {
    const item = typeNamed(type).complete(raw);
    if (item === undefined) throw new Error(`${type} is not complete: ${canonicalJson(raw)}`);
    const resource = item.render(context);
    return {
      type,
      resource,
      displayName: item.name ?? item.id,
      version: item.version,
      path: `${type}/${item.id}.yaml`,
    };
  });

/** Everything of the six types that a workspace has, rows included. */
const liveOf = async ({ workspace }: Pick<Linked, 'workspace'>): Promise<readonly LiveResource[]> => {
  const collections = [...new Set(managed.map(({ resource }) => resource.collection))];
  const all = (await Promise.all(collections.map((collection) => workspace.list(collection)))).flat();
  return Promise.all(
    all.map(async (live) => {
      const contents = managed.find(({ resource }) => resource.collection === live.type)?.contents;
      return contents === undefined ? live : { ...live, rows: await readRows(workspace, live, contents) };
    }),
  );
};

const planOf = async (content: Mixed, { workspace }: Pick<Linked, 'workspace'>): Promise<Plan> => {
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
  return approvals.length === 0 ? draft : plan(verdicts, { ...options, approvals });
};

type Deployed = {
  readonly plan: Plan;
  readonly outcomes: readonly Outcome[];
  readonly backups: readonly LiveResource[];
};

const deploy = async (content: Mixed, { workspace, clock }: Linked): Promise<Deployed> => {
  const made = await planOf(content, { workspace });
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
  return { plan: made, outcomes, backups };
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

const textsOf = (rows: readonly Row[]): readonly string[] => rows.map(({ value }) => canonicalJson(value)).toSorted();

/** Rows that a workspace has otherwise than git: lost, too many, or twice. */
const rowsWrong = (content: Mixed, live: readonly LiveResource[], others: ReadonlySet<string>): readonly string[] =>
  desiredOf(content).flatMap(({ resource }) => {
    const { rows } = resource;
    if (rows === undefined) return [];
    const found = textsOf(live.find(({ type, name }) => type === resource.type && name === resource.name)?.rows ?? []);
    const wanted = textsOf(rows);
    return [
      ...wanted.filter((text) => !found.includes(text)).map((text) => `${resource.name} lost ${text}`),
      ...found
        .filter((text) => !wanted.includes(text) && !others.has(text))
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

const edited = { User: 'by-hand', Team: 'portal' };

/** A row that somebody adds in the portal, and a hunting query that somebody changes there. */
const edit = async ({ portal }: World): Promise<void> => {
  await portal.seed('watchlists/List1/watchlistItems', 'by-hand', { properties: { itemsKeyValue: edited } });
  await portal.seed('watchlists/List3/watchlistItems', 'by-hand', { properties: { itemsKeyValue: edited } });
};

export type MixedRound = { readonly wrong: readonly string[]; readonly requests: number };

/** Deploys a scene under a blow, then deploys it again without one until nothing is left, and tells what went wrong. */
export const mixedRound = async (
  scene: MixedScene,
  settings: SettingOverrides,
  state: readonly StoreChange[],
  { faults = [], diesAt, editsAt }: Blow,
): Promise<MixedRound> => {
  const world = worldOf(settings, state);
  let requests = 0;
  const struck = connectTo(world, {
    faults,
    onRequest: async () => {
      requests += 1;
      if (requests === editsAt) await edit(world);
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
  wrong.push(...rowsLost(scene, await liveOf(connectTo(world))));
  // Content that others wrote before the plan is drift, which stays; what came after it is drift for the next one.
  const others = new Set(editsAt === undefined ? [] : [canonicalJson(edited)]);
  for (let round = 0; round < 3; round += 1) {
    await world.clock.sleep(3_600_000);
    const { plan: made } = await deploy(scene.after, connectTo(world));
    await settled(world);
    if (made.changes.length === 0) break;
  }
  const left = await planOf(scene.after, connectTo(world));
  const live = await liveOf(connectTo(world));
  wrong.push(
    ...left.changes.map(({ action, type, id }) => `${action} ${type} ${id} is left to do`),
    ...left.refusals
      .filter(({ code }) => editsAt === undefined || (code !== 'drift' && code !== 'conflict'))
      .map(({ code, id, message }) => `${code} ${id ?? ''}: ${message}`),
  );
  if (editsAt === undefined || left.refusals.length === 0) wrong.push(...rowsWrong(scene.after, live, others));
  if (editsAt !== undefined && editsAt <= requests)
    for (const name of ['List1', 'List3'])
      if (!textsOf(live.find((each) => each.name === name)?.rows ?? []).includes(canonicalJson(edited)))
        wrong.push(`${name} lost the row that somebody added`);
  return { wrong, requests };
};

/** What a plan of files that were pulled from a workspace would do to it, a line each: nothing, whatever the service does. */
export const pulledAndPlanned = async (
  settings: SettingOverrides,
  state: readonly StoreChange[],
): Promise<readonly string[]> => {
  const world = worldOf(settings, state);
  await settled(world);
  const connection = connectTo(world);
  const pulled = (await liveOf(connection)).flatMap((live): Mixed => {
    const type = contentTypes.find(
      ({ resource }) => resource.collection === live.type && resource.isOurs?.(live) !== false,
    );
    if (type === undefined) return [];
    const body = live.rows === undefined ? live.body : { ...live.body, rows: live.rows.map(({ value }) => value) };
    return [{ type: type.name, raw: type.file.valueOf(body, live.name, context) }];
  });
  const made = await planOf(pulled, connection);
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
