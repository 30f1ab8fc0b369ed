import { isArray, isObject, type JsonObject, type JsonValue, objectOf, listOf, textOf } from '../../core/json.ts';
import { nothingFound, problemAt, together, type Found } from '../found.ts';
import { countOf, valueOf } from './language/evaluate.ts';
import type { DeploymentFacts } from './language/functions/resources.ts';
import { templateScope } from './language/scope.ts';
import {
  hole,
  known,
  lastSegment,
  memberNamed,
  membersOf,
  textOfValue,
  wholeOf,
  type Lazy,
  type Value,
} from './language/value.ts';
import { carriedBy, versionsIn } from './package.ts';
import { literal, read, type Reading } from './reading.ts';
import { collectionOf, itemIn, nameOf, type Stated, ruleCollection } from './resource.ts';

const actionType = /(?:^|\/)alertRules\/actions$/i;
const deploymentType = /^Microsoft\.Resources\/deployments$/i;

/** What only holds versions, each of which is a resource of its own. */
const container = /^Microsoft\.Resources\/templateSpecs$/i;

/** Templates that other ones deploy, by their paths relative to the folder of the first. */
export type Linked = ReadonlyMap<string, JsonValue>;

/** What a resource stands in. */
type Around = {
  readonly reading: Reading;
  /** The template whose parameters and variables its expressions name. */
  readonly template: JsonObject;
  readonly facts: DeploymentFacts;
  readonly linked: Linked;
  readonly versions: ReadonlyMap<string, string>;
  readonly stated: Stated;
  readonly collections: Collections;
};

/** What is to be known of the resources of a collection that is asked for. */
export type Wanted = {
  /** Members of their properties that no file takes, so that nobody need know them. */
  readonly aside: readonly string[];
  /** What packages call such content, where a template of theirs holds one resource, which has the id of the content. */
  readonly packaged?: string;
};

/** Collections whose resources are asked for, by their names in lower case. */
export type Collections = ReadonlyMap<string, Wanted>;

/** Whether resources of a type are asked for. */
const isWanted = (collections: Collections, type: string): boolean => {
  const own = collectionOf(type);
  return own === ruleCollection || collections.has(own);
};

/** The rounds of a resource's copy loop; one round without an index where there is none. */
const rounds = (resource: JsonObject, reading: Reading): readonly Reading[] | string => {
  const { copy } = resource;
  if (!isObject(copy)) return [reading];
  const count = countOf(copy['count'], reading.scope);
  if (typeof count === 'string') return count;
  const name = textOf(copy['name'])?.toLowerCase() ?? '';
  return Array.from({ length: count }, (_, index) => ({
    ...reading,
    scope: { ...reading.scope, copies: new Map([...reading.scope.copies, ['', index], [name, index]]) },
  }));
};

const parametersOf = (given: Value): ReadonlyMap<string, Lazy> =>
  new Map(
    [...(membersOf(given) ?? [])].map(([name, member]) => [
      name.toLowerCase(),
      () => {
        const value = membersOf(member());
        const own = value === undefined ? undefined : memberNamed(value, 'value');
        return own?.() ?? hole(`parameter \`${name}\` is read from a key vault at deployment`);
      },
    ]),
  );

/** The paths that a link may mean, best first: a path relative to the template, or the end of an address. */
const pathsOf = (link: Value): readonly string[] => {
  const members = membersOf(link);
  const relative = members === undefined ? undefined : memberNamed(members, 'relativePath');
  const path = relative === undefined ? undefined : textOfValue(relative());
  if (path !== undefined) return [path.replace(/^\.\//, '')];
  const address = (members === undefined ? undefined : memberNamed(members, 'uri'))?.();
  if (address === undefined) return [];
  const tail = address.kind === 'text' ? address.parts.at(-1) : textOfValue(address);
  if (typeof tail !== 'string') return [];
  const segments = tail
    .replace(/[?#][^]*/, '')
    .replace(/^https?:\/\/[^/]*/i, '')
    .split('/')
    .filter((part) => part !== '');
  if (!/\.jsonc?$/i.test(segments.at(-1) ?? '')) return [];
  return segments.map((_, index) => decodeSegment(segments.slice(index).join('/')));
};

const decodeSegment = (path: string): string => path.replaceAll('%20', ' ');

/** A template within a template: its expressions are its own with inner scope, else the outer one's. */
const deployment = (resource: JsonObject, at: string, around: Around): Found => {
  const { reading, facts, linked } = around;
  const properties = objectOf(resource['properties']);
  const { template } = properties;
  const given = parametersOf(read(properties['parameters'], reading));
  if (isObject(template)) {
    const { scope: wanted } = objectOf(wholeOf(read(properties['expressionEvaluationOptions'], reading)).value);
    const inner = textOf(wanted)?.toLowerCase() === 'inner';
    const scope = inner ? templateScope(template, given, facts, reading.scope.work) : reading.scope;
    return resourcesIn(template['resources'], `${at}/properties/template/resources`, {
      ...around,
      reading: { ...reading, scope },
      template: inner ? template : around.template,
    });
  }
  const paths = pathsOf(read(properties['templateLink'], reading));
  const path = paths.find((candidate) => linked.has(candidate));
  const other = path === undefined ? undefined : linked.get(path);
  if (isObject(other) && path !== undefined)
    return resourcesIn(other['resources'], `${at} → ${path}#/resources`, {
      ...around,
      template: other,
      reading: { ...reading, scope: templateScope(other, given, facts, reading.scope.work) },
    });
  return {
    ...problemAt(
      at,
      `It deploys a template that lies elsewhere (templateLink${paths[0] === undefined ? '' : `: ${paths[0]}`}), which was not looked into.`,
    ),
    links: paths.length === 0 ? [] : [paths],
  };
};

/** A resource's type with that of the resource around it, which children leave out. */
const fullType = (type: string, parent: string): string =>
  type === '' || parent === '' || type.includes('/') ? type : `${parent}/${type}`;

const resourceIn = (resource: JsonObject, at: string, around: Around, parent: string): Found => {
  if (resource['existing'] === true) return nothingFound;
  const { reading, versions, stated, collections } = around;
  const type = fullType(textOfValue(read(resource['type'], reading)) ?? '', parent);
  const children =
    resource['resources'] === undefined
      ? nothingFound
      : resourcesIn(resource['resources'], `${at}/resources`, around, type);
  if (isWanted(collections, type)) {
    const { name } = nameOf(resource, reading, stated.id);
    const version = (name === undefined ? undefined : versions.get(name.toLowerCase())) ?? stated.version;
    const own = itemIn(
      { ...resource, type },
      at,
      reading,
      { ...stated, ...(version === undefined ? {} : { version }) },
      around.template,
      collections.get(collectionOf(type))?.aside,
    );
    return together([own, children]);
  }
  if (actionType.test(type))
    return together([
      problemAt(at, 'A playbook that is attached to a rule (alertRules/actions) has no place in a rule file.'),
      children,
    ]);
  if (deploymentType.test(type)) return together([deployment(resource, at, around), children]);
  const carried = carriedBy(
    objectOf(resource['properties']),
    reading,
    [...collections.values()].flatMap(({ packaged = [] }) => packaged),
  );
  if (carried !== undefined)
    return together([
      resourcesIn(carried.main['resources'], `${at}/properties/mainTemplate/resources`, {
        ...around,
        reading: carried.reading,
        stated: carried.stated,
      }),
      children,
    ]);
  const { displayName } = objectOf(resource['properties']);
  const title = displayName === undefined ? undefined : textOfValue(read(displayName, reading));
  const name = title ?? lastSegment(read(resource['name'], reading));
  const left = type === '' || container.test(type) ? [] : [{ type, name: name === '' ? undefined : name }];
  return together([{ ...nothingFound, left }, children]);
};

/** Newer templates name their resources by symbols, in an object instead of a list. */
const entriesOf = (resources: JsonValue | undefined): readonly (readonly [string, JsonValue])[] =>
  isObject(resources)
    ? Object.entries(resources)
    : listOf(resources).map((resource, index) => [String(index), resource] as const);

const resourcesIn = (resources: JsonValue | undefined, at: string, around: Around, parent = ''): Found => {
  const entries = entriesOf(resources);
  const versions = versionsIn(
    entries.map(([, resource]) => resource),
    around.reading,
  );
  const inside: Around = { ...around, versions: new Map([...around.versions, ...versions]) };
  return together(
    entries.flatMap(([key, resource]) => {
      if (!isObject(resource)) return [];
      const place = `${at}/${key}`;
      const turns = rounds(resource, around.reading);
      if (typeof turns === 'string') return [problemAt(place, `Cannot be resolved: ${turns}.`)];
      return turns.map((reading) => resourceIn(resource, place, { ...inside, reading }, parent));
    }),
  );
};

const looksLikeRule = (value: JsonValue): value is JsonObject =>
  isObject(value) && typeof value['kind'] === 'string' && isObject(value['properties']);

/** True for a value that is laid out as an ARM template. */
export const isTemplate = (value: JsonValue | undefined): value is JsonObject =>
  isObject(value) &&
  !(value['resources'] === undefined && looksLikeRule(value)) &&
  (/deploymentTemplate\.json/i.test(textOf(value['$schema']) ?? '') ||
    (isArray(value['resources']) && value['resources'].every((item) => isObject(item) && 'type' in item)) ||
    (isObject(value['resources']) && value['languageVersion'] !== undefined));

/** What is given to the evaluation of a template. */
export type Given = {
  /** Values of the template's parameters, by name. */
  readonly parameters?: JsonObject;
  readonly facts?: DeploymentFacts;
  readonly linked?: Linked;
  /** What is asked for besides rules; other resources are named as left out. */
  readonly collections?: Collections;
};

const inTemplate = (
  template: JsonObject,
  { parameters = {}, facts = {}, linked = new Map(), collections = new Map() }: Given,
): Found => {
  const values = new Map(
    Object.entries(parameters).map(([name, item]): [string, Lazy] => [name.toLowerCase(), () => known(item)]),
  );
  const reading: Reading = { scope: templateScope(template, values, facts), value: valueOf };
  return resourcesIn(template['resources'], '/resources', {
    reading,
    template,
    facts,
    linked,
    versions: new Map(),
    stated: {},
    collections,
  });
};

const isRule = (type: string | undefined): boolean => type === undefined || collectionOf(type) === ruleCollection;

/** The type of a resource in an answer of the service: it says it, or its id does where it has no kind, which rules have. */
const typeIn = (item: JsonValue): string | undefined => {
  const { type, id, kind } = objectOf(item);
  return textOf(type) ?? (typeof kind === 'string' ? undefined : textOf(id)?.split('/').at(-2));
};

/** A resource as the service sends or takes it. */
const isAnswer = (item: JsonValue, collections: Collections): item is JsonObject => {
  const type = typeIn(item);
  if (isRule(type)) return looksLikeRule(item);
  return isObject(item) && isObject(item['properties']) && type !== undefined && isWanted(collections, type);
};

const otherItem = (item: JsonValue, at: string): Found => {
  const type = typeIn(item);
  if (isRule(type)) return problemAt(at, 'It is no alert rule: it has no kind and properties.');
  const { displayName } = objectOf(objectOf(item)['properties']);
  return { ...nothingFound, left: [{ type: type ?? '', name: textOf(displayName) ?? textOf(objectOf(item)['name']) }] };
};

/**
 * Every alert rule in a file of other tools, and every resource of a collection that is asked for: an ARM template (portal
 * export, compiled Bicep, nested and linked deployments, packages of solutions) with its expressions evaluated, or a REST
 * answer (one resource, a list, `{value: [...]}`). One with something that cannot be worked out is a problem with all
 * reasons; nothing is guessed.
 *
 * @returns undefined where the value is none of these.
 */
export const rulesIn = (value: JsonValue, given: Given = {}): Found | undefined => {
  if (isTemplate(value)) return inTemplate(value, given);
  const reading: Reading = { scope: templateScope({}), value: literal };
  const collections: Collections = given.collections ?? new Map();
  const isOurs = (item: JsonValue): boolean => isAnswer(item, collections);
  const listed = isObject(value) && isArray(value['value']) ? value['value'] : isArray(value) ? value : undefined;
  const base = isArray(value) ? '' : '/value';
  const items = listed ?? [value];
  if (listed === undefined ? !isOurs(value) : listed.length > 0 && !listed.some(isOurs)) return undefined;
  const next = isObject(value) ? (textOf(value['nextLink']) ?? '') : '';
  return together([
    next === ''
      ? nothingFound
      : problemAt('/nextLink', 'It is one page of an answer: the rules of the pages after it are not in it.'),
    ...items.map((item, index) => {
      const at = listed === undefined ? '' : `${base}/${index}`;
      const type = typeIn(item);
      return isAnswer(item, collections)
        ? itemIn({ ...item, ...(type === undefined ? {} : { type }) }, at, reading)
        : otherItem(item, at);
    }),
  ]);
};
