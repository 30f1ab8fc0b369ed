import type { Placement } from '../../../src/core/fleet/placement.ts';
import type { CatalogueRule, PagesModel } from '../../../src/catalogue/model.ts';
import { raisesNoAlert } from '../../../src/core/described.ts';
import { figureGroups, type LiveRule } from '../../../src/core/metrics/figures.ts';
import { facts, model, rule, tableRead } from '../sample.ts';

const span = { start: 0, end: 0 };
const names = ['prod', 'test', 'eu-1', 'eu-2', 'eu-3', 'eu-4', 'eu-5', 'Odd name', 'us'];
const on: Placement = { state: 'on', stage: 'production', changed: [] };

const everywhere: ReadonlyMap<string, Placement> = new Map(names.map((name) => [name, on]));

/** Rules that differ in all that a page shows, each in several things at once. */
const rules: readonly CatalogueRule[] = [
  rule(),
  rule({
    id: 'loud',
    name: 'B: a loud rule',
    path: 'analytics-rules/loud.yaml',
    severity: 'Medium',
    stage: 'test',
    status: 'deprecated',
    offIn: ['test'],
    tactics: ['InitialAccess', 'Impact'],
    techniques: ['T1078', 'T1485', 'T9999', 'no technique'],
    connectors: [
      { id: 'Office365', dataTypes: [] },
      { id: 'Syslog', dataTypes: ['Syslog', 'CEF'] },
    ],
    tags: ['cloud', 'identity'],
    author: 'Contoso SOC',
    owner: 'soc',
    runbook: 'https://contoso.example/runbook',
    reviewed: '2026-01-02',
    origin: 'https://contoso.example/origin',
    version: undefined,
    sigma: { id: 's1', title: 'Sigma', author: 'Ana', license: 'DRL', path: 'rules/a.yml' },
    schedule: { kind: 'scheduled', every: 3_600_000, lookBack: 1_800_000, operator: 'LessThan', threshold: 5 },
    names: [
      { name: 'parser one', known: true },
      { name: 'parser two', known: false },
    ],
    query: {
      text: 'T\n| where A\n\n| take 5',
      tokens: [{ kind: 'table', span: { start: 0, end: 1 } }],
      facts: facts({
        tables: [
          tableRead('SigninLogs', ['TimeGenerated']),
          { ...tableRead('Odd_CL', ['A', 'B']), known: false, plan: 'Basic' },
          { ...tableRead('Far'), elsewhere: true },
        ],
        functions: [
          { name: 'parsed', span, origin: 'declared' },
          { name: 'ago', span, origin: 'built-in' },
        ],
        watchlists: [
          { alias: 'vips', span, known: true },
          { alias: 'gone', span, known: false },
        ],
        reaches: [
          { via: 'workspace', name: 'other', span },
          { via: 'adx', span },
        ],
      }),
    },
    entities: [
      {
        type: 'Account',
        fields: [
          { identifier: 'Name', column: 'A' },
          { identifier: 'UPNSuffix', column: 'B' },
        ],
      },
      { type: 'IP', fields: [{ identifier: 'Address', column: 'C' }] },
    ],
    entityColumns: ['Made'],
    customDetails: [],
    alert: {
      title: undefined,
      description: 'It is {{A}}.\n\nAnd {{B}}',
      severityColumn: 'Sev',
      tacticsColumn: 'Tac',
      properties: [{ name: 'AlertLink', column: 'Link' }],
    },
    tests: {
      path: 'analytics-rules/loud.test.yaml',
      cases: [
        { name: 'one', status: 'passed' },
        { name: 'two', status: 'failed' },
      ],
      mutants: undefined,
    },
    history: { revisions: [], older: 3, isCut: true },
    workspaces: ['prod', 'test'],
    placements: new Map([
      ...everywhere,
      ['prod', { ...on, changed: ['severity', 'query'] }],
      ['test', { ...on, state: 'off', reason: 'loud', until: '2027-01-01', owner: 'soc' }],
      ['us', { ...on, state: 'opted-out', reason: 'not ours' }],
      ['Odd name', { ...on, state: 'not-deployed' }],
    ]),
  }),
  rule({
    id: 'quick',
    name: 'A quick rule',
    path: 'analytics-rules/quick.yaml',
    kind: 'NRT',
    severity: undefined,
    enabled: false,
    description: '',
    tactics: [],
    techniques: [],
    connectors: [],
    tags: [],
    schedule: { kind: 'near-real-time' },
    query: { text: 'AuditLogs', tokens: [], facts: undefined },
    entities: [],
    tests: undefined,
    history: undefined,
    handling: [],
    workspaces: [],
    placements: everywhere,
  }),
  rule({
    id: 'slow',
    name: 'A slow rule',
    path: 'analytics-rules/slow.yaml',
    severity: 'Low',
    techniques: ['T1098', 'T1492', 'T0800'],
    tactics: ['Persistence', 'InhibitResponseFunction'],
    schedule: { kind: 'scheduled', every: 60_000, lookBack: 604_800_000, operator: 'GreaterThan', threshold: 1 },
    query: { text: 'X', tokens: [], facts: facts({ tables: [] }) },
    placements: new Map(names.map((name) => [name, { ...on, state: 'not-taken' }])),
  }),
  {
    ...raisesNoAlert,
    type: 'hunting-query',
    detects: false,
    stage: 'experimental',
    exceptions: [],
    id: 'hunt',
    kind: 'Hunting',
    name: 'A hunt',
    description: 'Looks for it.',
    handling: [],
    path: 'hunting-queries/hunt.yaml',
    offIn: [],
    query: undefined,
    names: [],
    tests: undefined,
    history: undefined,
    yaml: 'id: hunt\n',
    template: '{}\n',
    workspaces: ['prod'],
    placements: everywhere,
  },
];

const detecting = rules.filter(({ detects }) => detects);
const live: LiveRule = {
  runs: true,
  silent: true,
  alerts: 4,
  incidents: { judged: 4, falsePositives: 1 },
  override: undefined,
};

/** A catalogue of rules, workspaces and groups in which each thing that a page can show occurs. */
export const varied: PagesModel = model(rules, {
  workspaces: names,
  groups: new Map([['eu', names.filter((name) => name.startsWith('eu'))]]),
  baseUrl: 'https://contoso.example/rules',
  portals: [
    { name: 'Azure', url: 'https://portal.azure.com' },
    { name: 'Azure Government', url: 'https://portal.azure.us' },
  ],
  metrics: {
    days: 30,
    asked: ['prod'],
    groups: figureGroups(
      detecting.map((each, index) => ({
        ...each,
        tests: each.tests && { pass: index === 0, mutants: each.tests.mutants },
        leads: index === 3 ? [] : [{ workspace: 'prod', hours: 10 * (index + 1) }],
      })),
      [
        {
          workspace: 'prod',
          rules: new Map([
            [`analytics-rule/${rule().id}`, live],
            ['analytics-rule/loud', { ...live, silent: false, drift: { days: 3 } }],
          ]),
        },
      ],
    ),
    unread: ['The workspace `test` was not asked.'],
  },
});
