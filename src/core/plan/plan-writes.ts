import type {
  Change,
  Desired,
  FieldChange,
  FieldDigests,
  FieldVerdict,
  Mark,
  PlannedWrite,
  Refusal,
  Verdict,
} from '../engine/change.ts';
import { diff, fieldOf } from '../engine/diff.ts';
import { withValue } from '../engine/live-state.ts';
import { markerName, markerProperties } from '../engine/marker.ts';
import { bodyToday, hasHold, switchOf } from '../engine/override.ts';
import type { ManagedType } from '../engine/managed-type.ts';
import { mergedBody } from '../engine/merge.ts';
import { rowChanges, rowsField, rowsText, rowsToWrite, withRows } from '../engine/rows.ts';
import { rewriteText, shownRows } from '../engine/shown-rows.ts';
import type { PlanOptions } from './plan-options.ts';
import type { JsonPointer } from '../pointer.ts';
import type { LiveResource, Resource, Row } from '../resource.ts';
import type { JsonObject } from '../json.ts';
import { counted } from '../text/phrase.ts';
import { fieldNames } from './plan-refusal.ts';

/**
 * What one verdict asks for. `settled`: nothing to do; `unmanaged`: not ours to do. A change with a `refusal` is the part of
 * what is asked for that may be done.
 */
export type Step =
  | { readonly kind: 'change'; readonly change: Change; readonly refusal?: Refusal }
  | { readonly kind: 'refusal'; readonly refusal: Refusal }
  | { readonly kind: 'settled'; readonly notes?: readonly string[] }
  | { readonly kind: 'unmanaged' };

/** Nothing to do. */
export const settled: Step = { kind: 'settled' };

/** What every change of a verdict's rule says. */
export const aboutRule = (
  verdict: Verdict,
): Pick<Change, 'type' | 'id' | 'displayName' | 'losses' | 'path' | 'before' | 'marker' | 'needs'> => ({
  type: verdict.type,
  id: verdict.id,
  displayName: verdict.displayName,
  losses: [],
  ...(verdict.path === undefined ? {} : { path: verdict.path }),
  ...(verdict.desired?.needs === undefined ? {} : { needs: verdict.desired.needs }),
  ...(verdict.live === undefined ? {} : { before: verdict.live }),
  ...(verdict.marker === undefined ? {} : { marker: verdict.marker }),
});

/** The etag that a write is bound to, where there is one. */
export const etagOf = (resource: LiveResource | undefined): { readonly etag?: string } =>
  resource?.etag === undefined ? {} : { etag: resource.etag };

/** Writes a body over what is there, as long as it is what was compared. */
export const putOver = (live: LiveResource, body: JsonObject): PlannedWrite => ({
  operation: 'put',
  resource: { type: live.type, name: live.name, body },
  ...(live.etag === undefined ? { expect: 'any' } : { etag: live.etag, expect: 'unchanged' }),
});

type Marking = Pick<Mark, 'sent'> & Partial<Pick<Mark, 'held' | 'keep' | 'version'>> & Pick<Resource, 'rows'>;

const keepsNoMarker = (verdict: Verdict, options: PlanOptions): boolean =>
  options.ownership === 'none' || verdict.ownership === 'none';

/** The write of a rule's marker, last of its writes; none where the workspace keeps no markers. */
export const marking = (verdict: Verdict, mark: Marking, options: PlanOptions): readonly PlannedWrite[] => {
  if (keepsNoMarker(verdict, options)) return [];
  const contentId = verdict.desired?.resource.name ?? verdict.id;
  const version = verdict.desired?.version ?? mark.version;
  return [
    {
      operation: 'mark',
      name:
        verdict.marker?.name ??
        verdict.markerName ??
        markerName(options.typeOf(verdict.type).resource, verdict.live?.name ?? contentId),
      contentId,
      ...(version === undefined ? {} : { version }),
      sent: mark.sent,
      ...(mark.rows === undefined ? {} : { rows: rowsText(mark.rows) }),
      ...(hasHold(verdict.override) ? { overridden: true } : {}),
      held: mark.held ?? {},
      ...(mark.keep === undefined ? {} : { keep: mark.keep }),
      ...etagOf(verdict.marker),
    },
  ];
};

/** What is recorded as sent of a resource; of rows that are the workspace's afterwards nothing is. */
const sentOf = ({ body, rows, rowsAre }: Resource): Marking => ({
  sent: body,
  ...(rows === undefined || rowsAre === 'seed' ? {} : { rows }),
});

/** What of a live resource is recorded when it is taken over: its rows only where git says something of them. */
const recordable = ({ rows, ...live }: LiveResource, { desired }: Verdict): Resource =>
  rows === undefined || desired?.resource.rows === undefined ? live : { ...live, rows };

/** The write of what lies beside a resource; none where git says nothing of it, or it is there already. */
const rowsOf = (
  { rows: wanted, rowsAre, ...resource }: Resource,
  there: readonly Row[],
  { contents }: ManagedType,
): readonly PlannedWrite[] => {
  if (contents === undefined || wanted === undefined) return [];
  const { add, remove: spare } = rowsToWrite(wanted, there);
  const remove = rowsAre === 'seed' ? [] : spare;
  if (add.length + remove.length === 0) return [];
  const { bulk, keyOf } = contents;
  const values = add.map(({ value }) => value);
  return [
    {
      operation: 'rows',
      wanted,
      add,
      remove,
      before: rowsText(there),
      deletes: rowChanges({ add, remove }, keyOf(resource.body)).filter(({ after }) => after === undefined).length,
      ...(rowsAre === undefined ? {} : { are: rowsAre }),
      ...(bulk === undefined || add.length < bulk.from
        ? {}
        : { bulk: { ...resource, body: bulk.bodyOf(resource.body, values) } }),
    },
  ];
};

/** Creations of what was never there, by whether a marker follows: they are the same in each workspace. */
const creations = { marked: new WeakMap<Desired, Step>(), unmarked: new WeakMap<Desired, Step>() };

/** Why a rule is made anew that a deployment made before. */
export const recreated = 'it was deleted in the workspace and git still has it';

/** Creates the rule as git has it. */
export const createOf = (verdict: Verdict, options: PlanOptions): Step => {
  const { desired, state, marker, markerName: name, override } = verdict;
  if (desired === undefined) return settled;
  if (state !== 'new' || marker !== undefined || name !== undefined || override !== undefined)
    return creationOf(verdict, desired, options);
  const known = creations[keepsNoMarker(verdict, options) ? 'unmarked' : 'marked'];
  const step = known.get(desired) ?? creationOf(verdict, desired, options);
  known.set(desired, step);
  return step;
};

const creationOf = (verdict: Verdict, desired: Desired, options: PlanOptions): Step => {
  const resource = {
    ...desired.resource,
    body: bodyToday(desired.resource.body, verdict.override, options.typeOf(verdict.type).canonical),
  };
  const missing = verdict.state === 'missing';
  return {
    kind: 'change',
    change: {
      ...aboutRule(verdict),
      action: 'create',
      reason: missing ? recreated : 'it is in git and not in the workspace',
      fields: diff(undefined, withRows(options.typeOf(verdict.type).canonical.normalize(resource.body), resource.rows)),
      warnings:
        missing && options.typeOf(verdict.type).resource.blocksIds === true
          ? [
              'The service blocks the id of a deleted rule for about a day; until then this create fails and can be repeated.',
            ]
          : [],
      writes: [
        { operation: 'put', resource, expect: 'absent' },
        ...rowsOf(resource, [], options.typeOf(verdict.type)),
        ...marking(verdict, sentOf(desired.resource), options),
      ],
    },
  };
};

const lostWarning = (lost: readonly JsonPointer[]): readonly string[] =>
  lost.length === 0
    ? []
    : [
        `Properties that Picket does not know cannot be kept, because what held them changes in git: ${lost.join(', ')}.`,
      ];

/** The switch of a rule that the service switched off, or people did past git, and that a write of git's state moves. */
export const switched = (verdict: Verdict, { typeOf }: PlanOptions): readonly FieldChange[] => {
  if (verdict.autoDisabled === undefined && !hasHold(verdict.override)) return [];
  const moved = switchOf(verdict, typeOf(verdict.type).canonical);
  return moved === undefined ? [] : [moved];
};

/** True for the one field that stands for what lies beside a body. */
const isOfRows = ({ at }: FieldVerdict): boolean => at === rowsField;

/** The rows that a write changes, one by one by their keys, how many in all, and why where most of them are replaced. */
const rowsSaid = (
  writes: readonly PlannedWrite[],
  { rows: there = [] }: LiveResource,
  body: JsonObject,
  { contents }: ManagedType,
): { readonly fields: readonly FieldChange[]; readonly warnings: readonly string[] } => {
  const write = writes.find(({ operation }) => operation === 'rows');
  if (write?.operation !== 'rows' || contents === undefined) return { fields: [], warnings: [] };
  const { fields, left } = shownRows(write, contents.keyOf(body));
  return {
    fields,
    warnings: [
      ...rewriteText(write, there),
      ...(left > 0 ? [`${counted(left, 'more row changes', 'more rows change')} that are not shown here.`] : []),
    ],
  };
};

const plain = ({ at, before, after }: FieldVerdict): FieldChange => ({ at, before, after });

/** Writes git's body, except for the fields in `held`, which keep the workspace's value and their old record. */
export const updateOf = (
  verdict: Verdict,
  reason: string,
  held: ReadonlySet<JsonPointer>,
  options: PlanOptions,
): Step => {
  const { desired, live } = verdict;
  if (desired === undefined || live === undefined) return settled;
  const { canonical } = options.typeOf(verdict.type);
  const { body: merged, lost } = mergedBody(desired.resource, live, [...held], canonical);
  const body = bodyToday(merged, verdict.override, canonical);
  const written = verdict.fields.filter((field) => field.side !== 'converged' && !held.has(fieldOf(field.at)));
  const recorded = verdict.record?.kind === 'fields' ? verdict.record.fields : {};
  const heldRecord: Record<JsonPointer, FieldDigests> = {};
  for (const at of held) heldRecord[at] = recorded[at] ?? { sent: undefined, live: undefined };
  const rowWrites = written.some(isOfRows)
    ? rowsOf({ ...desired.resource, body, name: live.name }, live.rows ?? [], options.typeOf(verdict.type))
    : [];
  const shown = rowsSaid(rowWrites, live, desired.resource.body, options.typeOf(verdict.type));
  return {
    kind: 'change',
    change: {
      ...aboutRule(verdict),
      action: 'update',
      reason,
      fields: [...written.map(plain), ...shown.fields, ...switched(verdict, options)],
      warnings: [...lostWarning(lost), ...shown.warnings],
      writes: [
        ...(written.every(isOfRows) && written.length > 0 && switched(verdict, options).length === 0
          ? []
          : [putOver(live, body)]),
        ...rowWrites,
        ...marking(verdict, { ...sentOf(desired.resource), held: heldRecord }, options),
      ],
    },
  };
};

/** Writes the marker alone; nothing where the workspace keeps none. */
export const refreshOf = (verdict: Verdict, reason: string, options: PlanOptions): Step => {
  if (verdict.desired === undefined || keepsNoMarker(verdict, options)) return settled;
  const writes = marking(verdict, sentOf(verdict.desired.resource), options);
  return {
    kind: 'change',
    change: { ...aboutRule(verdict), action: 'refresh', reason, fields: [], warnings: [], writes },
  };
};

/**
 * Takes a rule over without touching it: what runs becomes the baseline, so that everything in which git differs is git's
 * change, planned like any other by the next run. What is only spelled otherwise in git is no change of anybody: git's
 * spelling is recorded, so that a later edit in the workspace is not taken for a conflict.
 */
export const adoptOf = (verdict: Verdict, options: PlanOptions): Step => {
  const { live } = verdict;
  if (live === undefined) return settled;
  const body = verdict.sides?.running ?? live.body;
  const sent = verdict.fields.reduce(
    (known, { at, after, cosmetic }) => (cosmetic && after !== undefined ? withValue(known, at, after) : known),
    body,
  );
  const differing = fieldNames(verdict.fields.filter(({ cosmetic }) => !cosmetic));
  const from = verdict.owner === undefined ? 'it belongs to nobody' : `it belongs to ${verdict.owner}`;
  const keep =
    verdict.state === 'provenance' && verdict.marker !== undefined ? { keep: markerProperties(verdict.marker) } : {};
  return {
    kind: 'change',
    change: {
      ...aboutRule(verdict),
      action: 'adopt',
      reason: `taken over: ${from}`,
      fields: [],
      warnings: differing === '' ? [] : [`The next deploy writes what differs from git: ${differing}.`],
      writes: marking(verdict, { ...sentOf(recordable({ ...live, body: sent }, verdict)), ...keep }, options),
    },
  };
};
