import { isArray, isObject, objectOf } from '../../../core/json.ts';
import type { JsonPointer } from '../../../core/pointer.ts';
import type { Span } from '../../../core/text/span.ts';
import { present, textAt, type RuleItem } from '../lint/fields.ts';
import { placeholdersOf } from '../lint/placeholders.ts';

/** What a column is named for. */
export type ReferenceUse = 'entity' | 'entities' | 'detail' | 'placeholder' | 'tactics' | 'severity' | 'property';

/** A place of the rule that names a column of the query's output. */
export type ColumnReference = {
  readonly column: string;
  readonly use: ReferenceUse;
  /** As a message says it: `the identifier FullName of Account`. */
  readonly what: string;
  readonly at: JsonPointer;
  /** Of the name within the value; the whole value except in a format. */
  readonly within: Span;
};

const columnName = /^[A-Za-z_]\w*$/;

const whole = (
  item: RuleItem,
  use: ReferenceUse,
  what: string,
  ...path: readonly (string | number)[]
): readonly ColumnReference[] => {
  const text = textAt(item, ...path);
  if (text === undefined || !columnName.test(text.value)) return [];
  return [{ column: text.value, use, what, at: text.at, within: { start: 0, end: text.value.length } }];
};

const entities = (item: RuleItem): readonly ColumnReference[] => {
  const mappings = present(item, 'entityMappings');
  if (!isArray(mappings)) return [];
  return mappings.flatMap((mapping, index) => {
    const fields = isObject(mapping) ? mapping['fieldMappings'] : undefined;
    if (!isObject(mapping) || !isArray(fields)) return [];
    return fields.flatMap((field, position) => {
      const identifier = isObject(field) ? field['identifier'] : undefined;
      const type = mapping['entityType'];
      const what = `${typeof type === 'string' ? type : '?'}.${typeof identifier === 'string' ? identifier : '?'}`;
      const use = type === 'SentinelEntities' ? 'entities' : 'entity';
      return whole(item, use, what, 'entityMappings', index, 'fieldMappings', position, 'columnName');
    });
  });
};

const listed = (
  item: RuleItem,
  path: readonly string[],
  key: string,
  use: ReferenceUse,
  what: string,
): readonly ColumnReference[] => {
  const list = present(item, ...path);
  return isArray(list) ? list.flatMap((_, index) => whole(item, use, what, ...path, index, key)) : [];
};

const placeholders = (item: RuleItem, key: string): readonly ColumnReference[] => {
  const format = textAt(item, 'alertDetailsOverride', key);
  if (format === undefined) return [];
  return placeholdersOf(format.value)
    .filter(({ column }) => columnName.test(column))
    .map(({ column, text, span }) => {
      const start = span.start + text.indexOf(column);
      const within = { start, end: start + column.length };
      return { column, use: 'placeholder', what: key, at: format.at, within };
    });
};

/** Every place of the rule that names a column, in the order of the ARM body. */
export const columnReferences = (item: RuleItem): readonly ColumnReference[] => {
  const details = present(item, 'customDetails');
  const override = 'alertDetailsOverride';
  return [
    ...entities(item),
    ...listed(item, ['sentinelEntitiesMappings'], 'columnName', 'entities', 'sentinelEntitiesMappings'),
    ...Object.keys(objectOf(details)).flatMap((key) =>
      whole(item, 'detail', `The custom detail ${key}`, 'customDetails', key),
    ),
    ...placeholders(item, 'alertDisplayNameFormat'),
    ...placeholders(item, 'alertDescriptionFormat'),
    ...whole(item, 'tactics', 'alertTacticsColumnName', override, 'alertTacticsColumnName'),
    ...whole(item, 'severity', 'alertSeverityColumnName', override, 'alertSeverityColumnName'),
    ...listed(item, [override, 'alertDynamicProperties'], 'value', 'property', 'alertDynamicProperties'),
  ];
};
