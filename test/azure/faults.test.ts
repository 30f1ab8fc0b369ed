import { inspect } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { AggregateAuthenticationError, AuthenticationError, CredentialUnavailableError } from '@azure/identity';
import { serviceMessage } from '../../src/azure/service-message.ts';
import { answer, broken, connect, refusal, secret, type Handler } from './fake-service.ts';

const caught = async (running: Promise<unknown>): Promise<unknown> => {
  try {
    await running;
  } catch (error) {
    return error;
  }
  throw new Error('It was expected to fail.');
};

const listing = (handler: Handler): Promise<unknown> => caught(connect(handler).workspace.list('alertRules'));

const notOnboarded =
  "Workspace 'x' is not onboarded to Microsoft Sentinel. Please onboard through the portal or use the OnboardingStates ARM api to onboard to Sentinel.";

describe('the message of a failed answer', () => {
  const errorOf = (value: unknown): string => JSON.stringify({ error: value });

  test.each([
    ['is plain', errorOf({ code: 'BadRequest', message: 'Bad.' }), 'BadRequest', 'Bad.'],
    [
      'is encoded twice',
      errorOf({ code: 'BadRequest', message: errorOf({ code: 'BadRequest', message: notOnboarded }) }),
      'BadRequest',
      notOnboarded,
    ],
    [
      'stands behind words of its own',
      errorOf({
        code: 'BadRequest',
        message: `FailedToResolveScalarExpression; Message: ${errorOf({
          message: 'The request had some invalid properties',
          code: 'BadArgumentError',
          innererror: {
            code: 'SemanticError',
            message: 'A semantic error occurred.',
            innererror: { code: 'SEM0100', message: "'x' is unknown" },
          },
        })}`,
      }),
      'SEM0100',
      "'x' is unknown",
    ],
    [
      'has details',
      errorOf({
        code: 'Outer',
        message: 'Several problems.',
        details: [{ code: 'A', message: 'First.' }, { message: 'Second.' }],
      }),
      'Outer',
      'Several problems. First. Second.',
    ],
    ['has another case', JSON.stringify({ Error: { Code: 'X', Message: 'Y' } }), 'X', 'Y'],
    [
      'mentions braces that are no error',
      errorOf({ code: 'C', message: 'Use {{Column}} here' }),
      'C',
      'Use {{Column}} here',
    ],
    [
      'is a web page',
      '<!DOCTYPE html><html><head><style>b{}</style><title>502</title></head><body><h1>Bad  Gateway</h1></body></html>',
      undefined,
      '502 Bad Gateway',
    ],
    ['is empty', '', undefined, ''],
    ['is JSON without an error', '[1]', undefined, '[1]'],
  ])('that %s', (_case, text, code, message) => {
    expect(serviceMessage(text)).toEqual({ code, message });
  });

  test('is bounded, however long or deep the answer is', () => {
    expect(serviceMessage(errorOf({ message: 'x'.repeat(100_000) })).message).toHaveLength(1000);
    const deep = `${'{"error":'.repeat(5000)}{"message":"bottom"}${'}'.repeat(5000)}`;
    expect(serviceMessage(deep).message.length).toBeLessThanOrEqual(1000);
  });

  test('holds no token that the service or a proxy has repeated', () => {
    for (const text of [
      `<html>Authorization: Bearer ${secret}</html>`,
      errorOf({ message: `token ${secret}` }),
      `Bearer opaque.token-value`,
    ])
      expect(serviceMessage(text).message).toContain('[token]');
    expect(serviceMessage(`Bearer ${secret}`).message).not.toContain(secret.slice(0, 20));
  });
});

describe('a failure as a person meets it', () => {
  test('a refusal carries the innermost message, its status and its class', async () => {
    const session = connect(() => refusal(400, 'BadRequest', 'Invalid data model. [: The technique is invalid.]'));
    const put = session.workspace.put({ type: 'alertRules', name: 'r', body: {} }, { kind: 'absent' });
    expect(await caught(put)).toMatchObject({
      kind: 'service',
      failure: 'invalid',
      status: 400,
      message:
        'Azure refused to write alertRules/r (HTTP 400 BadRequest): Invalid data model. [: The technique is invalid.]',
    });
  });

  test('a 403 names the role and the scope that are missing, the lesser role for a read', async () => {
    const refuse: Handler = () => refusal(403, 'AuthorizationFailed', 'The client does not have authorization.');
    expect(await listing(refuse)).toMatchObject({
      kind: 'auth',
      failure: 'forbidden',
      hint: expect.stringMatching(/Microsoft Sentinel Reader on resource group rg-soc of subscription 1111/),
    });
    const removal = connect(refuse).workspace.remove('alertRules', 'r', { kind: 'any' });
    expect(await caught(removal)).toMatchObject({ hint: expect.stringContaining('Microsoft Sentinel Contributor') });
  });

  test('a workspace without Sentinel says what to do', async () => {
    const message = JSON.stringify({ error: { code: 'BadRequest', message: notOnboarded } });
    expect(await listing(() => refusal(400, 'BadRequest', message))).toMatchObject({
      code: 'not-onboarded',
      message: `Workspace ws-soc does not have Microsoft Sentinel: ${notOnboarded}`,
      hint: expect.stringContaining('Add Microsoft Sentinel'),
    });
  });

  test.each([400, 409])('an id that was deleted lately is told apart from other refusals (%i)', async (status) => {
    const session = connect(() =>
      refusal(
        status,
        'BadRequest',
        "The rule with id 'r' was recently deleted. You need to allow some time before re-using the same id.",
      ),
    );
    const put = session.workspace.put({ type: 'alertRules', name: 'r', body: {} }, { kind: 'absent' });
    expect(await caught(put)).toMatchObject({
      code: 'recently-deleted',
      status,
      hint: expect.stringContaining('about a day'),
    });
  });

  test('nobody signed in: one line says who was asked', async () => {
    const refused = new AggregateAuthenticationError(
      [
        new CredentialUnavailableError('EnvironmentCredential is unavailable. No underlying credential could be used.'),
        new CredentialUnavailableError("AzureCliCredential: Please run 'az login' from a command prompt. More text."),
      ],
      'ChainedTokenCredential authentication failed.',
    );
    const session = connect(() => answer(200), { credential: { getToken: () => Promise.reject(refused) } });
    expect(await caught(session.workspace.list('alertRules'))).toMatchObject({
      kind: 'auth',
      code: 'no-credential',
      message:
        "No credential for Azure was found. Tried: EnvironmentCredential (is unavailable); AzureCliCredential (Please run 'az login' from a command prompt)",
      hint: expect.stringContaining('az login'),
    });
    expect(session.requests).toEqual([]);
  });

  test('an assertion that has expired says how to get a new one each time', async () => {
    const refused = new AuthenticationError(401, {
      error: 'invalid_client',
      error_description: 'AADSTS700024: Client assertion is not within its valid time range.',
    });
    const session = connect(() => answer(200), { credential: { getToken: () => Promise.reject(refused) } });
    expect(await caught(session.workspace.list('alertRules'))).toMatchObject({
      kind: 'auth',
      code: 'sign-in-refused',
      message: expect.stringContaining('AADSTS700024'),
      hint: expect.stringContaining('AZURE_CLIENT_ID'),
    });
  });
});

describe('the token', () => {
  const failures: readonly [string, Handler][] = [
    ...[400, 401, 403, 404, 409, 412, 418, 429, 500, 503].map((status): [string, Handler] => [
      `HTTP ${status}`,
      () => refusal(status, 'Code', 'no'),
    ]),
    ['a reset connection', () => Promise.reject(broken('ECONNRESET'))],
    ['an answer that is no JSON', () => answer(200, '{"cut')],
    ['a page on another host', () => answer(200, { value: [], nextLink: 'https://evil.example' })],
    ['an echo of the request', (request) => answer(400, `<html>${JSON.stringify(request.headers)}</html>`)],
    ['a challenge', () => answer(401, '', { 'www-authenticate': 'Bearer error="invalid_token"' })],
  ];

  test.each(failures)('is in no error and no event after %s', async (_failure, handler) => {
    const session = connect(handler);
    for (const running of [
      session.workspace.list('alertRules'),
      session.workspace.put({ type: 'alertRules', name: 'r', body: {} }, { kind: 'unchanged', etag: '"1"' }),
    ]) {
      const error = await caught(running);
      expect(error).toMatchObject({ name: 'PicketError' });
      const told = [
        inspect(error, { depth: 20, showHidden: true }),
        JSON.stringify(error),
        JSON.stringify(session.events),
        error instanceof Error ? `${error.stack} ${inspect(error.cause, { depth: 20 })}` : '',
      ].join('\n');
      for (const part of secret.split('.')) expect(told).not.toContain(part);
    }
    expect(session.requests.some(({ headers }) => headers['authorization'] === `Bearer ${secret}`)).toBe(true);
  });
});

describe('what is wrong here is not blamed on the network', () => {
  test.each([
    ['a full disk', 'ENOSPC', 'write'],
    ['a file that may not be opened', 'EACCES', 'open'],
    ['a missing file', 'ENOENT', 'open'],
  ])('%s', async (_what, code, syscall) => {
    const failing: Handler = () => {
      throw Object.assign(new Error(`${code}: no use, ${syscall} 'token'`), { code, syscall });
    };
    const session = connect(failing);
    const error = await caught(session.workspace.list('alertRules'));
    expect(error).toMatchObject({ kind: 'config', message: expect.stringContaining(code) });
    expect(inspect(error)).not.toMatch(/connection|proxy/i);
    expect(session.requests).toHaveLength(1);
  });

  test('while a connection that is not allowed is one of the network', async () => {
    const error = await listing(() => {
      throw Object.assign(new Error('connect EACCES 10.0.0.1:443'), { code: 'EACCES', syscall: 'connect' });
    });
    expect(error).toMatchObject({ kind: 'service', failure: 'connection' });
  });

  test.each([
    ['a rule', 200],
    ['a refusal', 400],
  ])('%s that is nested 20,000 deep is an answer of the service, asked for once', async (_what, status) => {
    const deep = `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`;
    const session = connect(() => answer(status, `{"value":[{"id":"/x","name":"x","properties":${deep}}]}`));
    const error = await caught(session.workspace.list('alertRules'));
    expect(error).toMatchObject({
      kind: 'service',
      code: 'protocol',
      message: expect.stringContaining('nested more than 200 levels deep'),
    });
    expect(inspect(error)).not.toMatch(/connection|proxy/i);
    expect(session.requests).toHaveLength(1);
  });
});
