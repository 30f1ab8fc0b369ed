import type { TokenCredential } from '@azure/identity';
import type * as Pipeline from '@azure/core-rest-pipeline';
import type { HttpClient, PipelineRequest } from '@azure/core-rest-pipeline';
import type { Transport, WireRequest, WireResponse } from '../core/ports.ts';
import type { Cloud } from './clouds.ts';

/** What the client needs to sign and send requests. */
export type SenderOptions = {
  readonly subscriptionId: string;
  readonly cloud: Cloud;
  /** Undefined for an emulator: no token is asked for, and none is sent. */
  readonly credential: (() => Promise<TokenCredential>) | undefined;
  /** Undefined for the real network. */
  readonly transport: Transport | undefined;
  /** Picket's version, for the user agent. */
  readonly version: string;
};

/** Sends one request once. `onSent` is called as soon as it leaves: a failure before that has changed nothing. */
export type Sender = (request: WireRequest, onSent: () => void) => Promise<WireResponse>;

/** A request as the SDK's pipeline takes it; the module is given, since it is loaded at the first request alone. */
export const pipelineRequest = (
  { createHttpHeaders, createPipelineRequest }: Pick<typeof Pipeline, 'createHttpHeaders' | 'createPipelineRequest'>,
  { url, method, headers, body, signal }: WireRequest,
): PipelineRequest =>
  createPipelineRequest({
    url,
    method,
    headers: createHttpHeaders({ ...headers }),
    ...(body === undefined ? {} : { body }),
    ...(signal === undefined ? {} : { abortSignal: signal }),
  });

const nobody: TokenCredential = {
  getToken: () => Promise.reject(new Error('An emulator is never sent a token.')),
};

/**
 * The client of the Azure SDK with its policies for tokens, request ids and user agent, and bodies as plain text: its
 * typed methods drop every property that they do not know. Not set are its api-version (that would rewrite the one in
 * each URL), its retries (they would run in real time) and redirections (a token must not follow them). The SDK is
 * loaded at the first request.
 */
export const createSender = (options: SenderOptions): Sender => {
  let loading: Promise<Sender> | undefined;
  return async (request, onSent) => {
    loading ??= load(options);
    const send = await loading;
    return send(request, onSent);
  };
};

const load = async ({ subscriptionId, cloud, credential, transport, version }: SenderOptions): Promise<Sender> => {
  const [{ SecurityInsights }, pipeline] = await Promise.all([
    import('@azure/arm-securityinsight'),
    import('@azure/core-rest-pipeline'),
  ]);
  const requests = new WeakMap<PipelineRequest, { readonly wire: WireRequest; readonly onSent: () => void }>();
  const network = transport === undefined ? pipeline.createDefaultHttpClient() : undefined;

  const httpClient: HttpClient = {
    sendRequest: async (request) => {
      const known = requests.get(request);
      known?.onSent();
      if (network !== undefined) return network.sendRequest(request);
      if (transport === undefined || known === undefined) throw new Error('A request came from outside of the client.');
      const response = await transport({ ...known.wire, url: request.url, headers: request.headers.toJSON() });
      return {
        request,
        status: response.status,
        headers: pipeline.createHttpHeaders({ ...response.headers }),
        bodyAsText: response.body,
      };
    },
  };

  const client = new SecurityInsights(credential === undefined ? nobody : await credential(), subscriptionId, {
    endpoint: cloud.endpoint,
    credentialScopes: cloud.scope,
    httpClient,
    retryOptions: { maxRetries: 0 },
    redirectOptions: { maxRetries: 0 },
    userAgentOptions: { userAgentPrefix: `picket/${version}` },
  });
  client.pipeline.removePolicy({ name: 'deserializationPolicy' });
  // No body is a form, and to look whether one is makes Node load its whole client for fetch.
  client.pipeline.removePolicy({ name: pipeline.formDataPolicyName });
  if (credential === undefined) client.pipeline.removePolicy({ name: pipeline.bearerTokenAuthenticationPolicyName });

  return async (wire, onSent) => {
    const request = pipelineRequest(pipeline, wire);
    requests.set(request, { wire, onSent });
    const response = await client.sendRequest(request);
    return { status: response.status, headers: response.headers.toJSON(), body: response.bodyAsText ?? '' };
  };
};
