import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { isObject, objectOf, type JsonObject, type JsonValue } from '../../../src/core/json.ts';
import { changesOf, differences, leaves } from '../../changes.ts';
import { updateExpected } from '../../expected.ts';
import { emulator, id, nrt, scheduled, sentinel, workspace } from '../arm.ts';

const group = workspace.slice(0, workspace.indexOf('/providers'));

type Case = { readonly path: string; readonly body: JsonObject; readonly also?: string };

const cases: Readonly<Record<string, Case>> = {
  metadata: {
    path: `${sentinel}/metadata/m`,
    body: {
      properties: {
        parentId: `${sentinel}/alertRules/${id(1)}`,
        kind: 'AnalyticsRule',
        contentId: 'c',
        version: '1.0.0',
        source: { kind: 'SourceRepository', name: 'picket', sourceId: 's' },
        author: { name: 'Ada', email: 'ada@example.com' },
        support: { tier: 'Community' },
        customVersion: 'v',
        categories: { domains: ['a'] },
        other: 1,
      },
    },
  },
  'a watchlist': {
    path: `${sentinel}/watchlists/vips`,
    also: `${sentinel}/watchlists/vips/watchlistItems`,
    body: {
      properties: {
        displayName: 'Important people',
        provider: 'Contoso',
        source: 'Local file',
        itemsSearchKey: 'Name',
        rawContent: 'first line\nName,Team\nana,soc\nbo,it\nana,soc\n',
        numberOfLinesToSkip: 1,
        contentType: 'text/csv',
        description: 'x',
        labels: ['a'],
        defaultDuration: 'P1D',
        other: 1,
      },
    },
  },
  'a row of a watchlist': {
    path: `${sentinel}/watchlists/vips/watchlistItems/${id(4)}`,
    body: { properties: { itemsKeyValue: { Name: 'di' }, entityMapping: { a: 'b' }, other: 1 } },
  },
  'a saved search': {
    path: `${workspace}/savedSearches/hunt`,
    also: `${workspace}/savedSearches`,
    body: {
      properties: {
        Category: 'Hunting Queries',
        displayName: 'Hunt',
        query: 'SigninLogs',
        functionAlias: 'F',
        functionParameters: 'a:string',
        version: 1,
        tags: [{ name: 'tactics', value: 'Impact' }],
      },
    },
  },
  'a workbook': {
    path: `${group}/providers/Microsoft.Insights/workbooks/${id(20)}`,
    also: `${group}/providers/Microsoft.Insights/workbooks?category=sentinel`,
    body: {
      kind: 'shared',
      location: 'westeurope',
      tags: { a: 'b' },
      identity: { type: 'None' },
      properties: {
        displayName: 'Book',
        serializedData: '{}',
        category: 'sentinel',
        sourceId: '/Subscriptions/X',
        version: 'Notebook/1.0',
        description: 'x',
      },
    },
  },
  'an automation rule': {
    path: `${sentinel}/automationRules/a`,
    body: {
      properties: {
        displayName: 'Close',
        order: 5,
        triggeringLogic: {
          isEnabled: true,
          triggersOn: 'Incidents',
          triggersWhen: 'Created',
          expirationTimeUtc: '2030-01-01T00:00:00.5Z',
          conditions: [
            {
              conditionType: 'Property',
              conditionProperties: { propertyName: 'IncidentTitle', operator: 'Contains', propertyValues: ['a'] },
            },
          ],
        },
        actions: [
          {
            order: 1,
            actionType: 'ModifyProperties',
            actionConfiguration: { severity: 'Low', labels: [{ labelName: 'l' }] },
          },
          { order: 2, actionType: 'RunPlaybook', actionConfiguration: { logicAppResourceId: '/x', tenantId: 't' } },
        ],
        other: 1,
      },
    },
  },
  'a summary rule': {
    path: `${workspace}/summaryLogs/sum`,
    body: {
      properties: {
        displayName: 'Sum',
        description: 'x',
        isActive: false,
        ruleDefinition: { query: 'SigninLogs', binSize: 60, binDelay: 5, destinationTable: 'Sum_CL' },
      },
    },
  },
  'a stack of a playbook': {
    path: `${group}/providers/Microsoft.Resources/deploymentStacks/one`,
    also: `${group}/providers/Microsoft.Logic/workflows`,
    body: {
      location: 'westeurope',
      tags: { a: 'b' },
      properties: {
        actionOnUnmanage: { resources: 'delete', resourceGroups: 'detach' },
        denySettings: { mode: 'none' },
        parameters: { Name: { value: 'one' } },
        template: {
          parameters: { Name: { type: 'string' }, Place: { type: 'string', defaultValue: 'here' } },
          resources: [
            {
              type: 'Microsoft.Logic/workflows',
              apiVersion: '2019-05-01',
              name: "[parameters('Name')]",
              location: 'westeurope',
              tags: { c: 'd' },
              properties: { state: 'Disabled', definition: { triggers: { rare: {} } } },
            },
          ],
        },
      },
    },
  },
  'a scheduled rule': {
    path: `${sentinel}/alertRules/${id(1)}`,
    body: scheduled({
      startTimeUtc: '2026-02-01T00:00:00Z',
      alertRuleTemplateName: 'bbbbbbbb-0000-4000-8000-00000000000a',
      templateVersion: '1.0.0',
      tactics: ['CredentialAccess'],
      techniques: ['T1110'],
      subTechniques: ['T1110.003'],
      customDetails: { User: 'UserPrincipalName' },
      entityMappings: [
        { entityType: 'Account', fieldMappings: [{ identifier: 'Name', columnName: 'UserPrincipalName' }] },
      ],
      sentinelEntitiesMappings: [{ columnName: 'Entities' }],
      eventGroupingSettings: { aggregationKind: 'AlertPerResult' },
      alertDetailsOverride: {
        alertDisplayNameFormat: 'Of {{UserPrincipalName}}',
        alertDynamicProperties: [{ alertProperty: 'AlertLink', value: 'Link' }],
      },
      incidentConfiguration: {
        createIncident: true,
        groupingConfiguration: {
          enabled: true,
          reopenClosedIncident: true,
          lookbackDuration: 'PT5H',
          matchingMethod: 'Selected',
          groupByEntities: ['Account'],
          groupByAlertDetails: ['DisplayName'],
          groupByCustomDetails: ['User'],
        },
      },
      other: 1,
    }),
  },
  'a rule near real time': { path: `${sentinel}/alertRules/${id(2)}`, body: nrt({ queryFrequency: 'PT1H', other: 1 }) },
  'a rule of a product': {
    path: `${sentinel}/alertRules/${id(3)}`,
    body: {
      kind: 'MicrosoftSecurityIncidentCreation',
      properties: {
        displayName: 'Alerts of Defender',
        enabled: true,
        productFilter: 'Microsoft Cloud App Security',
        severitiesFilter: ['High'],
        displayNamesFilter: ['Leak'],
        displayNamesExcludeFilter: ['Test'],
        tactics: ['Impact'],
        other: 1,
      },
    },
  },
  'a rule of a template': {
    path: `${sentinel}/alertRules/${id(4)}`,
    body: {
      kind: 'ThreatIntelligence',
      properties: {
        displayName: 'Matches',
        description: 'x',
        severity: 'Low',
        tactics: ['Impact'],
        techniques: ['T1110'],
        enabled: false,
        alertRuleTemplateName: 'bbbbbbbb-0000-4000-8000-00000000000b',
        productFilter: 'x',
        other: 1,
      },
    },
  },
  Fusion: {
    path: `${sentinel}/alertRules/BuiltInFusion`,
    body: {
      kind: 'Fusion',
      properties: {
        enabled: false,
        alertRuleTemplateName: 'f71aba3d-28fb-450b-b192-4e76a83015c8',
        sourceSettings: [{ enabled: true, sourceName: 'Anomalies' }],
        scenarioExclusionPatterns: [{ exclusionPattern: 'p' }],
        query: 'x',
      },
    },
  },
  'a playbook of a rule': {
    path: `${sentinel}/alertRules/${id(1)}/actions/${id(2)}`,
    body: { properties: { logicAppResourceId: '/x', triggerUri: 'https://h/workflows/abc?s=1' } },
  },
};

/** What a body that is sent to an empty workspace is answered with, and what stands besides after it. */
const answered = async ({ path, also }: Case, body: JsonValue): Promise<readonly string[]> => {
  const { send } = emulator({ queries: 'accepted', readLag: 0 });
  const put = await send('PUT', path, body);
  const besides = also === undefined || put.status >= 300 ? {} : (await send('GET', also)).json;
  return [`status ${put.status}`, ...leaves(put.json), ...(also === undefined ? [] : leaves(besides, 'then '))];
};

test.each(Object.entries(cases))('each place of %s has its part in the answer', async (name, each) => {
  const before = await answered(each, each.body);
  const lines = [...before];
  for (const [words, changed] of changesOf(each.body)) {
    if (!isObject(typeof changed === 'symbol' ? undefined : changed)) continue;
    lines.push(
      `${words}:`,
      ...differences(before, await answered(each, objectOf(typeof changed === 'symbol' ? undefined : changed))),
    );
  }
  const text = `${lines.join('\n').replaceAll(workspace, '~').replaceAll(group, '~~')}\n`;
  const file = new URL(`changed/${name.toLowerCase().replaceAll(' ', '-')}.txt`, import.meta.url);
  updateExpected(file, () => text);
  expect(text).toBe(readFileSync(file, 'utf8'));
});
