import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { apply } from '../../../src/app/change/apply.ts';
import { readRows } from '../../../src/app/change/apply-rows.ts';
import type { Plan } from '../../../src/core/engine/change.ts';
import { compare } from '../../../src/core/engine/compare.ts';
import { typeTable, type ManagedType } from '../../../src/core/engine/managed-type.ts';
import { rowsFor, type Contents } from '../../../src/core/engine/rows.ts';
import { listOf, objectOf, textOrEmpty } from '../../../src/core/json.ts';
import { plan } from '../../../src/core/plan/plan.ts';
import { rowsOf } from '../../../src/core/resource.ts';
import { noon } from '../../cli/io.ts';
import { body, compareInput, planOptions, project, ruleType, target } from '../../core/rules.ts';
import { updateExpected } from '../../expected.ts';
import { fakeWorkspace, type FakeWorkspace, type Fault } from '../../fakes/workspace.ts';

type Named<Value> = Readonly<Record<string, Value>>;

/** Lists with rows of one column; three rows and more come with one upload. */
const contents: Contents = {
  kind: {
    words: 'rows of lists',
    collection: 'entries',
    within: 'lists',
    apiVersion: '2025-01-01',
    etag: 'header',
    created: 200,
  },
  valueOf: (row) => ({ user: row['user'] ?? null }),
  bodyOf: (value) => value,
  keyOf: () => (value) => JSON.stringify(value['user']),
  monthly: { limit: 1000, setting: 'listRowChanges' },
  bulk: { from: 3, bodyOf: (list, values) => ({ ...list, many: values }) },
};

const { risk: _risk, ...plain } = ruleType;
const listType: ManagedType = {
  ...plain,
  name: 'list',
  resource: { ...ruleType.resource, words: 'lists', collection: 'lists', marker: { kind: 'List', prefix: 'list' } },
  contents,
};
const typeOf = typeTable([listType]);
const id = 'Leavers';
const entries = rowsOf({ type: 'lists', name: id }, contents.kind);

type Wanted = { readonly users: readonly string[]; readonly severity?: string; readonly seed?: true };

const planFor = async (workspace: FakeWorkspace, { users, severity = 'Low', seed }: Wanted): Promise<Plan> => {
  const resource = {
    type: 'lists',
    name: id,
    body: body({ severity }),
    rows: rowsFor(
      id,
      users.map((user) => ({ user })),
    ),
    ...(seed === undefined ? {} : { rowsAre: 'seed' as const }),
  };
  const live = await Promise.all(
    (await workspace.list('lists')).map(async (list) => ({ ...list, rows: await readRows(workspace, list, contents) })),
  );
  const verdicts = compare(
    compareInput({
      type: listType,
      desired: [{ type: 'list', resource, displayName: id, version: undefined, path: 'lists/leavers.yaml' }],
      live,
      metadata: await workspace.list('metadata'),
    }),
  );
  return plan(verdicts, planOptions({ types: [listType], typeOf }));
};

/** A service that makes rows of an upload, or takes it and does nothing. */
const uploading = (workspace: FakeWorkspace, isKept: boolean): FakeWorkspace => ({
  ...workspace,
  put: async (resource, condition, signal) => {
    const { many, ...rest } = resource.body;
    const answer = await workspace.put({ ...resource, body: rest }, condition, signal);
    for (const user of isKept ? listOf(many).map((value) => textOrEmpty(objectOf(value)['user'])) : [])
      workspace.edit(entries, `up-${user}`, { user });
    return answer;
  },
});

const works: Named<{ readonly before?: Wanted; readonly after: Wanted; readonly ignored?: true }> = {
  'a new list': { after: { users: ['ann', 'bob'] } },
  'another row': { before: { users: ['ann', 'bob'] }, after: { users: ['bob', 'cem'] } },
  'a row less, and the list otherwise': {
    before: { users: ['ann', 'bob'] },
    after: { users: ['bob'], severity: 'High' },
  },
  'rows to begin with': { after: { users: ['ann'], seed: true } },
  'many rows': { before: { users: ['ann'] }, after: { users: ['b', 'c', 'd'] } },
  'many rows, which the service ignores': {
    before: { users: ['ann'] },
    after: { users: ['ann', 'b', 'c', 'd'] },
    ignored: true,
  },
};

const faults: Named<Fault> = {
  invalid: { failure: 'invalid', when: 'before' },
  conflict: { failure: 'conflict', when: 'before' },
  'connection of what was done': { failure: 'connection', when: 'after' },
  'somebody adds a row': { edit: (there) => there.edit(entries, 'by-hand', { user: 'eve' }) },
  'somebody adds the same row': { edit: (there) => there.edit(entries, 'by-hand', { user: 'cem' }) },
};

/** Lines under numbers: each is said once. */
const numbered = () => {
  const all = new Map<string, number>();
  return {
    numbersOf: (lines: readonly string[]): string =>
      lines.map((line) => all.get(line) ?? all.set(line, all.size).size - 1).join('.'),
    said: () => [...all].map(([line, number]) => `${number} ${line}`),
  };
};

const run = async (work: (typeof works)[string], fault: Fault | undefined, at: number): Promise<readonly string[]> => {
  let index = -1;
  let isOn = false;
  const inner = fakeWorkspace({
    target,
    fault: () => {
      if (!isOn) return undefined;
      index += 1;
      return index === at ? fault : undefined;
    },
  });
  const workspace = uploading(inner, work.ignored === undefined);
  let now = noon;
  const clock = { now: () => now, sleep: async (milliseconds: number) => void (now += milliseconds) };
  const lines: string[] = [];
  const carryOut = async (made: Plan) =>
    apply(made, {
      workspace,
      clock,
      typeOf,
      project,
      concurrency: 1,
      backup: async ({ rows = [] }) => void lines.push(`backup of ${rows.length} rows`),
    });
  if (work.before !== undefined) await carryOut(await planFor(workspace, work.before));
  const made = await planFor(workspace, work.after);
  const before = inner.calls.length;
  lines.splice(0);
  isOn = true;
  const outcomes = await carryOut(made);
  isOn = false;
  lines.push(
    ...inner.calls.slice(before).map(({ method, type, condition }) => `${method} ${type} ${condition ?? ''}`),
    ...outcomes.map(({ action, status, reason, failure, hint }) =>
      JSON.stringify([action, status, reason, failure, hint]),
    ),
    `${(now - noon) / 1000} s`,
  );
  const rows = await readRows(workspace, { type: 'lists', name: id }, contents);
  const users = rows.map(({ value }) => textOrEmpty(value['user'])).toSorted();
  const next = await planFor(workspace, work.after);
  lines.push(
    `there are ${users.join()}`,
    `next: ${[...next.changes.map(({ action, fields }) => `${action} ${fields.map((field) => field.at).join()}`), ...next.refusals.map(({ code }) => code)].join()}`,
    `${index + 1} requests`,
  );
  return lines;
};

const said = async (): Promise<string> => {
  const known = numbered();
  const told: string[] = [];
  for (const [words, work] of Object.entries(works)) {
    const plainly = await run(work, undefined, 0);
    told.push(`${words}: ${known.numbersOf(plainly)}`);
    const requests = Number.parseInt(plainly.at(-1) ?? '', 10);
    for (const [what, fault] of Object.entries(faults).slice(0, work.ignored === true ? 1 : undefined)) {
      const ends: string[] = [];
      for (let at = 0; at < requests; at += 1) ends.push(known.numbersOf(await run(work, fault, at)));
      told.push(`${words}, ${what}: ${ends.join(' ')}`);
    }
  }
  return `${[...told, '==== lines', ...known.said()].join('\n')}\n`;
};

test('what rows beside a list ask, keep and say, whatever goes wrong with any of their requests', async () => {
  const text = await said();
  const file = new URL('rows-whole.txt', import.meta.url);
  updateExpected(file, () => text);
  expect(text).toBe(readFileSync(file, 'utf8'));
});
