import { pointer } from '../../../core/pointer.ts';
import { scheduleKeys } from '../model.ts';
import { present, shown, type RuleCheck } from './fields.ts';

export const nrtWithSchedule: RuleCheck = {
  id: 'rule/nrt-with-schedule',
  scope: 'item',
  severity: 'error',
  summary: 'An NRT rule has a schedule or a trigger.',
  why:
    'Near-real-time rules run every minute and alert on any result; their resource has no queryFrequency, queryPeriod, ' +
    'triggerOperator or triggerThreshold (the REST specification of Microsoft.SecurityInsights; Microsoft Learn, "Work ' +
    'with near-real-time detection rules"). Dropping them silently would hide that the rule was meant otherwise.',
  *check(item) {
    if (item.draft.kind !== 'NRT') return;
    for (const key of scheduleKeys) {
      const value = present(item, key);
      if (value === undefined) continue;
      yield {
        at: pointer(key),
        part: 'key',
        message: `${key} ${shown(value)} has no place in an NRT rule, which runs every minute and alerts on any result.`,
        hint: 'Remove the key, or make the rule `Scheduled`.',
      };
    }
  },
};
