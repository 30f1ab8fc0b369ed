import { expect, test } from '@jest/globals';
import { isBefore, knows, knowsKind } from '../../src/emulator/api-version.ts';

test.each([
  ['2022-08-31', true],
  ['2022-09-01', false],
  ['2022-09-01-preview', false],
  ['2022-09-02', false],
])('%s is before the first of September 2022: %s', (version, expected) => {
  expect(isBefore(version, '2022-09-01')).toBe(expected);
});

test.each([
  ['2021-10-01', { stable: '2021-10-01' }, true],
  ['2021-09-30', { stable: '2021-10-01' }, false],
  ['2021-10-01-preview', { stable: '2021-10-01' }, false],
  ['2021-10-01-preview', { preview: '2021-10-01', stable: '2022-10-01' }, true],
  ['2021-10-01', { preview: '2021-10-01', stable: '2022-10-01' }, false],
  ['2099-01-01', {}, false],
])('%s knows what came with %j: %s', (version, since, expected) => {
  expect(knows(version, since)).toBe(expected);
});

test.each([
  ['Scheduled', true, true],
  ['Fusion', true, true],
  ['MicrosoftSecurityIncidentCreation', true, true],
  ['NRT', false, true],
  ['MLBehaviorAnalytics', false, true],
  ['ThreatIntelligence', false, true],
  ['Nothing', false, false],
])('the kind %s is known to a stable version: %s, and to a preview: %s', (kind, stable, preview) => {
  expect([knowsKind('2025-09-01', kind), knowsKind('2025-07-01-preview', kind)]).toEqual([stable, preview]);
});
