import type { Change, Outcome, Plan, Refusal, Verdict } from '../../src/core/engine/change.ts';
import type { Diagnostic } from '../../src/core/diagnostic.ts';
import type { Report, ReportContext } from '../../src/core/report.ts';

/** A context without colour and files. */
export const plain: ReportContext = { colour: false, columns: 100, source: () => undefined };

const ids = (index: number): string => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;

export const diagnostic = (parts: Partial<Diagnostic> = {}): Diagnostic => ({
  code: 'rule/period-shorter-than-frequency',
  severity: 'error',
  message: 'queryPeriod 30m is shorter than queryFrequency 1h.',
  hint: 'Set queryPeriod to 1h or more.',
  path: 'analytics-rules/a.yaml',
  range: { start: { line: 3, column: 5 }, end: { line: 3, column: 8 } },
  ...parts,
});

export const change = (index: number, parts: Partial<Change> = {}): Change => ({
  action: 'update',
  type: 'analytics-rule',
  id: ids(index),
  displayName: `Rule ${index}`,
  path: `analytics-rules/rule-${index}.yaml`,
  reason: 'changed in git',
  fields: [{ at: '/properties/severity', before: 'Low', after: 'High' }],
  losses: [],
  warnings: [],
  writes: [],
  ...parts,
});

export const planOf = (changes: readonly Change[], refusals: readonly Refusal[] = []): Plan => ({
  workspace: 'prod',
  target: { subscriptionId: ids(0), resourceGroup: 'rg', workspaceName: 'law', cloud: 'public' },
  changes,
  refusals,
  summary: { create: 0, update: changes.length, delete: 0, unchanged: 7, unmanaged: 1 },
  quotas: [
    { type: 'analytics-rule', name: 'scheduled', label: 'enabled', count: 498, limit: 512 },
    { type: 'analytics-rule', name: 'nrt', label: 'NRT', count: 47, limit: 50 },
  ],
  notes: [],
});

export const verdict = (index: number, parts: Partial<Verdict> = {}): Verdict => ({
  state: 'theirs',
  type: 'analytics-rule',
  id: ids(index),
  displayName: `Rule ${index}`,
  path: `analytics-rules/rule-${index}.yaml`,
  fields: [{ at: '/properties/severity', before: 'Low', after: 'High', side: 'theirs', cosmetic: false }],
  unknownProperties: [],
  ...parts,
});

const base = { version: '1.2.3', files: 2, diagnostics: [] } as const;

export const validated = (diagnostics: readonly Diagnostic[]): Report => ({
  ...base,
  command: 'validate',
  diagnostics,
  paths: ['analytics-rules/a.yaml', 'analytics-rules/b.yaml'],
});
export const planned = (plan: Plan): Report => ({ ...base, command: 'plan', workspace: plan.workspace, plan });
export const deployed = (plan: Plan, outcomes: readonly Outcome[]): Report => ({
  ...base,
  command: 'deploy',
  workspace: plan.workspace,
  plan,
  outcomes,
});
export const drifted = (verdicts: readonly Verdict[]): Report => ({
  ...base,
  command: 'drift',
  workspace: 'prod',
  verdicts,
});

const place = { start: { line: 3, column: 5 }, end: { line: 3, column: 8 } };

/** A run of tests in which a rule has no test, and another one has a case that misses a change. */
export const lacking = (parts: { readonly rule: string; readonly path: string; readonly text: string }): Report => ({
  ...base,
  command: 'test',
  tests: {
    rules: 1,
    cases: [],
    accepted: [],
    untested: [{ rule: parts.rule, path: parts.path, lacks: [parts.text] }],
    mutants: [
      {
        rule: parts.rule,
        path: parts.path,
        caught: 1,
        all: 2,
        survivors: [{ change: parts.text, range: place }],
      },
    ],
  },
});

/** A comparison in which a rule loses something, and says the rest otherwise. */
export const losing = (parts: { readonly rule: string; readonly path: string; readonly text: string }): Report => ({
  ...base,
  command: 'compare',
  compared: [
    {
      rule: parts.rule,
      path: parts.path,
      cases: 1,
      generated: 4,
      changes: [
        { kind: 'renamed', words: parts.text },
        { kind: 'lost', words: parts.text },
      ],
    },
  ],
});

/** One report of each command in which every text that can come from a rule or from the service is the given one. */
export const reportsSaying = (text: string): readonly Report[] => {
  const one = change(1, {
    id: text,
    displayName: text,
    path: text,
    reason: text,
    warnings: [text],
    losses: [{ loss: 'severity-lowered', message: text, approvedBy: text }],
    fields: [
      { at: '/properties/query', before: `same\n${text}\nold`, after: `same\n${text}\nnew` },
      { at: '/properties/displayName', before: text, after: `${text}!` },
      { at: `/properties/customDetails/${text}`, before: undefined, after: text },
    ],
  });
  const refusals: Refusal[] = [
    { scope: 'rule', code: 'drifted', message: text, hint: text, id: text, displayName: text },
    { scope: 'run', code: 'fuse', message: text },
  ];
  const plan: Plan = { ...planOf([one, change(2, { action: 'create', displayName: text })], refusals), notes: [text] };
  const found = diagnostic({ message: text, hint: text, path: text, related: [{ message: text, path: text }] });
  return [
    { ...validated([found, diagnostic({ message: text, severity: 'warning' })]), paths: [text] },
    planned(plan),
    deployed(plan, [
      { type: text, id: text, displayName: text, action: 'update', status: 'failed', reason: text },
      { type: text, id: text, displayName: text, action: 'create', status: 'written' },
    ]),
    drifted([
      verdict(1, {
        id: text,
        displayName: text,
        path: text,
        autoDisabled: text,
        fields: [{ at: `/properties/${text}`, before: text, after: text, side: 'theirs', cosmetic: false }],
        lastChange: { who: text, at: text },
        writtenBySeveral: [{ who: text, at: text }],
        overwritten: [{ who: text, at: text, fields: [{ at: `/properties/${text}`, before: text, after: text }] }],
      }),
      verdict(2, { displayName: text, state: 'unmanaged' }),
    ]),
    lacking({ rule: text, path: text, text }),
    losing({ rule: text, path: text, text }),
  ];
};
