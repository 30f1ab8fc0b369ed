import { sha256 } from '../src/core/digest.ts';
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
  if (typeof value === 'boolean') return [nothing, !value, ...own];
  if (typeof value === 'number') return [nothing, 0, value + 1, ...own];
  if (typeof value === 'string') return [nothing, '', `${value} x`, ...own];
  if (isArray(value)) return [nothing, [], [...value, ...value.slice(0, 1)], ...own];
  return [nothing, {}, { ...value, other: 'x' }, ...own];
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

/** The item of a list at the top that a line of leaves is about; the line itself where it is about none. */
const ownerOf = (line: string): string => /^\/\w+\/\d+(?=\/)/.exec(line)?.[0] ?? line;

const digest = (lines: readonly string[]): string => sha256(lines.join('\n')).slice(0, 8);

/** Lines that the others do not have; of what the others lack altogether how many lines it has, and a digest. */
const alone = (sign: string, lines: readonly string[], others: readonly string[]): readonly string[] => {
  const shared = new Set(others.map(ownerOf));
  const owners = new Map<string, string[]>();
  for (const line of lines) {
    if (others.includes(line)) continue;
    const owner = shared.has(ownerOf(line)) ? line : ownerOf(line);
    owners.set(owner, [...(owners.get(owner) ?? []), line]);
  }
  const shown = [...owners].map(([owner, own]) =>
    own.length === 1 ? `  ${sign} ${own.join('')}` : `  ${sign} ${owner}: ${own.length} lines, ${digest(own)}`,
  );
  const rest = shown.slice(8);
  return rest.length === 0 ? shown : [...shown.slice(0, 8), `  ${sign} and ${rest.length} more, ${digest(rest)}`];
};

/** What some lines have and others do not, in a few lines: first what is gone, then what has come. */
export const differences = (before: readonly string[], after: readonly string[]): readonly string[] => [
  ...alone('-', before, after),
  ...alone('+', after, before),
];
