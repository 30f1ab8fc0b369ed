import { changeSet, type ChangeSetEntry } from './change-set.ts';
import type { Change, ChangeAction, Desired, Plan } from '../engine/change.ts';
import { digestOf } from '../digest.ts';
import { PicketError } from '../errors.ts';
import { isArray, isObject, type JsonObject, type JsonValue, parseJson, textOf } from '../json.ts';
import type { TypeOf } from '../engine/managed-type.ts';
import { withRows } from '../engine/rows.ts';
import { planJson } from './plan-json.ts';
import { refKey, type Ref } from '../ref.ts';
import { jsonText } from '../text/visible.ts';

/** What a saved plan holds for, besides the workspace itself. */
export type PlanBinding = {
  readonly toolVersion: string;
  /** By resource type. */
  readonly apiVersions: Readonly<Record<string, string>>;
  /** See contentDigest. */
  readonly content: string;
  /** See planFlags. */
  readonly flags: readonly string[];
};

/** A rule that a plan touches, as the workspace had it then; null where there was nothing. */
export type Touched = Ref & {
  readonly name: string;
  readonly etag: string | null;
  /** Digest of the canonical body. */
  readonly body: string | null;
  /** Digest of the marker's properties. */
  readonly marker: string | null;
};

export type SavedPlan = {
  /** Version of its format. Version 1 knew one type, and ids without it. */
  readonly format: 1 | 2;
  /** Milliseconds since 1970. */
  readonly created: number;
  readonly workspace: string;
  readonly target: JsonObject;
  readonly binding: PlanBinding;
  readonly touched: readonly Touched[];
  readonly changeSet: readonly ChangeSetEntry[];
};

const format = 'picket-saved-plan';
const formatVersion = 2;

/**
 * Digest of everything that should run: the rendered bodies by type and id, after selection and overlays; as a saved plan
 * of the given format has it.
 */
export const contentDigest = (desired: readonly Desired[], format: SavedPlan['format'] = formatVersion): string => {
  const keyOf = ({ type, resource }: Desired): string =>
    format === 1 ? resource.name.toLowerCase() : refKey({ type, id: resource.name });
  return digestOf(
    Object.fromEntries(desired.map((item) => [keyOf(item), withRows(item.resource.body, item.resource.rows)])),
  );
};

/** What a change touches, as the workspace has it. */
export const touchedOf = ({ type, id, displayName, before, marker }: Change, typeOf: TypeOf): Touched => ({
  type,
  id,
  name: displayName,
  etag: before?.etag ?? null,
  body: before === undefined ? null : digestOf(withRows(typeOf(type).canonical.normalize(before.body), before.rows)),
  marker: marker === undefined ? null : digestOf(marker.body['properties'] ?? null),
});

/** The workspace that a plan is for, spelled alike whoever wrote it. */
export const targetOf = ({ target }: Plan): JsonObject => ({
  subscriptionId: target.subscriptionId.toLowerCase(),
  resourceGroup: target.resourceGroup.toLowerCase(),
  workspaceName: target.workspaceName.toLowerCase(),
  cloud: target.cloud,
});

/**
 * The text of a saved plan: what will be done (the machine format of a plan, for people and tools), and everything that
 * it is bound to. `now` is in milliseconds since 1970.
 */
export const savedPlanText = (
  plan: Plan,
  binding: PlanBinding,
  { typeOf, now }: { readonly typeOf: TypeOf; readonly now: number },
): string => {
  const content: JsonObject = {
    format,
    version: formatVersion,
    created: new Date(now).toISOString(),
    workspace: plan.workspace,
    target: targetOf(plan),
    binding: { ...binding },
    touched: plan.changes.map((change) => ({ ...touchedOf(change, typeOf) })),
    changeSet: changeSet(plan).map((entry) => ({ ...entry })),
    plan: planJson(plan),
  };
  return jsonText({ ...content, digest: digestOf(content) });
};

const unreadable = (code: string, message: string): PicketError =>
  new PicketError('refusal', message, { code, hint: 'Make the plan again: picket plan --out FILE.' });

const parsed = (text: string): JsonObject => {
  const value = parseJson(text);
  if (value === undefined)
    throw unreadable('plan-truncated', 'The plan file is no JSON: it was cut off or is something else.');
  if (isObject(value)) return value;
  throw unreadable('plan-foreign', 'The file is no saved plan of Picket.');
};

const actions: readonly ChangeAction[] = ['create', 'update', 'delete', 'disable', 'adopt', 'refresh'];

const textOrNull = (value: JsonObject, key: string): string | null => textOf(value[key]) ?? null;

const entryOf = (value: JsonValue, onlyType: string): ChangeSetEntry | undefined => {
  if (!isObject(value)) return undefined;
  const { before, after } = value;
  const [id, pointer] = [textOf(value['id']), textOf(value['pointer'])];
  const action = actions.find((name) => name === value['action']);
  if (id === undefined || pointer === undefined || action === undefined) return undefined;
  return {
    type: textOf(value['type']) ?? onlyType,
    id,
    action,
    pointer,
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
  };
};

const touchedIn = (value: JsonValue, onlyType: string): Touched | undefined => {
  const id = isObject(value) ? textOf(value['id']) : undefined;
  if (!isObject(value) || id === undefined) return undefined;
  return {
    type: textOf(value['type']) ?? onlyType,
    id,
    name: textOf(value['name']) ?? id,
    etag: textOrNull(value, 'etag'),
    body: textOrNull(value, 'body'),
    marker: textOrNull(value, 'marker'),
  };
};

const listIn = <T>(
  value: JsonValue | undefined,
  read: (item: JsonValue) => T | undefined,
): readonly T[] | undefined => {
  if (!isArray(value)) return undefined;
  const items = value.map(read).filter((item) => item !== undefined);
  return items.length === value.length ? items : undefined;
};

const bindingIn = (value: JsonValue | undefined): PlanBinding | undefined => {
  if (!isObject(value) || !isObject(value['apiVersions'])) return undefined;
  const [toolVersion, content] = [textOf(value['toolVersion']), textOf(value['content'])];
  const apiVersions = Object.entries(value['apiVersions']).flatMap(([type, version]) =>
    typeof version === 'string' ? [[type, version] as const] : [],
  );
  const flags = listIn(value['flags'], (flag) => textOf(flag));
  return toolVersion === undefined || content === undefined || flags === undefined
    ? undefined
    : { toolVersion, content, flags, apiVersions: Object.fromEntries(apiVersions) };
};

/**
 * Reads a saved plan. Throws a PicketError of kind `refusal`: `plan-truncated` for what is no JSON, `plan-foreign` for
 * what Picket did not write, `plan-version` for another version of the format, `plan-changed` for a file that somebody
 * edited.
 * @param onlyType the type that version 1 of the format was about
 */
export const readSavedPlan = (text: string, onlyType: string): SavedPlan => {
  const { digest, ...content } = parsed(text);
  if (content['format'] !== format) throw unreadable('plan-foreign', 'The file is no saved plan of Picket.');
  const { version } = content;
  if (version !== 1 && version !== formatVersion)
    throw unreadable(
      'plan-version',
      `The saved plan has format version ${JSON.stringify(content['version'] ?? null)}; this Picket reads versions 1 and ${formatVersion}.`,
    );
  const created = Date.parse(textOf(content['created']) ?? '');
  const workspace = textOf(content['workspace']);
  const { target } = content;
  const binding = bindingIn(content['binding']);
  const touched = listIn(content['touched'], (item) => touchedIn(item, onlyType));
  const entries = listIn(content['changeSet'], (item) => entryOf(item, onlyType));
  if (
    digest !== digestOf(content) ||
    Number.isNaN(created) ||
    workspace === undefined ||
    !isObject(target) ||
    binding === undefined ||
    touched === undefined ||
    entries === undefined
  )
    throw unreadable(
      'plan-changed',
      'The saved plan was changed after it was made: its digest does not fit its content.',
    );
  return { format: version, created, workspace, target, binding, touched, changeSet: entries };
};
