import { instantOf } from '../../../core/duration.ts';
import { hasQuery, shown, textAt, type RuleCheck } from './fields.ts';

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
