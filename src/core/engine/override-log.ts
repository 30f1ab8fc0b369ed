import { isArray, isObject, parseJson, type JsonObject, type JsonValue } from '../json.ts';
import { unicodeEscape } from '../text/notation.ts';
import { checkOf } from './marker.ts';

/** Who ended something, and when (ISO 8601). */
export type Ended = { readonly by: string; readonly at: string };

/** One time that a rule was switched off in a workspace past git: who did it and when, until when, and why. */
export type OverrideEntry = {
  readonly by: string;
  /** ISO 8601. */
  readonly at: string;
  /** ISO 8601. */
  readonly until: string;
  readonly reason: string;
  readonly ticket?: string;
  /** Set where somebody ended it before its time. */
  readonly ended?: Ended;
  /** True once the rule was brought back to what git says of it. */
  readonly settled?: true;
};

/** The switching off of a rule, newest first; only the newest may hold. */
export type OverrideLog = readonly [OverrideEntry, ...OverrideEntry[]];

const format = 'picket-off/1';

/** A control or other character beyond ASCII as JSON escapes it, since nobody says what the service keeps of a text. */
const inAscii = (json: string): string => json.replaceAll(/[^ -~]/g, unicodeEscape);

/** Longest texts that people give, in characters: the record has to fit beside others. */
export const longestReason = 400;

const jsonOf = ({ by, at, until, reason, ticket, ended, settled }: OverrideEntry): JsonObject => ({
  by,
  at,
  until,
  reason,
  ...(ticket === undefined ? {} : { ticket }),
  ...(ended === undefined ? {} : { ended: { ...ended } }),
  ...(settled === undefined ? {} : { settled }),
});

/**
 * A log as the text of a resource: `picket-off/1 [{"by": ...}] #1f2e3d`, with a check at its end because a text that the
 * service cut off must not look like something else. The oldest entries are left out where all are longer than `limit`.
 */
export const printOverrides = (log: OverrideLog, limit: number): string => {
  const text = `${format} ${inAscii(JSON.stringify(log.map(jsonOf)))}`;
  const [newest, ...older] = log;
  if (text.length + 8 <= limit || older.length === 0) return `${text} ${checkOf(text)}`;
  return printOverrides([newest, ...older.slice(0, -1)], limit);
};

const isMoment = (value: JsonValue | undefined): value is string =>
  typeof value === 'string' && !Number.isNaN(Date.parse(value));

const entryIn = (value: JsonValue): OverrideEntry | undefined => {
  if (!isObject(value)) return undefined;
  const { by, at, until, reason, ticket, ended, settled } = value;
  if (typeof by !== 'string' || !isMoment(at) || !isMoment(until) || typeof reason !== 'string') return undefined;
  const end = isObject(ended) ? ended : undefined;
  return {
    by,
    at,
    until,
    reason,
    ...(typeof ticket === 'string' ? { ticket } : {}),
    ...(typeof end?.['by'] === 'string' && isMoment(end['at']) ? { ended: { by: end['by'], at: end['at'] } } : {}),
    ...(settled === true ? { settled } : {}),
  };
};

/** The log in a text; undefined for a foreign, damaged or cut off one. */
export const parseOverrides = (text: string): OverrideLog | undefined => {
  const end = text.lastIndexOf(' ');
  if (end < 0 || checkOf(text.slice(0, end)) !== text.slice(end + 1)) return undefined;
  const list = parseJson(text.slice(format.length, end));
  if (!text.startsWith(`${format} `) || !isArray(list)) return undefined;
  const [first, ...rest] = list.map(entryIn);
  const older = rest.filter((entry) => entry !== undefined);
  return first === undefined || older.length < rest.length ? undefined : [first, ...older];
};

/** True for two states of one switching off: it may have ended or been settled between. */
export const sameEntry = (left: OverrideEntry, right: OverrideEntry): boolean =>
  left.by === right.by && left.at === right.at && left.until === right.until && left.reason === right.reason;

/** True once the newest of a log no longer holds: its time is over, or somebody ended it; `now` in milliseconds since 1970. */
export const isOver = ([newest]: OverrideLog, now: number): boolean =>
  newest.ended !== undefined || now >= Date.parse(newest.until);

/** True once the newest of a log was ended by somebody, or its rule is back: it says nothing of what runs. */
export const isPast = ([newest]: OverrideLog): boolean => newest.settled === true || newest.ended !== undefined;

/** The log with its newest entry settled: the rule is as git says. */
export const settledLog = ([newest, ...older]: OverrideLog): OverrideLog => [{ ...newest, settled: true }, ...older];

/** The log with its newest entry ended by somebody; what was over before was ended by nobody. */
export const endedLog = (log: OverrideLog, ended: Ended): OverrideLog => {
  const [newest, ...older] = log;
  return isOver(log, Date.parse(ended.at)) ? log : [{ ...newest, ended }, ...older];
};

/** The log with a new entry; what held before is past. */
export const extendedLog = (entry: OverrideEntry, log: OverrideLog | undefined): OverrideLog => {
  if (log === undefined) return [entry];
  const [newest, ...older] = log;
  if (newest.settled === true) return [entry, newest, ...older];
  return [entry, ...settledLog(endedLog(log, { by: entry.by, at: entry.at }))];
};

/** A moment in ISO 8601 without what nobody reads: `2026-11-29T04:00:00Z`. */
export const seconds = (at: string): string => at.replace(/\.\d+Z$/, 'Z');

/** An entry in words: `off until 2026-11-29T04:00:00Z, by ana@contoso.com: floods the queue (INC-7)`. */
export const overrideWords = ({ by, until, reason, ticket }: OverrideEntry): string =>
  `off until ${seconds(until)}, by ${by}: ${reason}${ticket === undefined ? '' : ` (${ticket})`}`;

/** Why the newest of a log no longer holds: `the time of its override is over (...)`. */
export const overWords = ([{ by, at, until, reason, ended }]: OverrideLog): string =>
  ended === undefined
    ? `the override of ${by} at ${seconds(at)} ended on ${seconds(until)} (${reason})`
    : `${ended.by} ended the override of ${by} on ${seconds(ended.at)} (${reason})`;
