import {
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorCode } from '../../core/errors.ts';

/** Holds a lock among processes; `release` gives it up. */
export type Lock = { readonly release: () => void };

/** A transaction takes milliseconds, so a holder this old is gone even if another process has its number by now. */
const leaseMilliseconds = 30_000;

export const isMissing = (error: unknown): boolean => errorCode(error) === 'ENOENT';
const exists = (error: unknown): boolean => errorCode(error) === 'EEXIST';

const quietly = (work: () => void): void => {
  try {
    work();
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
};

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
};

const ticketName = /^(\d+)\.ticket$/;

const highestTicket = (names: readonly string[]): number =>
  Math.max(0, ...names.map((name) => Number(ticketName.exec(name)?.[1] ?? 0)));

/** Whether the owner of a ticket has given it up, is dead, or held it for longer than any transaction takes. */
const isFree = (path: string): boolean => {
  try {
    const owner = readFileSync(path, 'utf8');
    if (owner === 'free') return true;
    const pid = Number(owner.split(' ')[0]);
    return (
      !Number.isInteger(pid) || pid <= 0 || !isAlive(pid) || Date.now() - statSync(path).mtimeMs > leaseMilliseconds
    );
  } catch (error) {
    // Whoever removed it has a higher one: look again.
    if (isMissing(error)) return false;
    throw error;
  }
};

let drafts = 0;

/** Makes a file with a content at once, or reports that the name is taken: a kill never leaves an empty one. */
const createWhole = (folder: string, path: string, content: string): boolean => {
  drafts += 1;
  const draft = join(folder, `${process.pid}-${drafts}.draft`);
  try {
    writeFileSync(draft, content);
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (exists(error)) return false;
    throw error;
  } finally {
    quietly(() => unlinkSync(draft));
  }
};

const sweep = (folder: string, names: readonly string[], below: number): void => {
  for (const name of names) {
    const ticket = ticketName.exec(name)?.[1];
    const draftOf = /^(\d+)-\d+\.(?:draft|release)$/.exec(name)?.[1];
    const old = ticket !== undefined && Number(ticket) < below;
    const orphan = draftOf !== undefined && !isAlive(Number(draftOf));
    if (old || orphan) quietly(() => unlinkSync(join(folder, name)));
  }
};

const tryAcquire = (folder: string): Lock | undefined => {
  const last = highestTicket(readdirSync(folder));
  if (last > 0 && !isFree(join(folder, `${last}.ticket`))) return undefined;
  const mine = last + 1;
  const path = join(folder, `${mine}.ticket`);
  if (!createWhole(folder, path, `${process.pid} ${new Date().toISOString()}`)) return undefined;
  // Someone may have taken this number, a higher one, and swept ours away, all since we looked.
  const names = readdirSync(folder);
  if (highestTicket(names) > mine) {
    quietly(() => unlinkSync(path));
    return undefined;
  }
  sweep(folder, names, mine);
  return {
    release: () => {
      const given = join(folder, `${process.pid}-${mine}.release`);
      try {
        writeFileSync(given, 'free');
        renameSync(given, path);
      } catch {
        // What the lock was held for is done. A full disk has room for an older date: the lease is over.
        quietly(() => utimesSync(path, 0, 0));
      }
    },
  };
};

/**
 * Waits for the lock that a folder stands for. Locks are numbered tickets: the highest is the current one, a new one
 * is taken only when its owner released it or is dead, and the highest is never removed before a higher one exists.
 * So a lock of a killed process is passed over without the race in which two waiters both remove it.
 */
export const acquireLock = async (folder: string): Promise<Lock> => {
  mkdirSync(folder, { recursive: true });
  for (let attempt = 0; ; attempt += 1) {
    const lock = tryAcquire(folder);
    if (lock !== undefined) return lock;
    await sleep(Math.min(20, 1 + attempt));
  }
};
