import { describe, expect, test } from '@jest/globals';
import { canonical, normalize } from '../../../src/content/summary-rule/body.ts';
import { summaryRule, summarySymbols } from '../../../src/content/summary-rule/index.ts';
import { defineContentType } from '../../../src/core/content-type.ts';
import { diff } from '../../../src/core/engine/diff.ts';
import type { JsonObject } from '../../../src/core/json.ts';
import { checkSchema } from '../../../src/core/schema/schema.ts';
import { readDocument } from '../../../src/core/text/read-document.ts';

const type = defineContentType(summaryRule);

const file: JsonObject = {
  name: 'hourly-signins',
  displayName: 'Failed sign-ins by hour',
  query: 'SigninLogs\n| summarize Failed = count() by UserPrincipalName\n',
  binSize: 60,
  destinationTable: 'HourlySignins_CL',
};
const bodyOf = (value: JsonObject): JsonObject => type.complete(value)?.render({ now: 0 }).body ?? {};

/** The keys at which the schema finds something. */
const said = (change: JsonObject): readonly (string | undefined)[] => {
  const text = JSON.stringify({ ...file, ...change }, undefined, 1);
  return checkSchema(type.schema, readDocument('a.yaml', text).document).map(
    ({ range }) => /"(\w+)"/.exec(text.split('\n')[(range?.start.line ?? 0) - 1] ?? '')?.[1],
  );
};

const answer = (definition: JsonObject, more: JsonObject = {}): JsonObject => ({
  id: '/x/summaryLogs/hourly-signins',
  name: 'hourly-signins',
  systemData: { createdBy: 'x' },
  properties: {
    displayName: 'Failed sign-ins by hour',
    ruleType: 'User',
    provisioningState: 'Succeeded',
    isActive: true,
    ruleDefinition: {
      query: 'SigninLogs\n| summarize Failed = count() by UserPrincipalName',
      binSize: 60,
      destinationTable: 'HourlySignins_CL',
      ...definition,
    },
    ...more,
  },
});

describe('a summary rule', () => {
  test('is sent with its definition apart from its texts', () => {
    expect(bodyOf(file)).toEqual({
      properties: {
        displayName: 'Failed sign-ins by hour',
        ruleType: 'User',
        ruleDefinition: {
          query: 'SigninLogs\n| summarize Failed = count() by UserPrincipalName',
          binSize: 60,
          destinationTable: 'HourlySignins_CL',
          timeSelector: 'TimeGenerated',
        },
      },
    });
  });

  test.each<readonly [string, JsonObject]>([
    ['as it was sent', answer({})],
    ['stopped by the service', answer({}, { isActive: false, statusCode: 'DataPlaneError' })],
    ['with what the service fills in', answer({ timeSelector: 'TimeGenerated' })],
  ])('does not differ from an answer %s', (_, live) => {
    expect(diff(normalize(bodyOf(file)), normalize(live))).toEqual([]);
  });

  test.each<readonly [string, JsonObject]>([
    ['query', { query: 'SigninLogs\n| summarize count()' }],
    ['binSize', { binSize: 120 }],
    ['destinationTable', { destinationTable: 'Other_CL' }],
    ['binDelay', { binDelay: 10 }],
  ])('with another %s differs there and nowhere else', (name, definition) => {
    expect(diff(normalize(bodyOf(file)), normalize(answer(definition))).map(({ at }) => at)).toEqual([
      `/properties/${name}`,
    ]);
  });

  test('that says no start of its bins keeps the one of the workspace', () => {
    const live = answer({ binStartTime: '2026-01-01T00:00:00.0000000Z' });
    const wanted = canonical.withLiveSettings?.(normalize(bodyOf(file)), live) ?? {};
    expect(diff(wanted, normalize(live))).toEqual([]);
    const own = canonical.withLiveSettings?.(normalize(bodyOf({ ...file, binStartTime: '2026-02-01' })), live) ?? {};
    expect(diff(own, normalize(live)).map(({ at }) => at)).toEqual(['/properties/binStartTime']);
  });

  test('takes a change of the portal and leaves every other line', () => {
    const text = [
      'name: hourly-signins # the id',
      'displayName: Failed sign-ins by hour',
      'query: |',
      '  SigninLogs',
      '  | summarize Failed = count() by UserPrincipalName',
      'binSize: 60 # minutes',
      'destinationTable: HourlySignins_CL',
      '',
    ].join('\n');
    const { document } = readDocument('a.yaml', text);
    const merged = type.file.merge(document, answer({ binSize: 120 }), type.contextOf({ now: 0 }));
    expect(merged).toEqual({ text: text.replace('binSize: 60', 'binSize: 120'), written: ['binSize'], refused: [] });
  });

  test('comes back as a file', () => {
    const value = type.file.valueOf(answer({}), 'hourly-signins');
    expect(bodyOf(value)).toEqual(bodyOf(file));
  });

  test('gives queries its table, whose columns are open', () => {
    expect(summarySymbols.read('a.yaml', 'destinationTable: Hourly_CL\n').tables).toMatchObject([
      { name: 'Hourly_CL', open: true },
    ]);
    expect(summarySymbols.read('a.yaml', 'name: x\n').tables ?? []).toEqual([]);
  });

  test.each([20, 30, 60, 120, 180, 360, 720, 1440])('sums up %d minutes, as the service takes them', (binSize) => {
    expect(said({ binSize })).toEqual([]);
  });

  test.each<readonly [string, JsonObject, string]>([
    ['bins of another length', { binSize: 25 }, 'binSize'],
    ['bins of no whole length', { binSize: 60.5 }, 'binSize'],
    ['a table that is none of the workspace', { destinationTable: 'Hourly' }, 'destinationTable'],
    ['a name that cannot stand in a path', { name: 'a/b' }, 'name'],
    ['no query', { query: '' }, 'query'],
  ])('with %s is refused at its place', (_, change, key) => {
    expect(said(change)).toEqual([key]);
  });

  test('says which members of an answer nobody knows', () => {
    expect(canonical.unknownProperties(answer({ mood: 'good' }))).toEqual(['/properties/mood']);
  });
});
