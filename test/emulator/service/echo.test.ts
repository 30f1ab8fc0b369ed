import { describe, expect, test } from '@jest/globals';
import { assert, integer, property } from 'fast-check';
import { canonicalDuration, durationMilliseconds } from '../../../src/emulator/checks/duration.ts';
import { settingMatrix, withSettings, type EchoSettings } from '../../../src/emulator/index.ts';
import { applyEcho } from '../../../src/emulator/service/echo.ts';
import { emulator, id, scheduled, textAt } from '../arm.ts';

const rich = scheduled({
  queryPeriod: 'PT25H',
  description: '  Two\nlines.  ',
  query: ' SigninLogs\n| where 1 == 1\r\n| take 1 ',
  tactics: ['Persistence', 'Execution'],
  techniques: ['T1098', 'T1059'],
  alertRuleTemplateName: 'Abcdef01-0000-4000-8000-000000000001',
  customDetails: { description: 'As_it_is' },
});

const answered = async (echo: Partial<EchoSettings>) => {
  const { put, get } = emulator({ echo });
  await put(id(0xabc), rich);
  return (await get(id(0xabc))).properties;
};

describe('what the service changes of what it was sent', () => {
  test('is nothing unless a setting says so', async () => {
    expect(await answered({})).toMatchObject({
      queryPeriod: 'PT25H',
      description: '  Two\nlines.  ',
      tactics: ['Persistence', 'Execution'],
      customDetails: { description: 'As_it_is' },
    });
  });

  test.each<[keyof EchoSettings, Partial<EchoSettings>, object]>([
    ['durations', { durations: 'canonical' }, { queryPeriod: 'P1DT1H', queryFrequency: 'PT1H' }],
    ['lists', { lists: 'sorted' }, { tactics: ['Execution', 'Persistence'], techniques: ['T1059', 'T1098'] }],
    ['lists', { lists: 'reversed' }, { tactics: ['Execution', 'Persistence'], techniques: ['T1059', 'T1098'] }],
    ['description', { description: 'trimmed' }, { description: 'Two\nlines.' }],
    ['templateIds', { templateIds: 'upper' }, { alertRuleTemplateName: 'ABCDEF01-0000-4000-8000-000000000001' }],
    ['templateIds', { templateIds: 'lower' }, { alertRuleTemplateName: 'abcdef01-0000-4000-8000-000000000001' }],
    ['techniques', { techniques: 'duplicated' }, { techniques: ['T1098', 'T1059', 'T1098'] }],
    ['emptyLists', { emptyLists: 'as-sent' }, { subTechniques: null }],
    ['emptyLists', { emptyLists: 'empty' }, { subTechniques: [] }],
    ['emptyLists', { emptyLists: 'null' }, { subTechniques: null }],
    ['newlines', { newlines: 'crlf' }, { description: '  Two\r\nlines.  ' }],
    ['defaults', { defaults: 'filled' }, { eventGroupingSettings: { aggregationKind: 'SingleAlert' } }],
    ['defaults', { defaults: 'absent' }, { incidentConfiguration: { createIncident: true } }],
    ...(['PT5M', 'PT5H'] as const).map((lookback): [keyof EchoSettings, Partial<EchoSettings>, object] => [
      'lookback',
      { lookback },
      { incidentConfiguration: { groupingConfiguration: { lookbackDuration: lookback } } },
    ]),
    ['defaults', { defaults: 'null' }, { eventGroupingSettings: null, incidentConfiguration: null }],
  ])('%s: %j', async (_, echo, expected) => {
    expect(await answered(echo)).toMatchObject(expected);
  });

  test('is what the setting is about, and nothing else', () => {
    const none: EchoSettings = withSettings().echo;
    const properties = {
      query: ' a\n b\r\nc ',
      description: ' d\n e ',
      displayName: ' f\ng ',
      queryFrequency: 'PT60M',
      suppressionDuration: 'PT0M',
      lookbackDuration: 'PT36H',
      windowDuration: 'PT60M',
      alertRuleTemplateName: 'aB',
      templateVersion: 'aB',
      tactics: ['b', 'c', 'a'],
      techniques: ['t2', 't1'],
      subTechniques: [],
      others: ['b', 'a'],
      entityMappings: [
        { entityType: 'URL', fieldMappings: [{ columnName: 'b' }, { columnName: 'a' }] },
        { entityType: 'IP' },
      ],
      customDetails: { query: ' a\n', queryFrequency: 'PT60M' },
      incidentConfiguration: {
        groupingConfiguration: { lookbackDuration: 'PT120M', groupByEntities: ['URL', 'IP'], description: ' x ' },
      },
      enabled: true,
      startTimeUtc: null,
      triggerThreshold: 5,
    };
    const changes = (echo: Partial<EchoSettings>): object => {
      const plain: Readonly<Record<string, unknown>> = properties;
      return Object.fromEntries(
        Object.entries(applyEcho(properties, { ...none, ...echo })).filter(
          ([name, value]) => JSON.stringify(value) !== JSON.stringify(plain[name]),
        ),
      );
    };
    const sortedMappings = [
      { entityType: 'IP' },
      { entityType: 'URL', fieldMappings: [{ columnName: 'a' }, { columnName: 'b' }] },
    ];
    const grouping = { lookbackDuration: 'PT120M', groupByEntities: ['URL', 'IP'], description: ' x ' };
    const within = (changed: object): object => ({ groupingConfiguration: { ...grouping, ...changed } });
    const echoed: readonly (readonly [Partial<EchoSettings>, object])[] = [
      [{}, {}],
      [
        { durations: 'canonical' },
        {
          queryFrequency: 'PT1H',
          suppressionDuration: 'PT0S',
          lookbackDuration: 'P1DT12H',
          incidentConfiguration: within({ lookbackDuration: 'PT2H' }),
        },
      ],
      [
        { lists: 'sorted' },
        {
          tactics: ['a', 'b', 'c'],
          techniques: ['t1', 't2'],
          entityMappings: sortedMappings,
          incidentConfiguration: within({ groupByEntities: ['IP', 'URL'] }),
        },
      ],
      [
        { lists: 'reversed' },
        {
          tactics: ['a', 'c', 'b'],
          techniques: ['t1', 't2'],
          entityMappings: sortedMappings,
          incidentConfiguration: within({ groupByEntities: ['IP', 'URL'] }),
        },
      ],
      [{ techniques: 'duplicated' }, { techniques: ['t2', 't1', 't2'] }],
      [{ description: 'trimmed' }, { description: 'd\n e', incidentConfiguration: within({ description: 'x' }) }],
      [{ newlines: 'crlf' }, { query: ' a\r\n b\r\nc ', description: ' d\r\n e ' }],
      [{ templateIds: 'upper' }, { alertRuleTemplateName: 'AB' }],
      [{ templateIds: 'lower' }, { alertRuleTemplateName: 'ab' }],
    ];
    expect(echoed.map(([echo]) => changes(echo))).toEqual(echoed.map(([, expected]) => expected));
  });

  test('never touches the names and columns of custom details', async () => {
    const everything = settingMatrix().at(-1)?.overrides.echo ?? {};
    expect(await answered(everything)).toMatchObject({ customDetails: { description: 'As_it_is' } });
  });

  test.each(['upper', 'lower'] as const)('the letters of ids: %s', async (ids) => {
    const { put, get, list } = emulator({ echo: { ids } });
    const created = await put(id(0xabc), scheduled());
    const name = ids === 'upper' ? id(0xabc).toUpperCase() : id(0xabc).toLowerCase();
    expect(created.json['name']).toBe(name);
    expect(textAt((await get(id(0xabc))).json, 'id')).toMatch(new RegExp(`/alertRules/${name}$`));
    expect((await put(id(0xabc), scheduled())).status).toBe(200);
    expect((await list()).names).toEqual([name]);
  });
});

describe('durations', () => {
  test.each([
    ['PT5M', 300_000],
    ['P1D', 86_400_000],
    ['P14DT1H30M', 14 * 86_400_000 + 5_400_000],
    ['PT90S', 90_000],
    ['P', undefined],
    ['PT', undefined],
    ['P1W', undefined],
    ['PT1D', undefined],
    ['1h', undefined],
    ['pt5m', undefined],
  ])('%s is %p', (text, length) => {
    expect(durationMilliseconds(text)).toBe(length);
  });

  test('keep their length when they are written canonically, and are canonical then', () => {
    const part = integer({ min: 0, max: 200 });
    assert(
      property(part, part, part, part, (days, hours, minutes, seconds) => {
        const text = `P${days}DT${hours}H${minutes}M${seconds}S`;
        const canonical = canonicalDuration(text);
        expect(durationMilliseconds(canonical)).toBe(durationMilliseconds(text));
        expect(canonicalDuration(canonical)).toBe(canonical);
      }),
    );
  });
});

describe('every alternative of the settings', () => {
  test('has a name of its own and differs from the defaults', () => {
    const matrix = settingMatrix();
    expect(new Set(matrix.map(({ name }) => name)).size).toBe(matrix.length);
    expect(matrix.filter(({ overrides }) => Object.keys(overrides).length === 0)).toHaveLength(1);
  });

  test.each(settingMatrix())('$name: a rule that is created is there', async ({ overrides }) => {
    const { put, list, clock } = emulator(overrides);
    expect((await put(id(1), scheduled())).status).toBe(201);
    clock.advance(10_000);
    expect((await list()).items).toHaveLength(1);
  });
});
