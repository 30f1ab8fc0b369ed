import { scheduleLimits } from '../schedule-limits.ts';
import { durationAt, shown, type RuleCheck } from './fields.ts';

const { longPeriod, longFrequency } = scheduleLimits;

export const frequencyBelowHourWithLongPeriod: RuleCheck = {
  id: 'rule/frequency-below-hour-with-long-period',
  scope: 'item',
  severity: 'error',
  summary: 'A rule that reads two days or more runs more often than once an hour.',
  why:
    'Reading days of data every few minutes is expensive, so the service refuses it: when queryPeriod is two days or ' +
    "longer, queryFrequency must be one hour or longer (Microsoft's published rule validator).",
  *check(item) {
    if (item.draft.kind !== 'Scheduled') return;
    const period = durationAt(item, 'queryPeriod');
    const frequency = durationAt(item, 'queryFrequency');
    if (period === undefined || frequency === undefined) return;
    if (period.length < longPeriod || frequency.length >= longFrequency) return;
    yield {
      at: frequency.at,
      message:
        `queryFrequency ${shown(frequency.value)} is shorter than one hour, which a queryPeriod of two days or more ` +
        `(here ${shown(period.value)}) does not allow.`,
      hint: 'Run the rule every `1h` or less often, or read less than two days.',
    };
  },
};
