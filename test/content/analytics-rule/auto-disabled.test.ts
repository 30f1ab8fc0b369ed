import { expect, test } from '@jest/globals';
import { stripAutoDisabled } from '../../../src/content/analytics-rule/auto-disabled.ts';
import type { JsonObject } from '../../../src/core/json.ts';

const rule = (properties: JsonObject): JsonObject => ({
  kind: 'Scheduled',
  properties: { severity: 'Low', ...properties },
});
const written = rule({ displayName: 'Sign-ins', description: 'First line.\nSecond line.', enabled: true });

test.each([
  ['behind a space', 'First line.\nSecond line. The table was deleted.'],
  ['on a line of its own', 'First line.\nSecond line.\nThe table was deleted.'],
  ['in a paragraph of its own', 'First line.\nSecond line.\r\n\r\nThe table was deleted.\n'],
])('the reason %s, the prefix and the switch are taken off', (_where, description) => {
  const live = rule({ displayName: 'AUTO DISABLED Sign-ins', description, enabled: false });
  expect(stripAutoDisabled(live, written)).toEqual({ body: written, reason: 'The table was deleted.' });
});

test.each(['AUTO DISABLED Sign-ins', 'AUTO DISABLED - Sign-ins', 'AUTO DISABLED: Sign-ins'])(
  '%s is Sign-ins',
  (displayName) => {
    expect(stripAutoDisabled(rule({ displayName, enabled: false })).body).toEqual(
      rule({ displayName: 'Sign-ins', enabled: true }),
    );
  },
);

test('without the text of the file the last line is the reason', () => {
  const live = rule({ displayName: 'AUTO DISABLED Sign-ins', description: 'A.\nB.\nGone.', enabled: false });
  expect(stripAutoDisabled(live)).toEqual({
    body: rule({ displayName: 'Sign-ins', description: 'A.\nB.', enabled: true }),
    reason: 'Gone.',
  });
});

test('without a reason it is said that there is none, and the description stays', () => {
  const live = rule({ displayName: 'AUTO DISABLED Sign-ins', description: 'A.', enabled: false });
  expect(stripAutoDisabled(live)).toMatchObject({
    body: { properties: { description: 'A.' } },
    reason: 'the service gave no reason',
  });
});

test('a rule that a person switched off is left as it is', () => {
  const live = rule({ displayName: 'Sign-ins', description: 'A.', enabled: false });
  expect(stripAutoDisabled(live, written)).toEqual({ body: live });
});

test('a rule that runs, or that git calls so, is left as it is', () => {
  const running = rule({ displayName: 'AUTO DISABLED rules', enabled: true });
  const meant = rule({ displayName: 'AUTO DISABLED rules', enabled: false });
  expect(stripAutoDisabled(running)).toEqual({ body: running });
  expect(stripAutoDisabled(meant, meant)).toEqual({ body: meant });
});
