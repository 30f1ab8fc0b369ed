import { answer, broken, refusal, type Handler } from './fake-service.ts';

export const id = 'aaaaaaaa-0000-4000-8000-000000000001';

/** Fails the first requests as told (each member once), then is the given service. */
export const failing =
  (faults: readonly (() => ReturnType<Handler>)[], service: Handler): Handler =>
  (request, index) =>
    faults[index]?.() ?? service(request, index);

export const hang = (): Promise<never> => new Promise(() => undefined);

/** The ways in which nobody gets to know whether the service carried a request out. */
export const losses: readonly [string, () => ReturnType<Handler>][] = [
  ['a reset connection', () => Promise.reject(broken('ECONNRESET'))],
  ['no answer in time', hang],
  ['a 500', () => refusal(500, 'InternalServerError', 'later')],
  ['a 503', () => refusal(503, 'ServiceUnavailable', 'later')],
  ['a 503 with Retry-After', () => answer(503, {}, { 'retry-after': '2' })],
  ['an HTML page', () => answer(200, '<html><body>proxy</body></html>', { 'content-type': 'text/html' })],
  ['a body that is cut off', () => answer(200, '{"id": "/subscr')],
  ['an empty body', () => answer(200, '')],
];
