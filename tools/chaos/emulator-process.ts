import { spawn, type ChildProcess } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { JsonObject } from '../../src/core/json.ts';
import { resourcePath, type WorkspaceTarget } from '../../src/core/resource.ts';

const program = resolve('dist', 'bin.js');

const version = { alertRules: '2023-12-01-preview', metadata: '2023-12-01-preview' };

/** A workspace as others reach it: over HTTP, past Picket. */
export const overHttp = (url: string, target: WorkspaceTarget) => {
  const at = (type: 'alertRules' | 'metadata', name: string): string =>
    `${url}${resourcePath(target, type, name)}?api-version=${version[type]}`;
  return {
    put: async (type: 'alertRules' | 'metadata', name: string, body: unknown): Promise<void> => {
      const response = await fetch(at(type, name), {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      if (!response.ok) throw new Error(`${type}/${name}: ${response.status} ${await response.text()}`);
    },
    read: async (type: 'alertRules' | 'metadata', name: string): Promise<string> =>
      (await fetch(at(type, name))).text(),
    /** The rows of a watchlist, as many as one page holds. */
    rowsOf: async (list: string): Promise<readonly JsonObject[]> => {
      const items = `${url}${resourcePath(target, 'watchlists', list)}/watchlistItems?api-version=2025-09-01`;
      const { value }: { value?: readonly { readonly properties: { readonly itemsKeyValue: JsonObject } }[] } = await (
        await fetch(items)
      ).json();
      return (value ?? []).map(({ properties }) => properties.itemsKeyValue);
    },
    /** Which of these rules are there. */
    rulesOf: async (names: readonly string[]): Promise<ReadonlySet<string>> => {
      const there = new Set<string>();
      for (const name of names) if ((await fetch(at('alertRules', name))).ok) there.add(name);
      return there;
    },
  };
};

type Started = { readonly child: ChildProcess; readonly url: string };

/** An emulator in a process of its own, whose state lies in the folder; its buckets never empty. */
export const startEmulator = async (folder: string): Promise<Started> => {
  const settings = join(folder, 'settings.json');
  await writeFile(settings, JSON.stringify({ latency: 15, throttle: bottomless }));
  const child = spawn(
    process.execPath,
    [program, 'emulator', '--port', '0', '--state', join(folder, 'state.jsonl'), '--settings', settings],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  for await (const line of createInterface({ input: child.stdout })) return { child, url: line.trim() };
  throw new Error('The emulator did not start.');
};

const bucket = { size: 1_000_000, perSecond: 1_000_000 };
/** Settings of buckets that never empty. */
export const bottomless = { reads: bucket, writes: bucket, deletes: bucket };
