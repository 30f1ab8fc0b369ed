import type { AttackFacts, CatalogueRule, PagesModel, SiteAssets } from '../../src/catalogue/model.ts';
import { figureGroups } from '../../src/core/metrics/figures.ts';
import type { QueryFacts, QueryTable } from '../../src/core/query-facts.ts';

/** A small catalogue that tests change in the one place that they are about. */

export const attack: AttackFacts = {
  version: '18.1',
  tactics: ['InitialAccess', 'Persistence', 'PrivilegeEscalation', 'Impact', 'InhibitResponseFunction'],
  techniques: new Map([
    ['T1078', { tactics: ['InitialAccess', 'Persistence', 'PrivilegeEscalation'], retired: false }],
    ['T1078.004', { tactics: ['InitialAccess', 'Persistence', 'PrivilegeEscalation'], retired: false }],
    ['T1098', { tactics: ['Persistence', 'PrivilegeEscalation'], retired: false }],
    ['T1098.001', { tactics: ['Persistence', 'PrivilegeEscalation'], retired: false }],
    ['T1098.003', { tactics: ['Persistence', 'PrivilegeEscalation'], retired: false }],
    ['T1485', { tactics: ['Impact'], retired: false }],
    ['T1492', { tactics: ['Impact'], retired: true }],
    ['T0800', { tactics: ['InhibitResponseFunction'], retired: false }],
  ]),
  names: new Map([
    ['T1078', 'Valid Accounts'],
    ['T1078.004', 'Cloud Accounts'],
    ['T1098', 'Account Manipulation'],
  ]),
};

const nowhere = { start: 0, end: 0 };

export const tableRead = (name: string, columns: readonly string[] = []): QueryTable => ({
  name,
  span: nowhere,
  known: true,
  columns,
});

export const facts = (change: Partial<QueryFacts> = {}): QueryFacts => ({
  diagnostics: [],
  result: undefined,
  tables: [tableRead('SigninLogs', ['TimeGenerated', 'UserPrincipalName'])],
  functions: [],
  watchlists: [],
  reaches: [],
  patterns: [],
  lookBacks: [],
  timespans: [],
  ...change,
});

const text = 'SigninLogs\n| where UserPrincipalName has "admin"';

export const rule = (change: Partial<CatalogueRule> = {}): CatalogueRule => ({
  type: 'analytics-rule',
  detects: true,
  stage: 'production',
  exceptions: [],
  owner: undefined,
  runbook: undefined,
  reviewed: undefined,
  id: '0b7f4c1e-6a55-4a0e-9a51-3f2d7c1b0a01',
  path: 'analytics-rules/sample.yaml',
  kind: 'Scheduled',
  name: 'A sample rule',
  description: 'What it finds.\n\nResponse: what to do.',
  severity: 'High',
  enabled: true,
  offIn: [],
  tactics: ['Persistence'],
  techniques: ['T1098.003'],
  connectors: [{ id: 'AzureActiveDirectory', dataTypes: ['SigninLogs'] }],
  tags: ['identity'],
  status: undefined,
  version: '1.2.0',
  author: undefined,
  origin: undefined,
  sigma: undefined,
  schedule: { kind: 'scheduled', every: 3_600_000, lookBack: 7_200_000, operator: 'GreaterThan', threshold: 0 },
  names: [],
  query: {
    text,
    tokens: [
      { kind: 'table', span: { start: 0, end: 10 } },
      { kind: 'keyword', span: { start: 13, end: 18 } },
      { kind: 'string', span: { start: text.indexOf('"'), end: text.length } },
    ],
    facts: facts(),
  },
  entities: [{ type: 'Account', fields: [{ identifier: 'FullName', column: 'UserPrincipalName' }] }],
  entityColumns: [],
  customDetails: [['Who', 'UserPrincipalName']],
  alert: {
    title: 'Sign-in of {{UserPrincipalName}}',
    description: undefined,
    severityColumn: undefined,
    tacticsColumn: undefined,
    properties: [],
  },
  handling: ['Each alert makes an incident of its own.'],
  tests: {
    path: 'analytics-rules/sample.test.yaml',
    cases: [{ name: 'an administrator signs in', status: 'passed' }],
    mutants: { caught: 3, all: 4 },
  },
  history: {
    revisions: [
      {
        commit: 'a'.repeat(40),
        date: '2026-03-02',
        subject: 'Look at administrators only',
        version: '1.2.0',
        query: [
          { kind: 'same', text: 'SigninLogs' },
          { kind: 'added', text: '| where UserPrincipalName has "admin"' },
        ],
      },
      { commit: 'b'.repeat(40), date: '2026-03-01', subject: 'First', version: '1.0.0', query: undefined },
    ],
    older: 0,
    isCut: false,
  },
  yaml: 'id: 0b7f4c1e-6a55-4a0e-9a51-3f2d7c1b0a01\n',
  template: '{}\n',
  workspaces: ['prod'],
  placements: new Map([
    ['prod', { state: 'on', stage: 'production', changed: [] }],
    ['test', { state: 'not-taken', stage: 'production', changed: [] }],
  ]),
  ...change,
});

export const model = (rules: readonly CatalogueRule[], change: Partial<PagesModel> = {}): PagesModel => ({
  title: 'Contoso detections',
  rules,
  attack,
  workspaces: ['prod', 'test'],
  groups: new Map(),
  baseUrl: undefined,
  portals: [{ name: 'Azure', url: 'https://portal.azure.com' }],
  metrics: {
    days: 90,
    asked: [],
    groups: figureGroups(
      rules.map((rule) => ({
        ...rule,
        tests: rule.tests && { pass: true, mutants: rule.tests.mutants },
        leads: [{ workspace: 'prod', hours: 30 }],
      })),
      [],
    ),
    unread: ['No workspace was asked (`-w`).', 'One ` alone is one.'],
  },
  ...change,
});

export const assets: SiteAssets = new Map([
  ['site.css', '/* style */'],
  ...['theme.js', 'site.js', 'search.js', 'index.js'].map((name) => [name, '// script'] as const),
]);
