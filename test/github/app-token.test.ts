import { generateKeyPairSync, verify } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { githubApi } from '../../src/github/api.ts';
import { appStatement, appToken } from '../../src/github/app-token.ts';
import { appsToken, startGitHub, type FakeGitHub } from '../fakes/github.ts';

const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
const privateKey = keys.privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
const noon = Date.UTC(2026, 10, 22, 12);
const clock = { now: () => Date.now(), sleep: async () => undefined };
const repository = 'contoso/detections';

const tokenFor = (github: FakeGitHub, id: string): Promise<string> =>
  appToken(
    githubApi({
      run: { apiUrl: github.url, repository, token: appStatement({ id, privateKey }, clock) },
      clock,
      fetch: globalThis.fetch,
      version: '0.0.0',
    }),
    repository,
  );

const onGitHub = async (work: (github: FakeGitHub) => Promise<void>): Promise<void> => {
  const github = await startGitHub();
  try {
    await work(github);
  } finally {
    await github.close();
  }
};

describe("an App's statement", () => {
  test('is signed with RS256 over its two parts, by the App, for ten minutes in all', () => {
    const [head = '', claims = '', signature = '', ...more] = appStatement(
      { id: '12', privateKey },
      { now: () => noon },
    ).split('.');
    expect(more).toEqual([]);
    expect(JSON.parse(Buffer.from(head, 'base64url').toString())).toEqual({ alg: 'RS256', typ: 'JWT' });
    expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toEqual({
      iat: noon / 1000 - 60,
      exp: noon / 1000 + 540,
      iss: '12',
    });
    const signed = (text: string): boolean =>
      verify('RSA-SHA256', Buffer.from(text), keys.publicKey, Buffer.from(signature, 'base64url'));
    expect(signed(`${head}.${claims}`)).toBe(true);
    expect(signed(`${head}.${claims.slice(0, -1)}`)).toBe(false);
  });

  test('is not made with a key that cannot be read, of which nothing is said', () => {
    const broken = privateKey.replaceAll('\n', ' ');
    expect(() => appStatement({ id: '12', privateKey: broken }, clock)).toThrow(
      expect.objectContaining({ kind: 'usage', code: 'bad-app-key', message: expect.not.stringContaining('MII') }),
    );
  });
});

describe("an App's token", () => {
  test('is given for a statement that the App has signed', async () => {
    await onGitHub(async (github) => {
      github.app = { id: '12', publicKey: keys.publicKey };
      expect(await tokenFor(github, '12')).toBe(appsToken);
    });
  });

  test.each([
    ['of another App', '13', keys.publicKey],
    ['signed with another key', '12', generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey],
  ])('is not given for a statement %s, and the message names both settings', async (_, id, publicKey) => {
    await onGitHub(async (github) => {
      github.app = { id: '12', publicKey };
      await expect(tokenFor(github, id)).rejects.toMatchObject({
        kind: 'auth',
        status: 401,
        hint: expect.stringMatching(/PICKET_APP_ID and PICKET_APP_PRIVATE_KEY/),
        message: expect.not.stringMatching(/eyJ/),
      });
    });
  });
});
