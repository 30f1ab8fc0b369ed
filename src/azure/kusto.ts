import { loopback } from './http-emulator.ts';
import { PicketError } from '../core/errors.ts';
import type { AskService } from '../core/ports.ts';
import { createCredential, type CredentialSettings } from './credential.ts';
import { serviceMessage } from './service-message.ts';

export type KustoOptions = {
  /** Of the cluster with its database: `http://localhost:8080/NetDefaultDB`. */
  readonly address: string;
  readonly credential: CredentialSettings;
};

/** Milliseconds for one query: the service's own limit is four minutes. */
const timeout = 240_000;

type Place = { readonly origin: string; readonly database: string; readonly needsToken: boolean };

const placeOf = (address: string): Place => {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const database = decodeURIComponent(url?.pathname.replaceAll(/^\/|\/$/g, '') ?? '');
  const isLocal = url?.protocol === 'http:' && loopback.has(url.hostname);
  if (url === undefined || database === '' || database.includes('/') || !(isLocal || url.protocol === 'https:'))
    throw new PicketError('usage', `--kusto takes the address of a cluster with a database, not \`${address}\`.`, {
      code: 'kusto-address',
      hint: 'Write it like https://CLUSTER.REGION.kusto.windows.net/DATABASE; http is for this machine alone.',
    });
  return { origin: url.origin, database, needsToken: !isLocal };
};

/**
 * Queries of a Kusto endpoint, by version 1 of its REST API, whose first table is the result: of a cluster with a token,
 * or of the emulator in a container on this machine without one. Throws a usage error for an address that is none.
 * Source: Microsoft Learn, "Query/management HTTP request".
 */
export const createKusto = ({ address, credential }: KustoOptions): AskService => {
  const { origin, database, needsToken } = placeOf(address);
  const failed = (message: string, code: string): PicketError =>
    new PicketError('service', message, { code, hint: `Asked was ${origin}/${database}.` });
  const authorization = async (): Promise<Readonly<Record<string, string>>> => {
    if (!needsToken) return {};
    const credentials = await createCredential(credential, { cloud: 'public' });
    const token = await credentials.getToken(`${origin}/.default`);
    if (token === null) throw failed('There is no token for the Kusto endpoint.', 'no-credential');
    return { authorization: `Bearer ${token.token}` };
  };
  return async (query, _between, signal) => {
    const headers = { ...(await authorization()), 'content-type': 'application/json', accept: 'application/json' };
    const limits = [AbortSignal.timeout(timeout), ...(signal === undefined ? [] : [signal])];
    const answer = await fetch(`${origin}/v1/rest/query`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ db: database, csl: query }),
      redirect: 'error',
      signal: AbortSignal.any(limits),
    }).catch((error: unknown) => {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
      throw failed(`The Kusto endpoint does not answer: ${cause}`, 'kusto-unreachable');
    });
    const text = await answer.text();
    if (answer.ok) return text;
    const { message } = serviceMessage(text);
    throw failed(
      `The Kusto endpoint refuses the query (${answer.status})${message === '' ? '.' : `: ${message}`}`,
      'kusto-refused',
    );
  };
};
