import { expect, test, describe } from '@jest/globals';
import type { JsonObject } from '../../../src/core/json.ts';
import { checkSchema } from '../../../src/core/schema/schema.ts';
import { applyEdits } from '../../../src/core/text/edit.ts';
import { read } from '../text/reading.ts';

/** What is said of a file by a schema that has one key, `it`. */
const said = (it: JsonObject, text: string, root: JsonObject = {}) => {
  const { document } = read(text);
  return checkSchema({ type: 'object', properties: { it }, additionalProperties: false, ...root }, document).map(
    ({ code, message, hint, fix }) => ({
      code,
      message,
      ...(hint === undefined ? {} : { hint }),
      ...(fix === undefined ? {} : { fixed: applyEdits(text, fix) }),
    }),
  );
};

/** The messages alone. */
const messages = (...args: Parameters<typeof said>) => said(...args).map(({ message }) => message);

describe('a value that is not allowed is named by what it is', () => {
  test.each([
    ['[a]', 'a list'],
    ['{a: 1}', 'a mapping'],
    ['null', 'nothing'],
    ["''", 'an empty text'],
    ['7', '`7`'],
    ["'  two\twords '", '`two words`'],
    ['x'.repeat(70), `\`${'x'.repeat(59)}…\``],
  ])('%s', (text, named) => {
    expect(messages({ enum: ['first', 'second'] }, `it: ${text}\n`)).toEqual([
      `${named} is no value that is allowed here.`,
    ]);
  });

  test('with the noun of the schema, and all names that are as near', () => {
    const it = { enum: ['Highest', 'Highess'], 'x-picket-noun': 'level' };
    expect(said(it, 'it: Highes\n')).toEqual([
      {
        code: 'schema/not-allowed-value',
        message: '`Highes` is no level: did you mean `Highest` or `Highess`?',
        hint: 'Allowed are `Highest` and `Highess`.',
      },
    ]);
  });

  test('with the numbers that are allowed', () => {
    expect(said({ enum: [20, 30, null] }, 'it: 45\n')).toMatchObject([{ hint: 'Allowed are `20` and `30`.' }]);
  });
});

test('where lists and mappings may stand, each is described by its own schema', () => {
  const it = {
    type: ['array', 'object'],
    items: { enum: ['first'], 'x-picket-noun': 'place' },
    additionalProperties: { enum: ['low'], 'x-picket-noun': 'level' },
  };
  expect([...messages(it, 'it: [firs]\n'), ...messages(it, 'it: {a: lo}\n')]).toEqual([
    '`firs` is no place: did you mean `first`?',
    '`lo` is no level: did you mean `low`?',
  ]);
  const numbered = { type: 'object', additionalProperties: { enum: ['low'], 'x-picket-noun': 'level' } };
  expect(messages(numbered, 'it: {7: lo}\n')).toEqual(['`lo` is no level: did you mean `low`?']);
});

describe('a value of another type is named beside the type that is wanted', () => {
  test.each([
    ['string', '7', '`it` is `7`, a number; it must be a text.'],
    ['string', 'true', '`it` is `true`, `true` or `false`; it must be a text.'],
    ['integer', 'x', '`it` is `x`, a text; it must be a whole number.'],
    ['number', '[1]', '`it` is a list; it must be a number.'],
    ['array', '{a: 1}', '`it` is a mapping; it must be a list.'],
    ['object', 'null', '`it` is empty; it must be a mapping.'],
  ])('%s where %s stands', (type, text, message) => {
    expect(messages({ type }, `it: ${text}\n`)).toEqual([message]);
  });

  test('of several types each is named', () => {
    expect(messages({ type: ['string', 'integer', 'boolean'] }, 'it: [1]\n')).toEqual([
      '`it` is a list; it must be a text, a whole number or `true` or `false`.',
    ]);
  });

  test('is written as the right one where that changes nothing else', () => {
    expect(said({ type: 'number' }, "it: '12'\n")[0]).toMatchObject({ fixed: 'it: 12\n' });
    expect(said({ type: 'string' }, 'it: 1.10\n')[0]).toMatchObject({ fixed: "it: '1.10'\n" });
    expect(said({ type: 'boolean' }, 'it: "off"\n')[0]).toMatchObject({ fixed: 'it: false\n' });
    // What an alias repeats is written where it stands.
    expect(said({ type: 'string' }, 'it: &a 1\nother: *a\n', { additionalProperties: { type: 'string' } })).toEqual([
      { code: 'schema/wrong-type', message: '`other` is `1`, a number; it must be a text.' },
      expect.objectContaining({ fixed: "it: &a '1'\nother: *a\n" }),
    ]);
  });

  test('a number where a noun is wanted needs more than quotes', () => {
    expect(said({ type: 'string', 'x-picket-noun': 'duration' }, 'it: 5\n')).toEqual([
      {
        code: 'schema/wrong-type',
        message: '`it` is `5`, a number; it must be a duration (a text).',
        hint: "Write `it: '5'`.",
      },
    ]);
  });
});

describe('how a list is written is said with what stands there', () => {
  const list = { type: 'array', items: { type: 'string' } };
  const structures = { type: 'array', items: { type: 'object', properties: { name: {}, value: {} } } };
  test.each([
    [list, 'it: a, b\n', 'Write `it: [a, b]`, or each entry on a line of its own below, after `- `.'],
    [
      list,
      'it: a sentence, and more\n',
      'Write `it: [first, second]`, or each entry on a line of its own below, after `- `.',
    ],
    [
      { type: 'array' },
      'it: 7\n',
      'Write `it: [first, second]`, or each entry on a line of its own below, after `- `.',
    ],
    [structures, 'it: {name: a}\n', 'Put `- ` before the first key under `it`, and indent the others below it.'],
    [
      structures,
      'it: a\n',
      'Write each entry on lines of its own below `it:`, the first one beginning with `- name: `.',
    ],
  ])('%j: %s', (schema, text, hint) => {
    expect(said(schema, text)[0]).toMatchObject({ code: 'schema/wrong-type', hint });
  });
});

describe('keys', () => {
  const many = Object.fromEntries(Array.from({ length: 16 }, (_, index) => [`name${index}`.repeat(3), {}]));
  test.each<readonly [string, JsonObject, string, string, string]>([
    ['unknown among few', {}, 'zzzzzz: 1\n', 'The key `zzzzzz` is unknown.', 'Allowed are `it`.'],
    [
      'unknown among many',
      { properties: many },
      'zzzzzz: 1\n',
      'The key `zzzzzz` is unknown.',
      'Remove it, or keep it as a comment; the schema of the file lists the keys that there are.',
    ],
    [
      'unknown among many with metadata',
      { properties: { ...many, metadata: {} } },
      'zzzzzz: 1\n',
      'The key `zzzzzz` is unknown.',
      'Remove it, or keep it under `metadata`.',
    ],
    [
      'of a mapping within',
      { properties: { it: { type: 'object', properties: { other: {} }, additionalProperties: false } } },
      'it: {zzzzzz: 1}\n',
      'The key `zzzzzz` is unknown in `it`.',
      'Allowed are `other`.',
    ],
    [
      'that belong elsewhere',
      { properties: { it: { type: 'object', properties: { threshold: {} }, additionalProperties: false } } },
      'threshold: 1\n',
      'The key `threshold` does not belong at the top level: its place is in `it`.',
      'Move it into `it`.',
    ],
    [
      'that belong at the top',
      { properties: { threshold: {}, it: { type: 'object', properties: { other: {} }, additionalProperties: false } } },
      'it: {threshold: 1}\n',
      'The key `threshold` does not belong in `it`: its place is at the top level.',
      'Move it to the top level.',
    ],
    [
      'two letters off',
      { properties: { threshold: {} } },
      'treshhold: 1\n',
      'The key `treshhold` is unknown: did you mean `threshold`?',
      'Write `threshold`.',
    ],
    [
      'of two names, the other one taken',
      { properties: { threshold: {} } },
      'threshold: 1\nThreshold: 2\n',
      'The key `Threshold` is spelled `threshold`.',
      '`threshold` is already there: remove `Threshold`.',
    ],
    [
      'of two names that are as near, the nearer one taken',
      { properties: { id: {}, kind: {} } },
      'id: 1\nkid: 2\n',
      'The key `kid` is unknown: did you mean `kind`?',
      'Write `kind`.',
    ],
    [
      'of two spellings of one name, one of them taken',
      { properties: { Alias: {}, alias: {} } },
      'Alias: 1\nAlais: 2\n',
      'The key `Alais` is unknown: did you mean `Alias`?',
      '`Alias` is already there: remove `Alais`.',
    ],
    [
      'by another name that say the same once more',
      { properties: { it: {} }, 'x-picket-aliases': { that: 'it' } },
      'it: [1]\nthat: [1]\n',
      'The key `that` is called `it` here, and says the same once more.',
      'Remove `that`.',
    ],
    [
      'by another name that say something else',
      { properties: { it: {} }, 'x-picket-aliases': { that: 'it', odd: 1 } },
      'it: [1]\nthat: [2]\n',
      'The key `that` is called `it` here.',
      '`it` is already there: remove `that`.',
    ],
  ])('%s', (_, root, text, message, hint) => {
    expect(said({}, text, root)[0]).toMatchObject({ code: 'schema/unknown-key', message, hint });
  });

  test('are renamed in the quotes that they had, and not where they run over lines', () => {
    const fixed = (text: string) => said({}, text)[0];
    expect(fixed('"It": 1\n')).toMatchObject({ fixed: '"it": 1\n' });
    expect(fixed("'IT': 1\n")).toMatchObject({ fixed: "'it': 1\n" });
    expect(fixed('It: 1\n')).toMatchObject({ fixed: 'it: 1\n' });
    expect(fixed('? |-\n  It\n: 1\n')).not.toHaveProperty('fixed');
  });

  test('that are missing are said at the first key that is there, or at the empty mapping', () => {
    const within = { type: 'object', required: ['name'], properties: { name: { description: 'What it is called.' } } };
    expect(said(within, 'it: {}\n')).toEqual([
      { code: 'schema/missing-key', message: 'The key `name` is missing in `it`.', hint: 'What it is called.' },
    ]);
    expect(said({ enum: ['a', 'b'] }, 'other: 1\n', { required: ['it'], additionalProperties: {} })).toEqual([
      { code: 'schema/missing-key', message: 'The key `it` is missing.', hint: 'Add it with one of `a` or `b`.' },
    ]);
  });

  test('whose name is none', () => {
    const named = (propertyNames: JsonObject, text: string) =>
      said({ type: 'object', propertyNames }, text)[0]?.message;
    expect(named({ pattern: '^a' }, 'it: {b: 1}\n')).toBe('`b` is no name that is allowed here.');
    expect(named({ pattern: '^a', 'x-picket-noun': 'letter' }, 'it: {b: 1}\n')).toBe('`b` is no letter.');
    expect(named({ maxLength: 2, 'x-picket-noun': 'letter' }, 'it: {abc: 1}\n')).toBe(
      '`abc` has 3 characters; a letter has at most 2.',
    );
    expect(said({ type: 'object', patternProperties: { b: false } }, 'it: {b: 1}\n')).toEqual([]);
  });
});

describe('numbers of entries and values', () => {
  test.each<readonly [JsonObject, string, string]>([
    [{ maxItems: 1 }, '[1, 2]', '`it` has 2 entries; at most 1 is allowed.'],
    [{ minItems: 2 }, '[1]', '`it` has 1 entry; at least 2 are allowed.'],
    [{ maxProperties: 1 }, '{a: 1, b: 2}', '`it` has 2 entries; at most 1 is allowed.'],
    [{ minProperties: 1 }, '{}', '`it` has 0 entries; at least 1 is allowed.'],
    [{ minimum: 1, maximum: 5 }, '9', '`it` is `9`; it must be from 1 to 5.'],
    [{ minimum: 1 }, '0', '`it` is `0`; it must be >= 1.'],
    [{ maximum: 5 }, '6', '`it` is `6`; it must be <= 5.'],
    [{ maxLength: 2 }, 'abc', '`it` has 3 characters; at most 2 are allowed.'],
    [{ minLength: 1 }, "''", '`it` is empty.'],
    [{ pattern: '^a' }, 'b', '`b` is no valid value.'],
  ])('%j', (it, text, message) => expect(messages(it, `it: ${text}\n`)).toEqual([message]));

  test('of a list that is the file itself', () => {
    expect(messages({}, '[1, 1]\n', { type: 'array', maxItems: 1 })).toEqual([
      'The file has 2 entries; at most 1 is allowed.',
    ]);
  });

  test('what does not count towards a length is left out of it', () => {
    const it = { maxLength: 3, 'x-picket-unmeasured': '\\s+$' };
    expect(messages(it, 'it: "abc   "\n')).toEqual([]);
    expect(messages(it, 'it: "abcd  "\n')).toEqual(['`it` has 4 characters; at most 3 are allowed.']);
  });
});

describe('choices', () => {
  const choice = { oneOf: [{ type: 'string' }, { type: 'integer' }] };
  test('are told in the words of the schema, and not at all where it has none', () => {
    expect(said({ ...choice, 'x-picket-choice': 'Write a text or a number.' }, 'it: []\n')).toEqual([
      { code: 'schema/wrong-choice', message: 'Write a text or a number.' },
    ]);
    expect(said(choice, 'it: []\n')).toEqual([]);
  });
});

describe('what a wrong value most likely means', () => {
  const it = {
    type: 'string',
    pattern: '^P',
    'x-picket-suggest': [1, { match: 'x' }, { match: '^(\\d+)h$', value: 'PT$1H' }],
  };
  test('is said and written by the first pattern that fits it', () => {
    expect(said(it, 'it: 5h\n')).toEqual([
      { code: 'schema/pattern', message: '`5h` is no valid value: did you mean `PT5H`?', fixed: 'it: PT5H\n' },
    ]);
    expect(said(it, 'it: x\n')).toEqual([{ code: 'schema/pattern', message: '`x` is no valid value.' }]);
  });
});
