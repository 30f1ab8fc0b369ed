import { describe, expect, test } from '@jest/globals';
import type { Diagnostic } from '../../../src/core/diagnostic.ts';
import { github } from '../../../src/report/github.ts';
import { json } from '../../../src/report/json.ts';
import { pretty } from '../../../src/report/pretty.ts';
import type { Report } from '../../../src/core/report.ts';

const at = (line: number, over: Partial<Diagnostic> = {}): Diagnostic => ({
  code: 'rule/entity-identifier-legacy',
  severity: 'warning',
  message: `An older identifier at ${line}.`,
  path: 'rules/a.yaml',
  range: { start: { line, column: 1 }, end: { line, column: 5 } },
  ...over,
});
const report = (diagnostics: readonly Diagnostic[]): Report => ({
  command: 'validate',
  version: '1',
  diagnostics,
  files: 1,
});
const context = { colour: false, columns: Number.POSITIVE_INFINITY, source: () => undefined };

describe('findings of one code in one file', () => {
  test('are one entry that says where the others are', () => {
    const text = pretty(report([at(3), at(7), at(9), at(4, { path: 'rules/b.yaml' })]), context);
    expect(text.match(/warning An older identifier/g)).toHaveLength(2);
    expect(text).toContain('and:  2 more in this file, at lines 7, 9');
    expect(text).toContain('1 file: no errors, 4 warnings');
    const annotations = github(report([at(3), at(7)]), context);
    expect(annotations.match(/^::warning/gm)).toHaveLength(1);
    expect(annotations).toContain('And 1 more in this file, at line 7.');
  });

  test('are told one by one where they are errors', () => {
    const errors = [at(3, { severity: 'error' }), at(7, { severity: 'error' }), at(9)];
    expect(pretty(report(errors), context).match(/An older identifier/g)).toHaveLength(3);
    expect(github(report(errors), context).match(/^::/gm)).toHaveLength(3);
  });

  test('are all in the formats of machines', () => {
    const value = JSON.parse(json(report([at(3), at(7), at(9)]), context));
    expect(value).toMatchObject({ diagnostics: [{}, {}, {}] });
  });

  test('name --fix where it repairs one of them', () => {
    const fixed = at(7, { fix: [{ span: { start: 0, end: 1 }, text: '' }] });
    expect(pretty(report([at(3), fixed]), context)).toContain('fix:  picket validate --fix');
    expect(pretty(report([at(3)]), context)).not.toContain('--fix');
    expect(github(report([fixed]), context)).toContain('picket validate --fix repairs it.');
  });

  test('name eight lines of theirs at most', () => {
    const lines = (count: number): string =>
      pretty(report(Array.from({ length: count + 1 }, (_, index) => at(index + 1))), context);
    expect(lines(8)).toContain('8 more in this file, at lines 2, 3, 4, 5, 6, 7, 8, 9\n');
    expect(lines(9)).toContain('9 more in this file, at lines 2, 3, 4, 5, 6, 7, 8, 9, …\n');
  });
});
