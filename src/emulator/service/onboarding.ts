import type { JsonObject } from '../../core/json.ts';
import { authorOf, type Exchange } from '../exchange.ts';
import { putLive, slotOf, systemData, timestamp, type Author } from '../store/records.ts';
import { methodNotAllowed, notFound, ok, removed, type Reply } from '../reply.ts';
import { type WorkspaceRef, rulesOf } from '../route.ts';
import type { EmulatorSettings } from '../settings/settings.ts';
import type { Transaction } from '../store/store.ts';
import { isOnboarded, setFacts } from './workspace.ts';

const type = 'Microsoft.SecurityInsights/onboardingStates';

/** The service's own Fusion template, and the rule that it makes from it. */
const fusion = { name: 'BuiltInFusion', template: 'f71aba3d-28fb-450b-b192-4e76a83015c8' };

/** Onboards a workspace to Sentinel; the service makes its Fusion rule along with it. */
export const onboard = (
  transaction: Transaction,
  workspace: WorkspaceRef,
  by: Author,
  { fusionOnOnboarding }: Pick<EmulatorSettings, 'fusionOnOnboarding'>,
): void => {
  setFacts(transaction, workspace, { onboarded: true });
  if (fusionOnOnboarding === 'none' || (slotOf(transaction, rulesOf(workspace), fusion.name)?.current ?? null) !== null)
    return;
  const properties: JsonObject = { alertRuleTemplateName: fusion.template, enabled: true };
  putLive(transaction, rulesOf(workspace), { name: fusion.name, kind: 'Fusion', properties, envelope: {} }, by);
};

/**
 * The state of Sentinel in a workspace: GET, list, PUT to onboard, DELETE to off-board. As recorded, customerManagedKey
 * is not answered, and only the PUT has anything in systemData.
 */
export const onboardingStates = (
  exchange: Exchange,
  transaction: Transaction,
  workspace: WorkspaceRef,
  name: string | undefined,
): Reply => {
  const { request, settings } = exchange;
  const id = `${workspace.path}/providers/${type}/default`;
  const state = (data: JsonObject): JsonObject => ({ properties: {}, id, name: 'default', type, systemData: data });
  const onboarded = isOnboarded(transaction, workspace, settings);
  if (name === undefined && request.method === 'GET') return ok({ value: onboarded ? [state({})] : [] });
  if (name?.toLowerCase() !== 'default') return notFound(`${id.slice(0, -7)}${name ?? ''}`);
  switch (request.method) {
    case 'GET':
      return onboarded ? ok(state({})) : notFound(id);
    case 'PUT': {
      if (!onboarded) onboard(transaction, workspace, authorOf(exchange), settings);
      return { status: onboarded ? 200 : 201, body: state(stamp(exchange)) };
    }
    case 'DELETE':
      setFacts(transaction, workspace, { onboarded: false });
      return onboarded ? removed : { status: 204 };
    case 'PATCH':
    case 'POST':
      return methodNotAllowed(request.method, type);
  }
};

/** The systemData of what the caller makes now. */
const stamp = (exchange: Exchange): JsonObject => {
  const { caller, now } = authorOf(exchange);
  const at = timestamp(now);
  return systemData({ createdAt: at, createdBy: caller, modifiedAt: at, modifiedBy: caller });
};
