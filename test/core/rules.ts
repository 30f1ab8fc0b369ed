import { risk } from '../../src/content/analytics-rule/risk/index.ts';
import type { Canonical, ManagedType, TypeOf } from '../../src/core/engine/managed-type.ts';
import type { Desired } from '../../src/core/engine/change.ts';
import { compare, type CompareInput } from '../../src/core/engine/compare.ts';
import { isObject, type JsonObject, type JsonValue } from '../../src/core/json.ts';
import { markerName, markerResource, printRecord, recordOf, type Project } from '../../src/core/engine/marker.ts';
import { plan } from '../../src/core/plan/plan.ts';
import type { PlanOptions } from '../../src/core/plan/plan-options.ts';
import { type LiveResource, type WorkspaceTarget, resourcePath } from '../../src/core/resource.ts';

/** Small rules and a small canonical form, so that the engine is tested with little of a content type: what is at stake. */

export const project: Project = { name: 'detections', id: '7f9c2ba4-e88f-4e2a-8a3b-0f1e6d1b7a11' };

export const target: WorkspaceTarget = {
  subscriptionId: '00000000-0000-0000-0000-000000000001',
  resourceGroup: 'soc',
  workspaceName: 'sentinel',
  cloud: 'public',
};

export const now = Date.UTC(2027, 0, 15);

const known = new Set([
  'displayName',
  'enabled',
  'severity',
  'query',
  'queryFrequency',
  'queryPeriod',
  'tactics',
  'techniques',
  'triggerOperator',
  'triggerThreshold',
  'suppressionEnabled',
  'suppressionDuration',
  'entityMappings',
  'incidentConfiguration',
  'alertRuleTemplateName',
  'description',
]);

const propertiesOf = (body: JsonObject): JsonObject => (isObject(body['properties']) ? body['properties'] : {});

const isBlank = (value: JsonValue): boolean => value === null || (Array.isArray(value) && value.length === 0);

export const canonical: Canonical = {
  version: 1,
  enabled: '/properties/enabled',
  writtenByService: new Set(['/properties/enabled', '/properties/displayName', '/properties/description']),
  normalize: (body) => ({
    kind: body['kind'] ?? null,
    properties: Object.fromEntries(
      Object.entries({ enabled: true, ...propertiesOf(body) })
        .filter(([key, value]) => known.has(key) && !isBlank(value))
        .map(([key, value]) => [key, key === 'tactics' && Array.isArray(value) ? value.toSorted() : value]),
    ),
  }),
  stripAutoDisabled: (body) => {
    const name = propertiesOf(body)['displayName'];
    return typeof name === 'string' && name.startsWith('AUTO DISABLED ')
      ? { body: { ...body, properties: { ...propertiesOf(body), displayName: name.slice(14) } }, reason: 'table gone' }
      : { body };
  },
  isCosmetic: ({ before, after }) =>
    typeof before === 'string' && typeof after === 'string' && before.trim() === after.trim(),
  unknownProperties: (body) =>
    Object.keys(propertiesOf(body))
      .filter((key) => !known.has(key))
      .map((key) => `/properties/${key}`),
};

/** The one type of these tests. */
export const ruleType: ManagedType = {
  name: 'rule',
  words: { one: 'rule', many: 'rules' },
  resource: {
    words: 'rules',
    collection: 'alertRules',
    provider: 'Microsoft.SecurityInsights',
    apiVersion: '2023-12-01-preview',
    configurable: true,
    etag: 'header',
    created: 201,
    blocksIds: true,
    marker: { kind: 'AnalyticsRule', prefix: 'analyticsrule' },
  },
  after: [],
  queries: ['/properties/query'],
  canonical,
  risk,
};

/** The same type with another canonical form. */
export const typeWith = (changed: Partial<Canonical>): ManagedType => ({
  ...ruleType,
  canonical: { ...canonical, ...changed },
});

export const typeOf: TypeOf = () => ruleType;

export const idOf = (index: number): string => `0000000${index}`.slice(-8) + '-1111-4222-8333-444444444444';

export const body = (properties: JsonObject = {}, kind = 'Scheduled'): JsonObject => ({
  kind,
  properties: { displayName: 'Rule', severity: 'Medium', query: 'SigninLogs', ...properties },
});

const nameOf = (content: JsonObject): string => {
  const name = propertiesOf(content)['displayName'];
  return typeof name === 'string' ? name : '';
};

export const desired = (id: string, content: JsonObject): Desired => ({
  type: ruleType.name,
  resource: { type: 'alertRules', name: id, body: content },
  displayName: nameOf(content),
  version: '1.0.0',
  path: `analytics-rules/${id}.yaml`,
});

export const live = (id: string, content: JsonObject): LiveResource => ({
  type: 'alertRules',
  name: id,
  id: resourcePath(target, 'alertRules', id),
  etag: `"${id}"`,
  body: content,
});

/** The marker that a deployment of `sent`, answered with `answered`, leaves behind. */
export const marker = (
  id: string,
  sent: JsonObject,
  answered: JsonObject = sent,
  owner: Project = project,
  make: typeof recordOf = recordOf,
): LiveResource => {
  const resource = markerResource({
    name: markerName(ruleType.resource, id),
    kind: ruleType.resource.marker.kind,
    rule: { id: resourcePath(target, 'alertRules', id) },
    contentId: id,
    version: '1.0.0',
    project: owner,
    record: printRecord(
      make({
        normalizer: canonical.version,
        sent: canonical.normalize(sent),
        live: canonical.normalize(answered),
        held: {},
      }),
    ),
  });
  return { ...resource, id: resourcePath(target, 'metadata', resource.name), etag: '"m"' };
};

export const compareInput = (input: Partial<CompareInput>): CompareInput => ({
  desired: [],
  live: [],
  metadata: [],
  project,
  ownership: 'markers',
  type: ruleType,
  ...input,
});

export const planOptions = (options: Partial<PlanOptions> = {}): PlanOptions => ({
  workspace: 'local',
  target,
  ownership: 'markers',
  content: 'complete',
  types: [ruleType],
  typeOf,
  now,
  ...options,
});

/** Compares and plans at once. */
export const planFor = (input: Partial<CompareInput>, options: Partial<PlanOptions> = {}) =>
  plan(compare(compareInput(input)), planOptions(options));
