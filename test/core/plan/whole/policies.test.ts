import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import type { Plan, PlannedWrite } from '../../../../src/core/engine/change.ts';
import { compare, type CompareInput } from '../../../../src/core/engine/compare.ts';
import { typeTable, type ManagedType } from '../../../../src/core/engine/managed-type.ts';
import { recordOf } from '../../../../src/core/engine/marker.ts';
import { rowsFor, withRows } from '../../../../src/core/engine/rows.ts';
import { objectOf, textOf, type JsonObject } from '../../../../src/core/json.ts';
import { planJson } from '../../../../src/core/plan/plan-json.ts';
import type { PlanOptions } from '../../../../src/core/plan/plan-options.ts';
import { plan, refusedPrune } from '../../../../src/core/plan/plan.ts';
import {
  openQuestions,
  preflight,
  questionsOf,
  requiredActions,
  type PreflightFacts,
} from '../../../../src/core/plan/preflight.ts';
import { readSavedPlan, savedPlanText } from '../../../../src/core/plan/saved-plan.ts';
import type { Resource } from '../../../../src/core/resource.ts';
import {
  body,
  canonical,
  compareInput,
  desired,
  idOf,
  live,
  marker,
  now,
  planOptions,
  project,
  ruleType,
} from '../../rules.ts';
import { updateExpected } from '../../../expected.ts';

const { enabled: _, ...unswitched } = canonical;

/** A type that needs a part of the workspace and has something that not every api-version carries. */
const rule: ManagedType = {
  ...ruleType,
  resource: {
    ...ruleType.resource,
    features: [
      { what: 'sub-techniques', at: ['properties', 'subTechniques'], preview: '2023-12-01-preview' },
      { what: 'kinds', at: ['kind'], values: ['NRT'], preview: '2024-01-01-preview', stable: '2025-07-01' },
    ],
  },
  requires: ({ properties }) => {
    const app = textOf(objectOf(properties)['description']);
    return app === undefined
      ? []
      : [{ path: `/apps/${app}`, apiVersion: '1', words: `the app ${app}`, wayOut: 'Make it.' }];
  },
};

/** A type with rows beside each. */
const list: ManagedType = {
  ...ruleType,
  name: 'list',
  words: { one: 'list', many: 'lists' },
  resource: {
    words: 'lists',
    collection: 'watchlists',
    provider: 'Microsoft.SecurityInsights',
    apiVersion: '2024-01-01',
    etag: 'header',
    created: 201,
    marker: { kind: 'Watchlist', prefix: 'watchlist' },
  },
  queries: [],
  canonical: unswitched,
  risk: {},
  contents: {
    kind: {
      words: 'rows',
      collection: 'watchlistItems',
      provider: 'Microsoft.SecurityInsights',
      apiVersion: '2024-01-01',
      etag: 'header',
      created: 201,
      within: 'watchlists',
    },
    valueOf: (value) => value,
    bodyOf: (value) => value,
    keyOf: () => (value) => JSON.stringify(value['key']),
    monthly: { limit: 150, setting: 'rowChanges' },
    bulk: { from: 100, bodyOf: (of, values) => ({ ...of, rows: values.length }) },
  },
};

/** A type whose resources queries call. */
const called: ManagedType = {
  ...ruleType,
  name: 'function',
  words: { one: 'function', many: 'functions' },
  resource: {
    words: 'functions',
    collection: 'savedSearches',
    apiVersion: '2020-08-01',
    etag: 'body',
    created: 200,
    marker: { kind: 'Parser', prefix: 'parser' },
  },
  after: ['list'],
  canonical: unswitched,
  risk: {
    gives: ({ body: { properties } }) => {
      const { displayName, severity } = objectOf(properties);
      const name = textOf(displayName) ?? '';
      return {
        name,
        words: `The function \`${name}\``,
        isCalledIn: (query) => query.includes(name),
        takes: severity ?? null,
        movedBy: ({ takes }) => ({
          changes: takes === severity ? [] : [`takes ${JSON.stringify(takes)}`],
          breaks: (query) => takes === 'High' && query.includes(name),
        }),
      };
    },
  },
};

const types = [list, called, { ...rule, after: ['function'] }];
const typeOf = typeTable(types);

type Had = {
  readonly git?: JsonObject;
  readonly runs?: JsonObject;
  /** How many are in git, and how many there; without a number git says nothing of them. */
  readonly rows?: readonly [number | undefined, number];
  readonly nobodys?: true;
};

const rowsOf = (id: string, count: number, from = 0) =>
  rowsFor(
    id,
    Array.from({ length: count }, (_none, index) => ({ key: index + from, n: from })),
  );

/** What git and the workspace have of some resources of a type, each with a marker of ours. */
const inputOf = (type: ManagedType, all: Readonly<Record<string, Had>>): Partial<CompareInput> => {
  const { collection, marker: form } = type.resource;
  const moved = <R extends Resource>(resource: R): R => ({ ...resource, type: collection });
  const entries = Object.entries(all);
  return {
    type,
    desired: entries.flatMap(([id, { git, rows }]) => {
      if (git === undefined) return [];
      const made = desired(id, body(git));
      const resource = moved({
        ...made.resource,
        ...(rows?.[0] === undefined ? {} : { rows: rowsOf(id, rows[0], 5) }),
      });
      return [{ ...made, type: type.name, resource }];
    }),
    live: entries.flatMap(([id, { runs, rows }]) =>
      runs === undefined
        ? []
        : [moved({ ...live(id, body(runs)), ...(rows === undefined ? {} : { rows: rowsOf(id, rows[1]) }) })],
    ),
    metadata: entries.flatMap(([id, { runs, rows, nobodys }]) => {
      if (runs === undefined || nobodys === true) return [];
      const there = rows === undefined ? undefined : rowsOf(id, rows[1]);
      const made = marker(id, body(runs), body(runs), project, (record) =>
        recordOf({ ...record, sent: withRows(record.sent, there), live: withRows(record.live, there) }),
      );
      const properties = {
        ...objectOf(made.body['properties']),
        kind: form.kind,
        parentId: `/x/${collection}/${id}`,
      };
      return [{ ...made, body: { properties } }];
    }),
  };
};

const many = (count: number, had: (index: number) => Had): Readonly<Record<string, Had>> =>
  Object.fromEntries(Array.from({ length: count }, (_none, index) => [idOf(index + 100), had(index)] as const));

const name = (index: number): JsonObject => ({ displayName: `Rule ${index}` });
const calling = { displayName: 'Caller', query: 'Logins | take 1' };

type Scene = Readonly<Record<string, Readonly<Record<string, Had>>>>;

const nobodys: Scene = {
  rule: {
    a: { git: name(1), runs: { ...name(1), severity: 'Low' }, nobodys: true },
    b: { git: name(2), runs: name(2), nobodys: true },
  },
};

const scenes: Readonly<Record<string, Scene>> = {
  nothing: {},
  'one of each is new': {
    rule: { a: { git: { ...calling, subTechniques: ['T1'], description: 'One' } } },
    list: { l: { git: { displayName: 'L' }, rows: [120, 0] } },
    function: { f: { git: { displayName: 'Logins' } } },
  },
  'a function that is called goes': {
    rule: { a: { git: calling, runs: calling }, b: { runs: name(1) } },
    list: { l: { runs: { displayName: 'L' }, rows: [0, 12] } },
    function: { f: { runs: { displayName: 'Logins' } }, g: { runs: { displayName: 'G', query: 'Logins | H' } } },
  },
  'a function takes others': {
    rule: { a: { git: calling, runs: calling } },
    function: {
      f: { git: { displayName: 'Logins', severity: 'High' }, runs: { displayName: 'Logins', severity: 'Low' } },
      g: { git: { displayName: 'G', severity: 'Low' }, runs: { displayName: 'G', severity: 'High' } },
    },
  },
  'a function is renamed': {
    rule: Object.fromEntries(
      Array.from({ length: 7 }, (_none, index) => {
        const body = { displayName: `Caller ${index}`, query: `Logins | take ${index}` };
        return [idOf(index), { git: body, runs: body }] as const;
      }),
    ),
    function: {
      f: { git: { displayName: 'Signins' }, runs: { displayName: 'Logins' } },
      g: { git: { displayName: 'H' }, runs: { displayName: 'G' } },
    },
  },
  'rows go and come': {
    list: {
      few: { git: { displayName: 'Few' }, runs: { displayName: 'Few' }, rows: [3, 3] },
      many: { git: { displayName: 'Many' }, runs: { displayName: 'Many' }, rows: [5, 160] },
      all: { git: { displayName: 'All' }, runs: { displayName: 'All' }, rows: [110, 0] },
    },
  },
  'many rules go': { rule: many(9, (index) => ({ runs: name(index), ...(index < 2 ? { git: name(index) } : {}) })) },
  'many rules change': {
    rule: many(24, (index) => ({
      runs: name(index),
      git: { ...name(index), severity: index % 2 === 0 ? 'High' : 'Low' },
    })),
  },
  'many rules go off': {
    rule: many(8, (index) => ({ runs: name(index), git: { ...name(index), enabled: index > 6, query: `T${index}` } })),
  },
  'rules are of nobody': nobodys,
  'a kind and techniques change': {
    rule: {
      a: { git: { ...name(1), alertRuleTemplateName: 'x' }, runs: name(1) },
      b: { git: { ...name(2), techniques: ['T1110'] }, runs: { ...name(2), techniques: ['T1059', 'T1003'] } },
      c: { git: { ...name(3), description: 'One' }, runs: { ...name(3), description: 'Two' } },
      d: { git: { ...name(1), query: 'AuditLogs' } },
      e: { git: { ...name(3), displayName: 'Rule 2' }, runs: { ...name(5), techniques: ['T1059'] } },
      f: { runs: name(6) },
    },
  },
  'rows are kept as they are': {
    list: {
      ours: { git: { displayName: 'Ours' }, runs: { displayName: 'Ours' }, rows: [undefined, 2] },
      changed: { git: { displayName: 'Anew' }, runs: { displayName: 'Old' }, rows: [undefined, 2] },
      found: { git: { displayName: 'Found' }, runs: { displayName: 'Found' }, rows: [undefined, 2], nobodys: true },
      taken: { git: { displayName: 'Taken' }, runs: { displayName: 'Taken' }, rows: [7, 7], nobodys: true },
      begun: { git: { displayName: 'Begun' }, runs: { displayName: 'Begun' }, rows: [2, 0], nobodys: true },
      other: { git: { displayName: 'Anew' }, runs: { displayName: 'Other' }, rows: [2, 0], nobodys: true },
      none: { git: { displayName: 'None' }, runs: { displayName: 'None' }, rows: [0, 2] },
    },
  },
};

const held = { type: 'rule', id: 'a' };
const choices: readonly Partial<PlanOptions>[] = [
  {},
  { adopt: { ids: 'all' } },
  { prune: 'delete', tablesOf: (query) => query.split(' | ') },
  { prune: 'disable', allow: { deletes: 1, disables: 1, changes: 1, missing: 0, rowDeletes: 1 } },
  { prune: 'delete', allow: { deletes: 50, disables: 50, changes: 50, missing: 50, rowDeletes: 500 } },
  { fuses: { deletes: 0, disables: 0, rowDeletes: 1, deletedShare: 0, changedShare: 0 }, prune: 'delete' },
  { limits: { scheduledRules: 3, rowChanges: 1 }, held: [{ ...held, reason: 'An exclusion ended.' }], moved: [held] },
  {
    prune: 'delete',
    content: { files: 9, broken: 1 },
    moved: [{ type: 'rule', id: 'b' }],
    approvals: [
      { rule: 'b', loss: 'rule-deleted', reason: 'agreed' },
      { rule: 'rule/b', loss: 'technique-removed', reason: 'agreed', expires: '2020-01-01' },
    ],
    mentioning: [
      {
        type: 'automationRules',
        name: 'auto',
        id: 'x',
        etag: undefined,
        body: { properties: { displayName: 'Auto', of: ['/x/alertRules/B', { at: '/y/alertRules/b' }] } },
      },
    ],
  },
  { missingFolders: ['rules', 'more'], content: { files: 3, broken: 2 }, prune: 'disable' },
];

const fine: PreflightFacts = {
  asked: 'writer',
  types,
  onboarded: true,
  missingActions: [],
  names: ['SigninLogs'],
  namesIn: (query) => query.split(' | '),
};
const part = { path: '/APPS/one', apiVersion: '1', words: 'the app One', wayOut: 'Make it.' };
const facts: readonly PreflightFacts[] = [
  fine,
  { ...fine, onboarded: false, names: [], absent: [part], apiVersion: '2023-01-01' },
  { ...fine, asked: 'planner', missingActions: ['Microsoft.SecurityInsights/metadata/write'], unseen: [part] },
  {
    asked: 'planner',
    types,
    onboarded: undefined,
    missingActions: undefined,
    names: undefined,
    namesHidden: true,
    namesIn: () => ['x'],
  },
  {
    asked: 'writer',
    types,
    onboarded: undefined,
    missingActions: undefined,
    names: undefined,
    apiVersion: '2025-09-01',
  },
];

const all = new Map<string, number>();
const numberOf = (line: string): number => {
  const number = all.get(line) ?? all.size;
  all.set(line, number);
  return number;
};
const text = (value: unknown): string => JSON.stringify(value) ?? '';
const brief = (value: unknown): string =>
  text(value).replaceAll(
    /\[(\{"name":"[^\]]{400,})\]/g,
    (_all, rows: string) => `[${rows.split('"name"').length - 1} rows]`,
  );

/** What a saved plan holds of a plan, once it is read again. */
const savedLines = (made: Plan): readonly string[] => {
  const binding = { toolVersion: '1', apiVersions: { alertRules: '2' }, content: 'c', flags: ['--prune'] };
  const { touched, changeSet, ...rest } = readSavedPlan(savedPlanText(made, binding, { typeOf, now }), 'rule');
  return [text(rest), ...touched.map(text), ...changeSet.map(text)];
};

const shortly = (write: PlannedWrite): string =>
  write.operation === 'mark' && write.rows !== undefined ? `mark with ${write.rows}` : write.operation;

const linesOf = (made: Plan): readonly string[] => [
  ...made.changes.map(({ needs, warnings, losses, writes, action, type, id, reason }) =>
    brief({ action, type, id, reason, needs, warnings, losses, writes: writes.map(shortly) }),
  ),
  ...made.changes.flatMap(({ writes }) =>
    writes.flatMap((write) => (write.operation === 'rows' ? [brief(write)] : [])),
  ),
  ...made.refusals.map(text),
  ...made.notes,
  text([made.summary, made.quotas, planJson(made)['changeSet']]),
  text(refusedPrune(made).refusals),
  ...savedLines(made),
  ...requiredActions(made, typeOf),
  text(questionsOf(made, typeOf)),
  ...facts.flatMap((known) => [...preflight(made, known).map(text), ...openQuestions(made, known)]),
];

const said = (): readonly string[] => {
  const lines = Object.entries(scenes).flatMap(([words, scene]) => {
    const verdicts = types.flatMap((type) => compare(compareInput(inputOf(type, scene[type.name] ?? {}))));
    return [
      `== ${words}: ${verdicts.map(({ state, id }) => `${id.slice(0, 8)} ${state}`).join(', ')}`,
      ...choices.map((options) =>
        linesOf(plan(verdicts, planOptions({ types, typeOf, now, ...options })))
          .map(numberOf)
          .join(' '),
      ),
    ];
  });
  return [...lines, '==== lines', ...[...all].map(([line, number]) => `${number} ${line}`)];
};

const file = new URL('policies.txt', import.meta.url);
updateExpected(file, () => `${said().join('\n')}\n`);

test('what policies and the questions before a run make of plans over several types', () => {
  expect(said()).toEqual(readFileSync(file, 'utf8').trimEnd().split('\n'));
});
