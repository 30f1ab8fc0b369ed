import { describe, expect, test } from '@jest/globals';
import { concurrencyOf, isChoosing, meansSeveral, selectionOf } from '../../src/cli/fleet-options.ts';
import { readPlanRequest } from '../../src/cli/plan-options.ts';
import { kebab } from '../../src/cli/repeated.ts';
import { PicketError } from '../../src/core/errors.ts';

const codeOf = (work: () => unknown): string | undefined => {
  try {
    work();
  } catch (error) {
    if (error instanceof PicketError && error.kind === 'usage') return error.code;
    throw error;
  }
  return undefined;
};

describe('what the options of a plan mean', () => {
  test('is the cautious choice of each where none is given', () => {
    expect(readPlanRequest({})).toEqual({
      only: undefined,
      onlyTypes: undefined,
      prune: 'off',
      overwrite: undefined,
      reenable: undefined,
      skipped: 'proceed',
      invalid: 'refuse',
      cosmetic: 'skip',
      tolerate: undefined,
      allow: { deletes: undefined, disables: undefined, changes: undefined, missing: undefined, rowDeletes: undefined },
      approvedChangeSet: undefined,
    });
  });

  test('is the other choice of each where it is given, and every number its own', () => {
    expect(
      readPlanRequest({
        only: ['a', 'all'],
        type: ['parser'],
        prune: 'disable',
        overwrite: ['b'],
        reenable: ['c'],
        allOrNothing: true,
        includeCosmetic: true,
        tolerate: ['switched-off'],
        allowDeletes: '1',
        allowDisables: '2',
        allowChanges: '3',
        allowMissing: '4',
        allowRowDeletes: '5',
        approve: 'digest',
      }),
    ).toEqual({
      only: ['a', 'all'],
      onlyTypes: ['parser'],
      prune: 'disable',
      overwrite: ['b'],
      reenable: ['c'],
      skipped: 'refuse',
      invalid: 'refuse',
      cosmetic: 'include',
      tolerate: ['switched-off'],
      allow: { deletes: 1, disables: 2, changes: 3, missing: 4, rowDeletes: 5 },
      approvedChangeSet: 'digest',
    });
    expect(readPlanRequest({ skipInvalid: true })).toMatchObject({ invalid: 'skip', skipped: 'proceed' });
  });

  test('is every rule where `all` is among the names', () => {
    expect(readPlanRequest({ overwrite: ['a', 'all'], reenable: ['all'] })).toMatchObject({
      overwrite: 'all',
      reenable: 'all',
    });
  });

  test.each([
    [undefined, 'off'],
    ['', 'delete'],
    ['delete', 'delete'],
    ['disable', 'disable'],
  ])('--prune=%s', (prune, meant) => {
    expect(readPlanRequest({ prune }).prune).toBe(meant);
  });

  test('is refused where it cannot be', () => {
    expect(codeOf(() => readPlanRequest({ prune: 'off' }))).toBe('bad-prune');
    expect(codeOf(() => readPlanRequest({ skipInvalid: true, allOrNothing: true }))).toBe('skip-or-nothing');
  });

  test('is refused by the name of its flag where it is no number', () => {
    for (const name of ['allowDeletes', 'allowDisables', 'allowChanges', 'allowMissing', 'allowRowDeletes'])
      expect(() => readPlanRequest({ [name]: 'x' })).toThrow(
        `--${kebab(name)} takes a whole number from 0, not \`x\`.`,
      );
    for (const name of ['allowDeletes', 'allowDisables', 'allowChanges', 'allowMissing', 'allowRowDeletes'])
      for (const value of ['-1', '1.5', '', 'x', '1e3', '1234567890'])
        expect([name, value, codeOf(() => readPlanRequest({ [name]: value }))]).toEqual([name, value, 'not-a-number']);
  });
});

describe('the workspaces that are meant', () => {
  test.each([
    [{}, false, false],
    [{ workspace: ['prod'] }, false, true],
    [{ workspace: ['prod', 'prod'] }, false, true],
    [{ workspace: ['prod', 'test'] }, true, true],
    [{ workspace: ['customers/*'] }, true, true],
    [{ group: ['eu'] }, true, true],
    [{ shard: '1/1' }, true, true],
  ])('by %j are several: %s; are named: %s', (args, several, named) => {
    expect([meansSeveral(args), isChoosing(args)]).toEqual([several, named]);
  });

  test('are those of the selection, with its shard', () => {
    expect(selectionOf({})).toEqual({ given: [], groups: [] });
    expect(selectionOf({ workspace: ['a'], group: ['g'], shard: '2/5' })).toEqual({
      given: ['a'],
      groups: ['g'],
      shard: { index: 2, count: 5 },
    });
    expect(selectionOf({ shard: '256/256' }).shard).toEqual({ index: 256, count: 256 });
    for (const shard of ['0/5', '6/5', '1/257', '1', '1/2/3', 'x/y', ''])
      expect([shard, codeOf(() => selectionOf({ shard }))]).toEqual([shard, 'bad-shard']);
  });

  test('are asked eight at a time unless picket.yaml or the option says another number', () => {
    expect([concurrencyOf({}), concurrencyOf({}, 3), concurrencyOf({ concurrency: '5' }, 3)]).toEqual([8, 3, 5]);
    expect([concurrencyOf({ concurrency: '1' }), concurrencyOf({ concurrency: '100' })]).toEqual([1, 100]);
    for (const concurrency of ['0', '101'])
      expect(codeOf(() => concurrencyOf({ concurrency }))).toBe('bad-concurrency');
    expect(codeOf(() => concurrencyOf({ concurrency: 'x' }))).toBe('not-a-number');
  });
});
