import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { apply, type ApplyOptions } from '../../src/app/apply.ts';
import type { Outcome, Plan } from '../../src/core/change.ts';
import { compare } from '../../src/core/compare.ts';
import type { JsonObject } from '../../src/core/json.ts';
import { markerName } from '../../src/core/marker.ts';
import { plan } from '../../src/core/plan.ts';
import type { PlanOptions } from '../../src/core/plan-options.ts';
import type { Event } from '../../src/core/ports.ts';
import type { LiveResource } from '../../src/core/resource.ts';
import { body, canonical, compareInput, desired, idOf, planOptions, project, target } from '../core/rules.ts';
import { virtualClock } from '../fakes/clock.ts';
import { fakeWorkspace, withProperties, type FakeOptions, type FakeWorkspace } from '../fakes/workspace.ts';

type Content = Readonly<Record<string, JsonObject>>;

const allowAll = { deletes: 99, disables: 99, changes: 99 };

const planOf = async (
  workspace: FakeWorkspace,
  content: Content,
  options: Partial<PlanOptions> = {},
): Promise<Plan> => {
  const verdicts = compare(
    compareInput({
      desired: Object.entries(content).map(([id, rule]) => desired(id, rule)),
      live: await workspace.list('alertRules'),
      metadata: await workspace.list('metadata'),
    }),
  );
  const draft = plan(verdicts, planOptions({ allow: allowAll, ...options }));
  const approvals = draft.changes.flatMap(({ id, losses }) =>
    losses.map(({ loss }) => ({ rule: id, loss, reason: 'meant' })),
  );
  return plan(verdicts, planOptions({ allow: allowAll, approvals, ...options }));
};

const run = (workspace: FakeWorkspace, made: Plan, options: Partial<ApplyOptions> = {}) =>
  apply(made, { workspace, clock: virtualClock(), canonical, project, ...options });

const deploy = async (
  workspace: FakeWorkspace,
  content: Content,
  options: Partial<PlanOptions> = {},
): Promise<readonly Outcome[]> => run(workspace, await planOf(workspace, content, options));

const rule = (name: string, properties: JsonObject = {}): JsonObject => body({ displayName: name, ...properties });

const [a, b, c] = [idOf(1), idOf(2), idOf(3)];

const deployed = async (content: Content, options: Partial<FakeOptions> = {}): Promise<FakeWorkspace> => {
  let faulty = false;
  const workspace = fakeWorkspace({
    target,
    ...options,
    fault: (call, index) => (faulty ? options.fault?.(call, index) : undefined),
  });
  await deploy(workspace, content);
  faulty = true;
  return workspace;
};

describe('apply', () => {
  test('writes each rule and then its marker, and the next plan is empty', async () => {
    const workspace = fakeWorkspace({ target });
    const content = { [a]: rule('One'), [b]: rule('Two') };
    const outcomes = await deploy(workspace, content);
    expect(outcomes.map(({ status }) => status)).toEqual(['written', 'written']);
    expect(workspace.read('metadata', markerName(a))?.body).toMatchObject({
      properties: { kind: 'AnalyticsRule', contentId: a, source: { name: project.name, sourceId: project.id } },
    });
    expect((await planOf(workspace, content)).changes).toEqual([]);
  });

  test('a service that spells what it is sent in its own way leaves an empty plan behind', async () => {
    const workspace = fakeWorkspace({
      target,
      echo: (sent) => withProperties(sent, { suppressionDuration: 'PT5H', tactics: ['B', 'A'], description: 'x' }),
    });
    const content = { [a]: rule('One', { tactics: ['A', 'B'] }) };
    await deploy(workspace, content);
    expect((await planOf(workspace, content)).changes).toEqual([]);
  });

  test('creates come first and deletes last', async () => {
    const workspace = await deployed({ [a]: rule('One'), [b]: rule('Two') });
    const before = workspace.writes().length;
    await deploy(workspace, { [a]: rule('One', { severity: 'High' }), [c]: rule('Three') }, { prune: 'delete' });
    const rules = workspace
      .writes()
      .slice(before)
      .filter(({ type }) => type === 'alertRules');
    expect(rules.map(({ method, name }) => [method, name])).toEqual([
      ['put', c],
      ['put', a],
      ['remove', b],
    ]);
    expect(workspace.read('metadata', markerName(b))).toBeUndefined();
  });

  test('no rule is deleted while something before it failed', async () => {
    const workspace = await deployed(
      { [a]: rule('One') },
      { fault: ({ method, name }) => (method === 'put' && name === c ? { failure: 'invalid' } : undefined) },
    );
    const outcomes = await deploy(workspace, { [c]: rule('Three') }, { prune: 'delete' });
    expect(outcomes.map(({ status, action }) => [action, status])).toEqual([
      ['create', 'failed'],
      ['delete', 'not-attempted'],
    ]);
    expect(workspace.read('alertRules', a)).toBeDefined();
  });

  test('a plan that is refused as a whole is not executed', async () => {
    const workspace = await deployed({ [a]: rule('One') });
    const made = await planOf(workspace, {}, { prune: 'delete' });
    const before = workspace.writes().length;
    await expect(run(workspace, made)).rejects.toMatchObject({ kind: 'refusal', code: 'prune-empty' });
    expect(workspace.writes()).toHaveLength(before);
  });

  test('rules that the plan left alone are outcomes too', async () => {
    const workspace = await deployed({ [a]: rule('One') });
    workspace.edit('alertRules', a, rule('One', { severity: 'Low' }));
    workspace.edit('alertRules', b, rule('Two', { severity: 'Low' }));
    const outcomes = await deploy(workspace, { [a]: rule('One'), [b]: rule('Two') });
    expect(outcomes.map(({ id, status }) => [id, status])).toEqual([
      [a, 'skipped'],
      [b, 'refused'],
    ]);
  });

  test('an unknown property of a live rule survives an update', async () => {
    const workspace = await deployed({ [a]: rule('One') });
    workspace.edit('alertRules', a, rule('One', { newSetting: { deep: [1] } }));
    await deploy(workspace, { [a]: rule('One', { severity: 'High' }) });
    expect(workspace.read('alertRules', a)?.body).toMatchObject({
      properties: { severity: 'High', newSetting: { deep: [1] } },
    });
  });

  test('what the workspace changed in other fields stays, and is still drift afterwards', async () => {
    const workspace = await deployed({ [a]: rule('One') });
    workspace.edit('alertRules', a, rule('One', { query: 'AuditLogs' }));
    const content = { [a]: rule('One', { severity: 'High' }) };
    await deploy(workspace, content);
    expect(workspace.read('alertRules', a)?.body).toEqual(rule('One', { severity: 'High', query: 'AuditLogs' }));
    const next = await planOf(workspace, content);
    expect(next.changes).toEqual([]);
    expect(next.refusals).toMatchObject([{ code: 'drift', message: expect.stringContaining('query') }]);
  });

  test('a rule that was killed before its marker converges without being written again', async () => {
    const workspace = await deployed({ [a]: rule('One') });
    workspace.edit('metadata', markerName(a));
    const made = await planOf(workspace, { [a]: rule('One') });
    expect(made.changes.map(({ action }) => action)).toEqual(['refresh']);
    const before = workspace.writes().length;
    await run(workspace, made);
    expect(workspace.writes().slice(before)).toMatchObject([{ method: 'put', type: 'metadata' }]);
  });

  test('each rule is backed up as it was before it is changed or deleted, and left alone when that fails', async () => {
    const workspace = await deployed({ [a]: rule('One'), [b]: rule('Two') });
    const kept: LiveResource[] = [];
    const content = { [a]: rule('One', { severity: 'High' }), [c]: rule('Three') };
    const made = await planOf(workspace, content, { prune: 'delete' });
    const before = workspace.read('alertRules', a)?.body;
    await run(workspace, made, {
      backup: (resource) => {
        kept.push(resource);
        return Promise.resolve();
      },
    });
    expect(kept.map(({ name }) => name)).toEqual([a, b]);
    expect(kept[0]?.body).toEqual(before);
  });

  test('a marker that cannot be written leaves the rule written and unowned, and the next run mends it', async () => {
    let forbidden = true;
    const workspace = fakeWorkspace({
      target,
      fault: ({ method, type }) =>
        forbidden && method === 'put' && type === 'metadata' ? { failure: 'forbidden' } : undefined,
    });
    const content = { [a]: rule('One') };
    const [outcome] = await deploy(workspace, content);
    expect(outcome).toMatchObject({
      status: 'written',
      failure: 'forbidden',
      reason: expect.stringContaining('unowned'),
    });
    forbidden = false;
    await deploy(workspace, content);
    expect((await planOf(workspace, content)).changes).toEqual([]);
  });

  test('a service that finds the record too long gets the short one', async () => {
    let first = true;
    const workspace = fakeWorkspace({
      target,
      fault: ({ method, type }) => {
        if (!first || method !== 'put' || type !== 'metadata') return undefined;
        first = false;
        return { failure: 'invalid' };
      },
    });
    const content = { [a]: rule('One') };
    await deploy(workspace, content);
    expect(workspace.read('metadata', markerName(a))?.body).toMatchObject({
      properties: { customVersion: expect.stringContaining('*=') },
    });
    expect((await planOf(workspace, content)).changes).toEqual([]);
  });

  test('after the first interrupt what began is finished and the rest is not attempted', async () => {
    const stop = new AbortController();
    const workspace = fakeWorkspace({
      target,
      fault: ({ method }) => {
        if (method === 'put') stop.abort();
        return undefined;
      },
    });
    const made = await planOf(workspace, { [a]: rule('One'), [b]: rule('Two') });
    const outcomes = await run(workspace, made, { stop: stop.signal, concurrency: 1 });
    expect(outcomes.map(({ status }) => status)).toEqual(['written', 'not-attempted']);
    expect(workspace.read('metadata', markerName(a))).toBeDefined();
  });

  test('a refused credential stops the run', async () => {
    const workspace = await deployed({});
    const failing: FakeWorkspace = {
      ...workspace,
      put: async () => {
        const { PicketError } = await import('../../src/core/errors.ts');
        throw new PicketError('auth', 'token expired', { code: 'expired' });
      },
    };
    const made = await planOf(workspace, { [a]: rule('One'), [b]: rule('Two') });
    const outcomes = await run(failing, made, { concurrency: 1 });
    expect(outcomes.map(({ status }) => status)).toEqual(['failed', 'not-attempted']);
  });

  test('the observer hears of each change when it begins and when it ends', async () => {
    const workspace = fakeWorkspace({ target });
    const events: Event[] = [];
    const made = await planOf(workspace, { [a]: rule('One') });
    await run(workspace, made, { observer: (event) => void events.push(event) });
    expect(events).toMatchObject([
      { type: 'change', id: a, action: 'create' },
      { type: 'outcome', id: a, status: 'written', at: expect.stringMatching(/^\d{4}-.*Z$/) },
    ]);
  });

  test('never more changes at a time than asked for', async () => {
    const clock = virtualClock();
    let running = 0;
    let most = 0;
    const inner = fakeWorkspace({ target, clock });
    const workspace: FakeWorkspace = {
      ...inner,
      put: async (...args) => {
        running += 1;
        most = Math.max(most, running);
        const answer = await inner.put(...args);
        running -= 1;
        return answer;
      },
    };
    const content = Object.fromEntries(Array.from({ length: 12 }, (_, index) => [idOf(index), rule(`Rule ${index}`)]));
    await run(workspace, await planOf(workspace, content), { clock, concurrency: 3 });
    expect(most).toBe(3);
  });
});

describe('apply, when somebody else writes at the same time', () => {
  const content = { [a]: rule('One', { severity: 'High' }) };

  test.each(['checked', 'ignored'] as const)(
    'an edit after the plan is not overwritten (conditions %s)',
    async (conditions) => {
      const workspace = await deployed({ [a]: rule('One') }, { conditions });
      const made = await planOf(workspace, content);
      workspace.edit('alertRules', a, rule('One', { query: 'AuditLogs' }));
      const [outcome] = await run(workspace, made);
      expect(outcome).toMatchObject({
        status: 'skipped',
        failure: 'conflict',
        reason: expect.stringContaining('query'),
      });
      expect(workspace.read('alertRules', a)?.body).toEqual(rule('One', { query: 'AuditLogs' }));
    },
  );

  test('an edit between the read and the write is caught by If-Match', async () => {
    const workspace = await deployed(
      { [a]: rule('One') },
      {
        fault: ({ method, type }) =>
          method === 'put' && type === 'alertRules'
            ? { edit: (there) => there.edit('alertRules', a, rule('One', { query: 'AuditLogs' })) }
            : undefined,
      },
    );
    const [outcome] = await deploy(workspace, content);
    expect(outcome).toMatchObject({ status: 'skipped', reason: expect.stringContaining('query') });
    expect(workspace.read('alertRules', a)?.body).toEqual(rule('One', { query: 'AuditLogs' }));
  });

  test('a moved etag over an equal body is no conflict', async () => {
    const workspace = await deployed({ [a]: rule('One') });
    for (const verifyBeforeWrite of ['always', 'never'] as const) {
      const made = await planOf(workspace, content);
      workspace.edit('alertRules', a, rule('One'));
      const [outcome] = await run(workspace, made, { verifyBeforeWrite });
      expect(outcome).toMatchObject({ status: 'written' });
      await deploy(workspace, { [a]: rule('One') });
    }
  });

  test('a rule that was deleted after the plan is not created again by an update', async () => {
    const workspace = await deployed({ [a]: rule('One') });
    const made = await planOf(workspace, content);
    workspace.edit('alertRules', a);
    const [outcome] = await run(workspace, made);
    expect(outcome).toMatchObject({ status: 'skipped', reason: expect.stringContaining('deleted') });
    expect(workspace.read('alertRules', a)).toBeUndefined();
  });

  test('a rule that was edited after the plan is not deleted', async () => {
    const workspace = await deployed({ [a]: rule('One'), [b]: rule('Two') });
    const made = await planOf(workspace, { [b]: rule('Two') }, { prune: 'delete' });
    workspace.edit('alertRules', a, rule('One', { severity: 'High' }));
    const [outcome] = await run(workspace, made);
    expect(outcome).toMatchObject({ action: 'delete', status: 'skipped' });
    expect(workspace.read('alertRules', a)).toBeDefined();
  });

  test('a rule that somebody else deleted meanwhile ends as unchanged, without its marker', async () => {
    const workspace = await deployed({ [a]: rule('One'), [b]: rule('Two') });
    const made = await planOf(workspace, { [b]: rule('Two') }, { prune: 'delete' });
    workspace.edit('alertRules', a);
    const [outcome] = await run(workspace, made);
    expect(outcome).toMatchObject({ status: 'unchanged' });
    expect(workspace.read('metadata', markerName(a))).toBeUndefined();
  });

  test('a create that finds the rule there takes it if it is the same, and leaves it alone if not', async () => {
    const made = await planOf(fakeWorkspace({ target }), { [a]: rule('One'), [b]: rule('Two') });
    const workspace = fakeWorkspace({
      target,
      resources: [
        { type: 'alertRules', name: a, body: rule('One') },
        { type: 'alertRules', name: b, body: rule('Two', { severity: 'Low' }) },
      ],
    });
    const outcomes = await run(workspace, made);
    expect(outcomes.map(({ status }) => status)).toEqual(['written', 'skipped']);
    expect(workspace.read('metadata', markerName(a))).toBeDefined();
    expect(workspace.read('metadata', markerName(b))).toBeUndefined();
  });

  test('a blocked id is reported with the words of the service', async () => {
    const message = "The rule with id 'x' was recently deleted.";
    const workspace = fakeWorkspace({
      target,
      fault: ({ method }) => (method === 'put' ? { failure: 'conflict', message } : undefined),
    });
    expect(await deploy(workspace, { [a]: rule('One') })).toMatchObject([{ status: 'failed', reason: message }]);
  });
});

const failures = [
  'invalid',
  'forbidden',
  'conflict',
  'precondition',
  'throttled',
  'unavailable',
  'timeout',
  'connection',
  'protocol',
] as const;

test('whatever fails at whatever call, nothing outside the plan is written and the next run converges', async () => {
  const start = { [a]: rule('One'), [b]: rule('Two') };
  const content = { [a]: rule('One', { severity: 'High' }), [c]: rule('Three') };
  const foreign = idOf(9);
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...failures),
      fc.constantFrom('before' as const, 'after' as const),
      fc.nat({ max: 10 }),
      async (failure, when, at) => {
        let calls = -1;
        const workspace = await deployed(start, {
          fault: ({ method }) => {
            if (method === 'list') return undefined;
            calls += 1;
            return calls === at ? { failure, when } : undefined;
          },
        });
        workspace.edit('alertRules', foreign, rule('Not ours'));
        const outcomes = await deploy(workspace, content, { prune: 'delete' });
        expect(outcomes).toHaveLength(3);
        expect(workspace.read('alertRules', foreign)?.body).toEqual(rule('Not ours'));
        const written = outcomes.filter(({ status }) => status === 'written');
        expect(written.map(({ id }) => workspace.read('alertRules', id)?.body)).toEqual(
          written.map(({ id, action }) => (action === 'delete' ? undefined : content[id])),
        );
        await deploy(workspace, content, { prune: 'delete' });
        const next = await planOf(workspace, content, { prune: 'delete' });
        expect(next).toMatchObject({ changes: [], refusals: [] });
      },
    ),
    { numRuns: 60 },
  );
});

test('for any base, git and live, a deployment that overwrites all leaves an empty plan', async () => {
  const content = fc.record({
    severity: fc.constantFrom('Low', 'Medium', 'High'),
    query: fc.constantFrom('A', 'B', ' B'),
    enabled: fc.boolean(),
    triggerThreshold: fc.option(fc.constantFrom(0, 1), { nil: null }),
    tactics: fc.constantFrom<string[]>([], ['X'], ['X', 'Y'], ['Y', 'X']),
  });
  await fc.assert(
    fc.asyncProperty(content, content, content, async (base, git, edited) => {
      const workspace = await deployed({ [a]: rule('One', base) });
      workspace.edit('alertRules', a, rule('One', edited));
      const wanted = { [a]: rule('One', git) };
      await deploy(workspace, wanted, { overwrite: 'all', cosmetic: 'include' });
      const next = await planOf(workspace, wanted, { cosmetic: 'include' });
      expect(next).toMatchObject({ changes: [], refusals: [] });
      expect(canonical.normalize(workspace.read('alertRules', a)?.body ?? {})).toEqual(
        canonical.normalize(rule('One', git)),
      );
    }),
    { numRuns: 60 },
  );
});
