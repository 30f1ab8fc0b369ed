import { kindOf } from '../../../src/content/index.ts';
import { describe, expect, test } from '@jest/globals';
import { rulesIn } from '../../../src/importers/arm/rules.ts';
import { template as rendered } from '../../../src/core/service/template.ts';
import type { JsonObject, JsonValue } from '../../../src/core/json.ts';

const id = '5f0a1c1e-8a57-4f53-9a86-0e2c5cf6a001';
const ruleType = 'Microsoft.OperationalInsights/workspaces/providers/alertRules';
const properties = { displayName: 'Rare logon', query: 'SigninLogs' };
const schema = 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#';

const template = (resources: readonly JsonValue[], rest: JsonObject = {}): JsonObject => ({
  $schema: schema,
  contentVersion: '1.0.0.0',
  parameters: { workspace: { type: 'String' } },
  resources,
  ...rest,
});

const rule = (more: JsonObject = {}): JsonObject => ({
  type: ruleType,
  name: `[concat(parameters('workspace'),'/Microsoft.SecurityInsights/${id}')]`,
  kind: 'Scheduled',
  properties,
  ...more,
});

const names = (value: JsonValue): readonly (string | undefined)[] =>
  rulesIn(value)?.items.map(({ name }) => name) ?? [];
const messages = (value: JsonValue, given: JsonObject = {}): readonly string[] =>
  rulesIn(value, { parameters: given })?.problems.map(({ message }) => message) ?? [];

/** What packages say of rules. */
const collections = new Map([['alertrules', { aside: [], packaged: 'AnalyticsRule' }]]);

describe('alert rules in files of other tools', () => {
  test('are found in a portal export, although the name of the workspace is open', () => {
    expect(rulesIn(template([rule()]))?.items).toEqual([
      {
        collection: 'alertrules',
        type: 'Microsoft.OperationalInsights/workspaces/providers/alertRules',
        name: id,
        body: { kind: 'Scheduled', properties },
        isTemplate: false,
        at: '/resources/0',
        notes: [],
      },
    ]);
  });

  test('are known to be incomplete in one page of an answer', () => {
    const page = { value: [{ kind: 'NRT', name: id, properties }], nextLink: 'https://example.com/?$skipToken=2' };
    expect(names(page)).toEqual([id]);
    expect(messages(page)).toEqual(['It is one page of an answer: the rules of the pages after it are not in it.']);
    expect(messages({ ...page, nextLink: null })).toEqual([]);
  });

  test('are the ones that Picket rendered, a query that begins with a bracket included', () => {
    const body = { kind: 'NRT', properties: { displayName: '[x] y', query: '[a]\n| b', enabled: false } };
    const found = rulesIn(rendered([{ type: 'alertRules', name: id, body }], { kindOf }));
    expect(found?.items.map((entry) => [entry.name, entry.body])).toEqual([[id, body]]);
  });

  test('are found in nested deployments, with the scope that their expressions have', () => {
    const inner = template([rule({ properties: { ...properties, displayName: "[parameters('title')]" } })], {
      parameters: { workspace: {}, title: { defaultValue: 'inner' } },
    });
    const nested = (scope: string): JsonObject => ({
      type: 'Microsoft.Resources/deployments',
      name: 'n',
      properties: {
        expressionEvaluationOptions: { scope },
        parameters: { title: { value: "[concat('given by ', parameters('who'))]" } },
        template: inner,
      },
    });
    const outer = { parameters: { workspace: {}, title: { defaultValue: 'outer' }, who: { defaultValue: 'us' } } };
    const titles = (scope: string): unknown => rulesIn(template([nested(scope)], outer))?.items[0]?.body['properties'];
    expect(titles('inner')).toMatchObject({ displayName: 'given by us' });
    expect(titles('outer')).toMatchObject({ displayName: 'outer' });
  });

  test('are found in packages of solutions with the version of their content', () => {
    const content = {
      type: 'Microsoft.OperationalInsights/workspaces/providers/contentTemplates',
      name: 'x',
      properties: {
        version: "[variables('object').version]",
        mainTemplate: {
          resources: [
            {
              type: 'Microsoft.SecurityInsights/AlertRuleTemplates',
              name: "[variables('object').id]",
              kind: 'NRT',
              properties,
            },
          ],
        },
      },
    };
    const found = rulesIn(template([content], { variables: { object: { version: '2.0.1', id } } }), { collections });
    expect(found?.items).toMatchObject([{ name: id, version: '2.0.1', isTemplate: true }]);
  });

  test('are found in answers of the service, whose texts are no expressions', () => {
    const live = {
      id: `/x/${id}`,
      name: id,
      kind: 'NRT',
      properties: { displayName: '[[a]', query: "[parameters('x')]" },
    };
    const found = rulesIn({ value: [live], nextLink: null });
    expect(found?.items[0]?.body).toEqual({ kind: 'NRT', properties: live.properties });
    expect(names([live])).toEqual([id]);
    expect(names(live)).toEqual([id]);
  });

  test('are found in resources that are named by symbols, and within other resources', () => {
    expect(names({ $schema: schema, languageVersion: '2.0', resources: { one: rule() } })).toEqual([id]);
    const parent = {
      type: 'Microsoft.OperationalInsights/workspaces',
      name: 'w',
      resources: [rule({ type: 'providers/alertRules' })],
    };
    expect(names(template([parent]))).toEqual([id]);
  });

  test('are repeated by a copy loop', () => {
    const copied = rule({
      name: "[concat('w/Microsoft.SecurityInsights/rule-', copyIndex(1))]",
      copy: { name: 'loop', count: 2 },
    });
    expect(names(template([copied]))).toEqual(['rule-1', 'rule-2']);
  });

  test('have no name where the template makes one up at deployment', () => {
    const open = rule({ name: "[concat('w/Microsoft.SecurityInsights/', parameters('id'))]" });
    const found = rulesIn(template([open], { parameters: { id: { defaultValue: '[newGuid()]' } } }));
    expect(found?.items[0]?.name).toBeUndefined();
    expect(found?.items[0]?.notes).toHaveLength(1);
  });

  test('take the values that are given for parameters', () => {
    const open = rule({ properties: { ...properties, query: "[parameters('Query')]" } });
    const value = template([open], { parameters: { query: { type: 'string' } } });
    expect(messages(value)).toEqual(['Cannot be resolved: query: parameter `query` has no value.']);
    expect(rulesIn(value, { parameters: { QUERY: 'T' } })?.items[0]?.body['properties']).toMatchObject({ query: 'T' });
  });

  test('are refused with every reason, never guessed', () => {
    const open = rule({ name: "[parameters('id')]", kind: "[parameters('kind')]" });
    expect(messages(template([open], { parameters: { id: {}, kind: {} } }))).toEqual([
      'Cannot be resolved: its id: parameter `id` has no value; its kind: parameter `kind` has no value.',
    ]);
  });

  test('say what was not looked into: linked templates and attached playbooks', () => {
    const linked = { type: 'Microsoft.Resources/deployments', name: 'l', properties: { templateLink: { uri: 'x' } } };
    const action = { type: `${ruleType}/actions`, name: 'a', properties: { ruleId: 'x' } };
    expect(messages(template([linked, action]))).toHaveLength(2);
  });

  test('are not looked for in JSON of another kind', () => {
    expect(rulesIn({ name: 'x' })).toBeUndefined();
    expect(rulesIn([1, 2])).toBeUndefined();
    expect(rulesIn('x')).toBeUndefined();
  });

  test('have the id and version of the package, whatever else of the same variable only the service knows', () => {
    const variables = {
      object: {
        version: '1.0.2',
        content: id,
        resource: `[resourceId('Microsoft.SecurityInsights/AlertRuleTemplates', '${id}')]`,
        spec: "[concat(parameters('workspace'), '-ar-', uniqueString('x'))]",
      },
    };
    const inner = (name: string): JsonObject => ({
      type: 'Microsoft.SecurityInsights/AlertRuleTemplates',
      name,
      kind: 'NRT',
      properties: { ...properties, displayName: "[[concat(parameters('title'), '!')]" },
    });
    const content = (name: string): JsonObject => ({
      type: 'Microsoft.OperationalInsights/workspaces/providers/contentTemplates',
      name: "[variables('object').spec]",
      properties: {
        contentKind: 'AnalyticsRule',
        contentId: "[variables('object').content]",
        mainTemplate: {
          contentVersion: "[variables('object').version]",
          parameters: { title: { defaultValue: 'Filled in later' } },
          resources: [inner(name)],
        },
      },
    });
    for (const name of ['content', 'resource', 'spec']) {
      const found = rulesIn(template([content(`[variables('object').${name}]`)], { variables }), { collections });
      expect(found?.problems).toEqual([]);
      expect(found?.items).toMatchObject([
        { name: id, version: '1.0.2', body: { properties: { displayName: 'Filled in later!' } } },
      ]);
    }
  });

  test('take their lists from loops of properties and variables, and all of their properties from one expression', () => {
    const variables = {
      maps: [{ c: 'A' }, { c: 'B' }],
      defaults: { ...properties, severity: 'Low' },
      copy: [{ name: 'list', count: 2, input: "[concat('T', string(copyIndex('list', 1)))]" }],
    };
    const looped = rule({
      properties: {
        ...properties,
        tactics: "[variables('list')]",
        copy: [
          {
            name: 'sentinelEntitiesMappings',
            count: "[length(variables('maps'))]",
            input: { columnName: "[variables('maps')[copyIndex('sentinelEntitiesMappings')].c]" },
          },
        ],
      },
    });
    const joined = rule({ properties: "[union(variables('defaults'), createObject('severity', 'High'))]" });
    const bodies = rulesIn(template([looped, joined], { variables }))?.items.map(({ body }) => body['properties']);
    expect(bodies).toEqual([
      { ...properties, tactics: ['T1', 'T2'], sentinelEntitiesMappings: [{ columnName: 'A' }, { columnName: 'B' }] },
      { ...properties, severity: 'High' },
    ]);
  });

  test('get the ids that Azure works out, once it is known where they are deployed', () => {
    const made = rule({ name: "[guid(subscription().id, resourceGroup().name, parameters('workspaceName'))]" });
    const value = template([made], { parameters: { workspaceName: { type: 'string' } } });
    expect(messages(value)).toEqual([
      'Cannot be resolved: its id: subscription() is known only at deployment; name a workspace of picket.yaml with -w.',
    ]);
    const facts = { subscription: 's', resourceGroup: 'g', workspace: 'w' };
    const [found] = rulesIn(value, { facts })?.items ?? [];
    expect(found?.name).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5/);
    expect(rulesIn(value, { facts: { ...facts, workspace: 'x' } })?.items[0]?.name).not.toBe(found?.name);
  });

  test('say what of the template decides on them: conditions and parameters', () => {
    const open = rule({
      condition: "[parameters('enableRule')]",
      properties: { ...properties, severity: "[parameters('severity')]" },
    });
    const parameters = { enableRule: { defaultValue: false }, severity: { defaultValue: 'Low' } };
    expect(rulesIn(template([open], { parameters: { workspace: {}, ...parameters } }))?.items[0]?.notes).toEqual([
      "The template does not deploy it as its parameters stand: [parameters('enableRule')]; it is imported all the same.",
      'Parameters of the template are in it: severity = "Low".',
    ]);
  });

  test('leave every other resource out by its type and name', () => {
    const others = [
      { type: 'Microsoft.SecurityInsights/automationRules', name: 'a', properties: { displayName: 'Close it' } },
      {
        type: 'Microsoft.OperationalInsights/workspaces/savedSearches',
        name: "[concat(parameters('workspace'), '/q')]",
      },
    ];
    expect(rulesIn(template([rule(), ...others]))?.left).toEqual([
      { type: 'Microsoft.SecurityInsights/automationRules', name: 'Close it' },
      { type: 'Microsoft.OperationalInsights/workspaces/savedSearches', name: 'q' },
    ]);
  });

  test('are found in templates that lie elsewhere once those are given, and asked for until then', () => {
    const link = {
      type: 'Microsoft.Resources/deployments',
      name: 'l',
      properties: { templateLink: { relativePath: './linked/x.json' }, parameters: { title: { value: 'Given' } } },
    };
    expect(rulesIn(template([link]))?.links).toEqual([['linked/x.json']]);
    const other = template([rule({ properties: { ...properties, displayName: "[parameters('title')]" } })], {
      parameters: { workspace: {}, title: {} },
    });
    const found = rulesIn(template([link]), { linked: new Map([['linked/x.json', other]]) });
    expect(found?.items[0]?.body['properties']).toMatchObject({ displayName: 'Given' });
    expect(found?.links).toEqual([]);
  });

  test('are no reason to hang: lists that double, lambdas within lambdas, values that need themselves', () => {
    const doubled: Record<string, JsonValue> = { v0: [1, 2, 3] };
    for (let level = 1; level < 60; level += 1)
      doubled[`v${level}`] = `[createArray(variables('v${level - 1}'), variables('v${level - 1}'))]`;
    const value = template([rule({ properties: { ...properties, tags: "[variables('v59')]" } })], {
      variables: doubled,
    });
    expect(messages(value)).toEqual([expect.stringContaining('it is larger than a template may be')]);
    const deep = "map(range(0, 9), lambda('a', ".repeat(9) + "lambdaVariables('a')" + '))'.repeat(9);
    const heavy = template([rule({ properties: { ...properties, tags: `[${deep}]` } })]);
    expect(messages(heavy)).toHaveLength(1);
  });
});
