import { describe, expect, test } from '@jest/globals';
import { isArray, isObject, objectOf, textsOf, type JsonObject, type JsonValue } from '../../src/core/json.ts';
import type { Wanted } from '../../src/importers/arm/rules.ts';
import { rulesOfAnyForm } from '../../src/importers/dialects/rules.ts';
import type { Found } from '../../src/importers/found.ts';
import { casesIn, updateCases } from '../jsonl.ts';

type Case = {
  readonly name: string;
  readonly file: JsonValue;
  /** What is given to the evaluation; its maps as objects. */
  readonly given?: JsonObject;
  /** Null where the file holds nothing that looks like a rule. */
  readonly found?: unknown;
};

const isCase = (value: unknown): value is Case =>
  isObject(value) && typeof value['name'] === 'string' && value['file'] !== undefined;

const foundIn = ({ file, given = {} }: Case): Found | null =>
  rulesOfAnyForm(file, {
    parameters: objectOf(given['parameters']),
    facts: objectOf(given['facts']),
    linked: new Map(Object.entries(objectOf(given['linked']))),
    collections: new Map(
      Object.entries(objectOf(given['collections'])).map(([collection, wanted]): [string, Wanted] => {
        const { aside, packaged } = objectOf(wanted);
        return [collection, { aside: textsOf(aside), ...(typeof packaged === 'string' ? { packaged } : {}) }];
      }),
    ),
  }) ?? null;

describe('a file of another tool', () => {
  const file = new URL('forms.jsonl', import.meta.url);
  updateCases(file, () => casesIn(file, isCase).map((each) => ({ ...each, found: foundIn(each) })));
  test.each(casesIn(file, isCase))('$name', ({ found, ...given }) => {
    expect(foundIn(given)).toEqual(found);
  });

  test('is read the same whether it stands alone or in a list of one', () => {
    const read = casesIn(file, isCase)
      .filter((each) => !isArray(each.file))
      .flatMap((each) => {
        const [alone, listed] = [foundIn(each), foundIn({ ...each, file: [each.file] })];
        return listed === null ? [] : [[alone, listed].map((found) => found?.items.map(({ body }) => body))];
      });
    expect(read.map(([, listed]) => listed)).toEqual(read.map(([alone]) => alone));
  });
});
