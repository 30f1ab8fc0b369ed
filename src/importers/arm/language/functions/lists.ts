import {
  canonicalJson,
  equalJson,
  isArray,
  isObject,
  isScalar,
  type JsonValue,
  textOrJson,
} from '../../../../core/json.ts';
import {
  gapsOf,
  hole,
  itemsOf,
  joined,
  jsonOf,
  known,
  listValue,
  memberNamed,
  membersOf,
  numberOfValue,
  objectValue,
  textOfValue,
  wholeOf,
  type Lazy,
  type Value,
} from '../value.ts';
import { number, refused, text, wholes, type Pure, type TemplateFunction } from './signature.ts';

/** Why a value is not what a function takes, in words: because it cannot be known, or because it is something else. */
export const notA = (name: string, value: Value): Value => {
  const [gap] = value.kind === 'value' ? [] : gapsOf(value);
  return gap === undefined ? refused(name) : hole(gap);
};

const first: TemplateFunction = ([value]) => {
  const whole = value?.() ?? refused('first');
  const items = itemsOf(whole);
  if (items !== undefined) return items[0]?.() ?? known(null);
  const own = textOfValue(whole);
  if (own !== undefined) return known(own.charAt(0));
  const [begin] = whole.kind === 'text' ? whole.parts : [];
  return typeof begin === 'string' && begin !== '' ? known(begin.charAt(0)) : notA('first', whole);
};

const last: TemplateFunction = ([value]) => {
  const whole = value?.() ?? refused('last');
  const items = itemsOf(whole);
  if (items !== undefined) return items.at(-1)?.() ?? known(null);
  const own = textOfValue(whole);
  return own === undefined ? notA('last', whole) : known(own.slice(-1));
};

/** split() of a text with holes: the segments between its holes are known, which is what ids are made of. */
const splitParts = (value: Value, mark: string): Value | undefined => {
  if (value.kind !== 'text' || mark === '') return undefined;
  const segments: Value[][] = [[]];
  for (const part of value.parts) {
    const pieces = typeof part === 'string' ? part.split(mark) : [part];
    for (const [index, piece] of pieces.entries()) {
      if (index > 0) segments.push([]);
      segments.at(-1)?.push(typeof piece === 'string' ? known(piece) : hole(piece.why));
    }
  }
  return listValue(segments.map((segment) => () => joined(segment.length === 0 ? [known('')] : segment)));
};

/** A hole may hold a separator itself: only segments behind the last hole and before the first are certain. */
const certain = (value: Value, list: Value): Value => {
  if (value.kind !== 'text' || list.kind !== 'list') return list;
  const holes = list.items.map((item) => item().kind !== 'value');
  const [from, to] = [holes.indexOf(true), holes.lastIndexOf(true)];
  const why = gapsOf(value)[0] ?? '';
  return listValue(list.items.map((item, index) => (index >= from && index <= to ? () => hole(why) : item)));
};

const concat: TemplateFunction = (values) => {
  const all = values.map((value) => value());
  const lists = all.map(itemsOf);
  if (all.length > 0 && lists.every((list) => list !== undefined)) return listValue(lists.flat());
  const list = lists.find((found) => found !== undefined);
  if (list === undefined) return joined(all);
  const open = all.find((value) => itemsOf(value) === undefined);
  return open === undefined ? refused('concat') : notA('concat', open);
};

const cut =
  (name: string, of: <T>(items: readonly T[] | string, count: number) => readonly T[] | string): TemplateFunction =>
  ([value, count]) => {
    const whole = value?.() ?? refused(name);
    const size = count?.() ?? refused(name);
    const amount = numberOfValue(size);
    const items = itemsOf(whole);
    if (amount === undefined) return notA(name, size);
    if (items !== undefined) {
      const kept = of(items, Math.max(0, amount));
      return typeof kept === 'string' ? refused(name) : listValue(kept);
    }
    const own = textOfValue(whole);
    if (own === undefined) return notA(name, whole);
    const kept = of<never>(own, Math.max(0, amount));
    return typeof kept === 'string' ? known(kept) : refused(name);
  };

const length: TemplateFunction = ([value]) => {
  const whole = value?.() ?? refused('length');
  const count = itemsOf(whole)?.length ?? membersOf(whole)?.size ?? textOfValue(whole)?.length;
  return count === undefined ? notA('length', whole) : known(count);
};

const empty: TemplateFunction = ([value]) => {
  const whole = value?.() ?? refused('empty');
  if (whole.kind === 'value' && whole.value === null) return known(true);
  if (whole.kind === 'text' && whole.parts.some((part) => typeof part === 'string' && part !== '')) return known(false);
  const count = itemsOf(whole)?.length ?? membersOf(whole)?.size ?? textOfValue(whole)?.length;
  return count === undefined ? notA('empty', whole) : known(count === 0);
};

const contains: TemplateFunction = ([container, item]) => {
  const whole = container?.() ?? refused('contains');
  const sought = item?.() ?? refused('contains');
  const wanted = jsonOf(sought);
  if (wanted === undefined) return notA('contains', sought);
  const members = membersOf(whole);
  if (itemsOf(whole) === undefined && !isScalar(wanted)) return notA('contains', whole);
  if (members !== undefined) return known(memberNamed(members, textOrJson(wanted)) !== undefined);
  const own = textOfValue(whole);
  if (own !== undefined) return known(own.includes(textOrJson(wanted)));
  const items = itemsOf(whole);
  if (items === undefined) return notA('contains', whole);
  const values = items.map((member) => member());
  if (values.some((member) => equalJson(jsonOf(member), wanted))) return known(true);
  const [gap] = values.flatMap(gapsOf);
  return gap === undefined ? known(false) : hole(gap);
};

const merged = (name: string, objects: readonly Value[], depth: number): Value => {
  const result = new Map<string, Lazy>();
  for (const object of objects) {
    const members = membersOf(object);
    if (members === undefined) return notA(name, object);
    for (const [key, member] of members) {
      const known = [...result.keys()].find((own) => own.toLowerCase() === key.toLowerCase());
      const old = known === undefined ? undefined : result.get(known);
      // union() merges objects within objects; the later value of anything else wins.
      const both = (): Value => {
        const [left, right] = [old?.(), member()];
        if (left === undefined || depth > 50 || membersOf(left) === undefined || membersOf(right) === undefined)
          return right;
        return merged(name, [left, right], depth + 1);
      };
      result.set(known ?? key, depth < 0 || old === undefined ? member : both);
    }
  }
  return objectValue(result);
};

const union: TemplateFunction = (values) => {
  const all = values.map((value) => value());
  const [head] = all;
  if (head === undefined) return refused('union');
  if (membersOf(head) !== undefined) return merged('union', all, 0);
  const open = all.find((value) => itemsOf(value) === undefined);
  if (open !== undefined) return notA('union', open);
  const kept: Lazy[] = [];
  const seen = new Set<string>();
  for (const item of all.flatMap((value) => itemsOf(value) ?? [])) {
    const { value, gaps } = wholeOf(item());
    const [gap] = gaps;
    if (gap !== undefined) return hole(gap.why);
    const key = canonicalJson(value);
    if (!seen.has(key)) kept.push(item);
    seen.add(key);
  }
  return listValue(kept);
};

const shallowMerge: TemplateFunction = ([list]) => {
  const whole = list?.() ?? refused('shallowMerge');
  const items = itemsOf(whole);
  if (items === undefined) return notA('shallowMerge', whole);
  return merged(
    'shallowMerge',
    items.map((item) => item()),
    -1,
  );
};

const flatten: TemplateFunction = ([list]) => {
  const whole = list?.() ?? refused('flatten');
  const items = itemsOf(whole)?.map((item) => item());
  const open = items?.find((item) => itemsOf(item) === undefined);
  if (items === undefined || open !== undefined) return notA('flatten', open ?? whole);
  return listValue(items.flatMap((item) => itemsOf(item) ?? []));
};

const intersection: Pure = (head, ...rest) => {
  if (isArray(head) && rest.every(isArray)) {
    const unique = head.filter((item, index) => head.findIndex((other) => equalJson(item, other)) === index);
    return unique.filter((item) => rest.every((list) => isArray(list) && list.some((other) => equalJson(item, other))));
  }
  if (!isObject(head) || !rest.every(isObject)) return undefined;
  return Object.fromEntries(
    Object.entries(head).filter(([key, value]) =>
      rest.every((other) => isObject(other) && equalJson(other[key], value)),
    ),
  );
};

const range: Pure = (start, count) => {
  const [from, size] = [number(start), number(count)];
  if (from === undefined || size === undefined || size < 0 || size > 10_000) return undefined;
  return Array.from({ length: size }, (_, index) => from + index);
};

const found =
  (which: 'first' | 'last'): Pure =>
  (container, item) => {
    if (isArray(container)) {
      const matches = (member: JsonValue): boolean => equalJson(member, item);
      return which === 'first' ? container.findIndex(matches) : container.findLastIndex(matches);
    }
    const [whole, wanted] = [text(container)?.toLowerCase(), text(item)?.toLowerCase()];
    if (whole === undefined || wanted === undefined) return undefined;
    return which === 'first' ? whole.indexOf(wanted) : whole.lastIndexOf(wanted);
  };

const split =
  (plain: TemplateFunction): TemplateFunction =>
  (values) => {
    const [value, by] = values;
    const whole = value?.();
    const mark = by === undefined ? undefined : textOfValue(by());
    const parts = whole === undefined || mark === undefined ? undefined : splitParts(whole, mark);
    return parts === undefined || whole === undefined ? plain(values) : certain(whole, parts);
  };

const fromEnd =
  (name: string, orElse: (why: string) => Value): TemplateFunction =>
  ([list, count]) => {
    const whole = list?.() ?? refused(name);
    const items = itemsOf(whole);
    if (items === undefined) return notA(name, whole);
    const place = count?.() ?? refused(name);
    const index = numberOfValue(place);
    if (index === undefined) return notA(name, place);
    return items[items.length - index]?.() ?? orElse(`a list of ${items.length} has no item ${index} from its end`);
  };

/** Source: Microsoft Learn, "Array functions for ARM templates", and "String functions", which share most of them. */
export const listFunctions = (plainSplit: TemplateFunction): ReadonlyMap<string, TemplateFunction> =>
  new Map([
    ...wholes({
      intersection,
      range,
      indexOf: found('first'),
      lastIndexOf: found('last'),
    }),
    [
      'array',
      ([value]) => {
        const whole = value?.() ?? refused('array');
        return whole.kind === 'hole' ? whole : itemsOf(whole) === undefined ? listValue([() => whole]) : whole;
      },
    ],
    ['concat', concat],
    ['contains', contains],
    ['createarray', (values) => listValue(values)],
    ['empty', empty],
    ['first', first],
    ['flatten', flatten],
    ['indexfromend', fromEnd('indexFromEnd', hole)],
    ['last', last],
    ['length', length],
    ['shallowmerge', shallowMerge],
    ['skip', cut('skip', (items, count) => items.slice(count))],
    ['split', split(plainSplit)],
    ['take', cut('take', (items, count) => items.slice(0, count))],
    ['tryindexfromend', fromEnd('tryIndexFromEnd', () => known(null))],
    ['union', union],
  ]);
