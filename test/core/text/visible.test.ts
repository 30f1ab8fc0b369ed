import { describe, expect, test } from '@jest/globals';
import { array, assert, constantFrom, pre, property, string } from 'fast-check';
import { hidden, toldApart, toldApartInABlock, visible } from '../../../src/core/text/visible.ts';

describe('a text made visible', () => {
  test.each([
    ['adm\u200bin', 'adm<U+200B>in'],
    ['adm\u200din', 'adm<U+200D>in'],
    ['adm\u200cin', 'adm<U+200C>in'],
    ['ad\u00admin', 'ad<U+00AD>min'],
    ['\u001b[2J', '<U+001B>[2J'],
    ['safe\u202egpj.exe', 'safe<U+202E>gpj.exe'],
    ['admin\ufe0f', 'admin<U+FE0F>'],
    ['a\u{e0061}', 'a<U+E0061>'],
    ['a\u2800\u3164', 'a<U+2800><U+3164>'],
    ['\ufeffa', '<U+FEFF>a'],
    ['a\rb', 'a<U+000D>b'],
    ['p\u0430ypal', 'p\u0430<U+0430>ypal'],
    ['\u0391dmin', '\u0391<U+0391>dmin'],
    ['adm\u200b\u0456n', 'adm<U+200B>\u0456<U+0456>n'],
  ])('shows %j as %j', (text, shown) => {
    expect(visible(text)).toBe(shown);
  });

  test.each([
    ['a family that joiners hold together', '\u{1f468}\u200d\u{1f469}\u200d\u{1f467}'],
    ['a heart in colour and a key', '\u2764\ufe0f 1\ufe0f\u20e3'],
    ['Persian with a joiner that its letters need', '\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645'],
    ['Hindi with a joiner', '\u0915\u094d\u200d\u0937'],
    ['a name in Cyrillic', '\u0412\u0445\u043e\u0434 \u0432 Azure'],
    ['a name in Japanese', '\u7ba1\u7406\u8005\u306e\u30ed\u30b0\u30a4\u30f3'],
    ['German and French', 'Zugriff f\u00fcr Gr\u00f6\u00dfe, l\u2019acc\u00e8s'],
    ['units', '5 \u00b5s, 20 \u2126, \u0394 of sums'],
    ['tabs and line ends', 'a\tb\nc'],
  ])('leaves %s alone', (_name, text) => {
    expect(visible(text)).toBe(text);
  });

  test('is the same when it is made visible twice', () => {
    for (const text of ['admin\u0430', 'A각', 'A\u1112\u1161\u11ab'])
      expect(visible(visible(text))).toBe(visible(text));
    assert(
      property(string({ unit: 'binary' }), (text) => {
        expect(visible(visible(text))).toBe(visible(text));
        expect(visible(text).replaceAll('\u0000', '')).not.toMatch(hidden);
      }),
    );
  });
});

/** Characters that could hide a difference, among some that could not. */
const tricky = string({
  unit: constantFrom(
    'a',
    'b',
    ' ',
    '\t',
    '\u200b',
    '\u200d',
    '\u0430',
    '\u00a0',
    '\u00e9',
    'e\u0301',
    '\ufe0f',
    '<U+200B>',
  ),
  maxLength: 12,
});

describe('two sides of a change', () => {
  test('never print alike on a line, however Markdown folds white space, whatever differs', () => {
    const printed = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();
    assert(
      property(tricky, tricky, (before, after) => {
        pre(before !== after);
        const [one, other] = toldApart(before, after, 300);
        expect(printed(one)).not.toBe(printed(other));
        // Nor when a reader cannot tell the letters of two scripts.
        expect(printed(one).replaceAll('\u0430', 'a')).not.toBe(printed(other).replaceAll('\u0430', 'a'));
      }),
      { numRuns: 2000 },
    );
  });

  test('are cut around their first difference', () => {
    const start = 'x'.repeat(500);
    const [one, other] = toldApart(`${start}old${start}`, `${start}new${start}`, 100);
    expect(one).toContain('old');
    expect(other).toContain('new');
    expect(one.length).toBeLessThanOrEqual(102);
    expect(one.startsWith('\u2026')).toBe(true);
    expect(one.endsWith('\u2026')).toBe(true);
  });

  test('are cut between characters, not within one of two units', () => {
    // Both differ in the second unit of the character behind the text that they have in common.
    const [one, other] = toldApart(`${'x'.repeat(50)}\u{1f600}${'y'.repeat(50)}`, `${'x'.repeat(50)}\u{1f601}`, 60);
    expect([one, other].map((text) => text.isWellFormed())).toEqual([true, true]);
    expect(one).toContain('\u{1f600}');
    expect(other).toContain('\u{1f601}');
    // Two characters of which each has two units, cut right before them.
    const [first] = toldApart(`${'\u{1f600}'.repeat(60)}a`, `${'\u{1f600}'.repeat(60)}b`, 60);
    expect(first.isWellFormed()).toBe(true);
  });

  test.each([
    ['a zero-width space', '"admin"', '"adm\u200bin"', '"adm<U+200B>in"'],
    ['a space that does not break', 'a b', 'a\u00a0b', 'a<U+00A0>b'],
    ['a space at the end', 'a', 'a ', 'a<U+0020>'],
    ['a whole word in look-alikes', 'cop', '\u0441\u043e\u0440', '<U+0441><U+043E><U+0440>'],
    ['what is spelled out against what is there', 'a<U+200B>', 'a\u200b', 'a<U+200B>'],
    ['a letter and its accent in one', 'e\u0301', '\u00e9', '<U+00E9>'],
  ])('show %s', (_name, before, after, shown) => {
    const [one, other] = toldApart(before, after, 300);
    expect(other).toBe(shown);
    expect(one).not.toBe(other);
  });

  test('never print alike in the lines of a block', () => {
    const lines = array(tricky, { minLength: 1, maxLength: 4 });
    assert(
      property(lines, lines, (before, after) => {
        const [removed, added] = [
          before.filter((line) => !after.includes(line)),
          after.filter((line) => !before.includes(line)),
        ];
        const [one, other] = toldApartInABlock(before.join('\n'), after.join('\n'));
        // A tab and spaces may stand for the same width, and spaces at an end are not seen.
        const printed = (text: string): readonly string[] => text.split('\n').map((line) => line.replace(/ +$/, ''));
        const ones = printed(one).filter((_line, index) => removed.includes(before[index] ?? ''));
        const others = new Set(printed(other).filter((_line, index) => added.includes(after[index] ?? '')));
        for (const line of ones) expect(others.has(line)).toBe(false);
      }),
      { numRuns: 2000 },
    );
  });
});
