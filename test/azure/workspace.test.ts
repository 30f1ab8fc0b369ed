import { describe, expect, test } from '@jest/globals';
import { cloudOfHost } from '../../src/azure/clouds.ts';
import { holdsAll } from '../../src/azure/workspace.ts';
import type { JsonObject, JsonValue } from '../../src/core/json.ts';
import { answer, connect, live, refusal, secret, store, target } from './fake-service.ts';

const ruleId = 'aaaaaaaa-0000-4000-8000-000000000001';

describe('the client of a workspace', () => {
  test('signs requests, names itself, and asks each resource type with its own api-version', async () => {
    const session = connect(() => answer(200, { value: [] }));
    await session.workspace.list('alertRules');
    await session.workspace.list('metadata');
    const [rules, metadata] = session.requests;
    expect(rules?.headers['authorization']).toBe(`Bearer ${secret}`);
    expect(rules?.headers['user-agent']).toMatch(/^picket\/1\.2\.3 /);
    expect(rules?.url).toBe(
      `https://management.azure.com/subscriptions/${target.subscriptionId}/resourceGroups/rg-soc/providers/Microsoft.OperationalInsights/workspaces/ws-soc/providers/Microsoft.SecurityInsights/alertRules?api-version=2023-12-01-preview`,
    );
    expect(metadata?.url).toMatch(/\/metadata\?api-version=2025-09-01$/);
  });

  test('sends an emulator no token and asks for none', async () => {
    const session = connect(() => answer(200, { value: [] }), { credential: undefined });
    await session.workspace.list('alertRules');
    expect(Object.keys(session.requests[0]?.headers ?? {})).not.toContain('authorization');
  });

  test('speaks to the endpoint of the cloud', async () => {
    const scopes: unknown[] = [];
    const credential = {
      getToken: (scope: string | string[]) => {
        scopes.push(scope);
        return Promise.resolve({ token: secret, expiresOnTimestamp: Date.now() + 3_600_000 });
      },
    };
    const session = connect(() => answer(200, { value: [] }), { credential, target: { ...target, cloud: 'usgov' } });
    await session.workspace.list('alertRules');
    expect(session.requests[0]?.url).toMatch(/^https:\/\/management\.usgovcloudapi\.net\/subscriptions\//);
    expect(scopes).toEqual([['https://management.usgovcloudapi.net/.default']]);
  });

  test('an api-version of its own applies to alert rules only', async () => {
    const session = connect(() => answer(200, { value: [] }), { apiVersion: '2025-10-01-preview' });
    await session.workspace.list('alertRules');
    await session.workspace.list('metadata');
    expect(session.requests.map(({ url }) => new URL(url).searchParams.get('api-version'))).toEqual([
      '2025-10-01-preview',
      '2025-09-01',
    ]);
  });

  test('properties that the SDK does not know survive a PUT and a GET', async () => {
    const properties: JsonObject = {
      displayName: 'Rare sign-in',
      techniques: ['T1078'],
      subTechniques: ['T1078.004'],
      sentinelEntitiesMappings: [{ columnName: 'Entities' }],
      alertDetailsOverride: { alertDynamicProperties: [{ alertProperty: 'RemediationSteps', value: 'Steps' }] },
      startTimeUtc: '2030-01-02T03:04:05.1234567Z',
      queryFrequency: 'PT60M',
      entityMappings: [{ entityType: 'Account', fieldMappings: [{ identifier: 'Sid', columnName: 'S', later: 1 }] }],
      aPropertyOfTomorrow: { nested: [null, { deep: true }] },
    };
    const session = connect(store());
    const body = { kind: 'Scheduled', properties, topLevelOfTomorrow: 7 };
    const written = await session.workspace.put({ type: 'alertRules', name: ruleId, body }, { kind: 'absent' });
    expect(JSON.parse(session.requests[0]?.body ?? '')).toEqual(body);
    const read = await session.workspace.get('alertRules', ruleId);
    expect(read?.body['properties']).toEqual(properties);
    expect(read?.body['topLevelOfTomorrow']).toBe(7);
    expect(written).toEqual(read);
  });

  test('the conditions of a write go out as headers, and the etag planned against also in the body', async () => {
    const session = connect(store());
    const resource = { type: 'alertRules', name: ruleId, body: { kind: 'NRT', properties: {} } } as const;
    const { etag } = await session.workspace.put(resource, { kind: 'absent' });
    await session.workspace.put(resource, { kind: 'unchanged', etag: etag ?? '' });
    await session.workspace.put(resource, { kind: 'any' });
    const [first, second, third] = session.requests;
    expect(first?.headers['if-none-match']).toBe('*');
    expect(second?.headers['if-match']).toBe(etag);
    expect(JSON.parse(second?.body ?? '')).toMatchObject({ etag });
    expect(third?.headers).not.toHaveProperty('if-match');
    expect(third?.headers).not.toHaveProperty('if-none-match');
  });

  test('a resource that is not there is undefined, and deleting it says so', async () => {
    const session = connect(store());
    expect(await session.workspace.get('alertRules', ruleId)).toBeUndefined();
    expect(await session.workspace.remove('alertRules', ruleId, { kind: 'any' })).toBe('absent');
  });

  test('deletes under a condition', async () => {
    const session = connect(store({ [ruleId]: live(ruleId) }));
    await expect(
      session.workspace.remove('alertRules', ruleId, { kind: 'unchanged', etag: '"old"' }),
    ).rejects.toMatchObject({
      failure: 'precondition',
    });
    expect(await session.workspace.remove('alertRules', ruleId, { kind: 'unchanged', etag: '"1"' })).toBe('deleted');
  });

  test('an unknown workspace is a failure and not an absent rule', async () => {
    const message =
      "The Resource 'Microsoft.OperationalInsights/workspaces/ws-soc' under resource group 'rg-soc' was not found.";
    const session = connect(() => refusal(404, 'ResourceNotFound', message));
    for (const failing of [
      session.workspace.get('alertRules', ruleId),
      session.workspace.list('alertRules'),
      session.workspace.remove('alertRules', ruleId, { kind: 'any' }),
    ])
      await expect(failing).rejects.toMatchObject({ kind: 'service', code: 'unknown-workspace' });
  });

  test.each(['', '.', '..'])('the name "%s" never reaches a URL', async (name) => {
    const session = connect(() => answer(200));
    await expect(session.workspace.remove('alertRules', name, { kind: 'any' })).rejects.toMatchObject({
      code: 'invalid-name',
    });
    expect(session.requests).toEqual([]);
  });
});

describe('paging', () => {
  const page = (names: readonly string[], nextLink?: string) =>
    answer(200, { value: names.map((name) => live(name)), ...(nextLink === undefined ? {} : { nextLink }) });

  test('follows next links on the same host, and takes the later answer of a repeated resource', async () => {
    const session = connect((request) =>
      request.url.includes('skip') ? page(['b', 'c']) : page(['a', 'b'], `${request.url}&$skipToken=2`),
    );
    const rules = await session.workspace.list('alertRules');
    expect(rules.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
  });

  test.each([
    'https://evil.example/subscriptions/x',
    'https://management.azure.com@evil.example/next',
    'https://management.azure.com.evil.example/next',
    'http://management.azure.com/next',
    'https://management.azure.com:8443/next',
  ])('never asks %s', async (link) => {
    const session = connect(() => page(['a'], link));
    await expect(session.workspace.list('alertRules')).rejects.toMatchObject({
      kind: 'service',
      code: 'foreign-next-link',
    });
    expect(session.requests).toHaveLength(1);
  });

  test('ends a list that repeats itself, and one that never ends', async () => {
    const same = connect((request) => page(['a'], request.url));
    await expect(same.workspace.list('alertRules')).rejects.toMatchObject({ code: 'endless-list' });
    expect(same.requests).toHaveLength(1);
    const endless = connect((request, index) => page(['a'], `${request.url.split('&')[0] ?? ''}&page=${index}`), {
      rates: {
        read: { burst: 5000, perSecond: 5000 },
        write: { burst: 1, perSecond: 1 },
        delete: { burst: 1, perSecond: 1 },
      },
    });
    await expect(endless.workspace.list('alertRules')).rejects.toMatchObject({ code: 'endless-list' });
    expect(endless.requests).toHaveLength(1000);
  });

  test('does not follow a redirection', async () => {
    const session = connect(() => answer(302, '', { location: 'https://evil.example/' }));
    await expect(session.workspace.list('alertRules')).rejects.toMatchObject({ failure: 'protocol', status: 302 });
    expect(session.requests).toHaveLength(1);
  });
});

describe('what was sent counts as written', () => {
  test.each<readonly [sent: JsonValue, live: JsonValue | undefined, isThere: boolean]>([
    [{ a: 1 }, { a: 1, added: 2 }, true],
    [{ a: 1, b: 2 }, { a: 1 }, false],
    [{ a: 1 }, undefined, false],
    [{ a: {} }, undefined, true],
    [{ a: null, b: [], c: { d: {} } }, {}, true],
    [{ a: null, b: [], c: {} }, {}, true],
    [[1, { a: 1 }], [1, { a: 1, b: 2 }], true],
    [[1], [1, 2], false],
    [[1, 2], [1], false],
    [[1], 'x', false],
    [[], null, true],
    [[], [1], false],
    [null, null, true],
    [null, 0, false],
    ['x', 'x', true],
    ['x', 'X', false],
    [0, false, false],
  ])('%j where %j runs: %j', (sent, there, isThere) => expect(holdsAll(sent, there)).toBe(isThere));
});

test.each([
  ['evidence.blob.core.windows.net', 'public'],
  ['evidence.blob.core.usgovcloudapi.net', 'usgov'],
  ['evidence.blob.core.chinacloudapi.cn', 'china'],
  ['usgovcloudapi.net.example.com', 'public'],
])('a host of a storage account at %s is in the cloud %s', (host, cloud) => expect(cloudOfHost(host)).toBe(cloud));
