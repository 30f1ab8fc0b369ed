import { figureGroups } from '../../../src/core/metrics/figures.ts';
import type { Fleet, Placed, Placement } from '../../../src/core/fleet/placement.ts';
import type { Listing, Report } from '../../../src/core/report.ts';
import { transfer, type TransferAction } from '../../../src/core/transfer.ts';
import { historyListing } from '../../../src/report/history.ts';
import { metricsListing } from '../../../src/report/metrics.ts';
import { placementsText } from '../../../src/report/placements.ts';
import { tuningListing } from '../../../src/report/tuning.ts';
import { workspacesListing } from '../../../src/report/workspaces.ts';
import { diagnostic } from '../reports.ts';

const base = { version: '1.2.3', files: 0, diagnostics: [], workspace: 'prod' } as const;
const range = { start: { line: 3, column: 5 }, end: { line: 3, column: 8 } };

const transferActions: readonly TransferAction[] = [
  'created',
  'updated',
  'unchanged',
  'conflict',
  'incomplete',
  'refused',
  'left',
  'found',
];

export const everyTransfer: Report = {
  ...base,
  command: 'pull',
  notes: ['`soc` means two rules.'],
  diagnostics: [diagnostic({ path: 'analytics-rules/in-the-way.yaml' })],
  transfers: [
    ...transferActions.map((action, index) =>
      transfer({
        action,
        id: `id-${index}`,
        name: index === 5 ? '' : `Rule ${index}`,
        ...(index % 2 === 0 ? { path: `analytics-rules/rule-${index}.yaml` } : {}),
        ...(action === 'updated' ? { fields: ['severity', 'query'] } : {}),
        ...(action === 'conflict'
          ? {
              conflicts: [
                { field: 'severity', theirs: 'Low', ours: 'High', line: 4 },
                { field: 'tactics', theirs: undefined, ours: ['Impact'] },
              ],
            }
          : {}),
        ...(index > 4 ? { notes: [`Note of ${action}.`, 'And one more.'] } : {}),
      }),
    ),
    transfer({ action: 'unchanged', id: 'linked', name: 'Linked', notes: ['It was linked.'] }),
  ],
};

export const nothingImported: Report = {
  version: '1.2.3',
  files: 0,
  diagnostics: [],
  command: 'import',
  transfers: [],
};

const kinds = ['silent', 'failed-runs', 'not-running', 'failing', 'auto-disabled'] as const;

export const everyHealth: Report = {
  ...base,
  command: 'health',
  health: {
    workspace: 'prod',
    days: 14,
    findings: kinds.map((kind, index) => ({ kind, id: `id-${index}`, name: `Rule ${index}`, message: `is ${kind}` })),
    rules: 5,
    disabled: 1,
    notes: ['SentinelHealth is not there.'],
  },
};

export const goodHealth: Report = {
  ...base,
  command: 'health',
  health: { workspace: 'prod', days: 1, findings: [], rules: 1, disabled: 0, notes: [] },
};

const entities = Array.from({ length: 12 }, (_, index) => ({ label: `Account a${index}`, alerts: 12 - index }));
const side = {
  alertsPerDay: 5.26,
  alerts: 10,
  incidents: 1,
  days: [
    { day: '2026-11-20', alerts: 3 },
    { day: '2026-11-21', alerts: 7 },
  ],
  entities,
};

export const loudBacktest: Report = {
  ...base,
  command: 'backtest',
  backtest: {
    rule: 'Loud',
    path: 'analytics-rules/loud.yaml',
    workspace: 'prod',
    span: 2,
    runs: { made: 24, all: 48 },
    now: side,
    before: { ...side, ref: 'main', alertsPerDay: 2, alerts: 1, days: [{ day: '2026-11-20', alerts: 0 }] },
    fresh: entities,
    gone: entities.slice(0, 1),
    limit: 5,
    notes: ['Half of the runs were made.'],
  },
};

export const quietBacktest: Report = {
  ...base,
  command: 'backtest',
  backtest: {
    rule: 'Quiet',
    path: 'analytics-rules/quiet.yaml',
    workspace: 'prod',
    span: 1,
    runs: { made: 1, all: 1 },
    now: { ...side, alertsPerDay: 5 },
    fresh: entities.slice(0, 10),
    gone: [],
    limit: 5,
    notes: [],
  },
};

export const examined: Report = {
  ...base,
  command: 'doctor',
  checks: [
    { name: 'credential', status: 'ok', found: 'Azure accepts it' },
    { name: 'role', status: 'warning', found: 'Reader', advice: 'Assign it:\n\naz role assignment create' },
    { name: 'onboarding', status: 'failed', found: 'prod does not have Sentinel', advice: 'Add it.' },
    { name: 'workbooks', status: 'unknown', found: 'nobody may ask' },
  ],
};

const row = {
  type: 'analytics-rule',
  fields: [],
  kept: [],
  owned: false,
  files: [],
  decision: undefined,
  isWork: false,
};

export const onboarded: Report = {
  ...base,
  command: 'onboard',
  notes: ['Both sides were read.'],
  rows: [
    { ...row, state: 'equal', displayName: 'Alike', id: '1', files: ['a.yaml'], decision: 'git', owned: true },
    {
      ...row,
      state: 'equal',
      displayName: 'To do',
      id: '2',
      fileId: '2',
      files: ['b.yaml'],
      decision: 'git',
      isWork: true,
    },
    {
      ...row,
      state: 'equal, other id',
      displayName: 'Other',
      id: '3',
      fileId: '4',
      files: ['c.yaml'],
      decision: 'git',
    },
    {
      ...row,
      state: 'differing',
      displayName: 'Apart',
      id: '5',
      fileId: '5',
      files: ['d.yaml'],
      fields: ['severity', 'query'],
    },
    {
      ...row,
      state: 'id changed',
      displayName: 'Moved',
      id: 'A',
      fileId: 'a',
      files: ['e.yaml'],
      decision: 'workspace',
    },
    {
      ...row,
      state: 'ambiguous',
      displayName: 'Which',
      id: '7',
      files: ['f.yaml', 'g.yaml'],
      note: 'Two files may be it.',
    },
    { ...row, state: 'live only', displayName: 'Theirs', id: '8', owner: 'Content Hub', decision: 'leave' },
    { ...row, state: 'file only', displayName: 'Ours', fileId: '9', files: ['h.yaml'], decision: 'leave' },
    { ...row, state: 'file only', displayName: 'No id', files: ['i.yaml'], decision: 'leave' },
  ],
  outcomes: [{ type: 'analytics-rule', id: '2', displayName: 'To do', action: 'adopt', status: 'written' }],
};

const excluded = (standing: 'holds' | 'ends' | 'ended', more: object = {}) => ({
  path: 'analytics-rules/a.yaml',
  range,
  of: `Rule that ${standing}`,
  where: { 'Account.Name': 'scanner', 'IP.Address': ['10.0.0.1'] },
  until: '2026-12-01',
  reason: 'a scanner',
  standing,
  ...more,
});
const exclusions = [
  excluded('holds'),
  excluded('ends', { layer: 'prod', owner: 'soc' }),
  excluded('ended', { ruleOwner: 'soc' }),
];

export const exclusionsListed: Report = {
  ...base,
  command: 'exclusions',
  exclusions: { shown: exclusions, are: 'listed' },
};
export const exclusionsRemoved: Report = {
  ...base,
  command: 'exclusions',
  exclusions: { shown: exclusions, are: 'removed' },
};

const hash = 'c'.repeat(64);
const record = {
  at: '2026-11-01T10:00:00.000Z',
  project: 'Contoso',
  workspace: 'prod',
  identity: 'ana',
  picket: '1.2.3',
  plan: 'p',
  outcome: 'o',
  changes: [],
  sequence: 1,
  hash,
  previous: '0'.repeat(64),
};
const log = { place: 'the folder log', records: [record], head: { sequence: 1, hash }, faults: [] };

export const logs: readonly Report[] = [
  { ...base, command: 'audit', log },
  { ...base, command: 'audit', log: { ...log, records: [], head: undefined } },
  { ...base, command: 'audit', log: { ...log, faults: [{ sequence: 1, message: 'Record 1 is changed.' }] } },
];

const layouts = [
  { path: 'a.yaml', state: 'formatted', left: ['Line 3 is a flow.'] },
  { path: 'b.yaml', state: 'unchanged', left: [] },
  { path: 'c.yaml', state: 'unreadable', left: ['It is no YAML.'] },
] as const;

export const laidOut: Report = { ...base, command: 'fmt', layouts: { files: layouts, mode: 'write' } };
export const toLayOut: Report = { ...base, command: 'fmt', layouts: { files: layouts, mode: 'check' } };
export const allLaidOut: Report = { ...base, command: 'fmt', layouts: { files: layouts.slice(1, 2), mode: 'check' } };

const listed = (command: Report['command'], listing: Listing): Report => ({ ...base, command, listing });

const proposals = [
  { where: { 'Account.Name': 'scanner' }, removed: 4, harmed: 0, incidents: [1, 2, 3, 4, 5] },
  { where: { 'IP.Address': '10.0.0.1' }, removed: 1, harmed: 1, incidents: [7] },
  { where: { 'Host.Name': 'h' }, removed: 2, harmed: 0, incidents: [] },
];
const tuning = {
  id: 'r1',
  name: 'Loud',
  path: 'a.yaml',
  workspace: 'prod',
  days: 30,
  alerts: { benign: 5, true: 1, open: 2, excluded: 3 },
  proposals,
};
const taken = { path: 'a.yaml', proposals: proposals.slice(0, 1) };
const url = 'https://contoso.example/pulls/1';

export const tunings: readonly Report[] = [
  tuningListing(tuning),
  tuningListing({ ...tuning, alerts: { ...tuning.alerts, excluded: 0 }, proposals: [] }),
  tuningListing(tuning, taken),
  tuningListing(tuning, { ...taken, pullRequest: { state: 'opened', url } }),
  tuningListing(tuning, { ...taken, pullRequest: { state: 'unchanged', url: '' } }),
].map((listing) => listed('tune', listing));

const told = { id: 'r1', name: 'Loud', path: undefined, workspace: 'prod', events: [], gaps: [] };
const at = '2026-11-01T10:00:00.123Z';

export const histories: readonly Report[] = [
  historyListing(told),
  historyListing({
    ...told,
    path: 'a.yaml',
    gaps: ['The activity log was not read.'],
    events: [
      ...(['commit', 'deployed', 'workspace', 'service', 'off', 'on', 'exception', 'record'] as const).map((kind) => ({
        at,
        kind,
        what: `something of ${kind}`,
      })),
      {
        at,
        kind: 'commit',
        who: 'ana',
        what: 'severity',
        commit: 'a'.repeat(40),
        pullRequest: 7,
        approvers: ['bob', 'cy'],
      },
      { at, kind: 'commit', who: 'ana', what: 'query', commit: 'b'.repeat(40), approvers: [] },
    ],
  }),
].map((listing) => listed('history', listing));

const subscriptionId = '00000000-0000-4000-8000-000000000001';
const place = { subscriptionId, resourceGroup: 'rg', cloud: 'public', ownership: 'markers' } as const;

export const workspaces: Report = listed(
  'workspaces',
  workspacesListing([
    { ...place, name: 'prod', workspaceName: 'law-prod', groups: ['eu'] },
    { ...place, name: 'dev', workspaceName: 'law', emulator: { url: 'http://127.0.0.1:1' } },
  ]),
);

export const metrics: Report = listed(
  'metrics',
  metricsListing({
    days: 30,
    asked: ['prod'],
    groups: figureGroups(
      [
        {
          type: 'analytics-rule',
          id: 'r1',
          owner: 'soc',
          severity: 'High',
          tactics: ['Impact'],
          stage: 'production',
          enabled: true,
          workspaces: ['prod', 'dev'],
          offIn: ['dev'],
          tests: { pass: true, mutants: { caught: 3, all: 4 } },
          exceptions: [],
          leads: [{ workspace: 'prod', hours: 30 }],
        },
        {
          type: 'analytics-rule',
          id: 'r2',
          owner: undefined,
          severity: 'Low',
          tactics: [],
          stage: 'experimental',
          enabled: false,
          workspaces: [],
          offIn: [],
          tests: undefined,
          exceptions: [],
          leads: [],
        },
      ],
      [],
    ),
    unread: ['`dev` was not asked.'],
  }),
);

const names = Array.from({ length: 12 }, (_, index) => `w${index}`);
const placed = (id: string, placementOf: (index: number) => Placement): Placed => ({
  type: 'analytics-rule',
  id,
  name: `Rule ${id}`,
  path: `${id}.yaml`,
  stage: 'production',
  placements: new Map(names.map((name, index) => [name, placementOf(index)])),
});
const on: Placement = { state: 'on', stage: 'production', changed: [] };
const off: Placement = {
  state: 'off',
  stage: 'test',
  changed: ['query'],
  reason: 'loud',
  until: '2027-01-01',
  owner: 'soc',
};
const apart = placed('apart', (index) => {
  if (index < 9) return { ...on, changed: index < 1 ? [] : [`key${index}`] };
  return index === 9
    ? off
    : { state: index === 10 ? 'opted-out' : 'not-taken', stage: 'production', changed: [], reason: 'no' };
});
const items: readonly Placed[] = [
  apart,
  placed('each', (index) => ({ ...on, state: index % 2 === 0 ? 'on' : 'not-deployed' })),
  placed('all', () => on),
  placed('none', () => ({ ...on, state: 'not-taken' })),
];
const fleet: Fleet = { workspaces: names, groups: new Map([['first', names.slice(0, 4)]]) };
const plain = { colour: false, columns: 200 };

/** Thirty workspaces, of which no two have the same of five items. */
const many = Array.from({ length: 30 }, (_, index) => `many-${index}`);
const bits = Array.from({ length: 5 }, (_, bit): Placed => {
  const stateOf = (index: number): Placement => ({ ...on, state: (index >> bit) % 2 === 0 ? 'on' : 'off' });
  return { ...apart, name: `bit ${bit}`, placements: new Map(many.map((name, index) => [name, stateOf(index)])) };
});

/** Who runs what: of several items, of one, and where all is alike. */
export const placements: readonly string[] = [
  placementsText(items, fleet, plain),
  placementsText(items, fleet, { ...plain, columns: 60 }),
  placementsText([apart], fleet, plain),
  placementsText(items.slice(2), fleet, plain),
  placementsText(bits, { workspaces: many, groups: new Map() }, plain),
  placementsText(bits.slice(0, 1), { workspaces: many, groups: new Map() }, plain),
  placementsText([], fleet, plain),
];
