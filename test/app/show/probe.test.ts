import { firstType, kindOf } from '../../../src/content/index.ts';
import { expect, test } from '@jest/globals';
import { probeWorkspace } from '../../../src/app/show/probe.ts';
import { connectWorkspace } from '../../../src/azure/connect.ts';
import { createEmulator, memoryStore, withSettings, type SettingOverrides } from '../../../src/emulator/index.ts';
import { parseProfile, profileText, traitsOf } from '../../../src/core/service/service-profile.ts';
import { virtualClock } from '../../fakes/clock.ts';
import { target } from '../../core/rules.ts';

const probed = async (settings: SettingOverrides) => {
  const clock = virtualClock();
  await clock.hold(Promise.all([import('@azure/arm-securityinsight'), import('@azure/core-rest-pipeline')]));
  const store = memoryStore();
  const emulator = createEmulator({ store, clock, settings });
  const ids = new Set<string>();
  const transport: typeof emulator = (request) => {
    for (const [, id = ''] of request.url.matchAll(/\/alertRules\/([^/?]+)/g)) ids.add(id);
    return emulator(request);
  };
  const { workspace } = connectWorkspace({
    kindOf,
    watched: [firstType.resource],
    target,
    transport,
    clock,
    version: 'test',
  });
  const found = await probeWorkspace(workspace, clock);
  // The service takes GUIDs alone.
  expect([...ids]).toEqual([expect.stringMatching(/^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i)]);
  return { found, left: [...(await workspace.list('alertRules')), ...(await workspace.list('metadata'))] };
};

const {
  ifMatch,
  ifNoneMatch,
  unknownProperties,
  startTimes,
  customVersionLimit,
  metadataEtag,
  readLag,
  metadataOnRuleDelete,
  tombstone,
} = withSettings();
const { templateIds: _, ...echo } = withSettings().echo;
const usual = {
  ifMatch,
  ifNoneMatch,
  unknownProperties,
  startTimes,
  customVersionLimit,
  metadataEtag,
  readLag,
  metadataOnRuleDelete,
  tombstone,
  echo,
};

test.each<SettingOverrides>([
  {},
  { ifMatch: '409', ifNoneMatch: '409', tombstone: '409' },
  { ifMatch: 'ignored', bodyEtag: 'ignored', ifNoneMatch: 'ignored', tombstone: 'none' },
  { metadataEtag: 'present' },
  { unknownProperties: 'echoed', metadataOnRuleDelete: 'removed' },
  { unknownProperties: 'rejected', startTimes: 'unchecked', customVersionLimit: 256 },
  { echo: { durations: 'canonical', lists: 'sorted', description: 'trimmed', ids: 'upper' } },
  { echo: { lists: 'reversed', ids: 'lower', techniques: 'duplicated', emptyLists: 'null', newlines: 'crlf' } },
  { echo: { emptyLists: 'empty', defaults: 'filled', lookback: 'PT5M' } },
  { etagOnUpdate: 'required', echo: { defaults: 'absent', lookback: 'PT5H' } },
])('a probe finds out how a service behaves that differs by %j, and leaves nothing behind', async (overrides) => {
  const { found, left } = await probed(overrides);
  const { bodyEtag: _, etagOnUpdate: __, echo: changed, ...rest } = overrides;
  expect(found).toEqual({ ...usual, ...rest, echo: { ...echo, ...changed } });
  expect(left).toEqual([]);
});

/** Waits between reads double: a lag of two seconds is found after three. */
test.each<[SettingOverrides, SettingOverrides]>([
  [{ readLag: 2000 }, { readLag: 3000 }],
  [
    { readLag: 2000, unknownProperties: 'echoed' },
    { readLag: 3000, unknownProperties: 'echoed' },
  ],
  [
    { readLag: 2000, metadataOnRuleDelete: 'removed' },
    { readLag: 3000, metadataOnRuleDelete: 'removed' },
  ],
  [
    { readLag: 2000, metadataReadLag: 0 },
    { readLag: 3000, metadataReadLag: 0 },
  ],
  [
    { metadataReadLag: 2000, metadataEtag: 'present' },
    { metadataReadLag: 3000, metadataEtag: 'present' },
  ],
])('a probe of a service whose reads lag by %j learns that, and everything else as usual', async (settings, learnt) => {
  const { found } = await probed(settings);
  expect(found).toEqual({ ...usual, ...learnt, echo });
});

test('a probe learns no lookback where the service fills nothing in', async () => {
  const { lookback: _, ...others } = echo;
  const { found } = await probed({ etagOnUpdate: 'required', echo: { defaults: 'null' } });
  expect(found).toEqual({ ...usual, echo: { ...others, defaults: 'null' } });
});

test('a probe that is refused midway removes its rule all the same', async () => {
  const clock = virtualClock();
  const store = memoryStore();
  const transport = createEmulator({
    store,
    clock,
    faults: [1, 2, 3, 4].map((request) => ({
      request,
      kind: '503' as const,
      method: 'PUT' as const,
      path: '/metadata/',
    })),
  });
  const { workspace } = connectWorkspace({
    kindOf,
    watched: [firstType.resource],
    target,
    transport,
    clock,
    version: 'test',
  });
  await expect(probeWorkspace(workspace, clock)).rejects.toMatchObject({ kind: 'service' });
  expect(await workspace.list('alertRules')).toEqual([]);
});

test('a profile is only believed about the service and the api-version that were probed', () => {
  const profile = {
    service: 'azure',
    apiVersion: '2023-12-01-preview',
    probed: '2026-11-22T12:00:00.000Z',
    settings: { ifMatch: '412', customVersionLimit: 256 },
  } as const;
  const asked = { service: 'azure', apiVersion: '2023-12-01-preview', recordLimit: 2000 } as const;
  const read = parseProfile(profileText(profile));
  expect(read).toEqual(profile);
  expect(traitsOf(read, asked)).toEqual({ verifyBeforeWrite: 'never', recordLimit: 256, readLag: 120_000 });
  const worst = { verifyBeforeWrite: 'always', recordLimit: 2000, readLag: 120_000 };
  expect(traitsOf(read, { ...asked, service: 'emulator' })).toEqual({ ...worst, readLag: 0 });
  expect(traitsOf(read, { ...asked, apiVersion: '2025-09-01' })).toEqual(worst);
  expect(traitsOf(parseProfile('{"format":"another"}'), asked)).toEqual(worst);
  expect(traitsOf(parseProfile('{'), asked)).toEqual(worst);
});
