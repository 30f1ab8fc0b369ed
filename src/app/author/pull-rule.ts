import { resolve } from 'node:path';
import type { Verdict } from '../../core/engine/change.ts';
import type { ContentType } from '../../core/content-type.ts';
import type { FileForm, MergedFile } from '../../core/file-form.ts';
import type { Io } from '../../core/io.ts';
import type { JsonObject, JsonValue } from '../../core/json.ts';
import { without } from '../../core/engine/live-state.ts';
import { pointer, valueAt } from '../../core/pointer.ts';
import { readDocument } from '../../core/text/read-document.ts';
import type { SourceDocument } from '../../core/text/source.ts';
import { transfer, type Transfer, type TransferConflict } from '../../core/transfer.ts';
import type { LiveResource, Row } from '../../core/resource.ts';
import { shown } from '../../files/discover.ts';
import { writeAtomically } from '../../files/disk.ts';
import type { RuleItem } from '../content/content.ts';
import { differing, type PullStep } from './pull-choice.ts';
import type { PullSession } from './pull-content.ts';
import { pullIntoOverlays, type OverlayPull } from './pull-overlay.ts';
import { ignoringWhatRuns } from './pull-findings.ts';
import { readRows } from '../change/apply-rows.ts';
import { lossOf, writeBeside } from './rule-files.ts';
import { laidOut } from '../check/fmt.ts';

/** The name that a rule has for people: of built-in rules it is read-only, and only documents the file. */
const withName = (type: ContentType, value: JsonObject, displayName: string): JsonObject => {
  if (type.summary(value).name !== undefined) return value;
  const { id, ...rest } = value;
  return { ...(id === undefined ? {} : { id }), name: displayName, ...rest };
};

const saysNothing = (value: JsonValue | undefined): boolean =>
  value === undefined || value === null || (typeof value === 'object' && Object.keys(value).length === 0);

/** Properties without a value say nothing, whatever they are. */
const unknownNote = (body: JsonObject, unknown: readonly string[]): readonly string[] => {
  const said = unknown.filter((at) => !saysNothing(valueAt(body, at)));
  return said.length === 0
    ? []
    : [`Picket does not know ${said.join(', ')}: the file does not have it, and every deployment keeps it.`];
};

const lossNote = (lost: readonly string[]): readonly string[] =>
  lost.length === 0 ? [] : [`The file cannot say exactly what runs: ${lost.join(', ')}.`];

/** The type of what a verdict is about. */
export const typeIn = ({ types }: PullSession, verdict: Verdict): ContentType => {
  const type = types.find(({ name }) => name === verdict.type);
  if (type === undefined) throw new Error(`There is no content type ${verdict.type}.`);
  return type;
};

/** What lies beside a resource that git does not have yet. */
const rowsOf = async (
  { connection, io }: PullSession,
  { contents }: ContentType,
  live: LiveResource,
): Promise<readonly Row[] | undefined> =>
  contents === undefined ? undefined : (live.rows ?? readRows(connection.workspace, live, contents, io.signals.stop));

/** A body as files of its type are made of it: what lies beside it is its member `rows`. */
const withValues = (body: JsonObject, rows: readonly Row[] | undefined): JsonObject =>
  rows === undefined ? body : { ...body, rows: rows.map(({ value }) => value) };

/** Writes the file of a rule that has none. A rule of a kind that Picket does not know gets no file. */
export const createFile = async (io: Io, session: PullSession, verdict: Verdict, path: string): Promise<Transfer> => {
  const { live } = verdict;
  const entry = { id: verdict.id, name: verdict.displayName, path: shown(io.cwd, path) };
  if (live === undefined) return transfer({ ...entry, action: 'left' });
  const type = typeIn(session, verdict);
  const { canonical } = session.typeOf(verdict.type);
  const { body: stripped } = canonical.stripAutoDisabled(live.body);
  const unknown = canonical.unknownProperties(stripped);
  const body = without(stripped, unknown);
  const rows = await rowsOf(session, type, live);
  const value = withName(
    type,
    type.file.valueOf(withValues(body, rows), live.name, session.context),
    verdict.displayName,
  );
  const lost = lossOf(type, value, { body, ...(rows === undefined ? {} : { rows }) }, session.context);
  if (lost.includes('rule') || lost.includes('kind'))
    return transfer({
      ...entry,
      action: 'refused',
      notes: [
        type.imports === undefined
          ? `Files of ${type.words.many} are whole templates, and the workspace keeps none: bring the file back from the history of git.`
          : `Its kind ${JSON.stringify(live.body['kind'] ?? null)} or its fields are not what such a file can hold; nothing was written.`,
      ],
    });
  // What is refused shows in the text as it is written: laid out, an escaped character stands there itself.
  const text = await laidOut(type, entry.path, type.file.print(value));
  await writeAtomically(path, ignoringWhatRuns(type, entry.path, text, session.context));
  await writeBeside(path, type.files?.write(value));
  return transfer({
    ...entry,
    action: lost.length > 0 ? 'incomplete' : 'created',
    notes: [
      ...lossNote(lost),
      ...unknownNote(stripped, unknown),
      ...(verdict.autoDisabled === undefined
        ? []
        : [`The service switched it off (${verdict.autoDisabled}); the file has it as it was before.`]),
    ],
  });
};

const lineOf = (document: SourceDocument, field: string, form: FileForm): { readonly line?: number } => {
  const key = pointer(form.keyOf(field));
  if (valueAt(document.value, key) === undefined) return {};
  return { line: document.range(document.locate(key, 'key')).start.line };
};

const conflictOf = (
  document: SourceDocument,
  field: string,
  theirs: JsonValue | undefined,
  ours: JsonValue | undefined,
  form: FileForm,
): TransferConflict => ({ field, theirs, ours, ...lineOf(document, field, form) });

const memberOf = (body: JsonObject, name: string): JsonValue | undefined =>
  name === 'kind' || name === 'rows' ? body[name] : valueAt(body, pointer('properties', name));

/** The text with its version raised, where it has one of its own; says so where that is not three numbers. */
const bumped = (
  form: FileForm,
  path: string,
  text: string,
): { readonly text: string; readonly note: readonly string[] } => {
  const { document } = readDocument(path, text);
  const raised = form.raise(document);
  if (raised !== undefined) return { text: raised.text, note: [] };
  const there = valueAt(document.value, '/version');
  return { text, note: there === undefined ? [] : ['Its version is not three numbers and was not raised.'] };
};

/** The properties that a step is about, by their names. */
const propertiesOf = (verdict: Verdict, { properties }: Extract<PullStep, { kind: 'merge' }>): readonly string[] =>
  properties === 'all' ? differing(verdict) : properties;

/** What picket.yaml takes of a rule that it changes. */
const overlaysTake = (
  io: Io,
  session: PullSession,
  item: RuleItem,
  { wanted, name }: { readonly wanted: JsonObject; readonly name: string },
  properties: readonly string[],
): OverlayPull => {
  const { project, content, config } = session;
  const value = item.made === undefined ? {} : item.type.file.valueOf(wanted, name, session.context);
  return pullIntoOverlays(
    { project, cwd: io.cwd, items: content.items, config },
    item,
    { body: wanted, value, form: item.type.file },
    properties,
  );
};

/** What is to be said where the file by itself is no whole rule, so that nothing can be merged into it. */
const unsaid = (
  made: RuleItem['made'],
  merged: MergedFile | undefined,
  { file }: OverlayPull,
): OverlayPull['refused'] =>
  made !== undefined && merged === undefined
    ? file.map((property) => ({ property, reason: 'the file is a whole rule with picket.yaml only' }))
    : [];

/** Writes what the workspace changed into the file that is there; what both sides changed stays as it is. */
export const mergeFile = async (
  io: Io,
  session: PullSession,
  verdict: Verdict,
  step: Extract<PullStep, { kind: 'merge' }>,
): Promise<Transfer> => {
  const { live, desired } = verdict;
  const item = session.content.items.find(({ document }) => document.path === desired?.path);
  const entry = { id: verdict.id, name: verdict.displayName };
  const { sides } = verdict;
  if (live === undefined || desired === undefined || item === undefined || sides === undefined)
    return transfer({ ...entry, action: 'left' });
  const { type } = item;
  const { document } = item.made?.file ?? item;
  const wanted = withValues(sides.live, live.rows);
  const overlays = overlaysTake(io, session, item, { wanted, name: live.name }, propertiesOf(verdict, step));
  const merged = type.file.merge(
    document,
    wanted,
    type.contextOf(session.context),
    item.made === undefined && step.properties === 'all' ? undefined : overlays.file,
  );
  const ofFile = merged?.written ?? [];
  const written = [...ofFile, ...overlays.written];
  const plain = merged === undefined || ofFile.length === 0 ? document.text : merged.text;
  const { text: raised, note } =
    plain === document.text || versionTaken(document, plain)
      ? { text: plain, note: [] }
      : bumped(type.file, document.path, plain);
  const text =
    raised === document.text ? raised : ignoringWhatRuns(type, document.path, raised, session.context, document.text);
  if (text !== document.text) await writeAtomically(resolve(io.cwd, document.path), text);
  await writeBeside(resolve(io.cwd, document.path), merged?.beside);
  const refused = [...(merged?.refused ?? []), ...overlays.refused, ...unsaid(item.made, merged, overlays)];
  const after = readDocument(document.path, text).document;
  const conflicts = step.conflicts.map((name) =>
    conflictOf(after, name, memberOf(sides.live, name), memberOf(sides.git ?? {}, name), type.file),
  );
  const action =
    conflicts.length > 0
      ? 'conflict'
      : refused.length > 0
        ? 'incomplete'
        : written.length > 0
          ? 'updated'
          : 'unchanged';
  return transfer({
    ...entry,
    action,
    path: document.path,
    fields: written,
    conflicts,
    notes: [
      ...refused.map(({ property, reason }) => `${property} was not written: ${reason}.`),
      ...note,
      ...(conflicts.length === 0 ? [] : conflictNotes(verdict)),
      ...unknownNote(live.body, verdict.unknownProperties),
    ],
  });
};

/** The version of a linked rule that just followed its template is the template's, and not to be raised. */
const versionTaken = (before: SourceDocument, text: string): boolean =>
  valueAt(readDocument(before.path, text).document.value, '/version') !== valueAt(before.value, '/version');

const conflictNotes = (verdict: Verdict): readonly string[] => [
  verdict.note === undefined
    ? 'Changed in git and in the workspace: settle it in the file, then deploy with --overwrite.'
    : `Cannot be merged field by field: ${verdict.note}.`,
];
