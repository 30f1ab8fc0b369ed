import type { TokenCredential } from '@azure/identity';
import type { HttpClient, PipelineRequest } from '@azure/core-rest-pipeline';
import type { LogsQueryClient, LogsTable } from '@azure/monitor-query-logs';
import { PicketError } from '../core/errors.ts';
import { isObject, parseJson, type JsonObject, type JsonValue } from '../core/json.ts';
import { isUnknown, type AskService, type QueryLogs, type Transport, type Unknown } from '../core/ports.ts';
import { workspacePath, type WorkspaceTarget } from '../core/resource.ts';
import { createArm, type Arm, type ArmOptions } from './arm.ts';
import type { Cloud } from './clouds.ts';
import { faultOfAnswer, type FaultContext } from './faults.ts';
import { pipelineRequest, type Sender } from './sender.ts';
import { faultOfThrown } from './thrown.ts';

export type LogsOptions = Omit<ArmOptions, 'send'> & {
  readonly target: WorkspaceTarget;
  readonly cloud: Cloud;
  /** Undefined for an emulator: no token is asked for, and none is sent. */
  readonly credential: (() => Promise<TokenCredential>) | undefined;
  /** Undefined for the real network. */
  readonly transport: Transport | undefined;
  readonly version: string;
};

const nobody: TokenCredential = { getToken: async () => ({ token: 'none', expiresOnTimestamp: Number.MAX_VALUE }) };

/** Seconds that the service may take for one query. */
const serverTimeout = 180;

/**
 * Queries of a workspace's logs, by the workspace's resource id, so that its customerId need not be known. The SDK's
 * client makes the requests, signs them for the logs of the cloud and reads the answers; retries, throttling and time-outs are
 * those of every other request of Picket's. The SDK is loaded at the first query.
 */
export const createLogs = (options: LogsOptions): { readonly queryLogs: QueryLogs; readonly askLogs: AskService } => {
  const { target } = options;
  const context: FaultContext = { what: 'the logs', operation: 'read', target };
  const ask = async (
    query: string,
    between: { readonly from: number; readonly to: number },
    signal: AbortSignal | undefined,
  ): Promise<Answered | Unknown> => {
    try {
      let text = '';
      const client = await load(options, context, signal, (heard) => (text = heard));
      const result = await client.queryResource(
        workspacePath(target).slice(1),
        query,
        { startTime: new Date(between.from), endTime: new Date(between.to) },
        { serverTimeoutInSeconds: serverTimeout },
      );
      if ('partialTables' in result)
        throw new PicketError('service', `The query of the logs was answered in part: ${result.partialError.code}`, {
          code: 'partial-answer',
          hint: 'Ask for fewer days.',
        });
      return { tables: result.tables, text };
    } catch (error) {
      const fault = faultOfThrown(error, context)?.fault;
      if (fault === undefined) throw error;
      if (fault.failure === 'forbidden') return { unknown: fault.message };
      throw fault;
    }
  };
  return {
    queryLogs: async (query, between, signal) => {
      const answer = await ask(query, between, signal);
      return isUnknown(answer) ? answer : answer.tables.flatMap(rowsOf);
    },
    askLogs: async (query, between, signal) => {
      const answer = await ask(query, between, signal);
      return isUnknown(answer) ? answer : answer.text;
    },
  };
};

type Answered = { readonly tables: readonly LogsTable[]; readonly text: string };

const valueOf = (value: LogsTable['rows'][number][number] | null | undefined): JsonValue => {
  if (value === null || value === undefined) return null;
  return value instanceof Date ? value.toISOString() : value;
};

const rowsOf = (table: LogsTable): readonly JsonObject[] =>
  table.rows.map((row) =>
    Object.fromEntries(table.columnDescriptors.map(({ name }, index) => [name ?? '', valueOf(row[index])])),
  );

/** A client for one query: the SDK's takes a signal and does not pass it on (1.0.0), so each has its own. */
const load = async (
  options: LogsOptions,
  context: FaultContext,
  signal: AbortSignal | undefined,
  heard: (text: string) => void,
): Promise<LogsQueryClient> => {
  const { cloud, credential, transport, version } = options;
  // One after the other: the second is a part of the first, so nothing would be won, and module loaders differ there.
  const { LogsQueryClient: Client } = await import('@azure/monitor-query-logs');
  const pipeline = await import('@azure/core-rest-pipeline');
  const network = transport === undefined ? pipeline.createDefaultHttpClient() : undefined;

  const send: Sender = async (wire, onSent) => {
    onSent();
    if (transport !== undefined) {
      const { authorization: _nobody, ...unsigned } = wire.headers;
      return transport({ ...wire, headers: credential === undefined ? unsigned : wire.headers });
    }
    const request = pipelineRequest(pipeline, wire);
    const response = await network?.sendRequest(request);
    if (response === undefined) throw new Error('A query came from outside of the client.');
    return { status: response.status, headers: response.headers.toJSON(), body: response.bodyAsText ?? '' };
  };
  const arm = createArm({ ...options, send });

  const httpClient: HttpClient = {
    sendRequest: async (request) => {
      const answer = await post(arm, request, context, signal);
      const headers = pipeline.createHttpHeaders({ ...answer.headers });
      heard(answer.text);
      return { request, status: answer.status, headers, bodyAsText: answer.text };
    },
  };
  return new Client(credential === undefined ? nobody : await credential(), {
    endpoint: `${cloud.logs}/v1`,
    credentials: { scopes: [`${cloud.logs}/.default`] },
    httpClient,
    retryOptions: { maxRetries: 0 },
    redirectOptions: { maxRetries: 0 },
    userAgentOptions: { userAgentPrefix: `picket/${version}` },
  });
};

const post = async (
  arm: Arm,
  request: PipelineRequest,
  context: FaultContext,
  signal: AbortSignal | undefined,
): ReturnType<Arm> => {
  const body = typeof request.body === 'string' ? parseJson(request.body) : undefined;
  const answer = await arm({
    method: 'POST',
    url: request.url,
    headers: request.headers.toJSON(),
    ...(isObject(body) ? { body } : {}),
    expects: 'object',
    context,
    signal,
  });
  if (answer.status === 404) throw faultOfAnswer(answer.status, answer.text, context);
  return answer;
};
