import { describe, expect, test } from '@jest/globals';
import { answer, broken, connect, live, refusal, store, type Handler, type Session } from './fake-service.ts';
import { failing, hang, id, losses } from './failing-service.ts';

const body = { kind: 'Scheduled', properties: { displayName: 'mine' } };
const rule = { type: 'alertRules', name: id, body } as const;

/** The service carries the first write out, and the answer is lost in the given way. */
const lostAnswer = (service: Handler, lose: () => ReturnType<Handler>): Handler => {
  let lost = false;
  return async (request, index) => {
    const response = await service(request, index);
    if (lost || request.method === 'GET') return response;
    lost = true;
    return lose();
  };
};

describe('a create whose answer is lost', () => {
  test.each(losses)('was carried out: %s is settled by reading back', async (_loss, lose) => {
    const service = store();
    const session = connect(lostAnswer(service, lose));
    const written = await session.workspace.put(rule, { kind: 'absent' });
    expect(written.body['properties']).toEqual(body.properties);
    expect(session.requests.map(({ method }) => method)).toEqual(['PUT', 'GET']);
  });

  test.each(losses)('was not carried out: after %s it is written once', async (_loss, lose) => {
    const service = store();
    const session = connect(failing([lose], service));
    await session.workspace.put(rule, { kind: 'absent' });
    expect(session.requests.map(({ method }) => method)).toEqual(['PUT', 'GET', 'PUT']);
    expect(service.rules.get(id)).toMatchObject(body);
  });

  test('somebody else created the same id with another body: a conflict, and his stays', async () => {
    const service = store();
    const theirs = live(id, { displayName: 'theirs' });
    const session = connect((request, index) => {
      if (index > 0) return service(request, index);
      service.rules.set(id, theirs);
      throw broken('ECONNRESET');
    });
    await expect(session.workspace.put(rule, { kind: 'absent' })).rejects.toMatchObject({ failure: 'precondition' });
    expect(service.rules.get(id)).toBe(theirs);
  });

  test('a read that lags behind the write does not turn into a conflict with oneself', async () => {
    const service = store();
    const session = connect(
      lostAnswer(
        (request, index) =>
          request.method === 'GET' && index < 4 ? refusal(404, 'NotFound', 'not yet') : service(request, index),
        () => Promise.reject(broken('ECONNRESET')),
      ),
    );
    await session.workspace.put(rule, { kind: 'absent' });
    expect(session.requests.map(({ method }) => method)).toEqual(['PUT', 'GET', 'PUT', 'GET', 'PUT', 'GET']);
    expect(service.rules.get(id)).toMatchObject({ etag: '"2"' });
  });
});

describe('an update whose answer is lost', () => {
  const service = (): ReturnType<typeof store> => store({ [id]: live(id, { displayName: 'before' }) });
  const condition = { kind: 'unchanged', etag: '"1"' } as const;

  test.each(losses)('was carried out: %s is settled by reading back', async (_loss, lose) => {
    const session = connect(lostAnswer(service(), lose));
    expect((await session.workspace.put(rule, condition)).etag).toBe('"2"');
    expect(session.requests.map(({ method }) => method)).toEqual(['PUT', 'GET']);
  });

  test('an edit that came between is never overwritten, even by a service that ignores the condition', async () => {
    const theirs = live(id, { displayName: 'theirs' }, '"9"');
    let there = live(id, { displayName: 'before' });
    const session = connect((request, index) => {
      if (index === 0) {
        there = theirs;
        throw broken('ECONNRESET');
      }
      if (request.method === 'PUT') there = live(id, body.properties, '"10"');
      return answer(200, there);
    });
    await expect(session.workspace.put(rule, condition)).rejects.toMatchObject({ failure: 'precondition' });
    expect(there).toBe(theirs);
  });

  test('the caller decides what counts as the same body', async () => {
    const respelled = live(id, { displayName: 'MINE' }, '"2"');
    const handler: Handler = (request) => {
      if (request.method === 'PUT') throw broken('ECONNRESET');
      return answer(200, respelled);
    };
    const plain = connect(handler);
    await expect(plain.workspace.put(rule, condition)).rejects.toMatchObject({ failure: 'precondition' });
    const knowing = connect(handler, {
      sameBody: (_type, sent, there) =>
        JSON.stringify(sent['properties']).toLowerCase() === JSON.stringify(there['properties']).toLowerCase(),
    });
    expect((await knowing.workspace.put(rule, condition)).etag).toBe('"2"');
  });

  test("when even reading back fails, the failure is the write's", async () => {
    const session = connect((request) => {
      if (request.method === 'GET') return refusal(403, 'AuthorizationFailed', 'no');
      return refusal(500, 'InternalServerError', 'oops');
    });
    await expect(session.workspace.put(rule, condition)).rejects.toMatchObject({ failure: 'unavailable', status: 500 });
  });

  test.each([409, 412])('a %i at the first try is a conflict and not tried again', async (status) => {
    const session = connect(() => refusal(status, 'Conflict', 'changed'));
    await expect(session.workspace.put(rule, condition)).rejects.toMatchObject({
      failure: status === 409 ? 'conflict' : 'precondition',
      status,
    });
    expect(session.requests).toHaveLength(1);
  });
});

describe('a delete', () => {
  test.each(losses)('that was carried out before %s counts as done', async (_loss, lose) => {
    const session = connect(lostAnswer(store({ [id]: live(id) }), lose));
    expect(await session.workspace.remove('alertRules', id, { kind: 'any' })).toBe('deleted');
    const conditional = connect(lostAnswer(store({ [id]: live(id) }), lose));
    expect(await conditional.workspace.remove('alertRules', id, { kind: 'unchanged', etag: '"1"' })).toBe('deleted');
  });

  test("does not take somebody else's edit with it", async () => {
    const service = store({ [id]: live(id) });
    const session = connect((request, index) => {
      if (index > 0) return service(request, index);
      service.rules.set(id, live(id, {}, '"9"'));
      throw broken('ECONNRESET');
    });
    const removal = session.workspace.remove('alertRules', id, { kind: 'unchanged', etag: '"1"' });
    await expect(removal).rejects.toMatchObject({ failure: 'precondition' });
    expect(service.rules.has(id)).toBe(true);
  });
});

describe('a write that is interrupted', () => {
  const condition = { kind: 'unchanged', etag: '"1"' } as const;
  const writes: readonly [string, (session: Session, signal: AbortSignal) => Promise<unknown>][] = [
    ['a create', (session, signal) => session.workspace.put(rule, { kind: 'absent' }, signal)],
    ['an update', (session, signal) => session.workspace.put(rule, condition, signal)],
    ['an unconditional write', (session, signal) => session.workspace.put(rule, { kind: 'any' }, signal)],
    ['a deletion', (session, signal) => session.workspace.remove('alertRules', id, condition, signal)],
  ];

  test.each(writes)('%s in flight is left open', async (_, write) => {
    const stop = new AbortController();
    const session = connect(() => {
      stop.abort();
      return hang();
    });
    await expect(write(session, stop.signal)).rejects.toMatchObject({ kind: 'interrupted', open: true });
  });

  test.each(writes)('%s that was not sent is not', async (_, write) => {
    const session = connect(hang);
    await expect(write(session, AbortSignal.abort())).rejects.toMatchObject({ kind: 'interrupted', open: false });
    expect(session.requests).toEqual([]);
  });

  test.each(writes)('%s whose answer was lost is left open at the read that would have told', async (_, write) => {
    const stop = new AbortController();
    const session = connect((_request, index) => {
      if (index === 0) throw broken('ECONNRESET');
      stop.abort();
      return hang();
    });
    await expect(write(session, stop.signal)).rejects.toMatchObject({ kind: 'interrupted', open: true });
  });
});

test('a write is left open where no read can tell what became of it', async () => {
  const session = connect(() => Promise.reject(broken('ECONNRESET')));
  await expect(session.workspace.put(rule, { kind: 'absent' })).rejects.toMatchObject({
    failure: 'connection',
    open: true,
  });
});
