import { durationAt, shown, type RuleCheck } from './fields.ts';

export const periodShorterThanFrequency: RuleCheck = {
  id: 'rule/period-shorter-than-frequency',
  scope: 'item',
  severity: 'error',
  summary: 'The query looks back over less time than passes between two runs.',
  why:
    'A rule that runs every hour and reads the last thirty minutes never sees half of the events. The service refuses ' +
    "such a rule: `'queryPeriod' should be greater than or equal to 'queryFrequency'` (Microsoft's published rule " +
    'validator; Microsoft Learn, "Create a scheduled analytics rule").',
  *check(item) {
    if (item.draft.kind !== 'Scheduled') return;
    const period = durationAt(item, 'queryPeriod');
    const frequency = durationAt(item, 'queryFrequency');
    if (period === undefined || frequency === undefined || period.length >= frequency.length) return;
    yield {
      at: period.at,
      message:
        `queryPeriod ${shown(period.value)} is shorter than queryFrequency ${shown(frequency.value)}: ` +
        'events between two runs would never be read.',
      hint: `Set queryPeriod to ${shown(frequency.value)} or more, or run the rule at least every ${shown(period.value)}.`,
    };
  },
};
