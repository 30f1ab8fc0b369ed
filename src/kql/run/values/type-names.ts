import type { Type } from './value.ts';

const typeNames: ReadonlyMap<string, Type> = new Map([
  ['bool', 'bool'],
  ['boolean', 'bool'],
  ['int', 'int'],
  ['long', 'long'],
  ['real', 'real'],
  ['double', 'real'],
  ['decimal', 'decimal'],
  ['string', 'string'],
  ['datetime', 'datetime'],
  ['date', 'datetime'],
  ['timespan', 'timespan'],
  ['time', 'timespan'],
  ['guid', 'guid'],
  ['uuid', 'guid'],
  ['uniqueid', 'guid'],
  ['dynamic', 'dynamic'],
]);

/** A type by any of its names: `double` is real; undefined for a name that is none. */
export const typeNamed = (name: string): Type | undefined => typeNames.get(name.trim().toLowerCase());

/** The same for the type of a column: dynamic for a name that is none. */
export const typeOfName = (name: string): Type => typeNamed(name) ?? 'dynamic';
