import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import stringWidth from 'string-width';
import { codeFrame } from '../../../src/report/diagnostics.ts';
import { pretty } from '../../../src/report/pretty.ts';
import { tableLines } from '../../../src/report/text/rows.ts';
import { styleOf } from '../../../src/report/text/style.ts';
import { wrapped } from '../../../src/report/text/wrap.ts';
import { drifted, plain, verdict } from '../reports.ts';

const bare = styleOf({ colour: false, columns: 80 });
const rangeOf = (line: number, from: number, to: number) => ({
  start: { line, column: from },
  end: { line, column: to },
});

describe('a line of a file', () => {
  const line = `SigninLogs | where UserId in (${'"someone@contoso.com", '.repeat(20)}"x") | where Nope == 1 | ${'take 5 | '.repeat(20)}count`;
  const at = line.indexOf('Nope') + 1;

  test('that is longer than the terminal is wide is cut around the place, with an ellipsis at either side', () => {
    const [shown = '', carets = ''] = codeFrame(line, rangeOf(1, at, at + 4), 60, bare);
    expect(shown).toMatch(/^ {2}1 \| ….*\| where Nope == 1 .*…$/);
    expect(stringWidth(shown)).toBeLessThanOrEqual(60);
    expect(shown.slice(carets.indexOf('^'), carets.lastIndexOf('^') + 1)).toBe('Nope');
  });

  test('is whole in a pipe', () => {
    const [shown = '', carets = ''] = codeFrame(line, rangeOf(1, at, at + 4), Infinity, bare);
    expect(shown).toBe(`  1 | ${line}`);
    expect(shown.slice(carets.indexOf('^'), carets.lastIndexOf('^') + 1)).toBe('Nope');
  });

  test('never leaves the columns, and the carets stand below what it shows', () => {
    const text = fc.string({ unit: fc.constantFrom('a', ' ', 'é', '漢', '\t', '|'), minLength: 1, maxLength: 300 });
    fc.assert(
      fc.property(text, fc.nat(), fc.integer({ min: 40, max: 120 }), (content, place, columns) => {
        const from = (place % content.length) + 1;
        const [shown = '', carets = ''] = codeFrame(content, rangeOf(1, from, from + 1), columns, bare);
        expect(stringWidth(shown)).toBeLessThanOrEqual(columns);
        expect(stringWidth(carets)).toBeLessThanOrEqual(columns);
      }),
    );
  });
});

describe('a report', () => {
  const long = 'a'.repeat(30);
  const field = { at: '/properties/description', side: 'theirs', cosmetic: false } as const;
  const report = drifted([
    verdict(1, { fields: [{ ...field, before: `${long} workspace ${long}`, after: `${long} git ${long}` }] }),
  ]);

  test('wraps its lines at any width from 40 columns, with what goes on indented, and loses nothing', () => {
    fc.assert(
      fc.property(fc.integer({ min: 40, max: 200 }), (columns) => {
        const text = pretty(report, { ...plain, columns });
        for (const line of text.split('\n')) expect(stringWidth(line)).toBeLessThanOrEqual(columns);
        const whole = pretty(report, { ...plain, columns: Infinity });
        expect(text.replaceAll(/\s/g, '')).toBe(whole.replaceAll(/\s/g, ''));
      }),
    );
    expect(pretty(report, { ...plain, columns: 60 })).toContain(
      `      description: workspace\n        ${long} workspace\n        ${long}, git\n`,
    );
  });

  test('stays on its lines in a pipe', () => {
    expect(pretty(report, { ...plain, columns: Infinity })).toContain(
      `      description: workspace ${long} workspace ${long}, git ${long} git ${long}\n`,
    );
  });

  test('keeps the indent of a line that is coloured from its beginning', () => {
    const { red } = styleOf({ colour: true, columns: 40 });
    const rows = wrapped(red(`        - ${'word '.repeat(20).trim()}`), 40).split('\n');
    expect(rows.map((row) => /^ */.exec(row)?.[0].length)).toEqual([8, ...rows.slice(1).map(() => 10)]);
    expect(rows.length).toBeGreaterThan(2);
  });

  test('carries its colours over the break', () => {
    const red = styleOf({ colour: true, columns: 40 }).red('word '.repeat(20).trim());
    const rows = wrapped(`  ${red}`, 40).split('\n');
    expect(rows.length).toBeGreaterThan(2);
    const ends = rows.map((row) => [row.trimStart().startsWith('\u001b[31m'), row.endsWith('\u001b[39m')]);
    expect(ends).toEqual(rows.map(() => [true, true]));
  });
});

describe('a table that is wider than the terminal', () => {
  const columns = ['', 'Rules', 'False positives'];
  const rows = [
    ['soc', '12', '25 % of 8'],
    ['(none)', '3', '–'],
  ];

  test('is a list of rows, with the name of each value', () => {
    expect(tableLines(columns, rows, 29)).toEqual([
      'soc',
      '  Rules: 12',
      '  False positives: 25 % of 8',
      '(none)',
      '  Rules: 3',
      '  False positives: –',
    ]);
  });

  test('is a table where it just fits, and in a pipe', () => {
    const table = [
      '        Rules  False positives',
      '------  -----  ---------------',
      'soc     12     25 % of 8',
      '(none)  3      –',
    ];
    expect(tableLines(columns, rows, 30)).toEqual(table);
    expect(tableLines(columns, rows)).toEqual(table);
  });

  test('says no value that is empty, and loses none', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-z]{0,30}$/), { minLength: 3, maxLength: 3 }), (row) => {
        const text = tableLines(['', 'one', 'two'], [row], 20).join('\n');
        for (const cell of row) expect(text).toContain(cell);
        expect(text.split('\n').every((line) => !line.endsWith(': '))).toBe(true);
      }),
    );
  });
});
