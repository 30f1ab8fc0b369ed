import type { Report } from '../../core/report.ts';
import { counted } from '../../core/text/phrase.ts';
import { inert } from '../text/style.ts';
import type { Entry, Section } from './entry.ts';

const gone =
  'After a first deployment this means that the log is gone; --contains HASH fails unless a record that you kept the hash of is there.';

/** The findings of a log, or the one entry that says how it stands. */
const entries = ({ place, faults, head }: NonNullable<Report['log']>, summary: string): readonly Entry[] => {
  const base = { of: place, message: summary };
  if (faults.length > 0)
    return faults.map(({ sequence, message }) => ({
      ...base,
      name: `record ${sequence}`,
      state: 'fault',
      code: 'audit/fault',
      severity: 'error',
      message,
    }));
  return head === undefined
    ? [{ ...base, name: place, state: 'empty', code: 'audit/no-record', severity: 'note', hint: gone }]
    : [{ ...base, name: place, state: 'proven', code: 'audit/fault' }];
};

/** What a report says of the log of deployments: what is wrong with which record, or that all follow one another. */
export const logSection = ({ log }: Report): Section | undefined => {
  if (log === undefined) return undefined;
  const { place, records, head, faults } = log;
  const summary =
    faults.length > 0
      ? `The log in ${place} has ${counted(faults.length, 'fault')}.`
      : head === undefined
        ? `There is no record in ${place}: nothing is proven.`
        : `${counted(records.length, 'record')} in ${place}: every one follows the one before it.`;
  const rest = head === undefined ? [gone] : [`The last is record ${head.sequence}, ${head.hash}`];
  return {
    pretty: () =>
      [...faults.map(({ message }) => message), summary, ...(faults.length > 0 ? [] : rest), ''].map(inert).join('\n'),
    json: {
      version: 1,
      command: 'audit',
      place,
      records: records.length,
      ...(head === undefined ? {} : { last: { sequence: head.sequence, hash: head.hash } }),
      faults: faults.map(({ sequence, message }) => ({ sequence, message })),
    },
    title: 'Log of deployments',
    summary: head === undefined || faults.length > 0 ? summary : `${summary} ${rest.join(' ')}`,
    entries: entries(log, summary),
  };
};
