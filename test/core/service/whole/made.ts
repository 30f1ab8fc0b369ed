import { PicketError } from '../../../../src/core/errors.ts';
import { parseJson, type JsonObject } from '../../../../src/core/json.ts';
import { kindTable, workspacePath, type ResourceKind } from '../../../../src/core/resource.ts';
import { gitHubAccessCommands, type GitHubAccess } from '../../../../src/core/service/github-access.ts';
import {
  parseProfile,
  profileText,
  traitsOf,
  type ServiceProfile,
} from '../../../../src/core/service/service-profile.ts';
import * as core from '../../../../src/core/service/template.ts';

const kind = (collection: string, more: Partial<ResourceKind> = {}): ResourceKind => ({
  words: collection,
  collection,
  apiVersion: `2025-${collection}`,
  etag: 'body',
  created: 200,
  ...more,
});

/** Collections below the workspace and beside it, with and without a provider, written with and without a version. */
const kinds = [
  kind('plain'),
  kind('header', { etag: 'header' }),
  kind('provided', { provider: 'Microsoft.SecurityInsights' }),
  kind('located', { provider: 'Microsoft.Insights', located: true }),
  kind('beside', { scope: 'resource-group', provider: 'Microsoft.Resources' }),
  kind('beside-located', { scope: 'resource-group', located: true }),
];
const kindOf = kindTable(kinds);

const place = workspacePath(core.templatePlace);
const body: JsonObject = {
  kind: 'k',
  etag: 'e',
  properties: {
    text: '[x',
    at: `${place}/a`,
    list: ['[y', ['[z'], 1, null, true, { deep: '[d', in: '{{picketTenant}}' }],
  },
};
const items: readonly core.TemplateItem[] = [
  ...kinds.map(({ collection }) => ({ type: collection, name: `n-${collection}`, body })),
  { type: 'plain', name: 'no properties', body: { value: 'v' } },
  {
    type: 'plain',
    name: 'last',
    body: {},
    needs: kinds.map(({ collection }) => ({ type: collection, name: `N-${collection}` })),
  },
];

/** A text whose expression has so many characters. */
const expression = (length: number): string => `${place}${'x'.repeat(length)}`;
const around =
  24_576 - "[concat(resourceId('Microsoft.OperationalInsights/workspaces', parameters('workspace')), '')]".length;

const refusal = (): unknown => {
  try {
    return core.templates(
      [{ type: 'plain', name: 'huge', body: { text: 'x'.repeat(500) } }],
      { kindOf },
      { bytes: 600, resources: 1 },
    );
  } catch (error) {
    return error instanceof PicketError ? [error.kind, error.code, error.message, error.hint] : error;
  }
};

const access: GitHubAccess = {
  target: { subscriptionId: 's', resourceGroup: 'rg' },
  environment: 'prod',
  serves: 'one',
  repository: 'contoso/detections',
  prefix: { repository: 'contoso/detections' },
  reviewers: [],
};

const profile = (settings: JsonObject, service: ServiceProfile['service'] = 'azure'): ServiceProfile => ({
  service,
  apiVersion: 'v',
  probed: '2026-11-22',
  settings,
});
const text = profileText(profile({ ifMatch: '412' }));
const asked = { service: 'azure', apiVersion: 'v', recordLimit: 2000 } as const;
const lags = [
  {},
  { readLag: -5 },
  { readLag: 5, metadataReadLag: 3 },
  { readLag: 3, metadataReadLag: 5 },
  { metadataReadLag: null },
];

/** What is made for others to run or to read: templates, commands, profiles. */
export const made = {
  'limits of a template': () => [core.templateLimits, core.templatePlace],
  'a template of every kind of collection': () => core.templateText(items, { kindOf }).split('\n'),
  'its parameter': () => core.templateText(items.slice(0, 4), { kindOf, workspaceParameter: 'law' }).split('\n'),
  'what does not fit': () => [refusal()],
  'the longest expression': () =>
    [around, around + 1].map((length) => {
      const { variables = {}, resources } = core.template(
        [{ type: 'header', name: 'a', body: { one: expression(length), two: expression(length) } }],
        { kindOf },
      );
      return [
        Object.keys(variables ?? {}),
        JSON.stringify(resources).replaceAll(/x{9,}/g, ({ length: count }) => `x*${count}`),
      ];
    }),
  'several templates': () =>
    core
      .templates(items, { kindOf }, { bytes: 4000, resources: 3 })
      .map((part) => [
        part.length,
        [...part.matchAll(/"name": "([^"]*)"|"dependsOn"/g)].map(([all, name]) => name ?? all),
      ]),
  'several templates by size': () => {
    const named = ['a', 'b', 'c', 'd', 'e'].map((name) => ({ type: 'plain', name }));
    const all = named.map((item, index) => ({
      ...item,
      body: { text: 'x'.repeat(index * 10) },
      needs: named.slice(0, 2),
    }));
    let last = '';
    return Array.from({ length: 2500 }, (_, index) => index + 900).flatMap((bytes) => {
      const parts = core.templates(all, { kindOf }, { bytes, resources: 4 });
      const split = parts
        .map((part) => [...part.matchAll(/,'\/(.)'\)\]"/g)].map(([, name]) => name).join(''))
        .join(' ');
      if (split === last) return [];
      last = split;
      return [`from ${bytes} bytes: ${split}`];
    });
  },
  'access to GitHub': () =>
    [
      access,
      {
        ...access,
        environment: 'customers/al pine',
        prefix: { known: 'repo:c@1/d@2' },
        reviewers: ['ana', 'contoso/team'],
      },
      { ...access, environment: 'picket', serves: 'all' as const, repository: 'alone', reviewers: ['ana'] },
    ].flatMap(gitHubAccessCommands),
  'profiles of the service': () => [
    text,
    ...[
      text,
      text.replace('azure', 'emulator'),
      text.replace('azure', 'other'),
      text.replace('"v"', '7'),
      text.replace('"2026-11-22"', '7'),
      text.replace('"version": 1', '"version": 2'),
      text.replace('picket-service', 'service'),
      JSON.stringify({ ...Object(parseJson(text)), settings: [] }),
    ].map(parseProfile),
  ],
  'traits by a profile': () =>
    [
      undefined,
      profile({ ifMatch: '412', customVersionLimit: 1999, readLag: 9 }),
      profile({ ifMatch: '409', customVersionLimit: 2001 }),
      profile({ ifMatch: 'ignored', customVersionLimit: null }),
      ...lags.map((settings) => profile(settings, 'emulator')),
    ].flatMap((one) => [
      traitsOf(one, asked),
      traitsOf(one, { ...asked, service: 'emulator' }),
      traitsOf(one, { ...asked, apiVersion: 'w' }),
    ]),
};
