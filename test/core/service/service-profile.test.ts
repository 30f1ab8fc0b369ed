import { describe, expect, test } from '@jest/globals';
import { parseProfile, profileText, traitsOf, type ServiceProfile } from '../../../src/core/service/service-profile.ts';

const profile = (
  settings: ServiceProfile['settings'],
  service: ServiceProfile['service'] = 'azure',
): ServiceProfile => ({
  service,
  apiVersion: 'v',
  probed: '2026-11-22',
  settings,
});
const asked = { service: 'azure', apiVersion: 'v', recordLimit: 2000 } as const;

describe('a profile of the service', () => {
  test('reads back as it was written', () => {
    const one = profile({ ifMatch: '412' });
    expect(parseProfile(profileText(one))).toEqual(one);
  });

  test.each([
    ['no JSON', '{'],
    ['a list', '[]'],
    ['another format', '{"format":"x","version":1}'],
    ['another version', profileText(profile({})).replace('"version": 1', '"version": 2')],
    ['a service that nobody knows', profileText(profile({})).replace('"azure"', '"other"')],
    ['no settings', profileText(profile({})).replace('"settings": {}', '"settings": 1')],
  ])('is none where it is %s', (_, text) => expect(parseProfile(text)).toBeUndefined());

  test('allows a write without a read only where it was seen to refuse a stale etag', () => {
    const trust = (settings: ServiceProfile['settings']) => traitsOf(profile(settings), asked).verifyBeforeWrite;
    expect(['412', '409', 'ignored', null].map((ifMatch) => trust({ ifMatch }))).toEqual([
      'never',
      'never',
      'always',
      'always',
    ]);
  });

  test('counts for the service and api-version alone that it was made of', () => {
    const worst = { verifyBeforeWrite: 'always', recordLimit: 2000 };
    const one = profile({ ifMatch: '412', customVersionLimit: 100 });
    expect(traitsOf(undefined, asked)).toMatchObject(worst);
    expect(traitsOf(one, { ...asked, apiVersion: 'w' })).toMatchObject(worst);
    expect(traitsOf(one, { ...asked, service: 'emulator' })).toMatchObject({ ...worst, readLag: 0 });
    expect(traitsOf(one, asked)).toMatchObject({ verifyBeforeWrite: 'never', recordLimit: 100 });
  });

  test('of an emulator says how long its reads lag', () => {
    const lag = (settings: ServiceProfile['settings']) =>
      traitsOf(profile(settings, 'emulator'), { ...asked, service: 'emulator' }).readLag;
    expect([lag({}), lag({ readLag: 5 }), lag({ readLag: 5, metadataReadLag: 9 }), lag({ readLag: 'x' })]).toEqual([
      0, 5, 9, 0,
    ]);
  });
});
