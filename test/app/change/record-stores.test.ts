import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { append } from '../../../src/app/change/kept/deployment-log.ts';
import { recordContainer } from '../../../src/azure/record-container.ts';
import {
  headFile,
  headText,
  recordAfter,
  recordFile,
  recordText,
  verifyChain,
  type Deployment,
  type DeploymentRecord,
  type RecordStore,
} from '../../../src/core/evidence/deployment-log.ts';
import { createEmulator } from '../../../src/emulator/index.ts';
import { memoryStore } from '../../../src/emulator/store/store.ts';
import { recordFolder } from '../../../src/files/record-folder.ts';
import { recordBranch } from '../../../src/git/record-branch.ts';
import { virtualClock } from '../../fakes/clock.ts';
import { deploymentBy } from '../../fakes/deployment.ts';

const deployment = (identity: string): Deployment =>
  deploymentBy(identity, {
    changes: [{ type: 'analytics-rule', id: 'x', name: 'Ü 1', action: 'create', status: 'written', reason: 'new' }],
  });

/** A kind of place: opened as often as somebody asks, and written to by somebody who is not Picket. */
type Place = {
  readonly open: () => Promise<RecordStore>;
  /** Makes this everything that is there. */
  readonly tamper: (files: ReadonlyMap<string, string>) => Promise<void>;
};

const folderPlace = (base: string): Place => {
  const folder = join(base, 'log');
  return {
    open: async () => recordFolder(folder, 'log'),
    tamper: async (files) => {
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(folder);
      for (const [name, text] of files) writeFileSync(join(folder, name), text);
    },
  };
};

const branchPlace = (base: string): Place => {
  const git = (...args: readonly string[]): string =>
    execFileSync('git', ['-c', 'user.name=m', '-c', 'user.email=m@x', ...args], {
      cwd: base,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  git('init', '-q', '-b', 'main');
  return {
    open: () => recordBranch(base, 'log'),
    tamper: async (files) => {
      git('checkout', '-q', '--orphan', 'forged');
      for (const name of readdirSync(base)) if (name !== '.git') rmSync(join(base, name));
      for (const [name, text] of files) writeFileSync(join(base, name), text);
      git('add', '-A');
      git('commit', '-q', '--allow-empty', '-m', 'forged');
      git('branch', '-q', '-M', 'forged', 'log');
      git('checkout', '-q', '--detach');
    },
  };
};

const url = 'https://evidence.blob.core.windows.net/log';

const containerPlace = (): Place => {
  const store = memoryStore();
  const transport = createEmulator({ store, clock: virtualClock() });
  return {
    open: async () => recordContainer({ url, transport, version: '0.1.0' }),
    tamper: (files) =>
      store.transact((state) => {
        const collection = 'blobs/evidence.blob.core.windows.net/log';
        for (const name of Array.from(state.entries(collection), ([each]) => each)) state.remove(collection, name);
        for (const [name, text] of files) state.set(collection, name, { text });
      }),
  };
};

const places: readonly (readonly [string, (base: string) => Place])[] = [
  ['folder', folderPlace],
  ['branch', branchPlace],
  ['container', containerPlace],
];

const chainOf = (names: readonly string[]): readonly DeploymentRecord[] => {
  const records: DeploymentRecord[] = [];
  for (const name of names) records.push(recordAfter(records.at(-1), deployment(name)));
  return records;
};

const filesOf = (records: readonly DeploymentRecord[]): Map<string, string> => {
  const files = new Map(records.map((record, index) => [recordFile(index + 1), recordText(record)]));
  const last = records.at(-1);
  return last === undefined ? files : files.set(headFile, headText(last));
};

const length = 5;
const chain = chainOf(Array.from({ length }, (_, index) => `run ${index}`));
const whole = filesOf(chain);

/** What somebody may do to a log of five at a record, and where `verify` then says that it is broken. */
const frauds: Readonly<Record<string, (at: number) => { files: Map<string, string>; broken: number }>> = {
  altered: (at) => {
    const text = whole.get(recordFile(at)) ?? '';
    return { files: new Map(whole).set(recordFile(at), text.replace('run ', 'ran ')), broken: at };
  },
  dropped: (at) => {
    const files = new Map(whole);
    files.delete(recordFile(at));
    return { files, broken: at };
  },
  reordered: (at) => {
    const other = at === length ? at - 1 : at + 1;
    const files = new Map(whole)
      .set(recordFile(at), whole.get(recordFile(other)) ?? '')
      .set(recordFile(other), whole.get(recordFile(at)) ?? '');
    return { files, broken: Math.min(at, other) };
  },
  duplicated: (at) => {
    const files = filesOf([...chain.slice(0, at), ...chain.slice(at - 1)]).set(headFile, whole.get(headFile) ?? '');
    return { files, broken: at + 1 };
  },
  // Everything from a record on is gone, and the head is as it was.
  truncated: (at) => ({
    files: filesOf(chain.slice(0, at - 1)).set(headFile, whole.get(headFile) ?? ''),
    broken: at,
  }),
  // Everything from a record on is written anew, each with its hash; the head is as it was.
  'given a forged tail': (at) => {
    const forged = chain.slice(0, at - 1);
    for (let next = at; next <= length; next += 1) forged.push(recordAfter(forged.at(-1), deployment('mallory')));
    return { files: filesOf(forged).set(headFile, whole.get(headFile) ?? ''), broken: length };
  },
};

describe.each(places)('a log in a %s', (_name, placeOf) => {
  let base = '';
  beforeEach(() => {
    base = mkdtempSync(join(tmpdir(), 'picket-store-'));
  });
  afterEach(() => {
    rmSync(base, { recursive: true, force: true });
  });

  test('is empty before its first record', async () => {
    const store = await placeOf(base).open();
    expect([...(await store.read())]).toEqual([]);
    expect([...(await store.read('end'))]).toEqual([]);
  });

  test('keeps what was appended, one after the other', async () => {
    const place = placeOf(base);
    for (const name of ['ana', 'bob', 'cleo']) await append(await place.open(), deployment(name));
    const read = await (await place.open()).read();
    expect(verifyChain(read)).toMatchObject({ faults: [], head: { sequence: 3 } });
    expect(read).toEqual(filesOf(chainOf(['ana', 'bob', 'cleo'])));
  });

  test('never takes a second record of a place', async () => {
    const place = placeOf(base);
    const [first, second] = [await place.open(), await place.open()];
    await Promise.all([first.read(), second.read()]);
    expect(await first.add(recordAfter(undefined, deployment('ana')))).toBe(true);
    expect(await second.add(recordAfter(undefined, deployment('bob')))).toBe(false);
    expect(verifyChain(await first.read()).records.map(({ identity }) => identity)).toEqual(['ana']);
  });

  test('stays one chain where several append at once', async () => {
    const place = placeOf(base);
    const names = ['ana', 'bob', 'cleo', 'dan'];
    await Promise.all(names.map(async (name) => append(await place.open(), deployment(name))));
    const { records, faults, head } = verifyChain(await (await place.open()).read());
    expect(faults).toEqual([]);
    expect(head?.sequence).toBe(4);
    expect(records.map(({ identity }) => identity).toSorted()).toEqual(names);
  });

  test('counts a record once whose answer was lost', async () => {
    const store = await placeOf(base).open();
    let lost = 0;
    const deaf: RecordStore = {
      ...store,
      add: async (record) => {
        const added = await store.add(record);
        lost += 1;
        return lost > 1 && added;
      },
    };
    expect(await append(deaf, deployment('ana'))).toMatchObject({ sequence: 1 });
    expect(verifyChain(await store.read()).records).toHaveLength(1);
  });

  test.each(Object.entries(frauds))('that was %s is broken there, at each of its records', async (_fraud, fraud) => {
    const place = placeOf(base);
    for (let at = 1; at <= length; at += 1) {
      const { files, broken } = fraud(at);
      await place.tamper(files);
      expect(verifyChain(await (await place.open()).read()).faults[0]?.sequence).toBe(broken);
    }
    await place.tamper(whole);
    expect(verifyChain(await (await place.open()).read()).faults).toEqual([]);
  });

  test('whose tail and head were written anew is told by a hash that was kept', async () => {
    const place = placeOf(base);
    await place.tamper(filesOf(chainOf(['run 0', 'run 1', 'mallory'])));
    const read = await (await place.open()).read();
    expect(verifyChain(read).faults).toEqual([]);
    expect(verifyChain(read, chain[2]?.hash).faults).toMatchObject([{ sequence: 3 }]);
  });
});
