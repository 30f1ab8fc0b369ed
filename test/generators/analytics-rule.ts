import * as fc from 'fast-check';
import { printIsoDuration, printShortDuration } from '../../src/core/duration.ts';
import type { JsonObject, JsonValue } from '../../src/core/json.ts';
import { tactics, type Kind } from '../../src/content/analytics-rule/model.ts';
import { column, detailKey, entityMapping } from './entities.ts';
import { description, guid, maybeUpper, name, some } from './rule-parts.ts';
import { fusion, incidentCreation, template } from './rule-without-query.ts';

/** The moment that generated start times lie ahead of: 1 January 2026. Milliseconds since 1970. */
export const generatedAt = Date.UTC(2026, 0, 1);

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** A duration in one of the spellings that rule files have. */
const spelled = (milliseconds: number): fc.Arbitrary<string> =>
  fc.constantFrom(
    printIsoDuration(milliseconds),
    printShortDuration(milliseconds),
    printShortDuration(milliseconds).toUpperCase(),
    `PT${milliseconds / minute}M`,
    `${milliseconds / minute}m`,
  );

const lengths = [5 * minute, 10 * minute, 70 * minute, hour, 5 * hour, 25 * hour, day, 2 * day, 7 * day, 14 * day];

/** Frequency and period as the service allows them: period >= frequency, and from two days on a frequency of an hour. */
const schedule = fc
  .tuple(fc.constantFrom(...lengths), fc.constantFrom(...lengths))
  .filter(([frequency, period]) => period >= frequency && (period < 2 * day || frequency >= hour));

const query = fc
  .array(
    fc.constantFrom(
      '| where ResultType == "50126" // wrong password',
      "| where Path has @'C:\\Temp\\' and Text !has '[x]'",
      '| extend Message = strcat("a\\nb", "//no comment")',
      '| summarize Count = count() by UserPrincipalName, bin(TimeGenerated, 5m)',
      '| mv-expand Target = TargetResources to typeof(dynamic)',
      '// a line of its own',
      '',
    ),
    { maxLength: 6 },
  )
  .map((lines) => ['SigninLogs', ...lines].join('\n'));

const techniques = some(['T1078', 'T1078.004', 'T1098', 'T1098.003', 'T1110', 'T1110.001', 'T1110.003', 'T0859']);

const override = fc.record(
  {
    alertDisplayNameFormat: name.map((text) => `${text} {{Account}}`),
    alertDescriptionFormat: name.map((text) => `${text} {{Account}} {{Host}}`),
    alertTacticsColumnName: column,
    alertSeverityColumnName: column,
    alertDynamicProperties: fc.uniqueArray(
      fc.record({
        alertProperty: fc.constantFrom(
          'AlertLink',
          'ConfidenceLevel',
          'ProductName',
          'RemediationSteps',
          'SubTechniques',
        ),
        value: column,
      }),
      { selector: ({ alertProperty }) => alertProperty, maxLength: 3 },
    ),
  },
  { requiredKeys: [] },
);

type Mapped = { readonly types: readonly string[]; readonly details: readonly string[] };

const grouping = ({ types, details }: Mapped): fc.Arbitrary<JsonValue> =>
  fc
    .record({
      enabled: fc.boolean(),
      reopenClosedIncident: fc.boolean(),
      lookbackDuration: fc.constantFrom(...lengths.filter((length) => length <= 7 * day)).chain(spelled),
      matchingMethod: fc.constantFrom('AllEntities', 'AnyAlert', 'Selected'),
      groupByEntities: some(types),
      groupByAlertDetails: some(['DisplayName', 'Severity']),
      groupByCustomDetails: some(details),
    })
    .map((value) => (value.matchingMethod === 'Selected' ? { ...value, groupByAlertDetails: ['DisplayName'] } : value));

const incidentConfiguration = (mapped: Mapped): fc.Arbitrary<JsonValue> =>
  fc.record(
    { createIncident: fc.boolean(), groupingConfiguration: grouping(mapped) },
    { requiredKeys: ['createIncident'] },
  );

/** A link to a template, with the version it had: in the rule's own version or in a key of its own. */
const templateLink: fc.Arbitrary<JsonObject> = fc.oneof(
  fc.constant({}),
  guid.map((alertRuleTemplateName) => ({ alertRuleTemplateName })),
  guid.map((alertRuleTemplateName) => ({ alertRuleTemplateName, version: '1.2.3' })),
  guid.map((alertRuleTemplateName) => ({ alertRuleTemplateName, version: '2.0.0', templateVersion: '1.0.4' })),
);

const documentation = fc.record(
  {
    version: fc.constantFrom('1.0.0', '1.2.13'),
    status: fc.constantFrom('Available', 'Deprecated'),
    tags: fc.constant(['identity', { Schema: 'ASimAuthentication' }]),
    requiredDataConnectors: fc.constant([{ connectorId: 'AzureActiveDirectory', dataTypes: ['SigninLogs'] }]),
    author: name,
    metadata: fc.constant({ source: { kind: 'Community' } }),
    OriginalUri: fc.webUrl(),
  },
  { requiredKeys: [] },
);

const suppression = (atLeast: number): fc.Arbitrary<JsonObject> =>
  fc
    .constantFrom(...lengths.filter((length) => length >= atLeast && length <= day), day)
    .chain((length) =>
      fc.record(
        { suppressionEnabled: fc.constant(length >= atLeast), suppressionDuration: spelled(length) },
        { requiredKeys: ['suppressionDuration'] },
      ),
    );

const queryRule = (kind: 'Scheduled' | 'NRT', frequency: number): fc.Arbitrary<JsonObject> =>
  fc
    .tuple(
      fc.array(entityMapping, { maxLength: 4 }),
      fc.dictionary(detailKey, column, { maxKeys: 4 }),
      templateLink,
      documentation,
      fc.option(suppression(frequency), { nil: {} }),
    )
    .chain(([entityMappings, customDetails, link, documented, suppressed]) =>
      fc
        .record(
          {
            id: maybeUpper,
            name,
            kind: fc.constant(kind),
            description,
            severity: fc.constantFrom('Informational', 'Low', 'Medium', 'High'),
            enabled: fc.boolean(),
            query,
            tactics: some(tactics),
            relevantTechniques: techniques,
            entityMappings: fc.constant(entityMappings),
            sentinelEntitiesMappings: fc.array(fc.record({ columnName: column }), { maxLength: 2 }),
            customDetails: fc.constant(customDetails),
            alertDetailsOverride: override,
            eventGroupingSettings: fc.record({ aggregationKind: fc.constantFrom('SingleAlert', 'AlertPerResult') }),
            incidentConfiguration: incidentConfiguration({
              types: [...new Set(entityMappings.map(({ entityType }) => entityType))],
              details: Object.keys(customDetails),
            }),
          },
          {
            requiredKeys: ['id', 'name', 'kind', 'severity', 'query', 'description', 'entityMappings', 'customDetails'],
          },
        )
        .map((value): JsonObject => ({ ...documented, ...value, ...link, ...suppressed })),
    );

const start = fc.integer({ min: 1, max: 29 }).map((days) => new Date(generatedAt + days * day).toISOString());

const scheduled: fc.Arbitrary<JsonObject> = schedule.chain(([frequency, period]) =>
  fc
    .tuple(
      queryRule('Scheduled', frequency),
      fc.record({
        queryFrequency: spelled(frequency),
        queryPeriod: spelled(period),
        triggerOperator: fc.constantFrom('gt', 'lt', 'eq', 'ne', 'GreaterThan', 'LessThan', 'Equal', 'NotEqual'),
        triggerThreshold: fc.integer({ min: 0, max: 10_000 }),
      }),
      fc.record({ startTimeUtc: start }, { requiredKeys: [] }),
    )
    .map(([rule, trigger, begin]) => ({ ...rule, ...trigger, ...begin })),
);

/** Valid rule files as values, by kind: every property of the kind, each present or absent, in its various spellings. */
export const ruleValues: Readonly<Record<Kind, fc.Arbitrary<JsonObject>>> = {
  Scheduled: scheduled,
  NRT: queryRule('NRT', 5 * minute),
  MicrosoftSecurityIncidentCreation: incidentCreation,
  Fusion: fusion,
  MLBehaviorAnalytics: template('MLBehaviorAnalytics'),
  ThreatIntelligence: template('ThreatIntelligence'),
};

/** A valid rule file of any kind, mostly Scheduled. */
export const ruleValue: fc.Arbitrary<JsonObject> = fc.oneof(
  { weight: 6, arbitrary: ruleValues.Scheduled },
  { weight: 3, arbitrary: ruleValues.NRT },
  { weight: 1, arbitrary: ruleValues.MicrosoftSecurityIncidentCreation },
  { weight: 1, arbitrary: ruleValues.Fusion },
  { weight: 1, arbitrary: ruleValues.MLBehaviorAnalytics },
  { weight: 1, arbitrary: ruleValues.ThreatIntelligence },
);
