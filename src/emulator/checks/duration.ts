const pattern = /^(-?)P(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.\d+)?S)?)?$/;

const second = 1000;
export const minute = 60 * second;
export const hour = 60 * minute;
export const day = 24 * hour;

/** The length of an ISO 8601 duration as .NET's TimeSpan takes it (days to seconds), in milliseconds. */
export const durationMilliseconds = (text: string): number | undefined => {
  const match = pattern.exec(text);
  if (match === null || text === 'P' || text === '-P') return undefined;
  const [, sign, days, hours, minutes, seconds] = match;
  const length =
    Number(days ?? 0) * day + Number(hours ?? 0) * hour + Number(minutes ?? 0) * minute + Number(seconds ?? 0) * second;
  return sign === '-' ? -length : length;
};

/** The form in which .NET prints a TimeSpan: days first, no unit above 23 hours or 59 minutes. */
export const canonicalDuration = (text: string): string => {
  const length = durationMilliseconds(text);
  if (length === undefined || length < 0) return text;
  if (length === 0) return 'PT0S';
  const unit = (size: number, within: number, letter: string): string => {
    const count = Math.floor((within === 0 ? length : length % within) / size);
    return count === 0 ? '' : `${count}${letter}`;
  };
  const time = unit(hour, day, 'H') + unit(minute, hour, 'M') + unit(second, minute, 'S');
  return `P${unit(day, 0, 'D')}${time === '' ? '' : `T${time}`}`;
};
