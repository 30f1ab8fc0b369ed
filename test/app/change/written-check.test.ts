import { describe, expect, test } from '@jest/globals';
import { withWrittenChecked, type WrittenCheck } from '../../../src/app/change/written-check.ts';
import type { Outcome, Plan } from '../../../src/core/engine/change.ts';
import { isObject, type JsonObject } from '../../../src/core/json.ts';
import { markerName } from '../../../src/core/engine/marker.ts';
import type { LiveResource } from '../../../src/core/resource.ts';
import { ruleType, target, typeOf } from '../../core/rules.ts';
import { virtualClock } from '../../fakes/clock.ts';
import { fakeWorkspace, type FakeWorkspace } from '../../fakes/workspace.ts';
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
    typeOf,
    found: (outcome) => heard.push(outcome),
  });
  return { told, heard, waited: clock.now() };
};

/** A marker as another project would have it. */
const foreign = (marker: JsonObject): JsonObject => {
  const properties = isObject(marker['properties']) ? marker['properties'] : {};
  return {
    ...marker,
    properties: {
      ...properties,
      source: { kind: 'SourceRepository', name: 'other', sourceId: '99999999-9999-4999-8999-999999999999' },
    },
  };
};

/** A service that answers markers without an etag, as recordings show it. */
const withoutMarkerEtags = (workspace: FakeWorkspace): FakeWorkspace => {
  const bare = (live: LiveResource): LiveResource => (live.type === 'metadata' ? { ...live, etag: undefined } : live);
  return {
    ...workspace,
    list: async (type) => (await workspace.list(type)).map(bare),
    get: async (type, name) => {
      const live = await workspace.get(type, name);
      return live === undefined ? undefined : bare(live);
    },
    put: async (resource, condition) => bare(await workspace.put(resource, condition)),
  };
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
      ['create', 'failed', 'protocol', 'the service took the write and stored nothing: no read shows it'],
      [
        'update',
        'failed',
        'protocol',
        'the service took the write and stored nothing: every read shows it as it was before',
      ],
      ['delete', 'failed', 'protocol', 'the service took the deletion, and every read still shows it'],
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
  expect(outcomes[0]?.reason).toContain(`write with ${b}`);
});

describe('markers', () => {
  const taken: JsonObject = {};

  test("a marker that has become somebody else's is neither deleted nor written over", async () => {
    for (const content of [{}, { [a]: rule('One', { severity: 'High' }) }]) {
      const workspace = await deployed({ [a]: rule('One'), [b]: rule('Two') });
      const plan = await planOf(workspace, { ...content, [b]: rule('Two') }, prune);
      const name = markerName(ruleType.resource, a);
      const theirs = workspace.read('metadata', name)?.body;
      workspace.edit('metadata', name, foreign(theirs ?? taken));
      const [outcome] = await run(workspace, plan);
      expect(outcome).toMatchObject({ status: 'written', failure: 'conflict' });
      expect(outcome?.reason).toContain('now belongs to');
      expect(workspace.read('metadata', name)?.body).toEqual(foreign(theirs ?? taken));
    }
  });

  test('are looked at before they are written where the service gives them no etag', async () => {
    const workspace = await deployed({ [a]: rule('One') });
    const bare = withoutMarkerEtags(workspace);
    const plan = await planOf(bare, { [a]: rule('One', { severity: 'High' }) });
    const theirs = foreign(workspace.read('metadata', markerName(ruleType.resource, a))?.body ?? taken);
    workspace.edit('metadata', markerName(ruleType.resource, a), theirs);
    const [outcome] = await run(bare, plan);
    expect(outcome).toMatchObject({ status: 'written', failure: 'conflict' });
    expect(workspace.read('metadata', markerName(ruleType.resource, a))?.body).toEqual(theirs);
  });

  test('are looked at before one is made, whatever the list said', async () => {
    const workspace = fakeWorkspace({ target, conditions: 'ignored' });
    const other = await deployed({ [a]: rule('One') });
    const theirs = foreign(other.read('metadata', markerName(ruleType.resource, a))?.body ?? taken);
    const plan = await planOf(workspace, { [a]: rule('One') });
    workspace.edit('metadata', markerName(ruleType.resource, a), theirs);
    const [outcome] = await run(workspace, plan);
    expect(outcome).toMatchObject({ status: 'written', failure: 'conflict' });
    expect(workspace.read('metadata', markerName(ruleType.resource, a))?.body).toEqual(theirs);
  });
});

test('no further change begins once the credential is refused, whichever write met it', async () => {
  for (const type of ['alertRules', 'metadata']) {
    const workspace = await deployed(
      {},
      {
        fault: (call) => (call.method === 'put' && call.type === type ? { failure: 'unauthorized' } : undefined),
      },
    );
    const plan = await planOf(workspace, { [a]: rule('One'), [b]: rule('Two'), [c]: rule('Three') });
    const outcomes = await run(workspace, plan, { concurrency: 1 });
    expect(outcomes.map(({ status }) => status)).toEqual([
      type === 'alertRules' ? 'failed' : 'written',
      'not-attempted',
      'not-attempted',
    ]);
  }
});
