import { scheduleLimits } from '../schedule-limits.ts';
import { durationAt, shown, type RuleCheck } from './fields.ts';

const { shortest, longest } = scheduleLimits;

export const scheduleOutOfRange: RuleCheck = {
  id: 'rule/schedule-out-of-range',
  scope: 'item',
  severity: 'error',
  summary: 'queryFrequency or queryPeriod is outside 5 minutes to 14 days.',
  why:
    'The service takes intervals from PT5M to P14D for both (Microsoft Learn, "Create a scheduled analytics rule"; ' +
    "Microsoft's published rule validator).",
  *check(item) {
    if (item.draft.kind !== 'Scheduled') return;
    for (const key of ['queryFrequency', 'queryPeriod']) {
      const duration = durationAt(item, key);
      if (duration === undefined || (duration.length >= shortest && duration.length <= longest)) continue;
      yield {
        at: duration.at,
        message: `${key} ${shown(duration.value)} is outside what the service takes: 5 minutes to 14 days.`,
        hint: duration.length < shortest ? 'Use `5m` or more; an NRT rule runs every minute.' : 'Use `14d` or less.',
      };
    }
  },
};
