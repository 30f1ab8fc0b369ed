import { describe, expect, test } from '@jest/globals';
import type { Refusal } from '../../../src/core/change.ts';
import { changeSetDigest } from '../../../src/core/change-set.ts';
import type { JsonObject } from '../../../src/core/json.ts';
import type { PlanOptions } from '../../../src/core/plan-options.ts';
import { isRefused } from '../../../src/core/plan.ts';
import { body, desired, idOf, live, marker, now, planFor } from '../rules.ts';

type Wanted = JsonObject | undefined;

/** Deployed rules `Rule 0`, `Rule 1`, ...; `wanted` says what git has of each now (undefined: no longer there). */
const planOver = (count: number, wanted: (index: number) => Wanted, options: Partial<PlanOptions> = {}) => {
  const indexes = Array.from({ length: count }, (_, index) => index);
  const deployed = (index: number) => body({ displayName: `Rule ${index}` });
  return planFor(
    {
      desired: indexes.flatMap((index) => {
        const properties = wanted(index);
        return properties === undefined
          ? []
          : [desired(idOf(index), body({ displayName: `Rule ${index}`, ...properties }))];
      }),
      live: indexes.map((index) => live(idOf(index), deployed(index))),
      metadata: indexes.map((index) => marker(idOf(index), deployed(index))),
    },
    options,
  );
};

const runCodes = (refusals: readonly Refusal[]): readonly string[] =>
  refusals.filter(({ scope, code }) => scope === 'run' && code !== 'coverage-loss').map(({ code }) => code);

const firstGone = (gone: number) => (index: number) => (index < gone ? undefined : {});
const firstChanged = (changed: number) => (index: number) => (index < changed ? { description: 'new' } : {});
const firstOff = (off: number) => (index: number) => (index < off ? { enabled: false } : {});

describe('the fuse on deletes', () => {
  test('takes five of twenty and refuses six, naming the number and the flag', () => {
    expect(runCodes(planOver(20, firstGone(5), { prune: 'delete' }).refusals)).toEqual([]);
    const { refusals } = planOver(20, firstGone(6), { prune: 'delete' });
    expect(runCodes(refusals)).toEqual(['too-many-deletes']);
    expect(refusals).toContainEqual(
      expect.objectContaining({
        message: expect.stringMatching(/^6 rules .* at most 5 /),
        hint: expect.stringContaining('--allow-deletes 6'),
      }),
    );
  });

  test('takes three of ten and refuses four: 30 %', () => {
    expect(runCodes(planOver(10, firstGone(3), { prune: 'delete' }).refusals)).toEqual([]);
    const { refusals } = planOver(10, firstGone(4), { prune: 'delete', allow: { changes: 10 } });
    expect(runCodes(refusals)).toEqual(['too-many-deletes']);
    expect(refusals).toContainEqual(
      expect.objectContaining({ message: expect.stringContaining('30 % of the 10 rules') }),
    );
  });

  test('takes as many as the flag names and not one more', () => {
    const allow = (deletes: number) => ({ prune: 'delete' as const, allow: { deletes, changes: 20 } });
    expect(runCodes(planOver(20, firstGone(12), allow(12)).refusals)).toEqual([]);
    expect(runCodes(planOver(20, firstGone(13), allow(12)).refusals)).toEqual(['too-many-deletes']);
    expect(runCodes(planOver(20, firstGone(1), allow(0)).refusals)).toEqual(['too-many-deletes']);
  });
});

describe('the fuse on disables', () => {
  test('takes five and refuses six, whether git disables or --prune=disable does', () => {
    expect(runCodes(planOver(20, firstOff(5)).refusals)).toEqual([]);
    expect(runCodes(planOver(20, firstOff(6)).refusals)).toEqual(['too-many-disables']);
    expect(runCodes(planOver(20, firstGone(6), { prune: 'disable' }).refusals)).toEqual(['too-many-disables']);
    expect(runCodes(planOver(20, firstOff(6), { allow: { disables: 6 } }).refusals)).toEqual([]);
  });
});

describe('the fuse on changes', () => {
  test('takes 30 % and refuses 31 %', () => {
    expect(runCodes(planOver(100, firstChanged(30)).refusals)).toEqual([]);
    const { refusals } = planOver(100, firstChanged(31));
    expect(runCodes(refusals)).toEqual(['too-many-changes']);
    expect(refusals).toContainEqual(expect.objectContaining({ hint: expect.stringContaining('--allow-changes 31') }));
    expect(runCodes(planOver(100, firstChanged(31), { allow: { changes: 31 } }).refusals)).toEqual([]);
  });

  test('stays out of the way of fewer than ten rules', () => {
    expect(runCodes(planOver(9, firstChanged(9)).refusals)).toEqual([]);
    expect(runCodes(planOver(10, firstChanged(10)).refusals)).toEqual(['too-many-changes']);
  });

  test('does not count deletes and disables that a number allows', () => {
    const most = { prune: 'delete' as const, allow: { deletes: 12 } };
    expect(runCodes(planOver(20, firstGone(12), most).refusals)).toEqual([]);
    expect(runCodes(planOver(20, firstOff(12), { allow: { disables: 12 } }).refusals)).toEqual([]);
    expect(runCodes(planOver(20, firstChanged(12), { allow: { deletes: 12, disables: 12 } }).refusals)).toEqual([
      'too-many-changes',
    ]);
  });

  test('goes by the limits of picket.yaml, and by a number of the run before them', () => {
    const codes = (options: Parameters<typeof planOver>[2], gone: number, changed: number) =>
      runCodes(
        planOver(20, (index) => (index < gone ? undefined : index < gone + changed ? { description: 'new' } : {}), {
          prune: 'delete',
          ...options,
        }).refusals,
      );
    expect(codes({ fuses: { deletes: 2 } }, 3, 0)).toEqual(['too-many-deletes']);
    expect(codes({ fuses: { deletes: 2 }, allow: { deletes: 3 } }, 3, 0)).toEqual([]);
    expect(codes({ fuses: { deletes: 20, deletedShare: 1, changedShare: 1 } }, 12, 0)).toEqual([]);
    expect(codes({ fuses: { deletes: 20, changedShare: 1 } }, 12, 0)).toEqual(['too-many-deletes']);
    expect(codes({ fuses: { changedShare: 0.1 } }, 0, 3)).toEqual(['too-many-changes']);
    expect(codes({ fuses: { changedShare: 0.1 } }, 0, 2)).toEqual([]);
    expect(runCodes(planOver(20, firstOff(3), { fuses: { disables: 2 } }).refusals)).toEqual(['too-many-disables']);
  });

  test('does not count what is only spelled otherwise', () => {
    const made = planOver(10, () => ({ query: ' SigninLogs' }), { cosmetic: 'include' });
    expect(made.summary.update).toBe(10);
    expect(runCodes(made.refusals)).toEqual([]);
  });
});

describe('pruning', () => {
  test('never happens without --prune', () => {
    const made = planOver(4, firstGone(1));
    expect(made.changes).toEqual([]);
    expect(made.notes.join()).toContain('--prune');
  });

  test.each(['delete', 'disable'] as const)('(%s) is refused after a partial load and for empty content', (prune) => {
    const partial = planOver(20, firstGone(1), { prune, content: { files: 20, broken: 1 } });
    expect(runCodes(partial.refusals)).toContain('prune-partial');
    expect(partial.refusals.map(({ message }) => message).join()).toContain('1 of 20 files has errors');
    expect(runCodes(planOver(20, () => undefined, { prune }).refusals)).toContain('prune-empty');
  });

  test('leaves a rule alone that was changed in the workspace', () => {
    const input = {
      desired: [desired(idOf(2), body({ displayName: 'Other' }))],
      live: [live(idOf(1), body({ severity: 'Low' }))],
      metadata: [marker(idOf(1), body())],
    };
    expect(planFor(input, { prune: 'delete' }).refusals).toMatchObject([{ code: 'drift', id: idOf(1) }]);
    const told = planFor(input, { prune: 'delete', overwrite: [idOf(1)], allow: { deletes: 1 } });
    expect(told.changes.map(({ action }) => action)).toEqual(['create', 'delete']);
  });

  test('warns of the blocked id and of automation rules that name the rule', () => {
    const automation = {
      ...live('auto', {
        properties: { displayName: 'Close it', conditions: [{ propertyValues: [live(idOf(0), {}).id.toUpperCase()] }] },
      }),
      type: 'automationRules' as const,
    };
    const [change] = planOver(4, firstGone(1), { prune: 'delete', automationRules: [automation] }).changes;
    expect(change?.warnings.join('\n')).toMatch(/about a day[^]*Close it/);
  });

  test('sweeps the marker of a rule that is nowhere', () => {
    const made = planFor(
      { desired: [desired(idOf(2), body())], metadata: [marker(idOf(1), body())] },
      { prune: 'delete' },
    );
    expect(made.changes.at(-1)?.writes).toMatchObject([{ operation: 'delete', resource: { type: 'metadata' } }]);
    expect(made.summary.delete).toBe(0);
  });
});

describe('what a rule keeps for life', () => {
  test.each([
    ['kind', body({ displayName: 'Rule' }, 'NRT'), 'kind-change'],
    ['template link', body({ alertRuleTemplateName: 't2' }), 'template-link-change'],
  ])('its %s does not change, and the refusal names the way out', (_, wanted, code) => {
    const running = body({ alertRuleTemplateName: 't1' });
    const git = code === 'kind-change' ? { ...wanted, properties: running['properties'] ?? null } : wanted;
    const made = planFor({
      desired: [desired(idOf(1), git)],
      live: [live(idOf(1), running)],
      metadata: [marker(idOf(1), running)],
    });
    expect(made.changes).toEqual([]);
    expect(made.refusals).toMatchObject([{ scope: 'rule', code, hint: expect.stringContaining('new id') }]);
  });
});

describe('a look-alike', () => {
  const wanted = desired(idOf(1), body({ displayName: 'Brute force' }));

  test.each([
    ['by name', body({ displayName: 'brute FORCE ' })],
    ['by template', body({ displayName: 'Other', alertRuleTemplateName: idOf(1).toUpperCase() })],
  ])('%s is not created twice', (_, running) => {
    const made = planFor({ desired: [wanted], live: [live(idOf(2), running)] });
    expect(made.changes).toEqual([]);
    expect(made.refusals).toMatchObject([{ code: 'look-alike', hint: expect.stringContaining(`adopt ${idOf(2)}`) }]);
  });

  test('that is off doubles no alert', () => {
    const made = planFor({
      desired: [wanted],
      live: [live(idOf(2), body({ displayName: 'Brute force', enabled: false }))],
    });
    expect(made.summary.create).toBe(1);
  });

  test('that the same run removes is no obstacle: a rule can change its id', () => {
    const running = body({ displayName: 'Brute force' });
    const input = { desired: [wanted], live: [live(idOf(2), running)], metadata: [marker(idOf(2), running)] };
    expect(planFor(input).refusals).toMatchObject([{ code: 'look-alike', hint: expect.stringContaining('--prune') }]);
    const pruned = planFor(input, { prune: 'delete', allow: { deletes: 1 } });
    expect(pruned.changes.map(({ action }) => action)).toEqual(['create', 'delete']);
  });
});

describe('quotas', () => {
  const full = (count: number, kind: string, properties: JsonObject = {}) =>
    Array.from({ length: count }, (_, index) =>
      live(idOf(index + 100), body({ displayName: `${index}`, ...properties }, kind)),
    );
  const wanted = (kind: string) => [desired(idOf(1), body({ displayName: 'New' }, kind))];

  test.each([
    ['Scheduled', 512, 'quota-scheduled'],
    ['NRT', 50, 'quota-nrt'],
  ])('%s rules: the last one fits, one more is refused', (kind, limit, code) => {
    const fits = planFor({ desired: wanted(kind), live: full(limit - 1, kind) });
    expect(runCodes(fits.refusals)).toEqual([]);
    expect(fits.quota).toMatchObject(
      kind === 'NRT' ? { nrt: 50, nrtLimit: 50 } : { scheduled: 512, scheduledLimit: 512 },
    );
    expect(runCodes(planFor({ desired: wanted(kind), live: full(limit, kind) }).refusals)).toEqual([code]);
    expect(runCodes(planFor({ desired: wanted(kind), live: full(limit, kind, { enabled: false }) }).refusals)).toEqual(
      [],
    );
  });

  test('a full workspace can still be updated', () => {
    const running = full(512, 'Scheduled');
    const [first] = running;
    if (first === undefined) throw new Error('no rule');
    const made = planFor({
      desired: [desired(first.name, body({ displayName: '0', description: 'new' }))],
      live: running,
      metadata: [marker(first.name, first.body)],
    });
    expect(made.summary.update).toBe(1);
    expect(runCodes(made.refusals)).toEqual([]);
  });
});

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
