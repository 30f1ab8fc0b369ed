import type { JsonObject, JsonValue } from '../../core/json.ts';
import type { TableSchema } from '../../kql/index.ts';

/** Values that look like those of a column, by its name. */
const examples: readonly (readonly [name: RegExp, value: string])[] = [
  [/address|^ip|ip$/i, '203.0.113.7'],
  [/principalname|upn|user|account|actor|caller/i, 'ana@contoso.com'],
  [/computer|host|device|machine/i, 'pc-1.contoso.com'],
  [/resourceid/i, '/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg-example'],
];

/** A value for a column; undefined where none can be made up. */
const exampleOf = (name: string, type: string): JsonValue | undefined => {
  switch (type) {
    case 'string':
      return examples.find(([pattern]) => pattern.test(name))?.[1] ?? 'example';
    case 'int':
    case 'long':
      return 1;
    case 'real':
      return 1.5;
    case 'bool':
      return true;
    case 'guid':
      return '11111111-1111-1111-1111-111111111111';
    default:
      return undefined;
  }
};

const rowOf = ({ columns }: TableSchema, names: readonly string[]): JsonObject =>
  Object.fromEntries(
    columns.flatMap(({ name, type }): [string, JsonValue][] => {
      const value = names.includes(name) ? exampleOf(name, type) : undefined;
      return value === undefined ? [] : [[name, value]];
    }),
  );

/**
 * The test of a new rule, which fires: over rows of the columns that its query names, as many as it wants and one less.
 * @param more rows that do not suffice yet; undefined for a rule that each row triggers
 */
export const testOf = (table: TableSchema, columns: readonly string[], more: number | undefined): JsonObject => {
  const row = rowOf(table, columns);
  const rows = (count: number): JsonValue => [{ repeat: { count, every: '1m' }, row }];
  const given = (value: JsonValue): JsonObject => ({ [table.name]: value });
  return {
    now: '2026-03-01T12:00:00Z',
    cases:
      more === undefined
        ? [
            { name: 'what the rule is about', given: given([row]), expect: { alerts: 1 } },
            { name: 'nothing happens', given: given([]), expect: 'silent' },
          ]
        : [
            { name: 'what the rule is about', given: given(rows(more + 1)), expect: { alerts: 1 } },
            { name: 'one event less', given: given(rows(more)), expect: 'silent' },
          ],
  };
};
