import { describe, expect, test } from '@jest/globals';
import { contentTypes } from '../../src/content/index.ts';
import { fieldOf } from '../../src/core/engine/diff.ts';
import { compare } from '../../src/core/engine/compare.ts';
import { isArray, isObject, objectOf, type JsonObject, type JsonValue } from '../../src/core/json.ts';
import { resourcePath, type LiveResource } from '../../src/core/resource.ts';
import { now, project, target } from '../core/rules.ts';
import { mixedScene } from '../../tools/chaos/mixed-scene.ts';

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
