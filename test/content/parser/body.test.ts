import { describe, expect, test } from '@jest/globals';
import { canonical, isFunction, normalize, wire } from '../../../src/content/parser/body.ts';
import { parser } from '../../../src/content/parser/index.ts';
import { defineContentType } from '../../../src/core/content-type.ts';
import { diff } from '../../../src/core/engine/diff.ts';
import { objectOf, type JsonObject } from '../../../src/core/json.ts';

const type = defineContentType(parser);
const context = { now: 0 };

const bodyOf = (file: JsonObject): JsonObject => type.complete(file)?.render(context).body ?? {};

const asim: JsonObject = {
  Parser: { Title: 'DNS of Contoso', Version: '0.1' },
  ParserName: 'vimDnsContoso',
  ParserParams: [
    { Name: 'starttime', Type: 'datetime', Default: 'datetime(null)' },
    { Name: 'eventtype', Type: 'string', Default: '*' },
    { Name: 'disabled', Type: 'bool', Default: false },
  ],
  ParserQuery: 'Contoso_CL\n| where not(disabled)\n',
};

const sent = {
  properties: {
    displayName: 'DNS of Contoso',
    category: 'Microsoft Sentinel Parser',
    functionAlias: 'vimDnsContoso',
    functionParameters: 'starttime:datetime=datetime(null), eventtype:string="*", disabled:bool=false',
    query: 'Contoso_CL\n| where not(disabled)',
  },
};

test('what the service is sent has a name to show, whatever else is known', () => {
  expect(wire({ properties: { query: 'T' } })).toEqual({ properties: { displayName: '', query: 'T' } });
  expect(wire({ etag: 'e', properties: { functionAlias: 'F', tags: { a: 'b' } } })).toEqual({
    etag: 'e',
    properties: { displayName: 'F', functionAlias: 'F', tags: [{ name: 'a', value: 'b' }] },
  });
  expect(wire({ properties: { functionAlias: 'F', displayName: 'D' } })).toMatchObject({
    properties: { displayName: 'D' },
  });
});

describe('a parser', () => {
  test('is a saved search that queries call by its name', () => {
    expect(bodyOf(asim)).toEqual(sent);
    expect(type.complete(asim)?.id).toBe('vimDnsContoso');
  });

  test.each<readonly [string, JsonObject]>([
    [
      "of Microsoft's solutions",
      {
        Function: { Title: 'DNS of Contoso' },
        FunctionName: 'vimDnsContoso',
        FunctionParams: asim['ParserParams'] ?? null,
        FunctionQuery: 'Contoso_CL\n| where not(disabled)\n',
      },
    ],
    [
      'as a saved search',
      {
        id: 'vimDnsContoso',
        name: 'DNS of Contoso',
        functionAlias: 'vimDnsContoso',
        functionParameters: "starttime: datetime = datetime(null),eventtype:string='*', disabled:bool=False",
        query: 'Contoso_CL\n| where not(disabled)\n',
      },
    ],
  ])('written in the style %s is the same', (_, file) => {
    expect(bodyOf(file)).toEqual(sent);
  });

  test.each<readonly [string, JsonObject]>([
    [
      'blanks in the list',
      { functionParameters: 'starttime : datetime = datetime( null ),eventtype:string = "*",disabled:bool=false' },
    ],
    [
      'other quotes and letters',
      { functionParameters: "starttime:datetime=datetime(null), eventtype:string='*', disabled:boolean=False" },
    ],
    ['what the service adds', { version: 2 }],
    ['line ends of Windows', { query: 'Contoso_CL\r\n| where not(disabled)' }],
  ])('does not differ by %s', (_, live) => {
    const answer = { etag: 'W/"1"', id: '/x', properties: { ...sent.properties, ...live } };
    expect(diff(normalize(bodyOf(asim)), normalize(answer))).toEqual([]);
  });

  test.each<readonly [string, string, string]>([
    ['a parameter that is gone', 'starttime:datetime=datetime(null), disabled:bool=false', '/properties/parameters'],
    [
      'another order',
      'eventtype:string="*", starttime:datetime=datetime(null), disabled:bool=false',
      '/properties/parameters',
    ],
    [
      'another type',
      'starttime:datetime=datetime(null), eventtype:dynamic="*", disabled:bool=false',
      '/properties/parameters',
    ],
    [
      'a default that is gone',
      'starttime:datetime, eventtype:string="*", disabled:bool=false',
      '/properties/parameters',
    ],
  ])('differs by %s', (_, functionParameters, at) => {
    const answer = { properties: { ...sent.properties, functionParameters } };
    const changes = diff(normalize(bodyOf(asim)), normalize(answer));
    expect(changes).not.toEqual([]);
    expect(changes.filter((change) => !change.at.startsWith(at))).toEqual([]);
  });

  test('whose list nobody can read is compared as the text that it is', () => {
    const answer = { properties: { ...sent.properties, functionParameters: 'starttime' } };
    expect(objectOf(normalize(answer)['properties'])['functionParameters']).toBe('starttime');
  });

  test('is told by its name, whatever its category says, and never built in', () => {
    const live = (properties: JsonObject, etag: string | undefined) => isFunction({ body: { properties }, etag });
    expect(live({ functionAlias: 'F', category: 'Samples' }, 'W/"1"')).toBe(true);
    expect(live({ functionAlias: 'F' }, undefined)).toBe(false);
    expect(live({ category: 'Function' }, 'W/"1"')).toBe(false);
    expect(live({ functionAlias: 'F', category: 'hunting queries' }, 'W/"1"')).toBe(false);
  });

  test('keeps tags with a value, and its category where it has one', () => {
    const file = { ...asim, Category: 'Samples', tags: ['reviewed', { team: 'dns' }] };
    expect(objectOf(bodyOf(file)['properties'])).toMatchObject({
      category: 'Samples',
      tags: [{ name: 'team', value: 'dns' }],
    });
  });

  test('comes back as a file in the style of ASIM', () => {
    const value = type.file.valueOf(bodyOf({ ...asim, id: 'other' }), 'other');
    expect(value).toEqual({
      id: 'other',
      Parser: { Title: 'DNS of Contoso' },
      ParserName: 'vimDnsContoso',
      ParserParams: asim['ParserParams'],
      ParserQuery: 'Contoso_CL\n| where not(disabled)',
    });
    expect(bodyOf(value)).toEqual(bodyOf(asim));
  });

  test('says which members of an answer nobody knows', () => {
    expect(canonical.unknownProperties({ plan: 'x', properties: { mood: 'good', query: 'T' } })).toEqual([
      '/plan',
      '/properties/mood',
    ]);
  });
});
