import { leftOpen, PicketError } from '../core/errors.ts';
import type { JsonObject } from '../core/json.ts';
import type { Clock, Observer, WireRequest, WireResponse } from '../core/ports.ts';
import { attempt, type Expected, type Tried, backoff } from './attempt.ts';
import { interruptedFault, throttledFault, type FaultContext } from './faults.ts';
import type { Operation, Pacer } from './pacing.ts';
import type { Sender } from './sender.ts';

export type ArmAnswer = {
  /** 2xx, or 404. */
  readonly status: number;
  readonly headers: WireResponse['headers'];
  /** Undefined where the answer has no JSON object, which only a request that expects `anything` lets pass. */
  readonly body: JsonObject | undefined;
  readonly text: string;
  /** An earlier try of the same request may have been carried out. */
  readonly doubted: boolean;
};

/** What is there after a write of which nobody knows whether it was carried out. */
export type Settled =
  | { readonly state: 'done'; readonly answer: Omit<ArmAnswer, 'doubted'> }
  | { readonly state: 'pending' }
  | { readonly state: 'changed'; readonly fault: PicketError };

export type ArmRequest = {
  readonly method: WireRequest['method'];
  /** Absolute. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: JsonObject;
  readonly expects: Expected;
  readonly context: FaultContext;
  /** For a write under a condition: looks at what is there after a failure that leaves it open whether it was made. */
  readonly settle?: () => Promise<Settled>;
  /** Runs directly before each try, after all waiting; what it rejects with ends the request. */
  readonly before?: () => Promise<void>;
  readonly signal?: AbortSignal | undefined;
};

/** Times in milliseconds. */
export type Patience = {
  /** Of one try, the token included. */
  readonly requestTimeout: number;
  /** That one request spends waiting because the service says so. */
  readonly throttleBudget: number;
  /** Tries of one request that end in a failure of the service or the network. */
  readonly attempts: number;
  /** Tries of one request that are throttled. */
  readonly throttledAttempts: number;
};

export const defaultPatience: Patience = {
  requestTimeout: 60_000,
  throttleBudget: 120_000,
  attempts: 4,
  throttledAttempts: 12,
};

export type ArmOptions = {
  readonly send: Sender;
  readonly clock: Clock;
  readonly pacer: Pacer;
  readonly patience: Patience;
  readonly observer: Observer;
  /** Cuts off every request. */
  readonly signal: AbortSignal | undefined;
};

export type Arm = (request: ArmRequest) => Promise<ArmAnswer>;

type Failure = Extract<Tried, { readonly kind: 'failure' }>;

/** What to do after a failed try. */
type Step = { readonly answer: ArmAnswer } | { readonly wait: number };

/**
 * Sends requests to Azure Resource Manager: paced, with a time-out for each try, throttling honoured up to a budget,
 * and tried again only where that is safe. A GET, an unconditional PUT and a DELETE have the same effect twice. A write
 * under a condition is read back before it is tried again, because its first try may have been carried out: a 412 or
 * 409 would then blame somebody else for it, and a service that ignores the condition would overwrite whoever came
 * between. Rejects with a PicketError.
 */
export const createArm = (options: ArmOptions): Arm => {
  let requests = 0;
  return async (request) => {
    requests += 1;
    const serial = requests;
    const counts = { failed: 0, throttled: 0, waited: 0, doubted: false };
    // A try may have been carried out, and no read since has shown that it was not.
    let sent = false;

    const afterThrottling = (failure: Failure): Step => {
      counts.throttled += 1;
      const wait = failure.after ?? backoff(serial, counts.throttled);
      const { throttleBudget, throttledAttempts } = options.patience;
      if (counts.waited + wait > throttleBudget)
        throw throttledFault(wait, throttleBudget, failure.status ?? 429, request.context);
      if (counts.throttled >= throttledAttempts) throw failure.fault;
      counts.waited += wait;
      options.pacer.pause(operations[request.method], wait);
      return { wait };
    };

    const afterFailure = async (failure: Failure): Promise<Step> => {
      const open = failure.doubtful || (failure.next === 'conflict' && counts.doubted);
      counts.doubted ||= failure.doubtful;
      sent ||= failure.doubtful;
      if (failure.fault.kind === 'interrupted') throw failure.fault;
      const settled = open ? await settle(request, failure.fault) : undefined;
      if (settled?.state === 'done') return { answer: { ...settled.answer, doubted: true } };
      if (settled !== undefined) sent = false;
      if (settled?.state === 'changed') throw settled.fault;
      if (failure.next === 'throttled') return afterThrottling(failure);
      // A conflict with nobody: what is read lags behind what was written.
      if (failure.next === 'final' || (failure.next === 'conflict' && settled === undefined)) throw failure.fault;
      counts.failed += 1;
      if (counts.failed >= options.patience.attempts) throw failure.fault;
      return { wait: backoff(serial, counts.failed) };
    };

    try {
      for (let tries = 1; ; tries += 1) {
        const tried = await tryOnce(options, request, tries);
        if (tried.kind === 'answer') return { ...tried, doubted: counts.doubted };
        const step = await afterFailure(tried);
        if ('answer' in step) return step.answer;
        observe(options, 'retry', { ...shown(request), attempt: tries, waitMs: step.wait, reason: tried.fault.code });
        if (step.wait > 0) await unlessStopped(options, request, (signal) => options.clock.sleep(step.wait, signal));
      }
    } catch (error) {
      if (!sent || request.context.operation === 'read' || !(error instanceof PicketError)) throw error;
      // Interrupted at a later try, or at the read that would have told, is as open as at the first.
      throw error.kind === 'interrupted' ? interruptedFault(request.context, true) : leftOpen(error);
    }
  };
};

const settle = async (request: ArmRequest, fault: PicketError): Promise<Settled | undefined> => {
  try {
    return await request.settle?.();
  } catch (error) {
    if (error instanceof PicketError && error.kind !== 'interrupted') throw fault;
    throw error;
  }
};

const operations: Readonly<Record<WireRequest['method'], Operation>> = {
  GET: 'read',
  DELETE: 'delete',
  PUT: 'write',
  POST: 'write',
  PATCH: 'write',
};

/** Method and path without the query, for events. */
const shown = ({ method, url }: ArmRequest): { readonly method: string; readonly path: string } => ({
  method,
  path: new URL(url).pathname,
});

const observe = ({ clock, observer }: ArmOptions, type: string, members: JsonObject): void =>
  observer({ type, at: new Date(clock.now()).toISOString(), ...members });

const signalsOf = (options: ArmOptions, request: ArmRequest): readonly AbortSignal[] =>
  [options.signal, request.signal].filter((signal) => signal !== undefined);

/** Waits for something that the run's or the request's signal may cut short. */
const unlessStopped = async (
  options: ArmOptions,
  request: ArmRequest,
  wait: (signal: AbortSignal) => Promise<void>,
): Promise<void> => {
  const signals = signalsOf(options, request);
  const stop = new AbortController();
  const onAbort = (): void => stop.abort(interruptedFault(request.context, false));
  for (const signal of signals) {
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  }
  const stopped = new Promise<never>((_, reject) => {
    if (stop.signal.aborted) reject(stop.signal.reason);
    stop.signal.addEventListener('abort', () => reject(stop.signal.reason), { once: true });
  });
  try {
    await Promise.race([wait(stop.signal), stopped]);
  } finally {
    for (const signal of signals) signal.removeEventListener('abort', onAbort);
  }
};

const tryOnce = async (options: ArmOptions, request: ArmRequest, tries: number): Promise<Tried> => {
  await unlessStopped(options, request, (signal) => options.pacer.take(operations[request.method], signal));
  await request.before?.();
  const started = options.clock.now();
  const tried = await attempt({
    send: options.send,
    clock: options.clock,
    timeout: options.patience.requestTimeout,
    request: {
      method: request.method,
      url: request.url,
      headers: {
        accept: 'application/json',
        ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...request.headers,
      },
      ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
    },
    context: request.context,
    expects: request.expects,
    signals: signalsOf(options, request),
  });
  observe(options, 'request', {
    ...shown(request),
    status: tried.status ?? null,
    attempt: tries,
    ms: options.clock.now() - started,
    ...(tried.kind === 'failure' ? { failure: tried.fault.failure ?? tried.fault.code } : {}),
  });
  return tried;
};
