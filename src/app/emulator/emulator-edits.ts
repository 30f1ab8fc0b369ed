import { resolve } from 'node:path';
import { firstType } from '../../content/index.ts';
import type { FieldChange } from '../../core/engine/change.ts';
import type { WorkspaceConfig } from '../../core/config/config.ts';
import { diff } from '../../core/engine/diff.ts';
import { PicketError } from '../../core/errors.ts';
import type { Io } from '../../core/io.ts';
import { isUnknown, type ActivityFact, type Workspace } from '../../core/ports.ts';
import { resourcePath, type LiveResource } from '../../core/resource.ts';
import { createPortal } from '../../emulator/index.ts';
import { connect } from '../connection.ts';
import { emulatedStore } from './emulated-store.ts';
import { openContent, openWorkspace, type WorkspaceRequest } from '../session.ts';
import { lintContext } from '../lint-context.ts';
import { withFields } from './portal-fields.ts';
import { type Project } from '../project.ts';
import { namedInContent, namedLive, resolveRules } from '../rule-names.ts';

/** What a colleague does in the portal, to an emulated workspace. */
export type EmulatorEditRequest = WorkspaceRequest & {
  /** The rule as it was typed. */
  readonly rule: string;
  /** Who does it; undefined for the portal's usual caller. */
  readonly as: string | undefined;
};

/** What became of a rule, for people. */
export type EmulatorEdited = {
  readonly workspace: string;
  readonly id: string;
  readonly displayName: string;
  readonly fields: readonly FieldChange[];
};

/** Rules are what people are played with. */
const { collection } = firstType.resource;

/** Who edits where nobody is named. */
const analyst = 'analyst@emulator.example';

type Emulated = WorkspaceConfig & { readonly emulator: NonNullable<WorkspaceConfig['emulator']> };

const isEmulated = (workspace: WorkspaceConfig): workspace is Emulated => workspace.emulator !== undefined;

/** The workspace to touch; never one in Azure, which people change where it is. */
const emulated = (workspace: WorkspaceConfig): Emulated => {
  if (isEmulated(workspace)) return workspace;
  throw new PicketError('usage', `The workspace ${workspace.name} is in Azure, and this changes emulated ones only.`, {
    code: 'not-emulated',
    hint: 'Name one whose `emulator` picket.yaml has; without -w it is `local`.',
  });
};

/** The same workspace, entered by somebody else than Picket. */
const enteredBy = (workspace: Emulated, who: string | undefined): WorkspaceConfig => {
  const { emulator } = workspace;
  if ('state' in emulator)
    return { ...workspace, emulator: { ...emulator, settings: { ...emulator.settings, caller: who ?? analyst } } };
  if (who === undefined) return workspace;
  throw new PicketError(
    'usage',
    `The workspace ${workspace.name} is served at ${emulator.url}, which knows one caller.`,
    {
      code: 'one-caller',
      hint: 'Leave --as out, or use a workspace with `emulator: {state: FILE}`.',
    },
  );
};

type Scene = {
  readonly project: Project;
  readonly config: Emulated;
  readonly workspace: Workspace;
  readonly live: LiveResource;
};

const nameOf = (rule: LiveResource): string => {
  const [named] = namedLive([rule], [], firstType.managed({ now: 0 }));
  return named?.displayName ?? rule.name;
};

const enter = async (io: Io, request: EmulatorEditRequest): Promise<Scene> => {
  const { config: from, workspace: named } = request;
  const reading = { config: from, workspace: named, queries: 'skip', missingFolders: 'empty' } as const;
  const { project, workspace: chosen, content } = await openContent(io, reading);
  const config = emulated(chosen);
  const { workspace } = await connect(project, enteredBy(config, request.as), io);
  const rules = await workspace.list(collection);
  const running = new Set(rules.map(({ name }) => name.toLowerCase()));
  const inGit = namedInContent(content).filter(({ id }) => running.has(id.toLowerCase()));
  const [id = ''] = resolveRules(io, [request.rule], namedLive(rules, inGit, firstType.managed({ now: 0 })), {
    to: 'write',
    unknown: (text) => `The workspace ${config.name} has no analytics rule \`${text}\`.`,
    hint:
      rules.length === 0
        ? `It has none yet: picket deploy -w ${config.name}.`
        : 'Name it by its id, its path or its display name. Other content is changed over HTTP, while picket emulator --state FILE serves the workspace.',
  }).ids;
  const live = rules.find(({ name }) => name.toLowerCase() === id.toLowerCase());
  if (live === undefined) throw new Error(`The rule ${id} was resolved and is not there.`);
  return { project, config, workspace, live };
};

const edited = ({ config, live }: Scene, fields: readonly FieldChange[]): EmulatorEdited => ({
  workspace: config.name,
  id: live.name,
  displayName: nameOf(live),
  fields,
});

/**
 * Changes fields of a rule in an emulated workspace as a person in the portal would: the emulator judges the write, and
 * the activity log names who made it. Rejects with a `usage` error for a workspace in Azure, a rule or a field that there
 * is not, and with a `service` error in the service's words for a value that it refuses.
 */
export const editEmulated = async (
  io: Io,
  request: EmulatorEditRequest & { readonly fields: readonly string[] },
): Promise<EmulatorEdited> => {
  const scene = await enter(io, request);
  const { live, workspace } = scene;
  const body = withFields(live.body, request.fields, firstType.portal);
  const written = await workspace.put(
    { type: collection, name: live.name, body },
    live.etag === undefined ? { kind: 'any' } : { kind: 'unchanged', etag: live.etag },
  );
  const { now } = lintContext(io);
  return edited(scene, diff(firstType.normalize(live.body, { now }), firstType.normalize(written.body, { now })));
};

/** Deletes a rule of an emulated workspace as a person in the portal would. Rejects as an edit does. */
export const deleteEmulated = async (io: Io, request: EmulatorEditRequest): Promise<EmulatorEdited> => {
  const scene = await enter(io, request);
  await scene.workspace.remove(collection, scene.live.name, { kind: 'any' });
  return edited(scene, []);
};

/**
 * Switches a rule off as the service does after repeated failures, with a reason. Rejects as an edit does, and with a
 * `usage` error for an emulator that is only reached over HTTP.
 */
export const breakEmulated = async (
  io: Io,
  request: EmulatorEditRequest & { readonly reason: string },
): Promise<EmulatorEdited> => {
  const scene = await enter(io, request);
  const { emulator } = scene.config;
  if (!('state' in emulator))
    throw new PicketError('usage', `The workspace ${scene.config.name} is served at ${emulator.url}.`, {
      code: 'no-state',
      hint: 'Only with `emulator: {state: FILE}` can the service itself be played.',
    });
  const portal = createPortal({
    store: await emulatedStore(io, resolve(scene.project.root, emulator.state)),
    clock: io.clock,
    target: scene.config,
  });
  await portal.autoDisable(scene.live.name, request.reason);
  return edited(scene, []);
};

/** One entry of the activity log, with the name of its rule where that is still there. */
export type EmulatorLogEntry = ActivityFact & { readonly id: string; readonly displayName: string | undefined };

/** Who changed which rule of an emulated workspace and when, newest first: its activity log. */
export const logOfEmulated = async (io: Io, request: WorkspaceRequest): Promise<readonly EmulatorLogEntry[]> => {
  const { workspace: chosen, connection } = await openWorkspace(io, request);
  const config = emulated(chosen);
  const { workspace, facts } = connection;
  const found = await facts.activity(0);
  if (isUnknown(found)) throw new PicketError('auth', found.unknown, { code: 'activity-unknown' });
  const names = new Map((await workspace.list(collection)).map((rule) => [rule.name.toLowerCase(), nameOf(rule)]));
  const here = `${resourcePath(config, collection)}/`.toLowerCase();
  return found
    .filter(({ resourceId }) => resourceId.toLowerCase().startsWith(here))
    .map((fact) => {
      const id = decodeURIComponent(fact.resourceId.slice(here.length));
      return { ...fact, id, displayName: names.get(id.toLowerCase()) };
    });
};
