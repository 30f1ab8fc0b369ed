import type { Change, ChangeAction, OutcomeStatus, Verdict } from '../../../src/core/engine/change.ts';
import type { OverrideEntry } from '../../../src/core/engine/override-log.ts';
import type { Report } from '../../../src/core/report.ts';
import { change, deployed, diagnostic, drifted, planned, planOf, validated, verdict } from '../reports.ts';

/** Texts of the files that findings name. */
export const files: Readonly<Record<string, string>> = {
  'analytics-rules/a.yaml': 'id: 1\nname: A\n\tquery: "sign-in | where x"\nenabled: true\n',
  'analytics-rules/long.yaml': `name: ${'long '.repeat(40)}end\n`,
};

const at = (line: number, from: number, to: number, end = line) => ({
  start: { line, column: from },
  end: { line: end, column: to },
});

const findings = [
  diagnostic(),
  diagnostic({
    severity: 'warning',
    code: 'rule/no-description',
    message: 'There is no `description`.',
    fix: [{ span: { start: 6, end: 7 }, text: '2' }],
    related: [
      { message: 'The other one.', path: 'analytics-rules/b.yaml', range: at(7, 1, 9) },
      { message: 'Somewhere.', path: 'analytics-rules/c.yaml' },
    ],
  }),
  ...[2, 4].map((line) =>
    diagnostic({ severity: 'warning', code: 'rule/no-description', message: 'Again.', range: at(line, 1, 5) }),
  ),
  diagnostic({ severity: 'note', path: 'analytics-rules/long.yaml', range: at(1, 150, 154), message: 'Far right.' }),
  diagnostic({ severity: 'note', path: 'analytics-rules/long.yaml', range: at(1, 7, 11), message: 'Far left.' }),
  diagnostic({ path: 'analytics-rules/a.yaml', range: at(2, 1, 3, 4), message: 'Over three lines.' }),
  diagnostic({ path: 'b c/ü.yaml', message: 'Nobody knows where.' }),
].map((each) => {
  if (!/Again|Nobody/.test(each.message)) return each;
  const { hint: _hint, ...rest } = each;
  if (!each.message.startsWith('Nobody')) return rest;
  const { range: _range, ...nowhere } = rest;
  return nowhere;
});

/** Findings of each severity, with and without a place, a hint, a repair and what is related. */
export const manyFindings: Report = {
  ...validated(findings),
  paths: ['analytics-rules/a.yaml', 'fine.yaml'],
  files: 5,
};

/** More findings of a code in a file than any format says one by one. */
export const repeatedFindings: Report = validated(
  Array.from({ length: 23 }, (_, line) =>
    diagnostic({ severity: 'warning', range: at(line + 1, 1, 2), message: `The ${line + 1}th.` }),
  ),
);

const query = 'SigninLogs\n| where ResultType == 0\n| where A\n| where B\n| where C\n| project Account\n';
const actions: readonly ChangeAction[] = ['create', 'update', 'delete', 'disable', 'adopt', 'refresh'];

const changes: readonly Change[] = actions.map((action, index) => {
  const { path, ...rest } = change(index, { action, reason: `why it is to ${action}` });
  return action === 'delete' || path === undefined ? rest : { ...rest, path };
});

const [created, updated, deleted, ...others] = changes;

const allChanges: readonly Change[] = [
  ...(created === undefined ? [] : [{ ...created, warnings: ['It is new.'] }]),
  ...(updated === undefined
    ? []
    : [
        {
          ...updated,
          fields: [
            { at: '/properties/query', before: query, after: query.replace('== 0', '!= 0').concat('| take 5\n') },
            { at: '/properties/severity', before: 'High', after: 'Low' },
            { at: '/properties/description', before: undefined, after: 'What it finds' },
            { at: '/properties/customDetails/Who', before: 'Account', after: undefined },
            { at: '/properties/tactics', before: ['Impact'], after: ['Impact', 'Persistence'] },
            { at: '/properties/enabled', before: null, after: true },
          ],
          losses: [
            { loss: 'severity-lowered', message: 'High becomes Low' },
            { loss: 'entity-lost', message: 'Account is lost', approvedBy: 'pull request 12' },
          ],
          warnings: ['It is named by the automation rule `Close`.'],
        },
      ]),
  ...(deleted === undefined ? [] : [{ ...deleted, losses: [{ loss: 'rule-deleted', message: 'it is deleted' }] }]),
  ...others,
];

const itsWarnings = Array.from({ length: 7 }, (_, line) =>
  diagnostic({
    severity: 'warning',
    path: 'analytics-rules/rule-1.yaml',
    range: at(line + 1, 1, 2),
    message: `Line ${line + 1} is odd.`,
  }),
);

const refusals = [
  {
    scope: 'rule',
    code: 'drifted',
    message: 'changed by others',
    hint: 'Pull first.',
    id: 'r-1',
    type: 'analytics-rule',
  },
  { scope: 'rule', code: 'drifted', message: 'changed too', displayName: 'Named', id: 'r-2', type: 'analytics-rule' },
] as const;

const owners = [
  { owner: '@contoso/soc', names: ['One', 'Two', 'Three', 'Four', 'Five', 'Six'] },
  { owner: 'no mention', names: ['Seven'] },
];

/** A plan with a change of every action, losses, warnings, findings and refusals of single rules. */
export const plannedChanges: Report = {
  ...planned({
    ...planOf(allChanges, refusals),
    summary: { create: 1, update: 3, delete: 2, unchanged: 7, unmanaged: 1 },
    notes: ['The list was read `twice`.'],
  }),
  diagnostics: [...itsWarnings, diagnostic({ path: 'analytics-rules/broken.yaml' })],
  owners,
  verdicts: [verdict(1)],
};

/** A plan of which nothing may be written. */
export const refusedPlan: Report = planned(
  planOf(
    [],
    [
      ...refusals.slice(0, 1),
      { scope: 'run', code: 'fuse', message: 'more than a tenth would be deleted', hint: 'Say --allow-deletes 5.' },
    ],
  ),
);

export const emptyPlan: Report = { ...planned(planOf([])), verdicts: [verdict(1)] };

/** Names as long as a terminal or a page shows them, and longer by one, some of which are cut alike. */
export const longNames: Report = planned(
  planOf(
    [47, 48, 49, 99, 100, 101, 101].map((length, index) =>
      change(index, { displayName: `${index % 2 === 0 ? 'a' : 'b'}${'n'.repeat(length - 2)}${index}`, fields: [] }),
    ),
  ),
);

const statuses: readonly OutcomeStatus[] = [
  'written',
  'unchanged',
  'skipped',
  'refused',
  'failed',
  'unknown',
  'not-attempted',
];

/** A deployment in which something ended in each way. */
export const everyOutcome: Report = deployed(
  planOf(changes),
  statuses.map((status, index) => ({
    type: 'analytics-rule',
    id: change(index).id,
    displayName: `Rule ${index}`,
    action: actions[index % actions.length] ?? 'update',
    status,
    ...(index < 2 ? {} : { reason: `because of ${status}` }),
    ...(status === 'failed' ? { hint: 'Look at `it`.', failure: 'throttled' } : {}),
  })),
);

/** A deployment that stopped before its first write, and left a rule alone. */
export const neverBegan: Report = deployed(planOf(changes), [
  ...[1, 2].map((index) => ({
    type: 'analytics-rule',
    id: change(index).id,
    displayName: `Rule ${index}`,
    action: 'update' as const,
    status: 'not-attempted' as const,
    reason: 'the token ended',
  })),
  { type: 'analytics-rule', id: 'x', displayName: 'Left', action: 'update', status: 'refused', reason: 'drifted' },
]);

const entry: OverrideEntry = {
  by: 'ana@contoso.com',
  at: '2026-11-01T10:00:00.000Z',
  until: '2026-12-01T10:00:00.000Z',
  reason: 'too loud',
  ticket: 'INC-7',
};
const ended = { ...entry, ended: { by: 'bob@contoso.com', at: '2026-11-02T10:00:00.000Z' } };
const quiet = { state: 'in-sync', fields: [] } as const;

const judged: readonly Partial<Verdict>[] = [
  {
    fields: [
      { at: '/properties/query', before: query, after: query.replace('A', 'Z'), side: 'theirs', cosmetic: false },
      { at: '/properties/severity', before: 'Low', after: undefined, side: 'conflict', cosmetic: false },
      { at: '/properties/enabled', before: true, after: false, side: 'theirs', cosmetic: false, said: 'what it had' },
      { at: '/properties/displayName', before: 'a', after: 'A', side: 'theirs', cosmetic: true },
      { at: '/properties/tactics', before: [], after: ['Impact'], side: 'converged', cosmetic: false },
    ],
    lastChange: { who: 'ana@contoso.com', at: '2026-11-03T10:00:00.123Z' },
    overwritten: [
      {
        who: 'bob',
        at: '2026-11-03T09:00:00Z',
        fields: [{ at: '/properties/severity', before: 'High', after: 'Low' }],
      },
    ],
    rowsLeft: 1,
  },
  { state: 'conflict', rowsLeft: 3, lastChange: { at: '2026-11-03T10:00:00Z' } },
  { state: 'both', switchedOff: true, lastChange: { who: 'bob', at: '2026-11-03T10:00:00Z' } },
  { state: 'missing', fields: [] },
  { state: 'ours' },
  { state: 'new', fields: [] },
  { state: 'gone', fields: [] },
  { state: 'unowned', lastChange: { who: 'bob' } },
  { state: 'unmanaged', fields: [] },
  { state: 'unclear', fields: [] },
  { state: 'foreign', owner: 'Fabrikam', fields: [] },
  { state: 'provenance', owner: 'Content Hub', fields: [] },
  { state: 'orphan', fields: [] },
  { state: 'cosmetic', fields: [] },
  { state: 'identical', fields: [] },
  quiet,
  { ...quiet, autoDisabled: 'The query failed 5 times.' },
  { ...quiet, writtenBySeveral: [{ who: 'ana', at: '2026-11-03T10:00:00Z' }, { at: '2026-11-03T10:00:01Z' }] },
  { accepted: [{ until: '2027-01-01', reason: 'agreed' }] },
  { ...quiet, override: { standing: 'in-force', project: 'Contoso', log: [entry] } },
  { ...quiet, override: { standing: 'in-force', project: 'Contoso', log: [entry], pending: true } },
  { ...quiet, override: { standing: 'over', project: 'Contoso', log: [ended], pending: true } },
  { override: { standing: 'owner', project: 'Fabrikam', log: [entry] } },
  { override: { standing: 'foreign', project: 'Fabrikam', log: [entry] } },
  { override: { standing: 'unreadable', project: 'Fabrikam' } },
  { override: { standing: 'settled', project: 'Contoso', log: [ended] } },
];

/** Drift with a rule in each state, and each thing that is said of one. */
export const everyDrift: Report = {
  ...drifted(
    judged.map((parts, index) => {
      const { path, ...rest } = verdict(index, parts);
      return parts.state === 'unmanaged' || path === undefined ? rest : { ...rest, path };
    }),
  ),
  notes: ['SentinelAudit was `not` asked.'],
  owners,
};

export const noDrift: Report = drifted([verdict(1, quiet)]);
