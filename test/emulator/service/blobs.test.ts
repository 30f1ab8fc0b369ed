import { describe, expect, test } from '@jest/globals';
import type { WireRequest, WireResponse } from '../../../src/core/ports.ts';
import { createEmulator, memoryStore } from '../../../src/emulator/index.ts';
import { testClock } from '../arm.ts';

const base = 'https://evidence.blob.core.windows.net/log';

const service = () => {
  const transport = createEmulator({ store: memoryStore(), clock: testClock() });
  return (
    method: WireRequest['method'],
    path: string,
    headers: Readonly<Record<string, string>> = {},
    body?: string,
  ): Promise<WireResponse> =>
    transport({
      method,
      url: `${base}${path}`,
      headers: method === 'PUT' ? { 'x-ms-blob-type': 'BlockBlob', ...headers } : headers,
      ...(body === undefined ? {} : { body }),
    });
};

describe('blobs of an emulated storage account', () => {
  test('are put, read and listed in the order of their names', async () => {
    const ask = service();
    expect(await ask('PUT', '/b&b.json', {}, '{}')).toMatchObject({ status: 201 });
    expect(await ask('PUT', '/a.json', {}, '{"a": 1}')).toMatchObject({ status: 201 });
    expect(await ask('GET', '/a.json')).toMatchObject({ status: 200, body: '{"a": 1}' });
    const { body } = await ask('GET', '?restype=container&comp=list');
    expect(body.match(/<Name>.*?<\/Name>/g)).toEqual(['<Name>a.json</Name>', '<Name>b&amp;b.json</Name>']);
    expect(body).toContain('<NextMarker />');
  });

  test('are listed a page at a time', async () => {
    const ask = service();
    for (const name of ['a', 'b', 'c']) await ask('PUT', `/${name}`);
    expect((await ask('GET', '?comp=list&maxresults=2')).body).toContain('<NextMarker>b</NextMarker>');
    expect((await ask('GET', '?comp=list&maxresults=2&marker=b')).body.match(/<Name>/g)).toHaveLength(1);
  });

  test('are listed five thousand at most, whatever is asked for', async () => {
    const ask = service();
    for (let index = 0; index <= 5000; index += 1) await ask('PUT', `/${String(index).padStart(4, '0')}`);
    const listed = async (query: string): Promise<readonly unknown[]> => {
      const { body } = await ask('GET', `?comp=list${query}`);
      return [body.match(/<Name>/g)?.length, /<NextMarker>(.*)<\/NextMarker>/.exec(body)?.[1]];
    };
    expect([
      await listed(''),
      await listed('&maxresults=5001'),
      await listed('&maxresults=4999'),
      await listed('&marker=0000'),
      await listed('&marker=5000'),
    ]).toEqual([
      [5000, '4999'],
      [5000, '4999'],
      [4999, '4998'],
      [5000, undefined],
      [undefined, undefined],
    ]);
  });

  test('keep to the conditions of a write', async () => {
    const ask = service();
    expect(await ask('PUT', '/a', { 'if-match': '*' })).toMatchObject({ status: 412 });
    const { headers } = await ask('PUT', '/a', { 'if-none-match': '*' }, 'one');
    expect(await ask('PUT', '/a', { 'if-none-match': '*' }, 'two')).toMatchObject({
      status: 409,
      headers: { 'x-ms-error-code': 'BlobAlreadyExists' },
    });
    expect(await ask('PUT', '/a', { 'if-match': headers['etag'] ?? '' }, 'two')).toMatchObject({ status: 201 });
    expect(await ask('PUT', '/a', { 'if-match': headers['etag'] ?? '' }, 'three')).toMatchObject({
      status: 412,
      headers: { 'x-ms-error-code': 'ConditionNotMet' },
    });
    expect((await ask('GET', '/a')).body).toBe('two');
  });

  test('that are not there, other kinds and other verbs are refused', async () => {
    const ask = service();
    expect(await ask('GET', '/a')).toMatchObject({ status: 404, headers: { 'x-ms-error-code': 'BlobNotFound' } });
    expect(await ask('PUT', '/a', { 'x-ms-blob-type': 'PageBlob' })).toMatchObject({ status: 400 });
    expect(await ask('DELETE', '/a')).toMatchObject({ status: 405 });
    expect(await ask('PUT', '')).toMatchObject({ status: 405 });
  });
});
