import { describe, expect, test } from '@jest/globals';
import { auditingOf, lastChanges } from '../../../../src/app/change/kept/last-change.ts';
import { auditedStatesQuery, auditQuery } from '../../../../src/core/service/audit.ts';
import { PicketError } from '../../../../src/core/errors.ts';
import type { ActivityFact, QueryLogs, WorkspaceFacts } from '../../../../src/core/ports.ts';
import { readShippedFacts } from '../../../../src/files/assets.ts';
import { loadKql, shippedSchema } from '../../../../src/kql/index.ts';

const now = Date.UTC(2026, 10, 22);
const rule = (id: string): string =>
  `/subscriptions/s/resourceGroups/rg/providers/Microsoft.OperationalInsights/workspaces/w/providers/Microsoft.SecurityInsights/alertRules/${id}`;

const factsWith = (activity: readonly ActivityFact[]): WorkspaceFacts => ({
  onboarded: async () => true,
  exists: async () => true,
  missingPermissions: async () => [],
  tables: async () => [],
  functions: async () => [],
  activity: async () => activity,
});

const logged: ActivityFact = {
  resourceId: rule('A'),
  operation: 'write',
  caller: 'early@contoso.com',
  at: '2026-11-20T10:00:00Z',
};

describe('who changed a rule last', () => {
  test('is the newer of what the activity log and the audit table say', async () => {
    const queryLogs: QueryLogs = async () => [
      { RuleId: 'a', At: '2026-11-21T08:00:00Z', Who: 'late@contoso.com' },
      { RuleId: 'b', At: '2026-11-19T08:00:00Z', Who: '' },
    ];
    const changes = await lastChanges({ facts: factsWith([logged]), queryLogs }, now);
    expect(changes.get('alertrules/a')).toEqual({ who: 'late@contoso.com', at: '2026-11-21T08:00:00Z' });
    expect(changes.get('alertrules/b')).toEqual({ at: '2026-11-19T08:00:00Z' });
  });

  test('stays with the activity log where the audit table is older, missing or not to be read', async () => {
    const answers: readonly QueryLogs[] = [
      async () => [{ RuleId: 'a', At: '2026-11-01T08:00:00Z', Who: 'long.ago@contoso.com' }],
      async () => ({ unknown: 'The caller may not query the workspace.' }),
      async () => {
        throw new PicketError('service', 'There is no table SentinelAudit.', { code: 'invalid', failure: 'invalid' });
      },
    ];
    for (const queryLogs of answers) {
      const changes = await lastChanges({ facts: factsWith([logged]), queryLogs }, now);
      expect(changes.get('alertrules/a')).toEqual({ who: 'early@contoso.com', at: '2026-11-20T10:00:00Z' });
    }
  });

  test.each([
    ['who changed it', auditQuery('alertRules'), ['RuleId', 'At', 'Who']],
    ['what it was then', auditedStatesQuery('alertRules'), ['RuleId', 'At', 'Who', 'State']],
  ])('is asked with queries that compile against the audit table: %s', async (_, query, columns) => {
    const kql = await loadKql();
    const facts = kql.analyze(query, shippedSchema(await readShippedFacts()));
    expect(facts.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(facts.result?.columns.map(({ name }) => name)).toEqual(columns);
  });

  test('is audited where the audit table has rows; an empty one leaves it open, and a missing one says no', async () => {
    const failing = async (): Promise<never> => {
      throw new PicketError('service', 'There is no table SentinelAudit.', { code: 'invalid', failure: 'invalid' });
    };
    const refused = { unknown: 'The caller may not query the workspace.' };
    expect(await auditingOf(async () => [{ TimeGenerated: '2026-11-21T08:00:00Z' }], now)).toBe('rows');
    expect(await auditingOf(async () => [], now)).toBe('empty');
    expect(await auditingOf(failing, now)).toBe('missing');
    expect(await auditingOf(async () => refused, now)).toEqual(refused);
  });
});
