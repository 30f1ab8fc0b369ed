import { describe, expect, test } from '@jest/globals';
import { deviations, presupposed, recordedApart } from '../../tools/conformance/deviations.ts';
import { recordedOf, type Recorded } from '../../tools/conformance/exchange.ts';
import { replay } from '../../tools/conformance/replay.ts';

const rules =
  '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers' +
  '/Microsoft.OperationalInsights/workspaces/ws/providers/Microsoft.SecurityInsights/alertRules';
const etag = (number: number): string => `"0000000${number}-0000-0100-0000-6000000${number}0000"`;
const properties = { displayName: 'All', enabled: true, productFilter: 'Azure Security Center' };
const answered = (name: string, number: number) => ({
  id: `${rules}/${name}`,
  name,
  etag: etag(number),
  type: 'Microsoft.SecurityInsights/alertRules',
  kind: 'MicrosoftSecurityIncidentCreation',
  properties: {
    ...properties,
    severitiesFilter: null,
    displayNamesFilter: null,
    displayNamesExcludeFilter: null,
    description: null,
    alertRuleTemplateName: null,
    lastModifiedUtc: '2022-12-16T08:04:34.21Z',
  },
});

const exchange = (method: string, name: string, body: object | null, status: number, answer: object | null): Recorded =>
  recordedOf(`${method} ${name}`, {
    scenario: 's',
    step: 1,
    request: { method, path: name === '' ? rules : `${rules}/${name}`, apiVersion: '2022-08-01', body },
    response: { status, headers: {}, body: answer },
  });

const put = (name: string, status: number, answer: object) =>
  exchange('PUT', name, { kind: 'MicrosoftSecurityIncidentCreation', properties }, status, answer);

const differing = async (...scenario: readonly Recorded[]) =>
  (await replay(scenario)).flatMap(({ name, differences }) => differences.map(({ at }) => `${name} ${at}`));

describe('a replayed recording', () => {
  test('finds no difference where every answer is as recorded', async () => {
    expect(
      await differing(
        put('r', 201, answered('r', 1)),
        put('r', 200, answered('r', 2)),
        exchange('GET', 'r', null, 200, answered('r', 2)),
        exchange('DELETE', 'r', null, 200, {}),
      ),
    ).toEqual([]);
  });

  test('sets up what an exchange found, and takes away what it did not find', async () => {
    expect(await differing(exchange('GET', 'r', null, 200, answered('r', 1)))).toEqual([]);
    expect(await differing(put('r', 200, answered('r', 1)))).toEqual([]);
    const list = exchange('GET', '', null, 200, { value: [answered('a', 1), answered('r', 2)] });
    expect(await differing(put('r', 201, answered('r', 2)), list)).toEqual([]);
    const absent = exchange('GET', 'r', null, 404, null);
    expect(await differing(put('r', 201, answered('r', 1)), absent)).toEqual([]);
  });

  test('tells of another status, another value, another form and a member too few or too many', async () => {
    expect(await differing(put('r', 200, {}), put('r', 201, answered('r', 1)))).toContain('PUT r status');
    const { etag: _, ...withoutEtag } = answered('r', 1);
    expect(await differing(put('r', 201, withoutEtag))).toEqual(['PUT r /etag']);
    expect(await differing(put('r', 201, { ...answered('r', 1), more: 1 }))).toEqual(['PUT r /more']);
    expect(await differing(put('r', 201, { ...answered('r', 1), etag: 'W/"1"' }))).toEqual(['PUT r /etag']);
    expect(await differing(put('r', 201, { ...answered('r', 1), kind: 'Fusion' }))).toEqual(['PUT r /kind']);
  });

  test('tells of an etag that moved where the recorded one stayed', async () => {
    expect(await differing(put('r', 201, answered('r', 1)), put('r', 200, answered('r', 1)))).toEqual(['PUT r /etag']);
  });
});

describe('the list of deviations', () => {
  const names = deviations.flatMap((each) => each.names);

  test('names each recorded exchange once, with a reason that is a sentence', () => {
    expect(new Set(names).size).toBe(names.length);
    for (const { reason, names: own } of deviations) {
      expect(reason).toMatch(/^[A-Z].{10,}\.$/);
      expect(own.length).toBeGreaterThan(0);
    }
  });

  test('holds nothing of rules, markers, automation rules, watchlists and saved searches but what it must', () => {
    const served =
      /^(?:action|automation|conflict|metadata|msic|onboarding|rule|scheduled|savedsearch|watchlist|fusion)/;
    expect(names.filter((name) => served.test(name))).toEqual(['fusion-create-2020-01-01']);
  });

  test('says of a scenario only what a setting of the emulator can say', async () => {
    for (const settings of Object.values(presupposed)) expect(await replay([], settings)).toEqual([]);
    expect([...recordedApart].every((name) => !names.includes(name))).toBe(true);
  });
});
