import { connectWorkspace, type Connection } from '../azure/connect.ts';
import type { Pool } from '../azure/pool.ts';
import { httpEmulatorTransport } from '../azure/http-emulator.ts';
import { holdsAll, type SameBody } from '../azure/workspace.ts';
import { contentTypes, firstType, functionSources, kindOf } from '../content/index.ts';
import type { CredentialConfig, EmulatorSetting, WorkspaceConfig } from '../core/config/config.ts';
import { groupOrder } from '../core/config/layers.ts';
import { sayable } from '../core/engine/live-state.ts';
import type { ContentType } from '../core/content-type.ts';
import type { NormalizeContext } from '../core/lint-rule.ts';
import type { Io } from '../core/io.ts';
import { equalJson } from '../core/json.ts';
import type { Observer, Transport } from '../core/ports.ts';
import { version } from '../version.ts';
import type { Project } from './project.ts';

/** The way to an emulator: a running one, or one in this process over a file. */
export const transportOf = async (
  project: Pick<Project, 'root'>,
  setting: EmulatorSetting,
  io: Pick<Io, 'clock' | 'cwd'>,
): Promise<Transport> => {
  if ('url' in setting) return httpEmulatorTransport(setting.url);
  // Loaded only here: a run against Azure has no use for the emulator.
  const { emulatorTransport } = await import('./emulator/emulated-store.ts');
  return emulatorTransport(project, setting, io);
};

/** Whether the service holds what was sent, in whatever spelling it keeps it. */
const sameBody =
  (context: NormalizeContext): SameBody =>
  (collection, sent, live) => {
    // Types may share a collection: what was sent is of one of them.
    const resource = { type: collection, name: '', id: '', etag: '""', body: sent };
    const type = contentTypes.find(
      (each) => each.resource.collection === collection && each.resource.isOurs?.(resource) !== false,
    );
    if (type === undefined) return holdsAll(sent, live);
    const { canonical } = type.managed(context);
    return equalJson(canonical.normalize(sent), sayable(canonical.normalize(live), canonical));
  };

/** The same workspace, which says when a list is begun and how much is in it. */
const told = (connection: Connection, io: Pick<Io, 'progress' | 'clock'>): Connection => {
  const { workspace } = connection;
  const at = (): string => new Date(io.clock.now()).toISOString();
  return {
    ...connection,
    workspace: {
      ...workspace,
      list: async (type, signal) => {
        const { words } = kindOf(type);
        io.progress?.({ type: 'listing', at: at(), what: type, words });
        const found = await workspace.list(type, signal);
        io.progress?.({ type: 'listed', at: at(), what: type, words, count: found.length });
        return found;
      },
    },
  };
};

/** Who signs in to a workspace, and its name in picket.yaml: what the workspace says, else its last group that says so. */
const applicationOf = (
  { config }: Project,
  workspace: WorkspaceConfig,
): { readonly name: string; readonly config: CredentialConfig } | undefined => {
  const named = groupOrder(config.groups, workspace.groups ?? []).map((group) => config.groups[group]?.credential);
  const name = workspace.credential ?? named.findLast((each) => each !== undefined);
  const found = name === undefined ? undefined : config.credentials[name];
  return name === undefined || found === undefined ? undefined : { name, config: found };
};

/** Opens the workspace that a configuration names: the real one, a running emulator, or one in this process over a file. */
export const connect = async (
  project: Project,
  workspace: WorkspaceConfig,
  io: Io,
  {
    observer,
    types = [firstType],
    pool,
  }: {
    readonly observer?: Observer | undefined;
    readonly types?: readonly ContentType[];
    readonly pool?: Pool | undefined;
  } = {},
): Promise<Connection> => {
  const shared = {
    target: workspace,
    apiVersion: workspace.apiVersion,
    kindOf,
    functions: functionSources,
    watched: types.map(({ resource }) => resource),
    clock: io.clock,
    observer,
    pool,
    version,
    signal: io.signals.abort,
    sameBody: sameBody({ now: io.clock.now(), workspace }),
  };
  const application = applicationOf(project, workspace);
  const connection = connectWorkspace(
    workspace.emulator === undefined
      ? {
          ...shared,
          credential: { env: io.env, application: application?.config },
          principal: application?.name,
          countedAs: application?.config.clientId,
        }
      : { ...shared, transport: await transportOf(project, workspace.emulator, io) },
  );
  return told(connection, io);
};
