import { resolve } from 'node:path';
import type { Connection } from '../azure/connect.ts';
import { contentTypes } from '../content/index.ts';
import type { Desired } from '../core/engine/change.ts';
import type { DisabledRule, WorkspaceConfig } from '../core/config/config.ts';
import type { ContentType } from '../core/content-type.ts';
import type { RunContext } from '../core/lint-rule.ts';
import type { Io } from '../core/io.ts';
import { withValue } from '../core/engine/live-state.ts';
import { typeTable, type TypeOf } from '../core/engine/managed-type.ts';
import { hasExpired } from '../core/plan/plan-options.ts';
import type { Observer } from '../core/ports.ts';
import { means, settledEntries, type Ref } from '../core/ref.ts';
import { alone, type Shared } from './fleet/shared.ts';
import { connect } from './connection.ts';
import { loadContent, type Content } from './content/content.ts';
import { diskFiles, type ContentFiles } from './content/content-files.ts';
import { typesInPlay } from './content/file-type.ts';
import { lintContext } from './lint-context.ts';
import type { AnalysisIo } from './analyse.ts';
import { chooseWorkspace, openProject, type ConfigChoice, type Project } from './project.ts';
import { needsOf } from './content/needs.ts';
import { filesAt } from './content/ref-files.ts';

export type WorkspaceRequest = {
  readonly config: ConfigChoice;
  /** Name in picket.yaml; undefined for `local`. */
  readonly workspace: string | undefined;
  /** Git ref whose rules are meant; the work tree's unless given. picket.yaml is always the work tree's. */
  readonly ref?: string;
  /** What a configured folder that does not exist means; an error unless given. */
  readonly missingFolders?: 'refuse' | 'empty';
  /** `skip` where nothing depends on what queries do; they are compiled unless given. */
  readonly queries?: 'analyse' | 'skip';
  /** `errors` where no finding is shown, and it only counts which files have errors; `all` unless given. */
  readonly findings?: 'all' | 'errors';
  /** Folders that are read besides those of the workspace, absolute; they need not exist. */
  readonly also?: readonly string[];
  /** Narrows the files that are read, where the run is about few of them; `ref` counts for more. */
  readonly narrow?: (files: ContentFiles) => ContentFiles;
  /** The one file that the run is about, relative to the working directory, whether the workspace takes it or not. */
  readonly file?: string;
  /** What the run has in common with those over other workspaces; nothing unless given. */
  readonly shared?: Shared | undefined;
};

/** A project, the workspace of a run, and the content meant for it. Nothing has been asked of the service yet. */
export type Session = {
  readonly project: Project;
  readonly workspace: WorkspaceConfig;
  readonly connection: Connection;
  readonly context: RunContext;
  /** The types that the workspace may hold. */
  readonly types: readonly ContentType[];
  readonly typeOf: TypeOf;
  readonly content: Content;
  readonly io: AnalysisIo;
  /** The git ref that the content is of; absent for the work tree. */
  readonly ref?: string;
};

/** A project and one of its workspaces. */
export type Opened = Pick<Session, 'project' | 'workspace' | 'context'>;

type OpenRequest = Pick<WorkspaceRequest, 'config' | 'workspace' | 'shared'>;

const open = async (io: Io, { config, workspace: name, shared = alone }: OpenRequest): Promise<Opened> => {
  const project = await shared.project(config, () => openProject(io, config));
  const workspace = chooseWorkspace(project, io, name);
  return { project, workspace, context: lintContext(io, workspace) };
};

/** Opens the project and picks the workspace, for what needs no content. */
export const openWorkspace = async (io: Io, request: OpenRequest): Promise<Opened & Pick<Session, 'connection'>> => {
  const opened = await open(io, request);
  const { project, workspace } = opened;
  return { ...opened, connection: await connect(project, workspace, io, { pool: request.shared?.pool }) };
};

/** One file, which need not be there. */
const only =
  (path: string) =>
  (files: ContentFiles): ContentFiles => ({ ...files, discover: async () => [path] });

/** Opens the project, picks the workspace and checks the content meant for it, without a way to the service. */
export const openContent = async (io: Io, request: WorkspaceRequest): Promise<Omit<Session, 'connection'>> => {
  const { shared = alone, missingFolders, queries, findings, ref, also, narrow, file } = request;
  const opened = await open(io, request);
  const { project, workspace, context } = opened;
  const of = JSON.stringify([ref, missingFolders, queries, findings, also, file]);
  const chosen = narrow ?? (file === undefined ? undefined : only(resolve(io.cwd, file)));
  const filesOf = async (): Promise<ContentFiles> => {
    const files = ref === undefined ? diskFiles(project, io.cwd) : await filesAt(project, io, ref);
    return chosen === undefined || (ref !== undefined && file === undefined) ? files : chosen(files);
  };
  const content = await shared.content(project, workspace, of, async () =>
    loadContent(project, io, context, {
      ...(file === undefined ? { paths: [], workspace } : { paths: [file], as: workspace }),
      ...(missingFolders === undefined ? {} : { missingFolders }),
      ...(queries === undefined ? {} : { queries }),
      ...(findings === undefined ? {} : { findings }),
      ...(also === undefined ? {} : { also }),
      ...(shared.once === undefined ? {} : { once: shared.once }),
      ...(ref === undefined && chosen === undefined ? {} : { files: await filesOf() }),
    }),
  );
  return {
    ...opened,
    content,
    types: typesInPlay(project, workspace.content ?? project.config.content, content.items),
    typeOf: typeTable(contentTypes.map((type) => type.managed(context))),
    io,
    ...(ref === undefined ? {} : { ref }),
  };
};

/** Opens the project, picks the workspace and checks the content meant for it. */
export const openSession = async (io: Io, request: WorkspaceRequest, observer?: Observer): Promise<Session> => {
  const opened = await openContent(io, request);
  const { project, workspace, types } = opened;
  return {
    ...opened,
    connection: await connect(project, workspace, io, { observer, types, pool: request.shared?.pool }),
  };
};

/** True when nothing may be planned, because the content has errors. */
export const isBroken = (content: Content): boolean => content.diagnostics.some(({ severity }) => severity === 'error');

/** Configured exceptions that hold in one workspace. */
export const inForce = <T extends { readonly workspace?: string }>(
  entries: readonly T[],
  workspace: string,
): readonly T[] => entries.filter((entry) => entry.workspace === undefined || entry.workspace === workspace);

/** Rules that picket.yaml switches off in the session's workspace today. */
export const disabledToday = ({
  project,
  workspace,
  context,
}: Pick<Session, 'project' | 'workspace' | 'context'>): readonly DisabledRule[] =>
  inForce(project.config.disabled, workspace.name).filter(({ until }) => !hasExpired(until, context.now));

export const isOffToday = (
  session: Pick<Session, 'content' | 'project' | 'workspace' | 'context'>,
): ((ref: Ref) => boolean) => {
  const refs = session.content.rules.map(({ rule, item }) => ({ type: item.type.name, id: rule.id }));
  const off = settledEntries('disabled', disabledToday(session), refs).entries;
  return (ref) => off.some(({ rule }) => means(rule, ref));
};

/** What was made of an item, and of what: for another workspace that takes the same it is the same. */
type Made = Pick<Session['content'], 'factsOf' | 'givenBy'> & { readonly desired: Desired };

const made = new WeakMap<object, Made>();

/** An item as its file says; the same value for each workspace in which it comes to the same. */
const asWritten = (
  { content, context }: Pick<Session, 'content' | 'context'>,
  entry: Session['content']['rules'][number],
): Desired => {
  const { rule, item } = entry;
  const { factsOf, givenBy } = content;
  const resource = rule.render(context);
  const known = made.get(entry);
  if (known?.desired.resource === resource && known.factsOf === factsOf && known.givenBy === givenBy)
    return known.desired;
  const needs = needsOf(content, entry, context);
  const desired: Desired = {
    type: item.type.name,
    resource,
    displayName: rule.name ?? rule.id,
    version: rule.version,
    path: item.document.path,
    ...(needs.length === 0 ? {} : { needs }),
  };
  made.set(entry, { factsOf, givenBy, desired });
  return desired;
};

/** The rules as they should run today: as their files say, and off while picket.yaml switches them off. */
export const desiredOf = (
  session: Pick<Session, 'content' | 'context' | 'project' | 'workspace' | 'typeOf'>,
): readonly Desired[] => {
  const isOff = isOffToday(session);
  return session.content.rules.map((entry) => {
    const desired = asWritten(session, entry);
    const { resource, type } = desired;
    const { enabled } = session.typeOf(type).canonical;
    return isOff({ type, id: entry.rule.id }) && enabled !== undefined
      ? { ...desired, resource: { ...resource, body: withValue(resource.body, enabled, false) } }
      : desired;
  });
};
