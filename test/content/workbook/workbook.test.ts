import { describe, expect, test } from '@jest/globals';
import { canonicalIn, normalize } from '../../../src/content/workbook/body.ts';
import { files } from '../../../src/content/workbook/files.ts';
import { workbook } from '../../../src/content/workbook/index.ts';
import { queriesIn } from '../../../src/content/workbook/queries.ts';
import { defineContentType } from '../../../src/core/content-type.ts';
import { diff, fieldsOf } from '../../../src/core/engine/diff.ts';
import { mergedBody } from '../../../src/core/engine/merge.ts';
import {
  isArray,
  isObject,
  objectOf,
  parseJson,
  textOf,
  type JsonObject,
  type JsonValue,
} from '../../../src/core/json.ts';
import { pointer } from '../../../src/core/pointer.ts';
import type { WorkspaceTarget } from '../../../src/core/resource.ts';

const type = defineContentType(workbook);
const workspace: WorkspaceTarget = {
  subscriptionId: '00000000-0000-0000-0000-000000000001',
  resourceGroup: 'rg',
  workspaceName: 'law-1',
  cloud: 'public',
};
const context = { now: 0, workspace };
const path =
  '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.OperationalInsights/workspaces/law-1';

const content: JsonObject = {
  version: 'Notebook/1.0',
  items: [
    {
      type: 9,
      content: { parameters: [{ name: 'TimeRange', type: 4, value: { durationMs: 3_600_000 } }] },
      name: 'parameters',
    },
    {
      type: 3,
      content: {
        query: 'SigninLogs\n| where TimeGenerated {TimeRange}\n| count',
        queryType: 0,
        crossComponentResources: ['{{workspaceResourceId}}'],
        gridSettings: { sortBy: [], hidden: null },
      },
      conditionalVisibility: { parameterName: 'Tab', comparison: 'isEqualTo', value: 'a' },
      name: 'how many',
    },
  ],
  isLocked: false,
  $schema: 'https://example.org/workbook.json',
};
const id = '5b1c7f0e-3d52-4a7e-9a4f-2f6f0f7d1c11';
const file: JsonObject = {
  id,
  displayName: 'Failed sign-ins',
  description: 'For the morning round.',
  content,
};

const bodyOf = (value: JsonObject): JsonObject => type.complete(value)?.render(context).body ?? {};
const same = (body: JsonObject): JsonObject => normalize(body, context);

/** The answer of the service to a body. */
const answered = (body: JsonObject, changed: JsonObject = {}): JsonObject => {
  const { sourceId, ...properties } = objectOf(body['properties']);
  return {
    ...body,
    id: `/subscriptions/x/resourcegroups/rg/providers/microsoft.insights/workbooks/${id}`,
    name: id,
    type: null,
    location: 'westeurope',
    etag: '"1"',
    tags: { 'hidden-title': 'Failed sign-ins', team: 'soc' },
    properties: {
      ...properties,
      sourceId: (textOf(sourceId) ?? '').toLowerCase(),
      version: null,
      tags: null,
      storageUri: null,
      userId: 'x',
      timeModified: '2026-01-01',
      revision: 'y',
      ...changed,
    },
  };
};
const withContent = (body: JsonObject, other: JsonObject): JsonObject =>
  answered(body, { serializedData: JSON.stringify(other) });

/** Every place of a value that holds a scalar, with the value changed there. */
function* mutations(value: JsonValue, at = ''): Generator<readonly [string, JsonValue]> {
  if (isArray(value)) {
    for (const [index, item] of value.entries())
      for (const [place, changed] of mutations(item, at + pointer(index)))
        yield [place, value.map((each, other) => (other === index ? changed : each))];
  } else if (isObject(value)) {
    for (const [name, member] of Object.entries(value))
      for (const [place, changed] of mutations(member, at + pointer(name)))
        yield [place, { ...value, [name]: changed }];
  } else yield [at, typeof value === 'number' ? value + 1 : typeof value === 'boolean' ? !value : `${value ?? ''}x`];
}

describe('a workbook', () => {
  test('is sent whole, for the workspace that it is deployed to', () => {
    const { kind, tags, properties } = bodyOf(file);
    const { serializedData, ...rest } = objectOf(properties);
    expect({ kind, tags, properties: rest }).toEqual({
      kind: 'shared',
      tags: { 'hidden-title': 'Failed sign-ins' },
      properties: {
        category: 'sentinel',
        version: 'Notebook/1.0',
        displayName: 'Failed sign-ins',
        description: 'For the morning round.',
        sourceId: path,
      },
    });
    expect(parseJson(textOf(serializedData) ?? '')).toEqual(
      parseJson(JSON.stringify(content).replace('{{workspaceResourceId}}', path)),
    );
  });

  test('does not differ from the answer of the service, in whatever letters and order', () => {
    const live = withContent(bodyOf(file), {
      fallbackResourceIds: [path.toLowerCase()],
      ...objectOf(parseJson(JSON.stringify(content).replace('{{workspaceResourceId}}', path.toUpperCase()))),
    });
    expect(diff(same(bodyOf(file)), same(live))).toEqual([]);
    expect(same(same(live))).toEqual(same(live));
  });

  // A name is what an item is told apart by: another one is another item.
  const changes = [...mutations(content)].filter(([at]) => at !== '/$schema' && !at.endsWith('/name'));
  test.each(changes)('differs in one field where %s was changed', (at, changed) => {
    const found = diff(same(bodyOf(file)), same(withContent(bodyOf(file), objectOf(changed))));
    expect([at, found.length]).toEqual([at, 1]);
  });

  test('keeps the names of items apart from those of properties', () => {
    const odd = { ...file, content: { items: [{ type: 1, name: 'displayName' }, { type: 1 }, { type: 2 }] } };
    expect(Object.keys(fieldsOf(same(bodyOf(odd))))).toEqual([
      '/properties/displayName',
      '/properties/description',
      '/properties/layout',
      '/properties/items',
      '/properties/item displayName',
      '/properties/item #2',
      '/properties/item #3',
    ]);
  });

  test('is never written without its content, and keeps what Picket does not know', () => {
    const body = answered(bodyOf(file));
    const live = { type: 'workbooks', name: id, id: '/x', etag: '"1"', body };
    const canonical = canonicalIn(context);
    const wanted = canonical.withLiveSettings?.(bodyOf({ ...file, displayName: 'Other' }), body) ?? {};
    const { body: sent } = mergedBody({ body: wanted }, live, ['/properties/item how many'], canonical);
    expect(objectOf(sent['tags'])).toEqual({ 'hidden-title': 'Other', team: 'soc' });
    expect(wanted['location']).toBe('westeurope');
    expect(parseJson(textOf(objectOf(sent['properties'])['serializedData']) ?? '')).toMatchObject({
      items: [{ name: 'parameters' }, { name: 'how many' }],
    });
    const { body: unread } = mergedBody(
      { body: { properties: { displayName: 'x' } } },
      { ...live, body: answered(bodyOf(file), { serializedData: null }) },
      [],
      canonical,
    );
    expect(objectOf(unread['properties'])).not.toHaveProperty('serializedData');
  });
});

const read = (name: string, metadata?: JsonObject) =>
  files.read(
    `workbooks/${name}`,
    Buffer.from(JSON.stringify(content, null, 4)),
    new Map(metadata === undefined ? [] : [['metadata.json', `${JSON.stringify(metadata)}\n`]]),
    'project',
  ).document;

describe('the folder of a workbook', () => {
  test('has workbook.json and beside it what the gallery shows', () => {
    const document = read('signins/workbook.json', { displayName: 'Sign-ins', workbookId: id });
    expect(document.value).toEqual({ displayName: 'Sign-ins', workbookId: id, content });
    expect(document.range(document.locate('/content/items/1/name')).start.line).toBeGreaterThan(20);
    expect(
      ['a/workbook.json', 'a.json', 'metadata.json', 'a/metadata.json', 'a.metadata.json', 'a.yaml'].filter(
        files.isItem,
      ),
    ).toEqual(['a/workbook.json', 'a.json']);
  });

  test('places in the file beside it what that says, a misspelt name too', () => {
    const document = read('signins/workbook.json', { id, dispalyName: 'Sign-ins' });
    expect(document.value).toEqual({ id, dispalyName: 'Sign-ins', content });
    expect(document.elsewhere?.('/dispalyName')).toMatchObject({
      document: { path: 'workbooks/signins/metadata.json' },
      at: '/dispalyName',
    });
    expect(document.elsewhere?.('/content/items/1')).toBeUndefined();
    expect(document.elsewhere?.('')).toBeUndefined();
    expect(read('signins/workbook.json').elsewhere).toBeUndefined();
  });

  test('needs nothing beside it: name and id come of the folder, the id of the project too', () => {
    const one = objectOf(read('signins/workbook.json').value);
    expect(one['displayName']).toBe('signins');
    expect(one['id']).toBe(objectOf(read('SignIns/workbook.json').value)['id']);
    const other = files.read('x/signins/workbook.json', Buffer.from('{"items":[]}'), new Map(), 'other').document;
    expect(objectOf(other.value)['id']).not.toBe(one['id']);
  });

  test('takes a change of the portal item by item, and leaves every other line', () => {
    const document = read('signins/workbook.json', { id: id, displayName: 'Sign-ins' });
    const items = (isArray(content['items']) ? content['items'] : []).map(objectOf);
    const [first = {}, second = {}] = items;
    const live = answered(bodyOf({ id: id, displayName: 'Sign-ins, all', content }), {
      serializedData: JSON.stringify({
        ...content,
        isLocked: true,
        items: [
          first,
          { ...second, content: { ...objectOf(second['content']), queryType: 0, size: 1 } },
          { type: 1, name: 'new' },
        ],
      }),
    });
    const all = type.file.merge(document, live, type.contextOf(context));
    expect(all?.written).toEqual(['displayName', 'layout', 'items', 'item how many', 'item new']);
    expect(all?.beside?.get('metadata.json')).toContain('"displayName":"Sign-ins, all"');
    expect(objectOf(parseJson(all?.text ?? ''))).toEqual({
      ...content,
      isLocked: true,
      items: [first, { ...second, content: { ...objectOf(second['content']), size: 1 } }, { type: 1, name: 'new' }],
    });
    const one = type.file.merge(document, live, type.contextOf(context), ['layout']);
    expect(one).toEqual({
      text: document.text.replace('"isLocked": false', '"isLocked": true'),
      written: ['layout'],
      refused: [],
    });
    const unread = type.file.merge(document, answered(bodyOf(file), { serializedData: null }), type.contextOf(context));
    expect(unread?.text).toBe(document.text);
  });

  test('gets a file beside it for what the gallery shows, where it has none', () => {
    const document = read('signins/workbook.json');
    const said = bodyOf(objectOf(document.value));
    const live = answered(said, { displayName: 'Sign-ins, all' });
    const merged = type.file.merge(document, live, type.contextOf(context), ['displayName']);
    expect(merged).toStrictEqual({
      text: document.text,
      beside: new Map([['metadata.json', expect.any(String)]]),
      written: ['displayName'],
      refused: [],
    });
    expect(parseJson(merged?.beside?.get('metadata.json') ?? '')).toEqual({
      ...Object.fromEntries(Object.entries(objectOf(document.value)).filter(([name]) => name !== 'content')),
      displayName: 'Sign-ins, all',
    });
    // A file of another name has its metadata under its own.
    const named = read('signins.json');
    expect([...(type.file.merge(named, live, type.contextOf(context), ['displayName'])?.beside?.keys() ?? [])]).toEqual(
      ['signins.metadata.json'],
    );
  });

  test('comes back as a file that stands for the same', () => {
    const value = type.file.valueOf(answered(bodyOf(file)), id, context);
    expect(diff(same(bodyOf(value)), same(bodyOf(file)))).toEqual([]);
  });
});

describe('queries of a workbook', () => {
  const parameters = [
    { name: 'TimeRange', type: 4 },
    { name: 'Users', type: 2, multiSelect: true, quote: "'" },
    { name: 'Anything', type: 1 },
  ];
  const kqlOf = (query: string, more: JsonObject = {}): readonly (string | undefined)[] =>
    queriesIn({
      items: [
        { type: 9, content: { parameters } },
        { type: 12, content: { items: [{ type: 3, content: { query, ...more } }] } },
      ],
    }).map(({ kql }) => kql);

  test.each<readonly [string, string | undefined]>([
    ['T | where TimeGenerated {TimeRange}', 'T | where TimeGenerated > ago(1d)  '],
    ['T | where TimeGenerated > {TimeRange:start}', 'T | where TimeGenerated > now()            '],
    ['T | make-series count() on A step {TimeRange:grain}', 'T | make-series count() on A step 1d               '],
    ['T | where U in ({Users})', "T | where U in (''     )"],
    ['T | where U == "{Anything}" // {Unknown}', 'T | where U == "{Anything}" // {Unknown}'],
    ['let f = (x:int) {x}; print f(1)', 'let f = (x:int) {x}; print f(1)'],
    ['T | {Anything}', undefined],
    ['T | where U == {Unknown}', undefined],
  ])('%s is compiled as %s', (query, kql) => {
    expect(kqlOf(query)).toEqual([kql]);
  });

  test('that ask something else than logs are none', () => {
    expect(kqlOf('resources | count', { queryType: 1 })).toEqual([]);
    expect(kqlOf('requests | count', { queryType: 0, resourceType: 'microsoft.insights/components' })).toEqual([]);
  });
});
