import { describe, expect, test } from '@jest/globals';
import type { ContentItem, ItemRule, RepositoryRule } from '../../src/core/lint-rule.ts';
import type { Diagnostic } from '../../src/core/diagnostic.ts';
import { compareDiagnostics, lintItems, withSeverities } from '../../src/core/lint.ts';
import { readDocument } from '../../src/core/text/read-document.ts';

const context = { apiVersion: '2023-12-01-preview', now: 0 };
const item = (path: string, text: string): ContentItem<string> => {
  const { document } = readDocument(path, text);
  return { document, raw: {}, draft: text };
};

const texts = { summary: '', why: '' };
const loud: ItemRule<string> = {
  ...texts,
  id: 'rule/loud',
  scope: 'item',
  severity: 'warning',
  *check({ draft }) {
    if (!draft.includes('!')) return;
    yield { at: '/name', part: 'key', message: 'the key', severity: 'note' };
    yield { at: '/name', message: 'the value', hint: 'be quiet' };
  },
};
const lonely: RepositoryRule<string> = {
  ...texts,
  id: 'repo/lonely',
  scope: 'repository',
  severity: 'error',
  *check(items, { base = [] }) {
    const [first] = items;
    for (const { path } of base) {
      const related = first === undefined ? [] : [{ message: 'here', path: first.document.path, at: '/name' }];
      yield { path, at: '', message: 'gone', related };
    }
  },
};

describe('linting items', () => {
  const items = [item('b.yaml', 'name: b!\n'), item('a.yaml', 'name: a!\n')];

  test('places findings in their files, in one order whatever the order of the items', () => {
    const found = lintItems([loud], items, context);
    expect(found.map(({ path, range, severity, message }) => [path, range?.start.column, severity, message])).toEqual([
      ['a.yaml', 1, 'note', 'the key'],
      ['a.yaml', 7, 'warning', 'the value'],
      ['b.yaml', 1, 'note', 'the key'],
      ['b.yaml', 7, 'warning', 'the value'],
    ]);
    expect(lintItems([loud], items.toReversed(), context)).toEqual(found);
  });

  test('gives rules of the repository the base, and a file that is gone no range', () => {
    const base = [{ path: 'gone.yaml', draft: '' }];
    expect(lintItems([lonely], items, { ...context, base })).toEqual([
      {
        code: 'repo/lonely',
        severity: 'error',
        message: 'gone',
        path: 'gone.yaml',
        related: [
          {
            message: 'here',
            path: 'b.yaml',
            range: { start: { line: 1, column: 7 }, end: { line: 1, column: 9 } },
          },
        ],
      },
    ]);
    expect(lintItems([lonely], items, context)).toEqual([]);
    const chosen = lintItems([loud, lonely], items, { ...context, base, runs: ({ id }) => id === lonely.id });
    expect(chosen.map(({ code }) => code)).toEqual([lonely.id]);
  });
});

describe('severities of a project', () => {
  const finding = (code: Diagnostic['code']): Diagnostic => ({ code, severity: 'error', message: '', path: 'a.yaml' });
  const findings = [finding('rule/a'), finding('rule/ab'), finding('repo/a')];
  const result = (severities: Parameters<typeof withSeverities>[1]) =>
    withSeverities(findings, severities).map(({ code, severity }) => `${code} ${severity}`);

  test('are taken by code, and by prefix only with a star', () => {
    expect(result({ 'rule/a': 'note' })).toEqual(['rule/a note', 'rule/ab error', 'repo/a error']);
    expect(result({ 'rule/*': 'warning' })).toEqual(['rule/a warning', 'rule/ab warning', 'repo/a error']);
    expect(result({ rule: 'off' })).toEqual(['rule/a error', 'rule/ab error', 'repo/a error']);
  });

  test('go to the longest pattern that fits, in whatever order they are written', () => {
    expect(result({ 'rule/a': 'note', 'rule/*': 'off', '*': 'warning' })).toEqual(['rule/a note', 'repo/a warning']);
    expect(result({ '*': 'warning', 'rule/*': 'off', 'rule/a': 'note' })).toEqual(['rule/a note', 'repo/a warning']);
    expect(result({ 'rule/a*': 'off', 'rule/a': 'note' })).toEqual(['rule/a note', 'repo/a error']);
  });

  test('leave findings as they are where nothing is set', () => {
    expect(withSeverities(findings, {})).toBe(findings);
  });
});

test('findings without a place come before those with one, then code and message decide', () => {
  const at = (code: Diagnostic['code'], message: string, line?: number): Diagnostic => ({
    code,
    severity: 'error',
    message,
    path: 'a.yaml',
    ...(line === undefined ? {} : { range: { start: { line, column: 1 }, end: { line, column: 2 } } }),
  });
  const sorted = [at('rule/b', 'x'), at('rule/a', 'y', 2), at('rule/a', 'z', 2), at('rule/b', 'a', 2)];
  expect(sorted.toReversed().toSorted(compareDiagnostics)).toEqual(sorted);
});
