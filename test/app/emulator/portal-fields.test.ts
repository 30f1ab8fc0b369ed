import { expect, test } from '@jest/globals';
import { withFields } from '../../../src/app/emulator/portal-fields.ts';

const body = { kind: 'Scheduled', properties: { displayName: 'One', enabled: true, lastModifiedUtc: '2026-01-01' } };

test('a field takes a value of its own kind, and what only the service sets is left out', () => {
  expect(withFields(body, ['enabled=false', 'queryPeriod=2h'])).toEqual({
    kind: 'Scheduled',
    properties: { displayName: 'One', enabled: false, queryPeriod: 'PT2H' },
  });
});

test('a field that the kind has not is refused by name', () => {
  expect(() => withFields(body, ['enabeld=false'])).toThrow(/enabeld/);
});
