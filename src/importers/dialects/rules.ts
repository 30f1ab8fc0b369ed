import { isArray, isObject, type JsonObject, type JsonValue, objectOf } from '../../core/json.ts';
import { customDetection } from '../../core/schema/dialect.ts';
import { problemAt, together, type Found } from '../found.ts';
import { isTemplate, rulesIn, type Given } from '../arm/rules.ts';
import { flatRule, likeness } from './flat-rule.ts';
import { folded, kinds } from './values.ts';

/** So many keys in common make a likeness; fewer are chance (`id`, `version`, `status` stand in many files). */
const enough = 3;

const isRuleLike = (value: JsonValue | undefined): value is JsonObject => isObject(value) && likeness(value) >= enough;

const isDetection = (value: JsonValue | undefined): boolean => isObject(value) && customDetection(value) !== undefined;

const isResource = (value: JsonValue | undefined): value is JsonObject =>
  isObject(value) && isObject(value['properties']) && typeof value['kind'] === 'string' && !isDetection(value);

/** Something that is read one by one in a list; custom detections are, since each of them is refused in words. */
const isListed = (value: JsonValue): boolean => isRuleLike(value) || isResource(value) || isDetection(value);

/** A list for each kind, as collections of AZSentinel have them. */
const collection = (value: JsonObject, at: string, given: Given): Found | undefined => {
  const lists = Object.entries(value).filter(
    ([key, items]) => kinds.has(folded(key)) && isArray(items) && items.every((item) => isObject(item)),
  );
  if (lists.length === 0) return undefined;
  const others = Object.keys(value).filter((key) => !lists.some(([own]) => own === key));
  return together([
    ...others.map((key) => problemAt(`${at}/${key}`, `\`${key}\` is no kind of rule; it was not looked into.`)),
    ...lists.flatMap(([key, items]) =>
      (isArray(items) ? items : []).map((item, index) => {
        const kind = kinds.get(folded(key));
        const envelope = kind === undefined ? {} : { kind };
        return flatRule(objectOf(item), `${at}/${key}/${index}`, given, envelope);
      }),
    ),
  ]);
};

const wrapper = (value: JsonObject, at: string, given: Given): Found | undefined => {
  const own = likeness(value);
  for (const [key, child] of Object.entries(value)) {
    if (isArray(child) && child.some(isListed) && own < enough) return listOf(child, `${at}/${key}`, given);
    if (key === 'properties' || !isRuleLike(child) || likeness(child) <= own) continue;
    const around = Object.fromEntries(Object.entries(value).filter(([name]) => name !== key));
    return flatRule(child, `${at}/${key}`, given, { values: around });
  }
  return undefined;
};

const listOf = (items: readonly JsonValue[], at: string, given: Given): Found =>
  together(
    items.map(
      (item, index) =>
        rulesAt(item, `${at}/${index}`, given) ??
        problemAt(`${at}/${index}`, 'It is no alert rule that is recognised.'),
    ),
  );

const relocated = (found: Found, at: string): Found => ({
  ...found,
  items: found.items.map((item) => ({ ...item, at: at + item.at })),
  problems: found.problems.map((problem) => ({ ...problem, at: at + problem.at })),
});

const rulesAt = (value: JsonValue, at: string, given: Given): Found | undefined => {
  if (isArray(value)) return value.some(isListed) ? listOf(value, at, given) : undefined;
  if (!isObject(value)) return undefined;
  const other = customDetection(value);
  if (other !== undefined) return problemAt(at, `${other.message} ${other.hint}`);
  if (isResource(value) || isTemplate(value)) {
    const found = rulesIn(value, given);
    return found === undefined ? undefined : relocated(found, at);
  }
  return (
    collection(value, at, given) ??
    wrapper(value, at, given) ??
    (isRuleLike(value) ? flatRule(value, at, given) : undefined)
  );
};

/**
 * Every alert rule of a file in whatever form tools write them: ARM templates and answers of the service, collections
 * with a list for each kind, envelopes, lists, and single rules with their keys in any case. What has no place in a rule
 * is kept beside it, and what moved is said.
 *
 * @returns undefined where nothing in it looks like a rule.
 */
export const rulesOfAnyForm = (value: JsonValue, given: Given = {}): Found | undefined => {
  const items = isArray(value) ? value : isObject(value) && isArray(value['value']) ? value['value'] : [];
  const isAnswer = items.some(isResource) && !items.some(isDetection);
  if (isTemplate(value) || isResource(value) || isAnswer) return rulesIn(value, given);
  return rulesAt(value, '', given) ?? rulesIn(value, given);
};
