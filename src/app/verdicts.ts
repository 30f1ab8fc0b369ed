import type { Verdict } from '../core/engine/change.ts';
import { markersOwed, type Begun } from '../core/engine/begun.ts';
import { compare, type CompareInput } from '../core/engine/compare.ts';
import type { ContentType } from '../core/content-type.ts';
import { PicketError } from '../core/errors.ts';
import type { Workspace } from '../core/ports.ts';
import { markedResource, ownerOf, recordIn } from '../core/engine/marker.ts';
import { overridesIn } from '../core/engine/override.ts';
import { rowsRecorded, type Contents } from '../core/engine/rows.ts';
import type { LiveResource, Row } from '../core/resource.ts';
import { readRows } from './change/apply-rows.ts';
import { begunIn } from './change/kept/begun-writes.ts';
import { forEachOf } from './each-of.ts';
import { breath } from './breath.ts';
import { believed } from './believed.ts';
import type { Content } from './content/content.ts';
import { analyse } from './analyse.ts';
import { asItRuns, invalidOf } from './content/partial-content.ts';
import { readLagOf } from './service-profile.ts';
import { desiredOf, isBroken, isOffToday, type Session } from './session.ts';

export type Judged = {
  /** The content as it stands against what runs. */
  readonly content: Content;
  readonly verdicts: readonly Verdict[];
  /** The tables that a query reads, for queries that differ between git and the workspace. */
  readonly tablesOf: (query: string) => readonly string[];
  /** Read only where something may be deleted, for the warning that one of these names it. */
  readonly mentioning: readonly LiveResource[];
  readonly live: readonly LiveResource[];
  readonly metadata: readonly LiveResource[];
  /** What earlier runs began to write to it and may not have marked; absent for none. */
  readonly begun?: readonly Begun[];
};

/** Only a changed query needs a look at its tables: an unchanged plan never loads the engine. */
const readTables = async (
  { project, workspace, io, typeOf }: Session,
  verdicts: readonly Verdict[],
): Promise<Judged['tablesOf']> => {
  const changed = verdicts.flatMap(({ type, fields }) =>
    fields.filter(({ at }) => typeOf(type).queries.includes(at)).flatMap(({ before, after }) => [before, after]),
  );
  const queries = changed.filter((query) => typeof query === 'string');
  const { factsOf } = await analyse(project, { ...io, cwd: project.root }, { workspace }, queries);
  return (query) => factsOf(query)?.tables.map(({ name }) => name) ?? [];
};

export type Listed = Omit<Judged, 'verdicts' | 'tablesOf' | 'content'>;

/**
 * Markers of a workspace that keeps none of ours: they still say which rules are somebody else's. Where they may not be
 * read, nobody can tell, and the plan says that it has no markers.
 */
const readableMarkers = async (workspace: Workspace): Promise<readonly LiveResource[]> => {
  try {
    return await workspace.list('metadata');
  } catch (error) {
    if (error instanceof PicketError && error.kind === 'auth') return [];
    throw error;
  }
};

/** The resources of a type among all that were listed. */
export const ofType = ({ resource }: Pick<ContentType, 'resource'>, live: readonly LiveResource[]) =>
  live.filter((item) => item.type === resource.collection && resource.isOurs?.(item) !== false);

const listCollections = async (
  workspace: Pick<Workspace, 'list'>,
  collections: readonly string[],
): Promise<readonly LiveResource[]> =>
  (await Promise.all([...new Set(collections)].map((collection) => workspace.list(collection)))).flat();

/** Everything that a workspace has of some types, each collection asked for once. */
export const listTypes = async (
  workspace: Pick<Workspace, 'list'>,
  types: readonly Pick<ContentType, 'resource'>[],
): Promise<readonly LiveResource[]> => {
  return listCollections(
    workspace,
    types.map(({ resource }) => resource.collection),
  );
};

/** Collections whose resources name those of some types. */
const mentioningOf = (types: readonly ContentType[]): readonly string[] =>
  types.flatMap(({ risk }) => (risk?.mentions === undefined ? [] : [risk.mentions.collection]));

/** The resources with what lies beside them: of those that git has or this project deployed, since each is read by itself. */
const withRowsRead = async (
  { types, content, connection, project, io, context }: Session,
  live: readonly LiveResource[],
  metadata: readonly LiveResource[],
): Promise<readonly LiveResource[]> => {
  const forms = new Map<LiveResource, Contents>();
  for (const type of types) {
    if (type.contents === undefined) continue;
    const ours = metadata.filter((marker) => ownerOf(marker, project.config.project).kind === 'ours');
    const recorded = new Map(
      ours.flatMap((marker) => {
        const name = markedResource(marker, type.resource);
        return name === undefined ? [] : [[name, recordIn(marker)] as const];
      }),
    );
    const files = new Map(
      content.rules.flatMap(({ rule, item }) =>
        item.type === type ? [[rule.id.toLowerCase(), rule.render(context)] as const] : [],
      ),
    );
    /** Rows count where git has some, and all those of a list that git no longer has: they go with it, whoever wrote them. */
    const counts = (name: string): boolean => {
      const [file, record] = [files.get(name), recorded.get(name)];
      if (file === undefined) return recorded.has(name);
      if (file.rowsAre === 'seed') return record === undefined || rowsRecorded(record) === 'open';
      return file.rows !== undefined;
    };
    for (const resource of ofType(type, live))
      if (counts(resource.name.toLowerCase())) forms.set(resource, type.contents);
  }
  if (forms.size === 0) return live;
  const rows = new Map<LiveResource, readonly Row[]>();
  await forEachOf([...forms], io.signals.stop, async ([resource, form]) => {
    rows.set(resource, await readRows(connection.workspace, resource, form, io.signals.stop));
  });
  // Rows that were not read any more are not rows that are gone.
  await breath(io);
  return live.map((resource) => {
    const found = rows.get(resource);
    return found === undefined ? resource : { ...resource, rows: found };
  });
};

/** What the workspace has: its listing pages, what lies beside some resources, and nothing else. */
export const listed = async (session: Session, also: { readonly mentioning: boolean }): Promise<Listed> => {
  const { workspace } = session.connection;
  const [live, metadata, mentioning, begun] = await Promise.all([
    listTypes(workspace, session.types),
    session.workspace.ownership === 'markers' ? workspace.list('metadata') : readableMarkers(workspace),
    also.mentioning ? listCollections(workspace, mentioningOf(session.types)) : [],
    begunIn(session),
  ]);
  return { live: await withRowsRead(session, live, metadata), metadata, mentioning, begun };
};

/** Compares, with the markers that a run which died still owes its rules. */
const compared = (input: CompareInput, begun: readonly Begun[], { typeOf }: Session): readonly Verdict[] => {
  const verdicts = compare(input);
  const { project, ownership, metadata } = input;
  if (begun.length === 0 || project === undefined || ownership === 'none') return verdicts;
  const owed = markersOwed(verdicts, begun, { typeOf, project });
  if (owed.length === 0) return verdicts;
  const names = new Set(owed.map(({ name }) => name.toLowerCase()));
  const others = metadata.filter(({ name }) => !names.has(name.toLowerCase()));
  return compare({ ...input, metadata: [...others, ...owed] });
};

/** Compares what a workspace has with the content of a session. */
export const verdictsOf = (session: Session, { live, metadata, begun = [] }: Listed): readonly Verdict[] => {
  const desired = desiredOf(session);
  return session.types.flatMap((type) => {
    const invalid = invalidOf(session.content, type);
    const input: CompareInput = {
      type: session.typeOf(type.name),
      desired: desired.filter(
        (item) => item.type === type.name && invalid?.ids.has(item.resource.name.toLowerCase()) !== true,
      ),
      live: ofType(type, live),
      metadata,
      overrides: overridesIn(metadata, {
        resource: session.typeOf(type.name).resource,
        project: session.project.config.project,
        now: session.context.now,
      }),
      project: session.project.config.project,
      ownership: session.workspace.ownership,
      ...(invalid === undefined ? {} : { invalid }),
    };
    return compared(input, begun, session);
  });
};

/** Reads the workspace and compares it with the content: with the files that are valid, where some are not. */
export const readJudged = async (
  session: Session,
  also: { readonly mentioning: boolean } = { mentioning: false },
): Promise<Judged> => {
  const { connection, project, workspace, io } = session;
  const judged = await believed({
    workspace: connection.workspace,
    typeOf: session.typeOf,
    clock: io.clock,
    window: await readLagOf(project.root, workspace),
    list: () => listed(session, also),
    compared: (lists) => judgedBy(session, lists),
    signal: io.signals.stop,
  });
  return { ...judged, tablesOf: await readTables(session, judged.verdicts) };
};

/** The session with the findings about queries that the workspace runs as warnings. */
export const withRunning = (session: Session, { live }: Pick<Listed, 'live'>): Session => {
  const { typeOf, context } = session;
  return { ...session, content: asItRuns(session.content, live, { typeOf, context, isOff: isOffToday(session) }) };
};

const judgedBy = (session: Session, lists: Listed): Omit<Judged, 'tablesOf'> => {
  const running = withRunning(session, lists);
  return { ...lists, content: running.content, verdicts: verdictsOf(running, lists) };
};

/**
 * Reads the workspace; undefined where it cannot be read and files have errors, since then those are all there is to
 * say.
 */
export const readJudgedIfThere = async (
  session: Session,
  also?: { readonly mentioning: boolean },
): Promise<Judged | undefined> => {
  if (!isBroken(session.content)) return readJudged(session, also);
  try {
    return await readJudged(session, also);
  } catch (error) {
    if (error instanceof PicketError && error.kind !== 'interrupted') return undefined;
    throw error;
  }
};
