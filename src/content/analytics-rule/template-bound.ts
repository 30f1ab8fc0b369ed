import { isArray, isObject, type JsonArray, type JsonObject, type JsonValue } from '../../core/json.ts';

const bound: ReadonlySet<JsonValue | undefined> = new Set([
  'Fusion',
  'MLBehaviorAnalytics',
  'ThreatIntelligence',
  'MicrosoftSecurityIncidentCreation',
]);

/**
 * The template of a rule that a workspace holds once a template; undefined for any other rule. Source: the service's
 * `Analytics rule template '...' is already installed for workspace '...'` (Azure-Sentinel issue 10635).
 */
export const boundTemplate = (kind: JsonValue | undefined, template: JsonValue | undefined): string | undefined =>
  bound.has(kind) && typeof template === 'string' && template !== '' ? template.toLowerCase() : undefined;

/** The same of an ARM body. */
export const onlyOnce = (body: JsonObject): string | undefined => {
  const properties = body['properties'];
  return isObject(properties) ? boundTemplate(body['kind'], properties['alertRuleTemplateName']) : undefined;
};

const nameOf = (item: JsonValue, key: string): string | undefined => {
  const name = isObject(item) ? item[key] : undefined;
  return typeof name === 'string' ? name.toLowerCase() : undefined;
};

type Merge = (written: JsonValue | undefined, live: JsonValue | undefined) => JsonValue | undefined;

/** Items of both lists by name: what is written counts, and what is left out stays as it is live. */
const byName =
  (key: string, item: (written: JsonObject, live: JsonObject) => JsonObject): Merge =>
  (written, live) => {
    if (!isArray(live)) return written;
    if (!isArray(written)) return live;
    const wanted = new Map(written.map((each) => [nameOf(each, key), each]));
    const there = new Set(live.map((each) => nameOf(each, key)));
    const merged: JsonArray = live.map((each) => {
      const own = wanted.get(nameOf(each, key));
      return isObject(own) && isObject(each) ? item(own, each) : each;
    });
    return [...merged, ...written.filter((each) => !there.has(nameOf(each, key)))];
  };

const members =
  (merges: Readonly<Record<string, Merge>>) =>
  (written: JsonObject, live: JsonObject): JsonObject => {
    const result: Record<string, JsonValue> = { ...live, ...written };
    for (const [key, merge] of Object.entries(merges)) {
      const value = merge(written[key], live[key]);
      if (value !== undefined) result[key] = value;
    }
    return result;
  };

const filters = byName('severity', members({}));
const severityFilters: Merge = (written, live) =>
  isObject(written) && isObject(live) ? members({ filters })(written, live) : (written ?? live);
const sourceSettings = byName(
  'sourceName',
  members({ sourceSubTypes: byName('sourceSubTypeName', members({ severityFilters })) }),
);

/**
 * The body that git stands for, with the settings of a Fusion rule that it leaves out as they are live: a PUT without
 * them would reset what somebody chose in the portal (azure-rest-api-specs issue 21387).
 */
export const withLiveSettings = (body: JsonObject, live: JsonObject): JsonObject => {
  const written = body['properties'];
  const there = live['properties'];
  if (body['kind'] !== 'Fusion' || live['kind'] !== 'Fusion' || !isObject(written) || !isObject(there)) return body;
  const settings = sourceSettings(written['sourceSettings'], there['sourceSettings'] ?? undefined);
  const patterns = written['scenarioExclusionPatterns'] ?? there['scenarioExclusionPatterns'] ?? undefined;
  return {
    ...body,
    properties: {
      ...written,
      ...(settings === undefined || settings === null ? {} : { sourceSettings: settings }),
      ...(patterns === undefined || patterns === null ? {} : { scenarioExclusionPatterns: patterns }),
    },
  };
};
