import { availableParallelism } from 'node:os';
import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { PicketError } from '../core/errors.ts';
import { inThisThread, tooComplex, type Compiled, type CompilerFactory } from '../kql/index.ts';
import type { WorkerTask } from './task.ts';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** How many threads compile: as many as the work and the machine are good for, or so many; none for 0. */
export type WorkerCount = number | 'auto';

const megabyte = 1024 * 1024;
/** One worker is enough below so many queries: each takes most of a second to start. */
const fewQueries = 50;
const mostWorkers = 8;
/** What a worker takes, more or less, of which all together take a quarter of the memory that is free. */
const workerBytes = 150 * megabyte;
/** What a query may take, in a worker; the time is that of work. */
export type Budget = {
  readonly milliseconds: number;
  readonly oldMegabytes: number;
  readonly youngMegabytes: number;
};

/** Far more than the counted bounds let through. */
const usual: Budget = { milliseconds: 60_000, oldMegabytes: 384, youngMegabytes: 32 };

/** How many workers are started for so many queries that no cache remembers. */
export const workersFor = (
  count: number,
  wanted: WorkerCount,
  machine: { readonly cores: number; readonly freeBytes: number },
): number => {
  if (wanted !== 'auto') return Math.min(wanted, count);
  if (count < fewQueries) return Math.min(1, count);
  return Math.max(1, Math.min(machine.cores, mostWorkers, Math.floor(machine.freeBytes / 4 / workerBytes)));
};

/** Versions of V8 that are known to have the flag: Node 20 to 24. Another one would complain of it. */
const v8WithBudget = /^1[1-3]\./;

/**
 * Lets V8 wait longer before it compiles a function once more, for speed: each worker does that for itself, in threads that
 * take the cores from the workers. A third less work for 300 queries on two cores.
 */
const compileLater = (): void => {
  if (v8WithBudget.test(process.versions.v8)) setFlagsFromString('--interrupt-budget=1500000');
};

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

/** The worker's file, as seen from a chunk of the bundle, from the bundle's entries, and from the sources and tools. */
const places = ['../kql-worker.js', './kql-worker.js', '../../dist/kql-worker.js'];

/**
 * Where the file is that a worker starts from; undefined where there is none, as in a single executable that carries no
 * files: then queries are compiled in the thread of the command, under the same counted bounds, one after the other.
 */
export const workerEntry = (here: string | undefined = import.meta.url): URL | undefined => {
  if (here === undefined || !here.startsWith('file:')) return undefined;
  return places.map((place) => new URL(place, here)).find((url) => existsSync(fileURLToPath(url)));
};

/** Where a worker starts from, and what a query may take in it. */
export type Workplace = { readonly entry: URL | undefined; readonly budget: Budget };

/**
 * Compiles queries in worker threads, so that the command's own thread hears interrupts and shows progress. Each query
 * has a budget of time and memory; the worker of one that goes beyond is ended, another one takes its place, and the run
 * goes on. Memory may have been taken by the queries before it: it is tried once more, alone. Where no worker can be
 * started the queries are compiled in this thread, under the same counted bounds. A `stop` rejects what is not done.
 */
export const crew = (
  wanted: WorkerCount,
  stop: AbortSignal,
  breath: () => Promise<void>,
  { entry: place, budget }: Workplace = { entry: workerEntry(), budget: usual },
): CompilerFactory => {
  const alone = inThisThread(breath);
  return async (count, schema, tokens) => {
    const size = workersFor(count, wanted, { cores: availableParallelism(), freeBytes: process.availableMemory() });
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
      const worker = new Worker(entry, {
        workerData: task,
        resourceLimits: {
          maxOldGenerationSizeMb: budget.oldMegabytes,
          maxYoungGenerationSizeMb: budget.youngMegabytes,
        },
      });
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
    compileLater();
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
