import { isArray, isObject, type JsonObject, type JsonValue } from '../../core/json.ts';
import { together, type Found } from './found-rule.ts';
import { known, type Resolved } from './resolved.ts';
import {
  listOf,
  nameOf,
  objectOf,
  ruleIn,
  templateType,
  textIn,
  textOf,
  unresolved,
  valueIn,
  type Reading,
} from './rule-resource.ts';
import { resolveValue, templateScope, type Scope } from './scope.ts';

const ruleType = /(?:^|\/)alertRules$/i;
const actionType = /(?:^|\/)alertRules\/actions$/i;
const deploymentType = /^Microsoft\.Resources\/deployments$/i;
const metadataType = /(?:^|\/)metadata$/i;

/** Without expressions: a REST answer means every text as it stands. */
const literal: Scope = {
  parameter: () => ({ kind: 'hole', why: '' }),
  variable: () => ({ kind: 'hole', why: '' }),
  copies: new Map(),
};

/** The versions of rules that a package's metadata names, by id in lower case. */
const versionsIn = (resources: readonly JsonValue[], reading: Reading): ReadonlyMap<string, string> => {
  const versions = new Map<string, string>();
  for (const resource of resources) {
    const { type, properties } = objectOf(resource);
    if (!metadataType.test(textOf(type) ?? '')) continue;
    const { contentId, version } = objectOf(properties);
    const id = textIn(contentId, reading);
    const found = textIn(version, reading);
    if (
      id.kind === 'value' &&
      typeof id.value === 'string' &&
      found.kind === 'value' &&
      typeof found.value === 'string'
    )
      versions.set(id.value.toLowerCase(), found.value);
  }
  return versions;
};

/** Indexes of a resource's copy loop; one round without an index where there is none. */
const rounds = (resource: JsonObject, reading: Reading): readonly Reading[] | string => {
  const { copy } = resource;
  if (!isObject(copy)) return [reading];
  const count = valueIn(copy['count'] ?? null, reading);
  const [gap] = count.gaps;
  if (gap !== undefined) return gap.why;
  const { value } = count;
  if (typeof value !== 'number' || value < 0 || value > 800) return 'its copy loop has no sensible count';
  const name = textOf(copy['name'])?.toLowerCase() ?? '';
  return Array.from({ length: value }, (_, index) => ({
    ...reading,
    scope: { ...reading.scope, copies: new Map([...reading.scope.copies, ['', index], [name, index]]) },
  }));
};

const parametersOf = (properties: JsonObject, reading: Reading): ReadonlyMap<string, Resolved> =>
  new Map(
    Object.entries(objectOf(properties['parameters'])).map(([name, given]) => {
      const value = objectOf(given)['value'] ?? null;
      const whole = valueIn(value, reading);
      const [gap] = whole.gaps;
      const resolved: Resolved =
        typeof value === 'string'
          ? textIn(value, reading)
          : gap === undefined
            ? known(whole.value)
            : { kind: 'hole', why: gap.why };
      return [name.toLowerCase(), resolved];
    }),
  );

/** A template within a template: its expressions are its own with inner scope, else the outer one's. */
const deployment = (properties: JsonObject, at: string, reading: Reading): Found => {
  const { template } = properties;
  if (!isObject(template))
    return {
      rules: [],
      problems: [
        { at, message: 'It deploys a template that lies elsewhere (templateLink), which was not looked into.' },
      ],
    };
  const inner = textOf(objectOf(properties['expressionEvaluationOptions'])['scope'])?.toLowerCase() === 'inner';
  const scope = inner ? templateScope(template, parametersOf(properties, reading)) : reading.scope;
  return resourcesIn(listOf(template['resources']), `${at}/properties/template/resources`, { ...reading, scope });
};

/**
 * A package's content: the outer template is evaluated over all of it, and what is an expression then belongs to the
 * inner template, whose parameters are filled in when the content is installed.
 */
const packaged = (main: JsonObject, version: string | undefined, at: string, reading: Reading): Found => {
  const outer = objectOf(valueIn(main, reading).value);
  const raw = listOf(main['resources']);
  const scope = templateScope(outer);
  const found = resourcesIn(raw, `${at}/properties/mainTemplate/resources`, reading, version);
  const inner = found.rules.map((rule): Found => {
    const body = resolveValue(rule.body, scope);
    if (body.gaps.length === 0) return { rules: [{ ...rule, body: objectOf(body.value) }], problems: [] };
    return {
      rules: [],
      problems: [unresolved(rule.at, textOf(objectOf(rule.body['properties'])['displayName']), body.gaps)],
    };
  });
  return together([{ rules: [], problems: found.problems }, ...inner]);
};

const resourceIn = (
  resource: JsonObject,
  at: string,
  reading: Reading,
  versions: ReadonlyMap<string, string>,
  fallback: string | undefined,
): Found => {
  const type = textOf(resource['type']) ?? '';
  const properties = objectOf(resource['properties']);
  const children = resourcesIn(listOf(resource['resources']), `${at}/resources`, reading);
  if (ruleType.test(type) || templateType.test(type)) {
    const { name } = nameOf(resource, reading);
    const own = ruleIn(
      resource,
      at,
      reading,
      (name === undefined ? undefined : versions.get(name.toLowerCase())) ?? fallback,
    );
    return together([own, children]);
  }
  if (actionType.test(type))
    return together([
      {
        rules: [],
        problems: [
          { at, message: 'A playbook that is attached to a rule (alertRules/actions) has no place in a rule file.' },
        ],
      },
      children,
    ]);
  if (deploymentType.test(type)) return together([deployment(properties, at, reading), children]);
  const main = properties['mainTemplate'];
  if (!isObject(main)) return children;
  const version = textIn(properties['version'], reading);
  return together([
    packaged(main, version.kind === 'value' ? textOf(version.value) : undefined, at, reading),
    children,
  ]);
};

const resourcesIn = (resources: readonly JsonValue[], at: string, reading: Reading, fallback?: string): Found => {
  const versions = versionsIn(resources, reading);
  return together(
    resources.flatMap((resource, index) => {
      if (!isObject(resource)) return [];
      const place = `${at}/${index}`;
      const turns = rounds(resource, reading);
      if (typeof turns === 'string')
        return [{ rules: [], problems: [{ at: place, message: `Cannot be resolved: ${turns}.` }] }];
      return turns.map((turn) => resourceIn(resource, place, turn, versions, fallback));
    }),
  );
};

const looksLikeRule = (value: JsonValue): value is JsonObject =>
  isObject(value) && typeof value['kind'] === 'string' && isObject(value['properties']);

/** Newer templates name their resources by symbols, in an object instead of a list. */
const resourcesOf = (template: JsonObject): readonly JsonValue[] => {
  const { resources } = template;
  return isObject(resources) ? Object.values(resources) : listOf(resources);
};

const isTemplate = (value: JsonObject): boolean =>
  /deploymentTemplate\.json/i.test(textOf(value['$schema']) ?? '') ||
  isArray(value['resources']) ||
  isObject(value['resources']);

/**
 * Every alert rule in a file of other tools: an ARM template (portal export, nested deployments, packages of solutions)
 * with its parameters, variables and simple functions worked out, a REST answer (one rule, a list, `{value: [...]}`).
 * A rule with something that cannot be worked out is a problem with all reasons; nothing is guessed.
 *
 * @param given values of the template's parameters, by name.
 * @returns undefined where the value is none of these.
 */
export const rulesIn = (value: JsonValue, given: JsonObject = {}): Found | undefined => {
  if (isObject(value) && isTemplate(value)) {
    const values = new Map(Object.entries(given).map(([name, item]) => [name.toLowerCase(), known(item)] as const));
    const reading: Reading = { scope: templateScope(value, values), expressions: 'evaluated' };
    return resourcesIn(resourcesOf(value), '/resources', reading);
  }
  const reading: Reading = { scope: literal, expressions: 'literal' };
  const listed = isObject(value) && isArray(value['value']) ? value['value'] : isArray(value) ? value : undefined;
  const base = isArray(value) ? '' : '/value';
  const items = listed ?? [value];
  if (listed === undefined ? !looksLikeRule(value) : listed.length > 0 && !listed.some(looksLikeRule)) return undefined;
  const next = isObject(value) ? (textOf(value['nextLink']) ?? '') : '';
  const rest: Found =
    next === ''
      ? together([])
      : {
          rules: [],
          problems: [
            { at: '/nextLink', message: 'It is one page of an answer: the rules of the pages after it are not in it.' },
          ],
        };
  return together([
    rest,
    ...items.map((item, index) => {
      const at = listed === undefined ? '' : `${base}/${index}`;
      return looksLikeRule(item)
        ? ruleIn(item, at, reading, undefined)
        : { rules: [], problems: [{ at, message: 'It is no alert rule: it has no kind and properties.' }] };
    }),
  ]);
};
