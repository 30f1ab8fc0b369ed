import { describe, expect, test } from '@jest/globals';
import { contentTypes } from '../../../../src/content/index.ts';
import { compare } from '../../../../src/core/engine/compare.ts';
import { typeTable } from '../../../../src/core/engine/managed-type.ts';
import { markerName, markerResource, printRecord, recordOf } from '../../../../src/core/engine/marker.ts';
import type { JsonObject } from '../../../../src/core/json.ts';
import { plan } from '../../../../src/core/plan/plan.ts';
import type { PlanOptions } from '../../../../src/core/plan/plan-options.ts';
import { resourcePath, type LiveResource } from '../../../../src/core/resource.ts';
import { now, planOptions, project, target } from '../../rules.ts';

const types = contentTypes.map((type) => type.managed({ now }));
const typeOf = typeTable(types);
const named = (name: string) => types.filter((type) => type.name === name)[0] ?? typeOf(name);

type Piece = { readonly type: string; readonly id: string; readonly properties: JsonObject };

const parserOf = (functionParameters: string, functionAlias = 'Logins'): Piece => ({
  type: 'parser',
  id: 'Logins',
  properties: {
    category: 'x',
    displayName: functionAlias,
    functionAlias,
    functionParameters,
    query: 'SigninLogs | where UserPrincipalName == who',
  },
});
const hunt = (query: string): Piece => ({
  type: 'hunting-query',
  id: 'hunt',
  properties: { category: 'Hunting Queries', displayName: 'Hunt', query },
});

const resourceOf = ({ type, id, properties }: Piece) => ({
  type: named(type).resource.collection,
  name: id,
  body: { properties },
});
const liveOf = (piece: Piece): LiveResource => ({
  ...resourceOf(piece),
  id: resourcePath(target, named(piece.type).resource, piece.id),
  etag: '"1"',
});
const markerOf = (piece: Piece): LiveResource => {
  const type = named(piece.type);
  const body = type.canonical.normalize({ properties: piece.properties });
  const name = markerName(type.resource, piece.id);
  const made = markerResource({
    name,
    kind: type.resource.marker.kind,
    rule: liveOf(piece),
    contentId: piece.id,
    version: undefined,
    project,
    record: printRecord(recordOf({ normalizer: type.canonical.version, sent: body, live: body, held: {} })),
  });
  return { ...made, id: resourcePath(target, 'metadata', name), etag: undefined };
};

/** A plan over what was deployed (`ours`), what git has now, and what only the workspace has. */
const planOf = (
  { ours, git, others = [] }: { ours: readonly Piece[]; git: readonly Piece[]; others?: readonly Piece[] },
  options: Partial<PlanOptions> = {},
) => {
  const verdicts = ['watchlist', 'parser', 'hunting-query', 'workbook'].flatMap((name) =>
    compare({
      type: named(name),
      desired: git
        .filter(({ type }) => type === name)
        .map((piece) => ({
          type: name,
          resource: resourceOf(piece),
          displayName: piece.id,
          version: undefined,
          path: `${piece.id}.yaml`,
        })),
      live: [...ours, ...others].filter(({ type }) => type === name).map(liveOf),
      metadata: ours.map(markerOf),
      project,
      ownership: 'markers',
    }),
  );
  return plan(verdicts, planOptions({ types, typeOf, allow: { deletes: 9, changes: 9 }, ...options }));
};

const first = parserOf('who:string, since:datetime=datetime(null)');
const list: Piece = {
  type: 'watchlist',
  id: 'Leavers',
  properties: { displayName: 'Leavers', provider: 'Custom', itemsSearchKey: 'User' },
};

const page = (query: string): Piece => ({
  type: 'workbook',
  id: 'page',
  properties: {
    displayName: 'Page',
    serializedData: JSON.stringify({ items: [{ type: 3, name: 'chart', content: { query, queryType: 0 } }] }),
  },
});

describe('what something that stays still calls', () => {
  test('is not pruned: a workbook of nobody calls a parser in one of its items', () => {
    const made = planOf({ ours: [first], git: [], others: [page('Logins("ann") | take 1')] }, { prune: 'delete' });
    expect(made.refusals.filter(({ code }) => code === 'still-called')).toMatchObject([
      { id: first.id, message: expect.stringContaining('what stays still calls it: Page') },
    ]);
  });

  test.each([
    ['a hunting query of nobody calls a parser', first, hunt('Logins("ann") | take 1')],
    ['a hunting query of nobody reads a watchlist', list, hunt("_GetWatchlist('leavers')")],
  ])('is not pruned: %s', (_, piece, other) => {
    const made = planOf({ ours: [piece], git: [hunt('T')].slice(1), others: [other] }, { prune: 'delete' });
    expect(made.refusals.filter(({ code }) => code === 'still-called')).toMatchObject([
      { scope: 'rule', id: piece.id, message: expect.stringContaining('Hunt'), action: 'delete' },
    ]);
    expect(made.changes).toEqual([]);
  });

  test('is pruned with what calls it, and where only a comment, a text or a name of its own says it', () => {
    const codesOf = (others: readonly Piece[], ours: readonly Piece[]) =>
      planOf({ ours, git: [], others }, { prune: 'delete' }).refusals.map(({ code }) => code);
    expect(codesOf([], [first, hunt('Logins("x")')])).not.toContain('still-called');
    expect(codesOf([hunt('T | where A == "Logins" // Logins()')], [first])).not.toContain('still-called');
    expect(codesOf([hunt('let Logins = T; Logins')], [first])).not.toContain('still-called');
  });

  test('keeps what it calls itself', () => {
    const inner: Piece = {
      ...parserOf(''),
      id: 'Inner',
      properties: { ...parserOf('').properties, functionAlias: 'Inner' },
    };
    const outer: Piece = { ...parserOf(''), properties: { ...parserOf('').properties, query: 'Inner | take 1' } };
    const made = planOf({ ours: [inner, outer], git: [], others: [hunt('Logins')] }, { prune: 'delete' });
    const kept = made.refusals.filter(({ code }) => code === 'still-called').map(({ id }) => id);
    expect(new Set(kept)).toEqual(new Set(['Inner', 'Logins']));
  });
});

describe('other parameters of a parser', () => {
  const gits = hunt('Logins("ann", ago(1d))');
  const codes = (after: string, other: Piece) =>
    planOf({ ours: [first], git: [parserOf(after)], others: [other] }).refusals.map(({ code }) => code);

  test.each([
    ['removed', 'who:string'],
    ['reordered', 'since:datetime=datetime(null), who:string=""'],
    ['of another type', 'who:long, since:datetime=datetime(null)'],
  ])('%s, are refused while a call that only the workspace has would break', (_, after) => {
    expect(codes(after, gits)).toContain('breaks-callers');
  });

  test.each([
    ['removed', 'who:string', 'Logins("ann", ago(1d))', true],
    ['removed that no call gives', 'who:string', 'Logins("ann")', false],
    ['removed that a call names', 'who:string', 'Logins(since=ago(1d), who="ann")', true],
    ['reordered', 'since:datetime=datetime(null), who:string=""', 'Logins("ann")', true],
    ['reordered that a call names', 'since:datetime=datetime(null), who:string=""', 'Logins(who=f("ann", "b"))', false],
    ['of another type', 'who:long, since:datetime=datetime(null)', 'Logins("ann")', true],
    ['of another type that no call gives', 'who:string, since:timespan=1d', 'Logins(iff(a, b[0], "c"))', false],
    ['asked for', 'who:string, since:datetime=datetime(null), most:int', 'Logins("ann")', true],
  ])(
    '%s, are refused only while a call breaks that git has and this plan does not write',
    (_, after, query, refused) => {
      const made = planOf({ ours: [first, hunt(query)], git: [parserOf(after), hunt(query)] });
      expect(made.refusals.map(({ code }) => code)).toEqual(refused ? ['breaks-callers'] : []);
    },
  );

  test('are shown with their callers where these are written too', () => {
    const made = planOf({ ours: [first, gits], git: [parserOf('who:string'), hunt('Logins("ann")')] });
    const change = made.changes.find(({ type }) => type === 'parser');
    expect(change?.warnings.join()).toContain('`since` is gone. It is called by hunt');
  });

  test('may come at the end with a default', () => {
    expect(codes('who:string, since:datetime=datetime(null), most:int=5', gits)).toEqual([]);
  });

  test('a function whose name another one has in the workspace is not made', () => {
    const other = { ...parserOf('who:string', 'LOGINS'), id: 'by-hand' };
    expect(planOf({ ours: [], git: [first], others: [other] })).toMatchObject({
      changes: [],
      refusals: [{ code: 'function-exists', message: expect.stringContaining('as by-hand') }],
    });
  });

  test('a function that gets a new id is not made while the old one is there: deletes come last', () => {
    const old = { ...parserOf('who:string', 'LOGINS'), id: 'old' };
    const made = planOf({ ours: [old], git: [first, hunt('T')] }, { prune: 'delete' });
    expect(made.changes.map(({ id }) => id)).toEqual(['hunt']);
    expect(made.refusals).toMatchObject([
      { code: 'function-exists', id: 'Logins', hint: expect.stringContaining('--prune --only old') },
      { code: 'replacement-refused', id: 'old', action: 'delete' },
    ]);
  });

  test('the way out of it: the old one is removed alone, or the file has its id', () => {
    const old = { ...parserOf('who:string', 'LOGINS'), id: 'old' };
    const alone = planOf({ ours: [old], git: [first] }, { prune: 'delete', only: ['old'] });
    expect([alone.changes.map(({ id, action }) => [id, action]), alone.refusals]).toEqual([[['old', 'delete']], []]);
    const kept = planOf({ ours: [old], git: [{ ...first, id: 'old' }] }, { prune: 'delete' });
    expect([kept.changes.map(({ action }) => action), kept.refusals]).toEqual([['update'], []]);
  });

  test('a function is not renamed to what another one is called, whether that stays or leaves', () => {
    const taken = { ...parserOf('', 'SignIns'), id: 'other' };
    const renamed = parserOf('who:string, since:datetime=datetime(null)', 'signins');
    for (const git of [[renamed], [renamed, taken]])
      expect(planOf({ ours: [first, taken], git }, { prune: 'delete' }).refusals).toContainEqual(
        expect.objectContaining({ code: 'function-exists', id: 'Logins', action: 'update' }),
      );
    expect(planOf({ ours: [first], git: [renamed] }).refusals).toEqual([]);
  });

  test('a function that is called keeps its name', () => {
    const made = planOf({
      ours: [first],
      git: [parserOf('who:string, since:datetime=datetime(null)', 'SignIns')],
      others: [gits],
    });
    expect(made.refusals).toMatchObject([{ code: 'renamed-while-called', message: expect.stringContaining('Hunt') }]);
  });
});
