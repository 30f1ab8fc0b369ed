import { describe, expect, test } from '@jest/globals';
import { contentTypes, firstType } from '../../src/content/index.ts';
import { fieldOf } from '../../src/core/engine/diff.ts';
import { compare } from '../../src/core/engine/compare.ts';
import { isArray, isObject, objectOf, type JsonObject, type JsonValue } from '../../src/core/json.ts';
import { resourcePath, type LiveResource } from '../../src/core/resource.ts';
import type { ContentType } from '../../src/core/content-type.ts';
import { pointer } from '../../src/core/pointer.ts';
import { now, project, target } from '../core/rules.ts';
import { twoValues, type Two } from '../generators/from-schema.ts';
import { mixedScene, ofEveryType, typeNamed } from '../../tools/chaos/mixed-scene.ts';

const context = { now, workspace: target };

/** Another value of the same sort. */
const other = (value: JsonValue, name: string): JsonValue => {
  if (name === 'destinationTable') return 'Other_CL';
  if (typeof value === 'string') return value.startsWith('P') ? 'PT6H' : `${value} 2`;
  if (typeof value === 'number') return name === 'binSize' ? value * 2 : value + 1;
  if (typeof value === 'boolean') return !value;
  if (isArray(value)) return value.slice(1);
  if (!isObject(value)) return 'x';
  // The name of an item of a workbook is what it is known by.
  const [[key, member] = ['x', 'y']] = Object.entries(value).filter(([each]) => each !== 'name');
  return { ...value, [key]: other(member, key) };
};

const words = { name: 'Sign-ins', id: 'd0000000-0000-4000-8000-000000000001', word: 'SignIns' };

/** One file of each type whose resources show what they say: of the scene where that has it, else a new one. */
const shown = contentTypes.filter(({ optIn }) => optIn === undefined);
const samples = shown.flatMap((type) => {
  const raw = mixedScene(3).before.find((each) => each.type === type.name)?.raw ?? type.starter?.(words);
  return raw === undefined ? [] : [{ type: type.name, raw }];
});

describe('a change of one field of a live resource is one difference', () => {
  const cases = samples.flatMap(({ type: name, raw }) => {
    const [type] = contentTypes.filter((each) => each.name === name);
    const item = type?.complete(raw);
    if (type === undefined || item === undefined) throw new Error(`${name} is not complete`);
    const resource = item.render(context);
    const properties = objectOf(type.normalize(resource.body, context)['properties']);
    return Object.keys(properties).map((property) => ({ name, property, type, resource, properties }));
  });

  test('every type is looked at', () => {
    expect(new Set(cases.map(({ name }) => name)).size).toBe(shown.length);
  });

  test.each(cases)('$name: $property', ({ type, resource, properties, property }) => {
    const managed = type.managed(context);
    const canonical = type.normalize(resource.body, context);
    const mutated: JsonObject = {
      ...canonical,
      properties: { ...properties, [property]: other(properties[property] ?? null, property) },
    };
    const wire = managed.canonical.wire?.(mutated) ?? mutated;
    const live: LiveResource = {
      ...resource,
      body: wire,
      id: resourcePath(target, managed.resource, resource.name),
      etag: '"1"',
    };
    const [verdict] = compare({
      type: managed,
      desired: [{ type: type.name, resource, displayName: 'x', version: undefined, path: 'x.yaml' }],
      live: [live],
      metadata: [],
      project,
      ownership: 'markers',
    });
    expect(new Set(verdict?.fields.map(({ at }) => fieldOf(at)))).toEqual(new Set([`/properties/${property}`]));
  });
});

/** The properties in which a workspace with one file differs from git with another; undefined where one is no whole item. */
const differences = (type: ContentType, git: JsonObject, live: JsonObject): readonly string[] | undefined => {
  const [wanted, there] = [git, live].map((raw) => type.complete(raw)?.render(context));
  if (wanted === undefined || there === undefined) return undefined;
  const managed = type.managed(context);
  const [verdict] = compare({
    type: managed,
    desired: [{ type: type.name, resource: wanted, displayName: 'x', version: undefined, path: 'x.yaml' }],
    live: [{ ...there, name: wanted.name, id: resourcePath(target, managed.resource, wanted.name), etag: '"1"' }],
    metadata: [],
    project,
    ownership: 'markers',
  });
  return [...new Set(verdict?.fields.map(({ at }) => fieldOf(at)))];
};

const of = (type: string): JsonObject => ofEveryType(1).find((each) => each.type === type)?.raw ?? {};
const playbook = of('playbook');
const query = { one: 'SigninLogs | take 1', two: 'AuditLogs | take 1' };
const limit = (value: number): JsonValue => [{ Name: 'limit', Type: 'int', Default: value }];
const logic = (trigger: string): JsonValue => ({ isEnabled: true, triggersOn: 'Incidents', triggersWhen: trigger });
const action = (severity: string): JsonValue => [
  { order: 1, actionType: 'ModifyProperties', actionConfiguration: { severity } },
];

/** Files to begin with, a form of a file each, and two values for the keys whose schema shows none. */
const forms: readonly (readonly [type: string, base: JsonObject, given: Readonly<Record<string, Two>>])[] = [
  ['watchlist', of('watchlist'), { data: ['User,Team\na,b\n', 'User,Team\na,c\n'] }],
  ['parser', of('parser'), { ParserParams: [limit(5), limit(6)] }],
  ['parser', { ParserName: 'Seen', ParserQuery: query.one }, { ParserParameters: [limit(5), limit(6)] }],
  [
    'parser',
    { FunctionName: 'Seen', FunctionQuery: query.one },
    {
      FunctionQuery: [query.one, query.two],
      FunctionParams: [limit(5), limit(6)],
      FunctionParameters: [limit(5), limit(6)],
    },
  ],
  [
    'parser',
    { functionAlias: 'Seen', query: query.one },
    { query: [query.one, query.two], functionParameters: ['limit:int=5', 'limit:int=6'], category: ['One', 'Two'] },
  ],
  ['summary-rule', of('summary-rule'), { destinationTable: ['One_CL', 'Two_CL'] }],
  ['hunting-query', of('hunting-query'), {}],
  [
    'automation-rule',
    of('automation-rule'),
    { triggeringLogic: [logic('Created'), logic('Updated')], actions: [action('Low'), action('High')] },
  ],
  [
    'workbook',
    of('workbook'),
    {
      content: [
        { items: [{ type: 1, name: 'a', content: { json: 'one' } }] },
        { items: [{ type: 1, name: 'a', content: { json: 'two' } }] },
      ],
    },
  ],
  [
    'playbook',
    playbook,
    {
      template: [objectOf(playbook['template']), { ...objectOf(playbook['template']), contentVersion: '2.0.0.0' }],
      parameters: [{ A: { value: 1 } }, { A: { value: 2 } }],
    },
  ],
];

/** Keys that say something to people and to Picket, and nothing to the service. */
const ofFilesAlone: Readonly<Record<string, readonly string[]>> = {
  'automation-rule': ['description', 'name', 'tags'],
  'hunting-query': [
    'customDetails',
    'entityMappings',
    'requiredDataConnectors',
    'severity',
    'status',
    'tags',
    'version',
  ],
  parser: ['tags'],
  playbook: [],
  'summary-rule': ['requiredDataConnectors', 'tags', 'version'],
  watchlist: ['rows', 'tags'],
  workbook: ['tags'],
};

/** Two values of a key; undefined where its schema shows none, since it has one value alone or says what the item is. */
const twoOf = (type: ContentType, schema: JsonObject, key: string): Two | undefined => {
  if ((type.idKeys ?? ['id']).includes(key) || schema['type'] === undefined || key === '$schema') return undefined;
  try {
    return twoValues(schema, key);
  } catch {
    return undefined;
  }
};

describe('a change of one key of a file is one difference', () => {
  test('every type is looked at besides analytics rules, whose table has a test of its own', () => {
    const looked = new Set([firstType.name, ...forms.map(([name]) => name)]);
    expect(looked).toEqual(new Set(contentTypes.map(({ name }) => name)));
  });

  test.each(Object.keys(ofFilesAlone))('%s', (name) => {
    const type = typeNamed(name);
    const found = new Map<string, number>();
    for (const [, base, given] of forms.filter(([each]) => each === name))
      for (const [key, schema] of Object.entries(objectOf(type.schema['properties']))) {
        const two = given[key] ?? twoOf(type, objectOf(schema), key);
        if (two === undefined) continue;
        const places = differences(type, { ...base, [key]: two[0] }, { ...base, [key]: two[1] });
        // A key of another form of a file means nothing in this one.
        if (places !== undefined) found.set(key, Math.max(found.get(key) ?? 0, places.length));
      }
    const counted = (count: number): readonly string[] =>
      [...found].flatMap(([key, places]) => (places === count ? [key] : [])).toSorted();
    expect(counted(0)).toEqual(ofFilesAlone[name]);
    expect([...found.values()].filter((places) => places > 1)).toEqual([]);
    expect(counted(1).length).toBeGreaterThan(0);
  });
});

/** A value with one of its leaves changed, for each of them, with the place of the leaf. */
function* leavesOf(value: JsonValue, at = ''): Generator<readonly [at: string, changed: JsonValue]> {
  if (isArray(value)) {
    for (const [index, item] of value.entries())
      for (const [place, changed] of leavesOf(item, at + pointer(index))) yield [place, value.with(index, changed)];
  } else if (isObject(value)) {
    for (const [key, member] of Object.entries(value))
      for (const [place, changed] of leavesOf(member, at + pointer(key))) yield [place, { ...value, [key]: changed }];
  } else yield [at, typeof value === 'string' ? `${value} 2` : typeof value === 'number' ? value + 1 : value !== true];
}

describe('a change of one place of the files of a playbook is one difference', () => {
  const { files } = typeNamed('playbook');
  const given = { parameters: { PlaybookName: { value: 'Word1' }, Most: { value: 5 }, IsOn: { value: false } } };
  const read = (template: JsonValue, parameters: JsonValue): JsonObject => {
    const beside = new Map([['azuredeploy.parameters.json', JSON.stringify(parameters)]]);
    const text = Buffer.from(JSON.stringify(template));
    return objectOf(files?.read('playbooks/Word1/azuredeploy.json', text, beside).document.value);
  };
  const template = playbook['template'] ?? null;
  const git = read(template, given);
  const places: readonly (readonly [file: string, at: string, live: JsonObject, property: string])[] = [
    ...[...leavesOf(template)].map(
      ([at, changed]) => ['azuredeploy.json', at, read(changed, given), '/properties/template'] as const,
    ),
    ...[...leavesOf(given)].map(
      ([at, changed]) =>
        ['azuredeploy.parameters.json', at, read(template, changed), '/properties/parameters'] as const,
    ),
  ];

  test('every place is looked at', () => {
    expect(places.length).toBeGreaterThan(30);
  });

  test.each(places)('%s %s', (_file, _at, live, property) => {
    expect(differences(typeNamed('playbook'), git, live)).toEqual([property]);
  });
});

/**
 * Keys that a file made of an answer says otherwise: what only Picket is told, techniques that another key of the file has
 * as well, the query of a form that the file is not in.
 */
const saidOtherwise: Readonly<Record<string, readonly string[]>> = {
  watchlist: ['rows'],
  'hunting-query': ['relevantTechniques'],
  parser: ['ParserQuery'],
};

/** What is sent of a playbook is a template, and the answer is the Logic App that it makes: its folder has its own test. */
const answersAsSent = ([name]: (typeof forms)[number]): boolean => name !== 'playbook';

describe('a file that is deployed and pulled', () => {
  const cases = forms.filter(answersAsSent).flatMap(([name, base, given]) => {
    const type = typeNamed(name);
    return Object.entries(objectOf(type.schema['properties'])).flatMap(([key, schema]) =>
      (given[key] ?? twoOf(type, objectOf(schema), key) ?? []).flatMap((value) => {
        const raw: JsonObject = { ...base, [key]: value };
        const item = type.complete(raw);
        return item === undefined ? [] : [{ name, type, key, raw, item }];
      }),
    );
  });

  test.each(cases)('stands for the same as before: $name with $key', ({ name, type, key, raw, item }) => {
    const sent = item.render(context);
    const back = type.file.valueOf(sent.body, sent.name, context);
    const again = type.complete(back)?.render(context);
    expect(again && type.normalize(again.body, context)).toStrictEqual(type.normalize(sent.body, context));
    const isSame = saidOtherwise[name]?.includes(key) !== true && back[key] !== undefined;
    expect(isSame ? back[key] : raw[key]).toStrictEqual(raw[key]);
  });
});
