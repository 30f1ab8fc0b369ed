import { contentTypes } from '../../../content/index.ts';
import type { ContentType } from '../../../core/content-type.ts';
import { equalJson, objectOf, type JsonObject } from '../../../core/json.ts';
import { without } from '../../../core/engine/live-state.ts';
import { namedGuid } from '../../../core/digest.ts';
import { valueAt } from '../../../core/pointer.ts';
import { printYaml } from '../../../core/text/edit/render.ts';
import { shownName } from '../../../core/resource.ts';
import type { Collections, Wanted } from '../../../importers/arm/rules.ts';
import type { FoundItem } from '../../../importers/found.ts';
import { foundValue, importContext } from './found-value.ts';
import { lossOf } from '../rule-files.ts';

/** What another tool wrote as the file that it becomes. */
export type ImportedValue = {
  readonly type: ContentType;
  readonly id: string;
  readonly displayName: string;
  /** The value of its file. */
  readonly value: JsonObject;
  /** What the file should stand for. */
  readonly body: JsonObject;
  /** What a file has no place for; it is kept as comments. */
  readonly comments: JsonObject;
  readonly notes: readonly string[];
  /** Why no file of it can be content. */
  readonly refusal?: string;
};

const collectionOf = ({ resource }: ContentType): string => resource.collection.toLowerCase();

/** Collections whose resources in files of other tools become files here. */
export const importedCollections: Collections = new Map(
  contentTypes.flatMap((type) => {
    const { imports, resource } = type;
    if (imports === undefined) return [];
    const wanted: Wanted = {
      aside: imports.aside ?? [],
      ...(imports.packaged === 'alone' ? { packaged: resource.marker.kind } : {}),
    };
    return [[collectionOf(type), wanted] as const];
  }),
);

/** The type of a found resource; undefined where none of its collection is meant: a saved search that is no hunting query. */
export const typeOfFound = ({ collection, name = '', body }: FoundItem): ContentType | undefined =>
  contentTypes.find(({ imports, ...type }) => {
    const { resource } = type;
    if (imports === undefined || resource.collection.toLowerCase() !== collection) return false;
    const read = resource.read?.(body) ?? body;
    // What is not deployed yet counts as somebody's own: only what the service brings has no version.
    return resource.isOurs?.({ type: resource.collection, name, id: '', body: read, etag: '*' }) !== false;
  });

/**
 * Properties of a body that come to nothing in the value of a file although they say something: of a type that nothing
 * has, such as a text where a list belongs.
 */
const vanished = (type: ContentType, { properties, ...rest }: JsonObject): readonly string[] => {
  const alone = (own: JsonObject): JsonObject => ({ ...rest, properties: own });
  const file = (own: JsonObject): JsonObject => type.file.valueOf(alone(own), '');
  const body = (own: JsonObject): JsonObject => type.normalize(alone(own), importContext);
  const [plainFile, plainBody] = [file({}), body({})];
  return Object.entries(objectOf(properties)).flatMap(([name, value]) => {
    const only = { [name]: value };
    return equalJson(file(only), plainFile) && !equalJson(body(only), plainBody) ? [name] : [];
  });
};

/**
 * What a file says otherwise than its source, where it stands for one at all: a version of a template without the
 * template, for one.
 */
const saidOtherwise = (type: ContentType, value: JsonObject, body: JsonObject): readonly string[] =>
  lossOf(type, value, { body }, importContext).filter((name) => name !== 'rule' && name !== 'kind');

type Named = { readonly id: string; readonly notes: readonly string[] };

/**
 * The id of a file: the name that the source gives. Without one that a file can have it gets one made of its display name:
 * importing it again gives the same.
 */
const idOf = (type: ContentType, { name, at }: FoundItem, body: JsonObject, title: string | undefined): Named => {
  const kind = typeof body['kind'] === 'string' ? body['kind'] : type.name;
  const made = type.imports?.idOf?.(body) ?? namedGuid(`${kind}/${title ?? name ?? at}`);
  if (name === undefined) return { id: made, notes: [`It got the id ${made}, made of its name; keep it.`] };
  const isId = (id: string): boolean => type.complete(type.file.valueOf(body, id)) !== undefined;
  if (isId(name) || !isId(made)) return { id: name, notes: [] };
  return { id: made, notes: [`Its resource is called \`${name}\`, which is no id; it got the id ${made}.`] };
};

/** The file that something found becomes; whatever has no place in it is named and kept beside it. */
export const importedValue = (type: ContentType, item: FoundItem): ImportedValue => {
  const whole = type.resource.read?.(item.body) ?? item.body;
  const named = shownName(whole);
  const { id, notes } = idOf(type, item, whole, named);
  const found = foundValue(type, whole, id, item.version);
  const lost = [...new Set([...vanished(type, found.body), ...saidOtherwise(type, found.value, found.body)])];
  const left: JsonObject = Object.fromEntries(
    [...found.left, ...lost].map((name) => [name, valueAt(objectOf(whole['properties']), `/${name}`) ?? null]),
  );
  const refusal = type.imports?.refusal?.(whole);
  return {
    type,
    id,
    displayName: named ?? id,
    value: found.value,
    body: without(
      found.body,
      lost.map((name) => `/properties/${name}`),
    ),
    comments: { ...item.comments, ...left },
    ...(refusal === undefined ? {} : { refusal }),
    notes: [
      ...item.notes,
      ...notes,
      ...(found.left.length === 0 || refusal !== undefined
        ? []
        : [`The file has no place for ${found.left.join(', ')}; it stands as a comment at its end.`]),
      ...(lost.length === 0
        ? []
        : [`The file cannot say ${lost.join(', ')} as it is; it stands as a comment at its end.`]),
    ],
  };
};

const asComment = (line: string): string => (line === '' ? '#' : `# ${line}`);

/**
 * The text of a file, what has no place in it as comments behind it.
 *
 * @param remarks comments of the source, each from its `#` on.
 */
export const importedText = (
  { file, files }: ContentType,
  value: JsonObject,
  comments: JsonObject,
  remarks: readonly string[] = [],
): string => {
  // JSON has no comments; what the file cannot say is told by the notes.
  if (files?.place('x', 'x').endsWith('.json') === true) return file.print(value);
  const kept = Object.keys(comments).length === 0 ? [] : printYaml(comments).trimEnd().split('\n').map(asComment);
  const behind = [
    ...(kept.length === 0 ? [] : ['# Kept from the source; the file has no place for it:', ...kept]),
    ...(remarks.length === 0 ? [] : ['# Comments of the source:', ...remarks]),
  ];
  return file.print(value) + behind.map((line) => `${line}\n`).join('');
};
