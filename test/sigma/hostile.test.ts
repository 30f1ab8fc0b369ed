import { describe, expect, test } from '@jest/globals';
import { builtInPipelines, none } from '../../src/sigma/pipelines/index.ts';
import { picket } from '../../src/sigma/pipelines/picket/index.ts';
import { outcome, sigmaRule } from './rules.ts';

const list = (count: number, value: (index: number) => string): string =>
  Array.from({ length: count }, (_value, index) => `    - ${JSON.stringify(value(index))}`).join('\n');

const letters = 'abcdefghij'.split('');
const bomb = letters
  .map(
    (letter, index) =>
      `${letter}: &${letter} [${Array.from({ length: 9 }, () => (index === 0 ? 'x' : `*${letters[index - 1]}`)).join(', ')}]`,
  )
  .join('\n');

describe('hostile rules are refused with a reason before they cost anything', () => {
  test.each([
    ['aliases of aliases', `${bomb}\n${sigmaRule('sel: {F: *j}\ncondition: sel')}`, 'too-large'],
    ['deep lists', sigmaRule(`sel: ${'['.repeat(200)}a${']'.repeat(200)}\ncondition: sel`), 'invalid-yaml'],
    ['a deep condition', sigmaRule(`sel: {F: a}\ncondition: ${'('.repeat(500)}sel${')'.repeat(500)}`), 'too-large'],
    ['a chain of not', sigmaRule(`sel: {F: a}\ncondition: ${'not '.repeat(500)}sel`), 'too-large'],
    ['one value with many dashes', sigmaRule(`sel: {F|windash: "${'-a '.repeat(30)}"}\ncondition: sel`), 'too-large'],
    [
      'many values with some dashes',
      sigmaRule(`sel:\n  F|windash:\n${list(2000, (index) => `-a -b -c -d${index}`)}\ncondition: sel`),
      'too-large',
    ],
    [
      'a condition that names a long list a thousand times',
      sigmaRule(
        `sel:\n  F|contains:\n${list(500, (index) => `v${index}`)}\ncondition: ${Array.from({ length: 1000 }, () => 'sel').join(' or ')}`,
      ),
      'too-large',
    ],
    [
      'nested groups in an expression',
      sigmaRule(`sel: {F|re: "${'('.repeat(5000)}a${')'.repeat(5000)}"}\ncondition: sel`),
      'other:SigmaRegularExpressionError',
    ],
    [
      'a pattern of stars',
      sigmaRule(`sel: {F: a}\ncondition: 1 of ${'s*'.repeat(5000)}x and sel and nothing`),
      'other:SigmaConditionError',
    ],
    [
      'thousands of documents',
      Array.from({ length: 1100 }, () => sigmaRule('sel: {F: a}\ncondition: sel')).join('---\n'),
      'too-large',
    ],
  ])('%s', (_name, text, cause) => {
    expect(outcome(text, none)).toBe(cause);
  });

  test('a list of ten thousand values is converted', () => {
    const result = outcome(
      sigmaRule(`sel:\n  Image:\n${list(10_000, (index) => `v${index}`)}\ncondition: sel`),
      picket,
    );
    expect(result[0]).toContain('"v9999"');
  });

  test('a long chain is nested in groups that the parser of KQL can follow', () => {
    const values = list(2000, (index) => `v${index}*w`);
    const result = outcome(sigmaRule(`sel:\n  Image:\n${values}\ncondition: sel`), picket);
    const text = typeof result === 'string' ? '' : (result[0] ?? '');
    expect(text.split('\n').at(-1)?.startsWith('| where ((')).toBe(true);
  });
});

describe('what just fits is read, and what is one more is refused', () => {
  const rule = (condition: string, detection = 'sel: {F: a}'): string =>
    sigmaRule(`${detection}\ncondition: ${condition}`);
  const blanks = (length: number): string => rule(`"sel or${' '.repeat(length - 9)}sel"`);
  const negations = (count: number): string => rule(`${'not '.repeat(count)}sel`);
  const lists = (depth: number): string => rule('sel', `sel: ${'['.repeat(depth)}{F: a}${']'.repeat(depth)}`);
  const documents = (count: number): string => Array.from({ length: count }, () => 'a: b').join('\n---\n');
  const comment = (length: number): string => `${rule('sel')}#${'x'.repeat(length - rule('sel').length - 1)}`;
  /** A list of a thousand values, and aliases of it, with some values more. */
  const aliased = (more: number): string =>
    `${rule('sel')}values: &v [${'x, '.repeat(999)}x]\nmore: [${'*v, '.repeat(198)}${'x, '.repeat(more)}]\n`;
  const named = (count: number): string =>
    rule(Array.from({ length: count }, () => 'sel').join(' or '), `sel: {F: [${'a, '.repeat(998)}a]}`);

  test.each<[string, (size: number) => string, number]>([
    ['signs of a condition', blanks, 20_000],
    ['negations of one another', negations, 60],
    ['lists of a detection within one another', lists, 20],
    ['documents', documents, 1000],
    ['signs of a file', comment, 4 * 1024 * 1024],
    ['values once aliases are expanded', aliased, 775],
    ['values of a condition', named, 100],
  ])('%s', (_name, text, size) => {
    expect(outcome(text(size), none)).not.toBe('too-large');
    expect(outcome(text(size + 1), none)).toBe('too-large');
  });

  test('values that placeholders turn one value into', () => {
    const text = rule('sel', 'sel: {F|expand: "%one%%other%"}');
    const made = (one: number, other: number): string | number => {
      const values = (count: number): string[] => Array.from({ length: count }, (_value, index) => `v${index}`);
      const result = outcome(text, none, { placeholders: { one: values(one), other: values(other) } });
      return typeof result === 'string' ? result : result.length;
    };
    expect([made(100, 100), made(101, 100)]).toEqual([1, 'too-large']);
  });
});

describe('names that every object inherits are names like any other', () => {
  const text = sigmaRule(
    '__proto__: {constructor: a}\nconstructor: {toString: b}\ncondition: __proto__ or constructor',
  ).replace('level: high', 'level: constructor\ntags: [attack.constructor]');

  test.each([
    ['none', ['constructor =~ "a" or toString =~ "b"']],
    ['sentinel_asim', 'unsupported-field'],
    ['microsoft_xdr', 'unsupported-field'],
    ['azure_monitor', 'unsupported-field'],
  ])('%s', (name, expected) => {
    expect(outcome(text, builtInPipelines[name] ?? none)).toEqual(expected);
  });

  test('picket takes them for fields of the event', () => {
    expect(
      outcome(
        text.replace('category: process_creation, product: windows', 'product: windows, service: system'),
        picket,
      )[0],
    ).toContain('extend constructor = tostring(EventData.constructor)');
  });
});
