import { describe, expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import { analyticsRule } from '../../src/content/analytics-rule/index.ts';
import { contentTypes } from '../../src/content/index.ts';
import { isArray, isObject, type JsonObject, type JsonValue } from '../../src/core/json.ts';
import { schemaAt } from '../../src/core/schema/annotations.ts';
import { editorSchema } from '../../tools/schemas/editor-schema.ts';

const ajv = new Ajv({ strict: false, allErrors: true, validateSchema: false });
const takes = ajv.compile(editorSchema(analyticsRule));

const base = { id: '5a2f7f3e-3c1e-4f5e-9f39-0c8c1b0a7d11', name: 'A rule', query: 'T', severity: 'High' };
const scheduled = { queryFrequency: '1h', queryPeriod: '1h', triggerOperator: 'gt', triggerThreshold: 0 };
const kinds: Readonly<Record<string, JsonObject>> = {
  'no kind': { ...base, ...scheduled },
  Scheduled: { ...base, ...scheduled, kind: 'Scheduled' },
  NRT: { ...base, kind: 'NRT' },
  MicrosoftSecurityIncidentCreation: {
    id: base.id,
    name: 'A rule',
    kind: 'MicrosoftSecurityIncidentCreation',
    productFilter: 'Azure Security Center',
  },
  Fusion: { id: 'BuiltInFusion', kind: 'Fusion', alertRuleTemplateName: 'f71aba3d-28fb-450b-b192-4e76a83015c8' },
};

const use = { param: 'Most' };

/** Every value that a schema offers for a field, however deep its forms lie. */
const offered = (schema: JsonValue | undefined): readonly JsonValue[] => {
  if (!isObject(schema)) return [];
  const { enum: values, anyOf } = schema;
  return [...(isArray(values) ? values : []), ...(isArray(anyOf) ? anyOf.flatMap(offered) : [])];
};

describe('the schema for editors', () => {
  test.each([
    ['no kind', 'severity'],
    ['no kind', 'triggerThreshold'],
    ['Scheduled', 'queryFrequency'],
    ['Scheduled', 'triggerOperator'],
    ['Scheduled', 'enabled'],
    ['Scheduled', 'tactics'],
    ['NRT', 'severity'],
    ['MicrosoftSecurityIncidentCreation', 'productFilter'],
    ['Fusion', 'alertRuleTemplateName'],
  ])('of a rule of %s takes a parameter for %s', (kind, key) => {
    expect(takes({ ...kinds[kind] })).toBe(true);
    expect(takes({ ...kinds[kind], [key]: use })).toBe(true);
    expect(takes({ ...kinds[kind], [key]: { param: 5 } })).toBe(false);
    expect(takes({ ...kinds[kind], [key]: { ...use, other: 1 } })).toBe(false);
  });

  test.each([
    ['Scheduled', { name: use }],
    ['Scheduled', { description: use }],
    ['Scheduled', { query: use }],
    ['Scheduled', { id: use }],
    ['Scheduled', { kind: use }],
    ['Scheduled', { lifecycle: use }],
    ['Scheduled', { alertDetailsOverride: { alertDisplayNameFormat: use } }],
    ['NRT', { triggerThreshold: use }],
    ['MicrosoftSecurityIncidentCreation', { query: use }],
    ['Fusion', { severity: 'wrong' }],
    ['Scheduled', { severity: null }],
    ['Scheduled', { triggerThreshold: 'many' }],
  ])('of a rule of %s does not take %j', (kind, change) => {
    expect(takes({ ...kinds[kind], ...change })).toBe(false);
  });

  test('takes one deep in a rule, and names of details that are called param', () => {
    expect(
      takes({
        ...kinds['Scheduled'],
        incidentConfiguration: { createIncident: use, groupingConfiguration: { lookbackDuration: use, enabled: true } },
        relevantTechniques: ['T1110', use],
        customDetails: { param: 'Column' },
      }),
    ).toBe(true);
  });

  test('offers the same values as before', () => {
    const schema = editorSchema(analyticsRule);
    for (const key of ['severity', 'triggerOperator', 'kind', 'productFilter'])
      expect(offered(schemaAt(schema, `/${key}`))).toEqual(offered(schemaAt(analyticsRule.schema, `/${key}`)));
    expect(schemaAt(schema, '/severity')).toMatchObject({ title: 'Severity', description: expect.any(String) });
  });

  test.each(contentTypes)('of a $name compiles, and describes each key', (type) => {
    const schema = editorSchema(type);
    expect(() => new Ajv({ strict: false, validateSchema: false }).compile(schema)).not.toThrow();
    const properties = isObject(schema['properties']) ? schema['properties'] : {};
    for (const member of Object.values(properties))
      expect(member).toMatchObject({ title: expect.any(String), description: expect.any(String) });
  });
});
