import { type Dynamic, Real, type Value } from '../values/value.ts';
import { count, optional, real, ternary, text, unary } from './call.ts';
import type { Functions } from './call.ts';
import { isAddress } from './ip-addresses.ts';
import type { ScalarFunction } from './index.ts';

/** What a test says about an address; null for what is none. */
const geoInfo: ScalarFunction = {
  bind: (args, context) => {
    const read = text(args[0], 0);
    return (values) => {
      const address = (read(values) ?? '').trim();
      return isAddress(address) ? context.geo(address) : null;
    };
  },
};

const earthRadius = 6_371_010;

/** Stands for a number that is missing: no place has it. */
const nowhere = Number.NaN;

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
      const [a = nowhere, b = nowhere, c = nowhere, d = nowhere] = reads.map((read) => read(values) ?? nowhere);
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

/** The cell of a geohash: from and to in longitude and latitude; undefined for what is none. */
const cellOf = (hash: string): readonly [west: number, south: number, east: number, north: number] | undefined => {
  if (hash.length < 1 || hash.length > 18) return undefined;
  const low = [-180, -90];
  const high = [180, 90];
  let step = 0;
  for (const character of hash) {
    const digit = geohashDigits.indexOf(character);
    if (digit === -1) return undefined;
    for (let bit = 4; bit >= 0; bit -= 1, step += 1) {
      const axis = step % 2;
      const middle = ((low[axis] ?? 0) + (high[axis] ?? 0)) / 2;
      (((digit >> bit) & 1) === 1 ? low : high)[axis] = middle;
    }
  }
  return [low[0] ?? 0, low[1] ?? 0, high[0] ?? 0, high[1] ?? 0];
};

const place = (...degrees: readonly number[]): Dynamic => degrees.map((each) => new Real(each));
const shape = (type: string, coordinates: Dynamic): Dynamic =>
  new Map<string, Dynamic>([
    ['type', type],
    ['coordinates', coordinates],
  ]);

/** What is made of the cell of a geohash; null for what is no geohash. */
const ofCell = (make: (...cell: readonly [number, number, number, number]) => Value): ScalarFunction =>
  unary(text, (hash) => {
    const cell = cellOf(hash);
    return cell === undefined ? null : make(...cell);
  });

/** The eight cells around one, in the order in which the engine lists them; those beyond a pole are not known. */
const around = [
  [-1, 0],
  [-1, -1],
  [0, -1],
  [1, -1],
  [1, 1],
  [1, 0],
  [0, 1],
  [-1, 1],
] as const;

const geohashNeighbors: ScalarFunction = {
  bind: (args, { unsupported }) => {
    const read = text(args[0], 0);
    return (values) => {
      const hash = read(values) ?? '';
      const cell = cellOf(hash);
      if (cell === undefined) return null;
      const [west, south, east, north] = cell;
      return around.map(([right, up]) => {
        const latitude = (south + north) / 2 + up * (north - south);
        if (Math.abs(latitude) > 90) return unsupported('geo_geohash_neighbors() at a pole');
        const longitude = (west + east) / 2 + right * (east - west);
        return geohash(
          longitude > 180 ? longitude - 360 : longitude < -180 ? longitude + 360 : longitude,
          latitude,
          hash.length,
        );
      });
    };
  },
};

/** The direction from one place to another, clockwise from north; null where they are one place or face each other. */
const azimuth = (longitude1: number, latitude1: number, longitude2: number, latitude2: number): number | null => {
  if (!isPlace(longitude1, latitude1) || !isPlace(longitude2, latitude2)) return null;
  const [first, second, turn] = [toRadians(latitude1), toRadians(latitude2), toRadians(longitude2 - longitude1)];
  const east = Math.sin(turn) * Math.cos(second);
  const north = Math.cos(first) * Math.sin(second) - Math.sin(first) * Math.cos(second) * Math.cos(turn);
  return Math.hypot(east, north) < 1e-15 ? null : Math.atan2(east, north);
};

const geoAzimuth: ScalarFunction = {
  bind: (args) => {
    const reads = args.map((argument, at) => real(argument, at));
    return (values) => {
      const [a = nowhere, b = nowhere, c = nowhere, d = nowhere] = reads.map((read) => read(values) ?? nowhere);
      return azimuth(a, b, c, d);
    };
  },
};

/** The angle at the second of three places, clockwise from the first to the third. */
const geoAngle: ScalarFunction = {
  bind: (args) => {
    const reads = args.map((argument, at) => real(argument, at));
    return (values) => {
      const [a = nowhere, b = nowhere, c = nowhere, d = nowhere, e = nowhere, f = nowhere] = reads.map(
        (read) => read(values) ?? nowhere,
      );
      const [from, to] = [azimuth(c, d, a, b), azimuth(c, d, e, f)];
      return from === null || to === null ? null : (to - from + 2 * Math.PI) % (2 * Math.PI);
    };
  },
};

/** Functions of places on the earth whose rules are published; lines, polygons and other cells are refused by name. */
export const geoFunctions: Functions = {
  geo_info_from_ip_address: geoInfo,
  geo_angle: geoAngle,
  geo_azimuth: geoAzimuth,
  geo_distance_2points: geoDistance,
  geo_geohash_neighbors: geohashNeighbors,
  geo_geohash_to_central_point: ofCell((west, south, east, north) =>
    shape('Point', place((west + east) / 2, (south + north) / 2)),
  ),
  geo_geohash_to_polygon: ofCell((west, south, east, north) =>
    shape('Polygon', [
      [place(west, south), place(east, south), place(east, north), place(west, north), place(west, south)],
    ]),
  ),
  geo_point_in_circle: geoInCircle,
  geo_point_to_geohash: ternary(real, real, optional(count, 5), geohash, ''),
};
