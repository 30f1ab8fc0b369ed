import { describe, expect, test } from '@jest/globals';
import {
  alertsOf,
  incidentsOf,
  runSchedule,
  runTimes,
  type Alert,
  type QueryRule,
} from '../../../src/content/alerts/index.ts';
import type { JsonObject } from '../../../src/core/json.ts';
import { ticksPer, type Column, type Row } from '../../../src/kql/run/values/value.ts';
import { queryRule } from './query-rule.ts';

const columns: readonly Column[] = [
  { name: 'User', type: 'string' },
  { name: 'Address', type: 'string' },
  { name: 'Level', type: 'string' },
  { name: 'Tactics', type: 'dynamic' },
];
const row = (user: string, address = '', level = '', tactics: Row[number] = null): Row => [
  user,
  address,
  level,
  tactics,
];

const alerts = (rule: QueryRule, ...rows: readonly Row[]): readonly Alert[] => alertsOf(rule, { columns, rows }, 0);
const account = { entityType: 'Account', fieldMappings: [{ identifier: 'Name', columnName: 'User' }] };
const address = { entityType: 'IP', fieldMappings: [{ identifier: 'Address', columnName: 'Address' }] };

describe('the alerts of one run', () => {
  test.each([
    ['gt', 1, [0, 0, 1]],
    ['lt', 1, [1, 0, 0]],
    ['eq', 1, [0, 1, 0]],
    ['ne', 1, [1, 0, 1]],
  ])('%s %i', (triggerOperator, triggerThreshold, expected) => {
    const rule = queryRule({ triggerOperator, triggerThreshold });
    const counts = [[], [row('a')], [row('a'), row('b')]].map((rows) => alerts(rule, ...rows).length);
    expect(counts).toEqual(expected);
  });

  test('are one each with AlertPerResult, and the 150th stands for the rest', () => {
    const rule = queryRule({ eventGroupingSettings: { aggregationKind: 'AlertPerResult' }, entityMappings: [account] });
    const many = Array.from({ length: 160 }, (_, index) => row(`u${index}`));
    const raised = alerts(rule, ...many);
    expect([raised.length, raised[0]?.rows, raised[149]?.rows, raised[149]?.entities.length]).toEqual([150, 1, 11, 11]);
    expect(alerts(rule, ...many.slice(0, 150)).every(({ rows }) => rows === 1)).toBe(true);
  });

  test('share 500 entities among the mappings, each once, without built-in accounts and empty ones', () => {
    const rule = queryRule({ entityMappings: [account, address] });
    const [one] = alerts(rule, row('a', '10.0.0.1'), row('A', '10.0.0.1'), row('a'), row('SYSTEM'), row(''));
    expect(one?.entities).toEqual([
      { type: 'Account', identifiers: { Name: 'a' } },
      { type: 'Account', identifiers: { Name: 'A' } },
      { type: 'IP', identifiers: { Address: '10.0.0.1' } },
    ]);
    const [big] = alerts(rule, ...Array.from({ length: 600 }, (_, index) => row(`u${index}`, `10.0.1.${index}`)));
    expect(big?.entities.filter(({ type }) => type === 'IP')).toHaveLength(250);
  });

  test('drop an entity without an identifier that it needs', () => {
    const host = {
      entityType: 'Host',
      fieldMappings: [
        { identifier: 'HostName', columnName: 'User' },
        { identifier: 'DnsDomain', columnName: 'Address' },
      ],
    };
    const [one] = alerts(queryRule({ entityMappings: [host] }), row('', 'contoso.com'), row('pc', 'contoso.com'));
    expect(one?.entities).toEqual([{ type: 'Host', identifiers: { HostName: 'pc', DnsDomain: 'contoso.com' } }]);
  });

  test('take title, severity, tactics and details from their columns, and from the rule where they are empty', () => {
    const rule = queryRule({
      alertDetailsOverride: {
        alertDisplayNameFormat: '{{User}} from {{ Address }}',
        alertDescriptionFormat: 'Seen: {{Level}}',
        alertSeverityColumnName: 'Level',
        alertTacticsColumnName: 'Tactics',
      },
      customDetails: { Users: 'User', Missing: 'Nowhere' },
    });
    const [one] = alerts(rule, row('a', '10.0.0.1', 'high', ['LateralMovement', 'Nonsense']), row('b'), row('a'));
    expect(one).toMatchObject({
      title: 'a from 10.0.0.1',
      description: 'Seen: high',
      severity: 'High',
      tactics: ['LateralMovement'],
      customDetails: { Users: ['a', 'b'], Missing: [] },
    });
    expect(alerts(rule, row('', '', 'urgent'))[0]).toMatchObject({
      title: 'from',
      severity: 'Medium',
      tactics: ['Persistence'],
    });
    expect(alerts(queryRule({ alertDetailsOverride: { alertDisplayNameFormat: '{{User}}' } }), row(''))[0]?.title).toBe(
      'Rule',
    );
  });
});

describe('runs at the frequency of a rule', () => {
  const hour = ticksPer.hour;
  const hours = (rule: QueryRule): readonly (number | string)[] =>
    runSchedule(rule, runTimes(rule, { from: 0, to: 4 * hour }), (time) => ({
      columns,
      rows: time === 3 * hour ? [] : [row('a')],
    })).map(({ result, alerts: raised }) => (result === undefined ? 'paused' : raised.length));

  test('each raise their alerts', () => {
    expect(hours(queryRule())).toEqual([1, 1, 1, 0, 1]);
  });

  test('pause after an alert for as long as suppression says', () => {
    expect(hours(queryRule({ suppressionEnabled: true, suppressionDuration: '2h' }))).toEqual([
      1,
      'paused',
      1,
      'paused',
      1,
    ]);
  });
});

describe('incidents', () => {
  const grouped = (matchingMethod: string, more: JsonObject = {}): QueryRule =>
    queryRule({
      entityMappings: [account, address],
      eventGroupingSettings: { aggregationKind: 'AlertPerResult' },
      incidentConfiguration: {
        createIncident: true,
        groupingConfiguration: {
          enabled: true,
          reopenClosedIncident: false,
          lookbackDuration: '5h',
          matchingMethod,
          ...more,
        },
      },
    });
  const rows = [row('a', '10.0.0.1'), row('a', '10.0.0.2'), row('b', '10.0.0.1'), row('a', '10.0.0.1')];
  const sizes = (rule: QueryRule): readonly number[] =>
    incidentsOf(rule, alerts(rule, ...rows)).map((incident) => incident.length);

  test('are one for each alert unless the rule groups them', () => {
    const single = queryRule({ eventGroupingSettings: { aggregationKind: 'AlertPerResult' } });
    expect(sizes(single)).toEqual([1, 1, 1, 1]);
    expect(sizes(queryRule({ incidentConfiguration: { createIncident: false } }))).toEqual([]);
  });

  test('are grouped by all entities, by selected ones, or all together', () => {
    expect(sizes(grouped('AllEntities'))).toEqual([2, 1, 1]);
    expect(sizes(grouped('Selected', { groupByEntities: ['Account'] }))).toEqual([3, 1]);
    expect(sizes(grouped('AnyAlert'))).toEqual([4]);
  });

  test('take no alert after the look-back, and no more than 150', () => {
    const rule = grouped('AnyAlert');
    const [one] = alerts(rule, row('a'));
    if (one === undefined) throw new Error('no alert');
    const at = (hours: number): Alert => ({ ...one, time: hours * ticksPer.hour });
    expect(incidentsOf(rule, [at(0), at(5), at(11)]).map(({ length }) => length)).toEqual([2, 1]);
    expect(
      incidentsOf(
        rule,
        Array.from({ length: 151 }, () => at(0)),
      ).map(({ length }) => length),
    ).toEqual([150, 1]);
  });
});
