import type { ResourceKind } from '../../core/resource.ts';

/** How automation rules are reached: as content, and by whoever asks which of them name a rule. */
export const automationRules: ResourceKind = {
  words: 'automation rules',
  collection: 'automationRules',
  provider: 'Microsoft.SecurityInsights',
  apiVersion: '2025-09-01',
  etag: 'header',
  created: 201,
};
