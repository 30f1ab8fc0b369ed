import type { ContentDefinition, LintContext, NormalizeContext } from '../../core/content-type.ts';
import { raisesNoAlert, type Described } from '../../core/described.ts';
import { schemaOf } from '../../core/fields/field-schema.ts';
import { isArray, isObject, type JsonObject } from '../../core/json.ts';
import { printYaml } from '../../core/text/edit/render.ts';
import type { Resource } from '../../core/resource.ts';
import { sinceOf } from '../../core/fields/field-body.ts';
import { structuredFiles } from '../structured-file.ts';
import { automationRules } from './resource.ts';
import { itemTable } from '../item-table.ts';
import { canonicalIn, normalize } from './body.ts';
import { fields, kind, type AutomationRule, type AutomationValues, type Kind } from './fields.ts';
import { lint, type AutomationDraft } from './lint/index.ts';
import { asWritten, expanded, pathsIn, referencesIn, resolved } from './references.ts';
import { sayAction, sayTrigger } from './sentences.ts';

const table = itemTable<Kind, AutomationValues, AutomationRule>(fields, kind, 'id');

const render = (rule: AutomationRule, { workspace, now, neighbours }: LintContext): Resource => ({
  type: automationRules.collection,
  name: rule.id,
  body: expanded(resolved(table.bodyOf(rule, now), neighbours), workspace),
});

const describe = (rule: AutomationRule): Described => ({
  ...raisesNoAlert,
  id: rule.id,
  kind: 'Automation rule',
  name: rule.displayName,
  description: rule.description ?? '',
  enabled: rule.triggeringLogic.isEnabled,
  tags: rule.tags ?? [],
  handling: [sayTrigger(rule.triggeringLogic), ...rule.actions.map(sayAction)],
});

/** Automation rules: what Sentinel does by itself with incidents and alerts, in the names of the service. */
export const automationRule: ContentDefinition<AutomationDraft, AutomationRule> = {
  name: 'automation-rule',
  words: { one: 'automation rule', many: 'automation rules' },
  directory: 'automation-rules',
  folders: ['AutomationRules', 'Automation Rules', 'automations'],
  schema: schemaOf<Kind, AutomationValues>(fields, {
    id: 'urn:picket:schema:automation-rule',
    title: 'Automation rule',
    description: 'A Microsoft Sentinel automation rule as a file, one rule a file, with the names of the service.',
    aliases: { title: 'displayName', guid: 'id', trigger: 'triggeringLogic' },
  }),
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
  summary: ({ values: { id, displayName, tags = [] } }) => ({ id, name: displayName, version: undefined, tags }),
  parse: table.parse,
  complete: table.complete,
  render,
  normalize,
  canonical: canonicalIn,
  describe,
  references: referencesIn,
  pathsIn,
  file: {
    ...table.file,
    print: (value) => printYaml(value, []),
    valueOf: (body: JsonObject, name: string, context: NormalizeContext = { now: 0 }) =>
      table.show(asWritten(normalize(body, context), context.neighbours), { id: name }),
    merge: (document, target, context, properties) =>
      table.merge(
        document,
        normalize(target, context),
        (rule) => normalize(render(rule, context).body, context),
        properties,
      ),
  },
  imports: {},
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
  lint,
};
