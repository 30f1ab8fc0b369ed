import { describe, expect, test } from '@jest/globals';
import { recordContainer } from '../../src/azure/record-container.ts';
import { headFile, headText, recordAfter, type RecordStore } from '../../src/core/evidence/deployment-log.ts';
import type { Transport, WireRequest } from '../../src/core/ports.ts';
import { deploymentBy } from '../fakes/deployment.ts';
import { createEmulator, memoryStore } from '../../src/emulator/index.ts';
import { virtualClock } from '../fakes/clock.ts';
import { answer } from './fake-service.ts';

const url = 'https://evidence.blob.core.windows.net/log';

const open = (transport: Transport): RecordStore => recordContainer({ url, transport, version: '0.1.0' });

const deployment = deploymentBy('ana@contoso.com');
const first = recordAfter(undefined, deployment);
const second = recordAfter(first, deployment);

/** The service's error envelope. */
const refused = (status: number, code: string) =>
  answer(status, `<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code><Message>no</Message></Error>`, {
    'content-type': 'application/xml',
    'x-ms-error-code': code,
  });

/** A service that answers a refusal to everything that `isMeant` picks, and is whole otherwise. */
const refusing = (status: number, code: string, isMeant: (request: WireRequest) => boolean = () => true): Transport => {
  const service = createEmulator({ store: memoryStore(), clock: virtualClock() });
  return async (request) => (isMeant(request) ? refused(status, code) : service(request));
};

const isWrite = ({ method }: WireRequest): boolean => method === 'PUT';

describe('a container of records', () => {
  test('is told how to be made where it is not there', async () => {
    await expect(open(refusing(404, 'ContainerNotFound')).read()).rejects.toMatchObject({
      kind: 'config',
      message: expect.stringContaining(`The container ${url} cannot be read (HTTP 404 ContainerNotFound)`),
      hint: 'Create it: az storage container create --account-name evidence --name log --auth-mode login',
    });
  });

  test('asks for the role where it may not be written, which its check tells without writing', async () => {
    const emulated = memoryStore();
    const settings = { denied: ['Microsoft.Storage/*/write'] };
    const store = open(createEmulator({ store: emulated, clock: virtualClock(), settings }));
    const expected = {
      kind: 'auth',
      message: expect.stringContaining('cannot be written (HTTP 403 AuthorizationPermissionMismatch)'),
      hint: expect.stringContaining('Storage Blob Data Contributor'),
    };
    await expect(store.checkAccess?.()).rejects.toMatchObject(expected);
    await expect(store.add(first)).rejects.toMatchObject(expected);
    const allowed = open(createEmulator({ store: emulated, clock: virtualClock() }));
    await allowed.checkAccess?.();
    expect([...(await allowed.read())]).toEqual([]);
    await allowed.add(first);
    await allowed.checkAccess?.();
    expect((await allowed.read()).size).toBe(2);
  });

  test('names the network rules of the account where those refuse', async () => {
    await expect(open(refusing(403, 'AuthorizationFailure')).read()).rejects.toMatchObject({
      hint: 'Let this machine through the network rules of the storage account evidence.',
    });
  });

  test('says what the service said to anything else', async () => {
    await expect(open(refusing(409, 'ContainerBeingDeleted')).read()).rejects.toMatchObject({
      kind: 'service',
      code: 'storage-refused',
      status: 409,
    });
  });

  test('says that a connection failed, and what cannot be an answer of the service', async () => {
    const lost: Transport = () => Promise.reject(Object.assign(new Error('no such host'), { code: 'ENOTFOUND' }));
    await expect(open(lost).read()).rejects.toMatchObject({ kind: 'service', failure: 'connection' });
  });

  test('takes its own record, which a lost answer left, for written', async () => {
    const service = createEmulator({ store: memoryStore(), clock: virtualClock() });
    const store = open(service);
    expect(await store.add(first)).toBe(true);
    expect(await open(service).add(first)).toBe(true);
    expect(await open(service).add(recordAfter(undefined, { ...deployment, identity: 'bob' }))).toBe(false);
  });

  test('keeps its first head where a policy forbids changes, and goes on', async () => {
    const isChange = ({ method, headers }: WireRequest): boolean =>
      method === 'PUT' && headers['if-match'] !== undefined;
    const store = open(refusing(409, 'BlobImmutableDueToPolicy', isChange));
    expect(await store.add(first)).toBe(true);
    expect(await store.add(second)).toBe(true);
    expect(JSON.parse((await store.read()).get(headFile) ?? '')).toMatchObject({ sequence: 1 });
  });

  test('renews the head anew where somebody was quicker, and never sets it back', async () => {
    const service = createEmulator({ store: memoryStore(), clock: virtualClock() });
    const store = open(service);
    await store.add(first);
    let once = true;
    const crossed = open(async (request) => {
      if (isWrite(request) && request.url.includes(headFile) && once) {
        once = false;
        return refused(412, 'ConditionNotMet');
      }
      return service(request);
    });
    expect(await crossed.add(second)).toBe(true);
    expect(JSON.parse((await store.read()).get(headFile) ?? '')).toMatchObject({ sequence: 2 });
    // The slower one of the two comes with its own head last.
    await store.add(first);
    expect(JSON.parse((await store.read()).get(headFile) ?? '')).toMatchObject({ sequence: 2 });
  });

  test.each([
    ['is gone', undefined],
    ['is no JSON', 'x'],
    ['is a list', '[9]'],
    ['is null', 'null'],
    ['is empty', '{}'],
    ['has a number that is a text', '{"sequence": "9"}'],
    ['is of the record before', '{"sequence": 1}'],
  ])('writes a head that %s anew, behind the records', async (_, text) => {
    const service = createEmulator({ store: memoryStore(), clock: virtualClock() });
    const damaging = open((request) => {
      if (!isWrite(request) || !request.url.includes(headFile)) return service(request);
      if (text === undefined) return Promise.resolve(answer(201, ''));
      return service({
        ...request,
        body: text,
        headers: { ...request.headers, 'content-length': String(text.length) },
      });
    });
    await damaging.add(first);
    expect((await open(service).read()).get(headFile)).toBe(text);
    expect(await open(service).add(second)).toBe(true);
    expect((await open(service).read()).get(headFile)).toBe(headText(second));
  });

  test('leaves a head alone that is as new, or newer', async () => {
    const service = createEmulator({ store: memoryStore(), clock: virtualClock() });
    const heads: string[] = [];
    const store = open((request) => {
      if (isWrite(request) && request.url.includes(headFile)) heads.push(request.body ?? '');
      return service(request);
    });
    await store.add(first);
    await store.add(second);
    expect(heads).toHaveLength(2);
    await store.add(second);
    await store.add(first);
    expect(heads).toHaveLength(2);
  });

  test('is read over all its pages, and only its end where that is asked for', async () => {
    const service = createEmulator({ store: memoryStore(), clock: virtualClock() });
    const asked: string[] = [];
    const paged = open(async (request) => {
      asked.push(new URL(request.url).pathname);
      const target = new URL(request.url);
      if (target.searchParams.get('comp') === 'list') target.searchParams.set('maxresults', '2');
      return service({ ...request, url: target.href });
    });
    let last = first;
    await paged.add(first);
    for (let index = 1; index < 5; index += 1) {
      last = recordAfter(last, deployment);
      await paged.add(last);
    }
    expect([...(await paged.read()).keys()].toSorted()).toEqual([
      '00000001.json',
      '00000002.json',
      '00000003.json',
      '00000004.json',
      '00000005.json',
      headFile,
    ]);
    asked.length = 0;
    expect([...(await paged.read('end')).keys()]).toEqual(['00000005.json']);
    expect(asked).toEqual(['/log', '/log', '/log', '/log/00000005.json']);
  });

  test('holds what is named like a record, and no folder or file of another kind', async () => {
    const service = createEmulator({ store: memoryStore(), clock: virtualClock() });
    const store = open(service);
    await store.add(first);
    for (const name of ['notes.txt', 'older/00000001.json', '00000002.json.bak'])
      await service({
        method: 'PUT',
        url: `${url}/${name}`,
        headers: { 'x-ms-blob-type': 'BlockBlob', 'if-none-match': '*', 'x-ms-version': '2024-11-04' },
        body: '{}',
      });
    expect([...(await store.read()).keys()]).toEqual(['00000001.json', headFile]);
  });

  test('is read without a record that goes meanwhile, and not at all where one is refused', async () => {
    const isRecord = ({ method, url: asked }: WireRequest): boolean =>
      method === 'GET' && new URL(asked).pathname.endsWith('/00000001.json');
    const answered = async (status: number, code: string): Promise<RecordStore> => {
      const service = createEmulator({ store: memoryStore(), clock: virtualClock() });
      await open(service).add(first);
      return open(async (request) => (isRecord(request) ? refused(status, code) : service(request)));
    };
    expect([...(await (await answered(404, 'BlobNotFound')).read()).keys()]).toEqual([headFile]);
    await expect((await answered(403, 'AuthorizationPermissionMismatch')).read()).rejects.toMatchObject({
      kind: 'auth',
      message: expect.stringContaining('cannot be read (HTTP 403 AuthorizationPermissionMismatch)'),
    });
  });

  test('is stopped with its run', async () => {
    const stop = AbortSignal.abort();
    const transport = createEmulator({ store: memoryStore(), clock: virtualClock() });
    await expect(recordContainer({ url, transport, version: '0.1.0', signal: stop }).read()).rejects.toMatchObject({
      kind: 'interrupted',
    });
  });
});
