import { describe, expect, test } from '@jest/globals';
import type { ComparedRule } from '../../src/core/compared.ts';
import { comparedJson, comparedSummary, markdownCompared, prettyCompared } from '../../src/report/compare.ts';

const rule = (name: string, more: Partial<ComparedRule> = {}): ComparedRule => ({
  rule: name,
  path: `rules/${name}.yaml`,
  cases: 1,
  generated: 2,
  changes: [],
  ...more,
});

/** A rule that changed in every way, in no order; one with a note; one with both; and one that stayed as it was. */
const rules: readonly ComparedRule[] = [
  rule('A', {
    changes: [
      { kind: 'renamed', words: 'says B' },
      { kind: 'gained', words: 'fires at 2' },
      { kind: 'lost', words: 'silent at 1' },
    ],
  }),
  rule('N', { note: 'It has no query.' }),
  rule('C', { changes: [{ kind: 'lost', words: 'silent at 3' }], note: 'Only 2 rows.' }),
  rule('S', { cases: 2, generated: 1 }),
];

describe('what a change of rules catches', () => {
  test('is told to a terminal whole: the lost first, notes after, and what it ran over where nothing differs', () => {
    expect(prettyCompared(rules, { colour: false, columns: 80 })).toBe(
      [
        'A rules/A.yaml',
        '  - silent at 1',
        '  + fires at 2',
        '  ~ says B',
        '',
        'N rules/N.yaml',
        '  It has no query.',
        '',
        'C rules/C.yaml',
        '  - silent at 3',
        '  Only 2 rows.',
        '',
        'S rules/S.yaml',
        '  the same over 2 cases and 1 row made of its conditions',
        '',
        '4 rules changed; 2 no longer catch what they caught.',
        '',
      ].join('\n'),
    );
  });

  test('is a table of Markdown with a line for each difference, note or sameness', () => {
    expect(markdownCompared(rules, 10_000)).toBe(
      [
        '### What the change catches',
        '',
        '4 rules changed; 2 no longer catch what they caught.',
        '',
        '| Rule | |',
        '|---|---|',
        '| A | 🔴 silent at 1 |',
        '| A | 🟢 fires at 2 |',
        '| A | 🟡 says B |',
        '| N | It has no query. |',
        '| C | 🔴 silent at 3 |',
        '| S | the same over 2 cases and 1 row made of its conditions |',
      ].join('\n'),
    );
  });

  test('says what of the table had no room', () => {
    const long = rule('L', { changes: [{ kind: 'lost', words: 'x'.repeat(400) }] });
    expect(markdownCompared([long], 200)).toMatch(
      /\n\| L \| 🔴 x{99}… \|\n\n_Cut to fit: 1 differences in one line each\. The report in JSON holds all of it\._$/,
    );
    expect(markdownCompared([rule('L', { note: 'y'.repeat(299) })], 20)).toMatch(
      /\n\|---\|---\|\n\n_Cut to fit: 1 more differences not shown\. The report in JSON holds all of it\._$/,
    );
  });

  test('is JSON with every field, and a note only where there is one', () => {
    const [all, note, both, same] = rules;
    expect(comparedJson(rules)).toStrictEqual({
      compared: [
        { ...all, changes: all?.changes.toReversed() },
        { ...note, note: 'It has no query.' },
        { ...both, note: 'Only 2 rows.' },
        same,
      ],
    });
  });

  test.each([
    ['No rule changed.', []],
    ['1 rule changed; nothing is no longer caught.', [rule('S')]],
    ['2 rules changed; 1 no longer catches what it caught.', rules.slice(0, 2)],
  ])('comes to: %s', (summary, some) => {
    expect(comparedSummary(some)).toBe(summary);
    expect(markdownCompared(some, 1000)).toContain(`### What the change catches\n\n${summary}`);
  });
});
