import * as fc from 'fast-check';
import type { JsonObject, JsonValue } from '../../src/core/json.ts';
import { description, guid, maybeUpper, name, some } from './rule-parts.ts';

const severities = ['High', 'Medium', 'Low', 'Informational'];

export const incidentCreation: fc.Arbitrary<JsonObject> = fc.record(
  {
    id: maybeUpper,
    name,
    kind: fc.constant('MicrosoftSecurityIncidentCreation'),
    description,
    enabled: fc.boolean(),
    productFilter: fc.constantFrom('Microsoft Cloud App Security', 'Azure Security Center'),
    severitiesFilter: some(severities),
    displayNamesFilter: fc.uniqueArray(name, { maxLength: 3 }),
    displayNamesExcludeFilter: fc.uniqueArray(name, { maxLength: 3 }),
    alertRuleTemplateName: guid,
  },
  { requiredKeys: ['id', 'name', 'kind', 'productFilter'] },
);

const severityFilters = some(severities).map((chosen) => ({
  filters: (Array.isArray(chosen) ? chosen : []).map((severity: JsonValue) => ({
    severity,
    enabled: severity === 'High',
  })),
}));

export const fusion: fc.Arbitrary<JsonObject> = fc.record(
  {
    id: fc.constant('BuiltInFusion'),
    kind: fc.constant('Fusion'),
    name,
    enabled: fc.boolean(),
    alertRuleTemplateName: guid,
    sourceSettings: fc.uniqueArray(
      fc.record({
        sourceName: fc.constantFrom('Anomalies', 'Alert providers', 'Raw logs from other sources'),
        enabled: fc.boolean(),
        sourceSubTypes: fc.array(fc.record({ sourceSubTypeName: name, enabled: fc.boolean(), severityFilters }), {
          maxLength: 2,
        }),
      }),
      { selector: ({ sourceName }) => sourceName, maxLength: 3 },
    ),
    scenarioExclusionPatterns: fc.array(
      fc.record({ exclusionPattern: name, dateAddedInUTC: fc.constant('2025-11-30T10:00:00Z') }),
      { maxLength: 2 },
    ),
  },
  { requiredKeys: ['id', 'kind', 'alertRuleTemplateName'] },
);

/** A rule that is all its template, but for being on or off. */
export const template = (kind: 'MLBehaviorAnalytics' | 'ThreatIntelligence'): fc.Arbitrary<JsonObject> =>
  fc.record(
    { id: maybeUpper, name, kind: fc.constant(kind), enabled: fc.boolean(), alertRuleTemplateName: guid },
    { requiredKeys: ['id', 'name', 'kind', 'alertRuleTemplateName'] },
  );
