import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createContext, runInContext } from 'node:vm';
import { quickenRuntime } from '../../../src/kql/mended/runtime.ts';

const context = createContext({ console });
runInContext(
  readFileSync(createRequire(import.meta.url).resolve('@kusto/language-service-next/bridge.min.js'), 'utf8'),
  context,
);
/** What an expression comes to in a runtime of its own: the one of the engine is shared with other tests, and quickened. */
const valueOf = (expression: string): KustoEngine.RuntimeValue => runInContext(expression, context);
const typeOf = (expression: string): KustoEngine.RuntimeType => runInContext(expression, context);
const holderOf = (expression: string): Record<string | number, unknown> => runInContext(expression, context);
const runtime: KustoEngine.Runtime = runInContext('Bridge', context);

const types = [
  'Object',
  'System.Object',
  'System.String',
  'System.Int32',
  'System.Int64',
  'System.Boolean',
  'System.Char',
  'System.DateTime',
  'System.Exception',
  'System.ArgumentException',
  'System.IComparable',
  'System.IDisposable',
  'System.Array',
  'System.Collections.ICollection',
  'System.Collections.IEnumerable',
  'System.Collections.IEnumerator',
  'System.Collections.Generic.List$1(System.String)',
  'System.Collections.Generic.List$1(System.Int32)',
  'System.Collections.Generic.IList$1(System.String)',
  'System.Collections.Generic.IReadOnlyList$1(System.String)',
  'System.Collections.Generic.ICollection$1(System.Int32)',
  'System.Collections.Generic.IEnumerable$1(System.String)',
  'System.Collections.Generic.IEnumerable$1(System.Object)',
  'System.Collections.Generic.Dictionary$2(System.String,System.Int32)',
  'System.Collections.Generic.IDictionary$2(System.String,System.Int32)',
  'System.Collections.Generic.HashSet$1(System.String)',
  'System.Nullable$1(System.Int32)',
  'System.Func',
];

const values = [
  'null',
  'undefined',
  '0',
  '7',
  '1.5',
  'true',
  '"text"',
  '""',
  'new Date(0)',
  '({})',
  '({ Count: 3 })',
  '[]',
  '["a", "b"]',
  '[1, 2, 3]',
  'System.Array.init(["a"], System.String)',
  'System.Array.init([1, 2], System.Int32)',
  'new Uint8Array(2)',
  'Bridge.box(5, System.Int32)',
  'Bridge.box(65, System.Char)',
  'System.Int64(9)',
  'new System.Exception("wrong")',
  'new System.ArgumentException.$ctor1("wrong")',
  'new (System.Collections.Generic.List$1(System.String).$ctor1)(["a", "b"])',
  'new (System.Collections.Generic.List$1(System.Int32).$ctor1)([4])',
  'new (System.Collections.Generic.Dictionary$2(System.String,System.Int32).ctor)()',
  'new (System.Collections.Generic.HashSet$1(System.String).ctor)()',
  'new (System.Collections.ObjectModel.ReadOnlyCollection$1(System.String).ctor)(["r", "s", "t"])',
  'Bridge.getEnumerator(["a"], System.String)',
  'Bridge.getEnumerator(new (System.Collections.Generic.List$1(System.String).$ctor1)(["a"]), System.String)',
  'new System.Text.StringBuilder("b")',
  '(function () {})',
];

const isBoxed = (value: unknown): value is { readonly v: unknown; readonly type: unknown } =>
  typeof value === 'object' && value !== null && '$boxed' in value;

/** What a function gives or throws, so that two can be compared. */
const outcome = (work: () => unknown): unknown => {
  try {
    const given = work();
    // A boxed value has functions of its own.
    return isBoxed(given) ? { boxed: given.v, type: given.type } : { given };
  } catch (error) {
    // Its text ends with its stack, which differs.
    return { thrown: String(error).split('\n')[0] };
  }
};

const drained: (enumerator: unknown) => unknown = runInContext(
  '((each) => { const all = []; while (each.moveNext()) all.push(each.Current); return all; })',
  context,
);

describe('the runtime of the engine, quickened', () => {
  const before = { ...runtime };
  const lists = { ...runtime.global.System.Array };
  const generics = { ...runtime.Class };
  quickenRuntime(runtime);
  const after = runtime;

  const typesOf = ({ as, hasValue, is, isArray }: KustoEngine.Runtime, value: unknown): readonly unknown[] => [
    outcome(() => isArray(value) ?? false),
    outcome(() => hasValue(value)),
    ...types
      .map(typeOf)
      .flatMap((type) => [
        outcome(() => is(value, type, true)),
        ...[false, true].flatMap((allowNull) => [
          outcome(() => is(value, type, false, allowNull)),
          outcome(() => as(value, type, allowNull)),
        ]),
      ]),
  ];

  it.each(values)('tells the types of %s as before, however often it is asked', (expression) => {
    const value = valueOf(expression);
    const expected = typesOf(before, value);
    expect(typesOf(after, value)).toEqual(expected);
    expect(typesOf(after, value)).toEqual(expected);
  });

  const itemsOf = (
    { getCount, getItem }: Pick<typeof lists, 'getCount' | 'getItem'>,
    list: KustoEngine.RuntimeValue,
  ): readonly unknown[] =>
    [typeOf('System.String'), typeOf('System.Int32'), typeOf('System.Object'), undefined].flatMap((of) => [
      outcome(() => getCount(list, of)),
      ...[0, 1, 9].map((index) => outcome(() => getItem(list, index, of))),
    ]);
  const namesOf = ({ geti, getProperty }: KustoEngine.Runtime, value: KustoEngine.RuntimeValue): readonly unknown[] =>
    ['getCount', 'Count', 'toString', 'System$Collections$ICollection$Count', 'other$one', 'none$1'].flatMap((name) => [
      outcome(() => geti(value, name)),
      outcome(() => geti(value, 'no$such', name)),
      outcome(() => getProperty(value, name)),
    ]);

  it.each(values)('counts and gets the items of %s as before', (expression) => {
    const value = valueOf(expression);
    const expected = itemsOf(lists, value);
    expect(itemsOf(after.global.System.Array, value)).toEqual(expected);
    expect(itemsOf(after.global.System.Array, value)).toEqual(expected);
    expect(namesOf(after, value)).toEqual(namesOf(before, value));
  });

  /** What an enumerator gives, and the error where there is none. */
  const gone = ({ getEnumerator }: KustoEngine.Runtime, given: readonly unknown[]): unknown =>
    outcome(() => drained(getEnumerator(...given)));

  it.each(values)('goes through %s as before', (expression) => {
    for (const type of ['System.String', 'System.Int32', 'System.Object'].map(typeOf))
      for (const rest of [[], [type], [null, type], ['no$such', type], ['GetEnumerator']]) {
        const given = [valueOf(expression), ...rest];
        const expected = gone(before, given);
        expect(gone(after, given)).toEqual(expected);
        expect(gone(after, given)).toEqual(expected);
      }
  });

  it.each<{ readonly value: unknown; readonly start: number; readonly count: number }>([
    { value: 7, start: 0, count: 4 },
    { value: () => 7, start: 1, count: 2 },
    { value: () => null, start: 0, count: 3 },
    { value: () => ({ made: 'anew' }), start: 0, count: 2 },
    { value: () => 7, start: 3, count: 2 },
    { value: () => 7, start: -1, count: 2 },
    { value: () => 7, start: 2, count: -1 },
  ])('fills $count places from $start as before', ({ value, start, count }) => {
    const filled = (fill: typeof lists.fill): unknown => {
      const list: unknown[] = [1, 2, 3, 4];
      return [outcome(() => fill(list, value, start, count)), list, new Set(list).size];
    };
    expect(filled(after.global.System.Array.fill)).toEqual(filled(lists.fill));
  });

  it('reads and writes where a reference points, like a variable', () => {
    for (const ref of [before.ref, after.ref]) {
      const holder: Record<string, unknown> = { name: 'old' };
      const reference = ref(holder, 'name');
      expect(reference.v).toBe('old');
      reference.v = 'new';
      expect({ holder, read: reference.v }).toEqual({ holder: { name: 'new' }, read: 'new' });
      const list = holderOf('["a", "b"]');
      const item = ref(list, 1);
      item.v = 'c';
      expect([list[0], list[1], item.v]).toEqual(['a', 'c', 'c']);
      const alone = ref(list, [0]);
      expect(alone.v).toBe('a');
    }
  });

  it('makes one class of a generic one and its types, as before', () => {
    const dictionary = valueOf('System.Collections.Generic.Dictionary$2');
    const list = valueOf('System.Collections.Generic.List$1');
    const [text, number, never] = ['System.String', 'System.Int32', 'System.Text.StringBuilder'].map(typeOf);
    const made = [
      [list, [text]],
      [list, [number]],
      [list, [never]],
      [dictionary, [text, number]],
      [dictionary, [number, text]],
      [dictionary, [text]],
      [dictionary, [text, never]],
      [dictionary, [text, number, number]],
    ] as const;
    const classesOf = ({ getCachedType }: KustoEngine.Runtime['Class']): readonly unknown[] =>
      made.map(([generic, given]) => getCachedType(generic, given) ?? 'none');
    expect(classesOf(after.Class)).toEqual(classesOf(generics));
    expect(classesOf(after.Class)).toEqual(classesOf(generics));
    const builders = valueOf('System.Collections.Generic.List$1(System.Text.StringBuilder)');
    expect(builders).toBe(valueOf('System.Collections.Generic.List$1(System.Text.StringBuilder)'));
    expect(after.Class.getCachedType(list, [never])).toEqual(generics.getCachedType(list, [never]));
  });

  it('is quickened once, however often it is asked for', () => {
    const { is } = runtime;
    quickenRuntime(runtime);
    expect(runtime.is).toBe(is);
  });
});
