import type { ContentItem, ItemRule, RepositoryRule } from '../../../core/lint-rule.ts';
import { parseDuration } from '../../../core/duration.ts';
import { isArray, isObject, type JsonValue } from '../../../core/json.ts';
import { pointer, type JsonPointer } from '../../../core/pointer.ts';
import type { AnalyticsRuleDraft } from '../model.ts';
import { cut } from '../../../core/text/cut.ts';

/** One rule file, as the checks of this folder see it. */
export type RuleItem = ContentItem<AnalyticsRuleDraft>;
export type RuleCheck = ItemRule<AnalyticsRuleDraft>;
export type RepositoryCheck = RepositoryRule<AnalyticsRuleDraft>;

/** A value of the file and where it is. */
export type Placed<T> = { readonly at: JsonPointer; readonly value: T };

const longest = 80;

/** A value as messages show it: in back quotes, on one line, cut when long. */
export const shown = (value: JsonValue): string => {
  const text = (typeof value === 'string' ? value : JSON.stringify(value)).replaceAll(/\s+/g, ' ');
  return `\`${cut(text, longest)}\``;
};

const most = 12;

/** Several names as messages show them; of very many only the first. */
export const shownList = (values: readonly string[]): string => {
  const names = values.slice(0, most).map(shown).join(', ');
  return values.length <= most ? names : `${names} and ${values.length - most} more`;
};

/** Whether the rule runs a query of its own, so that schedule, entities and tactics are its author's. */
export const hasQuery = ({ draft }: RuleItem): boolean => draft.kind === 'Scheduled' || draft.kind === 'NRT';

/** The value at a path of keys; null counts as absent, as everywhere in a rule file. */
export const present = ({ raw }: RuleItem, ...path: readonly (string | number)[]): JsonValue | undefined => {
  let value: JsonValue | undefined = raw;
  for (const key of path) {
    if (isArray(value)) value = value[Number(key)];
    else if (isObject(value) && Object.hasOwn(value, key)) value = value[key];
    else return undefined;
  }
  return value ?? undefined;
};

/** The text at a path of keys, if there is one. */
export const textAt = (item: RuleItem, ...path: readonly (string | number)[]): Placed<string> | undefined => {
  const value = present(item, ...path);
  return typeof value === 'string' ? { at: pointer(...path), value } : undefined;
};

/** The texts of the list at a path of keys, with the place of each; other values in the list are passed over. */
export const textsAt = (item: RuleItem, ...path: readonly (string | number)[]): readonly Placed<string>[] => {
  const value = present(item, ...path);
  if (!isArray(value)) return [];
  return value.flatMap((member, index) =>
    typeof member === 'string' ? [{ at: pointer(...path, index), value: member }] : [],
  );
};

/** The duration at a path of keys, as written and in milliseconds; undefined where there is none that can be read. */
export const durationAt = (
  item: RuleItem,
  ...path: readonly (string | number)[]
): (Placed<string> & { readonly length: number }) | undefined => {
  const text = textAt(item, ...path);
  const length = text === undefined ? undefined : parseDuration(text.value);
  return text === undefined || length === undefined ? undefined : { ...text, length };
};

export type MappingPlace = {
  readonly at: JsonPointer;
  readonly entityType: string;
  readonly identifiers: readonly Placed<string>[];
};

const readMappings = (item: RuleItem): readonly MappingPlace[] => {
  const mappings = present(item, 'entityMappings');
  if (!isArray(mappings)) return [];
  return mappings.flatMap((mapping, index) => {
    const entityType = isObject(mapping) ? mapping['entityType'] : undefined;
    const fields = isObject(mapping) ? mapping['fieldMappings'] : undefined;
    if (typeof entityType !== 'string' || !isArray(fields)) return [];
    const at = pointer('entityMappings', index);
    const identifiers = fields.flatMap((field, place) => {
      const identifier = isObject(field) ? field['identifier'] : undefined;
      return typeof identifier === 'string'
        ? [{ at: `${at}/fieldMappings/${place}/identifier`, value: identifier }]
        : [];
    });
    return [{ at, entityType, identifiers }];
  });
};

/** Six rules ask for the mappings of the same item. */
const known = new WeakMap<RuleItem, readonly MappingPlace[]>();

/** The entity mappings that have a type and a list of fields, with the identifiers that are texts. */
export const mappingsOf = (item: RuleItem): readonly MappingPlace[] => {
  const before = known.get(item);
  if (before !== undefined) return before;
  const mappings = readMappings(item);
  known.set(item, mappings);
  return mappings;
};

/** The techniques of a rule that have the form of one; `techniques` is the other name of the key. */
export const techniquesOf = (item: RuleItem): readonly Placed<string>[] =>
  [...textsAt(item, 'relevantTechniques'), ...textsAt(item, 'techniques')].filter(({ value }) =>
    /^T\d{4}(?:\.\d{3})?$/.test(value),
  );
