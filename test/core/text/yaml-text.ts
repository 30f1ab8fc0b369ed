import * as fc from 'fast-check';

export type YamlText = { readonly text: string; readonly value: Readonly<Record<string, string | string[]>> };

type Written = { readonly value: string | string[]; readonly lines: readonly string[] };

const word = fc.stringMatching(/^[a-z]{1,8}$/);
const words = fc.array(word, { minLength: 1, maxLength: 4 }).map((list) => list.join(' '));
const comment = fc.constantFrom('', ' # why', '  # a: b');

/** A text in each style of YAML, with the lines that write it behind a key. */
const written: fc.Arbitrary<Written> = fc.oneof(
  fc.tuple(words, comment).map(([value, note]) => ({ value: `v ${value}`, lines: [` v ${value}${note}`] })),
  fc.tuple(words, comment).map(([value, note]) => ({ value: `it's ${value}`, lines: [` 'it''s ${value}'${note}`] })),
  fc.tuple(words, comment).map(([value, note]) => ({ value: `"${value}"\t`, lines: [` "\\"${value}\\"\\t"${note}`] })),
  fc
    .tuple(
      fc.array(words, { minLength: 1, maxLength: 4 }),
      fc.constantFrom('', '-'),
      fc.integer({ min: 1, max: 4 }),
      comment,
    )
    .map(([list, chomping, indent, note]) => ({
      value: list.join('\n') + (chomping === '' ? '\n' : ''),
      lines: [` |${chomping}${note}`, ...list.map((line) => ' '.repeat(indent) + line)],
    })),
  fc
    .tuple(words, words)
    .map(([first, second]) => ({ value: `${first} ${second}\n`, lines: [' >', `  ${first}`, `  ${second}`, ''] })),
  fc
    .array(words, { minLength: 1, maxLength: 3 })
    .map((list) => ({ value: list.map((item) => `v ${item}`), lines: ['', ...list.map((item) => `  - v ${item}`)] })),
  fc
    .array(words, { maxLength: 3 })
    .map((list) => ({ value: list, lines: [` [${list.map((item) => `"${item}"`).join(', ')}]`] })),
);

/** Mappings written as YAML by hand: all styles, comments, blank lines, either line end, with or without a final one. */
export const yamlText = (): fc.Arbitrary<YamlText> =>
  fc
    .tuple(
      fc.uniqueArray(fc.tuple(word, written, fc.constantFrom('', '# note', ' ')), {
        minLength: 1,
        maxLength: 6,
        selector: ([key]) => key,
      }),
      fc.constantFrom('\n', '\r\n'),
      fc.constantFrom('', '\n'),
      fc.constantFrom('', '---', '# head'),
    )
    .map(([entries, eol, final, head]) => {
      const lines = entries.flatMap(
        ([
          key,
          {
            lines: [first = '', ...rest],
          },
          before,
        ]) => [...(before === '' ? [] : [before.trim()]), `k${key}:${first}`, ...rest],
      );
      const text = (head === '' ? '' : head + eol) + lines.join(eol) + (final === '' ? '' : eol);
      return { text, value: Object.fromEntries(entries.map(([key, { value }]) => [`k${key}`, value])) };
    });
