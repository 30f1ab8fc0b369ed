import type { Type } from '../values/value.ts';
import type { Plan } from '../compiler.ts';

/** What the engine calls its types outside of the language. */
const dataTypes: Readonly<Record<Type, string>> = {
  bool: 'System.SByte',
  int: 'System.Int32',
  long: 'System.Int64',
  real: 'System.Double',
  decimal: 'System.Data.SqlTypes.SqlDecimal',
  string: 'System.String',
  datetime: 'System.DateTime',
  timespan: 'System.TimeSpan',
  guid: 'System.Guid',
  dynamic: 'System.Object',
};

/** `getschema`: a row for each column. */
export const getSchema = (input: Plan): Plan => {
  const rows = input.columns.map(({ name, type }, index) => [name, index, dataTypes[type], type]);
  return {
    columns: [
      { name: 'ColumnName', type: 'string' },
      { name: 'ColumnOrdinal', type: 'int' },
      { name: 'DataType', type: 'string' },
      { name: 'ColumnType', type: 'string' },
    ],
    rows: () => rows,
    fixed: true,
    ordered: true,
  };
};
