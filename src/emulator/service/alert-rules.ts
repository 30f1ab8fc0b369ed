import { type JsonObject, type JsonValue, objectOf, textOrEmpty } from '../../core/json.ts';
import { recordActivity } from './activity.ts';
import { knowsKind } from '../api-version.ts';
import { checkRule } from '../checks/check-rule.ts';
import { applyEcho, recase } from './echo.ts';
import { apiVersionOf, authorOf, bodyOf, checkConditions, type Exchange } from '../exchange.ts';
import { page } from './filter.ts';
import {
  currentEntries,
  putLive,
  removeLive,
  slotOf,
  visible,
  visibleEntries,
  type Live,
  type Slot,
} from '../store/records.ts';
import { withCurrentGrouping, ruleAnswer } from './rule-answer.ts';
import { badRequest, failure, invalidModel, methodNotAllowed, ok, removed, type Reply } from '../reply.ts';
import { customerIdOf, type WorkspaceRef, rulesOf } from '../route.ts';
import type { EmulatorSettings } from '../settings/settings.ts';
import { pruneObject, ruleShape } from './shape.ts';
import type { Transaction, View } from '../store/store.ts';
import { removeMetadataOf } from './metadata.ts';

export const ruleId = (workspace: WorkspaceRef, name: string): string =>
  `${workspace.path}/providers/Microsoft.SecurityInsights/alertRules/${name}`;

const listRules = (exchange: Exchange, view: View, workspace: WorkspaceRef): Reply => {
  const version = apiVersionOf(exchange);
  const shown = [...visibleEntries(view, rulesOf(workspace), exchange.now)].filter(({ live }) =>
    knowsKind(version, live.kind ?? ''),
  );
  return page(
    exchange,
    shown.map(({ sequence, live }) => ({
      sequence,
      item: ruleAnswer(live, workspace.path, exchange.settings, version),
    })),
  );
};

const getRule = (exchange: Exchange, view: View, workspace: WorkspaceRef, name: string): Reply => {
  const version = apiVersionOf(exchange);
  const live = visible(slotOf(view, rulesOf(workspace), name), exchange.now);
  return live === undefined || !knowsKind(version, live.kind ?? '')
    ? failure(
        404,
        'NotFound',
        `Cannot find rule with resource name '${name}' for workspaceId '${customerIdOf(workspace)}'.`,
      )
    : ok(ruleAnswer(live, workspace.path, exchange.settings, version));
};

const guid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

const checkName = (name: string, settings: EmulatorSettings): Reply | undefined => {
  if (name === '' || name.length > 260 || /[\s/\\?#%&<>*:+]/.test(name))
    return badRequest(`The rule id '${name}' is invalid.`);
  return settings.ruleIds === 'guid' && name !== 'BuiltInFusion' && !guid.test(name)
    ? badRequest(`The rule id '${name}' is invalid: a GUID is expected.`)
    : undefined;
};

/** The refusal of an id that was deleted a short while ago (seen live by the authors of SecM8/ContentOps). */
const checkTombstone = (slot: Slot | undefined, name: string, exchange: Exchange): Reply | undefined => {
  const { settings, now } = exchange;
  if (slot === undefined || slot.current !== null || slot.deletedAt === null || settings.tombstone === 'none')
    return undefined;
  if (now >= slot.deletedAt + settings.tombstoneHours * 3_600_000) return undefined;
  const text =
    `The rule with id '${name}' was recently deleted. ` +
    'You need to allow some time before re-using the same id. Please try again later.';
  return settings.tombstone === '409' ? failure(409, 'Conflict', text) : badRequest(text);
};

const checkKind = (kind: JsonValue | undefined, live: Live | undefined, exchange: Exchange): Reply | undefined => {
  const version = apiVersionOf(exchange);
  if (typeof kind !== 'string') return invalidModel(`Required property 'kind' not found in JSON.`);
  if (!knowsKind(version, kind))
    return invalidModel(`The kind '${kind}' is not supported by the api-version '${version}'.`, 'kind');
  if (live !== undefined && live.kind !== kind && exchange.settings.kindChange === 'refused')
    return badRequest(`The kind of the rule '${live.name}' cannot be changed from '${live.kind}' to '${kind}'.`);
  if (kind === 'MLBehaviorAnalytics' && live !== undefined && exchange.settings.builtInUpdate === 'refused')
    return badRequest(
      `Analytics rule template '${textOrEmpty(live.properties['alertRuleTemplateName'])}' is already installed ` +
        `for workspace, and cannot be installed again.`,
    );
  return undefined;
};

const isEnabled = (properties: JsonObject): boolean => properties['enabled'] !== false;

const checkQuota = (
  view: View,
  workspace: WorkspaceRef,
  kind: string,
  name: string,
  { quotas }: EmulatorSettings,
): Reply | undefined => {
  const limit = kind === 'Scheduled' ? quotas.scheduled : kind === 'NRT' ? quotas.nrt : undefined;
  // Counting is only needed where there are enough rules to exceed the limit.
  if (limit === undefined || view.size(rulesOf(workspace)) < limit) return undefined;
  let enabled = 0;
  for (const live of currentEntries(view, rulesOf(workspace)))
    if (live.kind === kind && isEnabled(live.properties) && live.name.toLowerCase() !== name.toLowerCase())
      enabled += 1;
  return enabled < limit
    ? undefined
    : badRequest(`Maximum number of enabled ${kind} rules per workspace exceeds the allowed limit ${limit}.`);
};

const checkDisplayName = (view: View, workspace: WorkspaceRef, name: string, text: string): Reply | undefined => {
  for (const live of currentEntries(view, rulesOf(workspace)))
    if (live.name.toLowerCase() !== name.toLowerCase() && live.properties['displayName'] === text)
      return failure(409, 'Conflict', `A rule with the display name '${text}' already exists.`);
  return undefined;
};

/** The service's words about an etag that does not match (quoted in a blog of 2020 about the 2019 preview). */
const staleRule = (workspace: WorkspaceRef, name: string): string =>
  `Newer instance of rule '${name}' exists for workspace '${customerIdOf(workspace)}' (Etag does not match). ` +
  'Data was not saved.';

const templateBound: ReadonlySet<string> = new Set([
  'Fusion',
  'MLBehaviorAnalytics',
  'ThreatIntelligence',
  'MicrosoftSecurityIncidentCreation',
]);

/** A rule that is its template is installed once (the text is of Azure-Sentinel issue 10635). */
const checkTemplate = (
  view: View,
  workspace: WorkspaceRef,
  kind: string,
  name: string,
  template: string,
): Reply | undefined => {
  if (template === '' || !templateBound.has(kind)) return undefined;
  for (const live of currentEntries(view, rulesOf(workspace)))
    if (
      live.kind === kind &&
      live.name.toLowerCase() !== name.toLowerCase() &&
      textOrEmpty(live.properties['alertRuleTemplateName']).toLowerCase() === template.toLowerCase()
    )
      return badRequest(
        `Analytics rule template '${template}' is already installed for workspace, and cannot be installed again.`,
      );
  return undefined;
};

const envelopeNames: ReadonlySet<string> = new Set(['id', 'name', 'type', 'etag', 'kind', 'systemData', 'properties']);

type Accepted = { readonly properties: JsonObject; readonly envelope: JsonObject };

/** What of a body is kept: unknown members are dropped, kept or refused, as the settings say. */
const accept = (body: JsonObject, kind: string, exchange: Exchange): Accepted | { readonly reply: Reply } => {
  const sent = objectOf(body['properties']);
  const given = withCurrentGrouping(sent, apiVersionOf(exchange));
  const { value, unknown } = pruneObject(given, ruleShape(kind, apiVersionOf(exchange)));
  const extra = Object.entries(body).filter(([name]) => !envelopeNames.has(name));
  switch (exchange.settings.unknownProperties) {
    case 'dropped':
      return { properties: value, envelope: {} };
    case 'echoed':
      return { properties: given, envelope: Object.fromEntries(extra) };
    case 'rejected': {
      const [first] = [...extra.map(([name]) => name), ...unknown];
      if (first === undefined) return { properties: value, envelope: {} };
      return {
        reply: invalidModel(`Could not find member '${first}' on object of type '${kind}AlertRule'.`, first),
      };
    }
  }
};

const putRule = (exchange: Exchange, transaction: Transaction, workspace: WorkspaceRef, name: string): Reply => {
  const { settings } = exchange;
  const parsed = bodyOf(exchange.request);
  if ('reply' in parsed) return parsed.reply;
  const { body } = parsed;
  const slot = slotOf(transaction, rulesOf(workspace), name);
  const live = slot?.current ?? undefined;
  const bodyEtag = typeof body['etag'] === 'string' ? body['etag'] : undefined;
  const early =
    checkName(name, settings) ??
    checkKind(body['kind'], live, exchange) ??
    checkConditions(exchange, live, bodyEtag, staleRule(workspace, name)) ??
    checkTombstone(slot, name, exchange);
  if (early !== undefined) return early;
  const kind = textOrEmpty(body['kind']);
  const accepted = accept(body, kind, exchange);
  if ('reply' in accepted) return accepted.reply;
  const refused =
    checkRule({
      kind,
      properties: accepted.properties,
      settings,
      now: exchange.now,
      compile: (query) => exchange.compile?.(query, transaction, workspace),
    }) ??
    (isEnabled(accepted.properties) ? checkQuota(transaction, workspace, kind, name, settings) : undefined) ??
    (settings.templateRules === 'once'
      ? checkTemplate(transaction, workspace, kind, name, textOrEmpty(accepted.properties['alertRuleTemplateName']))
      : undefined) ??
    (settings.displayNames === 'unique'
      ? checkDisplayName(transaction, workspace, name, textOrEmpty(accepted.properties['displayName']))
      : undefined);
  if (refused !== undefined) return refused;
  const { lastModifiedUtc: _, ...properties } = accepted.properties;
  const written = putLive(
    transaction,
    rulesOf(workspace),
    {
      name: live?.name ?? recase(name, settings.echo.ids),
      kind,
      properties: applyEcho(properties, settings.echo),
      envelope: accepted.envelope,
    },
    authorOf(exchange),
  );
  logWrite(exchange, transaction, workspace, written.name, 'write');
  const answer = ruleAnswer(written, workspace.path, settings, apiVersionOf(exchange));
  return { status: live === undefined ? 201 : 200, body: answer };
};

const logWrite = (
  { settings, now }: Exchange,
  transaction: Transaction,
  workspace: WorkspaceRef,
  name: string,
  verb: 'write' | 'delete',
): void =>
  recordActivity(transaction, {
    subscription: workspace.subscription,
    resourceId: ruleId(workspace, name),
    operation: `Microsoft.SecurityInsights/alertRules/${verb}`,
    caller: settings.caller,
    at: now,
  });

const deleteRule = (exchange: Exchange, transaction: Transaction, workspace: WorkspaceRef, name: string): Reply => {
  const live = slotOf(transaction, rulesOf(workspace), name)?.current ?? undefined;
  const refused = checkConditions(exchange, live, undefined, staleRule(workspace, name));
  // A delete of what is not there is a 204, whatever its condition.
  if (live === undefined) return { status: 204 };
  if (refused !== undefined) return refused;
  removeLive(transaction, rulesOf(workspace), name, authorOf(exchange));
  if (exchange.settings.metadataOnRuleDelete === 'removed')
    removeMetadataOf(transaction, workspace, ruleId(workspace, live.name), authorOf(exchange));
  logWrite(exchange, transaction, workspace, live.name, 'delete');
  return removed;
};

/** Analytics rules: list, get, put (200 or 201) and delete (200 or 204). */
export const alertRules = (
  exchange: Exchange,
  transaction: Transaction,
  workspace: WorkspaceRef,
  name: string | undefined,
): Reply => {
  const { method } = exchange.request;
  if (name === undefined)
    return method === 'GET'
      ? listRules(exchange, transaction, workspace)
      : methodNotAllowed(method, 'Microsoft.SecurityInsights/alertRules');
  switch (method) {
    case 'GET':
      return getRule(exchange, transaction, workspace, name);
    case 'PUT':
      return putRule(exchange, transaction, workspace, name);
    case 'DELETE':
      return deleteRule(exchange, transaction, workspace, name);
    case 'PATCH':
    case 'POST':
      return methodNotAllowed(method, 'Microsoft.SecurityInsights/alertRules');
  }
};
