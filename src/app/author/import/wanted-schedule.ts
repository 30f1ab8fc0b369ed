import { firstType } from '../../../content/index.ts';
import type { ScheduleLimits } from '../../../core/file-form.ts';
import { parseDuration } from '../../../core/duration.ts';
import { PicketError } from '../../../core/errors.ts';

export type WantedSchedule = { readonly frequency?: string; readonly period?: string };

/** What a rule has where nothing else is wanted. */
const usual = '1h';

const refuse = (message: string, hint: string): never => {
  throw new PicketError('usage', message, { code: 'bad-schedule', hint });
};

const lengthOf = (option: string, text: string, { shortest, longest }: ScheduleLimits): number => {
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
export const checkWantedSchedule = (wanted: WantedSchedule): void => {
  const { schedule: limits } = firstType;
  if (wanted.frequency === undefined && wanted.period === undefined) return;
  const { frequency = usual, period = usual } = wanted;
  const [between, back] = [lengthOf('--frequency', frequency, limits), lengthOf('--period', period, limits)];
  const shown = `--frequency (${frequency})`;
  if (between > back)
    refuse(
      `${shown} is longer than --period (${period}): events between two runs would never be read.`,
      'Give both, the period at least as long as the frequency.',
    );
  if (back >= limits.longPeriod && between < limits.longFrequency)
    refuse(
      `${shown} is shorter than an hour, which the service does not take with a period of two days or more.`,
      'Run the rules every hour or less often.',
    );
};
