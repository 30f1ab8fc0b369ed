import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { PicketError } from '../../src/core/errors.ts';
import { textOf } from '../../src/core/json.ts';
import type { WireRequest } from '../../src/core/ports.ts';
import { workspacePath } from '../../src/core/resource.ts';
import { id } from './failing-service.ts';
import { answer, connect, live, refusal, store, target, type Session } from './fake-service.ts';
import { updateExpected } from '../expected.ts';

const base = workspacePath(target);
const statuses = [200, 201, 204, 301, 400, 401, 403, 404, 408, 409, 412, 418, 429, 500, 501, 502, 503, 504];
const bodies = [
  ['a refusal', (status: number) => refusal(status, 'Some', 'It said no.')],
  ['a refusal and a wait', (status: number) => ({ ...refusal(status, 'Some', 'no'), headers: { 'retry-after': '3' } })],
  ['a long wait', (status: number) => answer(status, {}, { 'retry-after': '100000' })],
  ['nothing', (status: number) => answer(status, '')],
  ['a page', (status: number) => answer(status, '<html></html>')],
  ['a list', (status: number) => answer(status, '[]')],
] as const;

const body = { kind: 'Scheduled', properties: { displayName: 'A' } };
const works: readonly (readonly [string, string, (session: Session) => Promise<unknown>])[] = [
  ['a read', 'GET', ({ workspace }) => workspace.get('alertRules', id)],
  ['a list', 'GET', ({ workspace }) => workspace.list('alertRules')],
  [
    'a write',
    'PUT',
    ({ workspace }) => workspace.put({ type: 'alertRules', name: id, body }, { kind: 'unchanged', etag: '"1"' }),
  ],
  [
    'a creation',
    'PUT',
    ({ workspace }) => workspace.put({ type: 'alertRules', name: 'new', body }, { kind: 'absent' }),
  ],
  ['a delete', 'DELETE', ({ workspace }) => workspace.remove('alertRules', id, { kind: 'unchanged', etag: '"1"' })],
  ['any delete', 'DELETE', ({ workspace }) => workspace.remove('alertRules', id, { kind: 'any' })],
];

/** What came of it, whatever that is. */
const endOf = async (work: Promise<unknown>): Promise<unknown> => {
  try {
    return { done: (await work) ?? 'nothing' };
  } catch (error) {
    if (!(error instanceof PicketError)) throw error;
    const { kind, code, message, hint, status, failure, open } = error;
    return { kind, code, message, hint, status, failure, open };
  }
};

/** A service that answers the first so many requests of a method in one way, and then as it should. */
const tried = async (
  method: string,
  times: number,
  first: () => ReturnType<typeof answer>,
  work: (session: Session) => Promise<unknown>,
) => {
  const service = store({ [id]: live(id) });
  let left = times;
  const session = connect((request: WireRequest, index) => {
    if (request.method === method && left > 0) {
      left -= 1;
      return first();
    }
    if (!request.url.includes(`alertRules?`)) return service(request, index);
    return answer(200, { value: [live(id)] });
  });
  const began = session.clock.now();
  const end = await endOf(work(session));
  return JSON.stringify([
    end,
    session.requests.map((request) => request.method).join(' '),
    session.clock.now() - began,
    session.events
      .filter(({ type }) => type !== 'request')
      .map(({ type, reason }) => `${type} ${textOf(reason) ?? ''}`)
      .join(', '),
  ])
    .replaceAll(base, '~')
    .replaceAll(id, '<id>')
    .replaceAll(/\b(\w+(?: \w+)?)(?:,? \1\b)+/g, '$1 and again');
};

test('each answer of the service, once or for good, is met as it was read once', async () => {
  const said: string[] = [];
  for (const [name, method, work] of works)
    for (const [what, of] of bodies)
      for (const status of statuses) {
        const [once, always] = [
          await tried(method, 1, () => of(status), work),
          await tried(method, Infinity, () => of(status), work),
        ];
        said.push(`${name}: ${what} with ${status}: ${once}`, ...(always === once ? [] : [`  for good: ${always}`]));
      }
  const file = new URL('every-answer.txt', import.meta.url);
  updateExpected(file, () => `${said.join('\n')}\n`);
  expect(said).toEqual(readFileSync(file, 'utf8').trimEnd().split('\n'));
});
