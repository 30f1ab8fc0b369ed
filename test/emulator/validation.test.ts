import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../src/core/json.ts';
import type { SettingOverrides } from '../../src/emulator/index.ts';
import { words } from '../../src/emulator/words.ts';
import { emulator, id, nrt, scheduled } from './arm.ts';

const text = (length: number): string => 'a'.repeat(length);
const ip = { entityType: 'IP', fieldMappings: [{ identifier: 'Address', columnName: 'SourceIp' }] };
const column = (columnName: string): JsonObject => ({
  entityMappings: [{ entityType: 'IP', fieldMappings: [{ identifier: 'Address', columnName }] }],
});
const mapped = (entityType: string, ...identifiers: readonly string[]): JsonObject => ({
  entityMappings: [
    { entityType, fieldMappings: identifiers.map((identifier) => ({ identifier, columnName: 'Column' })) },
  ],
});
const grouping = (more: JsonObject, rule: JsonObject = {}): JsonObject => ({
  ...rule,
  incidentConfiguration: {
    createIncident: true,
    groupingConfiguration: {
      enabled: true,
      reopenClosedIncident: false,
      lookbackDuration: 'PT5H',
      matchingMethod: 'AllEntities',
      ...more,
    },
  },
});
const details = (count: number): JsonObject => ({
  customDetails: Object.fromEntries(Array.from({ length: count }, (_, index) => [`Detail${index}`, 'Column'])),
});
const placeholders = (count: number): string => Array.from({ length: count }, () => '{{Column}}').join(' ');
const list = (count: number, item: JsonObject): readonly JsonObject[] => Array.from({ length: count }, () => item);
const schedule = (queryFrequency: string, queryPeriod: string): JsonObject => ({ queryFrequency, queryPeriod });
const suppressed = (suppressionDuration: string, queryFrequency: string): JsonObject => ({
  suppressionEnabled: true,
  suppressionDuration,
  queryFrequency,
  queryPeriod: queryFrequency,
});

type Row = readonly [what: string, atTheLimit: JsonObject, beyond: JsonObject, says: string];

const spoiltFrequency = 'The field QueryFrequency must be between PT5M and P14D.';
const spoiltPeriod = 'The field QueryPeriod must be between PT5M and P14D.';
const spoiltSuppression = 'The field SuppressionDuration must be between PT5M and PT24H.';
const spoiltLookback = 'The field LookbackDuration must be between PT5M and P7D.';
const selected = "When 'matchingMethod' is 'Selected', at least one of";

const rows: readonly Row[] = [
  ['the length of a query', { query: text(10_000) }, { query: text(10_001) }, "Invalid length of '10001' for 'Query'."],
  ['a query that is there', { query: 'T' }, { query: '' }, "Invalid length of '0' for 'Query'."],
  ['search over everything', { query: 'search in (T) "x"' }, { query: 'search * | take 1' }, "'search *' or 'union *'"],
  ['union of everything', { query: 'union A, B' }, { query: 'union\n  * // all' }, "'search *' or 'union *'"],
  ['the display name', { displayName: text(256) }, { displayName: text(257) }, 'maximum length of 256'],
  ['a display name that is there', { displayName: 'a' }, { displayName: ' ' }, 'DisplayName field is required'],
  ['the description', { description: text(5000) }, { description: text(5001) }, 'maximum length of 5000'],
  ['the shortest frequency', schedule('PT5M', 'PT5M'), schedule('PT4M59S', 'PT5M'), spoiltFrequency],
  ['the longest frequency', schedule('P14D', 'P14D'), schedule('P14DT1S', 'P14D'), spoiltFrequency],
  ['the shortest period', schedule('PT5M', 'PT5M'), schedule('PT5M', 'PT4M'), spoiltPeriod],
  ['the longest period', schedule('P1D', 'P14D'), schedule('P1D', 'P15D'), spoiltPeriod],
  [
    'a period as long as the frequency',
    schedule('PT1H', 'PT60M'),
    schedule('PT1H', 'PT59M'),
    "Invalid Properties for Scheduled alert rule: 'queryPeriod' should be greater than or equal to 'queryFrequency'",
  ],
  [
    'a frequency of an hour for two days',
    schedule('PT1H', 'P2D'),
    schedule('PT59M', 'P2D'),
    "Invalid Properties for Scheduled alert rule: When 'queryPeriod' greater than or equal to 2 days, " +
      "the 'queryFrequency' should be greater than or equal to 1 hour.",
  ],
  ['any frequency below two days', schedule('PT5M', 'PT47H59M'), schedule('PT5M', 'PT48H'), '2 days'],
  ['the lowest threshold', { triggerThreshold: 0 }, { triggerThreshold: -1 }, 'TriggerThreshold must be between 0'],
  ['the highest threshold', { triggerThreshold: 10_000 }, { triggerThreshold: 10_001 }, 'and 10000.'],
  ['the shortest suppression', suppressed('PT5M', 'PT5M'), suppressed('PT4M', 'PT5M'), spoiltSuppression],
  ['the longest suppression', suppressed('PT24H', 'P1D'), suppressed('PT24H1M', 'P1D'), spoiltSuppression],
  [
    'a suppression as long as the frequency',
    suppressed('PT2H', 'PT2H'),
    suppressed('PT1H', 'PT2H'),
    "'suppressionDuration' should be greater than or equal to 'queryFrequency'",
  ],
  [
    'the shortest look-back',
    grouping({ lookbackDuration: 'PT5M' }),
    grouping({ lookbackDuration: 'PT4M' }),
    spoiltLookback,
  ],
  [
    'the longest look-back',
    grouping({ lookbackDuration: 'P7D' }),
    grouping({ lookbackDuration: 'P8D' }),
    spoiltLookback,
  ],
  [
    'a selection to group by',
    grouping({ matchingMethod: 'Selected', groupByAlertDetails: ['Severity'] }),
    grouping({ matchingMethod: 'Selected', groupByEntities: [] }),
    selected,
  ],
  [
    'grouping by a mapped entity',
    grouping({ matchingMethod: 'Selected', groupByEntities: ['IP'] }, { entityMappings: [ip] }),
    grouping({ matchingMethod: 'Selected', groupByEntities: ['Host'] }, { entityMappings: [ip] }),
    "The entity 'Host' in 'groupByEntities' is not mapped",
  ],
  [
    'grouping by a custom detail',
    grouping({ matchingMethod: 'Selected', groupByCustomDetails: ['D'] }, { customDetails: { D: 'Column' } }),
    grouping({ matchingMethod: 'Selected', groupByCustomDetails: ['E'] }, { customDetails: { D: 'Column' } }),
    "The custom detail 'E' in 'groupByCustomDetails'",
  ],
  [
    'the number of entity mappings',
    { entityMappings: list(10, ip) },
    { entityMappings: list(11, ip) },
    "Invalid data model. [: Invalid length of '11' for 'EntityMappings'. " +
      "'EntityMappings' length should be between '1' and '10']",
  ],
  [
    'no entity mappings',
    { entityMappings: null },
    { entityMappings: [] },
    "Invalid length of '0' for 'EntityMappings'.",
  ],
  [
    'entity mappings of both sorts together',
    { entityMappings: list(9, ip), sentinelEntitiesMappings: [{ columnName: 'A' }] },
    { entityMappings: list(10, ip), sentinelEntitiesMappings: [{ columnName: 'A' }] },
    "Invalid length of '11'",
  ],
  [
    'the identifiers of a mapping',
    mapped('Host', 'HostName', 'DnsDomain', 'AzureID'),
    mapped('Host', 'HostName', 'DnsDomain', 'AzureID', 'OSFamily'),
    "Invalid length of '4' for 'FieldMappings'",
  ],
  ['an identifier that is there', mapped('IP', 'Address'), mapped('IP'), "Invalid length of '0' for 'FieldMappings'"],
  [
    'an identifier once',
    mapped('Host', 'HostName', 'DnsDomain'),
    mapped('Host', 'HostName', 'HostName'),
    "Identifier 'HostName' is defined multiple times",
  ],
  [
    'an identifier of the type',
    mapped('IP', 'Address'),
    mapped('IP', 'Url'),
    "Invalid identifier 'Url' for entity type 'IP' encountered. Valid identifiers are: [Address, AddressScope]",
  ],
  [
    'a required identifier',
    mapped('Process', 'ProcessId'),
    mapped('Process', 'ElevationToken'),
    "Missing required identifiers in 'EntityMappings' for type 'Process'. " +
      'Required identifiers are one of the following combinations: CommandLine; ProcessId',
  ],
  ['the form of a column', column('_Column1'), column('1Column'), "The ColumnName '1Column' is invalid."],
  ['the length of a column', column(text(500)), column(text(501)), 'is invalid. The value must start with a letter'],
  ['the number of custom details', details(20), details(21), 'Maximum length of CustomDetails exceeded'],
  [
    'the length of a detail’s key',
    { customDetails: { [text(20)]: 'A' } },
    { customDetails: { [text(21)]: 'A' } },
    'in CustomDetails is invalid. The key must start with a letter and contain only alphanumeric English characters',
  ],
  [
    'the form of a detail’s key',
    { customDetails: { A_1: 'A' } },
    { customDetails: { _A1: 'A' } },
    "The key '_A1' in CustomDetails is invalid.",
  ],
  [
    'a detail’s column',
    { customDetails: { A: 'A' } },
    { customDetails: { A: 'a b' } },
    "The ColumnName 'a b' is invalid.",
  ],
  ...(
    [
      ['alertDisplayNameFormat', 'AlertDisplayNameFormat', 256],
      ['alertDescriptionFormat', 'AlertDescriptionFormat', 5000],
    ] as const
  ).flatMap(([name, member, limit]): readonly Row[] => [
    [
      `the length of ${name}`,
      { alertDetailsOverride: { [name]: text(limit) } },
      { alertDetailsOverride: { [name]: text(limit + 1) } },
      `Invalid length of '${limit + 1}' for '${member}'`,
    ],
    [
      `a text for ${name}`,
      { alertDetailsOverride: { [name]: 'a' } },
      { alertDetailsOverride: { [name]: '' } },
      `Invalid length of '0' for '${member}'`,
    ],
    [
      `the parameters of ${name}`,
      { alertDetailsOverride: { [name]: placeholders(3) } },
      { alertDetailsOverride: { [name]: placeholders(4) } },
      `You have defined 4 parameters in '${member}'. The maximum allowed is 3.`,
    ],
  ]),
  [
    'a technique',
    { techniques: ['T1098', 'T0859'] },
    { techniques: ['T1098.003'] },
    "Invalid data model. [: The technique 'T1098.003' is invalid. " +
      "The expected format is 'T####', where '#' represents a digit.]",
  ],
  [
    'a sub-technique',
    { techniques: ['T1098'], subTechniques: ['T1098.003'] },
    { techniques: ['T1098'], subTechniques: ['T1098.3'] },
    "The sub-technique 'T1098.3' is invalid.",
  ],
  [
    'a sub-technique’s parent',
    { techniques: ['T1098'], subTechniques: ['T1098.003'] },
    { techniques: ['T1059'], subTechniques: ['T1098.003'] },
    'is missing from the techniques field',
  ],
  [
    'the form of a template’s version',
    { alertRuleTemplateName: id(9), templateVersion: '1.0.0' },
    { alertRuleTemplateName: id(9), templateVersion: '1.0' },
    "'templateVersion' should be in format X.Y.Z (all numbers).",
  ],
  [
    'the length of a template’s version',
    { alertRuleTemplateName: id(9), templateVersion: '1.0.1234567890123456' },
    { alertRuleTemplateName: id(9), templateVersion: '1.0.12345678901234567' },
    'X.Y.Z',
  ],
  [
    'a template for a version',
    { alertRuleTemplateName: id(9), templateVersion: '1.0.0' },
    { templateVersion: '1.0.0' },
    "Invalid data model. [: Invalid Properties for alert rule: 'templateVersion' can only be used if " +
      "'alertRuleTemplateName' is not empty.",
  ],
  [
    'the kind of aggregation',
    { eventGroupingSettings: { aggregationKind: 'AlertPerResult' } },
    { eventGroupingSettings: { aggregationKind: 'PerResult' } },
    "Invalid aggregation kind 'PerResult' for property",
  ],
  ['the severity', { severity: 'Informational' }, { severity: 'Critical' }, 'Error converting value "Critical"'],
  ['the tactics', { tactics: ['PreAttack'] }, { tactics: ['CommandandControl'] }, '"CommandandControl"'],
  ['the operator', { triggerOperator: 'NotEqual' }, { triggerOperator: 'Equals' }, '"Equals"'],
  ['the entity type', mapped('DNS', 'DomainName'), mapped('IoTDevice', 'DeviceId'), '"IoTDevice"'],
  [
    'the dynamic properties',
    { alertDetailsOverride: { alertDynamicProperties: [{ alertProperty: 'AlertLink', value: 'Link' }] } },
    { alertDetailsOverride: { alertDynamicProperties: [{ alertProperty: 'Severity', value: 'Link' }] } },
    '"Severity"',
  ],
  ['the type of a number', { triggerThreshold: 1 }, { triggerThreshold: '1' }, 'triggerThreshold'],
  ['the form of a duration', { queryPeriod: 'PT1H' }, { queryPeriod: 'PT1D' }, '"PT1D"'],
  ['what is required', { enabled: false }, { enabled: null }, "Required property 'enabled' not found"],
  ['the start', { startTimeUtc: '2026-01-05T00:10:00Z' }, { startTimeUtc: '2026-01-05T00:09:59Z' }, "'startTimeUtc'"],
  ['the latest start', { startTimeUtc: '2026-02-04T00:00:00Z' }, { startTimeUtc: '2026-02-04T00:00:01Z' }, '30 days'],
];

describe('the service’s limits', () => {
  test.each(rows)('%s: at the limit taken, one step beyond refused', async (_, atTheLimit, beyond, says) => {
    const { put } = emulator();
    expect(await put(id(1), scheduled(atTheLimit))).toMatchObject({ status: 201, message: '' });
    const refused = await put(id(1), scheduled(beyond));
    expect([refused.status, refused.code]).toEqual([400, 'BadRequest']);
    expect(refused.message).toContain(says);
  });

  test('a suppression shorter than the frequency is taken while suppression is off', async () => {
    const { put } = emulator();
    const body = scheduled({ ...suppressed('PT1H', 'PT2H'), suppressionEnabled: false });
    expect((await put(id(1), body)).status).toBe(201);
  });

  test('grouping by what is not mapped is taken while grouping is off', async () => {
    const { put } = emulator();
    const body = scheduled(grouping({ enabled: false, groupByEntities: ['Host'] }));
    expect((await put(id(1), body)).status).toBe(201);
  });
});

/** Type, identifiers that may be mapped, and the combinations of which one is required. */
const identifiers: readonly (readonly [type: string, all: string, required: string])[] = [
  [
    'Account',
    'Name FullName NTDomain DnsDomain UPNSuffix Sid AadTenantId AadUserId PUID IsDomainJoined DisplayName ObjectGuid ' +
      'CloudAppAccountId',
    'FullName Sid Name AadUserId PUID ObjectGuid',
  ],
  [
    'Host',
    'DnsDomain NTDomain HostName FullName NetBiosName AzureID OMSAgentID OSFamily OSVersion IsDomainJoined',
    'FullName HostName NetBiosName AzureID OMSAgentID',
  ],
  ['IP', 'Address AddressScope', 'Address'],
  ['URL', 'Url', 'Url'],
  ['AzureResource', 'ResourceId', 'ResourceId'],
  ['CloudApplication', 'AppId Name InstanceName', 'AppId Name'],
  ['DNS', 'DomainName', 'DomainName'],
  ['File', 'Directory Name', 'Name'],
  ['FileHash', 'Algorithm Value', 'Value'],
  ['Malware', 'Name Category', 'Name'],
  ['Process', 'ProcessId CommandLine ElevationToken CreationTimeUtc', 'CommandLine ProcessId'],
  ['RegistryKey', 'Hive Key', 'Key Hive'],
  ['RegistryValue', 'Name Value ValueType', 'Name'],
  ['SecurityGroup', 'DistinguishedName SID ObjectGuid', 'DistinguishedName SID ObjectGuid'],
  ['Mailbox', 'MailboxPrimaryAddress DisplayName Upn ExternalDirectoryObjectId RiskLevel', 'MailboxPrimaryAddress'],
  ['MailCluster', 'NetworkMessageIds Threats Query QueryTime MailCount Source ClusterGroup', 'Query Source'],
  ['MailMessage', 'Recipient Urls SenderIP NetworkMessageId Subject BodyFingerprintBin5', 'NetworkMessageId Recipient'],
  [
    'SubmissionMail',
    'NetworkMessageId Timestamp Recipient Sender SenderIp Subject ReportType SubmissionId SubmissionDate Submitter',
    'SubmissionId NetworkMessageId Recipient Submitter',
  ],
];

describe('entity types', () => {
  test.each(identifiers)('%s takes its identifiers and needs one of the required', async (type, all, required) => {
    const { put } = emulator();
    const needed = words(required);
    const missing =
      `Invalid data model. [: Missing required identifiers in 'EntityMappings' for type '${type}'. ` +
      `Required identifiers are one of the following combinations: ${needed.join('; ')}]`;
    for (const identifier of words(all)) {
      const { message } = await put(id(1), scheduled(mapped(type, identifier)));
      expect([identifier, message]).toEqual([identifier, needed.includes(identifier) ? '' : missing]);
    }
    expect((await put(id(1), scheduled(mapped(type, 'Nothing')))).message).toContain(
      `Invalid identifier 'Nothing' for entity type '${type}' encountered. Valid identifiers are: [`,
    );
  });

  test('FileHash needs its algorithm where the setting says so', async () => {
    const { put } = emulator({ fileHash: 'algorithm-required' });
    expect((await put(id(1), scheduled(mapped('FileHash', 'Value')))).message).toContain('Algorithm, Value');
    expect((await put(id(1), scheduled(mapped('FileHash', 'Algorithm', 'Value')))).status).toBe(201);
  });
});

describe('kinds', () => {
  test('NRT takes what a scheduled rule has, without a schedule', async () => {
    const { put, get } = emulator();
    expect((await put(id(1), nrt({ queryFrequency: 'PT5M' }))).status).toBe(201);
    expect((await get(id(1))).properties).not.toHaveProperty('queryFrequency');
    const rejecting = emulator({ unknownProperties: 'rejected' });
    expect((await rejecting.put(id(1), nrt({ queryFrequency: 'PT5M' }))).message).toContain("'queryFrequency'");
  });

  test.each(['Fusion', 'MLBehaviorAnalytics'])('%s takes nothing that its template fixes', async (kind) => {
    const { put, get } = emulator();
    const properties = { alertRuleTemplateName: id(9), enabled: true };
    expect((await put('BuiltInFusion', { kind, properties })).status).toBe(201);
    expect((await get('BuiltInFusion')).json['name']).toBe('BuiltInFusion');
    expect((await put('BuiltInFusion', { kind, properties: { ...properties, severity: 'Low' } })).message).toBe(
      "Read-only property 'severity' cannot be assigned",
    );
  });

  test('ThreatIntelligence needs a display name', async () => {
    const { put } = emulator();
    const properties = { alertRuleTemplateName: id(9), enabled: true };
    expect((await put(id(1), { kind: 'ThreatIntelligence', properties })).message).toContain(
      "Required property 'displayName' not found",
    );
    const named = { ...properties, displayName: 'TI' };
    expect((await put(id(1), { kind: 'ThreatIntelligence', properties: named })).status).toBe(201);
  });

  test('MicrosoftSecurityIncidentCreation takes the products of the API only', async () => {
    const { put } = emulator();
    const body = (productFilter: string) => ({
      kind: 'MicrosoftSecurityIncidentCreation',
      properties: { displayName: 'Incidents', enabled: true, productFilter },
    });
    expect((await put(id(1), body('Azure Security Center'))).status).toBe(201);
    expect((await put(id(1), body('Microsoft Defender for Cloud'))).status).toBe(400);
  });

  test('an unknown kind is refused', async () => {
    const { put } = emulator();
    expect((await put(id(1), { ...scheduled(), kind: 'Anomaly' })).status).toBe(400);
    expect((await put(id(1), { properties: {} })).message).toContain("'kind'");
  });
});

describe('settings of the checks', () => {
  const cases: readonly (readonly [string, SettingOverrides, JsonObject, number])[] = [
    ['enum values in other letters', { enumCase: 'insensitive' }, { severity: 'high' }, 201],
    ['a past start', { startTimes: 'unchecked' }, { startTimeUtc: '2020-01-01T00:00:00Z' }, 201],
    [
      'a technique without its tactic',
      { techniqueTactics: { T1098: ['Persistence'] } },
      { techniques: ['T1098'] },
      400,
    ],
    [
      'a technique with its tactic',
      { techniqueTactics: { T1098: ['Persistence'] } },
      { techniques: ['T1098'], tactics: ['Persistence'] },
      201,
    ],
    [
      'a disabled rule that searches everything',
      { queryChecks: 'enabled-only' },
      { enabled: false, query: 'union *' },
      201,
    ],
    ['an enabled rule that searches everything', { queryChecks: 'enabled-only' }, { query: 'union *' }, 400],
  ];
  test.each(cases)('%s', async (_, overrides, properties, status) => {
    expect((await emulator(overrides).put(id(1), scheduled(properties))).status).toBe(status);
  });

  test('quotas count enabled rules, each kind on its own', async () => {
    const { put } = emulator({ quotas: { scheduled: 2, nrt: 1 } });
    await put(id(1), scheduled());
    await put(id(2), scheduled());
    await put(id(3), nrt());
    expect((await put(id(4), scheduled())).message).toContain('exceeds the allowed limit 2');
    expect((await put(id(5), nrt())).message).toContain('exceeds the allowed limit 1');
    expect((await put(id(4), scheduled({ enabled: false }))).status).toBe(201);
    expect((await put(id(2), scheduled({ severity: 'Low' }))).status).toBe(200);
    expect((await put(id(4), scheduled())).status).toBe(400);
    await put(id(1), scheduled({ enabled: false }));
    expect((await put(id(4), scheduled())).status).toBe(200);
  });

  test('display names are unique where the setting says so', async () => {
    const { put } = emulator({ displayNames: 'unique' });
    await put(id(1), scheduled());
    expect((await put(id(2), scheduled())).status).toBe(409);
    expect((await put(id(1), scheduled())).status).toBe(200);
    expect((await emulator().put(id(2), scheduled())).status).toBe(201);
  });

  test('ids are GUIDs where the setting says so', async () => {
    expect((await emulator().put('PossibleEmailBombing', scheduled())).status).toBe(201);
    const { put } = emulator({ ruleIds: 'guid' });
    expect((await put('PossibleEmailBombing', scheduled())).status).toBe(400);
  });

  test('ids hold no white space and no characters that a path gives a meaning', async () => {
    const { put } = emulator();
    for (const name of ['a%20b', 'a%2Fb', 'a%3Fb']) expect((await put(name, scheduled())).status).toBe(400);
  });
});
