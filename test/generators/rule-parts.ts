import * as fc from 'fast-check';
import type { JsonValue } from '../../src/core/json.ts';

const line = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }).filter((text) => text.trim() !== '');

/** A name without what an override would take for a placeholder. */
export const name = line.map((text) => text.replaceAll(/[{}]/g, '').trim() || 'Rule');

export const description = fc.oneof(
  line,
  line.map((text) => `'${text}'\n`),
  fc.tuple(line, line).map(([first, second]) => `${first}\r\n${second}\n`),
);

/** The names of a list without repeats, in any order. */
export const some = (names: readonly string[]): fc.Arbitrary<JsonValue> => fc.shuffledSubarray([...names]);

export const guid = fc.uuid();
export const maybeUpper = guid.chain((id) => fc.constantFrom(id, id.toUpperCase()));
