import { formatIso } from '../../kql/run/values/instants.ts';
import { formatReal, scalarText, writeJson } from '../../kql/run/values/json.ts';
import { Decimal } from '../../kql/run/values/decimal.ts';
import { formatSpan } from '../../kql/run/values/time-text.ts';
import {
  Datetime,
  Guid,
  Real,
  Sketch,
  Timespan,
  isArray,
  isBag,
  isWhole,
  type Row,
  type Table,
  type Type,
  type Value,
} from '../../kql/run/values/value.ts';

const isScalarClass = (value: Value): value is Real | Datetime | Timespan | Guid | Decimal | Sketch =>
  value instanceof Real ||
  value instanceof Datetime ||
  value instanceof Timespan ||
  value instanceof Guid ||
  value instanceof Decimal ||
  value instanceof Sketch;

/** A value as the text that `tostring` makes of it; empty for null. */
export const cellText = (value: Value, type: Type): string => {
  if (value === null) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (isArray(value) || isBag(value)) return writeJson(value);
  if (isScalarClass(value)) return scalarText(value);
  if (type === 'datetime') return formatIso(value);
  if (type === 'timespan') return formatSpan(value);
  return type === 'real' && isWhole(value) ? formatReal(Number(value)) : String(value);
};

/** Reads cells of a table by the name of their column. */
export type CellReader = {
  /** The text of a cell; undefined where there is no such column. */
  readonly text: (row: Row, column: string) => string | undefined;
  readonly value: (row: Row, column: string) => Value | undefined;
};

/** Columns are found by their exact name, as the service does. */
export const cellsOf = ({ columns }: Pick<Table, 'columns'>): CellReader => {
  const places = new Map(columns.map(({ name, type }, index) => [name, { index, type }]));
  return {
    text: (row, column) => {
      const place = places.get(column);
      return place === undefined ? undefined : cellText(row[place.index] ?? null, place.type);
    },
    value: (row, column) => {
      const place = places.get(column);
      return place === undefined ? undefined : row[place.index];
    },
  };
};
