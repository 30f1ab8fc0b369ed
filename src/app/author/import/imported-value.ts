import { foundValue } from '../../../content/analytics-rule/forms/from-found.ts';
import { toRuleValue } from '../../../content/analytics-rule/from-arm.ts';
import { analyticsRule } from '../../../content/analytics-rule/index.ts';
import { printRule } from '../../../content/analytics-rule/to-yaml.ts';
import { valueAt } from '../../../core/pointer.ts';
import { equalJson, objectOf, type JsonObject } from '../../../core/json.ts';
import { firstType } from '../../../content/index.ts';
import { without } from '../../../core/engine/live-state.ts';
import { namedGuid } from '../../../core/digest.ts';
import { printYaml } from '../../../core/text/edit/render.ts';
import type { FoundRule } from '../../../importers/found-rule.ts';
import { lossOf } from '../rule-files.ts';

/** A rule of another tool as the file that it becomes. */
export type ImportedValue = {
  readonly id: string;
  readonly displayName: string;
  /** The value of its file. */
  readonly value: JsonObject;
  /** What the file should stand for. */
  readonly body: JsonObject;
  /** What a rule file has no place for; it is kept as comments. */
  readonly comments: JsonObject;
  readonly notes: readonly string[];
};

/** Without an id of its own, a rule gets one made of its name: importing it again gives the same. */
const madeUpId = (kind: string, displayName: string): string =>
  kind === 'Fusion' ? 'BuiltInFusion' : namedGuid(`${kind}/${displayName}`);

/**
 * Properties of a body that come to nothing in the value of a file although they say something: of a type that no rule
 * has, such as a text where a list belongs.
 */
const vanished = (body: JsonObject): readonly string[] => {
  const context = { now: Number.NEGATIVE_INFINITY };
  const alone = (properties: JsonObject): JsonObject => ({ kind: body['kind'] ?? null, properties });
  const [plainFile, plainBody] = [toRuleValue(alone({}), ''), analyticsRule.normalize(alone({}), context)];
  return Object.entries(objectOf(body['properties'])).flatMap(([name, value]) => {
    const only = alone({ [name]: value });
    const isSaid = !equalJson(toRuleValue(only, ''), plainFile);
    const isDefault = equalJson(analyticsRule.normalize(only, context), plainBody);
    return isSaid || isDefault ? [] : [name];
  });
};

/**
 * What the file of a rule says otherwise than the rule, where it stands for one at all: a version of a template without
 * the template, for one.
 */
const saidOtherwise = (value: JsonObject, body: JsonObject): readonly string[] => {
  const lost = lossOf(firstType, value, body, { apiVersion: undefined, now: Number.NEGATIVE_INFINITY });
  return lost.filter((name) => name !== 'rule' && name !== 'kind');
};

const anomaly =
  'Anomaly rules are the service’s own: they are switched and tuned in the portal, and no file deploys them.';

/** The file that a found rule becomes; whatever has no place in it is named and kept beside it. */
export const importedValue = (rule: FoundRule): ImportedValue => {
  const kind = typeof rule.body['kind'] === 'string' ? rule.body['kind'] : '';
  const title = objectOf(rule.body['properties'])['displayName'];
  const named = typeof title === 'string' && title !== '' ? title : undefined;
  const id = rule.name ?? madeUpId(kind, named ?? rule.at);
  const found = foundValue(rule.body, id, rule.version);
  const lost = [...new Set([...vanished(found.body), ...saidOtherwise(found.value, found.body)])];
  const left: JsonObject = Object.fromEntries(
    [...found.left, ...lost].map((name) => [name, valueAt(objectOf(rule.body['properties']), `/${name}`) ?? null]),
  );
  return {
    id,
    displayName: named ?? id,
    value: found.value,
    body: without(
      found.body,
      lost.map((name) => `/properties/${name}`),
    ),
    comments: { ...rule.comments, ...left },
    notes: [
      ...rule.notes,
      ...(rule.name === undefined ? [`It got the id ${id}, made of its name; keep it.`] : []),
      ...(kind === 'Anomaly' ? [anomaly] : []),
      ...(found.left.length === 0 || kind === 'Anomaly'
        ? []
        : [`A rule file has no place for ${found.left.join(', ')}; it stands as a comment at the end of the file.`]),
      ...(lost.length === 0
        ? []
        : [`A rule file cannot say ${lost.join(', ')} as it is; it stands as a comment at the end of the file.`]),
    ],
  };
};

const asComment = (line: string): string => (line === '' ? '#' : `# ${line}`);

/**
 * The text of a rule file, what has no place in it as comments behind it.
 *
 * @param remarks comments of the source, each from its `#` on.
 */
export const importedText = (value: JsonObject, comments: JsonObject, remarks: readonly string[] = []): string => {
  const kept = Object.keys(comments).length === 0 ? [] : printYaml(comments).trimEnd().split('\n').map(asComment);
  const behind = [
    ...(kept.length === 0 ? [] : ['# Kept from the source; a rule file has no place for it:', ...kept]),
    ...(remarks.length === 0 ? [] : ['# Comments of the source:', ...remarks]),
  ];
  return printRule(value) + behind.map((line) => `${line}\n`).join('');
};
