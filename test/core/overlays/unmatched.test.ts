import { describe, expect, test } from '@jest/globals';
import { layerOf } from '../../../src/core/config/layers.ts';
import type { JsonObject } from '../../../src/core/json.ts';
import type { Selectable } from '../../../src/core/overlays/select.ts';
import { unknownReplacement, unmatchedIn } from '../../../src/core/overlays/unmatched.ts';

const id = '5f0a1c1e-8a57-4f53-9a86-0e2c5cf6a007';
const item: Selectable = {
  type: 'analytics-rule',
  path: 'analytics-rules/one.yaml',
  id,
  name: 'Scanner on a jump host',
  tags: ['loud'],
  raw: {
    severity: 'High',
    tactics: ['Impact'],
    entityMappings: [{ entityType: 'IP' }],
    relevantTechniques: [null],
    parameters: { Days: { type: 'long', default: 3 } },
  },
  queries: ['SigninLogs | take 1'],
};

const said = (layer: JsonObject): readonly string[] =>
  unmatchedIn(
    [{ ...layerOf(layer), name: 'prod', at: '/workspaces/prod' }],
    { Failures: { type: 'long' } },
    [item],
    Date.parse('2026-06-01'),
  ).map(({ code, at, message }) => `${code} ${at}: ${message}`);

describe('what picket.yaml says of content', () => {
  test('passes where there is such content', () => {
    expect(
      said({
        optOut: [
          { rule: id, reason: 'Loud' },
          { rule: `analytics-rule/${id}`, reason: 'Loud', until: '2026-06-01' },
        ],
        overlays: [{ select: { tags: ['Loud'], tables: ['SigninLogs'] } }, { set: { severity: 'Low' } }],
      }),
    ).toEqual([]);
  });

  test.each([
    ['its name', 'Scanner on a jump host', id],
    ['a slip in the id', id.replace('5f0a', '5f0b'), id],
    ['a slip in the id after its type', `analytics-rule/${id.replace('5f0a', '5f0b')}`, `analytics-rule/${id}`],
  ])('is unmatched by %s, and the id is offered', (_what, rule, meant) => {
    expect(said({ optOut: [{ rule, reason: 'Loud' }] })).toEqual([
      `config/unmatched-opt-out /workspaces/prod/optOut/0/rule: \`prod\` opts out of \`${rule}\`, and no content has that id: did you mean \`${meant}\`?`,
    ]);
  });

  test('offers nothing where no id is near', () => {
    expect(said({ optOut: [{ rule: 'ffffffff-ffff-ffff-ffff-ffffffffffff', reason: 'Loud' }] })).toEqual([
      expect.stringMatching(/no content has that id\.$/u),
    ]);
  });

  test('is over once its time is', () => {
    expect(said({ optOut: [{ rule: 'gone', reason: 'Loud', until: '2026-05-31' }] })).toEqual([
      'rule/opt-out-ended /workspaces/prod/optOut/0: The opt-out of `gone` by `prod` ended on 2026-05-31 (Loud).',
    ]);
  });

  test.each<[string, JsonObject, string]>([
    [
      'takes out what is not there',
      { tactics: { remove: ['Impcat', 'impact'] } },
      '/tactics/remove/0: An overlay of `prod` takes `Impcat` out of `tactics`, and none of its content has that there: did you mean `Impact`?',
    ],
    [
      'takes something out of a list that is not there',
      { relevantTechniques: { remove: ['T1078'] } },
      '/relevantTechniques/remove/0: An overlay of `prod` takes `T1078` out of `relevantTechniques`, and none of its content has that there.',
    ],
    [
      'tells items apart by a key that none has',
      { '/entityMappings': { key: 'entityTyp', remove: ['IP'] } },
      '/~1entityMappings/key: An overlay of `prod` tells the items of `/entityMappings` apart by `entityTyp`, and none of its content has that there: did you mean `entityType`?',
    ],
    [
      'tells plain values apart by a key',
      { tactics: { key: 'name', put: [{ name: 'Impact' }] } },
      '/tactics/key: An overlay of `prod` tells the items of `tactics` apart by `name`, and none of its content has that there.',
    ],
    [
      'takes out an item that is no text',
      { entityMappings: { remove: ['IP'] } },
      '/entityMappings/remove/0: An overlay of `prod` takes `IP` out of `entityMappings`, and none of its content has that there.',
    ],
    [
      'takes out an item by a key',
      { entityMappings: { key: 'entityType', remove: ['Host', 'ip'] } },
      '/entityMappings/remove/0: An overlay of `prod` takes `Host` out of `entityMappings`, and none of its content has that there.',
    ],
  ])('%s', (_what, lists, why) => {
    expect(said({ overlays: [{ lists }] })).toEqual([`config/unmatched-list /workspaces/prod/overlays/0/lists${why}`]);
  });

  test('may take out what another overlay sets or puts', () => {
    expect(
      said({
        overlays: [
          { lists: { tactics: { put: ['Execution'] } }, set: { relevantTechniques: ['T1078'] } },
          { lists: { '/tactics': { remove: ['Execution'] }, relevantTechniques: { remove: ['T1078'] } } },
        ],
      }),
    ).toEqual([]);
  });

  test.each([
    [
      { ids: ['Scanner on a jump host'] },
      `no content fits its \`ids\` (\`Scanner on a jump host\`): did you mean \`${id}\`?`,
    ],
    [
      { tags: ['loud'], tactics: ['Persistence', 'Execution'] },
      'no content fits its `tactics` (`Persistence`, `Execution`).',
    ],
    [{ tags: [] }, 'no content fits its `tags` (the list is empty).'],
  ])('selects nothing with %j', (select, why) => {
    expect(said({ overlays: [{ select }] })).toEqual([
      `config/unmatched-overlay /workspaces/prod/overlays/0/select: An overlay of \`prod\` selects nothing: ${why}`,
    ]);
  });

  test('sets parameters that picket.yaml or a rule declares', () => {
    expect(said({ parameters: { Failures: 3, Days: 7 } })).toEqual([]);
  });

  test.each([
    ['Falures', ': did you mean `Failures`?'],
    ['Dayz', ': did you mean `Days`?'],
    ['Something', '.'],
  ])('sets %s, which nothing declares', (name, end) => {
    expect(said({ parameters: { [name]: 3 } })).toEqual([
      `config/unmatched-parameter /workspaces/prod/parameters/${name}: \`prod\` sets the parameter \`${name}\`, and nothing declares it${end}`,
    ]);
  });

  test('selects nothing where each list fits other content', () => {
    const other = { ...item, id: 'two', tags: ['quiet'], raw: { severity: 'Low' } };
    const layer = {
      ...layerOf({ overlays: [{ select: { tags: ['loud'], severities: ['Low'] } }] }),
      name: 'prod',
      at: '/workspaces/prod',
    };
    expect(unmatchedIn([layer], {}, [item, other], 0)).toEqual([
      expect.objectContaining({ message: 'An overlay of `prod` selects nothing: no content fits all of its lists.' }),
    ]);
  });
});

describe('what takes the place of a deprecated rule', () => {
  const deprecated = (replacedBy: string, lifecycle = 'deprecated'): Selectable => ({
    ...item,
    path: 'analytics-rules/old.yaml',
    id: '5f0a1c1e-8a57-4f53-9a86-0e2c5cf6a001',
    raw: { lifecycle, deprecation: { replacedBy } },
  });
  const wrong = (old: Selectable, other = item): string | undefined => unknownReplacement(old, [old, other])?.message;

  test.each([id, id.toUpperCase(), `analytics-rule/${id}`])('is there as %s', (replacedBy) => {
    expect(wrong(deprecated(replacedBy))).toBeUndefined();
  });

  test('is nothing to look for where a reason stands for it, or the rule is not deprecated', () => {
    expect(wrong(deprecated(''))).toBeUndefined();
    expect(wrong(deprecated('gone', 'production'))).toBeUndefined();
  });

  test.each([
    ['Scanner on a jump host', `, and no content has that id: did you mean \`${id}\`?`],
    [id.replace('5f0a', '5f0b'), `, and no content has that id: did you mean \`${id}\`?`],
    ['gone', ', and no content has that id.'],
    ['5f0a1c1e-8a57-4f53-9a86-0e2c5cf6a001', ', which is its own id.'],
  ])('is not %s', (replacedBy, why) => {
    expect(wrong(deprecated(replacedBy))).toBe(`It is replaced by \`${replacedBy}\`${why}`);
  });

  test('is not what is removed itself', () => {
    expect(wrong(deprecated(id), { ...item, raw: { lifecycle: 'removed' } })).toBe(
      `It is replaced by \`${id}\`, which is removed itself.`,
    );
  });
});
