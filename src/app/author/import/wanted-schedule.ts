import { scheduleLimits } from '../../../content/analytics-rule/schedule-limits.ts';
import { parseDuration } from '../../../core/duration.ts';
import { PicketError } from '../../../core/errors.ts';

export type WantedSchedule = { readonly queryFrequency?: string; readonly queryPeriod?: string };

/** What a rule has where nothing else is wanted. */
const usual = '1h';

const { shortest, longest, longPeriod, longFrequency } = scheduleLimits;

const refuse = (message: string, hint: string): never => {
  throw new PicketError('usage', message, { code: 'bad-schedule', hint });
};

const lengthOf = (option: string, text: string): number => {
  const length = parseDuration(text);
  if (length === undefined)
    return refuse(`${option} takes a length of time, not \`${text}\`.`, 'Write it as in a rule: `15m`, `1h`, `14d`.');
  return length >= shortest && length <= longest
    ? length
    : refuse(`${option} is \`${text}\`; the service takes 5 minutes to 14 days.`, 'Choose a length in between.');
};

/**
 * Refuses a schedule that no rule can have, before the first file is written.
 *
 * @throws a PicketError of kind `usage`.
 */
export const checkWantedSchedule = ({ queryFrequency, queryPeriod }: WantedSchedule): void => {
  if (queryFrequency === undefined && queryPeriod === undefined) return;
  const frequency = lengthOf('--frequency', queryFrequency ?? usual);
  const period = lengthOf('--period', queryPeriod ?? usual);
  const shown = `--frequency (${queryFrequency ?? usual})`;
  if (frequency > period)
    refuse(
      `${shown} is longer than --period (${queryPeriod ?? usual}): events between two runs would never be read.`,
      'Give both, the period at least as long as the frequency.',
    );
  if (period >= longPeriod && frequency < longFrequency)
    refuse(
      `${shown} is shorter than an hour, which the service does not take with a period of two days or more.`,
      'Run the rules every hour or less often.',
    );
};
