import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../../src/core/json.ts';
import { atItsStage, lifecycleFindings, stageOf } from '../../../src/core/overlays/lifecycle.ts';
import { plain, sourced } from '../../../src/core/overlays/sourced.ts';

const messagesOf = (raw: JsonObject): readonly string[] => [...lifecycleFindings(raw)].map(({ message }) => message);

describe('the stage of a life that a file names', () => {
  test.each<[JsonObject, readonly string[]]>([
    [{}, []],
    [{ lifecycle: 'production' }, []],
    [{ lifecycle: 'deprecated', deprecation: { replacedBy: 'other' } }, []],
    [{ lifecycle: 'deprecated', deprecation: { reason: 'noise' } }, []],
    [{ lifecycle: 'deprecated' }, ['It is deprecated, and nothing says what takes its place or why.']],
    [
      { lifecycle: 'deprecated', deprecation: { reason: ' ' } },
      ['It is deprecated, and nothing says what takes its place or why.'],
    ],
    [{ lifecycle: 'prodution' }, ['`prodution` is no stage of a life cycle: did you mean `production`?']],
    [{ lifecycle: 'zzz' }, ['`zzz` is no stage of a life cycle.']],
    [{ lifecycle: [1] }, ['`[1]` is no stage of a life cycle.']],
  ])('%j', (raw, messages) => {
    expect(messagesOf(raw)).toEqual(messages);
  });
});

describe('content at its stage', () => {
  const meanings = {
    experimental: 'not-deployed',
    test: 'disabled',
    production: 'deployed',
    deprecated: 'disabled',
    removed: 'gone',
  } as const;
  const root = sourced({ enabled: true }, { in: 'file', at: '' });
  const at = (lifecycle: string | undefined, type: { readonly switch?: string }): unknown => {
    const stage = stageOf(lifecycle === undefined ? {} : { lifecycle });
    const there = atItsStage(root, stage, meanings, type, { in: 'file', at: '/lifecycle' });
    return there === undefined ? undefined : plain(there);
  };

  test.each([
    ['none', undefined, { enabled: true }],
    ['one that is deployed', 'production', { enabled: true }],
    ['one that is off', 'deprecated', { enabled: false }],
    ['one that is not there yet', 'experimental', undefined],
    ['one that is gone', 'removed', undefined],
  ])('of %s', (_, stage, there) => {
    expect(at(stage, { switch: '/enabled' })).toEqual(there);
  });

  test('that is off has nothing to switch where its type has no switch', () => {
    expect(at('deprecated', {})).toEqual({ enabled: true });
  });
});
