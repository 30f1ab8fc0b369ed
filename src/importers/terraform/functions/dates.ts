import { onTexts, type Functions } from './signature.ts';

/** A moment as RFC 3339 writes it: milliseconds since 1970, and minutes that its clock is ahead of UTC. */
type Moment = { readonly at: number; readonly offset: number };

const momentOf = (text: string): Moment | undefined => {
  const match = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|([+-])(\d\d):(\d\d))$/.exec(text);
  const at = match === null ? Number.NaN : Date.parse(text.replace(' ', 'T').toUpperCase());
  if (match === null || Number.isNaN(at)) return undefined;
  const [, sign, hours = '0', minutes = '0'] = match;
  const offset = Number(hours) * 60 + Number(minutes);
  return { at, offset: sign === '-' ? -offset : offset };
};

const units: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

/** A length of time as Go writes it: `-1h30m`. */
const lengthOf = (text: string): number | undefined => {
  const part = /(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)/y;
  const sign = text.startsWith('-') ? -1 : 1;
  part.lastIndex = /^[+-]/.test(text) ? 1 : 0;
  let length = 0;
  do {
    const match = part.exec(text);
    if (match === null) return undefined;
    length += Number(match[1]) * (units[match[2] ?? ''] ?? 0);
  } while (part.lastIndex < text.length);
  return sign * length;
};

const two = (value: number): string => String(value).padStart(2, '0');

const zone = (offset: number, colon: string): string =>
  `${offset < 0 ? '-' : '+'}${two(Math.floor(Math.abs(offset) / 60))}${colon}${two(Math.abs(offset) % 60)}`;

/** A moment to the second, as Terraform prints it. */
const printed = ({ at, offset }: Moment): string =>
  new Date(at + offset * 60_000).toISOString().slice(0, -'.000Z'.length) + (offset === 0 ? 'Z' : zone(offset, ':'));

const named = (local: Date, options: Intl.DateTimeFormatOptions): string =>
  new Intl.DateTimeFormat('en', { ...options, timeZone: 'UTC' }).format(local);

const field = (name: string, local: Date, offset: number): string | undefined => {
  const hours = local.getUTCHours();
  switch (name) {
    case 'YYYY':
      return String(local.getUTCFullYear()).padStart(4, '0');
    case 'YY':
      return two(local.getUTCFullYear() % 100);
    case 'MMMM':
      return named(local, { month: 'long' });
    case 'MMM':
      return named(local, { month: 'short' });
    case 'MM':
      return two(local.getUTCMonth() + 1);
    case 'M':
      return String(local.getUTCMonth() + 1);
    case 'DD':
      return two(local.getUTCDate());
    case 'D':
      return String(local.getUTCDate());
    case 'EEEE':
      return named(local, { weekday: 'long' });
    case 'EEE':
      return named(local, { weekday: 'short' });
    case 'hh':
      return two(hours);
    case 'h':
      return String(hours);
    case 'HH':
      return two(hours % 12 === 0 ? 12 : hours % 12);
    case 'H':
      return String(hours % 12 === 0 ? 12 : hours % 12);
    case 'AA':
      return hours < 12 ? 'AM' : 'PM';
    case 'aa':
      return hours < 12 ? 'am' : 'pm';
    case 'mm':
      return two(local.getUTCMinutes());
    case 'm':
      return String(local.getUTCMinutes());
    case 'ss':
      return two(local.getUTCSeconds());
    case 's':
      return String(local.getUTCSeconds());
    case 'ZZZZZ':
      return zone(offset, ':');
    case 'ZZZZ':
      return zone(offset, '');
    case 'ZZZ':
      return offset === 0 ? 'UTC' : zone(offset, '');
    case 'Z':
      return offset === 0 ? 'Z' : zone(offset, ':');
    default:
      return undefined;
  }
};

/** Runs of one letter are fields; what stands between single quotes is meant as it is. */
const token = /'((?:[^']|'')*)'|Y+|M+|D+|E+|h+|H+|A+|a+|m+|s+|Z+|[A-Za-z]/g;

const formatted = (pattern: string, text: string): string | undefined => {
  const moment = momentOf(text);
  if (moment === undefined) return undefined;
  const local = new Date(moment.at + moment.offset * 60_000);
  let isRefused = false;
  const result = pattern.replaceAll(token, (found, quoted: string | undefined) => {
    const shown = quoted === undefined ? field(found, local, moment.offset) : quoted.replaceAll("''", "'");
    if (shown === undefined) isRefused = true;
    return shown ?? '';
  });
  return isRefused ? undefined : result;
};

/** Source: Terraform's documentation, "Date and time functions"; those that read the clock are known only to Terraform. */
export const dateFunctions: Functions = {
  formatdate: onTexts(formatted),
  timeadd: onTexts((text, by) => {
    const [moment, length] = [momentOf(text), lengthOf(by)];
    const at = moment === undefined || length === undefined ? Number.NaN : moment.at + length;
    return moment === undefined || !(Math.abs(at) < 8e15) ? undefined : printed({ ...moment, at });
  }),
  timecmp: onTexts((left, right) => {
    const [one, other] = [momentOf(left), momentOf(right)];
    return one === undefined || other === undefined ? undefined : Math.sign(one.at - other.at);
  }),
};
