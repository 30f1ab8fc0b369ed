import { describe, expect, test } from '@jest/globals';
import { readDocument } from '../../src/core/text/read-document.ts';
import { convertSigma } from '../../src/sigma/convert.ts';
import { conversionDiagnostics } from '../../src/sigma/conversion-diagnostics.ts';
import { parseSigma } from '../../src/sigma/read/parse.ts';
import { picket } from '../../src/sigma/pipelines/picket/index.ts';
import { none } from '../../src/sigma/pipelines/index.ts';
import { readPlaceholders } from '../../src/sigma/placeholders.ts';
import { sigmaRule } from './rules.ts';

const said = (text: string, pipeline: typeof picket | typeof none = picket) => {
  const file = parseSigma(text, 'a/rule.yml');
  const [conversion] = convertSigma([file], pipeline);
  if (conversion === undefined) throw new Error('one file gives one result');
  return conversionDiagnostics(file, conversion).map(({ code, severity, path, range }) => ({
    code,
    severity,
    path,
    line: range?.start.line,
  }));
};

describe('what a conversion has to say stands at a line of the Sigma file', () => {
  test.each([
    ['a field without a column', 'sel:\n  User: a\n  Nothing: b\ncondition: sel', 'sigma/unsupported-field', 8, picket],
    ['a placeholder', "sel:\n  User|expand: '%a%'\ncondition: sel", 'sigma/placeholder-unexpanded', 7, picket],
    ['a name that is not defined', 'sel:\n  User: a\ncondition: sel and no', 'sigma/condition', 8, picket],
    [
      'a reference that cannot be compared',
      'sel:\n  User|fieldref: B\ncondition: sel',
      'sigma/fieldref-unsupported',
      8,
      none,
    ],
  ])('%s', (_name, detection, code, line, pipeline) => {
    expect(said(sigmaRule(detection), pipeline)).toEqual([{ code, severity: 'error', path: 'a/rule.yml', line }]);
  });

  test('what reading has said already is not said again', () => {
    expect(said(sigmaRule('sel:\n  User|nearly: a\ncondition: sel'))).toEqual([]);
  });

  test('a warning is a warning', () => {
    const values = Array.from({ length: 900 }, (_value, index) => `    - something-quite-long-${index}`).join('\n');
    expect(said(sigmaRule(`sel:\n  User:\n${values}\ncondition: sel`))).toEqual([
      { code: 'sigma/query', severity: 'warning', path: 'a/rule.yml', line: 1 },
    ]);
  });

  test('a file that is refused does not keep the others from being converted', () => {
    const files = [sigmaRule('sel: {User: a}\ncondition: no'), sigmaRule('sel: {User: a}\ncondition: sel')];
    const results = convertSigma(
      files.map((text, index) => parseSigma(text, `${index}.yml`)),
      picket,
    );
    expect(results.map((result) => 'queries' in result)).toEqual([false, true]);
  });
});

describe('placeholders come from a file', () => {
  const read = (text: string) => readPlaceholders(readDocument('placeholders.yaml', text).document);

  test('a name has one value or several', () => {
    expect(read('admins: [eve, 5]\nhost: dc*\n')).toEqual({
      placeholders: { admins: ['eve', '5'], host: ['dc*'] },
      diagnostics: [],
    });
  });

  test('anything else is refused at its place', () => {
    expect(read('admins: [{a: b}]\nhost:\n').diagnostics.map(({ range }) => range?.start.line)).toEqual([1, 2]);
    expect(read('- a\n').diagnostics).toHaveLength(1);
    const said = (text: string) =>
      read(text).diagnostics.map(({ code, severity, message, path, range }) => [
        code,
        severity,
        message,
        path,
        range?.start,
      ]);
    const ofName = (line: number, column: number) => [
      'sigma/placeholders',
      'error',
      'A value of the placeholder `admins` has to be a text or a number.',
      'placeholders.yaml',
      { line, column },
    ];
    expect(said('other: x\nadmins: [x, {a: b}, null, y]\n')).toEqual([ofName(2, 13), ofName(2, 21)]);
    expect(said('admins: {a: b}\n')).toEqual([ofName(1, 9)]);
    expect(said('- a\n')).toEqual([
      [
        'sigma/placeholders',
        'error',
        'The file of placeholders has to be a mapping from names to values.',
        'placeholders.yaml',
        { line: 1, column: 1 },
      ],
    ]);
    expect(read('').diagnostics).toEqual([]);
  });
});
