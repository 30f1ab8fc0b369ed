import { describe, expect, test } from '@jest/globals';
import { answer } from '../run.ts';

/** How units of one kind are defined by one another; every unit stands in one of them at least. */
const relations: Readonly<Record<string, readonly string[]>> = {
  length: [
    '1 Mile = 1760 Yard',
    '1 Yard = 3 Foot',
    '1 Foot = 12 Inch',
    '1 Inch = 2.54 Centimeter',
    '1 Chain = 66 Foot',
    '1 Fathom = 6 Foot',
    '1 Hand = 4 Inch',
    '1000 Mil = 1 Inch',
    '1000 Microinch = 1 Mil',
    '1 NauticalMile = 1852 Meter',
    '1 AstronomicalUnit = 149597870700 Meter',
    '1 Kilometer = 10 Hectometer',
    '1 Hectometer = 10 Decameter',
    '1 Decameter = 10 Meter',
    '1 Meter = 10 Decimeter',
    '1 Decimeter = 10 Centimeter',
    '1 Centimeter = 10 Millimeter',
    '1 Millimeter = 1000 Micrometer',
    '1 Micrometer = 1000 Nanometer',
    '1 Nanometer = 10 Angstrom',
  ],
  mass: [
    '1 Megatonne = 1000 Kilotonne',
    '1 Kilotonne = 1000 Tonne',
    '1 Tonne = 1000 Kilogram',
    '1 Kilogram = 10 Hectogram',
    '1 Hectogram = 10 Decagram',
    '1 Decagram = 10 Gram',
    '1 Gram = 10 Decigram',
    '1 Decigram = 10 Centigram',
    '1 Centigram = 10 Milligram',
    '1 Milligram = 1000 Microgram',
    '1 Microgram = 1000 Nanogram',
    '1 Pound = 453.59237 Gram',
    '1 Pound = 16 Ounce',
    '1 Pound = 7000 Grain',
    '1 Stone = 14 Pound',
    '1 ShortHundredweight = 100 Pound',
    '1 LongHundredweight = 112 Pound',
    '1 ShortTon = 20 ShortHundredweight',
    '1 LongTon = 20 LongHundredweight',
    '1 Megapound = 1000 Kilopound',
    '1 Kilopound = 1000 Pound',
  ],
  speed: [
    ...['Meter', 'Centimeter', 'Kilometer', 'Millimeter', 'Foot', 'Inch', 'Yard'].flatMap((length) => [
      `1 ${length}PerSecond = 60 ${length}PerMinute`,
      `1 ${length}PerMinute = 60 ${length}PerHour`,
    ]),
    ...['Decimeter', 'Micrometer', 'Nanometer'].map((length) => `1 ${length}PerSecond = 60 ${length}PerMinute`),
    '1 KilometerPerSecond = 1000 MeterPerSecond',
    '1 MeterPerSecond = 10 DecimeterPerSecond',
    '1 DecimeterPerSecond = 10 CentimeterPerSecond',
    '1 CentimeterPerSecond = 10 MillimeterPerSecond',
    '1 MillimeterPerSecond = 1000 MicrometerPerSecond',
    '1 MicrometerPerSecond = 1000 NanometerPerSecond',
    '1 YardPerSecond = 3 FootPerSecond',
    '1 FootPerSecond = 12 InchPerSecond',
    '1 InchPerSecond = 2.54 CentimeterPerSecond',
    '1 MilePerHour = 1760 YardPerHour',
    '1 Knot = 1852 MeterPerHour',
  ],
  angle: [
    '1 Revolution = 360 Degree',
    '1 Revolution = 400 Gradian',
    `1 Revolution = ${2 * Math.PI} Radian`,
    '1 Degree = 60 Arcminute',
    '1 Arcminute = 60 Arcsecond',
    '1 Degree = 1000 Millidegree',
    '1 Millidegree = 1000 Microdegree',
    '1 Microdegree = 1000 Nanodegree',
    '1 Radian = 10 Deciradian',
    '1 Deciradian = 10 Centiradian',
    '1 Centiradian = 10 Milliradian',
    '1 Milliradian = 1000 Microradian',
    '1 Microradian = 1000 Nanoradian',
  ],
  energy: [
    '1 Gigajoule = 1000 Megajoule',
    '1 Megajoule = 1000 Kilojoule',
    '1 Kilojoule = 1000 Joule',
    '1 Joule = 1000 Millijoule',
    '1 Joule = 10000000 Erg',
    '1 Calorie = 4.184 Joule',
    '1 Megacalorie = 1000 Kilocalorie',
    '1 Kilocalorie = 1000 Calorie',
    '1 BritishThermalUnit = 1055.05585262 Joule',
    '1 WattHour = 3.6 Kilojoule',
    ...['', 'Kilo', 'Mega', 'Giga', 'Tera'].map((size) => {
      const unit = size === '' ? 'Watt' : `${size}watt`;
      return `1 ${unit}Day = 24 ${unit}Hour`;
    }),
    '1 TerawattHour = 1000 GigawattHour',
    '1 GigawattHour = 1000 MegawattHour',
    '1 MegawattHour = 1000 KilowattHour',
    '1 KilowattHour = 1000 WattHour',
  ],
  force: [
    '1 Meganewton = 1000 Kilonewton',
    '1 Kilonewton = 100 Decanewton',
    '1 Decanewton = 10 Newton',
    '1 Newton = 1000 Millinewton',
    '1 Millinewton = 1000 Micronewton',
    '1 Dyn = 10 Micronewton',
    '1 TonneForce = 1000 KilogramForce',
    '1 KilogramForce = 1 KiloPond',
    '1 KiloPond = 9.80665 Newton',
    '1 KilopoundForce = 1000 PoundForce',
    '1 PoundForce = 0.45359237 KilogramForce',
    // A pound that gains a foot per second in a second.
    `1 Poundal = ${0.453_592_37 * 0.3048} Newton`,
  ],
  volume: [
    '1 CubicKilometer = 1000 CubicHectometer',
    '1 CubicHectometer = 1000000 CubicMeter',
    '1 CubicMeter = 1 Kiloliter',
    '1 Megaliter = 1000 Kiloliter',
    '1 Kiloliter = 10 Hectoliter',
    '1 Hectoliter = 100 Liter',
    '1 Liter = 1 CubicDecimeter',
    '1 Liter = 10 Deciliter',
    '1 Deciliter = 10 Centiliter',
    '1 Centiliter = 10 Milliliter',
    '1 Milliliter = 1 CubicCentimeter',
    '1 Milliliter = 1000 Microliter',
    '1 Microliter = 1 CubicMillimeter',
    '1 CubicMillimeter = 1000000000 CubicMicrometer',
    '1 CubicYard = 27 CubicFoot',
    '1 CubicFoot = 1728 CubicInch',
    '1 UsGallon = 231 CubicInch',
    '1 ImperialGallon = 4.54609 Liter',
  ],
  temperature: [
    '0 DegreeCelsius = 273.15 Kelvin',
    '100 DegreeCelsius = 212 DegreeFahrenheit',
    '0 DegreeFahrenheit = 459.67 DegreeRankine',
    '1 DegreeCelsius = 1000 MillidegreeCelsius',
  ],
};

const value = (expression: string): number => Number(JSON.parse(answer(`print x = ${expression}`).at(-1) ?? '')[0]);

describe('convert', () => {
  test.each(Object.entries(relations))('every unit of %s by its definition, both ways', (quantity, all) => {
    for (const relation of all) {
      const [one = '', from = '', , other = '', to = ''] = relation.split(' ');
      const ways = [
        [one, from, to, other],
        [other, to, from, one],
      ] as const;
      for (const [number, source, target, expected] of ways) {
        const found = value(`convert_${quantity}(todouble(${number}), '${source}', '${target}')`);
        const wanted = Number(expected);
        expect({ relation, isSo: Math.abs(found - wanted) <= 1e-9 * Math.max(1, Math.abs(wanted)) }).toEqual({
          relation,
          isSo: true,
        });
      }
    }
  });
});
