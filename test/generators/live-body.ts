import * as fc from 'fast-check';
import { complete } from '../../src/content/analytics-rule/complete.ts';
import { parse } from '../../src/content/analytics-rule/parse.ts';
import { render } from '../../src/content/analytics-rule/render.ts';
import { isArray, isObject, type JsonObject, type JsonValue, objectOf, textOrEmpty } from '../../src/core/json.ts';
import { generatedAt, ruleValue } from './analytics-rule.ts';

/** A rule as a workspace may hold it: its resource name and its body. */
export type LiveRule = { readonly name: string; readonly body: JsonObject };

type Change = (properties: JsonObject) => JsonObject;

const filters = new Set([
  'displayNamesFilter',
  'displayNamesExcludeFilter',
  'severitiesFilter',
  'alertRuleTemplateName',
]);
const queryRuleGroups = new Set([
  'tactics',
  'techniques',
  'subTechniques',
  'entityMappings',
  'sentinelEntitiesMappings',
  'customDetails',
  'alertDetailsOverride',
  'alertRuleTemplateName',
  'templateVersion',
  'startTimeUtc',
  'description',
]);

const queries = [
  'SigninLogs',
  'SigninLogs\n| where ResultType == "50126" // wrong password\n| take 5',
  "SigninLogs\n| where Identity has @'C:\\Temp\\' and AppDisplayName !has '[x]'\n\n",
  'AuditLogs\n| mv-expand Target = TargetResources to typeof(dynamic)\n| where Result =~ "success"',
  'let known = dynamic(["a"]);\nSigninLogs\n| where AppDisplayName !in (known)',
  "['SigninLogs']\n| where TimeGenerated > ago(1h)",
  'SigninLogs\n| where Identity == "a\u2028b" and AppDisplayName != "\u200b"',
  'union isfuzzy=true\n(SigninLogs \n  |where ResultType  == "50126"\n  ),\n(AuditLogs)',
];

/** How api-versions answer what was never sent: not at all, with null, with something empty. */
const emptied = fc
  .record({
    tactics: fc.constantFrom(undefined, null, []),
    techniques: fc.constantFrom(undefined, null, []),
    subTechniques: fc.constantFrom(undefined, null, []),
    entityMappings: fc.constantFrom(undefined, null),
    sentinelEntitiesMappings: fc.constantFrom(undefined, null),
    customDetails: fc.constantFrom(undefined, null, {}),
    alertDetailsOverride: fc.constantFrom(undefined, null),
    alertRuleTemplateName: fc.constantFrom(undefined, null),
    templateVersion: fc.constantFrom(undefined, null),
    startTimeUtc: fc.constantFrom(undefined, null),
    displayNamesFilter: fc.constantFrom(undefined, null, []),
    displayNamesExcludeFilter: fc.constantFrom(undefined, null),
    severitiesFilter: fc.constantFrom(undefined, null),
    description: fc.constantFrom(undefined, null, ''),
  })
  .map((fillers): Change => (properties) => {
    const keys = Object.hasOwn(properties, 'query') ? queryRuleGroups : filters;
    const given = Object.entries(fillers).flatMap(([key, value]) =>
      value === undefined || !keys.has(key) || Object.hasOwn(properties, key) ? [] : [[key, value] as const],
    );
    return { ...properties, ...Object.fromEntries(given) };
  });

/** What the service and the portal fill in where a rule says nothing of incidents, and terms left from another day. */
const idleGrouping = fc
  .record({
    lookbackDuration: fc.constantFrom('PT5M', 'PT5H', 'P1D', 'PT300M'),
    matchingMethod: fc.constantFrom('AllEntities', 'AnyAlert', 'Selected'),
    reopenClosedIncident: fc.boolean(),
    groupByEntities: fc.constantFrom(null, [], ['IP']),
    groupByAlertDetails: fc.constantFrom(null, []),
    groupByCustomDetails: fc.constantFrom(null, [], ['Gone']),
  })
  .map(
    (terms): Change =>
      (properties) =>
        Object.hasOwn(properties, 'query')
          ? {
              ...properties,
              incidentConfiguration: {
                createIncident: objectOf(properties['incidentConfiguration'])['createIncident'] ?? true,
                groupingConfiguration: { enabled: false, ...terms },
              },
            }
          : properties,
  );

const unchanged: Change = (properties) => properties;
const onQueryRule =
  (change: Change): Change =>
  (properties) =>
    Object.hasOwn(properties, 'query') ? change(properties) : properties;

const appended = (value: JsonValue | undefined, ...items: readonly JsonValue[]): readonly JsonValue[] => [
  ...(isArray(value) ? value : []),
  ...items,
];

/** Values of open lists that the service may have and no published list has yet; some look like misspelt known ones. */
const newTactics = ['CollectionOfData', 'Exfiltrations', 'ModelEvasion', 'Reconnaissance2'];
const newProducts = [
  'Microsoft 365 Insider Risk Management',
  'Azure Security Center for OT',
  'Microsoft Cloud App Security 2',
  'Contoso',
];
const newAlertProperties = ['SubTechniques2', 'ConfidenceReason', 'AlertLink2'];

const openLists: fc.Arbitrary<Change> = fc.oneof(
  fc
    .constantFrom(...newTactics)
    .map((tactic) =>
      onQueryRule((properties) => ({ ...properties, tactics: appended(properties['tactics'], tactic) })),
    ),
  fc.constantFrom(...newProducts).map(
    (productFilter): Change =>
      (properties) =>
        Object.hasOwn(properties, 'productFilter') ? { ...properties, productFilter } : properties,
  ),
  fc.constantFrom(...newAlertProperties).map((alertProperty) =>
    onQueryRule((properties) => {
      const override = objectOf(properties['alertDetailsOverride']);
      const alertDynamicProperties = appended(override['alertDynamicProperties'], { alertProperty, value: 'Extra' });
      return { ...properties, alertDetailsOverride: { ...override, alertDynamicProperties } };
    }),
  ),
);

const texts = [
  "'quoted'",
  'ends with a colon:',
  '# no comment',
  '- no list',
  'yes',
  '1.0',
  '{{Account}}',
  'trailing blanks   ',
  ' leading',
  'a: b # c',
  'it\'s "both"',
  'tab\tinside',
  'é 日本語 🙂',
];

const spelling: fc.Arbitrary<Change> = fc.oneof(
  fc.constantFrom(...texts).map((displayName): Change => (properties) => ({ ...properties, displayName })),
  fc
    .constantFrom(...texts, ...texts.map((text) => `${text}\r\n\r\n${text}\n`), 'd'.repeat(5000))
    .map((description): Change => (properties) => ({ ...properties, description })),
  fc
    .constantFrom('PT60M', 'PT1H', 'PT3600S')
    .map((length) =>
      onQueryRule((properties) =>
        Object.hasOwn(properties, 'queryFrequency')
          ? { ...properties, queryFrequency: length, queryPeriod: 'PT24H', suppressionEnabled: false }
          : properties,
      ),
    ),
  fc
    .constantFrom('PT1M', 'P7D', 'PT25H')
    .map((suppressionDuration) =>
      onQueryRule((properties) => ({ ...properties, suppressionEnabled: false, suppressionDuration })),
    ),
  fc.constant(
    onQueryRule((properties) => ({
      ...properties,
      query: `${textOrEmpty(properties['query']).replaceAll('\n', '\r\n')}\r\n`,
    })),
  ),
);

const seldom: fc.Arbitrary<Change> = fc.oneof(
  fc.constant(onQueryRule((properties) => ({ ...properties, startTimeUtc: '2023-03-14T08:00:00Z' }))),
  fc.constant(
    onQueryRule((properties) => ({
      ...properties,
      techniques: ['T1098'],
      subTechniques: [],
      tactics: ['Reconnaissance'],
    })),
  ),
  fc.constant(onQueryRule((properties) => ({ ...properties, techniques: ['T9999'], subTechniques: null }))),
  fc.constant(
    onQueryRule((properties) => ({
      ...properties,
      entityMappings: [{ entityType: 'FileHash', fieldMappings: [{ identifier: 'Value', columnName: 'Extra' }] }],
    })),
  ),
  fc.constant(
    onQueryRule((properties) => ({
      ...properties,
      entityMappings: [
        { entityType: 'IP', fieldMappings: [{ identifier: 'AddressScope', columnName: 'Extra' }] },
        { entityType: 'Account', fieldMappings: [{ identifier: 'CloudAppAccountId', columnName: 'Extra' }] },
      ],
    })),
  ),
  fc.constant((properties: JsonObject) => ({ ...properties, somethingNew: { a: [1, null] } })),
  fc.constant(
    onQueryRule((properties) => ({
      ...properties,
      enabled: false,
      displayName: `AUTO DISABLED ${textOrEmpty(properties['displayName'])}`,
      description: `${textOrEmpty(properties['description'])} The alert rule was disabled due to too many consecutive failures. Reason: The table does not exist.`,
    })),
  ),
);

/** What the service itself says of built-in rules, and about every rule. */
const byService = (kind: JsonValue | undefined): Change =>
  kind === 'Fusion' || kind === 'MLBehaviorAnalytics' || kind === 'ThreatIntelligence'
    ? (properties) => ({
        displayName: 'Advanced Multistage Attack Detection',
        description: 'A text of the service',
        tactics: ['Collection', 'Impact'],
        severity: 'High',
        ...properties,
        lastModifiedUtc: '2026-03-25T07:13:11.3095444Z',
      })
    : (properties) => ({ ...properties, lastModifiedUtc: '2026-03-25T07:13:11.3095444Z' });

const columnKeys = new Set(['columnName', 'value', 'alertTacticsColumnName', 'alertSeverityColumnName']);

/** The columns that a rule reads from its query's result. */
const columnsOf = (value: JsonValue | undefined, key = ''): readonly string[] => {
  if (typeof value === 'string') return columnKeys.has(key) ? [value] : [];
  if (isArray(value)) return value.flatMap((item) => columnsOf(item));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, member]) =>
    name === 'customDetails'
      ? Object.values(objectOf(member)).filter((column) => typeof column === 'string')
      : columnsOf(member, name),
  );
};

/** The query with every column that the rule reads, so that it compiles whatever the rule maps. */
const withColumns: Change = onQueryRule((properties) => {
  const columns = [...new Set([...columnsOf(properties), 'Account', 'Host'])];
  const made = columns.map((column) => `| extend ['${column}'] = "a"`);
  const start = queries[columns.length % queries.length] ?? '';
  return { ...properties, query: [start, ...made].join('\n') };
});

/**
 * Rules as a workspace may answer them: bodies in the form of recorded ones, each changed in a few ways that the
 * published schema and the limits of the service allow.
 */
export const liveRule: fc.Arbitrary<LiveRule> = fc
  .tuple(
    ruleValue,
    emptied,
    fc.option(idleGrouping, { nil: unchanged }),
    fc.option(openLists, { nil: unchanged }),
    fc.option(spelling, { nil: unchanged }),
    fc.option(seldom, { nil: unchanged, freq: 3 }),
  )
  .map(([value, fill, incidents, lists, spelled, rare]) => {
    const rule = complete(parse(value));
    if (rule === undefined) throw new Error('the generator gives whole rules');
    const { name, body } = render(rule, { apiVersion: '2025-10-01-preview', now: generatedAt });
    const steps = [incidents, lists, rare, withColumns, spelled, fill];
    const properties = [...steps, byService(body['kind'])].reduce(
      (before, step) => step(before),
      objectOf(body['properties']),
    );
    return { name, body: { kind: body['kind'] ?? null, properties } };
  });

const templateOf = ({ body }: LiveRule): string | undefined => {
  const { alertRuleTemplateName } = objectOf(body['properties']);
  const isQueryRule = body['kind'] === 'Scheduled' || body['kind'] === 'NRT';
  return isQueryRule || typeof alertRuleTemplateName !== 'string' ? undefined : alertRuleTemplateName.toLowerCase();
};

/** Those of the rules that one workspace can hold: each id once, and once each template that may be used once. */
export const together = (rules: readonly LiveRule[]): readonly LiveRule[] => {
  const taken = new Set<string>();
  return rules.filter((rule) => {
    const keys = [rule.name.toLowerCase(), templateOf(rule)].filter((key) => key !== undefined);
    const isFree = keys.every((key) => !taken.has(key));
    if (isFree) for (const key of keys) taken.add(key);
    return isFree;
  });
};
