import type { ContentDefinition } from '../../core/content-type.ts';
import { isArray, isObject } from '../../core/json.ts';
import { printYaml } from '../../core/text/edit/render.ts';
import { sinceOf } from '../../core/fields/field-body.ts';
import { structuredFiles } from '../structured-file.ts';
import { automationRules } from './resource.ts';
import { itemTable, itemType } from '../item-type.ts';
import { canonicalIn, normalize } from './body.ts';
import { fields, kind, type AutomationRule, type AutomationValues, type Kind } from './fields.ts';
import { lint, type AutomationDraft } from './lint/index.ts';
import { asWritten, expanded, pathsIn, playbooksIn, referencesIn, resolved } from './references.ts';
import { sayAction, sayTrigger } from './sentences.ts';

const table = itemTable<Kind, AutomationValues, AutomationRule>(fields, kind, 'id');

/** Automation rules: what Sentinel does by itself with incidents and alerts, in the names of the service. */
export const automationRule: ContentDefinition<AutomationDraft, AutomationRule> = {
  ...itemType(table, {
    name: 'automation-rule',
    words: { one: 'automation rule', many: 'automation rules' },
    directory: 'automation-rules',
    folders: ['AutomationRules', 'Automation Rules', 'automations'],
    schema: {
      title: 'Automation rule',
      description: 'A Microsoft Sentinel automation rule as a file, one rule a file, with the names of the service.',
      aliases: { title: 'displayName', guid: 'id', trigger: 'triggeringLogic' },
    },
    resource: {
      ...automationRules,
      features: sinceOf<Kind, AutomationValues>(fields),
      marker: { kind: 'AutomationRule', prefix: 'automationrule' },
    },
    after: ['analytics-rule', 'playbook'],
    queries: [],
    idKeys: ['id', 'automationRuleId'],
    files: structuredFiles,
    risk: {
      quotas: [
        {
          name: 'automation',
          label: 'automation rules',
          words: 'automation rules',
          setting: 'automationRules',
          // Microsoft Learn, service limits of Microsoft Sentinel.
          limit: 512,
          wayOut: 'Remove some; those that are off count as well.',
          counts: () => true,
        },
      ],
    },
    recognise: (raw) => isObject(raw['triggeringLogic']) && isArray(raw['actions']),
    starter: ({ name, id }) => ({
      id,
      displayName: name,
      order: 100,
      triggeringLogic: {
        // A rule that nobody has finished must not act.
        isEnabled: false,
        triggersOn: 'Incidents',
        triggersWhen: 'Created',
        conditions: [
          {
            conditionType: 'Property',
            conditionProperties: { propertyName: 'IncidentTitle', operator: 'Contains', propertyValues: [name] },
          },
        ],
      },
      actions: [{ actionType: 'ModifyProperties', actionConfiguration: { status: 'Active' } }],
    }),
    summary: ({ values: { id, displayName, tags = [] } }) => ({ id, name: displayName, version: undefined, tags }),
    bodyOf: (_rule, flat, { workspace, neighbours }) => expanded(resolved(flat, neighbours), workspace),
    canonical: canonicalIn,
    describe: ({ displayName, description = '', triggeringLogic, actions }) => ({
      name: displayName,
      description,
      enabled: triggeringLogic.isEnabled,
      handling: [sayTrigger(triggeringLogic), ...actions.map(sayAction)],
    }),
    references: referencesIn,
    requires: playbooksIn,
    pathsIn,
    fileOf: (body, name, context = { now: 0 }) =>
      table.show(asWritten(normalize(body, context), context.neighbours), { id: name }),
    file: {
      print: (value) => printYaml(value, []),
    },
    imports: { packaged: 'alone' },
  }),
  lint,
};
