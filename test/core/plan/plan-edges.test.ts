import { describe, expect, test } from '@jest/globals';
import type { Refusal } from '../../../src/core/engine/change.ts';
import { compare } from '../../../src/core/engine/compare.ts';
import { preflight } from '../../../src/core/plan/preflight.ts';
import { refuseDependants } from '../../../src/core/plan/plan-refusal.ts';
import { stepOf } from '../../../src/core/plan/plan-step.ts';
import type { LiveResource } from '../../../src/core/resource.ts';
import {
  body,
  canonical,
  compareInput,
  desired,
  idOf,
  live,
  marker,
  planFor,
  planOptions,
  ruleType,
  typeWith,
} from '../rules.ts';

const id = idOf(1);

const unreadable: LiveResource = {
  ...marker(id, body()),
  body: { properties: { ...Object(marker(id, body()).body['properties']), customVersion: 'cut off' } },
};

const withoutEtag = (resource: LiveResource): LiveResource => ({ ...resource, etag: undefined });

describe('a rule whose reads lag behind its last deployment', () => {
  const [verdict] = compare(compareInput({ live: [live(id, body())], metadata: [marker(id, body())] }));
  const unclear = { ...Object(verdict), state: 'unclear' as const };

  test('is left for a later run where it has a file, or would be pruned', () => {
    const stale = { kind: 'refusal', refusal: { code: 'stale-read', id } };
    expect(stepOf({ ...unclear, desired: desired(id, body()) }, planOptions())).toMatchObject(stale);
    expect(stepOf(unclear, planOptions({ prune: 'delete' }))).toMatchObject(stale);
    expect(stepOf(unclear, planOptions())).toMatchObject({ kind: 'settled' });
  });
});

describe('what needs no step', () => {
  test('a marker whose rule is nowhere, as long as nothing is pruned', () => {
    expect(planFor({ metadata: [marker(id, body())] }).changes).toEqual([]);
    expect(planFor({ metadata: [marker(id, body())] }, { prune: 'off' }).changes).toEqual([]);
  });

  test("a rule of somebody else's that has no file", () => {
    const foreign = marker(id, body(), body(), { name: 'x', id: idOf(9) });
    const made = planFor({ live: [live(id, body())], metadata: [foreign] }, { adopt: { ids: 'all' } });
    expect([made.changes, made.refusals]).toEqual([[], []]);
  });
});

describe('a rule whose record cannot be read', () => {
  test('is compared without its history, and the plan says so', () => {
    const made = planFor({ desired: [desired(id, body())], live: [live(id, body())], metadata: [unreadable] });
    expect(made.changes.map(({ action }) => action)).toEqual(['refresh']);
    expect(made.notes).toContainEqual(expect.stringContaining('it was compared without its history.'));
  });

  test('and differs is in conflict, with the reason', () => {
    const input = {
      desired: [desired(id, body({ severity: 'High' }))],
      live: [live(id, body())],
      metadata: [unreadable],
    };
    const made = planFor(input);
    expect(made.refusals).toMatchObject([
      { code: 'conflict', message: expect.stringMatching(/^Differs from git in .*, and the record in its marker/) },
    ]);
    expect(made.notes.join()).not.toContain('compared without its history');
  });
});

describe('a live rule without an etag', () => {
  test('is written without a condition, whatever is done to it', () => {
    const running = withoutEtag(live(id, body()));
    const written = (wanted: Parameters<typeof planFor>[0], options: Parameters<typeof planFor>[1] = {}) =>
      planFor({ live: [running], metadata: [marker(id, body())], ...wanted }, options).changes.map(
        ({ action, writes: [first] }) => [action, first?.operation === 'put' ? first.expect : undefined],
      );
    expect(written({ desired: [desired(id, body({ severity: 'High' }))] })).toEqual([['update', 'any']]);
    const other = desired(idOf(2), body({ displayName: 'Other' }));
    expect(written({ desired: [other] }, { prune: 'disable' })).toContainEqual(['disable', 'any']);
  });
});

const { enabled: _enabled, ...withoutSwitch } = canonical;

test('a rule of a type that cannot be switched off is not pruned so, and the plan says what to do', () => {
  const unswitched = { ...ruleType, canonical: withoutSwitch };
  const made = planFor(
    {
      type: unswitched,
      desired: [desired(idOf(2), body({ displayName: 'Other' }))],
      live: [live(id, body())],
      metadata: [marker(id, body())],
    },
    { prune: 'disable', types: [unswitched], typeOf: () => unswitched },
  );
  expect(made.refusals).toContainEqual(
    expect.objectContaining({ code: 'no-switch', id, hint: 'To remove it: --prune.' }),
  );
});

test('a field that keeps the value of the workspace and was never recorded is recorded as absent', () => {
  const plain = { ...marker(id, body()) };
  const made = planFor({
    type: typeWith({}),
    desired: [desired(id, body({ severity: 'High' }))],
    live: [live(id, body({ description: 'theirs' }))],
    metadata: [plain],
  });
  expect(made.changes).toMatchObject([{ action: 'update', reason: expect.stringContaining('stays as it is there') }]);
  const [put] = made.changes.flatMap(({ writes }) => writes);
  expect(put).toMatchObject({ resource: { body: { properties: { severity: 'High', description: 'theirs' } } } });
});

describe('room that a run makes only at its end does not count', () => {
  test('the quota says so, and how to go on', () => {
    const running = Array.from({ length: 512 }, (_, index) =>
      live(idOf(index + 100), body({ displayName: `${index}` })),
    );
    const [first] = running;
    if (first === undefined) throw new Error('no rule');
    const { refusals } = planFor(
      {
        desired: [desired(id, body({ displayName: 'New' }))],
        live: running,
        metadata: [marker(first.name, first.body)],
      },
      { prune: 'delete' },
    );
    expect(refusals).toContainEqual(
      expect.objectContaining({
        code: 'quota-scheduled',
        message: expect.stringContaining("(512 after this run's deletes and disables, but those come last.)"),
        hint: expect.stringContaining('--only'),
      }),
    );
  });
});

describe('numbers that a flag allows are named when they are exceeded', () => {
  const many = (count: number, properties: object) => ({
    desired: Array.from({ length: count }, (_, index) =>
      desired(idOf(index), body({ displayName: `${index}`, ...properties })),
    ),
    live: Array.from({ length: count }, (_, index) => live(idOf(index), body({ displayName: `${index}` }))),
    metadata: Array.from({ length: count }, (_, index) => marker(idOf(index), body({ displayName: `${index}` }))),
  });
  test.each([
    ['too-many-disables', { enabled: false }, { disables: 1 }, '--allow-disables allows 1'],
    ['too-many-changes', { severity: 'High' }, { changes: 1 }, '--allow-changes allows 1'],
  ])('%s', (code, properties, allow, words) => {
    expect(planFor(many(12, properties), { allow }).refusals).toContainEqual(
      expect.objectContaining({ code, message: expect.stringContaining(words) }),
    );
  });

  test('of files with errors there may be several', () => {
    const made = planFor(many(2, {}), { prune: 'delete', content: { files: 4, broken: 2 } });
    expect(made.refusals).toContainEqual(
      expect.objectContaining({ code: 'prune-partial', message: expect.stringContaining('2 of 4 files have errors') }),
    );
  });
});

test('the oldest api-version that carries what a rule has is a stable one where the workspace asks for one', () => {
  const features = [
    {
      what: 'sub-techniques',
      at: ['properties', 'subTechniques'],
      preview: '2023-12-01-preview',
      stable: '2025-09-01',
    },
  ];
  const types = [{ ...ruleType, resource: { ...ruleType.resource, features } }];
  const made = planFor({ desired: [desired(id, body({ subTechniques: ['T1059.001'] }))] });
  const refusedFor = (apiVersion: string) =>
    preflight(made, {
      asked: 'writer',
      apiVersion,
      types,
      onboarded: true,
      missingActions: [],
      names: [],
      namesIn: () => [],
    }).map(({ code, hint }) => [code, hint]);
  expect(refusedFor('2024-03-01')).toEqual([['api-version', expect.stringContaining('2025-09-01')]]);
  expect(refusedFor('2022-12-01-preview')).toEqual([['api-version', expect.stringContaining('2023-12-01-preview')]]);
});

describe('what needs something that is refused', () => {
  const needing = (index: number, needed: number) => ({
    ...desired(idOf(index), body()),
    needs: [{ type: 'rule', id: idOf(needed) }],
  });
  const made = planFor({ desired: [needing(1, 2), needing(3, 1), desired(idOf(4), body())] });
  const refused = (refusal: Partial<Refusal>) => {
    const { changes, refusals } = refuseDependants({
      ...made,
      refusals: [{ scope: 'rule', code: 'x', message: 'No.', type: 'rule', id: idOf(2), action: 'create', ...refusal }],
    });
    return [
      changes.map(({ id: left }) => left),
      refusals.slice(1).map(({ id: rule, message, hint }) => [rule, message, hint]),
    ];
  };

  test('is refused too, and what needs that, with the words and the hint for it', () => {
    expect(refused({ displayName: 'Two', hint: 'Do it.' })).toEqual([
      [idOf(4)],
      [
        [idOf(1), 'It needs Two, which is refused: No.', 'Do it.'],
        [idOf(3), 'It needs Rule, which is refused: It needs Two, which is refused: No.', 'Do it.'],
      ],
    ]);
    expect(refused({})[1]?.[0]).toEqual([idOf(1), `It needs ${idOf(2)}, which is refused: No.`, undefined]);
  });

  test.each<Partial<Refusal>>([{ action: 'update' }, { id: idOf(9) }, { type: 'other' }])(
    'but not for %j',
    (refusal) => {
      expect(refused(refusal)).toEqual([[idOf(1), idOf(4), idOf(3)], []]);
    },
  );
});
