import { availableParallelism } from 'node:os';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';

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

/** The bundle's own worker, and far more than the counted bounds let through. */
export const usualWorkplace = (): Workplace => ({ entry: workerEntry(), budget: usual });

/** How many workers are started on this machine as it is now. */
export const workersHere = (count: number, wanted: WorkerCount): number =>
  workersFor(count, wanted, { cores: availableParallelism(), freeBytes: process.availableMemory() });

/** A thread that loads the engine, and then waits for its task. */
export const startThread = (entry: URL, { oldMegabytes, youngMegabytes }: Budget): Worker => {
  compileLater();
  return new Worker(entry, {
    resourceLimits: { maxOldGenerationSizeMb: oldMegabytes, maxYoungGenerationSizeMb: youngMegabytes },
  });
};

/** Threads that were started ahead of their task. */
export type Ahead = {
  /** One that is alive; undefined once there is none left. */
  readonly take: () => Worker | undefined;
  /** Ends those that nobody took. */
  readonly dismiss: () => Promise<void>;
};

/**
 * Starts the threads that so many queries will want, which load the engine while the queries are still read. None for
 * few: those may be remembered, or have no query.
 */
export const startAhead = (
  count: number,
  wanted: WorkerCount,
  { entry, budget }: Workplace = usualWorkplace(),
): Ahead => {
  const waiting = new Set<Worker>();
  const begin = (from: URL): void => {
    const worker = startThread(from, budget);
    // One that dies before it has a task is none.
    worker.on('error', () => undefined);
    worker.on('exit', () => waiting.delete(worker));
    waiting.add(worker);
  };
  if (entry !== undefined && count >= fewQueries)
    for (let index = workersHere(count, wanted); index > 0; index -= 1) begin(entry);
  return {
    take: () => {
      const [worker] = waiting;
      if (worker !== undefined) waiting.delete(worker);
      return worker;
    },
    dismiss: async () => {
      await Promise.all([...waiting].map((worker) => worker.terminate()));
    },
  };
};
