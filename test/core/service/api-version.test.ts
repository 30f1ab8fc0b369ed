import { expect, test } from '@jest/globals';
import { resourceKinds } from '../../../src/content/index.ts';
import { carries, notCarried } from '../../../src/core/service/api-version.ts';
import { features } from '../../../src/content/analytics-rule/fields.ts';
import type { JsonObject } from '../../../src/core/json.ts';

const lost = (body: JsonObject, apiVersion: string): readonly string[] =>
  notCarried(features, body, apiVersion).map(({ what }) => what);

test('every type of resource has an api-version', () => {
  for (const { collection: type, apiVersion: version } of resourceKinds) {
    expect([type, version]).toEqual([type, expect.stringMatching(/^\d{4}-\d\d-\d\d(-preview)?$/)]);
  }
});

test('a preview carries what came with it or before, a stable version only what became stable', () => {
  const since = { preview: '2022-10-01-preview', stable: '2023-02-01' };
  expect(carries('2022-10-01-preview', since)).toBe(true);
  expect(carries('2022-09-01-preview', since)).toBe(false);
  expect(carries('2023-02-01', since)).toBe(true);
  expect(carries('2022-11-01', since)).toBe(false);
  expect(carries('2099-01-01', { preview: '2022-10-01-preview' })).toBe(false);
});

test('what a version would drop is named', () => {
  const dynamic = [{ alertProperty: 'SubTechniques', value: 'Column' }];
  const body = {
    kind: 'Scheduled',
    properties: { subTechniques: ['T1078.004'], alertDetailsOverride: { alertDynamicProperties: dynamic } },
  };
  expect(lost(body, '2025-09-01')).toEqual(['sub-techniques', 'the alert property SubTechniques']);
  expect(lost(body, '2022-08-01')).toContain('alertDynamicProperties');
  expect(lost(body, '2023-12-01-preview')).toEqual([]);
});

test('a kind that only previews have is named on stable versions, others are not', () => {
  expect(lost({ kind: 'NRT', properties: {} }, '2025-09-01')).toEqual(['a rule of this kind']);
  expect(lost({ kind: 'Fusion', properties: {} }, '2025-09-01')).toEqual([]);
});
