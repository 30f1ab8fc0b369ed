import type { LintContext } from '../../core/content-type.ts';
import { equalJson, isArray, isObject, type JsonArray, type JsonObject, type JsonValue } from '../../core/json.ts';
import { pointer } from '../../core/pointer.ts';
import { rewrite, type Rewrite } from '../../core/rewrite.ts';
import type { SourceDocument } from '../../core/source.ts';
import { complete } from './complete.ts';
import { toRuleValue } from './from-arm.ts';
import { mergeUsual, setKey, type FieldMerge } from './merge-fields.ts';
import { mergeList } from './merge-list.ts';
import { normalize, fullForm } from './normalize.ts';
import { parse } from './parse.ts';
import { render } from './render.ts';

/** A rule file that was brought to another state. */
export type Merged = {
  /** The new text of the file. */
  readonly text: string;
  /** Properties that were written, by their names in the ARM body. */
  readonly written: readonly string[];
  /** Properties that could not be written without losing something, each with the reason. */
  readonly refused: readonly { readonly property: string; readonly reason: string }[];
};

const objectOf = (value: JsonValue | undefined): JsonObject => (isObject(value) ? value : {});
const textsOf = (value: JsonValue | undefined): readonly string[] =>
  isArray(value) ? value.filter((item) => typeof item === 'string') : [];

const renderedOf = (document: SourceDocument, context: LintContext): JsonObject | undefined => {
  const rule = isObject(document.value) ? complete(parse(document.value)) : undefined;
  return rule === undefined ? undefined : render(rule, context).body;
};

/** The canonical body that a file stands for; undefined while it is not complete. */
export const bodyOf = (document: SourceDocument, context: LintContext): JsonObject | undefined => {
  const body = renderedOf(document, context);
  return body === undefined ? undefined : normalize(body, context);
};

/** The same with all that the file says: the terms of a grouping that is off are edited along with the rest. */
const saidBy = (document: SourceDocument, context: LintContext): JsonObject | undefined => {
  const body = renderedOf(document, context);
  return body === undefined ? undefined : fullForm(body, context);
};

const incident = 'incidentConfiguration';
const grouping = 'groupingConfiguration';

/** The members wanted; where alerts are not to be grouped, with the terms of grouping that the file has. */
const withIdleTerms = (wanted: JsonObject, own: JsonObject): JsonObject => {
  const configuration = objectOf(wanted[incident]);
  if (objectOf(configuration[grouping])['enabled'] !== false) return wanted;
  const terms = objectOf(objectOf(own[incident])[grouping]);
  return { ...wanted, [incident]: { ...configuration, [grouping]: { ...terms, enabled: false } } };
};

const sentinelEntities = 'SentinelEntities';
const isOlder = (item: JsonValue): boolean => isObject(item) && item['entityType'] === sentinelEntities;

/** Mappings in the older spelling of sentinelEntitiesMappings stay among the entity mappings. */
const mergeEntities = (file: Rewrite, field: FieldMerge): boolean => {
  const there = file.at('/entityMappings');
  const older = isArray(there) ? there.filter(isOlder) : [];
  const wanted: JsonArray = [...(isArray(field.after) ? field.after : []), ...older];
  if (older.length === 0 || wanted.length === 0) return mergeUsual(file, field);
  return mergeList(file, '/entityMappings', wanted, 'count');
};

/** A change of them in a file with the older spelling moves all of them to the newer one. */
const mergeSentinel = (file: Rewrite, field: FieldMerge): boolean => {
  const there = file.at('/entityMappings');
  if (isArray(there) && there.some(isOlder)) {
    const rest = there.filter((item) => !isOlder(item));
    const done = rest.length === 0 ? file.remove('/entityMappings') : mergeList(file, '/entityMappings', rest, 'count');
    if (!done) return false;
  }
  return mergeUsual(file, field);
};

const parentOf = (technique: string): string => technique.split('.')[0] ?? technique;

/** One list in the file, two in the body. Entries that are still right stay where they are. */
const mergeTechniques = (
  file: Rewrite,
  techniques: JsonValue | undefined,
  subTechniques: JsonValue | undefined,
): boolean => {
  const parents = new Set(textsOf(techniques));
  const children = new Set(textsOf(subTechniques));
  const keys = ['relevantTechniques', 'techniques'].filter((key) => isArray(file.at(pointer(key))));
  const kept = keys.map((key) =>
    textsOf(file.at(pointer(key))).filter((name) => (name.includes('.') ? children.has(name) : parents.has(name))),
  );
  const all = new Set(kept.flat());
  const added = [...children].filter((name) => !all.has(name));
  const covered = new Set([...all, ...added].map(parentOf));
  const missing = [...added, ...[...parents].filter((name) => !covered.has(name))].toSorted();
  if (keys.length === 0) return missing.length === 0 || setKey(file, 'relevantTechniques', missing);
  return keys.every((key, index) => {
    const wanted = [...(kept[index] ?? []), ...(index === 0 ? missing : [])];
    return wanted.length === 0 ? file.remove(pointer(key)) : mergeList(file, pointer(key), wanted, 'ignored');
  });
};

/** The version of a linked template: in a key of its own, else in the rule's own version. */
const mergeTemplateVersion = (file: Rewrite, { after }: FieldMerge): boolean => {
  const own = file.at('/templateVersion');
  if (after === undefined) return own === undefined || file.remove('/templateVersion');
  if (typeof own === 'string' || file.at('/version') !== undefined) return setKey(file, 'templateVersion', after);
  return setKey(file, 'version', after);
};

const merge = (file: Rewrite, field: FieldMerge, target: JsonObject): boolean => {
  switch (field.property) {
    case 'kind':
      return false;
    case 'entityMappings':
      return mergeEntities(file, field);
    case 'sentinelEntitiesMappings':
      return mergeSentinel(file, field);
    case 'techniques':
    case 'subTechniques':
      return mergeTechniques(file, target['techniques'], target['subTechniques']);
    case 'templateVersion':
      return mergeTemplateVersion(file, field);
    case 'suppressionDuration':
      // While suppression is off its length means nothing, so it may stay.
      return field.after === undefined || mergeUsual(file, field);
    case 'sourceSettings':
    case 'scenarioExclusionPatterns':
      return field.after === undefined
        ? file.remove(pointer(field.property))
        : setKey(file, field.property, field.after);
    default:
      return mergeUsual(file, field);
  }
};

/** `kind` and the members of `properties`, flat. */
const membersOf = (body: JsonObject): JsonObject => ({ kind: body['kind'] ?? null, ...objectOf(body['properties']) });

const bodyWith = (members: JsonObject): JsonObject => {
  const { kind, ...properties } = members;
  return { kind: kind ?? null, properties };
};

const reasonFor = (property: string): string =>
  property === 'kind'
    ? 'the kind of a rule cannot change: the service would refuse it'
    : 'the file cannot say it without changing something else';

/**
 * Brings a rule file to the state of another body, as minimal edits: comments, the order of keys, quotes and every line
 * of another field stay. Undefined while the file is not a complete rule.
 *
 * @param target the body (`{kind, properties}`, sent or answered) that the file should stand for afterwards.
 * @param properties the names of the properties to take from it; all that differ unless given.
 */
export const mergeLive = (
  document: SourceDocument,
  target: JsonObject,
  context: LintContext,
  properties?: readonly string[],
): Merged | undefined => {
  const own = saidBy(document, context);
  if (own === undefined) return undefined;
  const before = membersOf(own);
  const wanted = withIdleTerms(membersOf(fullForm(target, context)), before);
  const differing = [...new Set([...Object.keys(before), ...Object.keys(wanted)])].filter(
    (name) => !equalJson(before[name], wanted[name]) && (properties === undefined || properties.includes(name)),
  );
  const after: Record<string, JsonValue> = { ...before };
  for (const name of differing) {
    const value = wanted[name];
    if (value === undefined) delete after[name];
    else after[name] = value;
  }
  const fresh = toRuleValue(bodyWith(after), '');
  let current = document;
  let now = before;
  for (const property of differing) {
    const file = rewrite(current);
    if (!merge(file, { property, before: before[property], after: after[property], fresh }, after)) continue;
    // What the file says is the only proof that the field has arrived and that no other one moved.
    const body = saidBy(file.document(), context);
    const members = body === undefined ? {} : membersOf(body);
    const stays = (name: string): boolean => differing.includes(name) || equalJson(members[name], before[name]);
    const names = [...Object.keys(before), ...Object.keys(members)];
    if (!equalJson(members[property], after[property]) || !names.every(stays)) continue;
    current = file.document();
    now = members;
  }
  const arrived = (name: string): boolean => equalJson(now[name], after[name]);
  return {
    text: current.text,
    written: differing.filter(arrived),
    refused: differing.filter((name) => !arrived(name)).map((property) => ({ property, reason: reasonFor(property) })),
  };
};

/**
 * The file with its version raised by one patch step; undefined where it has none of three numbers. Where the version
 * is also the one of the linked template, that one is written down first, so that it stays.
 */
export const raiseVersion = (
  document: SourceDocument,
): { readonly text: string; readonly version: string } | undefined => {
  const file = rewrite(document);
  const there = file.at('/version');
  const match = typeof there === 'string' ? /^(\d+\.\d+\.)(\d+)$/.exec(there) : null;
  if (match === null || typeof there !== 'string') return undefined;
  const linked = typeof file.at('/alertRuleTemplateName') === 'string';
  if (linked && typeof file.at('/templateVersion') !== 'string' && !setKey(file, 'templateVersion', there))
    return undefined;
  const version = `${match[1] ?? ''}${Number(match[2] ?? 0) + 1}`;
  return file.set('/version', version) ? { text: file.document().text, version } : undefined;
};
