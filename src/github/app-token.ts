import { createSign } from 'node:crypto';
import { PicketError } from '../core/errors.ts';
import { isObject, type JsonValue } from '../core/json.ts';
import type { Clock } from '../core/ports.ts';
import type { GitHubApi } from './api.ts';

/** A GitHub App: its id and its private key in PEM. */
export type App = { readonly id: string; readonly privateKey: string };

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/**
 * The signed statement by which an App proves who it is, good for nine minutes (GitHub Docs, "Generating a JSON Web
 * Token for a GitHub App": ten at most, and a minute back against clocks that differ). Throws a `usage` error for a key
 * that cannot be read; nothing of it is said.
 */
export const appStatement = ({ id, privateKey }: App, clock: Pick<Clock, 'now'>): string => {
  const now = Math.floor(clock.now() / 1000);
  const signed = `${part({ alg: 'RS256', typ: 'JWT' })}.${part({ iat: now - 60, exp: now + 540, iss: id })}`;
  try {
    return `${signed}.${createSign('RSA-SHA256').update(signed).sign(privateKey, 'base64url')}`;
  } catch {
    throw new PicketError('usage', 'PICKET_APP_PRIVATE_KEY is no private key in PEM.', {
      code: 'bad-app-key',
      hint: 'Store the whole .pem file that GitHub gave you as the secret, its first and last line included.',
    });
  }
};

/** The refusal of an App's own statement has another cause than a job's missing permission. */
const asApp = (error: unknown): unknown =>
  error instanceof PicketError && error.kind === 'auth'
    ? new PicketError('auth', error.message, {
        code: error.code,
        ...(error.status === undefined ? {} : { status: error.status }),
        hint: 'Check that PICKET_APP_ID and PICKET_APP_PRIVATE_KEY are of one GitHub App, and that it is installed on this repository with contents and pull requests: write.',
      })
    : error;

/**
 * A token of the App for this repository, able to write content and pull requests; `api` carries the App's statement.
 * Rejects with `auth` where GitHub does not believe the statement, or the App is not installed here.
 */
export const appToken = async (api: GitHubApi, repository: string): Promise<string> => {
  const answer = await installationToken(api, repository).catch((error: unknown) => {
    throw asApp(error);
  });
  const token = isObject(answer) ? answer['token'] : undefined;
  if (typeof token === 'string') return token;
  throw new PicketError('service', "GitHub's answer has no token for the App.", { code: 'github-failed' });
};

const installationToken = async (api: GitHubApi, repository: string): Promise<JsonValue> => {
  const installation = await api.send('GET', '/installation');
  const id = isObject(installation) ? installation['id'] : undefined;
  if (typeof id !== 'number') return null;
  return api.sendToRoot('POST', `/app/installations/${id}/access_tokens`, {
    repositories: [repository.split('/')[1] ?? ''],
    permissions: { contents: 'write', pull_requests: 'write' },
  });
};
