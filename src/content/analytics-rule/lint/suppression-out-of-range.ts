import { durationAt, hasQuery, shown, type RuleCheck } from './fields.ts';

const minute = 60 * 1000;

export const suppressionOutOfRange: RuleCheck = {
  id: 'rule/suppression-out-of-range',
  scope: 'item',
  severity: 'error',
  summary: 'suppressionDuration is outside 5 minutes to 24 hours.',
  why:
    'The service takes 5 minutes to 24 hours, whether suppression is switched on or not, because the property is ' +
    'always sent (Microsoft Learn, "Create a scheduled analytics rule").',
  *check(item) {
    if (!hasQuery(item)) return;
    const duration = durationAt(item, 'suppressionDuration');
    if (duration === undefined) return;
    if (duration.length >= 5 * minute && duration.length <= 24 * 60 * minute) return;
    yield {
      at: duration.at,
      message: `suppressionDuration ${shown(duration.value)} is outside what the service takes: 5 minutes to 24 hours.`,
      hint: 'Use a value from `5m` to `24h`; without suppression, leave the key out.',
    };
  },
};
