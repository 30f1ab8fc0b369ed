import { describe, expect, test } from '@jest/globals';
import type { Diagnostic, DiagnosticCode } from '../../../src/core/diagnostic.ts';
import { applyEdits } from '../../../src/core/text/edit.ts';
import { readDocument } from '../../../src/core/text/read-document.ts';
import { applySuppressions, isSuppressible, type SuppressionOptions } from '../../../src/core/text/suppress.ts';

const finding = (code: DiagnosticCode, line: number, severity: Diagnostic['severity'] = 'warning'): Diagnostic => ({
  code,
  severity,
  message: 'found',
  path: 'rule.yaml',
  range: { start: { line, column: 1 }, end: { line, column: 2 } },
});

const apply = (text: string, findings: readonly Diagnostic[], options?: SuppressionOptions) =>
  applySuppressions([readDocument('rule.yaml', text).document], findings, {}, options);

const left = (text: string, ...findings: Diagnostic[]) =>
  apply(text, findings).map(({ code, range }) => `${code}:${range?.start.line}`);

describe('a suppression', () => {
  const rule = ['id: a', 'tactics:', '  - A', '  - B', 'query: |', '  T', '  | take 1', 'name: n'];
  const withLine = (before: number, comment: string) => rule.toSpliced(before - 1, 0, comment).join('\n');

  test('at the head of the file takes a finding out of the whole file', () => {
    const text = `# a rule\n# picket-ignore rule/x -- because\n\n${rule.join('\n')}`;
    expect(left(text, finding('rule/x', 4), finding('rule/x', 11), finding('rule/y', 4))).toEqual(['rule/y:4']);
    const { range: _, ...nowhere } = finding('rule/x', 1);
    expect(apply(text, [nowhere])).toEqual([]);
  });

  test('on a line of its own concerns what begins on the next line, with everything in it', () => {
    const text = withLine(5, '# picket-ignore rule/x -- because');
    expect(left(text, finding('rule/x', 6), finding('rule/x', 8))).toEqual([]);
    expect(left(text, finding('rule/x', 4), finding('rule/x', 7), finding('rule/x', 9))).toEqual([
      'rule/x:4',
      'rule/x:9',
    ]);
    const listed = withLine(2, '# picket-ignore rule/x -- because');
    expect(left(listed, finding('rule/x', 5), finding('rule/x', 6))).toEqual(['rule/x:6']);
    const unindented = 'id: a\n# picket-ignore rule/x -- because\ntactics:\n- A\n- B\nname: n';
    expect(left(unindented, finding('rule/x', 5), finding('rule/x', 6))).toEqual(['rule/x:6']);
  });

  test('at the end of a line concerns what begins on that line', () => {
    const text = rule.join('\n').replace('- A', '- A # picket-ignore rule/x -- because');
    expect(left(text, finding('rule/x', 3), finding('rule/x', 4))).toEqual(['rule/x:4']);
    const block = rule.join('\n').replace('query: |', 'query: | # picket-ignore kql/x -- because');
    expect(left(block, finding('kql/x', 7))).toEqual([]);
  });

  test('can name several codes, and skips over other comments', () => {
    const text = 'id: a\n# picket-ignore rule/x, rule/y -- both\n# more\n\nname: n';
    expect(left(text, finding('rule/x', 5), finding('rule/y', 5))).toEqual([]);
  });

  test('without a reason has no effect, and is a finding', () => {
    for (const comment of ['# picket-ignore rule/x', '# picket-ignore rule/x --', '# picket-ignore rule/x because'])
      expect(left(`${comment}\nid: a`, finding('rule/x', 2))[0]).toMatch(/without-reason|unknown-suppression/);
    expect(left('id: a # picket-ignore rule/x --\n', finding('rule/x', 1))).toEqual([
      'rule/x:1',
      'yaml/suppression-without-reason:1',
    ]);
  });

  test('that is not needed is a warning with the repair', () => {
    const own = 'id: a\n# picket-ignore rule/x -- because\nname: n\n';
    const [first] = apply(own, []);
    expect(first).toMatchObject({
      code: 'yaml/unused-suppression',
      severity: 'warning',
      range: { start: { line: 2, column: 1 } },
    });
    expect(applyEdits(own, first?.fix ?? [])).toBe('id: a\nname: n\n');
    const behind = 'id: a  # picket-ignore rule/x -- because\nname: n\n';
    expect(applyEdits(behind, apply(behind, [])[0]?.fix ?? [])).toBe('id: a\nname: n\n');
    expect(left(own.replace('rule/x', 'rule/x, rule/y'), finding('rule/x', 3))).toEqual(['yaml/unused-suppression:2']);
  });

  test('of a check that did not run is not called unused', () => {
    expect(apply('# picket-ignore kql/x -- because\nid: a', [])).toEqual([]);
    expect(apply('# picket-ignore kql/x -- because\nid: a', [], { ran: () => true })).toHaveLength(1);
    expect(left('# picket-ignore rule/x -- because\nid: a\nid: b', finding('yaml/duplicate-key', 3, 'error'))).toEqual([
      'yaml/duplicate-key:3',
    ]);
  });

  test('of a code that does not exist is a finding with the nearest one', () => {
    const text = '# picket-ignore rule/perod -- because\nid: a';
    expect(apply(text, [], { known: ['rule/period'] })).toMatchObject([
      { code: 'yaml/unknown-suppression', message: 'There is no finding `rule/perod`: did you mean `rule/period`?' },
    ]);
    expect(left('# picket-ignore nonsense -- because\nid: a')).toEqual(['yaml/unknown-suppression:1']);
  });

  test('cannot hide what makes a rule impossible', () => {
    for (const code of ['yaml/duplicate-key', 'schema/missing-key', 'schema/wrong-type'] as const)
      expect(left(`# picket-ignore ${code} -- because\nid: a`, finding(code, 2, 'error'))).toEqual([
        `yaml/unknown-suppression:1`,
        `${code}:2`,
      ]);
    expect(
      left('# picket-ignore schema/unknown-key -- ours\nid: a', finding('schema/unknown-key', 2, 'error')),
    ).toEqual([]);
  });

  test('is not read from the text of a query', () => {
    expect(left('id: a\nquery: |\n  # picket-ignore rule/x -- because\n  T', finding('rule/x', 2))).toEqual([
      'rule/x:2',
    ]);
  });
});

describe('the findings that remain', () => {
  test('weigh what picket.yaml says, in the order of paths and places', () => {
    const documents = ['b.yaml', 'a.yaml'].map((path) => readDocument(path, 'id: a').document);
    const findings = [finding('rule/x', 3), finding('rule/y', 1), { ...finding('repo/z', 2), path: 'a.yaml' }];
    expect(
      applySuppressions(documents, findings, { 'rule/x': 'error', 'rule/y': 'off' }).map(({ code, severity }) => [
        code,
        severity,
      ]),
    ).toEqual([
      ['repo/z', 'warning'],
      ['rule/x', 'error'],
    ]);
  });
});

describe('a comment of suppressions that says too little', () => {
  const said = (text: string) => apply(text, []).map(({ code, message }) => [code, message]);

  test.each(['# picket-ignore', '# picket-ignore -- because', '# picket-ignore , -- because'])('%s', (comment) => {
    expect(said(`id: a\n${comment}\nname: b\n`)).toEqual([
      ['yaml/unknown-suppression', 'The comment names no finding to ignore.'],
    ]);
  });

  test('in a file of nothing but comments concerns nothing', () => {
    expect(said('# picket-ignore rule/x -- because\n# end\n')).toEqual([
      ['yaml/unused-suppression', expect.stringContaining('rule/x')],
    ]);
  });
});

describe('the repair of a comment that is not needed', () => {
  const repaired = (text: string) => {
    const [found] = apply(text, []);
    return applyEdits(text, found?.fix ?? []);
  };
  const comment = '# picket-ignore rule/x -- because';

  test.each([
    ['its line, with the line end of the file', `id: a\r\n${comment}\r\nname: b\r\n`, 'id: a\r\nname: b\r\n'],
    ['the last line, which has no end', `id: a\n${comment}`, 'id: a\n'],
    ['the white space before it on a line of others', `id: a   ${comment}\nname: b\n`, 'id: a\nname: b\n'],
    ['all but the byte order mark before it', `\uFEFF${comment}\nid: a\n`, '\uFEFFid: a\n'],
  ])('takes out %s', (_, text, expected) => expect(repaired(text)).toBe(expected));
});

test('what makes a rule vanish cannot be suppressed, whatever it is that is wrong', () => {
  const codes = {
    yaml: ['syntax', 'duplicate-key', 'unused-suppression', 'number'],
    schema: [
      ['bad-name', 'contradicts-folder', 'dialect', 'empty', 'forbidden-key', 'incomplete', 'missing-key'],
      ['not-allowed-value', 'other-type', 'out-of-range', 'parser', 'pattern', 'repeated', 'too-long', 'too-many'],
      ['unknown-key', 'unknown-value', 'watchlist', 'wrong-choice', 'wrong-type'],
    ].flat(),
    rule: ['x', 'too-long'],
    repo: ['duplicate-id'],
    kql: ['syntax'],
    config: ['x'],
  };
  const all = Object.entries(codes).flatMap(([group, names]) => names.map((name) => `${group}/${name}`));
  expect(all.filter(isSuppressible)).toEqual([
    'schema/bad-name',
    'schema/out-of-range',
    'schema/too-long',
    'schema/too-many',
    'schema/unknown-key',
    'schema/unknown-value',
    'rule/x',
    'rule/too-long',
    'repo/duplicate-id',
    'kql/syntax',
    'config/x',
  ]);
});
