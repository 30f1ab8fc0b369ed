import { analyticsRule } from '../../../src/content/analytics-rule/index.ts';
import type { QueryRule } from '../../../src/content/alerts/index.ts';
import type { JsonObject } from '../../../src/core/json.ts';

const schedule = { queryFrequency: '1h', queryPeriod: '1h', triggerOperator: 'gt', triggerThreshold: 0 };

/** A rule with a query that tests change in what they are about; one of near real time has no schedule. */
export const queryRule = (change: JsonObject = {}): QueryRule => {
  const rule = analyticsRule.complete(
    analyticsRule.parse({
      id: '7b1a9f10-8f4c-4d0e-9a53-0a4d0a3f5c21',
      name: 'Rule',
      kind: 'Scheduled',
      description: 'Text.',
      severity: 'Medium',
      ...(change['kind'] === 'NRT' ? {} : schedule),
      tactics: ['Persistence'],
      query: 'T',
      ...change,
    }),
  );
  if (rule?.kind !== 'Scheduled' && rule?.kind !== 'NRT') throw new Error('no rule with a query');
  return rule;
};
