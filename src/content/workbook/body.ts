import type { NormalizeContext } from '../../core/lint-rule.ts';
import type { Canonical } from '../../core/engine/managed-type.ts';
import { isArray, isObject, objectOf, parseJson, textsOf, type JsonObject, type JsonValue } from '../../core/json.ts';
import { pointer } from '../../core/pointer.ts';
import { workspaceIdPlaceholder, workspacePath, type WorkspaceTarget } from '../../core/resource.ts';
import { withTexts } from '../texts.ts';
import { contentOf, isItemName, partsOf } from './items.ts';

const version = 1;

type Place = WorkspaceTarget | undefined;
/** Where a workbook is deployed; without it the placeholder stays. */
type Where = { readonly workspace?: Place };

/** A text with every spelling of the workspace's id replaced: the portal writes it in other letters. */
const contractedText = (text: string, path: string): string => {
  const lower = text.toLowerCase();
  const wanted = path.toLowerCase();
  // Letters that change their length in lower case are in no ARM id.
  if (lower.length !== text.length) return text;
  let result = '';
  let from = 0;
  for (;;) {
    const found = lower.indexOf(wanted, from);
    if (found < 0) return result + text.slice(from);
    const end = found + wanted.length;
    const isWhole = !/[\w.-]/.test(text.charAt(end));
    result += text.slice(from, found) + (isWhole ? workspaceIdPlaceholder : text.slice(found, end));
    from = end;
  }
};

/** The content as every workspace has it in common. */
export const contracted = (content: JsonValue, workspace: Place): JsonValue =>
  workspace === undefined ? content : withTexts(content, (text) => contractedText(text, workspacePath(workspace)));

/** The content as one workspace has it. */
const expanded = (content: JsonValue, workspace: Place): JsonValue =>
  workspace === undefined
    ? content
    : withTexts(content, (text) => text.replaceAll(workspaceIdPlaceholder, () => workspacePath(workspace)));

/** The members of mappings in one order, names first: a list of named things is then compared by their names. */
const ordered = (value: JsonValue): JsonValue => {
  if (typeof value === 'string') return value.replaceAll('\r\n', '\n');
  if (isArray(value)) return value.map(ordered);
  if (!isObject(value)) return value;
  const { name, ...rest } = value;
  const sorted = Object.keys(rest)
    .toSorted()
    .map((key) => [key, ordered(rest[key] ?? null)] as const);
  return Object.fromEntries([...(name === undefined ? [] : [['name', name] as const]), ...sorted]);
};

const given = ([, value]: readonly [string, JsonValue]): boolean => value !== null && value !== '';

/** What the service says of itself, and where the workbook belongs. */
export const ofService = [
  'category',
  'userId',
  'timeModified',
  'revision',
  'tags',
  'sourceId',
  'serializedData',
  'version',
];
const title = 'hidden-title';

/**
 * The canonical form: the content taken apart, each item a property of its own, so that changes are told and merged item
 * by item. A body whose content was not read has none of these; what has them already keeps them.
 */
export const normalize = (body: JsonObject, { workspace }: Where): JsonObject => {
  const properties = objectOf(body['properties']);
  const { serializedData } = properties;
  const own = Object.fromEntries(
    Object.entries(properties)
      .filter(([name]) => !ofService.includes(name))
      .filter(given),
  );
  const content = typeof serializedData === 'string' ? parseJson(serializedData) : undefined;
  if (typeof serializedData === 'string' && !isObject(content))
    return { properties: { ...own, serializedData: contracted(serializedData, workspace) } };
  const held = Object.entries(own).filter(([name]) => isItemName(name));
  const parts = isObject(content)
    ? partsOf(content)
    : { layout: objectOf(own['layout']), order: textsOf(own['items']), items: Object.fromEntries(held) };
  const { layout, items, ...described } = Object.fromEntries(Object.entries(own).filter(([name]) => !isItemName(name)));
  if (content === undefined && layout === undefined && items === undefined) return { properties: described };
  const compared = (value: JsonValue): JsonValue => ordered(contracted(value, workspace));
  return {
    properties: {
      ...described,
      layout: compared(parts.layout),
      items: parts.order,
      ...Object.fromEntries(Object.entries(parts.items).map(([name, item]) => [name, compared(item)])),
    },
  };
};

/**
 * The body that the service takes. The content goes as text, never as null: a workbook whose content is not known has no
 * such member at all. The workbook belongs to the workspace that it is deployed to.
 */
export const wire = (body: JsonObject, { workspace }: Where): JsonObject => {
  const properties = objectOf(body['properties']);
  const { layout, items, serializedData, sourceId: _there, ...rest } = properties;
  const kept = Object.entries(rest).filter(([name]) => isItemName(name));
  const content =
    typeof serializedData === 'string'
      ? (parseJson(serializedData) ?? serializedData)
      : layout === undefined && items === undefined
        ? undefined
        : contentOf({ layout: objectOf(layout), order: textsOf(items), items: Object.fromEntries(kept) });
  const described = Object.fromEntries(Object.entries(rest).filter(([name]) => !isItemName(name)));
  const whole = content === undefined ? undefined : expanded(content, workspace);
  return {
    ...body,
    kind: 'shared',
    tags: { ...objectOf(body['tags']), [title]: described['displayName'] ?? '' },
    properties: {
      category: 'sentinel',
      version: 'Notebook/1.0',
      ...described,
      ...(whole === undefined ? {} : { serializedData: typeof whole === 'string' ? whole : JSON.stringify(whole) }),
      sourceId: workspace === undefined ? workspaceIdPlaceholder : workspacePath(workspace),
    },
  };
};

const outer = ['kind', 'location', 'properties', 'etag', 'id', 'name', 'type', 'systemData', 'tags'];
const known = ['displayName', 'description', 'layout', 'items', ...ofService];

const unknownProperties = (body: JsonObject): readonly string[] => [
  ...Object.keys(body)
    .filter((name) => !outer.includes(name))
    .map((name) => pointer(name)),
  ...Object.keys(objectOf(body['tags']))
    .filter((name) => name !== title)
    .map((name) => pointer('tags', name)),
  ...Object.entries(objectOf(body['properties']))
    .filter((entry) => given(entry) && !known.includes(entry[0]) && !isItemName(entry[0]))
    .map(([name]) => pointer('properties', name)),
];

/** Where a workbook is it stays, and so does the version that some tool gave it. */
const withLiveSettings = (body: JsonObject, live: JsonObject): JsonObject => {
  const { location } = live;
  const { version: own } = objectOf(live['properties']);
  return {
    ...body,
    ...(location === undefined ? {} : { location }),
    ...(typeof own === 'string' ? { properties: { version: own, ...objectOf(body['properties']) } } : {}),
  };
};

/** How workbooks compare in a workspace. */
export const canonicalIn = (context: NormalizeContext): Canonical => ({
  version,
  normalize: (body) => normalize(body, context),
  wire: (body) => wire(body, context),
  withLiveSettings,
  stripAutoDisabled: (body) => ({ body }),
  isCosmetic: () => false,
  unknownProperties,
});
