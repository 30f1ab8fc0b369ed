import type { Worker } from 'node:worker_threads';
import { PicketError } from '../core/errors.ts';
import { inThisThread, tooComplex, type Compiled, type CompilerFactory } from '../kql/index.ts';
import type { WorkerTask } from './task.ts';
import {
  startThread,
  usualWorkplace,
  workersHere,
  type Ahead,
  type Budget,
  type WorkerCount,
  type Workplace,
} from './threads.ts';

const interrupted = (): PicketError =>
  new PicketError('interrupted', 'Interrupted while queries were compiled.', { code: 'interrupted' });

type Job = {
  readonly query: string;
  readonly resolve: (compiled: Compiled) => void;
  readonly reject: (error: Error) => void;
  /** How often a worker has died of it. */
  tries: number;
};

/** What a worker ended of: the memory of its thread, or the time that it was given. */
type Death = 'memory' | 'time';

const lost: Readonly<Record<Death, (budget: Budget) => string>> = {
  memory: ({ oldMegabytes }) => `Compiling the query takes more than ${oldMegabytes} MB of memory; it is not analysed.`,
  time: ({ milliseconds }) =>
    `Compiling the query takes longer than ${milliseconds / 1000} seconds; it is not analysed.`,
};

/**
 * Compiles queries in worker threads, so that the command's own thread hears interrupts and shows progress. Each query
 * has a budget of time and memory; the worker of one that goes beyond is ended, another one takes its place, and the run
 * goes on. Memory may have been taken by the queries before it: it is tried once more, alone. Where no worker can be
 * started the queries are compiled in this thread, under the same counted bounds. A `stop` rejects what is not done.
 * `ahead` are threads that were started before, of the same workplace.
 */
export const crew = (
  wanted: WorkerCount,
  stop: AbortSignal,
  breath: () => Promise<void>,
  { entry: place, budget }: Workplace = usualWorkplace(),
  ahead?: Ahead,
): CompilerFactory => {
  const alone = inThisThread(breath);
  return async (count, schema, tokens) => {
    const size = workersHere(count, wanted);
    const entry = size === 0 ? undefined : place;
    if (entry === undefined) return alone(count, schema, tokens);
    if (stop.aborted) throw interrupted();
    const task: WorkerTask = { count, origins: schema.origins, tokens };
    const jobs: Job[] = [];
    const open = new Set<Job>();
    /** Each with what ends it: its thread, and the timer of the query that it is at. */
    const workers = new Map<Worker, () => Promise<unknown>>();
    const idle: (() => void)[] = [];
    let instead: ReturnType<CompilerFactory> | undefined;
    let closed = false;

    const here = async ({ query, resolve, reject }: Job): Promise<void> => {
      instead ??= alone(count, schema, tokens);
      await (await instead).analyze(query).then(resolve, reject);
    };
    const employ = (): void => {
      const worker = ahead?.take() ?? startThread(entry, budget);
      worker.postMessage(task, []);
      let ready = false;
      let job: Job | undefined;
      let forget = (): void => undefined;
      workers.set(worker, async () => {
        forget();
        await worker.terminate();
      });
      const take = (): void => {
        job = jobs.shift();
        if (job === undefined) {
          idle.push(take);
          return;
        }
        worker.postMessage(job.query, []);
        forget = afterWork(budget.milliseconds, () => {
          end('time');
          void worker.terminate();
        });
      };
      const end = (death: Death): void => {
        forget();
        workers.delete(worker);
        if (closed) return;
        if (ready) employ();
        // One that never worked is not replaced: neither would the next one.
        else if (workers.size === 0) for (const each of jobs.splice(0)) void here(each);
        if (job === undefined) return;
        if (death === 'memory' && job.tries === 0) {
          job.tries = 1;
          jobs.unshift(job);
        } else job.resolve({ ...tooComplex(job.query, lost[death](budget)), lasting: false });
      };
      worker.on('message', (answer: Compiled | 'ready') => {
        if (closed || !workers.has(worker)) return;
        forget();
        if (answer === 'ready') ready = true;
        else job?.resolve(answer);
        take();
      });
      worker.on('error', () => {
        if (workers.has(worker)) end('memory');
      });
    };

    const cancel = (): void => {
      closed = true;
      for (const each of open) each.reject(interrupted());
      for (const dismiss of workers.values()) void dismiss();
    };
    stop.addEventListener('abort', cancel, { once: true });
    for (let index = 0; index < size; index += 1) employ();
    return {
      lanes: size * 2,
      analyze: async (query) => {
        if (stop.aborted) throw interrupted();
        let job: Job | undefined;
        try {
          return await new Promise((resolve, reject) => {
            job = { query, resolve, reject, tries: 0 };
            open.add(job);
            if (workers.size === 0) void here(job);
            else {
              jobs.push(job);
              idle.shift()?.();
            }
          });
        } finally {
          if (job !== undefined) open.delete(job);
        }
      },
      close: async () => {
        closed = true;
        stop.removeEventListener('abort', cancel);
        await Promise.all([...workers.values()].map((dismiss) => dismiss()));
      },
    };
  };
};

/** The time that all threads of this process have had of the machine, in milliseconds: no one of them had more. */
const workOfProcess = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

/** How many times the budget may pass on the clock, for a thread that waits and does not work. */
const patience = 20;

/**
 * Calls `over` once a thread may have worked for so many milliseconds from now on. On a busy machine a minute of the clock
 * can be a second of work, so the clock alone proves nothing; past twenty times the budget it counts all the same. Gives
 * what ends the wait.
 */
export const afterWork = (
  milliseconds: number,
  over: () => void,
  worked: () => number = workOfProcess,
): (() => void) => {
  const begun = worked();
  let waited = 0;
  let timer: NodeJS.Timeout;
  const wait = (delay: number): void => {
    timer = setTimeout(() => {
      waited += delay;
      const left = Math.min(milliseconds - (worked() - begun), milliseconds * patience - waited);
      if (left > 0) wait(Math.ceil(left));
      else over();
    }, delay);
  };
  wait(milliseconds);
  return () => clearTimeout(timer);
};
