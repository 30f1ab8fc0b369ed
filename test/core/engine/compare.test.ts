import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { Canonical } from '../../../src/core/engine/managed-type.ts';
import type { VerdictState } from '../../../src/core/engine/change.ts';
import { compare } from '../../../src/core/engine/compare.ts';
import { without } from '../../../src/core/engine/live-state.ts';
import { wholeRecordOf } from '../../../src/core/engine/marker.ts';
import type { LiveResource } from '../../../src/core/resource.ts';
import { body, canonical, compareInput, desired, idOf, live, marker, project, typeWith } from '../rules.ts';

const id = idOf(1);

const verdictFor = (input: Parameters<typeof compareInput>[0]) => {
  const [verdict] = compare(compareInput(input));
  if (verdict === undefined) throw new Error('no verdict');
  return verdict;
};

const withSource = (resource: LiveResource, source: Record<string, string>): LiveResource => ({
  ...resource,
  body: { properties: { parentId: live(id, body()).id, kind: 'AnalyticsRule', source } },
});

const grouped = (terms: Readonly<Record<string, string>>) =>
  body({ incidentConfiguration: { groupingConfiguration: { enabled: false, ...terms } } });

describe('compare, with a marker of an older normaliser', () => {
  /** Today's takes the configuration of incidents for the same, whatever it says; the older one does not. */
  const newer: Canonical = {
    ...canonical,
    version: 2,
    normalize: (value) => without(canonical.normalize(value), ['/properties/incidentConfiguration']),
    frozen: { 1: canonical.normalize },
  };
  const before = grouped({ lookbackDuration: 'PT5H' });

  test('what moved only for the older one is no drift: the marker is refreshed', () => {
    const verdict = verdictFor({
      desired: [desired(id, before)],
      live: [live(id, grouped({ lookbackDuration: 'PT5M' }))],
      metadata: [marker(id, before)],
      type: typeWith(newer),
    });
    expect(verdict.state).toBe('converged');
  });

  test('what moved for both is judged as ever', () => {
    const workspace = body({ severity: 'High', incidentConfiguration: { groupingConfiguration: { enabled: false } } });
    const verdict = verdictFor({
      desired: [desired(id, before)],
      live: [live(id, workspace)],
      metadata: [marker(id, before)],
      type: typeWith(newer),
    });
    expect(verdict.state).toBe('theirs');
    expect(verdict.fields.map(({ at, side }) => [at, side])).toContainEqual(['/properties/severity', 'theirs']);
  });
});

describe('compare, with fields that only answers have', () => {
  const at = '/properties/description';
  const type = typeWith({ answeredOnly: new Set([at]) });
  const git = body();
  const answered = (text: string, more: object = {}) => live(id, body({ description: text, ...more }));
  const made = marker(id, git, body({ description: 'as deployed' }));
  const judged = (input: Parameters<typeof compareInput>[0]) => {
    const { state, fields } = verdictFor({ type, desired: [desired(id, git)], ...input });
    return [state, ...fields.map((field) => `${field.at} ${field.side}`)];
  };

  test('they are in sync as they were recorded, and drift once they moved', () => {
    expect(judged({ live: [answered('as deployed')], metadata: [made] })).toEqual(['in-sync']);
    expect(judged({ live: [answered('edited')], metadata: [made] })).toEqual(['theirs', `${at} theirs`]);
  });

  test('a change in git takes an edit of them back, so that the two are a conflict', () => {
    const changed = [desired(id, body({ severity: 'High' }))];
    expect(judged({ desired: changed, live: [answered('as deployed')], metadata: [made] })).toEqual([
      'ours',
      '/properties/severity ours',
    ]);
    expect(judged({ desired: changed, live: [answered('edited')], metadata: [made] })).toEqual([
      'conflict',
      '/properties/severity conflict',
      `${at} conflict`,
    ]);
  });

  test('without a record nobody can tell whether they moved, and they are no difference', () => {
    expect(judged({ live: [answered('any')], metadata: [] })).toEqual(['identical']);
    expect(judged({ live: [answered('any', { severity: 'Low' })], metadata: [], ownership: 'none' })).toEqual([
      'ours',
      '/properties/severity ours',
    ]);
  });

  test('a record of the whole body tells an edit too, and a change in git alone is none of them', () => {
    const whole = marker(id, git, body({ description: 'as deployed' }), project, wholeRecordOf);
    expect(judged({ live: [answered('as deployed')], metadata: [whole] })).toEqual(['in-sync']);
    expect(judged({ live: [answered('edited')], metadata: [whole] })).toEqual(['theirs', `${at} theirs`]);
    const changed = [desired(id, body({ severity: 'High' }))];
    expect(judged({ desired: changed, live: [answered('as deployed')], metadata: [whole] })).toEqual([
      'ours',
      '/properties/severity ours',
    ]);
  });
});

describe('compare, one rule with a marker', () => {
  const base = body();
  const cases: readonly (readonly [string, object, object, VerdictState])[] = [
    ['neither moved', {}, {}, 'in-sync'],
    ['git moved', { severity: 'High' }, {}, 'ours'],
    ['the workspace moved', {}, { severity: 'High' }, 'theirs'],
    ['both moved, different fields', { severity: 'High' }, { query: 'AuditLogs' }, 'both'],
    ['both moved, the same field differently', { severity: 'High' }, { severity: 'Low' }, 'conflict'],
    ['both moved to the same', { severity: 'High' }, { severity: 'High' }, 'converged'],
  ];
  test.each(cases)('when %s', (_, git, workspace, state) => {
    const verdict = verdictFor({
      desired: [desired(id, body({ ...git }))],
      live: [live(id, body({ ...workspace }))],
      metadata: [marker(id, base)],
    });
    expect(verdict.state).toBe(state);
  });

  test('a spelling that the service changed is in sync although git and live differ', () => {
    const answered = body({ suppressionDuration: 'PT5H' });
    const verdict = verdictFor({
      desired: [desired(id, base)],
      live: [live(id, answered)],
      metadata: [marker(id, base, answered)],
    });
    expect(verdict).toMatchObject({ state: 'in-sync', fields: [] });
  });

  test('false, zero and an empty text differ from absent', () => {
    for (const value of [false, 0, '']) {
      const verdict = verdictFor({
        desired: [desired(id, body({ description: value }))],
        live: [live(id, base)],
        metadata: [marker(id, base)],
      });
      expect(verdict.fields).toEqual([
        { at: '/properties/description', before: undefined, after: value, side: 'ours', cosmetic: false },
      ]);
    }
  });

  test('a query that differs in white space only is cosmetic, on either side', () => {
    for (const [git, workspace] of [
      [' SigninLogs ', 'SigninLogs'],
      ['SigninLogs', ' SigninLogs '],
    ])
      expect(
        verdictFor({
          desired: [desired(id, body({ query: git ?? '' }))],
          live: [live(id, body({ query: workspace ?? '' }))],
          metadata: [marker(id, base)],
        }).state,
      ).toBe('cosmetic');
  });

  test('a rule that the service switched off is in sync, with its reason', () => {
    const verdict = verdictFor({
      desired: [desired(id, base)],
      live: [live(id, body({ displayName: 'AUTO DISABLED Rule', enabled: false }))],
      metadata: [marker(id, base)],
    });
    expect(verdict).toMatchObject({ state: 'in-sync', autoDisabled: 'table gone' });
  });

  test('a rule that a person switched off is drift', () => {
    const verdict = verdictFor({
      desired: [desired(id, base)],
      live: [live(id, body({ enabled: false }))],
      metadata: [marker(id, base)],
    });
    expect(verdict).toMatchObject({
      state: 'theirs',
      fields: [{ at: '/properties/enabled', before: false, after: true }],
    });
  });

  test.each([
    ['past git', base, { enabled: false }, base, true],
    ['past git, while git changed too', body({ severity: 'Low' }), { enabled: false }, base, true],
    ['by git, which now wants it on', base, { enabled: false }, body({ enabled: false }), undefined],
    ['nowhere: on past git', body({ enabled: false }), { enabled: true }, body({ enabled: false }), undefined],
    [
      'nowhere: another switch is off',
      body({ suppressionEnabled: true }),
      {},
      body({ suppressionEnabled: true }),
      undefined,
    ],
  ])('a rule is switched off %s', (_where, git, running, recorded, switchedOff) => {
    const verdict = verdictFor({
      desired: [desired(id, git)],
      live: [live(id, body({ suppressionEnabled: false, ...running }))],
      metadata: [marker(id, recorded)],
    });
    expect(verdict.switchedOff).toBe(switchedOff);
  });

  test('a property that Picket does not know is no drift', () => {
    const verdict = verdictFor({
      desired: [desired(id, base)],
      live: [live(id, body({ newSetting: { a: 1 } }))],
      metadata: [marker(id, base)],
    });
    expect(verdict).toMatchObject({ state: 'in-sync', unknownProperties: ['/properties/newSetting'] });
  });

  test('ids are compared without case and keep the spelling of the service', () => {
    const verdict = verdictFor({
      desired: [desired('builtinfusion', base)],
      live: [live('BuiltInFusion', base)],
      metadata: [marker('BUILTINFUSION', base)],
    });
    expect(verdict).toMatchObject({ state: 'in-sync', id: 'BuiltInFusion' });
  });

  test('a record that cannot be read makes every difference a conflict, and says so', () => {
    const damaged = marker(id, base);
    const verdict = verdictFor({
      desired: [desired(id, body({ severity: 'High' }))],
      live: [live(id, base)],
      metadata: [{ ...damaged, body: { properties: { ...Object(damaged.body['properties']), customVersion: 'x' } } }],
    });
    expect(verdict).toMatchObject({ state: 'conflict', basis: 'two-way' });
    expect(verdict.note).toContain('cannot be read');
  });

  test('a marker of an older normaliser is judged by that normaliser, or two-way where it is unknown', () => {
    const input = {
      desired: [desired(id, body({ severity: 'High' }))],
      live: [live(id, base)],
      metadata: [marker(id, base)],
    };
    const newer = { ...canonical, version: 2 };
    expect(verdictFor({ ...input, type: typeWith({ ...newer, frozen: { 1: canonical.normalize } }) }).state).toBe(
      'ours',
    );
    const unknown = verdictFor({ ...input, type: typeWith(newer) });
    expect(unknown).toMatchObject({ state: 'conflict', basis: 'two-way' });
    expect(unknown.note).toContain('version 1');
  });
});

describe('compare, whose a rule is', () => {
  const base = body();
  const other = { name: 'other', id: '00000000-0000-4000-8000-000000000099' };

  test('a marker of a project of the same name but another id is foreign', () => {
    const verdict = verdictFor({
      desired: [desired(id, base)],
      live: [live(id, base)],
      metadata: [marker(id, base, base, { ...other, name: project.name })],
    });
    expect(verdict).toMatchObject({ state: 'foreign', owner: project.name });
  });

  test.each([
    ['Solution', 'provenance'],
    ['Community', 'provenance'],
    ['SourceRepository', 'foreign'],
    ['SomethingNew', 'foreign'],
    ['LocalWorkspace', 'identical'],
  ])('a marker of kind %s makes it %s', (kind, state) => {
    const verdict = verdictFor({
      desired: [desired(id, base)],
      live: [live(id, base)],
      metadata: [withSource(marker(id, base), { kind, name: 'Repositories', sourceId: 'x' })],
    });
    expect(verdict.state).toBe(state);
  });

  test('of several markers the one that claims most counts, in any order', () => {
    const named = (mark: LiveResource, name: string): LiveResource => ({ ...mark, name });
    const of = (kind: string): LiveResource =>
      named(withSource(marker(id, base), { kind, name: kind, sourceId: 'x' }), kind);
    const ours = named(marker(id, base), 'ours');
    const marks = [ours, of('SourceRepository'), of('Solution'), of('LocalWorkspace')];
    const states = marks.map((one) =>
      marks.map((two) => {
        const verdict = verdictFor({
          desired: [desired(id, base)],
          live: [live(id, base)],
          metadata: [one, two],
        });
        return `${verdict.state} ${verdict.marker?.name}`;
      }),
    );
    const [first, second, third, last] = [
      'in-sync ours',
      'foreign SourceRepository',
      'provenance Solution',
      'identical LocalWorkspace',
    ];
    expect(states).toEqual([
      [first, first, first, first],
      [first, second, second, second],
      [first, second, third, third],
      [first, second, third, last],
    ]);
  });

  test("a marker whose parent is a template is nobody's, and one with another name still counts", () => {
    const template: LiveResource = {
      ...marker(id, base),
      body: { properties: { parentId: `/x/alertRuleTemplates/${id}`, source: { kind: 'Solution' } } },
    };
    const rule = { desired: [desired(id, base)], live: [live(id, base)] };
    expect(verdictFor({ ...rule, metadata: [template] }).state).toBe('identical');
    expect(verdictFor({ ...rule, metadata: [template, { ...marker(id, base), name: 'odd-name' }] }).state).toBe(
      'in-sync',
    );
  });

  test.each<readonly [string, Parameters<typeof compareInput>[0], VerdictState]>([
    ['in git only', { desired: [desired(id, base)] }, 'new'],
    ['in git, with a marker, not live', { desired: [desired(id, base)], metadata: [marker(id, base)] }, 'missing'],
    ['live only', { live: [live(id, base)] }, 'unmanaged'],
    ['ours and live, not in git', { live: [live(id, base)], metadata: [marker(id, base)] }, 'gone'],
    ['a marker alone', { metadata: [marker(id, base)] }, 'orphan'],
    [
      'live and different, without a marker',
      { desired: [desired(id, base)], live: [live(id, body({ query: 'X' }))] },
      'unowned',
    ],
    [
      'live and different, without ownership',
      { desired: [desired(id, base)], live: [live(id, body({ query: 'X' }))], ownership: 'none' },
      'ours',
    ],
    [
      'ours and live, not in git, without ownership',
      { live: [live(id, base)], metadata: [marker(id, base)], ownership: 'none' },
      'unmanaged',
    ],
  ])('a rule %s', (_, input, state) => {
    expect(verdictFor(input).state).toBe(state);
  });

  test('a marker alone is called by the id of its rule', () => {
    expect(verdictFor({ metadata: [marker(id, base)] }).displayName).toBe(id);
  });

  test("the marker of somebody else's rule that is gone is no concern of ours", () => {
    expect(compare(compareInput({ metadata: [marker(id, base, base, other)] }))).toEqual([]);
  });

  test('two files with the same id are refused, naming both', () => {
    const twice = [desired(id, base), desired(id.toUpperCase(), base)];
    expect(() => compare(compareInput({ desired: twice }))).toThrow(/analytics-rules\/.* and analytics-rules/);
  });
});

/** The table of docs/architecture.md, written once more and independently: by value, not by digest. */
const expectedState = (
  fields: readonly string[],
  value: (side: 'base' | 'git' | 'live', field: string) => unknown,
): VerdictState => {
  const moved = fields.map((field) => {
    const [base, git, workspace] = [value('base', field), value('git', field), value('live', field)];
    if (git === base && workspace === base) return 'same';
    if (git === workspace) return 'converged';
    if (workspace === base) return 'ours';
    return git === base ? 'theirs' : 'conflict';
  });
  if (moved.includes('conflict')) return 'conflict';
  if (moved.includes('ours') && moved.includes('theirs')) return 'both';
  if (moved.includes('ours')) return 'ours';
  if (moved.includes('theirs')) return 'theirs';
  return moved.includes('converged') ? 'converged' : 'in-sync';
};

test('for any base, git and live the verdict is the one of the table', () => {
  const fields = ['severity', 'query', 'triggerThreshold', 'description'];
  const value = fc.constantFrom<string | number | boolean>('a', 'b', 0, false, '');
  const content = fc.record(Object.fromEntries(fields.map((field) => [field, fc.option(value, { nil: null })])));
  fc.assert(
    fc.property(content, content, content, (base, git, workspace) => {
      const sides = { base, git, live: workspace };
      const verdict = verdictFor({
        desired: [desired(id, body(git))],
        live: [live(id, body(workspace))],
        metadata: [marker(id, body(base))],
        type: typeWith({ isCosmetic: () => false }),
      });
      expect(verdict.state).toBe(expectedState(fields, (side, field) => sides[side][field]));
    }),
    { numRuns: 500 },
  );
});
