import { equalJson, isArray, isObject, type JsonValue } from '../src/core/json.ts';
import { pointer } from '../src/core/pointer.ts';
import { cut } from '../src/core/text/cut.ts';

/** What stands for a value that is left out. */
const nothing: unique symbol = Symbol('nothing');

/** What besides takes the place of the value of a key. */
type Others = Readonly<Record<string, readonly JsonValue[]>>;

/** What takes the place of a value, one after the other. */
const instead = (value: JsonValue, key: string, others: Others): readonly (JsonValue | typeof nothing)[] => {
  const own = others[key] ?? [];
  if (typeof value === 'boolean') return [nothing, !value];
  if (typeof value === 'number') return [nothing, 0, value + 1, ...own];
  if (typeof value === 'string') return [nothing, '', `${value} x`, ...own];
  if (isArray(value)) return [nothing, [], [...value, ...value.slice(0, 1)]];
  return [nothing, {}, { ...value, other: 'x' }];
};

/** A change in words, and the value after it. */
type Changed = readonly [words: string, raw: JsonValue | typeof nothing];

/** A value with one place of it changed, for each place and each change. */
export function* changesOf(value: JsonValue, others: Others = {}, at = '', name = ''): Generator<Changed> {
  for (const other of instead(value, name, others))
    if (other === nothing || !equalJson(other, value))
      yield [`${at} ${other === nothing ? 'left out' : cut(JSON.stringify(other), 60)}`, other];
  const members = isArray(value) ? [...value.entries()] : isObject(value) ? Object.entries(value) : [];
  for (const [key, member] of members)
    for (const [words, changed] of changesOf(member, others, at + pointer(key), String(key))) {
      if (isArray(value))
        yield [words, value.flatMap((item, index) => (index !== key ? [item] : changed === nothing ? [] : [changed]))];
      else if (isObject(value))
        yield [
          words,
          Object.fromEntries(
            Object.entries(value).flatMap(([name, item]) =>
              name !== key ? [[name, item]] : changed === nothing ? [] : [[name, changed]],
            ),
          ),
        ];
    }
}

/** A value as lines, one a leaf. */
export const leaves = (value: JsonValue, at = ''): readonly string[] => {
  const members = isArray(value) ? [...value.entries()] : isObject(value) ? Object.entries(value) : [];
  return members.length === 0
    ? [`${at} = ${JSON.stringify(value)}`]
    : members.flatMap(([key, member]) => leaves(member, at + pointer(key)));
};
