import { hasRows, rowsField, withRows } from './rows.ts';
import type { Canonical, ManagedType } from './managed-type.ts';
import type { FieldDigests, MarkerRecord, Mark } from './change.ts';
import { fieldsOf } from './diff.ts';
import { sha256, shortDigest } from '../digest.ts';
import { versionForm, versionOf } from './lagging.ts';
import { isObject, type JsonObject, memberOf, objectOf, textOf } from '../json.ts';
import { pointer, type JsonPointer } from '../pointer.ts';
import type { LiveResource, Resource } from '../resource.ts';
import { liveState, pairOf, without } from './live-state.ts';

/** A marker in its two forms: by field, and shorter for a service that does not take that much text. */
type MarkResources = { readonly byField: Resource; readonly whole: Resource };

/**
 * The metadata resource for a planned marker once the service has answered: `answered` is the rule as it runs now.
 * Where the record by field is longer than `limit` characters, both forms are the whole one.
 */
export const markResources = (
  mark: Mark,
  answered: LiveResource,
  context: { readonly project: Project; readonly type: ManagedType; readonly limit: number },
): MarkResources => {
  const { type, project, limit } = context;
  const { canonical } = type;
  const sent = without(mark.sent, canonical.unknownProperties(mark.sent));
  const pair = pairOf({ body: sent }, liveState(answered, { body: sent }, canonical, mark.overridden), canonical);
  const version = versionOf(answered.etag);
  const input = {
    normalizer: canonical.version,
    sent: mark.rows === undefined ? pair.git : { ...pair.git, rows: mark.rows },
    live: mark.rows === undefined && mark.rowsLive === undefined ? pair.live : withRows(pair.live, answered.rows),
    held: mark.held,
    ...(mark.keep === undefined ? {} : { project: project.id }),
    ...(version === undefined ? {} : { version }),
  };
  const make = (record: string): Resource =>
    markerResource({
      name: mark.name,
      kind: type.resource.marker.kind,
      rule: answered,
      contentId: mark.contentId,
      version: mark.version,
      project,
      record,
      ...(mark.keep === undefined ? {} : { keep: mark.keep }),
    });
  const byField = printRecord(recordOf(input));
  const whole = make(printRecord(wholeRecordOf(input)));
  return { byField: byField.length <= limit ? make(byField) : whole, whole };
};

/** The project that owns what it deploys. */
export type Project = { readonly name: string; readonly id: string };

/** Longest record that is written by default. The service documents no limit for customVersion ("optional free text"). */
export const recordLimit = 2000;

const format = 'picket/1';
const propertyPrefix = pointer('properties', '');

const encodeName = (name: string): string =>
  name.replace(/[^\w.~-]/g, (character) => `%${character.charCodeAt(0).toString(16).padStart(4, '0')}`);

const decodeName = (name: string): string =>
  name.replace(/%([0-9a-f]{4})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));

const printField = (at: JsonPointer): string =>
  at.startsWith(propertyPrefix) ? encodeName(at.slice(propertyPrefix.length)) : `/${encodeName(at.slice(1))}`;

const parseField = (name: string): JsonPointer =>
  name.startsWith('/') ? `/${decodeName(name.slice(1))}` : propertyPrefix + decodeName(name);

const printDigests = ({ sent, live }: FieldDigests): string =>
  sent === live ? (sent ?? '-') : `${sent ?? '-'}:${live ?? '-'}`;

const parseDigests = (text: string): FieldDigests => {
  const [sent, live = sent] = text.split(':');
  return { sent: sent === '-' ? undefined : sent, live: live === '-' ? undefined : live };
};

/** A short digest that tells a damaged record. */
export const checkOf = (text: string): string => `#${sha256(text).slice(0, 6)}`;

/** How the entry of a whole body is called, and that of one whose rows are being written. */
const [closedWhole, openWhole] = ['*', '**'];

const printEntries = (record: MarkerRecord): readonly string[] =>
  record.kind === 'whole'
    ? [`${record.open === true ? openWhole : closedWhole}=${printDigests(record.body)}`]
    : Object.entries(record.fields)
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([at, digests]) => `${printField(at)}=${printDigests(digests)}`);

/**
 * A record as the text that goes into customVersion: `picket/1 n1 ~0300bf0903005c37296e query=Ab3-x_9Z severity=…:… #1f2e3d`:
 * the version that was answered, where it is known, then one digest where sent and answered are alike, `-` for absent, and a check of the text at its end, because a text that the service
 * cut off must not look like fields that were never there.
 */
export const printRecord = (record: MarkerRecord): string => {
  const text = [
    format,
    `n${record.normalizer}`,
    ...(record.project === undefined ? [] : [`@${record.project}`]),
    ...(record.version === undefined ? [] : [`~${record.version}`]),
    ...printEntries(record),
  ].join(' ');
  return `${text} ${checkOf(text)}`;
};

const entryForm = /^(\*\*?|\/?[\w.~%-]*)=((?:-|[\w-]{8})(?::(?:-|[\w-]{8}))?)$/;

/** The record in a marker's customVersion; undefined for a foreign, damaged or cut off text. */
export const parseRecord = (text: string): MarkerRecord | undefined => {
  const end = text.lastIndexOf(' ');
  if (end < 0 || checkOf(text.slice(0, end)) !== text.slice(end + 1)) return undefined;
  const [head, version, ...rest] = text.slice(0, end).split(' ');
  const normalizer = /^n(\d{1,6})$/.exec(version ?? '')?.[1];
  if (head !== format || normalizer === undefined) return undefined;
  const project = rest[0]?.startsWith('@') === true ? rest.shift()?.slice(1) : undefined;
  const written = rest[0]?.startsWith('~') === true && versionForm.test(rest[0].slice(1)) ? rest.shift() : undefined;
  const common = {
    normalizer: Number(normalizer),
    ...(project === undefined ? {} : { project }),
    ...(written === undefined ? {} : { version: written.slice(1) }),
  };
  const fields: Record<JsonPointer, FieldDigests> = {};
  for (const entry of rest) {
    const [, name, digests] = entryForm.exec(entry) ?? [];
    if (name === undefined || digests === undefined) return undefined;
    if (name === closedWhole || name === openWhole) {
      const whole = { ...common, kind: 'whole', body: parseDigests(digests) } as const;
      return rest.at(-1) !== entry ? undefined : name === openWhole ? { ...whole, open: true } : whole;
    }
    fields[parseField(name)] = parseDigests(digests);
  }
  return { ...common, kind: 'fields', fields };
};

const digestFields = (body: JsonObject): Readonly<Record<JsonPointer, string | undefined>> =>
  Object.fromEntries(Object.entries(fieldsOf(body)).map(([at, value]) => [at, shortDigest(value)]));

/** What is recorded of a deployment: both bodies canonical, `held` as in Mark. */
export const recordOf = (input: {
  readonly normalizer: number;
  readonly sent: JsonObject;
  readonly live: JsonObject;
  readonly held: Readonly<Record<JsonPointer, FieldDigests>>;
  readonly project?: string;
  readonly version?: string;
}): MarkerRecord => {
  const sent = digestFields(input.sent);
  const live = digestFields(input.live);
  const fields: Record<JsonPointer, FieldDigests> = {};
  for (const at of new Set([...Object.keys(sent), ...Object.keys(live)]))
    fields[at] = { sent: sent[at], live: live[at] };
  return {
    normalizer: input.normalizer,
    ...(input.project === undefined ? {} : { project: input.project }),
    ...(input.version === undefined ? {} : { version: input.version }),
    kind: 'fields',
    fields: { ...fields, ...input.held },
  };
};

/**
 * The record that remembers two canonical bodies as a whole, for where one by field does not fit. Of rows that are being
 * written it says only that: their digest is that of no state that anybody can find.
 */
export const wholeRecordOf = (input: Parameters<typeof recordOf>[0]): MarkerRecord => {
  const isOpen = hasRows(input.sent) && !hasRows(input.live);
  const sent = isOpen ? without(input.sent, [rowsField]) : input.sent;
  return {
    normalizer: input.normalizer,
    ...(input.project === undefined ? {} : { project: input.project }),
    ...(input.version === undefined ? {} : { version: input.version }),
    kind: 'whole',
    body: { sent: shortDigest(sent), live: shortDigest(input.live) },
    ...(isOpen ? { open: true } : {}),
  };
};

/** The part of a type that its markers are made and recognised by. */
export type Marked = Pick<ManagedType['resource'], 'collection' | 'marker'>;

/**
 * The name that a resource's marker has unless it already has another; Repositories and Content Hub use the same. The
 * service takes no white space in it (metadata, REST specification: `^\\S+$`).
 */
export const markerName = ({ marker }: Pick<Marked, 'marker'>, id: string): string =>
  `${marker.prefix}-${id.replaceAll(/\s/g, '_')}`;

/** The metadata resource that marks a rule as the project's; `rule` is as the service answered. */
export const markerResource = (input: {
  readonly name: string;
  readonly kind: string;
  readonly rule: Pick<LiveResource, 'id'>;
  readonly contentId: string;
  readonly version: string | undefined;
  readonly project: Project;
  readonly record: string;
  readonly keep?: JsonObject;
}): Resource => ({
  type: 'metadata',
  name: input.name,
  body: {
    properties: {
      contentId: input.contentId,
      ...(input.version === undefined ? {} : { version: input.version }),
      source: { kind: 'SourceRepository', name: input.project.name, sourceId: input.project.id },
      ...input.keep,
      parentId: input.rule.id.startsWith('/') ? input.rule.id : `/${input.rule.id}`,
      kind: input.kind,
      customVersion: input.record,
    },
  },
});

const textAt = (value: JsonObject | undefined, key: string): string | undefined => textOf(memberOf(value, key));

/** The properties of a metadata resource; empty where it has none. */
export const markerProperties = (marker: Pick<Resource, 'body'>): JsonObject => objectOf(marker.body['properties']);

/** The record in a marker; undefined where there is none that can be read. */
export const recordIn = (marker: LiveResource): MarkerRecord | undefined =>
  parseRecord(textAt(markerProperties(marker), 'customVersion') ?? '');

/** What a metadata resource says it is of: `AnalyticsRule`. */
export const markerKind = (marker: LiveResource): string | undefined => textAt(markerProperties(marker), 'kind');

/** The name of the resource that a marker belongs to, lower-cased; undefined for a parent in any other collection. */
export const markedResource = (
  marker: LiveResource,
  { collection }: Pick<Marked, 'collection'>,
): string | undefined => {
  const parent = (textAt(markerProperties(marker), 'parentId') ?? '').toLowerCase().replace(/\/$/, '').split('/');
  const name = parent.at(-1);
  return parent.at(-2) === collection.toLowerCase() && name !== '' ? name : undefined;
};

/** Whose a marker is. `nobody` is a marker that claims nothing (the workspace's own). */
export type MarkerOwner =
  | { readonly kind: 'ours' }
  | { readonly kind: 'nobody' }
  | { readonly kind: 'foreign' | 'provenance'; readonly owner: string };

/**
 * Whose a marker is, by its source (kinds: Microsoft.SecurityInsights metadata, REST specification) or by the project in
 * its record. An unknown kind of source is foreign: nothing of somebody else's is ever touched by mistake.
 */
export const ownerOf = (marker: LiveResource, project: Project | undefined): MarkerOwner => {
  const member = markerProperties(marker)['source'];
  const source = isObject(member) ? member : undefined;
  const name = textAt(source, 'name');
  const sourceId = textAt(source, 'sourceId');
  const claimed = recordIn(marker)?.project;
  if (claimed !== undefined)
    return claimed.toLowerCase() === project?.id.toLowerCase()
      ? { kind: 'ours' }
      : { kind: 'foreign', owner: `project ${claimed}` };
  const kind = textAt(source, 'kind');
  switch (kind) {
    case undefined:
    case 'LocalWorkspace':
      return { kind: 'nobody' };
    case 'Solution':
      return { kind: 'provenance', owner: `Content Hub${name === undefined ? '' : ` (${name})`}` };
    case 'Community':
      return { kind: 'provenance', owner: `Community${name === undefined ? '' : ` (${name})`}` };
    default:
      return project !== undefined && sourceId?.toLowerCase() === project.id.toLowerCase()
        ? { kind: 'ours' }
        : { kind: 'foreign', owner: name ?? sourceId ?? kind };
  }
};

/** The normaliser that made a record; undefined where this version of Picket does not have it. */
export const normalizerOf = (record: MarkerRecord, canonical: Canonical): Canonical['normalize'] | undefined =>
  record.normalizer === canonical.version ? canonical.normalize : canonical.frozen?.[record.normalizer];
