import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { isArray, isObject, type JsonObject, type JsonValue } from '../../../src/core/json.ts';
import { valueAt } from '../../../src/core/pointer.ts';
import { groupPath, workspacePath, type Resource } from '../../../src/core/resource.ts';
import { kindOf } from '../../../src/content/index.ts';
import * as core from '../../../src/core/service/template.ts';

const options = { kindOf };
const template = (resources: readonly core.TemplateItem[], more: object = {}): JsonObject =>
  core.template(resources, { ...options, ...more });
const templateText = (resources: readonly Resource[]): string => core.templateText(resources, options);
const templates = (resources: readonly Resource[], limits?: core.TemplateLimits): readonly string[] =>
  core.templates(resources, options, limits);

const rule = (name: string, query = 'T', kind = 'Scheduled'): Resource => ({
  type: 'alertRules',
  name,
  body: { kind, properties: { displayName: name, query } },
});

const parsed = (text: string): JsonObject => {
  const value: unknown = JSON.parse(text);
  return isObject(value) ? value : {};
};

const resourcesOf = (text: string): readonly JsonValue[] => {
  const resources = parsed(text)['resources'];
  return isArray(resources) ? resources : [];
};

test('a template has the form that the portal exports and imports', () => {
  expect(template([rule('0b9ae89d-8cad-461c-808f-0494f70ad5c4')])).toEqual({
    $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
    contentVersion: '1.0.0.0',
    parameters: { workspace: { type: 'string' } },
    resources: [
      {
        id: "[concat(resourceId('Microsoft.OperationalInsights/workspaces/providers', parameters('workspace'), 'Microsoft.SecurityInsights'),'/alertRules/0b9ae89d-8cad-461c-808f-0494f70ad5c4')]",
        name: "[concat(parameters('workspace'),'/Microsoft.SecurityInsights/0b9ae89d-8cad-461c-808f-0494f70ad5c4')]",
        type: 'Microsoft.OperationalInsights/workspaces/providers/alertRules',
        kind: 'Scheduled',
        apiVersion: '2023-12-01-preview',
        properties: { displayName: '0b9ae89d-8cad-461c-808f-0494f70ad5c4', query: 'T' },
      },
    ],
  });
});

test('the parameter can be named', () => {
  const made = template([rule('a')], { workspaceParameter: 'law' });
  expect(Object.keys(valueAt(made, '/parameters') ?? {})).toEqual(['law']);
  expect(valueAt(made, '/resources/0/name')).toBe("[concat(parameters('law'),'/Microsoft.SecurityInsights/a')]");
});

test('a text that begins with a bracket is no expression, wherever it stands', () => {
  const body = { properties: { query: "['my table'] | take 1", list: ['[[x', 'y[', { deep: '[parameters("a")]' }] } };
  const made = template([{ type: 'alertRules', name: 'a', body }]);
  expect(valueAt(made, '/resources/0/properties')).toEqual({
    query: "[['my table'] | take 1",
    list: ['[[[x', 'y[', { deep: '[[parameters("a")]' }],
  });
});

test('a quote in a name does not end the text of the expression', () => {
  expect(valueAt(template([rule("it's")]), '/resources/0/name')).toBe(
    "[concat(parameters('workspace'),'/Microsoft.SecurityInsights/it''s')]",
  );
});

test('the text is JSON in two steps with a newline at its end, and the same each time', () => {
  const text = templateText([rule('a'), rule('b')]);
  expect(text).toBe(`${JSON.stringify(template([rule('a'), rule('b')]), null, 2)}\n`);
  expect(templateText([rule('a'), rule('b')])).toBe(text);
});

test('a larger set is split by number, in order and without a loss', () => {
  const rules = Array.from({ length: 7 }, (_, index) => rule(`rule-${index}`));
  const texts = templates(rules, { bytes: 1_000_000, resources: 3 });
  expect(texts.map((text) => resourcesOf(text).length)).toEqual([3, 3, 1]);
  expect(texts.flatMap(resourcesOf)).toEqual(parsed(templateText(rules))['resources']);
});

test('a larger set is split by size: no template exceeds the limit, whatever the letters', () => {
  const text = fc.string({ unit: 'binary', maxLength: 400 });
  fc.assert(
    fc.property(fc.array(text, { maxLength: 12 }), fc.integer({ min: 4000, max: 8000 }), (queries, bytes) => {
      const rules = queries.map((query, index) => rule(`rule-${index}`, query));
      const texts = templates(rules, { bytes, resources: 800 });
      for (const part of texts) expect(Buffer.byteLength(part)).toBeLessThanOrEqual(bytes);
      expect(texts.flatMap(resourcesOf)).toEqual(parsed(templateText(rules))['resources']);
    }),
  );
});

test('a set that just fits is not split', () => {
  const rules = [rule('a'), rule('b')];
  const whole = Buffer.byteLength(templateText(rules));
  expect(templates(rules, { bytes: whole, resources: 800 })).toHaveLength(1);
  expect(templates(rules, { bytes: whole - 1, resources: 800 })).toHaveLength(2);
});

test('a rule that fits into no template is refused by name', () => {
  expect(() => templates([rule('huge', 'x'.repeat(5000))], { bytes: 5000, resources: 800 })).toThrow(
    /huge takes \d+ bytes/,
  );
});

test('no rules give one template without resources', () => {
  expect(templates([]).map(resourcesOf)).toEqual([[]]);
});

describe('what lies where a template is deployed', () => {
  const automation = (text: string): JsonObject => ({ properties: { value: text } });
  const said = (text: string, more: object = {}): JsonValue | undefined =>
    valueAt(
      template([{ type: 'automationRules', name: 'a', body: automation(text) }], more),
      '/resources/0/properties/value',
    );
  const workspaceId = "resourceId('Microsoft.OperationalInsights/workspaces', parameters('workspace'))";

  test.each([
    [workspacePath(core.templatePlace), `[${workspaceId}]`],
    [`${workspacePath(core.templatePlace)}/x/it's`, `[concat(${workspaceId}, '/x/it''s')]`],
    ['a {{workspaceResourceId}} b', `[concat('a ', ${workspaceId}, ' b')]`],
    [`${groupPath(core.templatePlace)}/y`, "[concat(resourceGroup().id, '/y')]"],
    [core.templatePlace.tenantId ?? '', '[subscription().tenantId]'],
    ['[plain]', '[[plain]'],
  ])('is worked out by the template: %s', (text, expression) => {
    expect(said(text)).toBe(expression);
  });

  test('within a text too long for an expression, the text is a variable', () => {
    const long = `[${'x'.repeat(25_000)} {{workspaceResourceId}}`;
    const made = template([{ type: 'automationRules', name: 'a', body: automation(long) }]);
    expect(made['variables']).toEqual({ 'automationRules-a-1': `[${long}` });
    expect(valueAt(made, '/resources/0/properties/value')).toBe(
      `[replace(variables('automationRules-a-1'), '{{workspaceResourceId}}', ${workspaceId})]`,
    );
    const plain = template([{ type: 'automationRules', name: 'a', body: automation(long.slice(1)) }]);
    expect(plain['variables']).toEqual({ 'automationRules-a-1': long.slice(1) });
    const item = { type: 'automationRules', name: 'a', body: automation(long) };
    const whole = Buffer.byteLength(core.templateText([item], options));
    for (const part of templates([item, { ...item, name: 'b' }], { bytes: whole + 100, resources: 800 }))
      expect(Buffer.byteLength(part)).toBeLessThanOrEqual(whole + 100);
  });
});

describe('what a resource needs', () => {
  const search: Resource = { type: 'savedSearches', name: 's', body: { properties: {} } };
  const workbook: Resource = { type: 'workbooks', name: 'w', body: { kind: 'shared', properties: {} } };
  const dependsOn = (made: JsonObject, index: number): JsonValue | undefined =>
    valueAt(made, `/resources/${index}/dependsOn`);

  test('is named where it stands before it, once, whatever its type', () => {
    const made = template([
      search,
      rule('r'),
      workbook,
      { ...rule('last'), needs: [search, search, rule('r'), workbook] },
    ]);
    expect(dependsOn(made, 3)).toEqual([
      "[resourceId('Microsoft.OperationalInsights/workspaces/savedSearches', parameters('workspace'), 's')]",
      "[concat(resourceId('Microsoft.OperationalInsights/workspaces/providers', parameters('workspace'), 'Microsoft.SecurityInsights'),'/alertRules/r')]",
      "[resourceId('Microsoft.Insights/workbooks', 'w')]",
    ]);
  });

  test('is not named where the template does not have it, or has it later', () => {
    const needy: core.TemplateItem = { ...rule('r'), needs: [search] };
    expect(dependsOn(template([needy, search]), 0)).toBeUndefined();
    const [, second = ''] = core.templates([search, needy], options, { bytes: 1_000_000, resources: 1 });
    expect(dependsOn(parsed(second), 0)).toBeUndefined();
  });
});
