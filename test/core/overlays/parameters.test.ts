import { beforeAll, describe, expect, jest, test } from '@jest/globals';
import {
  array,
  assert,
  constantFrom,
  date,
  double,
  integer,
  jsonValue,
  oneof,
  property,
  string,
  tuple,
  uuid,
  type Arbitrary,
} from 'fast-check';
import type { JsonValue } from '../../../src/core/json.ts';
import { kqlOf, parameterTypes, type ParameterType } from '../../../src/core/overlays/parameter-type.ts';
import type { ParameterPlaces } from '../../../src/core/overlays/parameter-place.ts';
import { withParameters, type ParameterScope } from '../../../src/core/overlays/parameters.ts';
import { beforeMade, plain, sourced } from '../../../src/core/overlays/sourced.ts';
import { loadEngine, type Engine } from '../../../src/kql/engine.ts';

/** Loading the KQL engine takes seconds, more on a busy machine. */
jest.setTimeout(60_000);

/** A few fields of each sort, as the schema of a type has them. */
const places: ParameterPlaces = {
  schema: {
    properties: {
      query: { type: 'string' },
      id: { type: 'string', pattern: '^[^/]+$' },
      name: { type: 'string', pattern: String.raw`\S` },
      description: { type: ['string', 'null'] },
      severity: { type: ['string', 'null'], enum: ['Low', 'High', null] },
      queryPeriod: { type: 'string', pattern: 'h$' },
      triggerThreshold: { type: 'integer' },
      logicAppResourceId: { type: 'string', 'x-picket-parameter': true },
      tags: { type: ['array', 'null'], items: { type: 'string' } },
      alertDetailsOverride: { properties: { alertDisplayNameFormat: { type: 'string' }, value: { enum: ['a'] } } },
      byName: { additionalProperties: { type: 'string' } },
    },
  },
  queries: [{ key: 'query' }],
};

const scope = (type: ParameterType, value: JsonValue): ParameterScope => ({
  declared: new Map([['X', { type, origin: { in: 'config', at: '/parameters/X/default' } }]]),
  values: new Map([['X', { value, origin: { in: 'config', at: '/workspaces/prod/parameters/X', layer: 'prod' } }]]),
  unsetIn: () => ['dev', 'test'],
});

const filled = (query: string, type: ParameterType, value: JsonValue) => {
  const { root, findings } = withParameters(sourced({ query }, { in: 'file', at: '' }), places, scope(type, value));
  return { value: plain(root), codes: findings.map(({ code }) => code), root };
};

describe('a parameter in a query', () => {
  test.each<[ParameterType, JsonValue, string]>([
    ['string', 'a"b\\c\nd', String.raw`"a\"b\\c\nd"`],
    ['string', 'ä😀\u2028\u0007\b', String.raw`"\u00e4\ud83d\ude00\u2028\u0007\u0008"`],
    ['bool', true, 'true'],
    ['int', -5, 'int(-5)'],
    ['long', -5, 'long(-5)'],
    ['real', 1.5, 'real(1.5)'],
    ['datetime', '2027-03-01', 'datetime(2027-03-01T00:00:00Z)'],
    ['timespan', '1d2h', 'timespan(1.02:00:00)'],
    ['guid', '00000000-0000-4000-8000-00000000a007', 'guid(00000000-0000-4000-8000-00000000a007)'],
    ['list', ['a"]', 2], String.raw`dynamic(["a\"]",2])`],
    ['dynamic', { 'k"': [null] }, String.raw`dynamic({"k\"":[null]})`],
  ])('of type %s is %j as %s', (type, value, kql) => {
    expect(kqlOf(type, value)).toBe(kql);
    expect(filled('T | where A == {{param.X}}', type, value).value).toEqual({ query: `T | where A == ${kql}` });
  });

  test.each<[ParameterType, JsonValue]>([
    ['string', 1],
    ['bool', 'true'],
    ['int', 2_147_483_648],
    ['long', 1.5],
    ['long', '1) | take 1 //'],
    ['real', '1'],
    ['datetime', '2027-03-01) | union (T'],
    ['datetime', '2027-02-30'],
    ['timespan', '1h)'],
    ['guid', 'no guid'],
    ['list', [['a']]],
    ['list', 'a'],
  ])('of type %s is not %j', (type, value) => {
    expect(filled('T | where A == {{param.X}}', type, value).codes).toEqual(['rule/parameter-type']);
  });

  test.each([
    ['T | where A == "{{param.X}}"', ['rule/parameter-place']],
    ["T | where A == @'x{{param.X}}'", ['rule/parameter-place']],
    ['T // {{param.X}}', ['rule/parameter-place']],
    ['T | where A == ```{{param.X}}```', ['rule/parameter-place']],
    ['T | where A == @{{param.X}}', ['rule/parameter-place']],
    ['T | where A == h{{ param.X }}', ['rule/parameter-place']],
    ['T | where A == {{param.X}}"b"', ['rule/parameter-place']],
    ['T | where A > datetime({{param.X}})', ['rule/parameter-place']],
    ['T\n| where A == "x" and B > long( {{param.X}} )', ['rule/parameter-place']],
    ['T | where A == "{{param.bad-name}}"', ['rule/parameter-place']],
    ['T | where A == {{param.bad-name}}', ['rule/unknown-parameter']],
    ['T | where A == {{param.Y}}', ['rule/unknown-parameter']],
    ['T | where A == "{{ param. }}"', ['rule/unknown-parameter']],
    ['T | where A == "{{Column}}" and B > {{StartTimeISO}}', []],
  ])('in %s gives %j', (query, codes) => {
    expect(filled(query, 'string', 'v')).toMatchObject({ value: { query }, codes });
  });

  test.each([
    'T | where A =={{param.X}} and not(B in ({{param.X}},{{param.X}}))',
    'T | where A == "long(" and B =~{{param.X}}',
    'T | where todatetime({{param.X}}) > datetime(2026-01-01) + {{param.X}}',
    'T\n| where A == "a"\n| where B == {{param.X}}',
  ])('by itself in %j is filled in', (query) => {
    expect(filled(query, 'string', 'v')).toMatchObject({
      value: { query: query.replaceAll('{{param.X}}', '"v"') },
      codes: [],
    });
  });

  test('without a value and a default names the workspaces', () => {
    const { findings } = withParameters(sourced({ query: 'T | take {{param.X}}' }, { in: 'file', at: '' }), places, {
      ...scope('long', 1),
      values: new Map(),
    });
    expect(findings).toMatchObject([{ message: 'The parameter `X` has no value in `dev`, `test`, and no default.' }]);
  });

  test('is found again at its place', () => {
    const query = 'T | where A == {{param.X}} and B == {{param.X}} | take 1';
    const { root } = filled(query, 'string', 'quite long a value');
    const node = root.is === 'mapping' ? root.members.get('query') : undefined;
    const pieces = node?.is === 'scalar' ? (node.pieces ?? []) : [];
    const made = node?.is === 'scalar' && typeof node.value === 'string' ? node.value : '';
    const before = (text: string, from = 0): string => {
      const start = made.indexOf(text, from);
      const span = beforeMade(pieces, { start, end: start + text.length });
      return query.slice(span.start, span.end);
    };
    expect(before('where')).toBe('where');
    expect(before('B ==')).toBe('B ==');
    expect(before('long a')).toBe('{{param.X}}');
    expect(before('take 1')).toBe('take 1');
  });
});

/** A file with a parameter at one place: members by name, items by number where a list is meant. */
const placedAt = (place: string) => {
  const [key = '', inner] = place.split('/');
  const use = { param: 'X' };
  const inside = (): JsonValue => {
    if (inner === undefined) return use;
    return key === 'tags' ? (inner === '0' ? [use] : ['a', use]) : { [inner]: use };
  };
  return sourced({ [key]: inside() }, { in: 'file', at: '' });
};

describe('a parameter in a field', () => {
  test('is a value, with its place', () => {
    const { root, findings } = withParameters(
      sourced(
        { triggerThreshold: { param: 'X' }, customDetails: { param: 'Column' }, name: 'About X' },
        { in: 'file', at: '' },
      ),
      places,
      scope('long', 7),
    );
    expect(findings).toEqual([]);
    expect(plain(root)).toEqual({ triggerThreshold: 7, customDetails: { param: 'Column' }, name: 'About X' });
    const node = root.is === 'mapping' ? root.members.get('triggerThreshold') : undefined;
    expect(node?.origin).toEqual({ in: 'config', at: '/workspaces/prod/parameters/X', layer: 'prod', parameter: 'X' });
  });

  test.each([
    ['severity'],
    ['queryPeriod'],
    ['triggerThreshold'],
    ['logicAppResourceId'],
    ['tags'],
    ['tags/0'],
    ['tags/1'],
    ['alertDetailsOverride/value'],
    ['unknown'],
  ])('may stand at %s', (place) => {
    const { root, findings } = withParameters(placedAt(place), places, scope('dynamic', 'v'));
    expect(findings).toEqual([]);
    expect(JSON.stringify(plain(root))).toContain('"v"');
  });

  test.each([
    ['name', 'a text'],
    ['description', 'a text'],
    ['alertDetailsOverride/alertDisplayNameFormat', 'a text'],
    ['byName/0', 'a text'],
    ['query', 'with `{{param.X}}` where the value goes'],
    ['id', 'says what the file is'],
    ['ids/prod', 'says what the file is'],
    ['kind', 'says what the file is'],
    ['lifecycle', 'says what the file is'],
  ])('may not stand at %s, which is %s', (place, words) => {
    const before = placedAt(place);
    const { root, findings } = withParameters(before, places, scope('string', 'v'));
    expect(findings).toMatchObject([{ code: 'rule/parameter-place', at: `/${place}` }]);
    expect(`${findings[0]?.message} ${findings[0]?.hint}`).toContain(words);
    expect(plain(root)).toEqual(plain(before));
  });

  test('is not within a text', () => {
    const { findings } = withParameters(
      sourced({ name: 'Of {{param.X}}' }, { in: 'file', at: '' }),
      places,
      scope('string', 'v'),
    );
    expect(findings).toMatchObject([{ code: 'rule/parameter-place', at: '/name' }]);
  });
});

const hostile = constantFrom(
  '"',
  "'",
  '\\',
  '\\"',
  '\n',
  '\r',
  '\u2028',
  '//',
  '```',
  '~~~',
  '|',
  ';',
  ')',
  ']',
  '}',
  '{{param.X}}',
  '" | take 1 //',
  '@"',
  'h"',
  '\0',
  '\uD800',
  '*/',
  '$',
  '%%A%%',
);
const text = array(oneof(hostile, string({ maxLength: 4 }), string({ unit: 'binary', maxLength: 2 })), {
  maxLength: 6,
}).map((parts) => parts.join(''));

const valueOf: Readonly<Record<ParameterType, Arbitrary<JsonValue>>> = {
  string: text,
  bool: constantFrom(true, false),
  int: integer(),
  long: integer({ min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER }),
  real: double({ noNaN: true, noDefaultInfinity: true }),
  datetime: oneof(
    text,
    date({ noInvalidDate: true, min: new Date('1900-01-01'), max: new Date('2200-01-01') }).map((each) =>
      each.toISOString(),
    ),
  ),
  timespan: oneof(
    text,
    tuple(integer({ min: 0, max: 99 }), constantFrom('d', 'h', 'm', 's')).map((parts) => parts.join('')),
  ),
  guid: oneof(text, uuid()),
  list: array(oneof(text, integer()), { maxLength: 4 }),
  dynamic: oneof(
    text,
    jsonValue({ depthSize: 'small' }).map((each): JsonValue => JSON.parse(JSON.stringify(each))),
  ),
};

const query = 'let a = {{param.X}};\nT | where A == {{param.X}} | extend B = f({{param.X}}, 1) // end\n| take 1';

/** The kinds of the nodes of a tree, where a literal is one of its type. */
const shapeOf = ({ language }: Engine, kql: string): readonly string[] => {
  const { Syntax } = language;
  const names = new Map(Object.entries(Syntax.SyntaxKind).map(([name, kind]) => [kind, name]));
  const shape: string[] = [];
  const visit = (node: KustoEngine.SyntaxElement): void => {
    const name = names.get(node.Kind) ?? '?';
    const isLiteral = /Literal(?:Expression|Token)$/.test(name) || name === 'DynamicExpression';
    const isNegative = name === 'UnaryMinusExpression';
    shape.push(isLiteral || isNegative ? 'literal' : name);
    if (isLiteral || isNegative) return;
    for (let index = 0; index < node.ChildCount; index += 1) {
      const child = node.GetChild(index);
      if (child !== null) visit(child);
    }
  };
  visit(language.KustoCode.Parse(kql, language.GlobalState.Default).Syntax);
  return shape;
};

describe('no value of a parameter', () => {
  let engine: Engine | undefined;
  beforeAll(async () => {
    engine = await loadEngine();
  });

  test.each(parameterTypes)('of type %s changes how a query is put together', (type) => {
    if (engine === undefined) throw new Error('no engine');
    const there = engine;
    const usual: JsonValue = {
      string: 'a',
      bool: true,
      int: 1,
      long: 1,
      real: 1,
      datetime: '2026-01-01',
      timespan: '1h',
      guid: '00000000-0000-4000-8000-00000000a007',
      list: [1],
      dynamic: {},
    }[type];
    const expected = shapeOf(there, query.replaceAll('{{param.X}}', kqlOf(type, usual) ?? ''));
    expect(expected.filter((name) => name === 'literal').length).toBeGreaterThanOrEqual(5);
    assert(
      property(valueOf[type], (value) => {
        const kql = kqlOf(type, value);
        const made = filled(query, type, value).value;
        const wanted = kql === undefined ? query : query.replaceAll('{{param.X}}', () => kql);
        expect(made).toEqual({ query: wanted });
        if (kql !== undefined) return JSON.stringify(shapeOf(there, wanted)) === JSON.stringify(expected);
        return true;
      }),
      { numRuns: 150 },
    );
  });
});

test('a parameter without a name is told as that, wherever it is meant', () => {
  const { findings } = withParameters(
    sourced({ query: 'T | take {{param.}} // {{param. }}', severity: { param: '' } }, { in: 'file', at: '' }),
    places,
    scope('int', 1),
  );
  const hint = 'Write its name: `{{param.NAME}}` in a query, `{param: NAME}` as a value.';
  const said = { code: 'rule/unknown-parameter', message: 'A parameter is meant here, and none is named.', hint };
  expect(findings).toEqual([
    { ...said, at: '/query', within: { start: 9, end: 19 } },
    { ...said, at: '/query', within: { start: 23, end: 34 } },
    { ...said, at: '/severity' },
  ]);
});
