import type { JsonValue } from '../../../../core/json.ts';
import { number, text, wholes } from './signature.ts';

const milliseconds = { day: 86_400_000, hour: 3_600_000, minute: 60_000, second: 1000 };

const duration =
  /^(-)?P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/i;

/** The length of an ISO 8601 duration; a year counts as 365 days and a month as 30, as the page of dateTimeAdd() says. */
const lengthOf = (value: string): number | undefined => {
  const match = duration.exec(value);
  if (match === null || /[PT]$/i.test(value)) return undefined;
  const [, sign, years, months, weeks, days, hours, minutes, seconds] = match;
  const length =
    (Number(years ?? 0) * 365 + Number(months ?? 0) * 30 + Number(weeks ?? 0) * 7 + Number(days ?? 0)) *
      milliseconds.day +
    Number(hours ?? 0) * milliseconds.hour +
    Number(minutes ?? 0) * milliseconds.minute +
    Number(seconds ?? 0) * milliseconds.second;
  return sign === undefined ? length : -length;
};

const written = /^(\d{4})-?(\d\d)-?(\d\d)(?:[T ](\d\d):?(\d\d):?(\d\d)(?:\.(\d{1,7}))?)?(Z|[+-]\d\d:?\d\d)?$/i;

const instantOf = (value: string): number | undefined => {
  const match = written.exec(value.trim());
  if (match === null) return undefined;
  const [, year, month, day, hour = '00', minute = '00', second = '00', fraction = '0', zone = 'Z'] = match;
  const offset = /^[+-]\d{4}$/.test(zone) ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone.toUpperCase();
  const time = Date.parse(
    `${year}-${month}-${day}T${hour}:${minute}:${second}.${fraction.padEnd(3, '0').slice(0, 3)}${offset}`,
  );
  return Number.isNaN(time) ? undefined : time;
};

const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/** The standard formats of .NET by the custom ones that they stand for (invariant culture). */
const standard: Readonly<Record<string, string>> = {
  d: 'MM/dd/yyyy',
  D: 'dddd, dd MMMM yyyy',
  f: 'dddd, dd MMMM yyyy HH:mm',
  F: 'dddd, dd MMMM yyyy HH:mm:ss',
  g: 'MM/dd/yyyy HH:mm',
  G: 'MM/dd/yyyy HH:mm:ss',
  m: 'MMMM dd',
  M: 'MMMM dd',
  o: 'yyyy-MM-ddTHH:mm:ss.fffffffZ',
  O: 'yyyy-MM-ddTHH:mm:ss.fffffffZ',
  r: "ddd, dd MMM yyyy HH:mm:ss 'GMT'",
  R: "ddd, dd MMM yyyy HH:mm:ss 'GMT'",
  s: 'yyyy-MM-ddTHH:mm:ss',
  t: 'HH:mm',
  T: 'HH:mm:ss',
  u: 'yyyy-MM-dd HH:mm:ssZ',
  y: 'yyyy MMMM',
  Y: 'yyyy MMMM',
};

const specifier =
  /'([^']*)'|"([^"]*)"|\\(.)|d{1,4}|M{1,4}|y{1,5}|H{1,2}|h{1,2}|m{1,2}|s{1,2}|f{1,7}|\.?F{1,7}|t{1,2}|z{1,3}|[A-Za-z]/g;

const two = (value: number): string => String(value).padStart(2, '0');

const fraction = (at: Date, digits: number): string =>
  `${String(at.getUTCMilliseconds()).padStart(3, '0')}0000`.slice(0, digits);

const field = (name: string, at: Date): string => {
  const hour12 = at.getUTCHours() % 12 === 0 ? 12 : at.getUTCHours() % 12;
  switch (name) {
    case 'd':
      return String(at.getUTCDate());
    case 'dd':
      return two(at.getUTCDate());
    case 'ddd':
      return (days[at.getUTCDay()] ?? '').slice(0, 3);
    case 'dddd':
      return days[at.getUTCDay()] ?? '';
    case 'M':
      return String(at.getUTCMonth() + 1);
    case 'MM':
      return two(at.getUTCMonth() + 1);
    case 'MMM':
      return (months[at.getUTCMonth()] ?? '').slice(0, 3);
    case 'MMMM':
      return months[at.getUTCMonth()] ?? '';
    case 'y':
      return String(at.getUTCFullYear() % 100);
    case 'yy':
      return two(at.getUTCFullYear() % 100);
    case 'H':
      return String(at.getUTCHours());
    case 'HH':
      return two(at.getUTCHours());
    case 'h':
      return String(hour12);
    case 'hh':
      return two(hour12);
    case 'm':
      return String(at.getUTCMinutes());
    case 'mm':
      return two(at.getUTCMinutes());
    case 's':
      return String(at.getUTCSeconds());
    case 'ss':
      return two(at.getUTCSeconds());
    case 't':
      return at.getUTCHours() < 12 ? 'A' : 'P';
    case 'tt':
      return at.getUTCHours() < 12 ? 'AM' : 'PM';
    case 'z':
      return '+0';
    case 'zz':
      return '+00';
    case 'zzz':
      return '+00:00';
    case 'K':
      return 'Z';
    default:
      if (/^y+$/.test(name)) return String(at.getUTCFullYear()).padStart(name.length, '0');
      if (/^f+$/.test(name)) return fraction(at, name.length);
      // What ends in noughts is cut with F, and where nothing is left the point before it too.
      if (/^\.?F+$/.test(name)) {
        const dot = name.startsWith('.') ? '.' : '';
        const digits = fraction(at, name.length - dot.length);
        const written = digits.slice(0, digits.split('').findLastIndex((digit) => digit !== '0') + 1);
        return written === '' ? '' : `${dot}${written}`;
      }
      return name;
  }
};

/** What .NET's dates go from and to: the years 1 to 9999, in milliseconds since 1970. */
const range = { first: Date.parse('0001-01-01T00:00:00Z'), last: Date.parse('9999-12-31T23:59:59.999Z') };

const printedAt = (time: number, format: string): string | undefined => {
  if (time < range.first || time > range.last) return undefined;
  const custom = format.length === 1 ? standard[format] : format;
  if (custom === undefined) return undefined;
  const at = new Date(time);
  return custom.replaceAll(
    specifier,
    (found, single: string | undefined, double: string | undefined, escaped: string | undefined) =>
      single ?? double ?? escaped ?? field(found, at),
  );
};

/** Without a format the result is ISO 8601, as the examples of the page have it. */
const plain = 'yyyy-MM-ddTHH:mm:ssZ';

const added = (base: JsonValue | undefined, by: JsonValue | undefined, format: JsonValue | undefined) => {
  const start = typeof base === 'string' ? instantOf(base) : undefined;
  const length = typeof by === 'string' ? lengthOf(by) : undefined;
  const form = format === undefined ? plain : text(format);
  if (start === undefined || length === undefined || form === undefined) return undefined;
  return printedAt(start + length, form);
};

/** Source: Microsoft Learn, "Date functions for ARM templates", and .NET's format strings for dates. */
export const dateFunctions = wholes({
  dateTimeAdd: added,
  dateTimeFromEpoch: (seconds) => {
    const time = number(seconds);
    return time === undefined ? undefined : printedAt(time * 1000, plain);
  },
  dateTimeToEpoch: (value) => {
    const time = typeof value === 'string' ? instantOf(value) : undefined;
    return time === undefined ? undefined : Math.floor(time / 1000);
  },
});
