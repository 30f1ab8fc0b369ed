import { describe, expect, test } from '@jest/globals';
import { equalJson, isObject, type JsonObject, type JsonValue } from '../../src/core/json.ts';
import { singleQuoted } from '../../src/core/text/notation.ts';
import { textValue } from '../../src/importers/arm/language/evaluate.ts';
import { dateFunctions } from '../../src/importers/arm/language/functions/dates.ts';
import { listFunctions } from '../../src/importers/arm/language/functions/lists.ts';
import { networkFunctions } from '../../src/importers/arm/language/functions/networks.ts';
import { objectFunctions } from '../../src/importers/arm/language/functions/objects.ts';
import { textFunctions } from '../../src/importers/arm/language/functions/texts.ts';
import { templateScope } from '../../src/importers/arm/language/scope.ts';
import { wholeOf } from '../../src/importers/arm/language/value.ts';
import { functions } from '../../src/importers/terraform/functions/index.ts';
import { casesIn, updateCases } from '../jsonl.ts';

const values: readonly JsonValue[] = [
  null,
  true,
  3,
  -1,
  2.5,
  '',
  'a-b',
  '2026-01-02T03:04:05Z',
  ['b', 'a', 'b'],
  { k: 'v' },
];
const heads: readonly JsonValue[] = ['a-b', ['b', 'a', 'b'], { k: 'v' }, 3, '2026-01-02T03:04:05Z', '{0:X}|{1}|%s'];

/** No argument, each value alone, each behind another one, and as the third of some. */
const lists: readonly (readonly JsonValue[])[] = [
  [],
  ...values.map((value) => [value]),
  ...heads.flatMap((head) => values.map((value) => [head, value])),
  ...values.map((value) => ['a-b', '-', value]),
  ...values.map((value) => [['b', 'a', 'b'], 0, value]),
];

/** What a function gives for each list of arguments that it takes and of which the last one matters; it refuses others. */
const takenBy = (call: (given: readonly JsonValue[]) => JsonValue | undefined): JsonObject =>
  Object.fromEntries(
    lists.flatMap((given) => {
      const result = call(given);
      const isSame = given.length > 0 && equalJson(result, call(given.slice(0, -1)));
      return result === undefined || isSame ? [] : [[JSON.stringify(given), result]];
    }),
  );

const scope = templateScope({
  parameters: Object.fromEntries(
    values
      .concat(heads)
      .concat([0, '-'])
      .map((value, at) => [`p${at}`, { defaultValue: value }]),
  ),
});
const everyValue = [...values, ...heads, 0, '-'];
const written = (value: JsonValue): string => {
  if (value === null) return 'null()';
  return typeof value === 'string'
    ? singleQuoted(value)
    : `parameters('p${everyValue.findIndex((each) => JSON.stringify(each) === JSON.stringify(value))}')`;
};

const templateFunctions = [
  textFunctions,
  dateFunctions,
  objectFunctions,
  networkFunctions,
  listFunctions(() => ({ kind: 'hole', why: '' })),
].flatMap((family) => [...family.keys()]);

const evaluated = (name: string, given: readonly JsonValue[]): JsonValue | undefined => {
  const { value, gaps } = wholeOf(textValue(`[${name}(${given.map(written).join(', ')})]`, scope));
  return gaps.length > 0 ? undefined : value;
};

type Taken = { readonly name: string; readonly taken: JsonObject };

const isTaken = (value: unknown): value is Taken =>
  isObject(value) && typeof value['name'] === 'string' && isObject(value['taken']);

/** What each function takes, by a file, and by the functions themselves. */
const takenIn = (
  name: string,
  made: () => readonly Taken[],
): readonly (readonly [name: string, taken: JsonObject])[] => {
  const file = new URL(`any-arguments/${name}`, import.meta.url);
  updateCases(file, made);
  return casesIn(file, isTaken).map((each) => [each.name, each.taken]);
};

describe('a function of a template takes the arguments that it is for, and no others', () => {
  const made = (): readonly Taken[] =>
    templateFunctions.map((name) => ({ name, taken: takenBy((given) => evaluated(name, given)) }));
  test.each(takenIn('arm.jsonl', made))('%s', (name, taken) => {
    expect(takenBy((given) => evaluated(name, given))).toEqual(taken);
  });
});

describe('a function of Terraform takes the arguments that it is for, and no others', () => {
  const call = (name: string) => takenBy((given) => functions[name]?.(...given));
  const made = (): readonly Taken[] => Object.keys(functions).map((name) => ({ name, taken: call(name) }));
  test.each(takenIn('terraform.jsonl', made))('%s', (name, taken) => {
    expect(call(name)).toEqual(taken);
  });
});
