import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256 } from '../core/digest.ts';
import type { JsonValue } from '../core/json.ts';
import { isObject } from '../core/json.ts';
import type { Cache } from '../core/ports.ts';
import { readText, writeAtomically } from './disk.ts';

/** Removes the oldest entries of a cache folder until it holds at most so many bytes. */
const trimCache = async (folder: string, bytes: number): Promise<void> => {
  await mkdir(folder, { recursive: true });
  const names = await readdir(folder, { recursive: true });
  const entries = await Promise.all(
    names
      .filter((name) => name.endsWith('.json'))
      .map(async (name) => {
        const path = join(folder, name);
        const found = await stat(path).catch(() => undefined);
        return { path, size: found?.size ?? 0, used: found?.mtimeMs ?? 0 };
      }),
  );
  let total = entries.reduce((sum, entry) => sum + entry.size, 0);
  for (const entry of entries.toSorted((a, b) => a.used - b.used)) {
    if (total <= bytes) return;
    await rm(entry.path, { force: true });
    total -= entry.size;
  }
};

/** A cache that is put back within its bounds at the end of a run. */
export type FileCache = Cache & { readonly close: () => Promise<void> };

/**
 * A cache of one file per entry. Each entry carries a digest of its value, so that a torn or edited file counts as
 * absent; failures to write are ignored, since a cache may never be the reason that a run fails. `close` removes the oldest
 * entries beyond so many bytes.
 */
export const fileCache = (folder: string, bytes: number): FileCache => {
  let written = 0;
  const place = (key: string): string => {
    const name = sha256(key);
    return join(folder, name.slice(0, 2), `${name.slice(2)}.json`);
  };
  return {
    read: async (key) => {
      const text = await readText(place(key)).catch(() => undefined);
      if (text === undefined) return undefined;
      const line = text.indexOf('\n');
      const body = text.slice(line + 1);
      if (line < 0 || text.slice(0, line) !== sha256(`${key}\n${body}`)) return undefined;
      const value: unknown = JSON.parse(body);
      return isObject(value) ? (value['value'] ?? undefined) : undefined;
    },
    write: async (key: string, value: JsonValue) => {
      written += 1;
      const body = JSON.stringify({ value });
      await writeAtomically(place(key), `${sha256(`${key}\n${body}`)}\n${body}`).catch(() => undefined);
    },
    // Only a run that added something can have made the cache too large.
    close: async () => {
      if (written > 0) await trimCache(folder, bytes).catch(() => undefined);
    },
  };
};
