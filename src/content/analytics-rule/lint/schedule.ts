import { scheduleLimits } from '../schedule-limits.ts';
import { durationAt, shown, type RuleCheck, hasQuery, textAt, present } from './fields.ts';
import { instantOf, printShortDuration } from '../../../core/duration.ts';
import { fields } from '../fields.ts';

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

const usualSuppression = fields.suppressionDuration.default;

export const suppressionShorterThanFrequency: RuleCheck = {
  id: 'rule/suppression-shorter-than-frequency',
  scope: 'item',
  severity: 'error',
  summary: 'Suppression is switched on and ends before the next run.',
  why:
    'Suppression that is over before the query runs again suppresses nothing; the service refuses it: ' +
    "`'suppressionDuration' should be greater than or equal to 'queryFrequency'`. It does so only while " +
    'suppressionEnabled is true; hundreds of published rules carry a shorter duration that is switched off.',
  *check(item) {
    if (item.draft.kind !== 'Scheduled' || present(item, 'suppressionEnabled') !== true) return;
    const said = durationAt(item, 'suppressionDuration');
    if (said === undefined && present(item, 'suppressionDuration') !== undefined) return;
    // A file that leaves it out means what the service is sent then.
    const suppression = said ?? {
      at: '/suppressionEnabled',
      value: printShortDuration(usualSuppression),
      length: usualSuppression,
    };
    const frequency = durationAt(item, 'queryFrequency');
    if (frequency === undefined || suppression.length >= frequency.length) return;
    yield {
      at: suppression.at,
      message:
        `suppressionDuration ${shown(suppression.value)} is shorter than queryFrequency ${shown(frequency.value)} ` +
        'while suppression is switched on.',
      hint: `Set it to ${shown(frequency.value)} or more, or set suppressionEnabled to false.`,
    };
  },
};

const minute = 60 * 1000;
const earliest = 10 * minute;
const latest = 30 * 24 * 60 * minute;

export const startTimeOutOfRange: RuleCheck = {
  id: 'rule/start-time-out-of-range',
  scope: 'item',
  severity: 'error',
  summary: 'startTimeUtc is less than 10 minutes or more than 30 days ahead, past, or in an NRT rule.',
  why:
    'A first run can be set from 10 minutes to 30 days ahead (Microsoft Learn, "Create a scheduled analytics rule"). A ' +
    'moment that has passed is a note: it is not sent any more, and can be removed. An NRT rule runs every minute and ' +
    'has no first run to set.',
  *check(item, { now }) {
    const start = textAt(item, 'startTimeUtc');
    const instant = start === undefined ? undefined : instantOf(start.value);
    if (!hasQuery(item) || start === undefined || instant === undefined) return;
    if (instant <= now) {
      yield {
        at: start.at,
        severity: 'note',
        message: `startTimeUtc ${shown(start.value)} has passed; it is not sent to the service any more.`,
        hint: 'Remove the key.',
      };
    } else if (item.draft.kind === 'NRT') {
      yield {
        at: start.at,
        message: 'startTimeUtc does not exist in an NRT rule, which runs every minute.',
        hint: 'Remove the key, or change the kind of the rule.',
      };
    } else if (instant - now < earliest) {
      yield {
        at: start.at,
        message: `startTimeUtc ${shown(start.value)} is less than 10 minutes ahead; the service takes 10 minutes to 30 days.`,
        hint: 'Set a later time, or remove the key: the rule then runs as soon as it is deployed.',
      };
    } else if (instant - now > latest) {
      yield {
        at: start.at,
        message: `startTimeUtc ${shown(start.value)} is more than 30 days ahead; the service takes 10 minutes to 30 days.`,
        hint: 'Set an earlier time, or deploy the rule later.',
      };
    }
  },
};

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
