import { Readable } from 'node:stream';
import { text as textOf } from 'node:stream/consumers';
import type { ContainerClient, StoragePipelineOptions } from '@azure/storage-blob';
import { PicketError } from '../core/errors.ts';
import { headFile, headText, recordFile, recordText, type RecordStore } from '../core/evidence/deployment-log.ts';
import { isObject, parseJson } from '../core/json.ts';
import type { Transport } from '../core/ports.ts';
import { cloudOfHost } from './clouds.ts';
import { createCredential, type CredentialSettings } from './credential.ts';
import { plainText } from './service-message.ts';
import { faultOfThrown } from './thrown.ts';

export type ContainerOptions = {
  /** Address of the container: `https://ACCOUNT.blob.core.windows.net/CONTAINER`. */
  readonly url: string;
  /** Where tokens come from; undefined for an emulator, which is never sent one. */
  readonly credential?: CredentialSettings | undefined;
  /** Undefined for the real network. */
  readonly transport?: Transport | undefined;
  /** Picket's version, for the user agent. */
  readonly version: string;
  readonly signal?: AbortSignal | undefined;
};

type ClientOfSdk = NonNullable<StoragePipelineOptions['httpClient']>;

/** What the service says no with, as far as it is told apart here (Microsoft Learn, "Blob service error codes"). */
type Refusal = { readonly status: number; readonly code: string; readonly message: string };

const refusalIn = (error: unknown): Refusal | undefined => {
  if (!(error instanceof Error) || !('statusCode' in error) || typeof error.statusCode !== 'number') return undefined;
  const details: unknown = 'details' in error ? error.details : undefined;
  const code = isObject(details) && typeof details['errorCode'] === 'string' ? details['errorCode'] : '';
  const named = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return { status: error.statusCode, code: code || named, message: plainText(error.message) };
};

/** The account and the container of an address. */
const namesIn = (url: string): { readonly account: string; readonly container: string } => {
  const { hostname, pathname } = new URL(url);
  return { account: hostname.split('.')[0] ?? '', container: pathname.replaceAll('/', '') };
};

const advice = ({ status, code }: Refusal, url: string): string | undefined => {
  const { account, container } = namesIn(url);
  if (code === 'ContainerNotFound')
    return `Create it: az storage container create --account-name ${account} --name ${container} --auth-mode login`;
  // What the firewall of an account turns away has a code of its own.
  if (code === 'AuthorizationFailure')
    return `Let this machine through the network rules of the storage account ${account}.`;
  if (status === 403)
    return `Give the identity the role: az role assignment create --assignee <principal-id> --role "Storage Blob Data Contributor" --scope <id of the storage account>/blobServices/default/containers/${container}`;
  return undefined;
};

type Verb = 'read' | 'written';

const faultOf = (error: unknown, verb: Verb, url: string): unknown => {
  const refused = refusalIn(error);
  if (refused === undefined) return faultOfThrown(error, { what: `the container ${url}` })?.fault ?? error;
  const { status, code, message } = refused;
  const kind = status === 401 || status === 403 ? 'auth' : code === 'ContainerNotFound' ? 'config' : 'service';
  return new PicketError(
    kind,
    `The container ${url} cannot be ${verb} (HTTP ${[status, code].join(' ').trim()}): ${message.split('\n')[0]}`,
    { code: kind === 'service' ? 'storage-refused' : 'storage-access', status, hint: advice(refused, url) },
  );
};

/** The SDK's client over a transport. Headers of an answer are made of those of the request: the SDK exports no way to make some. */
const clientOver = (transport: Transport, signal: AbortSignal | undefined): ClientOfSdk => ({
  sendRequest: async (request) => {
    const answer = await transport({
      method: methodOf(request.method),
      url: request.url,
      headers: request.headers.toJson(),
      ...(typeof request.body === 'string' ? { body: request.body } : {}),
      ...(signal === undefined ? {} : { signal }),
    });
    const headers = request.headers.clone();
    for (const name of headers.headerNames()) headers.remove(name);
    for (const [name, value] of Object.entries(answer.headers)) headers.set(name, value);
    return request.streamResponseStatusCodes?.has(answer.status) === true
      ? { request, status: answer.status, headers, readableStreamBody: Readable.from([Buffer.from(answer.body)]) }
      : { request, status: answer.status, headers, bodyAsText: answer.body };
  },
});

/** Milliseconds for one try of a request. */
const tryTimeout = 30_000;

/** Opens the container with the SDK's client, which is loaded here and not before. */
const load = async ({ url, credential, transport, version, signal }: ContainerOptions): Promise<ContainerClient> => {
  const { AnonymousCredential, ContainerClient: Client, newPipeline } = await import('@azure/storage-blob');
  const cloud = cloudOfHost(new URL(url).hostname);
  const signedIn = credential === undefined ? undefined : await createCredential(credential, { cloud });
  return new Client(
    url,
    newPipeline(signedIn ?? new AnonymousCredential(), {
      retryOptions: { maxTries: 4, retryDelayInMs: 500, maxRetryDelayInMs: 8000, tryTimeoutInMs: tryTimeout },
      userAgentOptions: { userAgentPrefix: `picket/${version}` },
      ...(transport === undefined ? {} : { httpClient: clientOver(transport, signal) }),
    }),
  );
};

const methodOf = (method: string): 'GET' | 'PUT' => {
  if (method === 'GET' || method === 'PUT') return method;
  throw new Error(`Nothing of the log asks for ${method}.`);
};

/** So many blobs are asked for at a time. */
const atATime = 32;

/** An etag that no blob has: a write under it is refused for its condition, where writing is allowed at all. */
const nobodysEtag = '"0x0"';

const sequenceIn = (text: string): number => {
  const head = parseJson(text);
  return isObject(head) && typeof head['sequence'] === 'number' ? head['sequence'] : 0;
};

/**
 * A log of deployments in a container of a storage account: a block blob for each record, put where none is. The head is
 * renewed under the etag that was read, so that it never goes back. A container whose blobs may not be changed (an
 * immutability policy) keeps its first head, behind which the records go on.
 */
export const recordContainer = (options: ContainerOptions): RecordStore => {
  const { url, signal } = options;
  let opened: Promise<ContainerClient> | undefined;
  const abort = signal === undefined ? {} : { abortSignal: signal };

  const ask = async <T>(verb: Verb, work: (client: ContainerClient) => Promise<T>): Promise<T> => {
    try {
      opened ??= load(options);
      return await work(await opened);
    } catch (error) {
      if (signal?.aborted === true)
        throw new PicketError('interrupted', `The run ended before the container ${url} was ${verb}.`, {
          code: 'interrupted',
        });
      throw faultOf(error, verb, url);
    }
  };

  type Held = { readonly text: string; readonly etag: string };
  const get = (name: string): Promise<Held | undefined> =>
    ask('read', async (client) => {
      try {
        const answer = await client.getBlobClient(name).download(0, undefined, abort);
        const { readableStreamBody: body, etag = '' } = answer;
        return { text: body === undefined ? '' : await textOf(body), etag };
      } catch (error) {
        if (refusalIn(error)?.code === 'BlobNotFound') return undefined;
        throw error;
      }
    });

  /** Puts a text under a condition; gives the code of a refusal for what is there. */
  const put = (name: string, text: string, conditions: { ifMatch: string } | { ifNoneMatch: '*' }) =>
    ask('written', async (client): Promise<'put' | 'conflict' | 'immutable'> => {
      try {
        await client.getBlockBlobClient(name).upload(text, Buffer.byteLength(text), {
          ...abort,
          conditions,
          blobHTTPHeaders: { blobContentType: 'application/json' },
        });
        return 'put';
      } catch (error) {
        const refused = refusalIn(error);
        if (refused?.code === 'BlobImmutableDueToPolicy') return 'immutable';
        if (refused?.code === 'BlobAlreadyExists' || refused?.status === 412) return 'conflict';
        throw error;
      }
    });

  const renewHead = async (record: Parameters<RecordStore['add']>[0]): Promise<void> => {
    for (;;) {
      const held = await get(headFile);
      if (held !== undefined && sequenceIn(held.text) >= record.sequence) return;
      const conditions = held === undefined ? { ifNoneMatch: '*' as const } : { ifMatch: held.etag };
      if ((await put(headFile, headText(record), conditions)) !== 'conflict') return;
    }
  };

  return {
    place: `the container ${url}`,
    read: async (part) => {
      const names = await ask('read', async (client) => {
        const found: string[] = [];
        for await (const { name } of client.listBlobsFlat(abort)) if (/^[^/]+\.json$/.test(name)) found.push(name);
        return found;
      });
      const records = names.filter((name) => name !== headFile).toSorted();
      const wanted = part === 'end' ? records.slice(-1) : names;
      const found = new Map<string, string>();
      for (let start = 0; start < wanted.length; start += atATime)
        for (const [name, held] of await Promise.all(
          wanted.slice(start, start + atATime).map(async (each) => [each, await get(each)] as const),
        ))
          if (held !== undefined) found.set(name, held.text);
      return found;
    },
    add: async (record) => {
      const [name, text] = [recordFile(record.sequence), recordText(record)];
      const ended = await put(name, text, { ifNoneMatch: '*' });
      // A try whose answer was lost meets its own record.
      if (ended !== 'put' && (await get(name))?.text !== text) return false;
      await renewHead(record);
      return true;
    },
    checkAccess: async () => {
      await put(headFile, '{}', { ifMatch: nobodysEtag });
    },
  };
};
