import { real, text, count, optional, ternary } from './call.ts';
import type { Functions } from './call.ts';
import type { ScalarFunction } from './index.ts';
import { Guid } from '../value.ts';

const byteUnits = ['Bytes', 'KB', 'MB', 'GB', 'TB', 'PB', 'EB'];

/** Bytes in the largest unit that leaves at least one of it, or in the one that is said (Microsoft Learn, "format_bytes()"). */
const formatBytes = (size: number, precision: number, unit: string): string => {
  const fitting = Math.floor(Math.log2(Math.max(Math.abs(size), 1)) / 10);
  const index = unit === '' ? Math.min(fitting, byteUnits.length - 1) : byteUnits.indexOf(unit);
  if (index === -1 || !Number.isFinite(size)) return '';
  const scale = 10 ** Math.max(precision, 0);
  const rounded = (Math.sign(size) * Math.round((Math.abs(size) / 1024 ** index) * scale)) / scale;
  return `${rounded} ${byteUnits[index] ?? ''}`;
};

/** A guid of version 4, of the run's own random numbers. */
const newGuid: ScalarFunction = {
  bind: (_, context) => () => {
    const digit = (): string => Math.floor(context.random() * 16).toString(16);
    const variant = (Math.floor(context.random() * 4) + 8).toString(16);
    const pattern = 'xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx';
    return new Guid(pattern.replace(/[xy]/g, (each) => (each === 'y' ? variant : digit())));
  },
};

/** What a test says about an address; null where it says nothing. */
const geoInfo: ScalarFunction = {
  bind: (args, context) => {
    const read = text(args[0], 0);
    return (values) => context.geo(read(values) ?? '') ?? null;
  },
};

const earthRadius = 6_371_010;

const isPlace = (longitude: number, latitude: number): boolean =>
  Math.abs(longitude) <= 180 && Math.abs(latitude) <= 90;
const toRadians = (degrees: number): number => (degrees * Math.PI) / 180;

/** Metres between two places on a sphere of the earth's mean radius. */
const distance = (longitude1: number, latitude1: number, longitude2: number, latitude2: number): number => {
  const [first, second] = [toRadians(latitude1), toRadians(latitude2)];
  const half = Math.sin((second - first) / 2) ** 2;
  const turn = Math.sin(toRadians(longitude2 - longitude1) / 2) ** 2;
  return 2 * earthRadius * Math.asin(Math.min(Math.sqrt(half + Math.cos(first) * Math.cos(second) * turn), 1));
};

const geoDistance: ScalarFunction = {
  bind: (args, context) => {
    if (args.length > 4 && args[4]?.constant !== false) context.unsupported('geo_distance_2points() on a spheroid');
    const reads = args.slice(0, 4).map((argument, at) => real(argument, at));
    return (values) => {
      const [a, b, c, d] = reads.map((read) => read(values) ?? Number.NaN);
      if (a === undefined || b === undefined || c === undefined || d === undefined) return null;
      return isPlace(a, b) && isPlace(c, d) ? distance(a, b, c, d) : null;
    };
  },
};

const geoInCircle: ScalarFunction = {
  bind: (args) => {
    const reads = args.map((argument, at) => real(argument, at));
    return (values) => {
      const [a, b, c, d, radius] = reads.map((read) => read(values) ?? Number.NaN);
      if (a === undefined || b === undefined || c === undefined || d === undefined || radius === undefined) return null;
      return isPlace(a, b) && isPlace(c, d) && radius >= 0 ? distance(a, b, c, d) <= radius : null;
    };
  },
};

const geohashDigits = '0123456789bcdefghjkmnpqrstuvwxyz';

/** Halves longitude and latitude in turns; each five halvings are a character. */
const geohash = (longitude: number, latitude: number, accuracy: number): string => {
  if (!isPlace(longitude, latitude) || accuracy < 1 || accuracy > 18) return '';
  const ranges = [
    [-180, 180],
    [-90, 90],
  ];
  const place = [longitude, latitude];
  let text = '';
  let bits = 0;
  for (let step = 0; text.length < accuracy; step += 1) {
    const range = ranges[step % 2] ?? [];
    const [low = 0, high = 0] = range;
    const middle = (low + high) / 2;
    const isUpper = (place[step % 2] ?? 0) >= middle;
    range[isUpper ? 0 : 1] = middle;
    bits = bits * 2 + (isUpper ? 1 : 0);
    if (step % 5 === 4) {
      text += geohashDigits.charAt(bits);
      bits = 0;
    }
  }
  return text;
};

/** Functions that belong to no other family. */
export const otherFunctions: Functions = {
  format_bytes: ternary(real, optional(count, 0), optional(text, ''), formatBytes, ''),
  new_guid: newGuid,
  geo_info_from_ip_address: geoInfo,
  geo_distance_2points: geoDistance,
  geo_point_in_circle: geoInCircle,
  geo_point_to_geohash: ternary(real, real, optional(count, 5), geohash, ''),
};
