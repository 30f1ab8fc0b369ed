import type { TypeResource } from '../../core/content-type.ts';
import type { ResourceKind } from '../../core/resource.ts';
import { automationRules } from '../automation-rule/resource.ts';
import { features } from './fields.ts';

/** The portal's api-version, and the oldest that carries every property that Picket knows (stable ones hide NRT rules). */
export const usualVersion = '2023-12-01-preview';

export const resource: TypeResource = {
  words: 'analytics rules',
  collection: 'alertRules',
  provider: 'Microsoft.SecurityInsights',
  apiVersion: usualVersion,
  configurable: true,
  etag: 'header',
  created: 201,
  features,
  blocksIds: true,
  marker: { kind: 'AnalyticsRule', prefix: 'analyticsrule' },
};

/** What the workspace keeps about rules besides the rules. */
export const reads: readonly ResourceKind[] = [
  {
    words: 'templates of rules',
    collection: 'alertRuleTemplates',
    provider: 'Microsoft.SecurityInsights',
    apiVersion: usualVersion,
    configurable: true,
    etag: 'header',
    created: 201,
  },
  automationRules,
];
