import type { PicketError } from '../core/errors.ts';
import { deepestJson, isObject, isTooDeep, type JsonObject, parseJson } from '../core/json.ts';
import type { Clock, WireRequest, WireResponse } from '../core/ports.ts';
import {
  faultOfAnswer,
  interruptedFault,
  protocolFault,
  timeoutFault,
  tooDeepFault,
  type FaultContext,
} from './faults.ts';
import type { Sender } from './sender.ts';
import { faultOfThrown } from './thrown.ts';

/**
 * How long the service asks to wait, in milliseconds from `now` (milliseconds since 1970); undefined when it does not
 * say. Understands `retry-after-ms`, `x-ms-retry-after-ms` (milliseconds) and `Retry-After` (seconds or an HTTP date).
 */
export const retryAfter = (headers: Readonly<Record<string, string>>, now: number): number | undefined => {
  for (const name of ['retry-after-ms', 'x-ms-retry-after-ms']) {
    const milliseconds = count(headers[name]);
    if (milliseconds !== undefined) return milliseconds;
  }
  const value = headers['retry-after'];
  const seconds = count(value);
  if (seconds !== undefined) return seconds * 1000;
  const date = value !== undefined && /[a-z]{3}/i.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
};

const count = (value: string | undefined): number | undefined =>
  value !== undefined && /^\s*\d+(\.\d+)?\s*$/.test(value) ? Number(value) : undefined;

/**
 * How long to wait where the service does not say: twice as long each time from one second up to thirty, spread by a
 * quarter up and down so that requests which failed together do not come back together. The spread follows from the
 * request's number, so that a run can be repeated exactly.
 */
export const backoff = (requestNumber: number, failures: number): number => {
  const spread = Math.imul(requestNumber * 7919 + failures * 104_729, 2_654_435_761) >>> 0;
  return Math.round(Math.min(30_000, 1000 * 2 ** (failures - 1)) * (0.75 + spread / 2 ** 33));
};

/** What one try of a request came to. */
export type Tried =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers: WireResponse['headers'];
      readonly body: JsonObject | undefined;
      readonly text: string;
    }
  | {
      readonly kind: 'failure';
      readonly fault: PicketError;
      readonly status: number | undefined;
      /** `throttled`: nothing was done, wait; `again`: may be tried once more; `conflict`: another state than expected; `final`: not. */
      readonly next: 'throttled' | 'again' | 'conflict' | 'final';
      /** The service may have carried the request out. */
      readonly doubtful: boolean;
      /** Milliseconds that the service asks to wait. */
      readonly after?: number;
    };

/** What a success must carry: a JSON object that names a resource, any JSON object, or nothing in particular. */
export type Expected = 'resource' | 'object' | 'anything';

export type AttemptOptions = {
  readonly send: Sender;
  readonly clock: Clock;
  readonly timeout: number;
  readonly request: Omit<WireRequest, 'signal'>;
  readonly context: FaultContext;
  readonly expects: Expected;
  readonly signals: readonly AbortSignal[];
};

/** Sends a request once, within `timeout` milliseconds. Never rejects but for a bug. */
export const attempt = async (options: AttemptOptions): Promise<Tried> => {
  const { clock, context, signals, timeout } = options;
  let sent = false;
  let late = false;
  const abort = new AbortController();
  const timer = new AbortController();
  const stop = (): void => abort.abort(new Error('aborted'));
  const aborted = new Promise<never>((_, reject) => {
    abort.signal.addEventListener('abort', () => reject(abort.signal.reason), { once: true });
  });
  for (const signal of signals) {
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  }
  const onTime = (): void => {
    late = true;
    stop();
  };
  clock.sleep(timeout, timer.signal).then(onTime, () => undefined);
  try {
    const exchange = options.send({ ...options.request, signal: abort.signal }, () => (sent = true));
    return answered(await Promise.race([exchange, aborted]), options);
  } catch (error) {
    const interrupted = signals.some((signal) => signal.aborted);
    if (interrupted) return failure({ fault: interruptedFault(context, sent), next: 'final', doubtful: sent });
    if (late) return failure({ fault: timeoutFault(timeout, context), next: 'again', doubtful: sent });
    const thrown = faultOfThrown(error, context);
    if (thrown === undefined) throw error;
    return failure({ fault: thrown.fault, next: thrown.again ? 'again' : 'final', doubtful: sent && thrown.doubtful });
  } finally {
    timer.abort(new Error('done'));
    for (const signal of signals) signal.removeEventListener('abort', stop);
  }
};

type Failure = Extract<Tried, { readonly kind: 'failure' }>;

const failure = (parts: Omit<Failure, 'kind' | 'status'>): Failure => ({
  kind: 'failure',
  status: parts.fault.status,
  ...parts,
});

const answered = (response: WireResponse, { context, clock, expects }: AttemptOptions): Tried => {
  const { status, headers, body: text } = response;
  if (status !== 429 && isTooDeep(text))
    return failure({ fault: tooDeepFault(status, deepestJson, context), next: 'final', doubtful: status < 400 });
  const value = parseJson(text);
  const body = isObject(value) ? value : undefined;
  const success = status >= 200 && status < 300;
  // A 404 says that something does not exist, and decides what is created: only the service itself may say it.
  const missing = status === 404 && (body !== undefined || text.trim() === '');
  if (missing || (success && carries(body, expects))) return { kind: 'answer', status, headers, body, text };
  if (success || status === 404) {
    const problem =
      text === ''
        ? 'an empty body'
        : body === undefined
          ? 'no JSON object, or one that is cut off'
          : 'a resource without name and id';
    return failure({ fault: protocolFault(status, problem, text, context), next: 'again', doubtful: success });
  }
  if (status < 400)
    return failure({ fault: protocolFault(status, 'a redirection', '', context), next: 'final', doubtful: false });
  const fault = faultOfAnswer(status, text, context);
  const after = retryAfter(headers, clock.now());
  const waits = after === undefined ? {} : { after };
  if (status === 429) return failure({ fault, next: 'throttled', doubtful: false, ...waits });
  if (status === 409 || status === 412) return failure({ fault, next: 'conflict', doubtful: false });
  if ([408, 500, 502, 503, 504].includes(status))
    return failure({ fault, next: after === undefined ? 'again' : 'throttled', doubtful: true, ...waits });
  return failure({ fault, next: 'final', doubtful: false });
};

const carries = (body: JsonObject | undefined, expects: Expected): boolean => {
  if (expects === 'anything') return true;
  if (body === undefined || expects === 'object') return body !== undefined;
  // Some answers have no name (recorded saved searches): the id ends with it.
  const { id, name } = body;
  return typeof id === 'string' && (name === undefined || typeof name === 'string');
};
