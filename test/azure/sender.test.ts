import { createHttpHeaders, createPipelineRequest } from '@azure/core-rest-pipeline';
import { expect, test } from '@jest/globals';
import { pipelineRequest } from '../../src/azure/sender.ts';
import type { WireRequest } from '../../src/core/ports.ts';

const made = (request: WireRequest) => {
  const { url, method, headers, body, abortSignal } = pipelineRequest(
    { createHttpHeaders, createPipelineRequest },
    request,
  );
  return { url, method, headers: headers.toJSON({ preserveCase: true }), body, abortSignal };
};

test('a request leaves as it is, with its body and with what ends it', () => {
  const { signal } = new AbortController();
  const url = 'https://management.azure.com/x?api-version=1';
  expect(made({ url, method: 'PUT', headers: { 'If-Match': '"1"' }, body: '{}', signal })).toEqual({
    url,
    method: 'PUT',
    headers: { 'If-Match': '"1"' },
    body: '{}',
    abortSignal: signal,
  });
  expect(made({ url, method: 'GET', headers: {} })).toEqual({ url, method: 'GET', headers: {} });
});
