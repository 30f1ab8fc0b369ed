import { count, optional, real, ternary, text } from './call.ts';
import type { Functions } from './call.ts';
import type { ScalarFunction } from './index.ts';

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

/** Functions of places on the earth whose rules are published; lines, polygons and other cells are refused by name. */
export const geoFunctions: Functions = {
  geo_info_from_ip_address: geoInfo,
  geo_distance_2points: geoDistance,
  geo_point_in_circle: geoInCircle,
  geo_point_to_geohash: ternary(real, real, optional(count, 5), geohash, ''),
};
