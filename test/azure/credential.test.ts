import { firstType, kindOf } from '../../src/content/index.ts';
import { describe, expect, test } from '@jest/globals';
import { connectWorkspace } from '../../src/azure/connect.ts';
import { createCredential, withPermissionHint, type CredentialSettings } from '../../src/azure/credential.ts';
import { virtualClock } from '../fakes/clock.ts';
import { secret, target } from './fake-service.ts';

const env = {
  ACTIONS_ID_TOKEN_REQUEST_URL: 'https://token.actions.example/request?api-version=2.0',
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'request-token-of-the-job',
  AZURE_CLIENT_ID: '22222222-2222-2222-2222-222222222222',
  AZURE_TENANT_ID: '33333333-3333-3333-3333-333333333333',
};

type Fetch = NonNullable<CredentialSettings['fetch']>;
type Asked = { readonly url: string; readonly authorization: string | null };

const gitHub = (respond: () => Response): { readonly asked: readonly Asked[]; readonly fetch: Fetch } => {
  const asked: Asked[] = [];
  return {
    asked,
    fetch: (input, init) => {
      asked.push({ url: input.href, authorization: new Headers(init.headers).get('authorization') });
      return Promise.resolve(respond());
    },
  };
};

/** An authority that is not there: the assertion is asked for before it, and what comes after is not of interest. */
const tokenOf = async (fetch: Fetch): Promise<unknown> => {
  const credential = await createCredential({ env, fetch }, { cloud: 'public' });
  return credential
    .getToken('https://management.azure.com/.default', { abortSignal: AbortSignal.abort() })
    .catch((error: unknown) => error);
};

describe('the sign-in of a GitHub workflow', () => {
  test.each([
    ['refuses', () => new Response('{"message":"no"}', { status: 403 }), /HTTP 403/],
    ['answers without a token', () => new Response('{}'), /holds no token/],
    ['answers with a web page', () => new Response('<html></html>'), /holds no token/],
  ])('a token service that %s is told with the line that is missing', async (_case, respond, reason) => {
    const { fetch, asked } = gitHub(respond);
    const clock = virtualClock();
    const { workspace } = connectWorkspace({
      kindOf,
      watched: [firstType.resource],
      target,
      clock,
      version: '0.0.0',
      credential: { env, fetch },
      transport: () => Promise.reject(new Error('Nothing may be sent without a token.')),
    });
    const listing = clock.hold(workspace.list('alertRules'));
    await expect(listing).rejects.toMatchObject({
      kind: 'auth',
      code: 'oidc-refused',
      message: expect.stringMatching(reason),
      hint: expect.stringContaining('id-token: write'),
    });
    expect(asked[0]).toEqual({
      url: 'https://token.actions.example/request?api-version=2.0&audience=api%3A%2F%2FAzureADTokenExchange',
      authorization: 'Bearer request-token-of-the-job',
    });
  });

  test('asks for a new assertion each time', async () => {
    const { fetch, asked } = gitHub(() => new Response('', { status: 500 }));
    const credential = await createCredential({ env, fetch }, { cloud: 'public' });
    for (const _ of [1, 2])
      await expect(credential.getToken('s/.default')).rejects.toMatchObject({ code: 'oidc-refused' });
    expect(asked).toHaveLength(2);
  });

  test('a broken connection to the token service shows no token', async () => {
    const error = await tokenOf(() => Promise.reject(new Error(`failed with Bearer ${secret}`)));
    expect(error).toMatchObject({ code: 'oidc-refused', message: expect.stringContaining('[token]') });
    expect(JSON.stringify(error)).not.toContain(secret);
  });

  test('without a token service the default chain is used', async () => {
    const { fetch, asked } = gitHub(() => new Response('{}'));
    const { AZURE_CLIENT_ID, AZURE_TENANT_ID } = env;
    const credential = await createCredential({ env: { AZURE_CLIENT_ID, AZURE_TENANT_ID }, fetch }, { cloud: 'china' });
    expect(credential.constructor.name).toBe('DefaultAzureCredential');
    expect(asked).toEqual([]);
  });

  const application = { clientId: '44444444-4444-4444-4444-444444444444' };
  const home = { cloud: 'public', tenantId: '55555555-5555-5555-5555-555555555555' } as const;

  test.each([
    ['a secret', { secretVariable: 'PROOF' }, 'ClientSecretCredential'],
    ['a certificate', { certificateVariable: 'PROOF' }, 'ClientCertificateCredential'],
    ['nothing but the platform', {}, 'DefaultAzureCredential'],
  ])('an application of picket.yaml signs in with %s', async (_name, proof, made) => {
    const credential = await createCredential(
      { env: { PROOF: 'proof.pem' }, application: { ...application, ...proof } },
      home,
    );
    expect(credential.constructor.name).toBe(made);
  });

  test('an application whose variable is not set, or that has no tenant, says which one and where', async () => {
    const proven = { ...application, secretVariable: 'PROOF' };
    await expect(createCredential({ env: {}, application: proven }, home)).rejects.toMatchObject({
      code: 'no-credential',
      message: expect.stringContaining('the variable PROOF is not set'),
      hint: expect.stringContaining('under `credentials`'),
    });
    await expect(
      createCredential({ env: { PROOF: 'secret' }, application: proven }, { cloud: 'public' }),
    ).rejects.toMatchObject({
      message: expect.stringContaining('no tenant is named'),
      hint: expect.stringContaining('`tenantId`'),
    });
  });

  test('an application of another tenant asks GitHub for its own', async () => {
    const { fetch, asked } = gitHub(() => new Response('{}', { status: 403 }));
    const credential = await createCredential({ env, fetch, application }, home);
    await expect(credential.getToken('s/.default')).rejects.toMatchObject({ code: 'oidc-refused' });
    expect(asked).toHaveLength(1);
  });

  test('a workspace with neither credential nor emulator is a mistake in the configuration', () => {
    expect(() =>
      connectWorkspace({ kindOf, watched: [firstType.resource], target, clock: virtualClock(), version: '0.0.0' }),
    ).toThrow(/neither a credential nor an emulator/);
  });
});

describe('a workflow with a client id and without the token service', () => {
  const failing = (refusal: unknown) =>
    withPermissionHint({
      getToken: () =>
        refusal instanceof Error ? Promise.reject(refusal) : Promise.resolve({ token: 't', expiresOnTimestamp: 1 }),
    }).getToken(['scope']);

  test('is told the line that it lacks where no way of the chain led anywhere', async () => {
    await expect(failing(new Error('No way was left.'))).rejects.toMatchObject({
      kind: 'auth',
      code: 'no-credential',
      message: 'The workflow could not sign in to Azure: No way was left.',
      hint: expect.stringContaining('permissions: id-token: write'),
    });
  });

  test('is told what Azure said where it was asked, and signs in where it may', async () => {
    const refused = new Error('AADSTS700016: There is no such application.');
    await expect(failing(refused)).rejects.toBe(refused);
    await expect(failing(undefined)).resolves.toMatchObject({ token: 't' });
  });
});
