import { describe, expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import type { Verdict } from '../../../src/core/engine/change.ts';
import { compare } from '../../../src/core/engine/compare.ts';
import { driftOf, withAcceptance } from '../../../src/core/engine/drift.ts';
import type { Override } from '../../../src/core/engine/override.ts';
import { isArray, objectOf, type JsonObject } from '../../../src/core/json.ts';
import { planJson } from '../../../src/core/plan/plan-json.ts';
import { isRefused } from '../../../src/core/plan/plan.ts';
import { savedPlanText } from '../../../src/core/plan/saved-plan.ts';
import planSchema from '../../../schemas/plan.schema.json' with { type: 'json' };
import savedPlanSchema from '../../../schemas/saved-plan.schema.json' with { type: 'json' };
import {
  body,
  canonical,
  compareInput,
  desired,
  idOf,
  live,
  marker,
  now,
  planFor,
  typeOf,
  typeWith,
} from '../rules.ts';

const id = idOf(1);
const base = body();
const other = { name: 'other', id: '00000000-0000-4000-8000-000000000099' };

const over = (git: JsonObject, workspace: JsonObject, deployed: JsonObject = {}) => ({
  desired: [desired(id, body(git))],
  live: [live(id, body(workspace))],
  metadata: [marker(id, body(deployed))],
});

const unowned = (git: JsonObject = {}) => ({ desired: [desired(id, body(git))], live: [live(id, base)] });

describe('plan', () => {
  test('counts creates, updates, unchanged and unmanaged rules', () => {
    const input = over({ severity: 'High' }, {});
    const made = planFor({
      desired: [
        ...input.desired,
        desired(idOf(2), body({ displayName: 'New' })),
        desired(idOf(3), body({ displayName: 'Same' })),
      ],
      live: [
        ...input.live,
        live(idOf(3), body({ displayName: 'Same' })),
        live(idOf(4), body({ displayName: 'Portal' })),
      ],
      metadata: [...input.metadata, marker(idOf(3), body({ displayName: 'Same' }))],
    });
    expect(made.summary).toEqual({ create: 1, update: 1, delete: 0, unchanged: 1, unmanaged: 1 });
    expect(made.changes.map(({ action }) => action)).toEqual(['create', 'update']);
  });

  test('names the rules that are gone and those of nobody: the first ten, then a count', () => {
    const numbers = Array.from({ length: 12 }, (_, index) => index + 20);
    const input = {
      desired: [],
      live: [live(id, base), ...numbers.map((index) => live(idOf(index), body({ displayName: `Portal ${index}` })))],
      metadata: [marker(id, base)],
    };
    const { notes } = planFor(input);
    expect(notes).toContainEqual(
      expect.stringMatching(/^1 rule of this project is no longer in git .* removes it: Rule\.$/),
    );
    expect(notes).toContainEqual(
      expect.stringMatching(/^12 rules of nobody are only in the workspace: (?:Portal \d+, ){10}and 2 more\.$/),
    );
  });

  test('carries the etag of what it was made against, and creates only where nothing is', () => {
    const [update] = planFor(over({ severity: 'High' }, {})).changes;
    expect(update?.writes).toMatchObject([
      { operation: 'put', etag: `"${id}"`, expect: 'unchanged', resource: { name: id } },
      { operation: 'mark', etag: '"m"' },
    ]);
    const [create] = planFor({ desired: [desired(id, base)] }).changes;
    expect(create?.writes).toMatchObject([{ operation: 'put', expect: 'absent' }, { operation: 'mark' }]);
  });

  test('leaves drift and conflicts alone until told to overwrite, by id or all', () => {
    for (const [input, code] of [
      [over({}, { severity: 'High' }), 'drift'],
      [over({ severity: 'Medium', query: 'A' }, { query: 'B' }), 'conflict'],
    ] as const) {
      const made = planFor(input);
      expect(made.changes).toEqual([]);
      expect(made.refusals).toMatchObject([
        { scope: 'rule', code, hint: expect.stringContaining(`--overwrite ${id}`) },
      ]);
      expect(isRefused(made)).toBe(false);
      for (const overwrite of ['all', [id.toUpperCase()]] as const)
        expect(planFor(input, { overwrite }).changes.map(({ action }) => action)).toEqual(['update']);
      expect(isRefused(planFor(input, { skipped: 'refuse' }))).toBe(true);
    }
  });

  test('accepts recorded drift until it expires, field by field', () => {
    const input = over({}, { severity: 'High' });
    const entry = { rule: id, fields: ['severity'], reason: 'incident 42', expires: '2027-01-15' };
    const made = planFor(input, { ignoreDrift: [entry] });
    expect(made).toMatchObject({ changes: [], refusals: [], summary: { unchanged: 1 } });
    expect(made.notes).toEqual([expect.stringContaining('incident 42')]);
    expect(planFor(input, { ignoreDrift: [{ ...entry, expires: '2027-01-14' }] }).refusals).toMatchObject([
      { code: 'drift', message: expect.stringContaining('incident 42') },
    ]);
    expect(planFor(input, { ignoreDrift: [{ ...entry, fields: ['query'] }] }).refusals).toHaveLength(1);
  });

  test('writes cosmetic differences only when asked to, or along with a real one', () => {
    const cosmetic = over({ query: ' SigninLogs' }, {});
    expect(planFor(cosmetic)).toMatchObject({ changes: [], summary: { unchanged: 1 } });
    expect(planFor(cosmetic, { cosmetic: 'include' }).changes).toHaveLength(1);
    const [real] = planFor(over({ query: ' SigninLogs', severity: 'High' }, {})).changes;
    expect(real?.fields.map(({ at }) => at).toSorted()).toEqual(['/properties/query', '/properties/severity']);
  });

  test('records a change that both sides made, each in its own layout, so that the next edit is no conflict', () => {
    const both = over({ query: ' AuditLogs' }, { query: 'AuditLogs' });
    expect(planFor(both).changes).toMatchObject([
      { action: 'refresh', reason: expect.stringContaining('but for white space and comments'), fields: [] },
    ]);
    expect(planFor(both, { cosmetic: 'include' }).changes).toMatchObject([{ action: 'update' }]);
  });

  test('switches a rule that the service switched off on again only as told or along with a change', () => {
    const off = { displayName: 'AUTO DISABLED Rule', enabled: false };
    expect(planFor(over({}, off)).changes).toEqual([]);
    const enabled = { at: '/properties/enabled', before: false, after: true };
    expect(planFor(over({}, off), { reenable: [id] }).changes).toMatchObject([{ fields: [enabled] }]);
    const [changed] = planFor(over({ severity: 'High' }, off)).changes;
    expect(changed?.fields).toContainEqual(enabled);
    expect(planFor(over({ enabled: false }, off, { enabled: false }), { reenable: [id] }).changes).toEqual([]);
  });

  test('says what would switch a rule on again that the service switched off, and nothing that would not', () => {
    const off = { displayName: 'AUTO DISABLED Rule', enabled: false };
    const entry = { by: 'ana', at: '2026-11-22T11:00:00Z', until: '2999-11-22T20:00:00Z', reason: 'floods' };
    const override: Override = { standing: 'in-force', project: 'detections', log: [entry], resource: live(id, base) };
    const held = { ...over({}, off), overrides: new Map([[id.toLowerCase(), override]]) };
    const said = (...[input, options]: Parameters<typeof planFor>): string | undefined =>
      planFor(input, options).notes.find((note) => note.includes('the service switched it off'));
    expect(said(over({}, off))).toContain(`; --reenable ${id} switches it on again.`);
    expect(said(over({}, off), { reenable: 'all' })).not.toContain('--reenable');
    for (const options of [{}, { reenable: 'all' as const }])
      expect(said(held, options)).toContain('--reenable leaves it off while its override is in force.');
    expect(said(over({ enabled: false }, off))).toContain('and git has it off as well.');
  });

  test('adopts what nobody owns by name, takes over the marker alone, and refuses it otherwise', () => {
    expect(planFor(unowned({ severity: 'High' })).refusals).toMatchObject([
      { code: 'not-owned', hint: expect.stringContaining(`picket adopt ${id}`) },
    ]);
    for (const ids of ['all', [id]] as const) {
      const [change] = planFor(unowned({ severity: 'High' }), { adopt: { ids } }).changes;
      expect(change).toMatchObject({ action: 'adopt', warnings: [expect.stringContaining('severity')] });
      expect(change?.writes.map(({ operation }) => operation)).toEqual(['mark']);
    }
    expect(planFor(unowned()).changes).toMatchObject([{ action: 'refresh' }]);
  });

  test('needs no adoption where git only spells a query otherwise, and says so', () => {
    const input = unowned({ query: ' SigninLogs' });
    const [change, ...others] = planFor(input).changes;
    expect(others).toEqual([]);
    expect(change).toMatchObject({
      action: 'refresh',
      reason: expect.stringContaining('but for white space and comments (query)'),
    });
    expect(change?.writes.map(({ operation }) => operation)).toEqual(['mark']);
  });

  test("records git's spelling when it adopts, so that an edit in the workspace later is no conflict", () => {
    const git = { query: ' SigninLogs', severity: 'High' };
    const foreign = { ...unowned(git), metadata: [marker(id, base, base, other)] };
    const [change] = planFor(foreign, { adopt: { ids: [id] } }).changes;
    expect(change?.writes).toMatchObject([
      { operation: 'mark', sent: { properties: { query: git.query, severity: 'Medium' } } },
    ]);
  });

  test('adopts foreign rules by name only, and a rule without a file not at all', () => {
    const other = { name: 'other', id: '00000000-0000-4000-8000-000000000099' };
    const foreign = { ...unowned(), metadata: [marker(id, base, base, other)] };
    expect(planFor(foreign).refusals).toMatchObject([{ code: 'foreign' }]);
    expect(planFor(foreign, { adopt: { ids: 'all' } }).changes).toEqual([]);
    expect(planFor(foreign, { adopt: { ids: [id] } }).changes).toMatchObject([{ action: 'adopt' }]);
    expect(planFor({ live: [live(id, base)] }, { adopt: { ids: [id] } }).refusals).toMatchObject([
      { code: 'adopt-needs-file', hint: expect.stringContaining('pull') },
    ]);
  });

  test('limits a run to some rules, and refuses an id that means none', () => {
    const input = { desired: [desired(id, base), desired(idOf(2), body({ displayName: 'Two' }))] };
    expect(planFor(input, { only: [id.toUpperCase()] }).changes.map((change) => change.id)).toEqual([id]);
    const slip = planFor(input, { only: ['typo'] });
    expect(isRefused(slip)).toBe(true);
    expect(slip.refusals).toMatchObject([{ code: 'unknown-id', message: expect.stringContaining('typo') }]);
    const adopted = planFor(input, { only: ['typo'], adopt: { ids: ['typo'] } });
    expect(adopted.refusals).toMatchObject([{ code: 'unknown-id', message: expect.stringMatching(/^adopt: /) }]);
    expect(planFor(over({}, {}), { adopt: { ids: [id] } }).notes).toEqual([
      expect.stringContaining('nothing to adopt'),
    ]);
  });

  test('without ownership updates two-way, writes no marker, prunes nothing, and says so', () => {
    for (const without of [{ ownership: 'none' as const }, { project: undefined, metadata: [] }]) {
      const made = planFor({ ...over({ severity: 'High' }, {}), ...without });
      expect(made.changes.flatMap(({ writes }) => writes.map(({ operation }) => operation))).toEqual(['put']);
      expect(made.notes.join()).toContain('no ownership markers');
      const gone = {
        desired: [desired(idOf(2), body({ displayName: 'Two' }))],
        live: [live(id, base)],
        metadata: [marker(id, base)],
      };
      expect(planFor({ ...gone, ...without }, { prune: 'delete' }).changes.map(({ action }) => action)).toEqual([
        'create',
      ]);
    }
  });

  test('without ownership leaves a rule of somebody else alone, unless it is named', () => {
    const input = { ...over({ severity: 'High' }, {}), metadata: [marker(id, base, base, other)] };
    for (const without of [{ ownership: 'none' as const }, { project: undefined }]) {
      const made = planFor({ ...input, ...without });
      expect(made.changes).toEqual([]);
      expect(made.refusals).toMatchObject([{ code: 'foreign', hint: expect.stringContaining(`--overwrite ${id}`) }]);
      expect(planFor({ ...input, ...without }, { overwrite: 'all' }).changes).toEqual([]);
      const named = planFor({ ...input, ...without }, { overwrite: [id] });
      expect(named.changes.flatMap(({ writes }) => writes.map(({ operation }) => operation))).toEqual(['put']);
      const same = { desired: [desired(id, base)], live: [live(id, base)], metadata: [marker(id, base, base, other)] };
      expect(planFor({ ...same, ...without })).toMatchObject({ changes: [], refusals: [] });
    }
  });

  test('counts the rules that have a property which Picket does not know', () => {
    const noisy = { ...canonical, unknownProperties: () => ['/properties/list/0/zone', '/properties/list/1/zone'] };
    const numbers = [1, 2, 3];
    const made = planFor(
      {
        desired: numbers.map((number) => desired(idOf(number), body({ displayName: `R${number}` }))),
        live: numbers.map((number) => live(idOf(number), body({ displayName: `R${number}` }))),
        metadata: numbers.map((number) => marker(idOf(number), body({ displayName: `R${number}` }))),
        type: typeWith(noisy),
      },
      { typeOf: () => typeWith(noisy) },
    );
    expect(made.notes.join(' ')).toContain('/properties/list/*/zone (3 rules)');
  });

  test('says that unknown properties cannot be kept where their list item changes', () => {
    const noisy = {
      ...canonical,
      unknownProperties: (content: JsonObject) => (content === base ? [] : ['/properties/entityMappings/0/zone']),
    };
    const mapping = (entityType: string, extra: JsonObject = {}): JsonObject => ({
      entityMappings: [{ entityType, ...extra }],
    });
    const input = { ...over(mapping('Host'), mapping('IP', { zone: 1 }), mapping('IP')), type: typeWith(noisy) };
    expect(planFor(input, { typeOf: () => typeWith(noisy) }).changes).toMatchObject([
      { warnings: [expect.stringContaining('/properties/entityMappings/0/zone')] },
    ]);
  });
});

describe('the machine format', () => {
  const made = planFor({
    desired: [desired(id, body({ severity: 'Low', description: 'x' })), desired(idOf(2), body({ displayName: 'New' }))],
    live: [live(id, base), live(idOf(3), body({ displayName: 'Portal' }))],
    metadata: [marker(id, base)],
  });

  test('of a plan is what its schema says', () => {
    const valid = new Ajv({ allErrors: true }).compile(planSchema);
    expect([valid(planJson(made)), valid.errors]).toEqual([true, null]);
    expect(planJson(made)).toMatchObject({
      version: 2,
      workspace: 'local',
      changes: [
        { action: 'create', id: idOf(2), name: 'New' },
        {
          action: 'update',
          fields: expect.arrayContaining([
            { pointer: '/properties/severity', before: 'Medium', after: 'Low' },
            { pointer: '/properties/description', before: null, after: 'x', absent: 'before' },
          ]),
        },
      ],
    });
  });

  test('tells who agreed to a loss', () => {
    const losses = [
      { loss: 'rule-deleted', message: 'is deleted', approvedBy: 'agreed with the owner' },
      { loss: 'severity-lowered', message: 'is lowered' },
    ] as const;
    const json = planJson({ ...made, changes: made.changes.map((change) => ({ ...change, losses })) });
    expect(json).toMatchObject({ changes: [{ losses }, { losses }] });
    const [change] = isArray(json['changes']) ? json['changes'] : [];
    expect(objectOf(change)['losses']).toEqual(losses);
  });

  test('of a saved plan is what its schema says', () => {
    const valid = new Ajv({ allErrors: true, formats: { 'date-time': true } }).compile(savedPlanSchema);
    const text = savedPlanText(made, { toolVersion: '1', apiVersions: {}, content: 'c', flags: [] }, { typeOf, now });
    expect([valid(JSON.parse(text)), valid.errors]).toEqual([true, null]);
  });
});

test('drift tells changed, missing, gone, unmanaged, accepted and switched off apart', () => {
  const names = ['changed', 'pending', 'missing', 'gone', 'unmanaged', 'accepted', 'off'];
  const at = (name: string): string => idOf(names.indexOf(name));
  const rule = (name: string, properties: JsonObject = {}) => body({ displayName: name, ...properties });
  const verdicts = compare(
    compareInput({
      desired: ['changed', 'pending', 'missing', 'accepted', 'off'].map((name) =>
        desired(at(name), rule(name, name === 'pending' ? { severity: 'High' } : {})),
      ),
      live: [
        live(at('changed'), rule('changed', { query: 'X' })),
        live(at('pending'), rule('pending')),
        live(at('gone'), rule('gone')),
        live(at('unmanaged'), rule('unmanaged')),
        live(at('accepted'), rule('accepted', { query: 'X' })),
        live(at('off'), rule('AUTO DISABLED off', { enabled: false })),
      ],
      metadata: ['changed', 'pending', 'gone', 'accepted', 'off'].map((name) => marker(at(name), rule(name))),
    }),
  );
  const drift = driftOf(
    withAcceptance(verdicts, { now, ignoreDrift: [{ rule: at('accepted'), reason: 'x', expires: '2027-02-01' }] }),
  );
  const ids = (list: readonly Verdict[]) => list.map((verdict) => verdict.displayName);
  expect(Object.fromEntries(Object.entries(drift).map(([place, list]) => [place, ids(list)]))).toEqual({
    changed: ['changed'],
    pending: ['pending'],
    missing: ['missing'],
    gone: ['gone'],
    unmanaged: ['unmanaged'],
    accepted: ['accepted'],
    inSync: ['off'],
    autoDisabled: ['off'],
  });
});
