import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { SigmaFault } from '../../../src/sigma/fault.ts';
import { newBudget, spend } from '../../../src/sigma/read/nodes.ts';
import { parseSigma } from '../../../src/sigma/read/parse.ts';
import { none } from '../../../src/sigma/pipelines/index.ts';
import { outcome, sigmaRule } from '../rules.ts';

const first = (text: string) => parseSigma(text, 'rule.yml').diagnostics[0];

describe('scalars are read as the tools of Sigma read them', () => {
  test.each([
    ['00000429', 'Field =~ "00000429"'],
    ['0050', 'Field == 40'],
    ['0x10', 'Field == 16'],
    ['1e3', 'Field =~ "1e3"'],
    ['1.0', 'Field == 1.0'],
    ['1_000', 'Field == 1000'],
    ['yes', 'Field =~ true'],
    ['"yes"', 'Field =~ "yes"'],
    ['123456789012345678901234567890', 'Field == 123456789012345678901234567890'],
    ['~', 'isnull(Field)'],
    ['[]', 'isnull(Field)'],
    ['!!str 5', 'Field =~ "5"'],
  ])('%s becomes %s', (value, query) => {
    expect(outcome(sigmaRule(`sel:\n  Field: ${value}\ncondition: sel`), none)).toEqual([query]);
  });
});

describe('errors are diagnostics at the line of the Sigma file', () => {
  test.each([
    ['an unknown modifier', 'sel:\n  Field|nearly: x\ncondition: sel', 'sigma/unknown-modifier', 7],
    [
      'a modifier that does not fit',
      'sel:\n  Field|contains:\n    - a\n    - 5\ncondition: sel',
      'sigma/value-type',
      9,
    ],
    ['a broken regular expression', 'sel:\n  Field|re: "a(b"\ncondition: sel', 'sigma/regular-expression', 7],
    ['host bits in a network', 'sel:\n  Field|cidr: 10.1.0.0/8\ncondition: sel', 'sigma/value-type', 7],
    ['a condition that ends early', 'sel:\n  Field: a\ncondition: sel and', 'sigma/condition', 8],
    ['an aggregation with a pipe', 'sel:\n  Field: a\ncondition: sel | count() > 5', 'sigma/pipe-condition', 8],
    ['a key that occurs twice', 'sel:\n  Field: a\n  Field: b\ncondition: sel', 'yaml/syntax', 8],
    ['a detection without a condition', 'sel:\n  Field: a', 'sigma/condition', 6],
    ['a nested list of values', 'sel:\n  Field:\n    - [a]\ncondition: sel', 'sigma/value-type', 8],
    ['a date', 'sel:\n  Field: 2024-01-01\ncondition: sel', 'sigma/value-type', 7],
  ])('%s', (_name, detection, code, line) => {
    const found = first(sigmaRule(detection));
    expect({ code: found?.code, line: found?.range?.start.line }).toEqual({ code, line });
  });

  test('a file that is no YAML, has no rule or no log source says so', () => {
    expect(first('title: [a\n')?.code).toBe('yaml/syntax');
    expect(first('')?.code).toBe('sigma/collection');
    expect(first('- a\n')?.code).toBe('sigma/collection');
    expect(first('title: a\ndetection: {sel: {a: b}, condition: sel}\n')?.code).toBe('sigma/logsource');
  });

  test('a message names the wrong value', () => {
    expect(first(sigmaRule('sel:\n  Field|nearly: x\ncondition: sel'))?.message).toContain('`nearly`');
  });
});

describe('collections', () => {
  const tail = 'detection:\n  sel: {Field: a}\n  condition: sel\n';

  test('a global document is laid under those that follow, until a reset', () => {
    const text = `action: global\ntitle: shared\nlogsource: {category: c}\n---\nname: one\n${tail}---\nname: two\n${tail}---\naction: reset\n---\ntitle: own\nlogsource: {product: p}\n${tail}`;
    const { rules } = parseSigma(text, 'rule.yml');
    expect(rules.map(({ title, name }) => [title, name])).toEqual([
      ['shared', 'one'],
      ['shared', 'two'],
      ['own', undefined],
    ]);
  });

  test('a repeated document changes only what it names', () => {
    const text = `title: first\nlogsource: {category: c}\n${tail}---\naction: repeat\ntitle: second\ndetection:\n  sel: {Field: b}\n`;
    expect(outcome(text, none)).toEqual(['Field =~ "a"', 'Field =~ "b"']);
  });

  test('an action that does not exist is refused', () => {
    expect(first('action: forget\n')?.code).toBe('sigma/collection');
  });
});

describe('aliases and merges', () => {
  test('an alias stands for its value, and a merge key lays a mapping under another', () => {
    const text = sigmaRule('base: &base\n  Image: a\nsel:\n  <<: *base\n  User: b\ncondition: sel');
    expect(outcome(text, none)).toEqual(['User =~ "b" and Image =~ "a"']);
  });

  test('an anchor may be the first of all that a file says', () => {
    const { rules, diagnostics } = parseSigma(`&name ${sigmaRule('sel:\n  Image: *name\ncondition: sel')}`, 'rule.yml');
    expect([rules.length, diagnostics]).toEqual([1, []]);
  });
});

describe('reading is total', () => {
  test('any text gives rules or a diagnostic inside the text', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (text) => {
        const { rules, diagnostics } = parseSigma(text, 'x.yml');
        expect(rules.length > 0 || diagnostics.length > 0).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  test('any mutation of a rule is read or refused', () => {
    const rule = sigmaRule(
      'sel:\n  Image|endswith|windash:\n    - "-x"\nfilter:\n  - User: null\ncondition: sel and not 1 of filter*',
    );
    fc.assert(
      fc.property(fc.nat(rule.length), fc.nat(30), fc.string({ maxLength: 8 }), (at, length, added) => {
        const text = rule.slice(0, at) + added + rule.slice(at + length);
        const parsed = parseSigma(text, 'x.yml');
        expect(parsed.problem === undefined || parsed.diagnostics.length > 0).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

describe('a filter', () => {
  const rulesOf = (rules: string) => {
    const text = `title: A filter\nlogsource: {category: process_creation}\nfilter:\n${rules}  sel:\n    Field: a\n  condition: sel\n`;
    const [filter] = parseSigma(text, 'filter.yml').rules;
    return filter?.kind === 'filter' ? filter.rules : filter;
  };

  test.each([
    ['that names rules is for those', '  rules: [one, two]\n', ['one', 'two']],
    ['that names one rule is for it', '  rules: one\n', ['one']],
    ['for any rule is for all', '  rules: any\n', 'any'],
    ['that names none is for all', '', 'any'],
    ['with an empty list is for all', '  rules: []\n', 'any'],
  ])('%s', (_, rules, expected) => expect(rulesOf(rules)).toEqual(expected));
});

describe('what modifiers make of the values of one document', () => {
  test.each<readonly [string, readonly (readonly [values: number, length: number])[], string]>([
    ['as many values as there may be', [[100_000, 1]], 'fits'],
    ['one value more', [[100_001, 1]], 'too-large'],
    [
      'one value more in two parts',
      [
        [100_000, 1],
        [1, 0],
      ],
      'too-large',
    ],
    ['as many characters as there may be', [[2, 10_000_000]], 'fits'],
    [
      'one character more in two parts',
      [
        [2, 10_000_000],
        [1, 1],
      ],
      'too-large',
    ],
  ])('is bounded: %s', (_, parts, expected) => {
    const budget = newBudget();
    const outcomes = parts.map(([values, length]) => {
      try {
        spend(budget, 'windash', values, length);
        return 'fits';
      } catch (error) {
        return error instanceof SigmaFault ? error.reason : String(error);
      }
    });
    expect(outcomes.at(-1)).toBe(expected);
  });
});
