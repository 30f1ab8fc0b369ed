import { durationAt, hasQuery, shown, type RuleCheck } from './fields.ts';

const minute = 60 * 1000;
const day = 24 * 60 * minute;

export const groupingLookbackOutOfRange: RuleCheck = {
  id: 'rule/grouping-lookback-out-of-range',
  scope: 'item',
  severity: 'error',
  summary: 'lookbackDuration of the alert grouping is outside 5 minutes to 7 days.',
  why:
    'Alerts are grouped into one incident within a time frame of 5 minutes to 7 days (Microsoft Learn, "Create a ' +
    'scheduled analytics rule").',
  *check(item) {
    if (!hasQuery(item)) return;
    const lookback = durationAt(item, 'incidentConfiguration', 'groupingConfiguration', 'lookbackDuration');
    if (lookback === undefined || (lookback.length >= 5 * minute && lookback.length <= 7 * day)) return;
    yield {
      at: lookback.at,
      message: `lookbackDuration ${shown(lookback.value)} is outside what the service takes: 5 minutes to 7 days.`,
      hint: 'Use a value from `5m` to `7d`; left out, it is `5h`.',
    };
  },
};
