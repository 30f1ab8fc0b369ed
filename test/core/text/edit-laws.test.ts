import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { insertItem, insertKey, removeValue, renameKey, replaceValue } from '../../../src/core/text/edit.ts';
import { isArray, type JsonValue } from '../../../src/core/json.ts';
import { document, edited } from './editing.ts';
import { yamlText } from './yaml-text.ts';

const valueOf = (text: string) => document(text).value;

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc
    .array(
      fc.constantFrom(
        'a',
        ' ',
        '\n',
        '#',
        ': ',
        '- ',
        '"',
        "'",
        '\t',
        '\r',
        '{',
        '|',
        'null',
        '1',
        '\\',
        '\u2028',
        '\uFEFF',
        'é',
        '💥',
      ),
    )
    .map((parts) => parts.join('')),
);
const anyValue: fc.Arbitrary<JsonValue> = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, depthIdentifier: 'value' },
    anyText,
    fc.constantFrom<JsonValue>(
      null,
      true,
      false,
      0,
      -1.5,
      1e21,
      'yes',
      '007',
      '1h',
      'T1098.003',
      'a\nb\n',
      '  a\nb',
      'a\n\n\nb\n\n',
    ),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.oneof(fc.stringMatching(/^[a-z]{1,6}$/), anyText), tie('value'), { maxKeys: 3 }),
  ),
})).value;

/** The lines of one text that the other one has not, in order of the longest common begin and end. */
const changedLines = (before: string, after: string): string[] => {
  const old = before.split('\n');
  const now = after.split('\n');
  let head = 0;
  while (head < old.length && head < now.length && old[head] === now[head]) head += 1;
  let tail = 0;
  while (tail < old.length - head && tail < now.length - head && old.at(-1 - tail) === now.at(-1 - tail)) tail += 1;
  return old.slice(head, old.length - tail);
};

describe('the law of edits', () => {
  const chosen = fc.tuple(yamlText(), fc.nat(), anyValue);

  test('a value is replaced by any other, and only its lines change', () => {
    fc.assert(
      fc.property(chosen, ({ 0: { text, value }, 1: pick, 2: next }) => {
        const keys = Object.keys(value);
        const key = keys[pick % keys.length] ?? '';
        const after = edited(text, (it) => replaceValue(it, `/${key}`, next));
        expect(valueOf(after)).toEqual({ ...value, [key]: next });
        expect(Object.keys(Object(valueOf(after)))).toEqual(keys);
        const span = document(text).locate(`/${key}`);
        const first = text.slice(0, document(text).locate(`/${key}`, 'key').start).split('\n').length;
        const last = text.slice(0, span.end).split('\n').length;
        expect(changedLines(text, after).length).toBeLessThanOrEqual(last - first + 3);
      }),
      { numRuns: 150 },
    );
  });

  test('a key is removed, renamed and added, and the others keep their values and order', () => {
    fc.assert(
      fc.property(chosen, ({ 0: { text, value }, 1: pick, 2: next }) => {
        const keys = Object.keys(value);
        const key = keys[pick % keys.length] ?? '';
        const without = edited(text, (it) => removeValue(it, `/${key}`));
        expect(Object.entries(Object(valueOf(without)))).toEqual(
          Object.entries(value).filter(([name]) => name !== key),
        );
        const renamed = edited(text, (it) => renameKey(it, `/${key}`, 'other'));
        expect(Object.entries(Object(valueOf(renamed)))).toEqual(
          Object.entries(value).map(([name, member]) => [name === key ? 'other' : name, member]),
        );
        const added = edited(text, (it) => insertKey(it, '', 'other', next, key));
        expect(valueOf(added)).toEqual({ ...value, other: next });
        for (const after of [renamed, added])
          expect(document(after).comments.length).toBeGreaterThanOrEqual(document(text).comments.length);
      }),
      { numRuns: 80 },
    );
  });

  test('an item is added anywhere and removed again', () => {
    fc.assert(
      fc.property(chosen, ({ 0: { text, value }, 1: pick, 2: next }) => {
        for (const [key, list] of Object.entries(value)) {
          if (!isArray(list)) continue;
          const index = pick % (list.length + 1);
          const added = edited(text, (it) => insertItem(it, `/${key}`, index, next));
          expect(valueOf(added)).toEqual({ ...value, [key]: [...list.slice(0, index), next, ...list.slice(index)] });
          expect(valueOf(edited(added, (it) => removeValue(it, `/${key}/${index}`)))).toEqual(value);
        }
      }),
      { numRuns: 80 },
    );
  });
});
