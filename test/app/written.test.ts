import { describe, expect, test } from '@jest/globals';
import { withWrittenChecked, type WrittenCheck } from '../../src/app/written.ts';
import type { Outcome, Plan } from '../../src/core/change.ts';
import { canonical, target } from '../core/rules.ts';
import { virtualClock } from '../fakes/clock.ts';
import { fakeWorkspace, type FakeWorkspace } from '../fakes/workspace.ts';
import { a, b, c, deployed, planOf, rule, run } from './applying.ts';

const checked = async (
  workspace: FakeWorkspace,
  plan: Plan,
  outcomes: readonly Outcome[],
  reads: Partial<WrittenCheck['workspace']> = {},
) => {
  const clock = virtualClock();
  const heard: Outcome[] = [];
  const told = await withWrittenChecked(outcomes, {
    workspace: { ...workspace, ...reads },
    clock,
    plan,
    canonical,
    found: (outcome) => heard.push(outcome),
  });
  return { told, heard, waited: clock.now() };
};

const prune = { prune: 'delete' } as const;

describe('what was written', () => {
  test('is looked for in one listing, and read no further where it is there', async () => {
    const workspace = await deployed({ [a]: rule('One'), [b]: rule('Two') });
    const plan = await planOf(workspace, { [a]: rule('One', { severity: 'High' }), [c]: rule('Three') }, prune);
    const outcomes = await run(workspace, plan);
    const before = workspace.calls.length;
    const { told } = await checked(workspace, plan, outcomes);
    expect(told).toEqual(outcomes);
    expect(workspace.calls.slice(before)).toEqual([{ method: 'list', type: 'alertRules' }]);
  });

  test('ends as failed where the service stored nothing: a create, an update and a deletion', async () => {
    const workspace = await deployed({ [a]: rule('One'), [b]: rule('Two') });
    const plan = await planOf(workspace, { [a]: rule('One', { severity: 'High' }), [c]: rule('Three') }, prune);
    const lies: FakeWorkspace = {
      ...workspace,
      put: async (resource) => ({
        ...resource,
        id: `/x/${resource.name}`,
        etag: '"lie"',
      }),
      remove: () => Promise.resolve('deleted'),
    };
    const outcomes = await run(lies, plan);
    expect(outcomes.map(({ status }) => status)).toEqual(['written', 'written', 'written']);
    const { told, heard } = await checked(workspace, plan, outcomes);
    expect(told.map(({ action, status, failure, reason }) => [action, status, failure, reason])).toEqual([
      ['create', 'failed', 'protocol', 'the service took the write and stored nothing: no read shows the rule'],
      [
        'update',
        'failed',
        'protocol',
        'the service took the write and stored nothing: every read shows the rule as it was before',
      ],
      ['delete', 'failed', 'protocol', 'the service took the deletion, and every read still shows the rule'],
    ]);
    expect(heard).toEqual(told);
  });

  test('is waited for where reads lag behind, for two minutes at most', async () => {
    const workspace = await deployed({});
    const plan = await planOf(workspace, { [a]: rule('One') });
    const outcomes = await run(workspace, plan);
    let reads = 0;
    const late = {
      list: () => Promise.resolve([]),
      get: (async (type, name) => {
        reads += 1;
        return reads < 4 ? undefined : workspace.get(type, name);
      }) satisfies FakeWorkspace['get'],
    };
    const inTime = await checked(workspace, plan, outcomes, late);
    expect(inTime.told).toEqual(outcomes);
    const never = await checked(workspace, plan, outcomes, { ...late, get: () => Promise.resolve(undefined) });
    expect(never.told[0]).toMatchObject({ status: 'failed' });
    expect(never.waited - inTime.waited).toBeGreaterThan(60_000);
    expect(never.waited).toBeLessThanOrEqual(virtualClock().now() + 120_000);
  });

  test('counts as written where somebody changed it since', async () => {
    const workspace = await deployed({ [a]: rule('One') });
    const plan = await planOf(workspace, { [a]: rule('One', { severity: 'High' }) });
    const outcomes = await run(workspace, plan);
    workspace.edit('alertRules', a, rule('One'));
    expect((await checked(workspace, plan, outcomes)).told).toEqual(outcomes);
  });
});

test('a create reads first, and what the list did not show is backed up and left alone', async () => {
  const workspace = fakeWorkspace({ target, conditions: 'ignored' });
  const plan = await planOf(workspace, { [a]: rule('One'), [b]: rule('Two') });
  workspace.edit('alertRules', a, rule('One', { query: 'AuditLogs' }));
  const kept: string[] = [];
  const outcomes = await run(workspace, plan, {
    backup: async ({ name }) => {
      kept.push(name);
    },
  });
  expect(outcomes.map(({ status }) => status)).toEqual(['skipped', 'written']);
  expect(outcomes[0]?.reason).toContain('the backup has it');
  expect(kept).toEqual([a]);
  expect(workspace.read('alertRules', a)?.body).toEqual(rule('One', { query: 'AuditLogs' }));
});

test('an answer that is of another rule or kind is failed, unless a read shows what was sent', async () => {
  const workspace = fakeWorkspace({ target });
  const plan = await planOf(workspace, { [a]: rule('One'), [b]: rule('Two') });
  const lies: FakeWorkspace = {
    ...workspace,
    put: async (resource, condition) => {
      if (resource.name === a) return { ...resource, name: b, id: `/x/${b}`, etag: '"1"' };
      const live = await workspace.put(resource, condition);
      return resource.type === 'alertRules' ? { ...live, body: { ...live.body, kind: 'Fusion' } } : live;
    },
  };
  const outcomes = await run(lies, plan);
  expect(outcomes.map(({ status, failure }) => [status, failure])).toEqual([
    ['failed', 'protocol'],
    ['written', undefined],
  ]);
  expect(outcomes[0]?.reason).toContain(`with the rule ${b}`);
});
