import { describe, expect, test } from '@jest/globals';
import { check, only, rule, scheduleKeys } from './checked-rule.ts';

describe('the schema of analytics rules', () => {
  test('says what is meant by a duration that is none', () => {
    expect(only(rule({ queryPeriod: 'PT1D' }))).toMatchObject({
      code: 'schema/pattern',
      message: '`PT1D` is no duration: did you mean `P1D`?',
      on: 'PT1D',
      fixed: rule({ queryPeriod: 'P1D' }),
    });
    expect(only(rule({ queryPeriod: '2 hours' }))).toMatchObject({ fixed: rule({ queryPeriod: '2h' }) });
    expect(only(rule({ queryPeriod: '14' }))).toMatchObject({
      code: 'schema/wrong-type',
      message: '`queryPeriod` is `14`, a number; it must be a duration (a text).',
      hint: expect.stringContaining('with its unit'),
      fixed: undefined,
    });
    for (const wrong of ['1y', 'P', 'PT', 'P1DT', 'h', '1h 2', '-1h', '1.5h'])
      expect(only(rule({ queryPeriod: wrong }))).toMatchObject({ code: 'schema/pattern', on: wrong });
  });

  test('warns of a value that an open list of the service may have by now', () => {
    expect(only(rule({ tactics: '[ModelEvasion]' }))).toMatchObject({
      code: 'schema/unknown-value',
      severity: 'warning',
      message: '`ModelEvasion` is no tactic that Picket knows; the service may know it all the same.',
      on: 'ModelEvasion',
      fixed: undefined,
    });
  });

  test('names the right spelling of a value, and repairs it where only case and spaces differ', () => {
    expect(only(rule({ tactics: '[CommandandControl]' }))).toMatchObject({
      code: 'schema/unknown-value',
      severity: 'error',
      message: '`CommandandControl` is no tactic: did you mean `CommandAndControl`?',
      on: 'CommandandControl',
      fixed: rule({ tactics: '[CommandAndControl]' }),
    });
    expect(only(rule({ tactics: '["Lateral Movement"]' }))?.fixed).toBe(rule({ tactics: '["LateralMovement"]' }));
    expect(only(rule({ severity: 'high' }))?.fixed).toBe(rule({ severity: 'High' }));
    expect(only(rule({ kind: 'scheduled' }))?.fixed).toBe(rule());
    expect(only(rule({ severity: 'Hihg' }))).toMatchObject({
      message: '`Hihg` is no severity: did you mean `High`?',
      fixed: undefined,
    });
    expect(only(rule({ severity: 'Critical' }))).toMatchObject({
      message: '`Critical` is no severity.',
      hint: 'Allowed are `Informational`, `Low`, `Medium` and `High`.',
    });
    expect(only(rule({ triggerOperator: 'Equals' }))?.fixed).toBe(rule({ triggerOperator: 'Equal' }));
  });

  test('says of a merge key why its values are missing', () => {
    const text = `metadata: &base {severity: High}\n<<: *base\n${rule()}`;
    expect(check(text).find(({ on }) => on === '<<')).toMatchObject({
      code: 'schema/unknown-key',
      message: 'The key `<<` merges nothing: merge keys belong to YAML 1.1, and Picket reads YAML 1.2.',
      hint: expect.stringContaining('Write the merged keys out.'),
    });
  });

  test('names the right spelling and the right place of a key', () => {
    expect(only(rule({ queryFrequency: undefined, queryfrequency: '1h' }))).toMatchObject({
      code: 'schema/unknown-key',
      message: 'The key `queryfrequency` is spelled `queryFrequency`.',
      on: 'queryfrequency',
      fixed: `${rule({ queryFrequency: undefined })}queryFrequency: 1h\n`,
    });
    expect(only(rule({ incidentConfiguration: '{alertDisplayNameFormat: x}' }))).toMatchObject({
      message:
        'The key `alertDisplayNameFormat` does not belong in `incidentConfiguration`: its place is in `alertDetailsOverride`.',
      on: 'alertDisplayNameFormat',
    });
    expect(only(rule({ eventGroupingSettings: '{severity: High}' }))?.message).toContain(
      'its place is at the top level',
    );
    expect(only(rule({ name: undefined, displayName: 'x' }))?.message).toBe(
      'The key `displayName` is called `name` here.',
    );
    expect(only(rule({ displayName: 'x' }))).toMatchObject({
      hint: '`name` is already there: remove `displayName`.',
      fixed: undefined,
    });
    expect(only(rule({ severty: 'x' }))?.message).toBe('The key `severty` is unknown: did you mean `severity`?');
    expect(only(rule({ zzz: 'x' }))?.message).toBe('The key `zzz` is unknown.');
  });

  test('names each missing key once, on the first key of its mapping', () => {
    expect(check(rule({ severity: undefined, query: undefined })).map(({ message, on }) => [message, on])).toEqual([
      ['The key `severity` is missing.', 'id'],
      ['The key `query` is missing.', 'id'],
    ]);
    expect(only(rule({ entityMappings: '[{entityType: IP}]' }))).toMatchObject({
      message: 'The key `fieldMappings` is missing in Entry 1 of `entityMappings`.',
      on: 'entityType',
    });
    expect(only(rule({ severity: '' }))).toMatchObject({
      code: 'schema/wrong-type',
      message: '`severity` is empty; it must be a severity (a text).',
    });
  });

  test('refuses the keys that a kind does not have, with the reason', () => {
    expect(check(rule({ kind: 'NRT' })).map(({ code, on }) => [code, on])).toEqual(
      Object.keys(scheduleKeys).map((key) => ['schema/forbidden-key', key]),
    );
    expect(check(rule({ ...scheduleKeys, kind: 'NRT', queryPeriod: 'null' }))).toEqual([]);
    expect(only(rule({ productFilter: 'Azure Security Center' }))?.message).toBe(
      '`productFilter` belongs to MicrosoftSecurityIncidentCreation rules.',
    );
  });

  test('tells a wrong type once, and repairs what only lacks or has too many quotes', () => {
    expect(only(rule({ enabled: '"true"' }))).toMatchObject({
      code: 'schema/wrong-type',
      fixed: `${rule()}enabled: true\n`,
    });
    expect(only(rule({ enabled: 'yes' }))?.fixed).toBe(`${rule()}enabled: true\n`);
    expect(only(rule({ triggerThreshold: "'10'" }))?.fixed).toBe(rule({ triggerThreshold: '10' }));
    expect(only(rule({ version: '1.10' }))?.fixed).toBe(`${rule()}version: '1.10'\n`);
    expect(only(rule({ tactics: 'Impact' }))?.fixed).toBe(`${rule()}tactics: [Impact]\n`);
    expect(only(rule({ severity: '5' }))?.code).toBe('schema/wrong-type');
    expect(only('- a\n- b\n')).toMatchObject({ message: 'The file is a list; it must be a mapping.' });
  });

  test('says how long the name of a custom detail may be', () => {
    expect(only(rule({ customDetails: `{${'k'.repeat(28)}: c}` }))?.message).toBe(
      `\`${'k'.repeat(28)}\` has 28 characters; a name of a custom detail has at most 20.`,
    );
  });

  test('only warns where a key documents and is never sent', () => {
    const connectors = (name: string) => rule({ requiredDataConnectors: `[{connectorId: A, ${name}: [T]}]` });
    expect(only(connectors('datatypes'))).toMatchObject({ severity: 'warning', fixed: connectors('dataTypes') });
  });

  test('repairs a sub-technique that is written otherwise', () => {
    expect(only(rule({ relevantTechniques: '[T1098/003]' }))?.fixed).toBe(rule({ relevantTechniques: '[T1098.003]' }));
  });
});
