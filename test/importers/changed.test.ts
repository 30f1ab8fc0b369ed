import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { isArray, isObject, listOf, objectOf, type JsonObject, type JsonValue } from '../../src/core/json.ts';
import { rulesOfAnyForm } from '../../src/importers/dialects/rules.ts';
import { rulesOfInstances } from '../../src/importers/terraform/rules.ts';
import { changesOf, differences, leaves } from '../changes.ts';
import { updateExpected } from '../expected.ts';

const collections = new Map([
  ['savedsearches', { aside: ['version'], packaged: 'HuntingQuery' }],
  ['watchlists', { aside: ['rawContent'] }],
]);

const asJson = (value: unknown): JsonValue => {
  const json: JsonValue = JSON.parse(JSON.stringify(value ?? null));
  return json;
};

/** The resources of a list, each with its type and values, as a state of Terraform has them. */
const ofInstances = (value: JsonValue): JsonValue =>
  asJson(
    rulesOfInstances(
      listOf(value).map((item, index) => {
        const { type, values } = objectOf(item);
        return {
          address: `a.b[${index}]`,
          type: typeof type === 'string' ? type : '',
          values: objectOf(values),
          gaps: [],
        };
      }),
    ),
  );

const ofForm = (value: JsonValue): JsonValue => asJson(rulesOfAnyForm(value, { collections }));

/** A whole file, then each place of it changed in turn, with what that makes of the result. */
const said = (read: (value: JsonValue) => JsonValue, value: JsonValue): readonly string[] => {
  const before = leaves(read(value));
  return [
    ...before,
    ...[...changesOf(value)].flatMap(([words, changed]) => {
      if (typeof changed === 'symbol') return [];
      const after = leaves(read(changed));
      return [`${words}:`, ...differences(before, after)];
    }),
  ];
};

const readers: Readonly<Record<string, (value: JsonValue) => JsonValue>> = { instances: ofInstances, forms: ofForm };

const isCases = (value: unknown): value is Readonly<Record<string, JsonObject | JsonValue>> =>
  isObject(value) && Object.values(value).every((each) => isObject(each) || isArray(each));

test.each(Object.entries(readers))('each place of a file has its part in what is found: %s', (name, read) => {
  const cases: unknown = JSON.parse(readFileSync(new URL(`changed/${name}.json`, import.meta.url), 'utf8'));
  if (!isCases(cases)) throw new Error(`${name}.json holds values by their names`);
  const lines = Object.entries(cases).flatMap(([title, value]) => [`===== ${title}`, ...said(read, value)]);
  const expected = new URL(`changed/${name}.txt`, import.meta.url);
  updateExpected(expected, () => `${lines.join('\n')}\n`);
  expect(lines).toEqual(readFileSync(expected, 'utf8').trimEnd().split('\n'));
});
