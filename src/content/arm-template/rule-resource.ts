import { isArray, isObject, type JsonObject, type JsonValue } from '../../core/json.ts';
import type { Found, FoundProblem, FoundRule } from './found-rule.ts';
import { gapsOf, known, lastSegment, type Resolved } from './resolved.ts';
import { resolveText, resolveValue, type Gap, type Scope, type Whole } from './scope.ts';

/** Type of the templates that packages hold. */
export const templateType = /(?:^|\/)alertRuleTemplates$/i;

export const objectOf = (value: JsonValue | undefined): JsonObject => (isObject(value) ? value : {});
export const listOf = (value: JsonValue | undefined): readonly JsonValue[] => (isArray(value) ? value : []);
export const textOf = (value: JsonValue | undefined): string | undefined =>
  typeof value === 'string' ? value : undefined;

/** How texts are read: as a template's, or as they stand. */
export type Reading = { readonly scope: Scope; readonly expressions: 'evaluated' | 'literal' };

/** What a text comes to. */
export const textIn = (value: JsonValue | undefined, { scope, expressions }: Reading): Resolved =>
  typeof value === 'string' && expressions === 'evaluated' ? resolveText(value, scope) : known(value ?? null);

/** What a value comes to. */
export const valueIn = (value: JsonValue, { scope, expressions }: Reading): Whole =>
  expressions === 'evaluated' ? resolveValue(value, scope) : { value, gaps: [] };

type Named = { readonly name: string | undefined; readonly notes: readonly string[]; readonly gap?: string };

/** The rule's resource name: the last segment of its name, else of its id. */
export const nameOf = (resource: JsonObject, reading: Reading): Named => {
  const name = textIn(resource['name'], reading);
  const found = lastSegment(name) ?? lastSegment(textIn(resource['id'], reading));
  if (found !== undefined && found !== '') return { name: found, notes: [] };
  const gaps = gapsOf(name);
  if (gaps.some((why) => /^(?:newGuid|uniqueString|guid)\(\)/i.test(why)))
    return { name: undefined, notes: ['The template makes up its id at deployment, so nobody can tell it from here.'] };
  return { name: undefined, notes: [], gap: gaps.at(-1) ?? 'it has none' };
};

/** A list of one item that a tool wrote as the item itself. */
const asLists = (properties: JsonObject): { readonly value: JsonObject; readonly notes: readonly string[] } => {
  const lists = ['entityMappings', 'sentinelEntitiesMappings', 'requiredDataConnectors'];
  const single = lists.filter((key) => isObject(properties[key]) && Object.keys(objectOf(properties[key])).length > 0);
  if (single.length === 0) return { value: properties, notes: [] };
  return {
    value: Object.fromEntries(
      Object.entries(properties).map(([key, value]) => [key, single.includes(key) ? [value] : value]),
    ),
    notes: [`${single.join(', ')}: one item stood where a list belongs, and was taken for a list of one.`],
  };
};

const because = (gaps: readonly Gap[]): string =>
  gaps.map(({ at, why }) => `${at.replace(/^\/(?:properties\/)?/, '') || 'it'}: ${why}`).join('; ');

/** Which rules of a template are wanted is for whoever imports it; what the template makes of it is said. */
const conditionNote = (resource: JsonObject, reading: Reading): readonly string[] => {
  if (resource['condition'] === undefined) return [];
  const { value, gaps } = valueIn(resource['condition'], reading);
  return gaps.length === 0 && value === true ? [] : ['The template deploys it under a condition only.'];
};

/** A rule with parts that cannot be known. */
export const unresolved = (at: string, name: string | undefined, gaps: readonly Gap[]): FoundProblem => ({
  at,
  ...(name === undefined ? {} : { name }),
  message: `Cannot be resolved: ${because(gaps)}.`,
});

/** The rule that a resource is, or every reason why it cannot be known. */
export const ruleIn = (resource: JsonObject, at: string, reading: Reading, version: string | undefined): Found => {
  const { name, notes, gap } = nameOf(resource, reading);
  const kind = valueIn(resource['kind'] ?? null, reading);
  const properties = valueIn(objectOf(resource['properties']), reading);
  const lists = asLists(objectOf(properties.value));
  const displayName = textOf(lists.value['displayName']);
  const gaps = [
    ...(gap === undefined ? [] : [{ at: 'its id', why: gap }]),
    ...kind.gaps.map(({ why }) => ({ at: 'its kind', why })),
    ...properties.gaps,
  ];
  const label = displayName ?? name;
  if (gaps.length > 0) return { rules: [], problems: [unresolved(at, label, gaps)] };
  const rule: FoundRule = {
    name,
    body: { kind: kind.value, properties: lists.value },
    isTemplate: templateType.test(textOf(resource['type']) ?? ''),
    at,
    notes: [...notes, ...lists.notes, ...conditionNote(resource, reading)],
    ...(version === undefined ? {} : { version }),
  };
  return { rules: [rule], problems: [] };
};
