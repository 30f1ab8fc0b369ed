import { count, optional, real, ternary, text } from './call.ts';
import type { Functions } from './call.ts';
import type { ScalarFunction } from './index.ts';

/** How many of the first unit one of each is; the definitions, not measured values. */
type Units = Readonly<Record<string, number>>;

const scaled = (name: string, size: number, prefixes: Readonly<Record<string, number>>): Units =>
  Object.fromEntries(
    Object.entries(prefixes).map(([prefix, factor]) => [
      `${prefix}${prefix === '' ? name : name.toLowerCase()}`,
      size * factor,
    ]),
  );

const lengths: Units = {
  Meter: 1,
  Angstrom: 1e-10,
  AstronomicalUnit: 149_597_870_700,
  Centimeter: 0.01,
  Chain: 20.1168,
  Decameter: 10,
  Decimeter: 0.1,
  Fathom: 1.8288,
  Foot: 0.3048,
  Hand: 0.1016,
  Hectometer: 100,
  Inch: 0.0254,
  Kilometer: 1000,
  Microinch: 2.54e-8,
  Micrometer: 1e-6,
  Mil: 2.54e-5,
  Mile: 1609.344,
  Millimeter: 0.001,
  Nanometer: 1e-9,
  NauticalMile: 1852,
  Yard: 0.9144,
};

const masses: Units = {
  Kilogram: 1,
  Centigram: 1e-5,
  Decagram: 0.01,
  Decigram: 1e-4,
  Grain: 6.479_891e-5,
  Gram: 0.001,
  Hectogram: 0.1,
  Kilopound: 453.592_37,
  Kilotonne: 1e6,
  LongHundredweight: 50.802_345_44,
  LongTon: 1016.046_908_8,
  Megapound: 453_592.37,
  Megatonne: 1e9,
  Microgram: 1e-9,
  Milligram: 1e-6,
  Nanogram: 1e-12,
  Ounce: 0.028_349_523_125,
  Pound: 0.453_592_37,
  ShortHundredweight: 45.359_237,
  ShortTon: 907.184_74,
  Stone: 6.350_293_18,
  Tonne: 1000,
};

const perTime = (name: string, size: number): Units => ({
  [`${name}PerSecond`]: size,
  [`${name}PerMinute`]: size / 60,
  [`${name}PerHour`]: size / 3600,
});

const speeds: Units = {
  ...perTime('Meter', 1),
  ...perTime('Centimeter', 0.01),
  ...perTime('Kilometer', 1000),
  ...perTime('Millimeter', 0.001),
  ...perTime('Foot', 0.3048),
  ...perTime('Inch', 0.0254),
  ...perTime('Yard', 0.9144),
  DecimeterPerSecond: 0.1,
  DecimeterPerMinute: 0.1 / 60,
  MicrometerPerSecond: 1e-6,
  MicrometerPerMinute: 1e-6 / 60,
  NanometerPerSecond: 1e-9,
  NanometerPerMinute: 1e-9 / 60,
  MilePerHour: 0.447_04,
  Knot: 1852 / 3600,
};

const angles: Units = {
  Degree: 1,
  Arcminute: 1 / 60,
  Arcsecond: 1 / 3600,
  Gradian: 0.9,
  Microdegree: 1e-6,
  Millidegree: 1e-3,
  Nanodegree: 1e-9,
  Revolution: 360,
  Radian: 180 / Math.PI,
  Centiradian: 1.8 / Math.PI,
  Deciradian: 18 / Math.PI,
  Milliradian: 0.18 / Math.PI,
  Microradian: 1.8e-4 / Math.PI,
  Nanoradian: 1.8e-7 / Math.PI,
};

const energies: Units = {
  ...scaled('Joule', 1, { '': 1, Giga: 1e9, Kilo: 1000, Mega: 1e6, Milli: 1e-3 }),
  BritishThermalUnit: 1055.055_852_62,
  Calorie: 4.184,
  Kilocalorie: 4184,
  Megacalorie: 4.184e6,
  Erg: 1e-7,
  WattHour: 3600,
  KilowattHour: 3.6e6,
  MegawattHour: 3.6e9,
  GigawattHour: 3.6e12,
  TerawattHour: 3.6e15,
  WattDay: 86_400,
  KilowattDay: 8.64e7,
  MegawattDay: 8.64e10,
  GigawattDay: 8.64e13,
  TerawattDay: 8.64e16,
};

const forces: Units = {
  ...scaled('Newton', 1, { '': 1, Deca: 10, Kilo: 1000, Mega: 1e6, Micro: 1e-6, Milli: 1e-3 }),
  Dyn: 1e-5,
  KilogramForce: 9.806_65,
  KiloPond: 9.806_65,
  TonneForce: 9806.65,
  Poundal: 0.138_254_954_376,
  PoundForce: 4.448_221_615_260_5,
  KilopoundForce: 4448.221_615_260_5,
};

const volumes: Units = {
  CubicMeter: 1,
  // The engine counts 0.000810714 of these to a cubic metre, the others by their definition.
  AcreFoot: 1 / 0.000_810_714,
  Centiliter: 1e-5,
  CubicCentimeter: 1e-6,
  CubicDecimeter: 1e-3,
  CubicFoot: 0.028_316_846_592,
  CubicHectometer: 1e6,
  CubicInch: 1.638_706_4e-5,
  CubicKilometer: 1e9,
  CubicMicrometer: 1e-18,
  CubicMillimeter: 1e-9,
  CubicYard: 0.764_554_857_984,
  Deciliter: 1e-4,
  Hectoliter: 0.1,
  Kiloliter: 1,
  Liter: 1e-3,
  Megaliter: 1000,
  Microliter: 1e-9,
  Milliliter: 1e-6,
  ImperialGallon: 0.004_546_09,
  UsGallon: 0.003_785_411_784,
};

/** A unit that is not in the table may be one of the engine's whose factor is not published: it is refused by name. */
const conversion = (quantity: string, units: Units): ScalarFunction => {
  const convert = ternary(real, text, text, (value, from, to) => {
    const source = units[from];
    const target = units[to];
    if (source === undefined || target === undefined) return null;
    return source === 1 || target >= 1 ? (value * source) / target : value * (source / target);
  });
  return {
    bind: (args, context) => {
      for (const { constant } of args.slice(1))
        if (typeof constant === 'string' && units[constant] === undefined)
          context.unsupported(`convert_${quantity}() with the unit '${constant}'`);
      return convert.bind(args, context);
    },
  };
};

/** Kelvins at a temperature of a scale, and the other way round. */
const temperatureScales: Readonly<Record<string, { readonly factor: number; readonly zero: number }>> = {
  Kelvin: { factor: 1, zero: 0 },
  DegreeCelsius: { factor: 1, zero: 273.15 },
  MillidegreeCelsius: { factor: 0.001, zero: 273.15 },
  DegreeFahrenheit: { factor: 5 / 9, zero: (459.67 * 5) / 9 },
  DegreeRankine: { factor: 5 / 9, zero: 0 },
};

const convertTemperature: ScalarFunction = ternary(real, text, text, (value, from, to) => {
  const source = temperatureScales[from];
  const target = temperatureScales[to];
  if (source === undefined || target === undefined) return null;
  return (value * source.factor + source.zero - target.zero) / target.factor;
});

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

/** Conversions between units of measurement. */
export const unitFunctions: Functions = {
  convert_length: conversion('length', lengths),
  convert_mass: conversion('mass', masses),
  convert_speed: conversion('speed', speeds),
  convert_angle: conversion('angle', angles),
  convert_energy: conversion('energy', energies),
  convert_force: conversion('force', forces),
  convert_volume: conversion('volume', volumes),
  convert_temperature: convertTemperature,
  format_bytes: ternary(real, optional(count, 0), optional(text, ''), formatBytes, ''),
};
