import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../../src/core/json.ts';
import { ruleShape } from '../../../src/importers/arm/rule-shape.ts';

const lists = {
  ofObjects: ['entityMappings', 'sentinelEntitiesMappings', 'requiredDataConnectors', 'sourceSettings'],
  ofAny: [
    'tactics',
    'techniques',
    'subTechniques',
    'tags',
    'severitiesFilter',
    'displayNamesFilter',
    'displayNamesExcludeFilter',
    'scenarioExclusionPatterns',
  ],
  ofGrouping: ['groupByEntities', 'groupByAlertDetails', 'groupByCustomDetails'],
};

const said = (names: readonly string[]): readonly string[] => [
  `${names.join(', ')}: one item stood where a list belongs, and was taken for a list of one.`,
];

describe('one item where a list belongs', () => {
  test.each(lists.ofAny)('is a list of one as %s, whether a text or an object', (name) => {
    for (const item of ['x', { x: 1 }])
      expect(ruleShape({ [name]: item, severity: 'Low' })).toEqual({
        value: { [name]: [item], severity: 'Low' },
        notes: said([name]),
      });
  });

  test.each(lists.ofObjects)('is a list of one as %s where it is an object; a text stays', (name) => {
    expect(ruleShape({ [name]: { x: 1 } })).toEqual({ value: { [name]: [{ x: 1 }] }, notes: said([name]) });
    expect(ruleShape({ [name]: 'x' })).toEqual({ value: { [name]: 'x' }, notes: [] });
  });

  test.each(lists.ofGrouping)('is a list of one as %s, two levels deep', (name) => {
    const within = (value: string | readonly string[]): JsonObject => ({
      incidentConfiguration: { createIncident: true, groupingConfiguration: { enabled: true, [name]: value } },
    });
    expect(ruleShape(within('x'))).toEqual({ value: within(['x']), notes: said([name]) });
  });

  test('is a list of one among the details of an alert, and within a mapping of an entity', () => {
    const property = { alertProperty: 'AlertLink', value: 'Link' };
    expect(ruleShape({ alertDetailsOverride: { alertDynamicProperties: property } })).toEqual({
      value: { alertDetailsOverride: { alertDynamicProperties: [property] } },
      notes: said(['alertDynamicProperties']),
    });
    expect(ruleShape({ alertDetailsOverride: { alertDynamicProperties: 'x' } }).notes).toEqual([]);
    const field = { identifier: 'FullName', columnName: 'User' };
    const mappings = [{ entityType: 'Account', fieldMappings: field }, 'x', { entityType: 'IP', fieldMappings: [] }];
    expect(ruleShape({ entityMappings: mappings })).toEqual({
      value: { entityMappings: [{ entityType: 'Account', fieldMappings: [field] }, ...mappings.slice(1)] },
      notes: said(['fieldMappings']),
    });
  });

  test('is said of all such fields in one sentence, each once', () => {
    const mapping = { entityType: 'Account', fieldMappings: { identifier: 'FullName', columnName: 'User' } };
    expect(ruleShape({ tactics: 'Impact', entityMappings: [mapping, mapping] }).notes).toEqual(
      said(['tactics', 'fieldMappings']),
    );
  });

  test.each([...lists.ofAny, ...lists.ofObjects])('is none as %s where it says nothing, or is a list', (name) => {
    for (const item of ['', {}, null, 5, true, [], ['x']])
      expect(ruleShape({ [name]: item })).toEqual({ value: { [name]: item }, notes: [] });
  });

  test('is none where what should hold it is no object', () => {
    const odd = { incidentConfiguration: 'x', alertDetailsOverride: ['x'], entityMappings: [{ fieldMappings: {} }] };
    expect(ruleShape(odd)).toEqual({ value: odd, notes: [] });
  });
});

test('lengths of time become the service’s, wherever they stand, and all others stay', () => {
  const rule = (value: string): JsonObject => ({
    queryFrequency: value,
    queryPeriod: value,
    suppressionDuration: value,
    incidentConfiguration: { groupingConfiguration: { lookbackDuration: value } },
    somethingElse: value,
  });
  for (const written of ['5h', '5:00:00'])
    expect(ruleShape(rule(written)).value).toEqual({ ...rule('PT5H'), somethingElse: written });
  expect(ruleShape(rule('P1D'))).toEqual({ value: rule('P1D'), notes: [] });
  expect(ruleShape({ queryPeriod: 5 }).value).toEqual({ queryPeriod: 5 });
});

test('a sub-technique among the techniques stands under its own name, once, and its technique stays', () => {
  expect(ruleShape({ techniques: ['T1078.004', 'T1098'], subTechniques: ['T1485.001', 'T1078.004'] }).value).toEqual({
    techniques: ['T1078', 'T1098'],
    subTechniques: ['T1485.001', 'T1078.004'],
  });
  const plain = { techniques: ['T1078', 5], subTechniques: ['T1078.004'] };
  expect(ruleShape(plain).value).toEqual(plain);
});
