import { expect, test } from '@jest/globals';
import type { Outcome } from '../../src/core/engine/change.ts';
import { bySeverity, outcomeSeverity, pathUri, rootPath } from '../../src/report/finding.ts';

test.each([
  [undefined, 'rules/a.yaml', 'rules/a.yaml'],
  ['content', 'rules/a.yaml', 'content/rules/a.yaml'],
  ['content/', './rules//a.yaml', 'content/rules/a.yaml'],
  ['content', '../a.yaml', 'a.yaml'],
  ['content/sub', '../../a.yaml', 'a.yaml'],
  ['content', '../../a.yaml', '../a.yaml'],
  ['content', '../../../a.yaml', '../../a.yaml'],
  [undefined, '../a/../b.yaml', '../b.yaml'],
  ['one\\two', 'rules\\a.yaml', 'one/two/rules/a.yaml'],
  ['..', 'a.yaml', '../a.yaml'],
])('in the folder %s the path %s is %s from the root', (folder, path, whole) => {
  expect(rootPath(path, folder === undefined ? {} : { folder })).toBe(whole);
});

test.each([
  ['rules/a b#1%.yaml', 'rules/a%20b%231%25.yaml'],
  ['rules/ä\ud83d.yaml', 'rules/%C3%A4%EF%BF%BD.yaml'],
  ['../a.yaml', '../a.yaml'],
])('the path %j is the reference %s', (path, uri) => {
  expect(pathUri(path)).toBe(uri);
});

test('errors come first and notes last, in their order otherwise', () => {
  const findings = (['note', 'warning', 'error', 'note', 'error', 'warning'] as const).map((severity, index) => ({
    severity,
    index,
  }));
  expect(bySeverity(findings).map(({ index }) => index)).toEqual([2, 4, 1, 5, 0, 3]);
});

test.each<readonly [Outcome['status'], string | undefined]>([
  ['written', undefined],
  ['unchanged', undefined],
  ['skipped', 'warning'],
  ['not-attempted', 'warning'],
  ['refused', 'error'],
  ['failed', 'error'],
  ['unknown', 'error'],
])('an outcome that is %s weighs as: %s', (status, severity) => {
  expect(outcomeSeverity({ status })).toBe(severity);
});
