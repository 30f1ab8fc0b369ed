import { expect, test } from '@jest/globals';
import { foreign } from '../../../../src/content/analytics-rule/forms/foreign.ts';

const ofRules = ['kind', 'severity', 'queryFrequency', 'queryPeriod', 'triggerOperator', 'triggerThreshold'];
const names = new Set([...ofRules, 'alertRuleTemplateName', 'query', 'tactics']);
const hunting = { query: 'T', tactics: ['Execution'] };

test('a query with tactics and without a schedule is a hunting query', () => {
  expect(foreign(hunting, names)).toMatchObject({ name: 'hunting query', at: '/query' });
  for (const key of ['tactics', 'relevantTechniques', 'requiredDataConnectors'])
    expect(foreign({ query: 'T', [key]: [] }, names)?.name).toBe('hunting query');
  expect(foreign({ query: 'T' }, names)).toBeUndefined();
  expect(foreign({ ...hunting, query: 5 }, names)).toBeUndefined();
});

test.each(ofRules)('no file with %s is one, nor any where files have no such key', (key) => {
  expect(foreign({ ...hunting, [key]: 'x' }, names)).toBeUndefined();
  expect(foreign({ ...hunting, [key]: null }, names)?.name).toBe('hunting query');
  expect(foreign(hunting, new Set([...names].filter((name) => name !== key)))).toBeUndefined();
});
