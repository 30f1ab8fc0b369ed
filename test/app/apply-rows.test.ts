import { describe, expect, test } from '@jest/globals';
import { apply } from '../../src/app/change/apply.ts';
import { readRows } from '../../src/app/change/apply-rows.ts';
import type { Outcome, Plan } from '../../src/core/engine/change.ts';
import { compare } from '../../src/core/engine/compare.ts';
import { typeTable, type ManagedType } from '../../src/core/engine/managed-type.ts';
import { rowsFor, type Contents } from '../../src/core/engine/rows.ts';
import { PicketError } from '../../src/core/errors.ts';
import type { JsonObject } from '../../src/core/json.ts';
import { plan } from '../../src/core/plan/plan.ts';
import type { PlanOptions } from '../../src/core/plan/plan-options.ts';
import {
  kindTable,
  markerKind,
  resourcePath,
  rowsOf,
  type LiveResource,
  type Resource,
  type Row,
} from '../../src/core/resource.ts';
import { requiredActions } from '../../src/core/plan/preflight.ts';
import { body, compareInput, planOptions, project, ruleType, target } from '../core/rules.ts';
import { virtualClock } from '../fakes/clock.ts';
import { fakeWorkspace, type FakeOptions, type FakeWorkspace } from '../fakes/workspace.ts';

/** Lists with rows of one column, so that the engine is tested with no content type of its own. */
const contents: Contents = {
  kind: {
    words: 'rows of lists',
    collection: 'entries',
    within: 'lists',
    apiVersion: '2025-01-01',
    etag: 'header',
    created: 200,
  },
  valueOf: (row) => ({ user: row['user'] ?? null }),
  bodyOf: (value) => ({ ...value, note: 'of the client' }),
  keyOf: () => (value) => JSON.stringify(value['user']),
  monthly: { limit: 1000, setting: 'listRowChanges' },
  bulk: { from: 2000, bodyOf: (list, values) => ({ ...list, many: values }) },
};

const { risk: _risk, ...plain } = ruleType;
const listType: ManagedType = {
  ...plain,
  name: 'list',
  resource: { ...ruleType.resource, words: 'lists', collection: 'lists', marker: { kind: 'List', prefix: 'list' } },
  contents,
};
const typeOf = typeTable([listType]);
const id = 'Leavers';
const entries = rowsOf({ type: 'lists', name: id }, contents.kind);

const values = (...users: readonly string[]): readonly JsonObject[] => users.map((user) => ({ user }));

const usersIn = async (workspace: FakeWorkspace): Promise<readonly string[]> =>
  (await readRows(workspace, { type: 'lists', name: id }, contents))
    .map(({ value }) => JSON.stringify(value['user']).replaceAll('"', ''))
    .toSorted();

const withRows = async (workspace: FakeWorkspace, live: LiveResource): Promise<LiveResource> => ({
  ...live,
  rows: await readRows(workspace, live, contents),
});

const planOf = async (
  workspace: FakeWorkspace,
  users: readonly string[] | undefined,
  properties: JsonObject = {},
  options: Partial<PlanOptions> & Pick<Resource, 'rowsAre'> = {},
): Promise<Plan> => {
  const live = await workspace.list('lists');
  const rows: readonly Row[] | undefined = users === undefined ? undefined : rowsFor(id, values(...users));
  const verdicts = compare(
    compareInput({
      type: listType,
      desired: [
        {
          type: 'list',
          resource: {
            type: 'lists',
            name: id,
            body: body(properties),
            ...(rows === undefined ? {} : { rows }),
            ...(options.rowsAre === undefined ? {} : { rowsAre: options.rowsAre }),
          },
          displayName: 'Leavers',
          version: undefined,
          path: 'lists/leavers.yaml',
        },
      ],
      live: await Promise.all(live.map((resource) => withRows(workspace, resource))),
      metadata: await workspace.list('metadata'),
    }),
  );
  return plan(verdicts, planOptions({ types: [listType], typeOf, ...options }));
};

const backups: LiveResource[] = [];

const carryOut = (
  workspace: FakeWorkspace,
  made: Plan,
  options: { readonly recordLimit?: number } = {},
): Promise<readonly Outcome[]> =>
  apply(made, {
    workspace,
    clock: virtualClock(),
    typeOf,
    project,
    backup: async (live) => void backups.push(live),
    ...options,
  });

const deploy = async (workspace: FakeWorkspace, ...given: readonly [readonly string[] | undefined, JsonObject?]) =>
  carryOut(workspace, await planOf(workspace, ...given));

/** A workspace whose next `count` listings of rows show them as they are now, whatever is written meanwhile. */
const lagging = async (workspace: FakeWorkspace, count: number): Promise<FakeWorkspace> => {
  const old = await workspace.list(entries);
  let left = count;
  return {
    ...workspace,
    list: async (type) => {
      const now = await workspace.list(type);
      if (type !== entries || left === 0) return now;
      left -= 1;
      return old;
    },
  };
};

const fake = (options: Partial<FakeOptions> = {}): FakeWorkspace => fakeWorkspace({ target, ...options });

describe('what lies beside a resource', () => {
  test('is written after it and before its marker, and then there is nothing left to do', async () => {
    const workspace = fake();
    expect(await deploy(workspace, ['ann', 'bob'])).toMatchObject([{ status: 'written' }]);
    expect(await usersIn(workspace)).toEqual(['ann', 'bob']);
    expect(workspace.writes().map(({ type }) => type)).toEqual(['lists', 'metadata', entries, entries, 'metadata']);
    expect((await planOf(workspace, ['bob', 'ann'])).changes).toEqual([]);
  });

  test('is brought to what git says without a write of the resource, one row at a time', async () => {
    const workspace = fake();
    await deploy(workspace, ['ann', 'bob']);
    const made = await planOf(workspace, ['bob', 'cem']);
    expect(made.changes).toMatchObject([
      {
        action: 'update',
        fields: [
          { at: '/rows', before: expect.stringMatching(/^2 rows /) },
          { at: '/rows/"ann"', before: { user: 'ann' }, after: undefined },
          { at: '/rows/"cem"', before: undefined, after: { user: 'cem' } },
        ],
      },
    ]);
    const before = workspace.writes().length;
    expect(await carryOut(workspace, made)).toMatchObject([{ status: 'written' }]);
    expect(await usersIn(workspace)).toEqual(['bob', 'cem']);
    const writes = workspace.writes().slice(before);
    expect(writes.map(({ method, type }) => [method, type])).toEqual([
      ['put', 'metadata'],
      ['put', entries],
      ['remove', entries],
      ['put', 'metadata'],
    ]);
    expect(backups.at(-1)?.rows?.map(({ value }) => value['user'])).toEqual(['ann', 'bob']);
  });

  test('many rows come with one write of the resource, and the plan says what it needs for that', async () => {
    const workspace = fake();
    const users = Array.from({ length: 2000 }, (_, index) => `user ${index}`);
    const made = await planOf(workspace, users, {}, { limits: { listRowChanges: 2000 } });
    const [, rows] = made.changes[0]?.writes ?? [];
    expect(rows).toMatchObject({ operation: 'rows', bulk: { body: { many: values(...users) } } });
    expect(requiredActions(made, typeOf)).toContain('Microsoft.SecurityInsights/lists/write');
  });

  test('rows that the workspace changed are drift, and stay', async () => {
    const workspace = fake();
    await deploy(workspace, ['ann']);
    workspace.edit(entries, 'by-hand', { user: 'eve' });
    expect(await planOf(workspace, ['ann'])).toMatchObject({
      changes: [],
      refusals: [{ code: 'drift', message: expect.stringContaining('rows') }],
    });
  });

  test('rows that nobody manages are nobody’s drift', async () => {
    const workspace = fake();
    await deploy(workspace, undefined);
    workspace.edit(entries, 'by-hand', { user: 'eve' });
    expect((await planOf(workspace, undefined)).changes).toEqual([]);
    expect(await deploy(workspace, undefined, { severity: 'High' })).toMatchObject([{ status: 'written' }]);
    expect(await usersIn(workspace)).toEqual(['eve']);
  });

  test('the same row twice is one too many', async () => {
    const workspace = fake();
    await deploy(workspace, ['ann', 'bob']);
    workspace.edit(entries, 'again', { user: 'ann' });
    const made = await planOf(workspace, ['ann', 'bob', 'cem']);
    expect(made.refusals).toMatchObject([{ code: 'conflict' }]);
  });

  test('rows that others write after the plan was made stay, and are drift for the next one', async () => {
    const workspace = fake();
    await deploy(workspace, ['ann']);
    const made = await planOf(workspace, ['bob']);
    workspace.edit(entries, 'by-hand', { user: 'eve' });
    expect(await carryOut(workspace, made)).toMatchObject([
      { status: 'written', reason: expect.stringContaining('others changed its rows') },
    ]);
    expect(await usersIn(workspace)).toEqual(['bob', 'eve']);
    expect((await planOf(workspace, ['bob'])).refusals).toMatchObject([{ code: 'drift' }]);
  });

  test('a row that somebody edits before it is deleted stays as it was edited', async () => {
    const workspace = fake();
    await deploy(workspace, ['ann']);
    const made = await planOf(workspace, ['bob']);
    const [ann] = await workspace.list(entries);
    workspace.edit(entries, ann?.name ?? '', { user: 'anna' });
    await carryOut(workspace, made);
    expect(await usersIn(workspace)).toEqual(['anna', 'bob']);
    expect((await planOf(workspace, ['bob'])).refusals).toMatchObject([{ code: 'drift' }]);
  });

  test('a row that somebody else adds meanwhile is there once', async () => {
    const workspace = fake({
      fault: ({ method, type }) =>
        method === 'put' && type === entries
          ? { edit: (there) => there.edit(entries, 'by-hand', { user: 'bob' }) }
          : undefined,
    });
    await deploy(workspace, ['bob']);
    expect(await usersIn(workspace)).toEqual(['bob']);
    expect((await planOf(workspace, ['bob'])).changes).toEqual([]);
  });

  test.each([1, 2, 3, 4, 5].flatMap((at) => [{ at }, { at, recordLimit: 64 }]))(
    'a run that dies at its write $at leaves its own work behind, and the next ends it: $recordLimit',
    async ({ at, ...limit }) => {
      const deployed = async (users: readonly string[]): Promise<readonly Outcome[]> =>
        carryOut(workspace, await planOf(workspace, users), limit);
      let writes = 0;
      let dead = false;
      const workspace = fake({
        fault: ({ method }) => {
          if (method === 'put' || method === 'remove') writes += 1;
          dead ||= writes === at;
          return dead ? { failure: 'invalid' } : undefined;
        },
      });
      await deployed(['ann', 'bob']).catch(() => undefined);
      writes = Number.NEGATIVE_INFINITY;
      dead = false;
      await deployed(['ann', 'bob']);
      expect(await usersIn(workspace)).toEqual(['ann', 'bob']);
      expect(await planOf(workspace, ['ann', 'bob'])).toMatchObject({ changes: [], refusals: [] });
      writes = 0;
      await deployed(['bob', 'cem']).catch(() => undefined);
      writes = Number.NEGATIVE_INFINITY;
      dead = false;
      await deployed(['bob', 'cem']);
      expect(await usersIn(workspace)).toEqual(['bob', 'cem']);
      expect(await planOf(workspace, ['bob', 'cem'])).toMatchObject({ changes: [], refusals: [] });
    },
  );

  test.each([{}, { recordLimit: 64 }])(
    'a run that died amid rows which git no longer names leaves only a record: %j',
    async (limit) => {
      let isRunning = true;
      let dead = false;
      const workspace = fake({
        fault: ({ method, type }) => {
          dead ||= method === 'put' && type === entries;
          return dead && isRunning ? { failure: 'invalid' } : undefined;
        },
      });
      await carryOut(workspace, await planOf(workspace, ['ann']), limit);
      isRunning = false;
      expect(await planOf(workspace, undefined)).toMatchObject({ changes: [{ action: 'refresh' }], refusals: [] });
    },
  );

  const later = 'The next deployment writes it.';
  const nobodys =
    'Give the identity the right to write metadata, or set ownership: none for this workspace in picket.yaml.';

  test.each([
    { failure: 'invalid', end: { status: 'failed', hint: later }, users: [] },
    { failure: 'unavailable', end: { status: 'failed', hint: later }, users: [] },
    { failure: 'timeout', end: { status: 'failed', hint: later }, users: [] },
    { failure: 'precondition', end: { status: 'failed', hint: later }, users: [] },
    { failure: 'forbidden', end: { status: 'written', hint: nobodys }, users: ['ann'] },
  ] as const)('are not begun before a marker tells of them: $failure', async ({ failure, end, users }) => {
    const workspace = fake({
      fault: ({ method, type }) => (method === 'put' && type === 'metadata' ? { failure } : undefined),
    });
    const [outcome] = await deploy(workspace, ['ann']);
    expect(outcome).toMatchObject({ ...end, failure });
    expect(await usersIn(workspace)).toEqual(users);
  });

  test.each([
    ['was stopped before it was sent', new PicketError('interrupted', 'Stopped.', { code: 'interrupted' })],
    [
      'may have been carried out',
      new PicketError('service', 'Lost.', { code: 'lost', failure: 'connection', open: true }),
    ],
  ])('are a failure, since their resource is written, where its marker %s', async (_what, error) => {
    const workspace = fake();
    const broken: FakeWorkspace = {
      ...workspace,
      put: async (resource, condition, ...rest) => {
        if (resource.type === 'metadata') throw error;
        return workspace.put(resource, condition, ...rest);
      },
    };
    const made = await planOf(workspace, ['ann']);
    expect(await carryOut(broken, made)).toMatchObject([{ status: 'failed', hint: later }]);
    expect(await usersIn(workspace)).toEqual([]);
  });

  test('are git’s change for the next run where their first marker alone was not written', async () => {
    let writes = 0;
    const workspace = fake();
    await deploy(workspace, ['ann']);
    const broken: FakeWorkspace = {
      ...workspace,
      put: async (resource, condition, ...rest) => {
        writes += 1;
        if (writes === 1) throw new PicketError('interrupted', 'Stopped.', { code: 'interrupted' });
        return workspace.put(resource, condition, ...rest);
      },
    };
    expect(await carryOut(broken, await planOf(workspace, ['bob']))).toMatchObject([{ status: 'failed' }]);
    expect(await usersIn(workspace)).toEqual(['ann']);
    expect(await planOf(workspace, ['bob'])).toMatchObject({ changes: [{ action: 'update' }], refusals: [] });
    expect(await deploy(workspace, ['bob'])).toMatchObject([{ status: 'written' }]);
    expect(await usersIn(workspace)).toEqual(['bob']);
  });

  test('what a failure left over is git’s change for the next run, which converges', async () => {
    let broken = true;
    const workspace = fake({
      fault: ({ method, type }) =>
        broken && method === 'put' && type === entries ? { failure: 'invalid' } : undefined,
    });
    expect(await deploy(workspace, ['ann', 'bob'])).toMatchObject([{ status: 'failed' }]);
    broken = false;
    const made = await planOf(workspace, ['ann', 'bob']);
    expect(made.changes).toMatchObject([{ action: 'update' }]);
    expect(made.changes[0]?.fields[0]).toMatchObject({ at: '/rows' });
    expect(await carryOut(workspace, made)).toMatchObject([{ status: 'written' }]);
    expect((await planOf(workspace, ['ann', 'bob'])).changes).toEqual([]);
  });
});

describe('a write of rows that fails while reads lag', () => {
  /** One row is refused, or its answer is lost, while all others are written. */
  const struck = async (fault: { readonly failure: 'precondition' | 'timeout'; readonly when: 'before' | 'after' }) => {
    let broken = false;
    let writes = 0;
    const workspace = fake({
      fault: ({ method, type }) => {
        if (!broken || method !== 'put' || type !== entries) return undefined;
        writes += 1;
        return writes === 2 ? fault : undefined;
      },
    });
    await deploy(workspace, ['ann']);
    const made = await planOf(workspace, ['bob', 'cem', 'dan']);
    broken = true;
    const outcomes = await carryOut(await lagging(workspace, 3), made);
    broken = false;
    return { workspace, outcomes };
  };

  test.each([
    { failure: 'precondition', when: 'before' },
    { failure: 'timeout', when: 'before' },
    { failure: 'timeout', when: 'after' },
  ] as const)('by a $failure $when it is carried out takes its own rows for nobody’s edit', async (fault) => {
    const { workspace, outcomes } = await struck(fault);
    expect(outcomes).toMatchObject([{ status: 'failed', failure: fault.failure }]);
    const made = await planOf(workspace, ['bob', 'cem', 'dan']);
    expect(made).toMatchObject({ changes: [{ action: 'update' }], refusals: [] });
    expect(await carryOut(workspace, made)).toMatchObject([{ status: 'written' }]);
    expect(await usersIn(workspace)).toEqual(['bob', 'cem', 'dan']);
    expect(await planOf(workspace, ['bob', 'cem', 'dan'])).toMatchObject({ changes: [], refusals: [] });
  });

  test('still takes the rows of others for what they are', async () => {
    const { workspace } = await struck({ failure: 'precondition', when: 'before' });
    workspace.edit(entries, 'by-hand', { user: 'eve' });
    expect((await planOf(workspace, ['bob', 'cem', 'dan'])).refusals).toMatchObject([{ code: 'conflict' }]);
  });
});

describe('rows that git only gives to begin with', () => {
  const seed = { rowsAre: 'seed' } as const;

  test('come with the resource, and are the workspace’s from then on', async () => {
    const workspace = fake();
    await carryOut(workspace, await planOf(workspace, ['ann'], {}, seed));
    expect(await usersIn(workspace)).toEqual(['ann']);
    workspace.edit(entries, 'by-hand', { user: 'eve' });
    expect(await planOf(workspace, ['ann', 'bob'], {}, seed)).toMatchObject({ changes: [], refusals: [] });
  });

  test.each([{}, { recordLimit: 64 }])(
    'are owed as long as writing them was begun and not finished: %j',
    async (limit) => {
      let broken = true;
      const workspace = fake({
        fault: ({ method, type }) =>
          broken && method === 'put' && type === entries ? { failure: 'invalid' } : undefined,
      });
      await carryOut(workspace, await planOf(workspace, ['ann', 'bob'], {}, seed), limit);
      broken = false;
      workspace.edit(entries, 'by-hand', { user: 'eve' });
      await carryOut(workspace, await planOf(workspace, ['ann', 'bob'], {}, seed));
      expect(await usersIn(workspace)).toEqual(['ann', 'bob', 'eve']);
      expect(await planOf(workspace, ['ann', 'bob'], {}, seed)).toMatchObject({ changes: [], refusals: [] });
    },
  );
});

describe('the fuse on rows', () => {
  const users = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => `user ${index}`);

  test('lets a hundred of a list be deleted, or a tenth of a longer one, and names the number for more', async () => {
    const workspace = fake();
    await deploy(workspace, users(300));
    expect((await planOf(workspace, users(200))).refusals).toEqual([]);
    expect((await planOf(workspace, users(199))).refusals).toMatchObject([
      { scope: 'run', code: 'too-many-row-deletes', hint: expect.stringContaining('--allow-row-deletes 101') },
    ]);
    expect((await planOf(workspace, users(199), {}, { allow: { rowDeletes: 101 } })).refusals).toEqual([]);
    expect((await planOf(workspace, users(199), {}, { allow: { rowDeletes: 100 } })).refusals).toHaveLength(1);
    await deploy(workspace, users(700));
    await deploy(workspace, users(1200));
    expect((await planOf(workspace, users(1080))).refusals).toEqual([]);
    expect((await planOf(workspace, users(1079))).refusals).toHaveLength(1);
  });

  test('counts what a month lets change', async () => {
    const workspace = fake();
    await deploy(workspace, users(4));
    const made = await planOf(workspace, users(7).slice(2));
    expect(made.quotas).toContainEqual(expect.objectContaining({ name: 'row-changes', count: 5, limit: 1000 }));
    const { refusals } = await planOf(workspace, users(1010));
    expect(refusals).toMatchObject([{ scope: 'run', code: 'quota-row-changes' }]);
  });
});

describe('the collection of the rows of a resource', () => {
  const kindOf = kindTable([markerKind, listType.resource, contents.kind]);

  test('lies below that resource, and is reached like any other', () => {
    const kind = kindOf(rowsOf({ type: 'lists', name: 'a b/c' }, contents.kind));
    expect(kind).toMatchObject({ collection: 'lists/a%20b%2Fc/entries', apiVersion: '2025-01-01' });
    expect(resourcePath(target, kind, 'row 1')).toMatch(/\/workspaces\/sentinel\/lists\/a%20b%2Fc\/entries\/row%201$/);
  });

  test('of resources that hold none is unknown', () => {
    expect(() => kindOf('metadata/x/entries')).toThrow('Nothing is known');
  });
});
