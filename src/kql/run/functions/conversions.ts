import { converter, dynamicFromText, dynamicOf, textOf, typeName } from '../values/convert.ts';
import { writeJson } from '../values/json.ts';
import { isArray, isBag } from '../values/value.ts';
import type { Dynamic, Type, Value, Whole } from '../values/value.ts';
import { count, dynamic, long, optional, typed, unary } from './call.ts';
import type { Functions } from './call.ts';
import type { ScalarFunction } from './index.ts';

const conversion = (type: Type): ScalarFunction => ({
  bind: ([argument]) => {
    const convert = converter(argument?.type ?? 'string', type);
    return ([value]) => convert(value ?? null);
  },
});

/** A text is read as JSON; a dynamic value stays as it is. */
const parseJson: ScalarFunction = {
  bind: ([argument]) => {
    const type = argument?.type ?? 'string';
    const lift = dynamicOf(type);
    return ([value]) => (type === 'string' && typeof value === 'string' ? dynamicFromText(value) : lift(value ?? null));
  },
};

/** A value whose bags have their keys in order, at every depth. */
const sortedByKey = (value: Dynamic): Dynamic => {
  if (isArray(value)) return value.map(sortedByKey);
  if (!isBag(value)) return value;
  const keys = [...value.keys()].sort();
  return new Map(keys.map((key) => [key, sortedByKey(value.get(key) ?? null)]));
};

const gettype: ScalarFunction = {
  bind: ([argument]) => {
    const type = argument?.type ?? 'string';
    if (type !== 'dynamic') return () => type;
    return ([value]) => typeName(value ?? null);
  },
};

const hexadecimal = (value: Whole, bits: number, length: number): string => {
  const digits = BigInt.asUintN(bits, BigInt(value)).toString(16);
  return digits.padStart(Math.min(Math.max(length, 1), 16), '0');
};

/** Negative numbers are written in all digits of their type (Microsoft Learn, "tohex()"). */
const tohex: ScalarFunction = {
  bind: (args) => {
    const bits = args[0]?.type === 'int' ? 32 : 64;
    const read = long(args[0], 0);
    const readLength = optional(count, 1)(args[1], 1);
    return (values) => {
      const value = read(values);
      return value === null ? '' : hexadecimal(value, bits, readLength(values) ?? 1);
    };
  },
};

const isEmpty = (value: Value): boolean => value === null || value === '';

const isNull: ScalarFunction = {
  // A text is never null, and neither is one within a dynamic value.
  bind: () => (values) => (values[0] ?? null) === null,
};

/** Bytes of a value as the engine estimates them: text by its UTF-8, dynamic values by their JSON. */
const sizeOf = (type: Type, value: Value): number => {
  if (type === 'bool') return 1;
  if (type === 'int') return 4;
  if (type === 'guid' || type === 'decimal') return 16;
  if (type === 'string' || type === 'dynamic')
    return new TextEncoder().encode(type === 'string' ? textOf(value) : writeJson(value)).length;
  return 8;
};

const estimateDataSize: ScalarFunction = {
  bind: (args) => (values) => args.reduce((total, { type }, index) => total + sizeOf(type, values[index] ?? null), 0),
};

const isAscii = (value: string): boolean => !/[^\p{ASCII}]/u.test(value);

/** Conversions between types, and what tells types and empty values apart. */
export const conversionFunctions: Functions = {
  tostring: conversion('string'),
  toint: conversion('int'),
  tolong: conversion('long'),
  toreal: conversion('real'),
  todouble: conversion('real'),
  tobool: conversion('bool'),
  toboolean: conversion('bool'),
  todecimal: conversion('decimal'),
  todatetime: conversion('datetime'),
  totimespan: conversion('timespan'),
  totime: conversion('timespan'),
  toguid: conversion('guid'),
  todynamic: parseJson,
  toobject: parseJson,
  parse_json: parseJson,
  parsejson: parseJson,
  dynamic_to_json: unary(dynamic, (value) => writeJson(sortedByKey(value)), 'null'),
  gettype,
  tohex,
  isnull: isNull,
  isnotnull: { bind: () => (values) => (values[0] ?? null) !== null },
  notnull: { bind: () => (values) => (values[0] ?? null) !== null },
  isempty: { bind: () => (values) => isEmpty(values[0] ?? null) },
  isnotempty: { bind: () => (values) => !isEmpty(values[0] ?? null) },
  notempty: { bind: () => (values) => !isEmpty(values[0] ?? null) },
  isascii: unary(dynamic, (value) => isAscii(textOf(value)), true),
  isutf8: unary(dynamic, (value) => textOf(value).isWellFormed(), true),
  estimate_data_size: typed('long', estimateDataSize),
};
