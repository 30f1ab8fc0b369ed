import { describe, expect, test } from '@jest/globals';
import { timeLine } from '../../../src/catalogue/site/schedule-svg.ts';

const minute = 60_000;

const drawn = (every: number, lookBack: number): string =>
  timeLine({ kind: 'scheduled', every: every * minute, lookBack: lookBack * minute, operator: '', threshold: 0 })
    ?.markup ?? '';

/** What is drawn of one kind, each with these attributes. */
const allOf = (text: string, element: string, ...names: readonly string[]): readonly (readonly string[])[] =>
  [...text.matchAll(new RegExp(`<${element} [^>]*>`, 'g'))].map(([tag]) =>
    names.map((name) => new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1] ?? ''),
  );

describe('the time line of a schedule', () => {
  test('is, with gaps, four runs a quarter of the axis apart, half of each quarter looked at', () => {
    expect(drawn(60, 30)).toBe(
      [
        '<figure class="timeline"><svg viewBox="0 0 440 136" role="img" aria-label="Runs every hour and looks back 30 minutes: 30 minutes before each look-back go unseen.">',
        ...[323, 220, 117, 14].map((x) => `<rect class="missed" x="${x}" y="4" width="51.5" height="98"/>`),
        '<path class="axis" d="M14 106H434"/>',
        ...[
          ['bar now', 374.5, 8, 426],
          ['bar', 271.5, 30, 323],
          ['bar', 168.5, 52, 220],
          ['bar', 65.5, 74, 117],
        ].map(
          ([name, x, y, end]) =>
            `<rect class="${name}" x="${x}" y="${y}" width="51.5" height="12" rx="2"/><path class="guide" d="M${end} ${Number(y) + 12}V106"/><circle class="run" cx="${end}" cy="106" r="3.5"/>`,
        ),
        '<text x="426" y="126" text-anchor="end">this run</text>',
        ...['−1h', '−2h', '−3h'].map(
          (text, index) => `<text x="${323 - index * 103}" y="126" text-anchor="middle">${text}</text>`,
        ),
        '<text class="inside" x="386.5" y="18">30m</text></svg>',
        '<figcaption><ul class="key"><li><i class="swatch bar"></i>looked at by a run</li><li><i class="swatch missed"></i>never looked at</li><li><i class="swatch run"></i>a run</li></ul></figcaption></figure>',
      ].join(''),
    );
  });

  test.each([
    { every: 60, lookBack: 60, cuts: 0 },
    { every: 60, lookBack: 360, cuts: 0 },
    { every: 60, lookBack: 361, cuts: 4 },
  ])('is cut off at $lookBack minutes, looked back every $every: $cuts of 4', ({ every, lookBack, cuts }) => {
    const text = drawn(every, lookBack);
    expect(allOf(text, 'path class="cut"')).toHaveLength(cuts);
    expect(text.includes('cut off at the left')).toBe(cuts > 0);
    expect(text).not.toContain('missed');
  });

  test('has the bars of a long look-back over one another, and a sign of five strokes where each is cut', () => {
    const text = drawn(5, 1440);
    const starts = ['151.3', '105.6', '59.8', '14'];
    expect(allOf(text, 'rect', 'x', 'width')).toEqual(
      starts.map((x, index) => [x, index === 1 || index === 2 ? '274.6' : '274.7']),
    );
    expect(allOf(text, 'path class="cut"', 'd')).toEqual(
      starts.map((x, run) => [`M${Math.round((Number(x) + 5) * 10) / 10} ${7 + 22 * run}l-3 4 3 4-3 4 3 4`]),
    );
    expect(text.match(/>[^<>]+<\/text>/g)).toEqual(['>this run</text>', '>−15m</text>', '>1d</text>']);
  });

  test('has a short look-back as a bar that can be seen, with its label before it', () => {
    const text = drawn(1440, 5);
    expect(allOf(text, 'rect class="bar now"', 'x', 'width')).toEqual([['423.5', '2.5']]);
    expect(text).toContain('<text x="419.6" y="18" text-anchor="end">5m</text>');
  });

  test('is not there for a rule without a schedule that can be drawn', () => {
    expect(drawn(0, 5)).toBe('');
    expect(drawn(5, 0)).toBe('');
  });
});
