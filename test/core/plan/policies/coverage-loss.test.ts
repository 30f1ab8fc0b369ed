import { describe, expect, test } from '@jest/globals';
import configSchema from '../../../../schemas/picket.schema.json' with { type: 'json' };
import { changeSetDigest } from '../../../../src/core/plan/change-set.ts';
import { lossCodes } from '../../../../src/content/analytics-rule/risk/losses.ts';
import type { JsonObject } from '../../../../src/core/json.ts';
import type { PlanOptions } from '../../../../src/core/plan/plan-options.ts';
import { isRefused } from '../../../../src/core/plan/plan.ts';
import { body, desired, idOf, live, marker, now, planFor } from '../../rules.ts';
import { firstGone, planOver } from '../../policies/plan-over.ts';

describe('loss of coverage', () => {
  const strong = body({
    severity: 'High',
    triggerOperator: 'GreaterThan',
    triggerThreshold: 5,
    suppressionEnabled: false,
    queryFrequency: 'PT1H',
    queryPeriod: 'PT1H',
    tactics: ['Execution', 'Impact'],
    techniques: ['T1059'],
    entityMappings: [{ entityType: 'IP', fieldMappings: [{ identifier: 'Address', columnName: 'Ip' }] }],
    incidentConfiguration: { createIncident: true },
  });
  const over = (properties: JsonObject, options: Partial<PlanOptions> = {}, before = strong) =>
    planFor(
      {
        desired: [desired(idOf(1), { ...strong, properties: { ...Object(before['properties']), ...properties } })],
        live: [live(idOf(1), before)],
        metadata: [marker(idOf(1), before)],
      },
      options,
    );
  const losses = (...args: Parameters<typeof over>) =>
    over(...args).changes.flatMap((change) => change.losses.map(({ loss }) => loss));

  test.each<readonly [string, JsonObject]>([
    ['rule-disabled', { enabled: false }],
    ['severity-lowered', { severity: 'Medium' }],
    ['threshold-raised', { triggerThreshold: 6 }],
    ['suppression-on', { suppressionEnabled: true, suppressionDuration: 'PT5H' }],
    ['schedule-gap', { queryFrequency: 'PT2H' }],
    ['tactic-dropped', { tactics: ['Impact'] }],
    ['technique-dropped', { techniques: null }],
    ['entity-dropped', { entityMappings: null }],
    ['incidents-off', { incidentConfiguration: { createIncident: false } }],
  ])('%s is found and refuses the run until it is approved', (loss, properties) => {
    const made = over(properties);
    expect(losses(properties)).toEqual([loss]);
    expect(made.refusals).toMatchObject([{ scope: 'run', code: 'coverage-loss' }]);
    expect(isRefused(over(properties, { approvals: [{ rule: idOf(1).toUpperCase(), loss, reason: 'noisy' }] }))).toBe(
      false,
    );
    expect(isRefused(over(properties, { approvedChangeSet: changeSetDigest(made) }))).toBe(false);
  });

  test('an approval of another loss, of another rule, or out of date does not count', () => {
    const properties = { severity: 'Low' };
    for (const approval of [
      { rule: idOf(1), loss: 'rule-disabled', reason: 'x' },
      { rule: idOf(2), loss: 'severity-lowered', reason: 'x' },
      {
        rule: idOf(1),
        loss: 'severity-lowered',
        reason: 'x',
        expires: new Date(now - 86_400_000).toISOString().slice(0, 10),
      },
    ])
      expect(isRefused(over(properties, { approvals: [approval] }))).toBe(true);
    expect(isRefused(over(properties, { approvedChangeSet: '0123456789abcdef' }))).toBe(true);
  });

  test('says until when a loss was approved', () => {
    const approvals = [{ rule: idOf(1), loss: 'severity-lowered', reason: 'x', expires: '2027-01-14' }];
    expect(over({ severity: 'Low' }, { approvals }).refusals).toMatchObject([
      { message: expect.stringContaining(`${idOf(1)} severity-lowered (its approval ended with 2027-01-14).`) },
    ]);
  });

  test('the schema of picket.yaml knows the codes of all losses', () => {
    const { enum: codes } = configSchema.properties.approvals.items.properties.loss;
    expect(codes).toEqual([...lossCodes]);
  });

  test('an approval holds to the end of its day', () => {
    const expires = new Date(now).toISOString().slice(0, 10);
    const approvals = [{ rule: idOf(1), loss: 'severity-lowered', reason: 'x', expires }];
    expect(isRefused(over({ severity: 'Low' }, { approvals }))).toBe(false);
  });

  test('longer suppression is a loss, shorter is none', () => {
    const suppressed = {
      ...strong,
      properties: { ...Object(strong['properties']), suppressionEnabled: true, suppressionDuration: 'PT5H' },
    };
    expect(losses({ suppressionDuration: 'PT6H' }, {}, suppressed)).toEqual(['suppression-longer']);
    expect(losses({ suppressionDuration: 'PT4H' }, {}, suppressed)).toEqual([]);
  });

  test('of one of two entities of the same type is seen', () => {
    const ip = (columnName: string): JsonObject => ({
      entityType: 'IP',
      fieldMappings: [{ identifier: 'Address', columnName }],
    });
    const two = { ...strong, properties: { ...Object(strong['properties']), entityMappings: [ip('A'), ip('B')] } };
    expect(losses({ entityMappings: [ip('A')] }, {}, two)).toEqual(['entity-dropped']);
    expect(losses({ entityMappings: [ip('C'), ip('B')] }, {}, two)).toEqual([]);
  });

  test('a stronger rule, a rule that was off, and a new rule lose nothing', () => {
    expect(losses({ severity: 'High', triggerThreshold: 1, tactics: ['Execution', 'Impact', 'Discovery'] })).toEqual(
      [],
    );
    const off = { ...strong, properties: { ...Object(strong['properties']), enabled: false } };
    expect(losses({ severity: 'Low' }, {}, off)).toEqual([]);
    expect(isRefused(planFor({ desired: [desired(idOf(1), strong)] }))).toBe(false);
  });

  test('a change of query is said with the tables that it no longer reads, and is no loss', () => {
    const made = over({ query: 'AuditLogs' }, { tablesOf: (query) => query.split(' ') });
    expect(made.changes).toMatchObject([{ losses: [], warnings: ['Query changed; no longer read: SigninLogs.'] }]);
  });

  test('a delete is one', () => {
    const made = planOver(4, firstGone(1), { prune: 'delete' });
    expect(made.changes.flatMap((change) => change.losses)).toMatchObject([{ loss: 'rule-deleted' }]);
    expect(isRefused(made)).toBe(true);
  });
});
