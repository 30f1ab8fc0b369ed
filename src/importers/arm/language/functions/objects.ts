import { equalJson, isArray, type JsonValue } from '../../../../core/json.ts';
import {
  gapsOf,
  hole,
  itemsOf,
  known,
  listValue,
  memberNamed,
  membersOf,
  objectValue,
  textOfValue,
  type Lazy,
  type Value,
} from '../value.ts';
import { notA } from './lists.ts';
import { number, refused, wholes, type Pure, type TemplateFunction } from './signature.ts';

const createObject: TemplateFunction = (values) => {
  if (values.length % 2 !== 0) return refused('createObject');
  const members: [string, Lazy][] = [];
  for (let at = 0; at < values.length; at += 2) {
    const [name, value] = [values[at]?.(), values[at + 1]];
    const key = name === undefined ? undefined : textOfValue(name);
    if (key === undefined || value === undefined)
      return name === undefined ? refused('createObject') : notA('createObject', name);
    members.push([key, value]);
  }
  return objectValue(members);
};

/** One member or item of a value by its name or index; `absent` says what a missing one comes to. */
export const memberOf = (of: Value, key: Value, absent: (why: string) => Value = hole): Value => {
  if (key.kind !== 'value') return hole(gapsOf(key)[0] ?? 'its key is no text');
  const members = membersOf(of);
  if (members !== undefined) {
    const name = typeof key.value === 'string' ? key.value : undefined;
    const found = name === undefined ? undefined : memberNamed(members, name);
    return found?.() ?? absent(`there is no member \`${JSON.stringify(key.value)}\``);
  }
  const items = itemsOf(of);
  if (items !== undefined) {
    const item = typeof key.value === 'number' ? items[key.value] : undefined;
    return item?.() ?? absent(`a list of ${items.length} has no item ${JSON.stringify(key.value)}`);
  }
  const [gap] = gapsOf(of);
  if (gap !== undefined) return hole(gap);
  return absent(`there is no member \`${JSON.stringify(key.value)}\``);
};

const tryGet: TemplateFunction = ([value, ...keys]) => {
  let current = value?.() ?? refused('tryGet');
  for (const key of keys) current = memberOf(current, key(), () => known(null));
  return current;
};

/** Members sorted by their names, as the page of items() shows them. */
const sortedMembers = (name: string, value: Lazy | undefined): readonly (readonly [string, Lazy])[] | Value => {
  const whole = value?.() ?? refused(name);
  const members = membersOf(whole);
  if (members === undefined) return notA(name, whole);
  return [...members].toSorted(([left], [right]) => (left.toLowerCase() < right.toLowerCase() ? -1 : 1));
};

const items: TemplateFunction = ([value]) => {
  const members = sortedMembers('items', value);
  if ('kind' in members) return members;
  return listValue(
    members.map(
      ([key, member]) =>
        () =>
          objectValue([
            ['key', () => known(key)],
            ['value', member],
          ]),
    ),
  );
};

const objectKeys: TemplateFunction = ([value]) => {
  const members = sortedMembers('objectKeys', value);
  return 'kind' in members ? members : known(members.map(([key]) => key));
};

/** `and` and `or` may be known before all of their arguments are. */
const logical =
  (name: string, deciding: boolean): TemplateFunction =>
  (values) => {
    let gap: string | undefined;
    for (const value of values) {
      const own = value();
      if (own.kind === 'value' && own.value === deciding) return known(deciding);
      if (own.kind !== 'value' || typeof own.value !== 'boolean')
        gap ??= gapsOf(own)[0] ?? `an argument of ${name}() is not true or false`;
    }
    return gap === undefined ? known(!deciding) : hole(gap);
  };

/** Only the branch that is taken is worked out. */
const choose: TemplateFunction = ([condition, yes, no]) => {
  const holds = condition?.() ?? refused('if');
  if (holds.kind === 'value' && typeof holds.value === 'boolean') return (holds.value ? yes : no)?.() ?? refused('if');
  return hole(gapsOf(holds)[0] ?? 'the condition of if() is not true or false');
};

const coalesce: TemplateFunction = (values) => {
  for (const value of values) {
    const own = value();
    if (own.kind !== 'value' || own.value !== null) return own;
  }
  return known(null);
};

const onTwo =
  (change: (left: number, right: number) => JsonValue | undefined): Pure =>
  (left, right) => {
    const [a, b] = [number(left), number(right)];
    return a === undefined || b === undefined ? undefined : change(a, b);
  };

/** Small letters before capital ones, as the examples of greater() have it. */
const collator = new Intl.Collator('en');

/** Numbers by size, texts by their order; other types are not compared. */
const ordered =
  (holds: (order: number) => boolean): Pure =>
  (left, right) => {
    if (typeof left === 'number' && typeof right === 'number') return holds(left - right);
    if (typeof left !== 'string' || typeof right !== 'string') return undefined;
    return holds(collator.compare(left, right));
  };

const extreme =
  (choice: (...values: number[]) => number): Pure =>
  (...values) => {
    const [head] = values;
    const all = values.length === 1 && isArray(head) ? head : values;
    const numbers = all.filter((value) => typeof value === 'number');
    return numbers.length === 0 || numbers.length < all.length || all.length > 10_000 ? undefined : choice(...numbers);
  };

/** equals() compares texts with their case, numbers, lists and objects by value. */
const equals: Pure = (left, right) => (left === undefined || right === undefined ? undefined : equalJson(left, right));

/** Source: Microsoft Learn, pages "Object", "Logical", "Comparison" and "Numeric functions for ARM templates". */
export const objectFunctions: ReadonlyMap<string, TemplateFunction> = new Map([
  ...wholes({
    add: onTwo((left, right) => left + right),
    sub: onTwo((left, right) => left - right),
    mul: onTwo((left, right) => left * right),
    div: onTwo((left, right) => (right === 0 ? undefined : Math.trunc(left / right))),
    mod: onTwo((left, right) => (right === 0 ? undefined : left % right)),
    equals,
    greater: ordered((order) => order > 0),
    greaterOrEquals: ordered((order) => order >= 0),
    less: ordered((order) => order < 0),
    lessOrEquals: ordered((order) => order <= 0),
    max: extreme(Math.max),
    min: extreme(Math.min),
    not: (value) => (typeof value === 'boolean' ? !value : undefined),
    true: () => true,
    false: () => false,
    null: () => null,
  }),
  ['and', logical('and', false)],
  ['or', logical('or', true)],
  ['if', choose],
  ['coalesce', coalesce],
  ['createobject', createObject],
  ['items', items],
  ['objectkeys', objectKeys],
  ['tryget', tryGet],
]);
