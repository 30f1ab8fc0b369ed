import { PicketError } from '../../src/core/errors.ts';
import type { WireRequest } from '../../src/core/ports.ts';
import { valueAt } from '../../src/core/pointer.ts';
import type { SettingOverrides } from '../../src/emulator/index.ts';
import type { StoreChange } from '../../src/emulator/store/store.ts';
import { propertiesOf, ruleBody, ruleId, type Scene } from './scene.ts';
import { connectTo, deployTo, worldOf, type Deployment, type World } from './world.ts';

/** Whom the report must name. */
const analyst = 'analyst@emulator.example';

/** What somebody else writes into a rule while a deployment runs. */
const edited = { customDetails: { Edited: 'Count' } };

const addressed = (request: WireRequest): string | undefined =>
  /\/alertRules\/([^/?]+)/i.exec(request.url)?.[1] ?? /\/metadata\/analyticsrule-([^/?]+)/i.exec(request.url)?.[1];

const isOf = (request: WireRequest, id: string): boolean =>
  new RegExp(`/alertRules/${id}(?:\\?|$)`, 'i').test(request.url);

const edit = async ({ portal, clock }: World, id: string): Promise<void> => {
  const number = Number(id.slice(-12));
  const { kind, properties } =
    (await portal.rule(id)) === undefined
      ? await portal.createRule(id, { kind: 'Scheduled', properties: { ...propertiesOf(ruleBody(number)), ...edited } })
      : await portal.editRule(id, edited);
  // The audit table of the workspace, in the columns that the query of it asks for.
  const columns = ['RuleId', 'At', 'Who', 'State'].map((name) => ({ name, type: 'string' }));
  const at = new Date(clock.now()).toISOString();
  const state = JSON.stringify({ kind, properties });
  await portal.addRows({ table: 'SentinelAudit', columns, rows: [[id, at, analyst, state]] });
};

export type EditRound = {
  readonly wrong: readonly string[];
  /** An edit within the last round trip before the write itself, which no client can see. */
  readonly lost: boolean;
  /** False where the deployment had fewer requests. */
  readonly reached: boolean;
};

/**
 * Deploys a scene while somebody edits a rule right before the k-th request: the rule that this request is about, or the
 * given one. The edit must be there afterwards, in the workspace; only where the service ignores `If-Match` may it be
 * lost, within the last round trip, and then the report must name who made it, and the backups hold the rule as it was
 * read and as it was edited.
 */
export const editRound = async (
  scene: Scene,
  settings: SettingOverrides,
  state: readonly StoreChange[],
  at: { readonly request: number; readonly rule?: number },
): Promise<EditRound> => {
  const world = worldOf(settings, state);
  let target: string | undefined;
  let last = false;
  // Rules that were read before their write and not yet written: what happens to them now, nobody sees.
  const between = new Set<string>();
  const connection = connectTo(world, {
    onRequest: async (index, request) => {
      if (index === at.request) {
        target = at.rule === undefined ? (addressed(request) ?? ruleId(1)) : ruleId(at.rule);
        // Asked before and afterwards, since the read or the write may come while the edit is made.
        const wasRead = between.has(target);
        await edit(world, target);
        last = wasRead || between.has(target) || (request.method !== 'GET' && isOf(request, target));
      }
      const id = /\/alertRules\/([^/?]+)/i.exec(request.url)?.[1];
      if (id !== undefined && request.method === 'GET') between.add(id);
      else if (id !== undefined) between.delete(id);
    },
  });
  let deployment: Deployment | undefined;
  try {
    deployment = await deployTo(scene.after, connection, world.clock);
  } catch (error) {
    if (!(error instanceof PicketError)) throw error;
  }
  if (target === undefined) return { wrong: [], lost: false, reached: false };
  const id = target;
  const live = await world.portal.rule(id);
  const kept = valueAt(live?.properties, '/customDetails/Edited') === 'Count';
  if (kept) return { wrong: [], lost: false, reached: true };
  const ignored = settings.ifMatch === 'ignored' || settings.ifNoneMatch === 'ignored';
  const outcome = deployment?.outcomes.find((made) => made.id === id);
  const said = outcome?.status === 'written' && outcome.reason?.includes(analyst) === true;
  const change = deployment?.plan.changes.find((made) => made.id === id);
  const held =
    (change?.action === 'create' || deployment?.backups.some(({ name }) => name === id) === true) &&
    deployment?.kept.some(
      ({ name, body }) => name === id && valueAt(body, '/properties/customDetails/Edited') !== undefined,
    );
  const where = `an edit of ${id} before request ${at.request} is overwritten`;
  if (!ignored || !last) return { wrong: [where], lost: true, reached: true };
  return { wrong: said && held ? [] : [`${where}, and neither report nor backup shows it`], lost: true, reached: true };
};
