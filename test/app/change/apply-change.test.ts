import { describe, expect, test } from '@jest/globals';
import { markerName } from '../../../src/core/engine/marker.ts';
import { ruleType, target } from '../../core/rules.ts';
import { PicketError } from '../../../src/core/errors.ts';
import { type JsonObject, objectOf, textOrEmpty } from '../../../src/core/json.ts';
import { fakeWorkspace, type FakeWorkspace } from '../../fakes/workspace.ts';
import { a, b, deploy, deployed, planOf, rule, run } from './applying.ts';

describe('apply, when the service stores something else than it was sent', () => {
  test.each<[string, JsonObject]>([
    ['enabled', { enabled: false }],
    ['query', { query: 'SigninLogs | take 0' }],
  ])('another %s is a failure, of a new rule and of a changed one', async (field, other) => {
    const echo = (body: JsonObject): JsonObject => ({
      ...body,
      properties: { ...objectOf(body['properties']), ...other },
    });
    for (const before of [{}, { [a]: rule('One') }]) {
      const lying = { isOn: false };
      const workspace = await deployed(before, { echo: (body) => (lying.isOn ? echo(body) : body) });
      lying.isOn = true;
      const [outcome] = await deploy(workspace, { [a]: rule('One', { severity: 'High' }) });
      expect(outcome).toMatchObject({
        status: 'failed',
        failure: 'protocol',
        reason: `the service answered the write with another ${field} than was sent, and a read does not show what was sent`,
      });
    }
  });

  test.each<[string, JsonObject]>([
    ['null', {}],
    ['"NRT"', { kind: 'NRT' }],
  ])('an answer of the kind %s is of another rule', async (kind, other) => {
    const echo = ({ kind: _kind, ...body }: JsonObject): JsonObject => ({ ...body, ...other });
    const workspace = await deployed({}, { echo });
    const [outcome] = await deploy(workspace, content);
    expect(outcome).toMatchObject({
      status: 'failed',
      failure: 'protocol',
      reason: `the service answered the write with one of kind ${kind}, and a read does not show what was sent`,
      hint: 'Look at it in the workspace, then plan again.',
    });
  });

  test('another spelling of a query, and of a text, is none', async () => {
    const workspace = await deployed(
      {},
      {
        echo: (body) => {
          const properties = objectOf(body['properties']);
          return {
            ...body,
            properties: {
              ...properties,
              query: `${textOrEmpty(properties['query'])}\r\n`,
              description: 'By the service.',
            },
          };
        },
      },
    );
    const [outcome] = await deploy(workspace, content);
    expect(outcome).toMatchObject({ status: 'written' });
  });
});

const content = { [a]: rule('One', { severity: 'High' }) };

describe('apply, when somebody else writes at the same time', () => {
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
    expect(workspace.read('metadata', markerName(ruleType.resource, a))).toBeUndefined();
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
    expect(workspace.read('metadata', markerName(ruleType.resource, a))).toBeDefined();
    expect(workspace.read('metadata', markerName(ruleType.resource, b))).toBeUndefined();
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

describe('apply, when nobody knows whether a write was carried out', () => {
  const lost = (): PicketError => new PicketError('interrupted', 'Interrupted', { code: 'interrupted', open: true });
  const unreadable = (): PicketError =>
    new PicketError('service', 'No connection', { code: 'connection', failure: 'connection' });

  /** Writes end without an answer, carried out or not; reads after the first write fail or tell. */
  const losing = (workspace: FakeWorkspace, carriedOut: boolean, reads: 'fail' | 'tell'): FakeWorkspace => {
    let written = false;
    const losingIt = async (write: () => Promise<unknown>): Promise<never> => {
      written = true;
      if (carriedOut) await write();
      throw lost();
    };
    return {
      ...workspace,
      get: (type, name) => (written && reads === 'fail' ? Promise.reject(unreadable()) : workspace.get(type, name)),
      put: (resource, condition) =>
        resource.type === 'metadata'
          ? workspace.put(resource, condition)
          : losingIt(() => workspace.put(resource, condition)),
      remove: (type, name, condition) =>
        type === 'metadata'
          ? workspace.remove(type, name, condition)
          : losingIt(() => workspace.remove(type, name, condition)),
    };
  };
  const changes = [
    ['create', {}, { [a]: rule('One') }],
    ['update', { [a]: rule('One') }, { [a]: rule('One', { severity: 'High' }) }],
    ['delete', { [a]: rule('One'), [b]: rule('Two') }, { [b]: rule('Two') }],
  ] as const;

  test.each(changes)('a %s that no read can tell of is unknown', async (action, before, after) => {
    const workspace = await deployed(before);
    const made = await planOf(workspace, after, { prune: 'delete' });
    expect(await run(losing(workspace, true, 'fail'), made)).toMatchObject([
      { action, status: 'unknown', reason: 'Interrupted' },
    ]);
  });

  test.each(changes)('a %s that a read shows is written', async (action, before, after) => {
    const workspace = await deployed(before);
    const made = await planOf(workspace, after, { prune: 'delete' });
    expect(await run(losing(workspace, true, 'tell'), made)).toMatchObject([{ action, status: 'written' }]);
  });

  test.each(changes)('a %s that a read does not show has failed', async (action, before, after) => {
    const workspace = await deployed(before);
    const made = await planOf(workspace, after, { prune: 'delete' });
    expect(await run(losing(workspace, false, 'tell'), made)).toMatchObject([{ action, status: 'failed' }]);
  });

  /** The reads of rules show what was there before the writes, so many times. */
  const lagging = (workspace: FakeWorkspace, stale: FakeWorkspace['get'], times: number): FakeWorkspace => {
    let left = times;
    return {
      ...losing(workspace, true, 'tell'),
      get: (type, name) => {
        if (type === 'metadata' || left === 0) return workspace.get(type, name);
        left -= 1;
        return stale(type, name);
      },
    };
  };

  test.each(changes)('a %s that a read shows late is written', async (action, before, after) => {
    const workspace = await deployed(before);
    const old = await deployed(before);
    const made = await planOf(workspace, after, { prune: 'delete' });
    expect(await run(lagging(workspace, old.get, 3), made)).toMatchObject([{ action, status: 'written' }]);
  });

  test.each(changes)(
    'a %s is left unknown by who ends the wait for a read that shows it',
    async (action, before, after) => {
      const workspace = await deployed(before);
      const old = await deployed(before);
      const made = await planOf(workspace, after, { prune: 'delete' });
      const stop = new AbortController();
      const reads: FakeWorkspace['get'] = (type, name) => {
        stop.abort();
        return old.get(type, name);
      };
      expect(await run(lagging(workspace, reads, 99), made, { signal: stop.signal })).toMatchObject([
        { action, status: 'unknown' },
      ]);
    },
  );

  test('a write that was stopped before it was sent is not attempted', async () => {
    const workspace = await deployed({});
    const made = await planOf(workspace, { [a]: rule('One') });
    const stopped: FakeWorkspace = {
      ...workspace,
      put: () => Promise.reject(new PicketError('interrupted', 'Interrupted', { code: 'interrupted' })),
    };
    expect(await run(stopped, made)).toMatchObject([{ status: 'not-attempted' }]);
  });

  test('nothing is deleted after a write of which nobody knows', async () => {
    const workspace = await deployed({ [a]: rule('One') });
    const made = await planOf(workspace, { [b]: rule('Two') }, { prune: 'delete' });
    expect(await run(losing(workspace, true, 'fail'), made)).toMatchObject([
      { action: 'create', status: 'unknown' },
      { action: 'delete', status: 'not-attempted' },
    ]);
  });
});
