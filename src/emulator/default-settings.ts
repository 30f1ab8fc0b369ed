import type { EmulatorSettings } from './settings.ts';
import { words } from './words.ts';

const stable = [
  '2020-01-01',
  '2021-04-01',
  '2021-10-01',
  '2022-08-01',
  '2022-11-01',
  '2023-02-01',
  '2023-11-01',
  '2024-03-01',
  '2024-09-01',
  '2025-03-01',
  '2025-06-01',
  '2025-09-01',
];

const previews = words(
  '2019-01-01 2021-03-01 2021-09-01 2021-10-01 2022-01-01 2022-04-01 2022-05-01 2022-06-01 ' +
    '2022-07-01 2022-08-01 2022-09-01 2022-10-01 2022-11-01 2022-12-01 2023-02-01 2023-03-01 ' +
    '2023-04-01 2023-05-01 2023-06-01 2023-07-01 2023-08-01 2023-09-01 2023-10-01 2023-12-01 ' +
    '2024-01-01 2024-04-01 2024-10-01 2025-01-01 2025-04-01 2025-07-01 2025-10-01',
).map((date) => `${date}-preview`);

/** The service as far as it is known, and the strict reading of what is not. */
export const defaultSettings: EmulatorSettings = {
  apiVersions: [...stable, ...previews],
  pageSize: 100,
  ifMatch: '412',
  bodyEtag: '409',
  ifNoneMatch: '412',
  etagOnUpdate: 'by-version',
  unknownProperties: 'dropped',
  tombstone: '400',
  tombstoneHours: 24,
  ruleIds: 'any',
  displayNames: 'repeatable',
  kindChange: 'refused',
  builtInUpdate: 'allowed',
  metadataOnRuleDelete: 'kept',
  customVersionLimit: null,
  metadataEtag: 'absent',
  metadataErrors: 'problem',
  metadataIds: 'resourceGroups',
  ruleSystemData: 'absent',
  fusionOnOnboarding: 'made',
  savedSearchShape: '2025',
  savedSearchEtag: 'required',
  builtInSearches: [],
  watchlistState: 'by-version',
  watchlistContent: 'rows',
  metadataWrites: 'allowed',
  quotas: { scheduled: 512, nrt: 50 },
  unknownTables: 'allowed',
  tables: [],
  functions: [],
  queryChecks: 'always',
  startTimes: 'checked',
  enumCase: 'sensitive',
  fileHash: 'value-is-enough',
  techniqueTactics: {},
  readLag: 0,
  latency: 0,
  throttle: {
    reads: { size: 250, perSecond: 25 },
    writes: { size: 200, perSecond: 10 },
    deletes: { size: 200, perSecond: 10 },
    retryAfter: 'seconds',
    earlyRetry: 'allowed',
  },
  workspaces: 'any',
  onboarded: true,
  denied: [],
  caller: 'picket@emulator.example',
  rows: [],
  echo: {
    durations: 'verbatim',
    lists: 'verbatim',
    description: 'verbatim',
    templateIds: 'verbatim',
    ids: 'verbatim',
    techniques: 'verbatim',
    emptyLists: 'as-sent',
    newlines: 'verbatim',
    defaults: 'by-version',
    lookback: 'PT5M',
  },
};
