import { join } from 'node:path';
import { hubTemplates, contentTypes, firstType } from '../../content/index.ts';
import type { ContentType } from '../../core/content-type.ts';
import type { InstalledTemplate, Upstream } from '../../core/file-form.ts';
import { isObject, textOf } from '../../core/json.ts';
import type { Ref } from '../../core/ref.ts';
import type { LiveResource } from '../../core/resource.ts';
import { readText, writeAtomically } from '../../files/disk.ts';
import { contentTemplate, galleryTemplate, isNewer } from '../../importers/arm/content-template.ts';
import { PicketError } from '../../core/errors.ts';
import type { Workspace } from '../../core/ports.ts';
import { importedCollections, typeOfFound } from './import/imported-value.ts';

/** A type whose files follow templates. */
export type FollowingType = ContentType & { readonly upstream: Upstream };

const isFollowing = (type: ContentType): type is FollowingType => type.upstream !== undefined;

/** The types whose files follow templates. */
export const followingTypes: readonly FollowingType[] = contentTypes.filter(isFollowing);

/** A template of a workspace: of the gallery, or of a solution that Content Hub installed. */
export type Template = Omit<InstalledTemplate, 'body'> & {
  readonly type: FollowingType;
  readonly displayName: string;
  /** Undefined while only the listing is known. */
  readonly body: InstalledTemplate['body'] | undefined;
  /** The resource to ask for the body. */
  readonly resource: Pick<LiveResource, 'type' | 'name'>;
};

/** The kinds of content that Content Hub knows are those of markers: both are of its metadata. */
const typeOfKind = (kind: string): FollowingType | undefined =>
  followingTypes.find(({ resource }) => resource.marker.kind.toLowerCase() === kind.toLowerCase());

/** A template of Content Hub; undefined for content whose files follow none. */
const installed = (live: LiveResource): Template | undefined => {
  const { kind, items, ...found } = contentTemplate(live, importedCollections);
  const type = typeOfKind(kind);
  if (type === undefined) return undefined;
  const item = items.find((each) => typeOfFound(each) === type);
  const body = item === undefined ? undefined : (type.resource.read?.(item.body) ?? item.body);
  return { ...found, type, body, resource: live };
};

const galleryOf = async (workspace: Workspace, type: FollowingType): Promise<readonly Template[]> => {
  const { gallery } = type.upstream;
  if (gallery === undefined) return [];
  return (await workspace.list(gallery)).map((live) => ({ ...galleryTemplate(live), type, resource: live }));
};

/** What tells templates apart; ids are compared without case. */
export const templateKey = (type: ContentType, id: string): string => `${type.name}/${id.toLowerCase()}`;

/** The templates of a workspace, of the gallery and of Content Hub; the newer one where both have an id. */
export const listTemplates = async (workspace: Workspace): Promise<readonly Template[]> => {
  const [content, ...galleries] = await Promise.all([
    workspace.list(hubTemplates.collection),
    ...followingTypes.map((type) => galleryOf(workspace, type)),
  ]);
  const found = new Map<string, Template>();
  for (const template of [...galleries.flat(), ...content.flatMap((live) => installed(live) ?? [])]) {
    const key = templateKey(template.type, template.id);
    const other = found.get(key);
    const newer = other === undefined || (template.version !== undefined && isNewer(template.version, other.version));
    if (newer) found.set(key, template);
  }
  return [...found.values()];
};

/** The template with what it installs. Rejects with a `service` error where the workspace does not give it away. */
export const wholeTemplate = async (workspace: Workspace, template: Template): Promise<InstalledTemplate> => {
  const { type: collection, name } = template.resource;
  if (template.body !== undefined) return { ...template, body: template.body };
  const resource = await workspace.get(collection, name);
  const whole = resource === undefined ? undefined : installed(resource);
  if (whole?.body !== undefined) return { ...whole, body: whole.body };
  const { one, short = one } = template.type.words;
  throw new PicketError(
    'service',
    `The template ${template.displayName} (${template.id}) holds no ${short} that can be read.`,
    {
      code: 'unreadable-template',
      hint: 'Open it in Content Hub; the solution may have to be installed again.',
    },
  );
};

/** The template that a file was last brought to: what both sides are compared with. */
export type UpstreamBase = InstalledTemplate;

/** Files of the first type stand by their ids alone, as they did when there was no other. */
const placeOf = (root: string, { type, id }: Ref): string =>
  join(
    root,
    '.picket',
    'upstream',
    ...(type === firstType.name ? [] : [type]),
    `${id.toLowerCase().replaceAll(/[^a-z0-9-]/g, '_')}.json`,
  );

/** Keeps the template that a file was made from, for the next comparison. */
export const keepBase = (root: string, ref: Ref, { id, version, body }: UpstreamBase): Promise<void> => {
  const record = { format: 1, template: id, ...(version === undefined ? {} : { version }), body };
  return writeAtomically(placeOf(root, ref), `${JSON.stringify(record, null, 2)}\n`);
};

/** The template that a file was last brought to; undefined where nobody kept it, or where the record is damaged. */
export const readBase = async (root: string, ref: Ref): Promise<UpstreamBase | undefined> => {
  const text = await readText(placeOf(root, ref));
  if (text === undefined) return undefined;
  try {
    const record: unknown = JSON.parse(text);
    if (!isObject(record)) return undefined;
    const { template, version, body } = record;
    if (typeof template !== 'string' || !isObject(body)) return undefined;
    return { id: template, version: textOf(version), body };
  } catch {
    return undefined;
  }
};
