import { describe, expect, test } from '@jest/globals';
import type { Format } from '../../../src/report/index.ts';
import { reporters } from '../../../src/report/index.ts';
import { inFolder } from '../../cli/io.ts';
import { attacks } from '../../fixtures/injection.ts';
import { markupIn } from '../markup.ts';
import { plain, reportsSaying } from '../reports.ts';
import { parseXml } from '../xml.ts';

const said = (format: Format, text: string): string[] =>
  reportsSaying(text).map((report) => reporters[format](report, { ...plain, source: () => `${text}\n`.repeat(5) }));

const everyFormat = Object.keys(reporters).filter((name): name is Format => Object.hasOwn(reporters, name));

/**
 * Control characters besides tab and line end, and what nobody sees. Reports set two themselves: U+2060 in Markdown, to
 * keep a mention or a link from forming, and U+FE0F in their sign of a warning.
 */
const dangerous = /(?<!\u26a0)(?![\t\n\u2060])[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800\u2028\u2029]/u;

describe.each(everyFormat)('%s keeps a text from rules inert', (format) => {
  test.each(attacks)('$name', ({ text }) => {
    for (const output of said(format, text)) {
      expect(output).not.toMatch(dangerous);
      expect(output.isWellFormed()).toBe(true);
      // What GitHub's runner obeys in a log; the github reporter's own commands are looked at below.
      expect(output).not.toContain('##[');
      expect(format === 'github' ? output.replaceAll(/^::/gm, '') : output).not.toMatch(/^\s*::/m);
    }
  });
});

describe('annotations', () => {
  test.each(attacks)('are nothing but three known commands and one plain line for $name', ({ text }) => {
    for (const output of said('github', text))
      for (const line of output.split('\n').filter((one) => one !== ''))
        expect(line).toMatch(
          /^::(error|warning|notice) ((file|line|endLine|col|endColumn|title)=[^,:]+,?)+::[^\n]+$|^\d+ more finding/,
        );
  });
});

describe('XML', () => {
  test.each(attacks)('is well-formed and has no element of its own for $name', ({ text }) => {
    for (const output of said('junit', text)) {
      const names = new Set(parseXml(output).map(({ name }) => name));
      for (const name of names)
        expect(['testsuites', 'testsuite', 'testcase', 'failure', 'skipped', 'system-out']).toContain(name);
    }
  });
});

describe('Markdown', () => {
  test.each(attacks)('has no markup, mention or link of a rule for $name', ({ text }) => {
    for (const output of said('markdown', text)) {
      expect(markupIn(output)).toEqual([]);
      expect(output.length).toBeLessThan(65_536);
    }
  });

  test('has as many cells in each row of a table as in its head, whatever bars a text has', () => {
    for (const output of said('markdown', 'a | b | c'))
      for (const table of output
        .trim()
        .split('\n\n')
        .filter((part) => part.startsWith('| '))) {
        const cells = table.split('\n').map((line) => line.split(/(?<!\\)\|/).length);
        expect(cells[0]).toBeGreaterThan(3);
        expect(new Set(cells).size).toBe(1);
      }
  });
});

describe('JSON', () => {
  test.each(attacks)('gives the text back as it was for $name', ({ text }) => {
    const [validated] = said('json', text);
    const parsed: { diagnostics: { message: string }[] } = JSON.parse(validated ?? '');
    expect(parsed.diagnostics[0]?.message).toBe(text);
  });
});

describe('the terminal', () => {
  test.each(attacks)('shows a message of an error as text: $name', async ({ text }) => {
    const { err, code } = await inFolder((shell) => shell.picket('explain', text));
    expect(code).toBe(3);
    expect(err).not.toMatch(dangerous);
    expect(err).not.toMatch(/^\s*::|##\[/m);
  });

  test('shows an escape as text', () => {
    expect(said('pretty', '\u001b[2Jx')[1]).toContain('<U+001B>[2Jx');
  });
});
