import { expect, test } from '@jest/globals';
import { isObject, type JsonObject } from '../../../src/core/json.ts';
import { rulesOfInstances } from '../../../src/importers/terraform/rules.ts';
import { instancesInJson } from '../../../src/importers/terraform/states.ts';
import { casesIn, updateCases } from '../../jsonl.ts';

type Case = { readonly name: string; readonly file: JsonObject; readonly found?: unknown };

const isCase = (value: unknown): value is Case =>
  isObject(value) && typeof value['name'] === 'string' && isObject(value['file']);

/** What is found in a state or a plan; null where it is none. */
const foundIn = (file: JsonObject): unknown => {
  const instances = instancesInJson(file);
  return instances === undefined ? null : rulesOfInstances(instances);
};

const file = new URL('states.jsonl', import.meta.url);
updateCases(file, () => casesIn(file, isCase).map((each) => ({ ...each, found: foundIn(each.file) })));

test.each(casesIn(file, isCase))('$name', ({ file: state, found }) => {
  expect(foundIn(state)).toEqual(found);
});
