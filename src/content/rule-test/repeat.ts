import { isArray, isObject, type JsonObject, type JsonValue } from '../../core/json.ts';
import { pointer } from '../../core/pointer.ts';
import { addWhole, subtractWhole, whole, type Whole } from '../../kql/run/values/value.ts';
import { named } from './cells.ts';
import type { TestFinding } from './model.ts';
import { setPath } from './paths.ts';
import { readLength, readTime, timeForms } from './times.ts';

/** So many rows a `repeat` may make. */
export const mostRepeats = 100_000;

/** One row of a `repeat`: its columns, and its time. */
export type Repeated = { readonly row: JsonObject; readonly time: Whole };

const keys = ['from', 'to', 'every', 'count', 'jitter', 'vary'] as const;

/** A number from 0 to 1 that follows from a text and a position alone. */
const chance = (seed: string, position: number): number => {
  let hash = 2_166_136_261 ^ position;
  for (let at = 0; at < seed.length; at += 1) hash = Math.imul(hash ^ seed.charCodeAt(at), 16_777_619);
  hash = Math.imul(hash ^ (hash >>> 15), 2_246_822_507);
  hash = Math.imul(hash ^ (hash >>> 13), 3_266_489_909);
  return ((hash ^ (hash >>> 16)) >>> 0) / 4_294_967_296;
};

const filled = (template: JsonValue, position: number): JsonValue => {
  if (isArray(template)) return template[(position - 1) % Math.max(1, template.length)] ?? null;
  if (typeof template !== 'string') return template;
  return template === '{n}' ? String(position) : template.replaceAll('{n}', String(position));
};

type Settings = {
  readonly from: Whole | undefined;
  readonly to: Whole | undefined;
  readonly every: Whole | undefined;
  readonly count: number | undefined;
};

const settingsOf = (repeat: JsonObject, now: Whole, at: string, found: TestFinding[]): Settings | undefined => {
  const before = found.length;
  const complain = (key: string, message: string): undefined => {
    found.push({ code: 'test/repeat', at: at + pointer(key), message });
    return undefined;
  };
  const unknown = Object.keys(repeat).find((key) => !keys.some((known) => known === key));
  if (unknown !== undefined)
    found.push({
      code: 'test/repeat',
      at: at + pointer(unknown),
      part: 'key',
      message: `\`repeat\` knows no \`${unknown}\`.`,
      hint: `It has ${keys.join(', ')}.`,
    });
  const time = (key: 'from' | 'to'): Whole | undefined => {
    const value = repeat[key];
    if (value === undefined) return undefined;
    const read = typeof value === 'string' ? readTime(value, now) : undefined;
    return read ?? complain(key, `\`${key}\` is ${named(value)}, and has to be ${timeForms}.`);
  };
  const every = repeat['every'];
  const length = typeof every === 'string' ? readLength(every) : undefined;
  if (every !== undefined && (length === undefined || length <= 0))
    complain('every', `\`every\` is ${named(every)}, and has to be a length of time such as \`1h\`.`);
  const count = repeat['count'];
  const isCount = typeof count === 'number' && Number.isInteger(count) && count >= 0;
  if (count !== undefined && !isCount) complain('count', `\`count\` is ${named(count)}, and has to be a whole number.`);
  const settings = { from: time('from'), to: time('to'), every: length, count: isCount ? count : undefined };
  if (found.length > before) return undefined;
  if (settings.count === undefined && (settings.from === undefined || settings.every === undefined)) {
    found.push({
      code: 'test/repeat',
      at,
      message: '`repeat` does not say how many rows there are.',
      hint: 'Give it `count`, or `from` and `every`.',
    });
    return undefined;
  }
  return settings;
};

/** The times of the rows, the oldest first. `usual` is the time of a row that has none. */
const timesOf = ({ from, to, every, count }: Settings, first: Whole | undefined, usual: Whole): readonly Whole[] => {
  const start = from ?? first;
  const step = every ?? 0;
  const until = to ?? usual;
  if (count === undefined) {
    const times: Whole[] = [];
    for (let time = start ?? usual; time <= until && times.length <= mostRepeats; time = addWhole(time, step))
      times.push(time);
    return times;
  }
  const number = Math.min(count, mostRepeats + 1);
  const spread =
    every === undefined && start !== undefined && to !== undefined && number > 1
      ? whole((BigInt(to) - BigInt(start)) / BigInt(number - 1))
      : step;
  const begin = start ?? subtractWhole(until, whole(BigInt(spread) * BigInt(Math.max(0, number - 1))));
  return Array.from({ length: number }, (_, index) => addWhole(begin, whole(BigInt(spread) * BigInt(index))));
};

/**
 * The rows that a `repeat` makes of one, the oldest first. `vary` fills `{n}`, from 1, into texts, or takes one entry of a
 * list after the other; `jitter` moves each row by less than a length, or than `every`, the same way in every run.
 * @param at where the `repeat` stands, for findings
 */
export const repeated = (
  repeat: JsonObject,
  row: JsonObject,
  context: { readonly now: Whole; readonly usual: Whole; readonly first: Whole | undefined; readonly seed: string },
  at: string,
  found: TestFinding[],
): readonly Repeated[] => {
  const settings = settingsOf(repeat, context.now, at, found);
  if (settings === undefined) return [];
  const jitter = repeat['jitter'];
  const most =
    jitter === 'seeded' || jitter === true
      ? settings.every
      : typeof jitter === 'string'
        ? readLength(jitter)
        : undefined;
  if (jitter !== undefined && jitter !== false && most === undefined) {
    found.push({
      code: 'test/repeat',
      at: `${at}/jitter`,
      message: `\`jitter\` is ${named(jitter)}, and has to be \`seeded\` beside \`every\`, or a length of time such as \`5m\`.`,
    });
    return [];
  }
  const times = timesOf(settings, context.first, context.usual);
  if (times.length > mostRepeats) {
    found.push({
      code: 'test/repeat',
      at,
      message: `\`repeat\` makes more than ${mostRepeats} rows.`,
      hint: 'Take a longer `every`, or a smaller `count`.',
    });
    return [];
  }
  const vary = repeat['vary'];
  const varied = isObject(vary) ? Object.entries(vary) : [];
  return times.map((time, index) => ({
    row: varied.reduce((made, [path, template]) => setPath(made, path, filled(template, index + 1)), row),
    time:
      most === undefined
        ? time
        : addWhole(time, Math.floor(chance(context.seed, index) * Math.min(Number(most), Number.MAX_SAFE_INTEGER))),
  }));
};
