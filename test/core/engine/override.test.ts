import { describe, expect, test } from '@jest/globals';
import { array, assert, constant, date, nat, property, record, string, tuple } from 'fast-check';
import {
  bodyToday,
  hasHold,
  isOverride,
  overrideResource,
  overridesIn,
  recordedBy,
  switchOf,
  type OverrideStanding,
} from '../../../src/core/engine/override.ts';
import {
  endedLog,
  extendedLog,
  overWords,
  overrideWords,
  parseOverrides,
  printOverrides,
  sameEntry,
  settledLog,
  type OverrideEntry,
  type OverrideLog,
} from '../../../src/core/engine/override-log.ts';
import { sha256 } from '../../../src/core/digest.ts';
import { markerProperties, ownerOf } from '../../../src/core/engine/marker.ts';
import type { LiveResource } from '../../../src/core/resource.ts';

const project = { name: 'detections', id: '3d8f2a64-7b1c-4e0e-9a53-20c1f6a4b7d9' };
const other = { name: 'other', id: '99999999-7b1c-4e0e-9a53-20c1f6a4b7d9' };
const resource = { collection: 'alertRules', marker: { kind: 'AnalyticsRule', prefix: 'analyticsrule' } };
const rule = { id: '/subscriptions/s/providers/Microsoft.SecurityInsights/alertRules/Rule-1', name: 'Rule-1' };
const noon = Date.UTC(2026, 10, 22, 12);

const entry: OverrideEntry = {
  by: 'ana@contoso.com',
  at: '2026-11-22T11:00:00.000Z',
  until: '2026-11-22T20:00:00Z',
  reason: 'Floods the queue',
};

const live = (log: OverrideLog, by = project): LiveResource => ({
  ...overrideResource(log, { resource, rule, project: by, limit: 2000 }),
  id: '/metadata/x',
  etag: undefined,
});

/** The marker of the rule, as a project's deployment leaves it. */
const markerOf = ({ name, id }: typeof project): LiveResource => ({
  type: 'metadata',
  name: 'analyticsrule-Rule-1',
  id: '/metadata/y',
  etag: undefined,
  body: {
    properties: {
      parentId: rule.id,
      kind: 'AnalyticsRule',
      source: { kind: 'SourceRepository', name, sourceId: id },
      customVersion: 'picket/1 n1 *=- #000000',
    },
  },
});

const standingOf = (metadata: readonly LiveResource[], now = noon): OverrideStanding | undefined =>
  overridesIn(metadata, { resource, project, now }).get('rule-1')?.standing;

/** A record of this project's that is cut off, and records in each standing towards the project. */
const cutOff = live([entry]);
const records: Readonly<Record<string, LiveResource>> = {
  'in-force': live([entry]),
  over: live([{ ...entry, until: '2026-11-22T11:30:00Z' }]),
  unreadable: { ...cutOff, body: { properties: { ...markerProperties(cutOff), customVersion: 'picket-off/1 [' } } },
  settled: live(settledLog([entry])),
  foreign: live([entry], other),
};

test.each(
  Object.entries(records).flatMap(([stronger, first], index, all) =>
    all.slice(index + 1).map(([weaker, second]) => [stronger, weaker, first, second] as const),
  ),
)(
  'of two records of a rule the one that is %s counts before the one that is %s',
  (stronger, _weaker, first, second) => {
    expect([standingOf([first, second]), standingOf([second, first])]).toEqual([stronger, stronger]);
  },
);

const texts = string({ unit: 'binary', maxLength: 40 });
const moments = date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true }).map((moment) =>
  moment.toISOString(),
);
const entries = record(
  {
    by: texts,
    at: moments,
    until: moments,
    reason: texts,
    ticket: texts,
    ended: record({ by: texts, at: moments }),
    settled: constant(true as const),
  },
  { requiredKeys: ['by', 'at', 'until', 'reason'] },
);
const logs = tuple(entries, array(entries, { maxLength: 4 })).map(([first, rest]): OverrideLog => [first, ...rest]);

describe('a record that is read for itself', () => {
  test('is that of the project that it names, as far as it can be read', () => {
    expect(recordedBy(live([entry]), { ...project, id: project.id.toUpperCase() })).toEqual([entry]);
    expect(recordedBy(live([entry]), other)).toBeUndefined();
    const cut = live([entry]);
    expect(
      recordedBy(
        { ...cut, body: { properties: { ...markerProperties(cut), customVersion: 'picket-off/1 [' } } },
        project,
      ),
    ).toBeUndefined();
  });

  test('has one entry in all its states, and another for another moment, end, reason or person', () => {
    expect(sameEntry(settledLog([entry])[0], entry)).toBe(true);
    for (const change of [
      { by: 'bo@contoso.com' },
      { at: '2026-11-22T11:00:01.000Z' },
      { until: '2026-11-22T21:00:00Z' },
      { reason: 'Known scanner' },
    ])
      expect(sameEntry({ ...entry, ...change }, entry)).toBe(false);
  });
});

describe('the text that records a rule being off', () => {
  test('is read as it was written, in characters that every service keeps', () => {
    assert(
      property(logs, (log) => {
        const text = printOverrides(log, Number.MAX_SAFE_INTEGER);
        expect(text).toMatch(/^[ -~]+$/);
        expect(parseOverrides(text)).toEqual(log);
      }),
    );
  });

  test('is nothing once a part of it is gone', () => {
    assert(
      property(logs, nat(), (log, cut) => {
        const text = printOverrides(log, Number.MAX_SAFE_INTEGER);
        expect(parseOverrides(text.slice(0, cut % text.length))).toBeUndefined();
      }),
    );
  });

  test('leaves the oldest out where the service takes less, and never the newest', () => {
    assert(
      property(logs, nat(3000), (log, limit) => {
        const text = printOverrides(log, limit);
        const kept = parseOverrides(text) ?? [];
        expect(kept).toEqual(log.slice(0, kept.length));
        expect(kept.length === 1 || text.length <= limit).toBe(true);
      }),
    );
  });
});

test.each([
  ['nothing', '[]'],
  ['no list', '{}'],
  ['what is no entry', '["x"]'],
  ['an older one that is none', `[${JSON.stringify(entry)},1]`],
  ['nobody', JSON.stringify([{ ...entry, by: 1 }])],
  ['no beginning', JSON.stringify([{ ...entry, at: 'then' }])],
  ['no end', JSON.stringify([{ ...entry, until: null }])],
  ['no reason', JSON.stringify([{ ...entry, reason: undefined }])],
])('a record of %s is unreadable, however well it is kept', (_, json) => {
  const text = `picket-off/1 ${json}`;
  const kept = (whole: string): string => `${whole} #${sha256(whole).slice(0, 6)}`;
  expect(parseOverrides(kept(`picket-off/1 ${JSON.stringify([entry])}`))).toEqual([entry]);
  expect(parseOverrides(kept(text))).toBeUndefined();
  expect(parseOverrides(kept(`picket-of/12 ${JSON.stringify([entry])}`))).toBeUndefined();
});

test('an end that is none, and a ticket that is no text, are left out of an entry', () => {
  const whole = `picket-off/1 ${JSON.stringify([{ ...entry, ticket: 7, ended: { by: 'ana', at: 'then' }, settled: 'yes' }])}`;
  expect(parseOverrides(`${whole} #${sha256(whole).slice(0, 6)}`)).toEqual([entry]);
});

describe('what an override means for a rule', () => {
  const canonical = { enabled: '/properties/enabled' };
  const on = { properties: { enabled: true } };
  const off = { properties: { enabled: false } };
  const inForce = overridesIn([live([entry])], { resource, project, now: noon }).get('rule-1');
  const over = overridesIn([live([entry])], { resource, project, now: noon + 1e9 }).get('rule-1');

  test('it is off while the override is in force, and as git says before and after', () => {
    expect(bodyToday(on, inForce, canonical)).toEqual(off);
    for (const override of [over, undefined]) expect(bodyToday(on, override, canonical)).toEqual(on);
    expect(bodyToday(on, inForce, {})).toEqual(on);
  });

  test('it is held while the override is in force, and until it is back', () => {
    expect([inForce, over, undefined].map(hasHold)).toEqual([true, true, false]);
    const settled = overridesIn([live(settledLog([entry]))], { resource, project, now: noon }).get('rule-1');
    expect(hasHold(settled)).toBe(false);
  });

  test('its switch moves where what runs is not as today', () => {
    const held = inForce === undefined ? {} : { override: inForce };
    const running = (body: typeof on) => ({ type: 'alertRules', name: 'Rule-1', id: rule.id, etag: undefined, body });
    const desired = {
      type: 'analytics-rule',
      displayName: 'Rule',
      version: undefined,
      path: 'rule.yaml',
      resource: { type: 'alertRules', name: 'Rule-1', body: on },
    };
    expect(switchOf({ live: running(on), desired, ...held }, canonical)).toEqual({
      at: canonical.enabled,
      before: true,
      after: false,
    });
    expect(switchOf({ live: running(off), desired, ...held }, canonical)).toBeUndefined();
    expect(switchOf({ live: running(on), desired }, canonical)).toBeUndefined();
    expect(switchOf({ desired }, canonical)).toBeUndefined();
    expect(switchOf({ live: running(on) }, canonical)).toBeUndefined();
    expect(switchOf({ live: running(on), desired, ...held }, {})).toBeUndefined();
  });

  test('it is said by whom, until when, and why', () => {
    expect(overrideWords(entry)).toBe('off until 2026-11-22T20:00:00Z, by ana@contoso.com: Floods the queue');
    expect(overrideWords({ ...entry, ticket: 'INC-7' })).toMatch(/Floods the queue \(INC-7\)$/);
    expect(overWords([entry])).toBe(
      'the override of ana@contoso.com at 2026-11-22T11:00:00Z ended on 2026-11-22T20:00:00Z (Floods the queue)',
    );
    expect(overWords([{ ...entry, ended: { by: 'bo', at: '2026-11-22T13:00:00.000Z' } }])).toBe(
      'bo ended the override of ana@contoso.com on 2026-11-22T13:00:00Z (Floods the queue)',
    );
  });

  test.each([
    [{ kind: 'LocalWorkspace', sourceId: other.id }, other.id],
    [{ kind: 'LocalWorkspace' }, 'nobody knows whom'],
  ])('a record whose source is %j is told as that of %s', (source, told) => {
    const record = live([entry]);
    const body = { properties: { ...markerProperties(record), source } };
    const found = overridesIn([{ ...record, body }], { resource, project, now: noon });
    expect(found.get('rule-1')?.project).toBe(told);
  });
});

describe('how a record stands', () => {
  test.each<[string, readonly LiveResource[], OverrideStanding]>([
    ['before its time is over', [live([entry])], 'in-force'],
    ['once somebody ended it', [live(endedLog([entry], { by: 'bo', at: '2026-11-22T11:30:00Z' }))], 'over'],
    ['once the rule is back', [live(settledLog([entry]))], 'settled'],
    ['of another project', [markerOf(project), live([entry], other)], 'foreign'],
    ['of the project whose the rule is', [markerOf(other), live([entry], other)], 'owner'],
    ['of a project that a second marker names', [markerOf(project), markerOf(other), live([entry], other)], 'foreign'],
    ['of one that the first marker names', [markerOf(other), markerOf(project), live([entry], other)], 'foreign'],
    ['of this project, of a rule that another one took over', [markerOf(other), live([entry])], 'foreign'],
    [
      'of this project, past, of such a rule',
      [markerOf(other), live(endedLog([entry], { by: 'bo', at: '2026-11-22T11:30:00Z' }))],
      'settled',
    ],
    [
      'of this project, past, beside that of whoever took the rule over',
      [markerOf(other), live(settledLog([entry])), live([entry], other)],
      'owner',
    ],
    ['of this project, beside a forged one', [live([entry], other), live([entry])], 'in-force'],
  ])('%s', (_, metadata, standing) => {
    expect(standingOf(metadata)).toBe(standing);
  });

  test('is over from the moment on that it names', () => {
    expect(standingOf([live([entry])], Date.parse(entry.until) - 1)).toBe('in-force');
    expect(standingOf([live([entry])], Date.parse(entry.until))).toBe('over');
  });

  test('is unreadable where its text was cut off', () => {
    const whole = live([entry]);
    const cut = printOverrides([entry], 2000).slice(0, -8);
    const properties = { ...markerProperties(whole), customVersion: cut };
    expect(standingOf([{ ...whole, body: { properties } }])).toBe('unreadable');
  });
});

test('a record is nobody’s marker, to this Picket and to one that knows nothing of it', () => {
  expect(isOverride(live([entry]))).toBe(true);
  expect(isOverride(markerOf(project))).toBe(false);
  expect(ownerOf(live([entry]), project)).toEqual({ kind: 'nobody' });
});

test('a new entry ends the one that held before, and what is past stays as it was', () => {
  const past = settledLog([entry]);
  const newest = { ...entry, at: '2026-11-22T12:00:00.000Z', by: 'bo' };
  expect(extendedLog(newest, past)).toEqual([newest, past[0]]);
  const before: OverrideEntry = { ...entry, reason: 'the time before', settled: true };
  expect(extendedLog(newest, [...past, before])).toEqual([newest, past[0], before]);
  expect(extendedLog(newest, [entry, before]).slice(2)).toEqual([before]);
  expect(settledLog([entry, before])).toEqual([{ ...entry, settled: true }, before]);
  expect(endedLog([entry, before], { by: 'bo', at: entry.at }).slice(1)).toEqual([before]);
  expect(extendedLog(newest, [entry])).toEqual([
    newest,
    { ...entry, ended: { by: 'bo', at: newest.at }, settled: true },
  ]);
  const later = { ...newest, at: '2026-11-23T00:00:00.000Z' };
  // What was over by itself was ended by nobody.
  expect(extendedLog(later, [entry])).toEqual([later, { ...entry, settled: true }]);
});
