import { describe, expect, test } from '@jest/globals';
import {
  auditingOf,
  auditedStates,
  lastChanges,
  withLastChanges,
} from '../../../../src/app/change/kept/last-change.ts';
import { auditedStatesQuery, auditQuery } from '../../../../src/core/service/audit.ts';
import { PicketError } from '../../../../src/core/errors.ts';
import type { ActivityFact, QueryLogs, WorkspaceFacts } from '../../../../src/core/ports.ts';
import { readShippedFacts } from '../../../../src/files/assets.ts';
import type { Verdict } from '../../../../src/core/engine/change.ts';
import type { JsonObject } from '../../../../src/core/json.ts';
import { loadKql, shippedSchema } from '../../../../src/kql/index.ts';
import { typeOf } from '../../../core/rules.ts';

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

  test('is what the rule itself says where no log tells of it, for those that are worth a question', async () => {
    const told: readonly (readonly [string, JsonObject | undefined, object | undefined])[] = [
      ['a', {}, { who: 'early@contoso.com', at: '2026-11-20T10:00:00Z' }],
      ['gone', undefined, undefined],
      ['silent', {}, undefined],
      ['empty', { systemData: { lastModifiedBy: '', lastModifiedAt: '' }, properties: 'x' }, undefined],
      ['named', { systemData: { lastModifiedBy: 'ana' } }, { who: 'ana' }],
      ['dated', { systemData: { lastModifiedAt: '2026-11-21T10:00:00Z' } }, { at: '2026-11-21T10:00:00Z' }],
      [
        'both',
        { systemData: { lastModifiedBy: 'ana', lastModifiedAt: '2026-11-21' } },
        { who: 'ana', at: '2026-11-21' },
      ],
      ['own', { properties: { lastModifiedUtc: '2026-11-19' } }, { at: '2026-11-19' }],
      [
        'parts',
        {
          systemData: { lastModifiedBy: 'ana' },
          parts: {
            one: { properties: { changedTime: '2026-11-18' } },
            two: { properties: { changedTime: '2026-11-20' } },
            three: {},
          },
        },
        { at: '2026-11-20' },
      ],
      ['no parts', { systemData: { lastModifiedBy: 'ana' }, parts: {} }, undefined],
      ['unasked', { systemData: { lastModifiedBy: 'ana' } }, undefined],
    ];
    const verdicts = told.map(([id, body]): Verdict => ({
      state: 'theirs',
      type: 'rule',
      id,
      displayName: id,
      fields: [],
      unknownProperties: [],
      ...(body === undefined ? {} : { live: { type: 'alertRules', name: id, id: `/${id}`, etag: '"1"', body } }),
    }));
    const asked: string[] = [];
    const queryLogs: QueryLogs = async (query, { from, to }) => {
      asked.push(`${query.split('\n')[0] ?? ''} ${(to - from) / 86_400_000} days`);
      return [{ RuleId: '', At: '2026-11-21T08:00:00Z', Who: 'nobody' }];
    };
    const session = { connection: { facts: factsWith([logged]), queryLogs }, typeOf };
    const seen = await withLastChanges(verdicts, Object.assign(Object.create(null), session), {
      now,
      isWorthAsking: ({ id }) => id !== 'unasked',
    });
    expect(seen.map(({ id, lastChange }) => [id, lastChange])).toEqual(told.map(([id, , change]) => [id, change]));
    expect(asked).toEqual(['SentinelAudit 89 days']);
    expect(
      await withLastChanges(verdicts, Object.assign(Object.create(null), session), { now, isWorthAsking: () => false }),
    ).toBe(verdicts);
    expect(asked).toHaveLength(1);
  });

  test('is told in order of what each write left, as far as a row holds a rule', async () => {
    const row = (RuleId: string, At: string, State: string) => ({ RuleId, At, Who: 'ana', State });
    const queryLogs: QueryLogs = async (_query, { from, to }) => [
      row('a', '2026-11-21T10:00:00Z', '{"properties": {"severity": "Low"}}'),
      row('a', '2026-11-20T10:00:00Z', '{"properties": {"severity": "High"}}'),
      row('a', '2026-11-22T10:00:00Z', 'cut off'),
      row('b', new Date(from).toISOString(), `{"properties": {"reach": ${to - from}}}`),
    ];
    const states = await auditedStates(queryLogs, { since: now - 1000, now });
    expect(states.map(({ rule: id, at, body }) => [id, at, body['properties']])).toEqual([
      ['a', '2026-11-20T10:00:00Z', { severity: 'High' }],
      ['a', '2026-11-21T10:00:00Z', { severity: 'Low' }],
      ['b', '2026-11-21T23:59:59.000Z', { reach: 61_000 }],
    ]);
  });

  test.each([new Error('a bug'), new PicketError('interrupted', 'Interrupted.', { code: 'interrupted' })])(
    'is not made up where asking ends with %s',
    async (thrown) => {
      const broken = { ...factsWith([]), activity: () => Promise.reject(thrown) };
      await expect(lastChanges({ facts: broken, queryLogs: async () => [] }, now)).rejects.toBe(thrown);
      const queryLogs = () => Promise.reject(thrown);
      await expect(lastChanges({ facts: factsWith([]), queryLogs }, now)).rejects.toBe(thrown);
      await expect(auditingOf(queryLogs, now)).rejects.toBe(thrown);
    },
  );
});
