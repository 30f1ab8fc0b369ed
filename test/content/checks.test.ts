import { describe, expect, test } from '@jest/globals';
import { kqlLint } from '../../src/content/analytics-rule/kql/index.ts';
import { lint as ofRules } from '../../src/content/analytics-rule/lint/index.ts';
import { lint as ofAutomationRules } from '../../src/content/automation-rule/lint/index.ts';
import { lint as ofHuntingQueries } from '../../src/content/hunting-query/lint/index.ts';
import { lint as ofParsers } from '../../src/content/parser/lint/index.ts';
import { lint as ofPlaybooks } from '../../src/content/playbook/lint/index.ts';
import { lint as ofSummaryRules } from '../../src/content/summary-rule/lint/index.ts';
import { lint as ofWatchlists } from '../../src/content/watchlist/lint/index.ts';
import { lint as ofWorkbooks } from '../../src/content/workbook/lint/index.ts';

type Said = { readonly id: string; readonly severity: string; readonly summary: string; readonly why: string };

const lists: Readonly<Record<string, readonly Said[]>> = {
  'rules, of their queries': kqlLint,
  rules: ofRules,
  'automation rules': ofAutomationRules,
  'hunting queries': ofHuntingQueries,
  parsers: ofParsers,
  playbooks: ofPlaybooks,
  'summary rules': ofSummaryRules,
  watchlists: ofWatchlists,
  workbooks: ofWorkbooks,
};

describe.each(Object.entries(lists))('the checks of %s', (_, checks) => {
  test('have a code each', () => {
    const ids = checks.map(({ id }) => id);
    expect(ids.length).toBeGreaterThan(0);
    expect(ids).toEqual([...new Set(ids)]);
  });

  test('say on one line what they find, and besides why it matters', () => {
    for (const { summary, why } of checks) {
      expect(summary).toMatch(/^\S[^\n]*\S$/);
      expect(why.length).toBeGreaterThan(summary.length / 2);
    }
  });
});

test('a code means one thing, whichever type has the check', () => {
  const families = new Map<string, Set<string>>();
  for (const { id, summary } of Object.values(lists).flat())
    families.set(id, (families.get(id) ?? new Set()).add(summary));
  expect([...families].filter(([, summaries]) => summaries.size > 1)).toEqual([]);
});
