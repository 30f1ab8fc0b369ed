import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import type { ApplyOptions } from '../../../src/app/change/apply.ts';
import type { PlanOptions } from '../../../src/core/plan/plan-options.ts';
import { PicketError, type ServiceFailureClass } from '../../../src/core/errors.ts';
import { markerName } from '../../../src/core/engine/marker.ts';
import type { JsonObject } from '../../../src/core/json.ts';
import type { WriteCondition } from '../../../src/core/ports.ts';
import { noon } from '../../cli/io.ts';
import { ruleType } from '../../core/rules.ts';
import { updateExpected } from '../../expected.ts';
import type { FakeWorkspace, Fault } from '../../fakes/workspace.ts';
import { a, b, c, deployed, planOf, rule, run } from './applying.ts';

type Named<Value> = Readonly<Record<string, Value>>;

/** What is there, what git says, and how it is planned: each with one change, or one of each kind. */
const works: Named<{
  readonly before: Named<JsonObject>;
  readonly after: Named<JsonObject>;
  readonly options?: Partial<PlanOptions>;
  readonly edit?: (workspace: FakeWorkspace) => void;
}> = {
  create: { before: {}, after: { [a]: rule('One') } },
  update: { before: { [a]: rule('One') }, after: { [a]: rule('One', { severity: 'High' }) } },
  delete: {
    before: { [a]: rule('One'), [b]: rule('Two') },
    after: { [b]: rule('Two') },
    options: { prune: 'delete' },
  },
  adopt: {
    before: {},
    after: { [a]: rule('One') },
    options: { adopt: { ids: 'all' } },
    edit: (workspace) => workspace.edit('alertRules', a, rule('One', { severity: 'Low' })),
  },
  'all three': {
    before: { [a]: rule('One'), [b]: rule('Two') },
    after: { [a]: rule('One', { severity: 'High' }), [c]: rule('Three') },
    options: { prune: 'delete' },
  },
};

const marker = markerName(ruleType.resource, a);

/** The marker of another project over a rule. */
const taken: JsonObject = {
  properties: { parentId: `/x/alertRules/${a}`, kind: 'AnalyticsRule', source: { kind: 'Community', name: 'other' } },
};

const failures: readonly ServiceFailureClass[] = [
  'unauthorized',
  'invalid',
  'forbidden',
  'conflict',
  'unavailable',
  'connection',
];

const faults: Named<Fault> = {
  ...Object.fromEntries(
    failures.flatMap((failure) => [
      [failure, { failure, when: 'before' }],
      [`${failure} of what was done`, { failure, when: 'after' }],
    ]),
  ),
  'somebody edits the rule': { edit: (there) => there.edit('alertRules', a, rule('One', { query: 'AuditLogs' })) },
  'somebody writes the same': {
    edit: (there) => there.edit('alertRules', a, rule('One', { severity: 'High' })),
  },
  'somebody writes the rule as it was': { edit: (there) => there.edit('alertRules', a, rule('One')) },
  'somebody deletes the rule': { edit: (there) => there.edit('alertRules', a) },
  'somebody deletes the marker': { edit: (there) => there.edit('metadata', marker) },
  'somebody takes the marker': { edit: (there) => there.edit('metadata', marker, taken) },
};

type Way = { readonly run: Partial<ApplyOptions>; readonly faults: readonly string[] };

const edits = Object.keys(faults).filter((words) => words.startsWith('somebody'));
const often = ['conflict', 'conflict of what was done', 'somebody edits the rule', 'somebody takes the marker'];

/** How each is carried out, and what goes wrong then. */
const ways: Named<Named<Way>> = {
  ...Object.fromEntries(
    ['create', 'update', 'delete'].map((words) => [
      words,
      {
        '': { run: {}, faults: Object.keys(faults).filter((fault) => !fault.startsWith('unauthorized')) },
        ', without reads before writes': { run: { verifyBeforeWrite: 'never' }, faults: often },
      },
    ]),
  ),
  adopt: { '': { run: {}, faults: [...edits, 'conflict', 'forbidden'] } },
  'all three': { '': { run: {}, faults: ['invalid', 'unauthorized', 'connection of what was done'] } },
};

const conditionWords = (condition: WriteCondition): string =>
  condition.kind === 'any'
    ? 'any'
    : [condition.kind, ...(condition.kind === 'unchanged' ? [condition.etag] : []), condition.check ?? 'unread'].join(
        ' ',
      );

/** The workspace, with a line for each request. */
const heard = (workspace: FakeWorkspace, lines: string[]): FakeWorkspace => ({
  ...workspace,
  get: (type, name) => {
    lines.push(`get ${type}/${name}`);
    return workspace.get(type, name);
  },
  put: (resource, condition) => {
    lines.push(`put ${resource.type}/${resource.name} ${conditionWords(condition)} ${JSON.stringify(resource.body)}`);
    return workspace.put(resource, condition);
  },
  remove: (type, name, condition) => {
    lines.push(`remove ${type}/${name} ${conditionWords(condition)}`);
    return workspace.remove(type, name, condition);
  },
});

/** Lines under numbers: each is said once. */
const numbered = () => {
  const all = new Map<string, number>();
  return {
    numbersOf: (lines: readonly string[]): string =>
      lines.map((line) => all.get(line) ?? all.set(line, all.size).size - 1).join('.'),
    said: () => [...all].map(([line, number]) => `${number} ${line}`),
  };
};

/** One run of a plan with a fault at one of its requests, from 0: what was asked, kept and said. */
const runWith = async (
  work: (typeof works)[string],
  { run: options }: Way,
  fault: Fault | undefined,
  at: number,
): Promise<readonly string[]> => {
  let index = -1;
  let isOn = false;
  const workspace = await deployed(work.before, {
    fault: () => {
      if (!isOn) return undefined;
      index += 1;
      return index === at ? fault : undefined;
    },
  });
  work.edit?.(workspace);
  const made = await planOf(workspace, work.after, work.options);
  isOn = true;
  const lines: string[] = [];
  let now = noon;
  const clock = { now: () => now, sleep: async (milliseconds: number) => void (now += milliseconds) };
  try {
    const outcomes = await run(heard(workspace, lines), made, {
      ...options,
      clock,
      concurrency: 1,
      observer: (event) => void lines.push(JSON.stringify({ ...event, at: undefined })),
      ended: ({ status }) => void lines.push(`ended ${status}`),
      backup: async ({ name, etag }) => void lines.push(`backup ${name} ${etag ?? ''}`),
    });
    lines.push(...outcomes.map((outcome) => JSON.stringify(outcome)));
  } catch (error) {
    if (!(error instanceof PicketError)) throw error;
    lines.push(`${error.kind} ${error.code}: ${error.message}`);
  }
  return [...lines, `${(now - noon) / 1000} s`, `${index + 1} requests`];
};

const said = async (): Promise<readonly string[]> => {
  const known = numbered();
  const told: string[] = [];
  for (const [words, work] of Object.entries(works))
    for (const [how, way] of Object.entries(ways[words] ?? {})) {
      const plain = await runWith(work, way, undefined, 0);
      told.push(`${words}${how}: ${known.numbersOf(plain)}`);
      const requests = Number.parseInt(plain.at(-1) ?? '', 10);
      for (const what of way.faults) {
        const fault = faults[what];
        const ends: string[] = [];
        for (let at = 0; at < requests; at += 1) ends.push(known.numbersOf(await runWith(work, way, fault, at)));
        told.push(`${words}${how}, ${what}: ${ends.join(' ')}`);
      }
    }
  return [...told, '==== lines', ...known.said()];
};

test('what each change asks, keeps and says, whatever goes wrong with any of its requests', async () => {
  const text = `${(await said()).join('\n')}\n`;
  const file = new URL('whole.txt', import.meta.url);
  updateExpected(file, () => text);
  expect(text).toBe(readFileSync(file, 'utf8'));
});
