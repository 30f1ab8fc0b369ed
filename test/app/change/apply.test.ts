import { describe, expect, test } from '@jest/globals';
import { PicketError } from '../../../src/core/errors.ts';
import { markerName } from '../../../src/core/engine/marker.ts';
import type { Event } from '../../../src/core/ports.ts';
import type { LiveResource } from '../../../src/core/resource.ts';
import { idOf, project, ruleType, target } from '../../core/rules.ts';
import { virtualClock } from '../../fakes/clock.ts';
import { fakeWorkspace, withProperties, type FakeWorkspace } from '../../fakes/workspace.ts';
import { a, b, c, deploy, deployed, planOf, rule, run } from './applying.ts';

describe('apply', () => {
  test('writes each rule and then its marker, and the next plan is empty', async () => {
    const workspace = fakeWorkspace({ target });
    const content = { [a]: rule('One'), [b]: rule('Two') };
    const outcomes = await deploy(workspace, content);
    expect(outcomes.map(({ status }) => status)).toEqual(['written', 'written']);
    expect(workspace.read('metadata', markerName(ruleType.resource, a))?.body).toMatchObject({
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
    expect(workspace.read('metadata', markerName(ruleType.resource, b))).toBeUndefined();
  });

  test('what needs something that was not done is not begun, and the rest goes on', async () => {
    const workspace = fakeWorkspace({
      target,
      fault: ({ method, name }) => (method === 'put' && name === a ? { failure: 'invalid' } : undefined),
    });
    const made = await planOf(workspace, { [a]: rule('One'), [b]: rule('Two'), [c]: rule('Three') });
    const [first, second, third] = made.changes;
    if (first === undefined || second === undefined || third === undefined) throw new Error('three creates');
    const changes = [{ ...second, needs: [{ type: ruleType.name, id: a.toUpperCase() }] }, first, third];
    expect(await run(workspace, { ...made, changes })).toMatchObject([
      { id: a, status: 'failed' },
      { id: c, status: 'written' },
      { id: b, status: 'not-attempted', reason: 'it needs One, which was not done: injected: invalid' },
    ]);
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
    const [refusal] = made.refusals;
    expect(refusal).toMatchObject({ code: 'prune-empty', scope: 'run', hint: expect.stringMatching(/./) });
    const { code, message, hint } = refusal ?? {};
    await expect(run(workspace, made)).rejects.toMatchObject({ kind: 'refusal', code, message, hint });
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
    workspace.edit('metadata', markerName(ruleType.resource, a));
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

  test('a rule whose backup fails is left alone, whether it would be changed, switched off or deleted', async () => {
    for (const prune of ['delete', 'disable'] as const) {
      const content = { [a]: rule('One'), [b]: rule('Two') };
      const workspace = await deployed(content);
      const made = await planOf(workspace, { [a]: rule('One', { severity: 'High' }) }, { prune });
      const before = workspace.writes().length;
      const full = new PicketError('config', 'x.json cannot be written (ENOSPC).', { code: 'unwritable-file' });
      const outcomes = await run(workspace, made, { backup: () => Promise.reject(full) });
      expect(outcomes.map(({ action, status, reason }) => [action, status, reason])).toEqual([
        ['update', 'failed', full.message],
        prune === 'delete'
          ? ['delete', 'not-attempted', 'not everything before it was done, and deletes come last']
          : ['disable', 'failed', full.message],
      ]);
      expect(workspace.writes()).toHaveLength(before);
      expect(workspace.read('alertRules', b)?.body).toEqual(content[b]);
    }
  });

  test('--prune=disable sends the rule as it runs, switched off, and nothing else of it changes', async () => {
    const workspace = await deployed({ [a]: rule('One', { severity: 'Low' }), [b]: rule('Two') });
    const running = rule('One', { severity: 'Low', newSetting: { deep: [1] } });
    workspace.edit('alertRules', a, running);
    const outcomes = await deploy(workspace, { [b]: rule('Two') }, { prune: 'disable' });
    expect(outcomes).toMatchObject([{ action: 'disable', id: a, status: 'written' }]);
    expect(workspace.read('alertRules', a)?.body).toEqual(withProperties(running, { enabled: false }));
    expect((await planOf(workspace, { [b]: rule('Two') }, { prune: 'disable' })).changes).toEqual([]);
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
      hint: expect.stringContaining('ownership: none'),
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
    expect(workspace.read('metadata', markerName(ruleType.resource, a))?.body).toMatchObject({
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
    expect(workspace.read('metadata', markerName(ruleType.resource, a))).toBeDefined();
  });

  test('a refused credential stops the run', async () => {
    const workspace = await deployed({});
    const failing: FakeWorkspace = {
      ...workspace,
      put: async () => {
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
