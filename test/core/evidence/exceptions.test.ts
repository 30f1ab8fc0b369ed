import { describe, expect, test } from '@jest/globals';
import { csvText } from '../../../src/core/text/csv.ts';
import { daysBetween, pullRequestIn, reviewOf } from '../../../src/core/evidence/evidence.ts';
import { allowedByLayers, exceptionsOf, ofLayers, type ConfigRevision } from '../../../src/core/evidence/exceptions.ts';

const off = { rule: 'r', until: '2026-03-10', reason: 'noise' };
const loss = { rule: 'r', loss: 'severity-lowered', reason: 'agreed', expires: '2026-12-31' };

const revisions: readonly ConfigRevision[] = [
  { at: '2026-01-01T10:00:00Z', by: 'ana', value: { disabled: [off] } },
  { at: '2026-02-01T10:00:00Z', by: 'bo', value: { disabled: [off], approvals: [loss] } },
  { at: '2026-05-01T10:00:00Z', by: 'cy', value: { disabled: [off] } },
];

const between = (from: string, to: string) => ({ from: Date.parse(from), to: Date.parse(to) });

describe('exceptions', () => {
  test('begin with the commit that wrote them, and end by their date or by the commit that took them out', () => {
    expect(exceptionsOf(revisions, between('2026-01-01', '2026-06-01'))).toEqual([
      {
        kind: 'approved loss: severity-lowered',
        rule: 'r',
        workspace: '',
        since: '2026-02-01T10:00:00Z',
        until: '2026-12-31',
        by: 'bo',
        reason: 'agreed',
        state: 'ended',
        ended: '2026-05-01T10:00:00Z',
      },
      {
        kind: 'switched off',
        rule: 'r',
        workspace: '',
        since: '2026-01-01T10:00:00Z',
        until: '2026-03-10',
        by: 'ana',
        reason: 'noise',
        state: 'ended',
        ended: '2026-03-10T23:59:59Z',
      },
    ]);
  });

  test('are those of the time that is asked for', () => {
    const found = (from: string, to: string) =>
      exceptionsOf(revisions, between(from, to)).map(({ kind, state }) => `${kind} ${state}`);
    expect(found('2026-01-05', '2026-01-06')).toEqual(['switched off in force']);
    expect(found('2026-04-01', '2026-04-02')).toContain('approved loss: severity-lowered ended');
    expect(found('2025-01-01', '2025-12-31')).toEqual([]);
    expect(found('2026-06-01', '2026-07-01')).toEqual([]);
  });
});

describe('what groups and workspaces allow', () => {
  const exclusion = { where: { Account: 'scanner' }, until: '2026-03-10', reason: 'scans' };
  const overlay = { select: { ids: ['a', 'b'], tags: ['loud'] }, exclude: [exclusion] };
  const first = {
    groups: { canary: { overlays: [overlay], optOut: [{ rule: 'c', reason: 'not here' }] } },
    workspaces: { prod: { overlays: [{ exclude: [exclusion, 'no entry'] }] } },
  };
  const then = (at: string, by: string, value: ConfigRevision['value']): ConfigRevision => ({
    at,
    by,
    value: allowedByLayers(value),
  });

  test('are exceptions of what is selected, from their commit to their end', () => {
    const found = exceptionsOf(
      [then('2026-01-01T10:00:00Z', 'ana', first), then('2026-02-01T10:00:00Z', 'bo', { groups: first.groups })],
      between('2026-01-01', '2026-06-01'),
      ofLayers,
    );
    expect(
      found.map(({ kind, rule, workspace, by, state, ended }) => [kind, rule, workspace, by, state, ended].join(' | ')),
    ).toEqual([
      'exclusion | every rule | prod | ana | ended | 2026-02-01T10:00:00Z',
      'exclusion | ids a, b; tags loud | group canary | ana | ended | 2026-03-10T23:59:59Z',
      'opt-out | c | group canary | ana | in force | ',
    ]);
  });

  test.each([[undefined], ['text'], [{ groups: [], workspaces: { prod: 3 } }]])('are none of %j', (value) => {
    expect(allowedByLayers(value)).toEqual({ exclude: [], optOut: [] });
  });
});

describe('reviews', () => {
  test('count where somebody else than the author approved', () => {
    expect(reviewOf(['Ana <ana@contoso.com>', 'ana'], ['bo'], true)).toBe('approved');
    expect(reviewOf(['Ana <ana@contoso.com>', 'ana'], ['Ana'], true)).toBe('own');
    expect(reviewOf(['Ana <ana@contoso.com>', ''], ['ANA@contoso.com'], true)).toBe('own');
    expect(reviewOf(['Ana <ana@contoso.com>', ''], [], true)).toBe('nobody');
    expect(reviewOf(['Ana <ana@contoso.com>', ''], [], false)).toBe('unknown');
  });

  test('are found by the number that a subject names', () => {
    expect(pullRequestIn('Merge pull request #12 from contoso/fix')).toBe(12);
    expect(pullRequestIn('Raise the threshold (#7)')).toBe(7);
    expect(pullRequestIn('Merged PR 31: Raise it')).toBe(31);
    expect(pullRequestIn('Fix #7 at last')).toBeUndefined();
  });

  test('have ages in whole days, or none where the beginning is not known', () => {
    expect(daysBetween('2026-01-01T12:00:00Z', '2026-01-04T11:00:00Z')).toBe(2);
    expect(daysBetween('', '2026-01-04T11:00:00Z')).toBeUndefined();
  });
});

test('a cell of a CSV is never a formula and hides nothing', () => {
  expect(csvText([['=1+1', '@x', 'a,b', 'x\u202ey']])).toBe(`"'=1+1","'@x","a,b",x<U+202E>y\r\n`);
});
