import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { FieldDigests, Mark, MarkerRecord } from '../../../src/core/engine/change.ts';
import { compare } from '../../../src/core/engine/compare.ts';
import { markResources, markerName, parseRecord, printRecord, recordOf } from '../../../src/core/engine/marker.ts';
import { pointer } from '../../../src/core/pointer.ts';
import { resourcePath, type LiveResource } from '../../../src/core/resource.ts';
import { body, compareInput, desired, idOf, live, marker, planFor, project, ruleType, target } from '../rules.ts';

const id = idOf(1);

const digest = fc.option(fc.stringMatching(/^[A-Za-z0-9_-]{8}$/), { nil: undefined });
const digests: fc.Arbitrary<FieldDigests> = fc.record({ sent: digest, live: digest });
const field = fc.oneof(
  fc.string().map((name) => pointer('properties', name)),
  fc
    .string({ minLength: 1 })
    .filter((name) => name !== 'properties')
    .map((name) => pointer(name)),
);
const common = { normalizer: fc.nat({ max: 999_999 }), project: fc.option(fc.uuid(), { nil: undefined }) };
const withoutUndefined = ({ project: owner, ...rest }: { project: string | undefined; normalizer: number }) => ({
  ...rest,
  ...(owner === undefined ? {} : { project: owner }),
});
const record: fc.Arbitrary<MarkerRecord> = fc.oneof(
  fc.record({ ...common, fields: fc.array(fc.tuple(field, digests)) }).map(({ fields, ...rest }): MarkerRecord => ({
    ...withoutUndefined(rest),
    kind: 'fields',
    fields: Object.fromEntries(fields),
  })),
  fc.record({ ...common, whole: digests, open: fc.boolean() }).map(({ whole, open, ...rest }): MarkerRecord => ({
    ...withoutUndefined(rest),
    kind: 'whole',
    body: whole,
    ...(open ? { open } : {}),
  })),
);

describe('the record of a marker', () => {
  test('reads back as it was written', () => {
    fc.assert(fc.property(record, (value) => expect(parseRecord(printRecord(value))).toEqual(value)));
  });

  test('cut off anywhere or followed by anything is no record', () => {
    const text = printRecord(recordOf({ normalizer: 1, sent: body(), live: body(), held: {} }));
    for (let end = 0; end < text.length; end += 1) expect(parseRecord(text.slice(0, end))).toBeUndefined();
    expect(parseRecord(`${text} x`)).toBeUndefined();
    expect(parseRecord('ARM-NoParam-SmartTracking')).toBeUndefined();
  });

  test('of any text is a record or undefined, never an error', () => {
    fc.assert(fc.property(fc.string(), (text) => expect(parseRecord(`picket/1 n1 ${text}`)).toBeUndefined()));
  });

  test('of a whole body fits into 64 characters, also while its rows are being written', () => {
    const version = '0300bf0903005c37296e';
    const whole = { normalizer: 1, version, kind: 'whole', body: { sent: 'Ab3-x_9Z', live: 'Zb3-x_9A' } } as const;
    expect(printRecord({ ...whole, open: true }).length).toBeLessThanOrEqual(64);
    expect(parseRecord(printRecord({ ...whole, open: true }))).toEqual({ ...whole, open: true });
    expect(parseRecord(printRecord(whole))).toEqual(whole);
  });

  test('holds digests and nothing of the rule', () => {
    const text = printRecord(recordOf({ normalizer: 1, sent: body({ query: 'Secret' }), live: body(), held: {} }));
    expect(text).toMatch(/^picket\/1 n1 \/kind=[\w-]{8} .*query=[\w-]{8}:[\w-]{8} .*#[0-9a-f]{6}$/);
    expect(text).not.toContain('Secret');
  });
});

describe('the metadata of a rule', () => {
  const mark: Mark = {
    name: markerName(ruleType.resource, id),
    contentId: id,
    version: '1.0.0',
    sent: body(),
    held: {},
  };
  const answered = live(id, body({ suppressionDuration: 'PT5H' }));

  const deployedWith = (limit: number) => {
    const { byField } = markResources(mark, answered, { project, type: ruleType, limit });
    const resource: LiveResource = { ...byField, id: resourcePath(target, 'metadata', byField.name), etag: '"m"' };
    const judged = (git: object, workspace: object) =>
      compare(
        compareInput({
          desired: [desired(id, body({ ...git }))],
          live: [live(id, body({ suppressionDuration: 'PT5H', ...workspace }))],
          metadata: [resource],
        }),
      ).map(({ state, basis }) => [state, basis]);
    return { resource, judged };
  };

  test('names rule, project and version', () => {
    expect(deployedWith(2000).resource).toMatchObject({
      type: 'metadata',
      name: `analyticsrule-${id}`,
      body: {
        properties: {
          parentId: answered.id,
          kind: 'AnalyticsRule',
          contentId: id,
          version: '1.0.0',
          source: { kind: 'SourceRepository', name: project.name, sourceId: project.id },
        },
      },
    });
  });

  test('still tells git from the workspace where only digests of the whole body fit', () => {
    const { judged } = deployedWith(80);
    expect(judged({}, {})).toEqual([['in-sync', 'whole-body']]);
    expect(judged({ severity: 'High' }, {})).toEqual([['ours', 'whole-body']]);
    expect(judged({}, { severity: 'High' })).toEqual([['theirs', 'whole-body']]);
    expect(judged({ severity: 'High' }, { query: 'X' })).toEqual([['conflict', 'whole-body']]);
  });

  test('of a full rule fits the default limit', () => {
    const names = Array.from({ length: 26 }, (_, index) => `propertyWithALongerName${index}`);
    const full = (value: string) => ({
      kind: 'Scheduled',
      properties: Object.fromEntries(names.map((name) => [name, value])),
    });
    expect(printRecord(recordOf({ normalizer: 1, sent: full('a'), live: full('b'), held: {} })).length).toBeLessThan(
      2000,
    );
  });

  test.each([
    ['no source', {}],
    ['a source that is none', { source: 'x' }],
    ['a source without a kind', { source: { name: 'x', sourceId: project.id } }],
    ['the workspace itself as its source', { source: { kind: 'LocalWorkspace', sourceId: project.id } }],
  ])('with %s claims the rule for nobody', (_what, source) => {
    const metadata: LiveResource = {
      ...marker(id, body()),
      body: { properties: { parentId: live(id, body()).id, kind: 'AnalyticsRule', ...source } },
    };
    const verdicts = compare(
      compareInput({
        desired: [desired(id, body({ severity: 'High' }))],
        live: [live(id, body())],
        metadata: [metadata],
      }),
    );
    expect(verdicts.map(({ state, owner }) => [state, owner])).toEqual([['unowned', undefined]]);
  });

  test('adopted from Content Hub keeps its source and is ours afterwards', () => {
    const hub: LiveResource = {
      ...marker(id, body()),
      body: {
        properties: {
          parentId: live(id, body()).id,
          source: { kind: 'Solution', name: 'Entra', sourceId: 's' },
          icon: 'i',
        },
      },
    };
    const input = { desired: [desired(id, body({ severity: 'High' }))], live: [live(id, body())], metadata: [hub] };
    const [change] = planFor(input, { adopt: { from: ['content-hub'] } }).changes;
    const write = change?.writes.find(({ operation }) => operation === 'mark');
    if (write?.operation !== 'mark') throw new Error('no marker is written');
    const { byField } = markResources(write, live(id, body()), { project, type: ruleType, limit: 2000 });
    expect(byField.body).toMatchObject({
      properties: { source: { kind: 'Solution', name: 'Entra', sourceId: 's' }, icon: 'i' },
    });
    const after = compare(compareInput({ ...input, metadata: [{ ...hub, body: byField.body }] }));
    expect(after).toMatchObject([{ state: 'ours', fields: [{ at: '/properties/severity' }] }]);
  });

  test("takes another name where a template's metadata has the usual one", () => {
    const template: LiveResource = {
      ...marker(id, body()),
      body: { properties: { parentId: `/x/alertRuleTemplates/${id}`, source: { kind: 'Solution' } } },
    };
    const [change] = planFor({ desired: [desired(id, body())], metadata: [template] }).changes;
    expect(change?.writes.at(-1)).toMatchObject({
      operation: 'mark',
      name: `${markerName(ruleType.resource, id)}-7f9c2ba4`,
    });
  });
});
