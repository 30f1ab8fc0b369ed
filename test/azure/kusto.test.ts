import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { expect, test } from '@jest/globals';
import { createKusto } from '../../src/azure/kusto.ts';
import { faultOfThrown } from '../../src/azure/thrown.ts';
import { PicketError } from '../../src/core/errors.ts';
import { connect, answer } from './fake-service.ts';

const between = { from: 0, to: 1 };
const outcome = (error: unknown): readonly unknown[] =>
  error instanceof PicketError ? [error.kind, error.code, error.message, error.hint] : [error];

const isTaken = (address: string): boolean => {
  try {
    createKusto({ address, credential: { env: {} } });
    return true;
  } catch (error) {
    expect(outcome(error)).toEqual([
      'usage',
      'kusto-address',
      `--kusto takes the address of a cluster with a database, not \`${address}\`.`,
      'Write it like https://CLUSTER.REGION.kusto.windows.net/DATABASE; http is for this machine alone.',
    ]);
    return false;
  }
};

test.each([
  ['https://help.kusto.windows.net/Samples', true],
  ['https://help.kusto.windows.net/Samples/', true],
  ['https://help.kusto.windows.net', false],
  ['https://help.kusto.windows.net/', false],
  ['https://help.kusto.windows.net/a/b', false],
  ['http://localhost:8080/NetDefaultDB', true],
  ['http://127.0.0.1/NetDefaultDB', true],
  ['http://help.kusto.windows.net/Samples', false],
  ['ftp://localhost/Samples', false],
  ['Samples', false],
])('a Kusto endpoint at %s is taken: %s', (address, expected) => {
  expect(isTaken(address)).toBe(expected);
});

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  let text = '';
  for await (const part of request) text += String(part);
  return text;
};

test('a Kusto endpoint on this machine is asked without a token, and says why it refuses', async () => {
  const asked: unknown[] = [];
  const reply = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await bodyOf(request);
    const { authorization, accept, 'content-type': type } = request.headers;
    asked.push([request.method, request.url, authorization, accept, type, JSON.parse(body)]);
    const refusal = asked.length === 2 ? '{"error":{"code":"Bad","message":"No such table."}}' : '';
    response.writeHead(asked.length === 1 ? 200 : asked.length === 4 ? 302 : 400, { location: '/else' });
    response.end(asked.length === 1 ? '{"Tables":[]}' : refusal);
  };
  const server = createServer((request, response) => void reply(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const origin = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  const ask = createKusto({ address: `${origin}/My%20Db`, credential: { env: {} } });
  const said: unknown[] = [];
  for (let turn = 0; turn < 4; turn += 1) said.push(await ask('T | count', between).catch(outcome));
  await new Promise((resolve) => server.close(resolve));
  said.push(await ask('T | count', between).catch((error: unknown) => outcome(error)[1]));
  const hint = `Asked was ${origin}/My Db.`;
  expect(said).toEqual([
    '{"Tables":[]}',
    ['service', 'kusto-refused', 'The Kusto endpoint refuses the query (400): No such table.', hint],
    ['service', 'kusto-refused', 'The Kusto endpoint refuses the query (400).', hint],
    ['service', 'kusto-unreachable', expect.stringContaining('The Kusto endpoint does not answer: '), hint],
    'kusto-unreachable',
  ]);
  const request = [
    'POST',
    '/v1/rest/query',
    undefined,
    'application/json',
    'application/json',
    { db: 'My Db', csl: 'T | count' },
  ];
  expect(asked).toEqual([request, request, request, request]);
});

test('a list with a member that is no object is an error of the protocol', async () => {
  const found = await connect(() => answer(200, { value: [{ name: 'a' }, 5] }))
    .workspace.list('alertRules')
    .catch(outcome);
  expect(found).toMatchObject([
    'service',
    expect.any(String),
    expect.stringContaining('a member of the list is no object'),
    expect.anything(),
  ]);
});

const error = (name: string, message: string, more: object = {}): Error =>
  Object.assign(new Error(message), { name, ...more });

test.each<[string, unknown, unknown]>([
  ['nothing', undefined, undefined],
  ['null', null, undefined],
  ['a text', 'broken', undefined],
  ['an object without words', { code: 'ECONNRESET' }, undefined],
  ['an error of the program', new TypeError('x is no function'), undefined],
  ['an error of the SDK', error('RestError', 'broke'), ['connection', true, true]],
  ['a connection that broke', error('Error', 'broke', { code: 'ECONNRESET' }), ['connection', true, true]],
  [
    'a connection that was refused',
    error('Error', 'no', { code: 'ECONNREFUSED', syscall: 'connect' }),
    ['connection', true, false],
  ],
  [
    'a connection that may not be made',
    error('Error', 'no', { code: 'EACCES', syscall: 'connect' }),
    ['connection', true, true],
  ],
  ['a name that is unknown', error('Error', 'no', { code: 'ENOTFOUND' }), ['connection', false, false]],
  ['a certificate that is wrong', error('Error', 'no', { code: 'CERT_HAS_EXPIRED' }), ['connection', false, false]],
  ['a protocol that is wrong', error('Error', 'no', { code: 'EPROTO' }), ['connection', false, true]],
  ['a full disk', error('Error', 'full', { code: 'ENOSPC', syscall: 'write' }), ['unwritable-file', false, false]],
  ['a code of files without a call', error('Error', 'full', { code: 'ENOSPC' }), ['connection', true, true]],
  ['a sign-in that failed', error('AuthenticationError', 'no'), ['no-credential', false, false]],
  [
    'a sign-in with members that are none',
    error('AuthenticationError', 'no', { errors: 5 }),
    ['no-credential', false, false],
  ],
  ['a sign-in that Entra refuses', error('Error', 'AADSTS90002: no'), ['sign-in-refused', false, false]],
  ['what is told already', new PicketError('usage', 'x', { code: 'own' }), ['own', false, false]],
])('what a transport throws is told: %s', (_, thrown, expected) => {
  const found = faultOfThrown(thrown, { what: 'a rule' });
  expect(found === undefined ? undefined : [found.fault.code, found.again, found.doubtful]).toEqual(expected);
});
