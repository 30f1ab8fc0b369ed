import { expect, test } from '@jest/globals';
import { firstType } from '../../../src/content/index.ts';
import type { JsonObject } from '../../../src/core/json.ts';
import { withFields } from '../../../src/app/emulator/portal-fields.ts';

const filled = (fields: readonly string[]): JsonObject => withFields(body, fields, firstType.portal);

const body = { kind: 'Scheduled', properties: { displayName: 'One', enabled: true, lastModifiedUtc: '2026-01-01' } };

test('a field takes a value of its own kind, and what only the service sets is left out', () => {
  expect(filled(['enabled=false', 'queryPeriod=2h'])).toEqual({
    kind: 'Scheduled',
    properties: { displayName: 'One', enabled: false, queryPeriod: 'PT2H' },
  });
});

test('a field that the kind has not is refused by name', () => {
  expect(() => filled(['enabeld=false'])).toThrow(/enabeld/);
});
