import { describe, expect, test } from '@jest/globals';
import type { JsonObject, JsonValue } from '../../../../src/core/json.ts';
import { textValue } from '../../../../src/importers/arm/language/evaluate.ts';
import { templateScope } from '../../../../src/importers/arm/language/scope.ts';
import { wholeOf } from '../../../../src/importers/arm/language/value.ts';

/**
 * What the documentation of the template language says of each function: pages below
 * learn.microsoft.com/azure/azure-resource-manager/templates, read in the public repository of the documentation. The
 * values of parameters are those of the pages' examples.
 */
const dogs = [
  { name: 'Evie', age: 5, interests: ['Ball', 'Frisbee'] },
  { name: 'Casper', age: 3, interests: ['Other dogs'] },
  { name: 'Indy', age: 2, interests: ['Butter'] },
  { name: 'Kira', age: 8, interests: ['Rubs'] },
];
const parameters: JsonObject = {
  numbers: ['one', 'two', 'three'],
  tail: ['three', 'four'],
  first: { one: 'a', two: 'b', three: 'c' },
  second: { one: 'a', two: 'z', three: 'c' },
  unionFirst: { one: 'a', two: 'b', three: 'c1' },
  unionSecond: { three: 'c2', four: 'd', five: 'e' },
  emptyArray: [],
  emptyObject: {},
  ints: [0, 3, 2, 5, 4],
  abcd: { propA: 'one', propB: 'two', propC: 'three', propD: { 'propD-1': 'sub', 'propD-2': 'sub' } },
  mixed: { null1: null, null2: null, string: 'default', int: 1, object: { first: 'default' }, array: [1] },
  example: { valueA: 10, valueB: 'Example Text' },
  items: {
    item002: { enabled: false, displayName: 'Example item 2', number: 200 },
    item001: { enabled: true, displayName: 'Example item 1', number: 300 },
  },
  merge: [{ one: 'a' }, { two: 'b' }, { two: 'c' }],
  nestedMerge: [
    { one: 'a', nested: { a: 1, nested: { c: 3 } } },
    { two: 'b', nested: { b: 2 } },
  ],
  dogs,
  url: 'http://contoso.com/resources/nested/azuredeploy.json',
};

const template: JsonObject = {
  parameters: Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, { defaultValue: value }])),
  functions: [
    {
      namespace: 'contoso',
      members: {
        uniqueName: {
          parameters: [{ name: 'namePrefix', type: 'string' }],
          output: { type: 'string', value: "[concat(toLower(parameters('namePrefix')), '-x')]" },
        },
      },
    },
  ],
};
const facts = { subscription: 'aaaa0a0a-bb1b-cc2c-dd3d-eeeeee4e4e4e', resourceGroup: 'examplegroup' };
const scope = templateScope(template, new Map(), facts);
const p = (name: string): string => `parameters('${name}')`;
const group = `/subscriptions/${facts.subscription}/resourceGroups/examplegroup`;

type Row = readonly [expression: string, value: JsonValue];

const pages: Readonly<Record<string, readonly Row[]>> = {
  'template-functions-array': [
    ['array(1)', [1]],
    ["array('efgh')", ['efgh']],
    [`array(${p('first')})`, [{ one: 'a', two: 'b', three: 'c' }]],
    [`array(${p('numbers')})`, ['one', 'two', 'three']],
    [`concat(${p('numbers')}, ${p('tail')})`, ['one', 'two', 'three', 'three', 'four']],
    ["contains('OneTwoThree', 'e')", true],
    ["contains('OneTwoThree', 'z')", false],
    [`contains(${p('first')}, 'one')`, true],
    [`contains(${p('first')}, 'ONE')`, true],
    [`contains(${p('first')}, 'a')`, false],
    [`contains(${p('numbers')}, 'three')`, true],
    [`contains(${p('numbers')}, 'four')`, false],
    ["createArray('a', 'b', 'c')", ['a', 'b', 'c']],
    ['createArray(1, 2, 3)', [1, 2, 3]],
    [`createArray(${p('first')})`, [{ one: 'a', two: 'b', three: 'c' }]],
    [`createArray(${p('numbers')})`, [['one', 'two', 'three']]],
    ['createArray()', []],
    [`empty(${p('emptyArray')})`, true],
    [`empty(${p('emptyObject')})`, true],
    ["empty('')", true],
    [`empty(${p('numbers')})`, false],
    [`first(${p('numbers')})`, 'one'],
    ["first('One Two Three')", 'O'],
    [`indexOf(${p('numbers')}, 'two')`, 1],
    [`indexOf(${p('numbers')}, 'five')`, -1],
    [`intersection(${p('first')}, ${p('second')})`, { one: 'a', three: 'c' }],
    [`intersection(${p('numbers')}, createArray('two', 'three'))`, ['two', 'three']],
    [`last(${p('numbers')})`, 'three'],
    ["last('One Two Three')", 'e'],
    ["lastIndexOf(createArray('a', 'b', 'a'), 'a')", 2],
    [`length(${p('numbers')})`, 3],
    ["length('One Two Three')", 13],
    [`length(${p('abcd')})`, 4],
    [`max(${p('ints')})`, 5],
    ['max(0, 3, 2, 5, 4)', 5],
    [`min(${p('ints')})`, 0],
    ['min(0, 3, 2, 5, 4)', 0],
    ['range(5, 3)', [5, 6, 7]],
    [`skip(${p('numbers')}, 2)`, ['three']],
    ["skip('one two three', 4)", 'two three'],
    [`skip(${p('numbers')}, 0)`, ['one', 'two', 'three']],
    [`skip(${p('numbers')}, 9)`, []],
    [`take(${p('numbers')}, 2)`, ['one', 'two']],
    ["take('one two three', 2)", 'on'],
    [`take(${p('numbers')}, 0)`, []],
    [`take(${p('numbers')}, 9)`, ['one', 'two', 'three']],
    [`tryGet(${p('numbers')}, 0)`, 'one'],
    [`tryGet(${p('numbers')}, 5)`, null],
    [`tryIndexFromEnd(${p('numbers')}, 1)`, 'three'],
    [`tryIndexFromEnd(${p('numbers')}, 9)`, null],
    [`indexFromEnd(${p('numbers')}, 2)`, 'two'],
    [`union(${p('numbers')}, ${p('tail')})`, ['one', 'two', 'three', 'four']],
    [`union(${p('unionFirst')}, ${p('unionSecond')})`, { one: 'a', two: 'b', three: 'c2', four: 'd', five: 'e' }],
    [
      'union(json(\'{"property":{"one":"a","two":"b","three":"c1"}}\'), json(\'{"property":{"three":"c2","four":"d"}}\'))',
      { property: { one: 'a', two: 'b', three: 'c2', four: 'd' } },
    ],
    ["flatten(createArray(createArray('one', 'two'), createArray('three')))", ['one', 'two', 'three']],
  ],
  'template-functions-comparison': [
    [`coalesce(${p('mixed')}.null1, ${p('mixed')}.null2, ${p('mixed')}.string)`, 'default'],
    [`coalesce(${p('mixed')}.null1, ${p('mixed')}.null2, ${p('mixed')}.int)`, 1],
    [`coalesce(${p('mixed')}.null1, ${p('mixed')}.null2, ${p('mixed')}.object)`, { first: 'default' }],
    [`coalesce(${p('mixed')}.null1, ${p('mixed')}.null2, ${p('mixed')}.array)`, [1]],
    [`empty(coalesce(${p('mixed')}.null1, ${p('mixed')}.null2))`, true],
    ['equals(1, 1)', true],
    ["equals('a', 'a')", true],
    ["equals('a', 'A')", false],
    ["equals(createArray('a', 'b'), createArray('a', 'b'))", true],
    ["equals(createObject('a', 'b'), createObject('a', 'b'))", true],
    ['not(equals(1, 2))', true],
    ['equals(null(), null())', true],
    ['greater(1, 2)', false],
    ["greater('A', 'a')", true],
    ['greaterOrEquals(1, 2)', false],
    ["greaterOrEquals('A', 'a')", true],
    ['greaterOrEquals(2, 2)', true],
    ['less(1, 2)', true],
    ["less('A', 'a')", false],
    ['lessOrEquals(1, 2)', true],
    ["lessOrEquals('A', 'a')", false],
    ['lessOrEquals(2, 2)', true],
  ],
  'template-functions-date': [
    ["dateTimeAdd('2023-01-01 00:00:00Z', 'P1Y')", '2024-01-01T00:00:00Z'],
    ["dateTimeAdd('2024-01-01 00:00:00Z', 'P1Y')", '2024-12-31T00:00:00Z'],
    ["dateTimeAdd('2023-02-01 00:00:00Z', 'P1M')", '2023-03-03T00:00:00Z'],
    ["dateTimeAdd('2024-02-01 00:00:00Z', 'P1M')", '2024-03-02T00:00:00Z'],
    ["dateTimeAdd('2020-04-07 14:53:14Z', 'P3Y')", '2023-04-07T14:53:14Z'],
    ["dateTimeAdd('2020-04-07 14:53:14Z', '-P9D')", '2020-03-29T14:53:14Z'],
    ["dateTimeAdd('2020-04-07 14:53:14Z', 'PT1H')", '2020-04-07T15:53:14Z'],
    ["dateTimeAdd('2020-04-07 14:53:14Z', 'PT1H', 'u')", '2020-04-07 15:53:14Z'],
    ["dateTimeAdd('2019-03-05T17:53:18Z', 'PT0S', 'd')", '03/05/2019'],
    ["dateTimeAdd('20190305T175318Z', 'PT0S', 'M d')", '3 5'],
    ["dateTimeAdd('2020-04-07 14:53:14Z', 'PT1H', 'M/d/yyyy h:mm:ss tt')", '4/7/2020 3:53:14 PM'],
    ['dateTimeFromEpoch(1683040573)', '2023-05-02T15:16:13Z'],
    ["dateTimeToEpoch('2023-05-02T15:16:13Z')", 1683040573],
    ["dateTimeToEpoch('1970-01-01T00:00:00Z')", 0],
  ],
  'template-functions-lambda': [
    [
      `map(filter(${p('dogs')}, lambda('dog', greaterOrEquals(lambdaVariables('dog').age, 5))), lambda('d', lambdaVariables('d').name))`,
      ['Evie', 'Kira'],
    ],
    [`filter(${p('dogs')}, lambda('dog', equals(lambdaVariables('dog').name, 'Indy')))`, [dogs[2] ?? null]],
    ["filter(range(0, 10), lambda('i', and(less(5, lambdaVariables('i')), less(lambdaVariables('i'), 9))))", [6, 7, 8]],
    ["filter(createArray('a', 'b', 'c'), lambda('val', 'index', less(lambdaVariables('index'), 2)))", ['a', 'b']],
    [`map(${p('dogs')}, lambda('dog', lambdaVariables('dog').name))`, ['Evie', 'Casper', 'Indy', 'Kira']],
    [
      `map(${p('dogs')}, lambda('dog', format('Hello {0}!', lambdaVariables('dog').name)))`,
      ['Hello Evie!', 'Hello Casper!', 'Hello Indy!', 'Hello Kira!'],
    ],
    [
      `first(map(range(0, length(${p('dogs')})), lambda('i', createObject('i', lambdaVariables('i'), 'dog', ${p('dogs')}[lambdaVariables('i')].name, 'greeting', format('Ahoy, {0}!', ${p('dogs')}[lambdaVariables('i')].name)))))`,
      { i: 0, dog: 'Evie', greeting: 'Ahoy, Evie!' },
    ],
    ["map(range(0, 3), lambda('i', mul(lambdaVariables('i'), 2)))", [0, 2, 4]],
    [
      "map(createArray('a', 'b'), lambda('val', 'index', createObject('v', lambdaVariables('val'), 'i', lambdaVariables('index'))))",
      [
        { v: 'a', i: 0 },
        { v: 'b', i: 1 },
      ],
    ],
    [
      `reduce(map(${p('dogs')}, lambda('dog', lambdaVariables('dog').age)), 0, lambda('cur', 'next', add(lambdaVariables('cur'), lambdaVariables('next'))))`,
      18,
    ],
    [
      `reduce(map(${p('dogs')}, lambda('dog', lambdaVariables('dog').age)), 1, lambda('cur', 'next', add(lambdaVariables('cur'), lambdaVariables('next'))))`,
      19,
    ],
    [
      "reduce(createArray(createObject('foo', 123), createObject('bar', 456), createObject('baz', 789)), createObject(), lambda('cur', 'next', union(lambdaVariables('cur'), lambdaVariables('next'))))",
      { foo: 123, bar: 456, baz: 789 },
    ],
    [
      "reduce(createArray('a', 'b'), '', lambda('cur', 'next', 'i', concat(lambdaVariables('cur'), lambdaVariables('next'), string(lambdaVariables('i')))))",
      'a0b1',
    ],
    [
      `map(sort(${p('dogs')}, lambda('a', 'b', less(lambdaVariables('a').age, lambdaVariables('b').age))), lambda('dog', lambdaVariables('dog').name))`,
      ['Indy', 'Casper', 'Evie', 'Kira'],
    ],
    [
      "sort(createArray(3, 1, 2), lambda('a', 'b', lessOrEquals(lambdaVariables('a'), lambdaVariables('b'))))",
      [1, 2, 3],
    ],
    [
      `objectKeys(toObject(${p('dogs')}, lambda('entry', lambdaVariables('entry').name)))`,
      ['Casper', 'Evie', 'Indy', 'Kira'],
    ],
    [
      `toObject(${p('dogs')}, lambda('entry', lambdaVariables('entry').name), lambda('entry', lambdaVariables('entry').age))`,
      { Evie: 5, Casper: 3, Indy: 2, Kira: 8 },
    ],
    [
      "groupBy(createArray('foo', 'bar', 'baz'), lambda('x', substring(lambdaVariables('x'), 0, 1)))",
      { f: ['foo'], b: ['bar', 'baz'] },
    ],
    ["mapValues(createObject('foo', 'foo'), lambda('val', toUpper(lambdaVariables('val'))))", { foo: 'FOO' }],
  ],
  'template-functions-logical': [
    ["and(bool('true'), bool('false'))", false],
    ["or(bool('true'), bool('false'))", true],
    ["not(bool('true'))", false],
    ["bool('true')", true],
    ["bool('false')", false],
    ['bool(1)', true],
    ['bool(0)', false],
    ['true()', true],
    ['false()', false],
    ["if(equals('a', 'a'), 'yes', 'no')", 'yes'],
    ["if(bool('false'), 'yes', 'no')", 'no'],
    ["if(true(), 'taken', resourceGroup().location)", 'taken'],
  ],
  'template-functions-numeric': [
    ['add(5, 3)', 8],
    ['div(8, 3)', 2],
    ["float('3.14')", 3.14],
    ["int('4')", 4],
    ['mod(7, 3)', 1],
    ['mul(5, 3)', 15],
    ['sub(7, 3)', 4],
    ['sub(3, 7)', -4],
    ['max(1, 2)', 2],
    ['min(1, 2)', 1],
  ],
  'template-functions-object': [
    [
      "createObject('intProp', 1, 'stringProp', 'abc', 'boolProp', true(), 'arrayProp', createArray('a', 'b', 'c'), 'objectProp', createObject('key1', 'value1'))",
      { intProp: 1, stringProp: 'abc', boolProp: true, arrayProp: ['a', 'b', 'c'], objectProp: { key1: 'value1' } },
    ],
    ['createObject()', {}],
    [
      `items(${p('items')})[0]`,
      { key: 'item001', value: { enabled: true, displayName: 'Example item 1', number: 300 } },
    ],
    [`items(${p('items')})[1].value.number`, 200],
    ["json('null')", null],
    ['json(\'{"a":"b"}\')', { a: 'b' }],
    ['json(\'"test"\')', 'test'],
    ["json('true')", true],
    ["json('13')", 13],
    ["json('[1,2,3]')", [1, 2, 3]],
    ["json(concat('{\"a\":\"', 'demo', '\"}'))", { a: 'demo' }],
    [`length(${p('first')})`, 3],
    ['empty(null())', true],
    ["objectKeys(createObject('a', 1, 'b', 2))", ['a', 'b']],
    [`shallowMerge(${p('merge')})`, { one: 'a', two: 'c' }],
    [`shallowMerge(${p('nestedMerge')})`, { one: 'a', two: 'b', nested: { b: 2 } }],
    [`tryGet(${p('abcd')}, 'propD', 'propD-1')`, 'sub'],
    [`tryGet(${p('abcd')}, 'propE')`, null],
    [`${p('example')}.valueA`, 10],
    [`${p('example')}['VALUEB']`, 'Example Text'],
  ],
  'template-functions-resource': [
    [
      "resourceId('Microsoft.Storage/storageAccounts', 'examplestorage')",
      `${group}/providers/Microsoft.Storage/storageAccounts/examplestorage`,
    ],
    [
      "resourceId('otherResourceGroup', 'Microsoft.Storage/storageAccounts', 'examplestorage')",
      `/subscriptions/${facts.subscription}/resourceGroups/otherResourceGroup/providers/Microsoft.Storage/storageAccounts/examplestorage`,
    ],
    [
      "resourceId('11111111-1111-1111-1111-111111111111', 'otherResourceGroup', 'Microsoft.Storage/storageAccounts', 'examplestorage')",
      '/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/otherResourceGroup/providers/Microsoft.Storage/storageAccounts/examplestorage',
    ],
    [
      "resourceId('Microsoft.SQL/servers/databases', 'serverName', 'databaseName')",
      `${group}/providers/Microsoft.SQL/servers/serverName/databases/databaseName`,
    ],
    [
      "subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'acdd72a7-3385-48ef-bd42-f606fba81ae7')",
      `/subscriptions/${facts.subscription}/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7`,
    ],
    [
      "tenantResourceId('Microsoft.Authorization/policyDefinitions', 'built')",
      '/providers/Microsoft.Authorization/policyDefinitions/built',
    ],
    [
      "extensionResourceId('/subscriptions/s', 'Microsoft.Authorization/locks', 'l')",
      '/subscriptions/s/providers/Microsoft.Authorization/locks/l',
    ],
    ['resourceGroup().id', group],
    ['resourceGroup().name', 'examplegroup'],
    ['subscription().subscriptionId', facts.subscription],
    ['subscription().id', `/subscriptions/${facts.subscription}`],
  ],
  'template-functions-string': [
    ["base64('one, two, three')", 'b25lLCB0d28sIHRocmVl'],
    ["base64ToString('b25lLCB0d28sIHRocmVl')", 'one, two, three'],
    ["base64ToJson(base64('{''one'': ''a'', ''two'': ''b''}'))", { one: 'a', two: 'b' }],
    ["concat('prefix', '-', 'x')", 'prefix-x'],
    ["dataUri('Hello')", 'data:text/plain;charset=utf8;base64,SGVsbG8='],
    ["dataUriToString('data:;base64,SGVsbG8sIFdvcmxkIQ==')", 'Hello, World!'],
    ["endsWith('abcdef', 'ef')", true],
    ["endsWith('abcdef', 'F')", true],
    ["endsWith('abcdef', 'e')", false],
    [
      "format('{0}, {1}. Formatted number: {2:N0}', 'Hello', 'User', 8175133)",
      'Hello, User. Formatted number: 8,175,133',
    ],
    ["guid('law-prod', 'third')", '5972d79c-75e0-5e04-9a86-5644dcb6e234'],
    ["equals(guid('a', 'b'), guid('a-b'))", true],
    ["indexOf('test', 't')", 0],
    ["indexOf('abcdef', 'CD')", 2],
    ["indexOf('abcdef', 'z')", -1],
    [`join(${p('numbers')}, ',')`, 'one,two,three'],
    [`join(${p('numbers')}, ';')`, 'one;two;three'],
    ["lastIndexOf('test', 't')", 3],
    ["lastIndexOf('abcdef', 'AB')", 0],
    ["lastIndexOf('abcdef', 'z')", -1],
    ["padLeft('123', 10, '0')", '0000000123'],
    ['padLeft(5, 3)', '  5'],
    ["replace('123-123-1234', '-', '')", '1231231234'],
    ["replace('123-123-1234', '1234', 'xxxx')", '123-123-xxxx'],
    ["split('one,two,three', ',')", ['one', 'two', 'three']],
    ["split('one;two,three', createArray(',', ';'))", ['one', 'two', 'three']],
    ["startsWith('abcdef', 'ab')", true],
    ["startsWith('abcdef', 'A')", true],
    ["startsWith('abcdef', 'e')", false],
    [`string(${p('example')})`, '{"valueA":10,"valueB":"Example Text"}'],
    ["string(createArray('a', 'b', 'c'))", '["a","b","c"]'],
    ['string(5)', '5'],
    ["substring('one two three', 4, 3)", 'two'],
    ["substring('one two three', 8)", 'three'],
    ["toLower('One Two Three')", 'one two three'],
    ["toUpper('One Two Three')", 'ONE TWO THREE'],
    ["trim('    one two three   ')", 'one two three'],
    ["uri('http://contoso.org/firstpath', 'myscript.sh')", 'http://contoso.org/myscript.sh'],
    ["uri('http://contoso.org/firstpath/', 'myscript.sh')", 'http://contoso.org/firstpath/myscript.sh'],
    ["uri('http://contoso.org/firstpath/', '/myscript.sh')", 'http://contoso.org/firstpath/myscript.sh'],
    ["uri('http://contoso.org/firstpath/azuredeploy.json', 'myscript.sh')", 'http://contoso.org/firstpath/myscript.sh'],
    [
      "uri('http://contoso.org/firstpath/azuredeploy.json', '/myscript.sh')",
      'http://contoso.org/firstpath/myscript.sh',
    ],
    [`uriComponent(${p('url')})`, 'http%3A%2F%2Fcontoso.com%2Fresources%2Fnested%2Fazuredeploy.json'],
    [
      "uriComponentToString('http%3A%2F%2Fcontoso.com%2Fresources%2Fnested%2Fazuredeploy.json')",
      'http://contoso.com/resources/nested/azuredeploy.json',
    ],
  ],
  'template-functions-cidr': [
    [
      "parseCidr('10.144.0.0/20')",
      {
        network: '10.144.0.0',
        netmask: '255.255.240.0',
        broadcast: '10.144.15.255',
        firstUsable: '10.144.0.1',
        lastUsable: '10.144.15.254',
        cidr: 20,
      },
    ],
    [
      "parseCidr('fdad:3236:5555::/48')",
      {
        network: 'fdad:3236:5555::',
        netmask: 'ffff:ffff:ffff::',
        firstUsable: 'fdad:3236:5555::',
        lastUsable: 'fdad:3236:5555:ffff:ffff:ffff:ffff:ffff',
        cidr: 48,
      },
    ],
    ["cidrSubnet('10.144.0.0/20', 24, 0)", '10.144.0.0/24'],
    ["cidrSubnet('10.144.0.0/20', 24, 4)", '10.144.4.0/24'],
    ["cidrSubnet('fdad:3236:5555::/48', 52, 0)", 'fdad:3236:5555::/52'],
    ["cidrSubnet('fdad:3236:5555::/48', 52, 4)", 'fdad:3236:5555:4000::/52'],
    ["cidrHost('10.144.3.0/24', 0)", '10.144.3.1'],
    ["cidrHost('10.144.3.0/24', 4)", '10.144.3.5'],
    ["cidrHost('192.168.1.0/24', 0)", '192.168.1.1'],
    ["cidrHost('fdad:3236:5555:3000::/52', 0)", 'fdad:3236:5555:3000::1'],
    ["cidrHost('fdad:3236:5555:3000::/52', 4)", 'fdad:3236:5555:3000::5'],
  ],
  'template-user-defined-functions': [["contoso.uniqueName('Storage')", 'storage-x']],
};

const rows = Object.entries(pages).flatMap(([page, examples]) =>
  examples.map(([expression, value]) => [page, expression, value] as const),
);

describe('the template language as its pages document it', () => {
  test('is covered by more than a hundred and fifty examples', () => {
    expect(rows.length).toBeGreaterThan(150);
  });

  test.each(rows)('%s: %s', (_page, expression, value) => {
    expect(wholeOf(textValue(`[${expression}]`, scope))).toEqual({ value, gaps: [] });
  });

  test.each([
    ['newGuid()', 'newGuid() makes up another value at each deployment'],
    ['utcNow()', 'utcNow() depends on the moment of the deployment'],
    ["uniqueString('a')", 'uniqueString() is a hash that only the service works out (its algorithm is not documented)'],
    ["reference('x').y", 'reference() reads a resource at deployment'],
    ["listKeys('x', '2019-01-01')", 'listKeys() reads a resource at deployment'],
    ['deployment().name', 'deployment() is known only at deployment'],
    ["cidrHost('10.144.3.0/24', 254)", 'cidrHost() is called with arguments that it does not take'],
    ["cidrSubnet('10.144.0.0/20', 16, 0)", 'cidrSubnet() is called with arguments that it does not take'],
    ["parseCidr('10.144.0/20')", 'parseCidr() is called with arguments that it does not take'],
    ["nobody('x')", 'nobody() is no function of the template language that is known here'],
  ])('%s needs the service, and says so', (expression, why) => {
    expect(wholeOf(textValue(`[${expression}]`, scope)).gaps).toEqual([{ at: '', why }]);
  });
});
