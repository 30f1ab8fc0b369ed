import type { ContentDefinition, LintContext, MergedFile, NormalizeContext } from '../../core/content-type.ts';
import type { Described } from '../../core/described.ts';
import { schemaOf } from '../../core/fields/field-schema.ts';
import {
  bodyOf,
  documentKeysOf,
  fieldAt,
  readFields,
  showFields,
  sinceOf,
  withDefaults,
} from '../../core/fields/field-table.ts';
import { mergeBody } from '../../core/fields/merge.ts';
import { isArray, isObject, type JsonObject } from '../../core/json.ts';
import { printYaml } from '../../core/text/edit/render.ts';
import type { Resource } from '../../core/resource.ts';
import type { SourceDocument } from '../../core/text/source.ts';
import { canonicalIn, normalize } from './body.ts';
import { fields, keyOrder, kind, type AutomationRule, type AutomationValues, type Kind } from './fields.ts';
import { lint, type AutomationDraft } from './lint/index.ts';
import { expanded, rulesNamed } from './references.ts';
import { sayAction, sayTrigger } from './sentences.ts';

const parse = (raw: JsonObject): AutomationDraft => readFields<Kind, AutomationValues>(fields, raw);

const isWhole = (values: Partial<AutomationValues> | undefined): values is AutomationRule => values !== undefined;

const complete = ({ values, invalid }: AutomationDraft): AutomationRule | undefined => {
  const whole = withDefaults<Kind, AutomationValues>(fields, kind, values, invalid);
  return isWhole(whole) ? whole : undefined;
};

const collection = 'automationRules';

const render = (rule: AutomationRule, { workspace, now }: LintContext): Resource => ({
  type: collection,
  name: rule.id,
  body: expanded(bodyOf<Kind, AutomationValues>(fields, kind, rule, { now }), workspace),
});

const describe = (rule: AutomationRule): Described => ({
  id: rule.id,
  kind: 'Automation rule',
  name: rule.displayName,
  description: rule.description ?? '',
  severity: undefined,
  enabled: rule.triggeringLogic.isEnabled,
  tactics: [],
  techniques: [],
  connectors: [],
  tags: rule.tags ?? [],
  status: undefined,
  version: undefined,
  author: undefined,
  origin: undefined,
  sigma: undefined,
  schedule: undefined,
  entities: [],
  entityColumns: [],
  customDetails: [],
  alert: {
    title: undefined,
    description: undefined,
    severityColumn: undefined,
    tacticsColumn: undefined,
    properties: [],
  },
  handling: [sayTrigger(rule.triggeringLogic), ...rule.actions.map(sayAction)],
});

/** The canonical body that a file stands for. */
const saidBy = ({ value }: SourceDocument, context: LintContext): JsonObject | undefined => {
  const rule = isObject(value) ? complete(parse(value)) : undefined;
  return rule === undefined ? undefined : normalize(render(rule, context).body, context);
};

const merge = (
  document: SourceDocument,
  target: JsonObject,
  context: LintContext,
  properties?: readonly string[],
): MergedFile | undefined =>
  mergeBody<Kind, AutomationValues>(
    fields,
    document,
    normalize(target, context),
    {
      kindOf: () => kind,
      bodyOf: (file) => saidBy(file, context),
      refusal: () => 'the file cannot say it without changing something else',
    },
    properties,
  );

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
    words: 'automation rules',
    collection,
    provider: 'Microsoft.SecurityInsights',
    apiVersion: '2025-09-01',
    etag: 'header',
    created: 201,
    features: sinceOf<Kind, AutomationValues>(fields),
    marker: { kind: 'AutomationRule', prefix: 'automationrule' },
  },
  after: ['analytics-rule'],
  queries: [],
  recognise: (raw) => isObject(raw['triggeringLogic']) && isArray(raw['actions']),
  summary: ({ values: { id, displayName, tags = [] } }) => ({ id, name: displayName, version: undefined, tags }),
  parse,
  complete,
  render,
  normalize,
  canonical: canonicalIn,
  describe,
  references: (rule) =>
    rulesNamed(bodyOf<Kind, AutomationValues>(fields, kind, rule, { now: 0 })).map((id) => ({
      type: 'analytics-rule',
      id,
    })),
  file: {
    order: keyOrder,
    documentary: documentKeysOf<Kind, AutomationValues>(fields).filter((key) => key !== 'id'),
    print: (value) => printYaml(value, []),
    valueOf: (body: JsonObject, name: string, context: NormalizeContext = { now: 0 }) =>
      showFields<Kind, AutomationValues>(fields, kind, normalize(body, context), { id: name }),
    keyOf: (property) => fieldAt<Kind, AutomationValues>(fields, property)?.key ?? property,
    merge,
    raise: () => undefined,
  },
  imports: {},
  lint,
};
