import { isArray, isObject, textOrJson } from '../../../../core/json.ts';
import {
  hole,
  itemsOf,
  jsonOf,
  known,
  lazy,
  listValue,
  membersOf,
  objectValue,
  type Lazy,
  type Value,
} from '../value.ts';
import { notA } from './lists.ts';
import { refused, type Lambda } from './signature.ts';

/** A function that takes lambdas: values as they come, and a way to the lambda at a place of its arguments. */
export type LambdaFunction = (values: readonly Lazy[], lambdaAt: (index: number) => Lambda | undefined) => Value;

const numbered =
  (index: number): Lazy =>
  () =>
    known(index);

const over =
  (
    name: string,
    work: (items: readonly Lazy[], lambda: Lambda, values: readonly Lazy[]) => Value,
    at = 1,
  ): LambdaFunction =>
  (values, lambdaAt) => {
    const whole = values[0]?.() ?? refused(name);
    const items = itemsOf(whole);
    const lambda = lambdaAt(at);
    if (lambda === undefined) return refused(name);
    return items === undefined ? notA(name, whole) : work(items, lambda, values);
  };

const filter = over('filter', (items, lambda) => {
  const kept: Lazy[] = [];
  for (const [index, item] of items.entries()) {
    const holds = lambda.call([item, numbered(index)]);
    if (holds.kind !== 'value' || typeof holds.value !== 'boolean')
      return holds.kind === 'value' ? refused('filter') : notA('filter', holds);
    if (holds.value) kept.push(item);
  }
  return listValue(kept);
});

const map = over('map', (items, lambda) =>
  listValue(items.map((item, index) => lazy(() => lambda.call([item, numbered(index)])))),
);

const reduce = over(
  'reduce',
  (items, lambda, values) => {
    let current = values[1]?.() ?? known(null);
    for (const [index, item] of items.entries()) {
      const before = current;
      current = lambda.call([() => before, item, numbered(index)]);
      if (current.kind === 'hole') return current;
    }
    return current;
  },
  2,
);

/** A stable order by what the lambda says of two items: whether the first belongs before the second. */
const sort = over('sort', (items, lambda) => {
  if (items.length > 2000) return hole('sort() is given more items than a template may have');
  const sorted: Lazy[] = [];
  for (const item of items) {
    let at = sorted.length;
    while (at > 0) {
      const before = lambda.call([item, sorted[at - 1] ?? item]);
      if (before.kind !== 'value' || typeof before.value !== 'boolean')
        return before.kind === 'value' ? refused('sort') : notA('sort', before);
      if (!before.value) break;
      const equal = lambda.call([sorted[at - 1] ?? item, item]);
      // "Less or equal" says yes in both directions: equal items keep their order.
      if (equal.kind === 'value' && equal.value === true) break;
      at -= 1;
    }
    sorted.splice(at, 0, item);
  }
  return listValue(sorted);
});

const keyOf = (value: Value): string | undefined => {
  const json = jsonOf(value);
  return json === undefined || json === null || isArray(json) || isObject(json) ? undefined : textOrJson(json);
};

const toObject: LambdaFunction = (values, lambdaAt) =>
  over('toObject', (items, key) => {
    const content = lambdaAt(2);
    const members: [string, Lazy][] = [];
    for (const item of items) {
      const named = key.call([item]);
      const name = keyOf(named);
      if (name === undefined) return notA('toObject', named);
      members.push([name, content === undefined ? item : lazy(() => content.call([item]))]);
    }
    return objectValue(members);
  })(values, lambdaAt);

const groupBy = over('groupBy', (items, lambda) => {
  const groups = new Map<string, Lazy[]>();
  for (const item of items) {
    const named = lambda.call([item]);
    const name = keyOf(named);
    if (name === undefined) return notA('groupBy', named);
    groups.set(name, [...(groups.get(name) ?? []), item]);
  }
  return objectValue([...groups].map(([name, members]) => [name, () => listValue(members)] as const));
});

const mapValues: LambdaFunction = (values, lambdaAt) => {
  const whole = values[0]?.() ?? refused('mapValues');
  const members = membersOf(whole);
  const lambda = lambdaAt(1);
  if (members === undefined || lambda === undefined) return notA('mapValues', whole);
  return objectValue([...members].map(([key, member]) => [key, lazy(() => lambda.call([member]))] as const));
};

/** Source: Microsoft Learn, "Lambda functions for ARM templates". */
export const lambdaFunctions: ReadonlyMap<string, LambdaFunction> = new Map([
  ['filter', filter],
  ['map', map],
  ['reduce', reduce],
  ['sort', sort],
  ['toobject', toObject],
  ['groupby', groupBy],
  ['mapvalues', mapValues],
]);
