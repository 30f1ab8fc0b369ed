import { resolve } from 'node:path';
import { createPool, type Pool } from '../../azure/pool.ts';
import type { WorkspaceConfig } from '../../core/config/config.ts';
import { isArray, isObject, type JsonValue } from '../../core/json.ts';
import { readText } from '../../files/disk.ts';
import { createOnce, type Once } from '../content/once.ts';
import type { Content } from '../content/content.ts';
import type { ConfigChoice, Project } from '../project.ts';
import { lockPath } from '../query-schema.ts';

/**
 * What the runs of one process over several workspaces have in common: picket.yaml is read once, content that is the same
 * for two workspaces is read, checked and compiled once, and who is one to the service is paced as one.
 */
export type Shared = {
  readonly pool: Pool | undefined;
  readonly once: Once | undefined;
  readonly project: (choice: ConfigChoice, open: () => Promise<Project>) => Promise<Project>;
  /** The content of a workspace; `of` says which of its contents is meant: at a git ref, with queries or without. */
  readonly content: (
    project: Project,
    workspace: WorkspaceConfig,
    of: string,
    load: () => Promise<Content>,
  ) => Promise<Content>;
};

/** A run of its own, which shares nothing. */
export const alone: Shared = {
  pool: undefined,
  once: undefined,
  project: (_choice, open) => open(),
  content: (_project, _workspace, _of, load) => load(),
};

/** Every text of a value, keys too. */
function* textsIn(value: JsonValue | undefined): Iterable<string> {
  if (typeof value === 'string') yield value;
  else if (isArray(value)) for (const item of value) yield* textsIn(item);
  else if (isObject(value))
    for (const [key, item] of Object.entries(value)) {
      yield key;
      yield* textsIn(item);
    }
}

/** The workspaces that some file of a content names: for those it may say something else. */
const namedIn = ({ items }: Content, { config }: Project): ReadonlySet<string> => {
  const names = new Set(Object.keys(config.workspaces));
  const found = new Set<string>();
  for (const { raw } of items) for (const text of textsIn(raw)) if (names.has(text)) found.add(text);
  return found;
};

type Known = { readonly owner: string; readonly content: Content; readonly named: ReadonlySet<string> };

/**
 * Everything that a workspace says of its content: all but where it is, and who signs in. What it says itself has a place of
 * its own in picket.yaml, which findings and origins name: such content stays its own, and only compiling is shared.
 */
const sayingOf = (workspace: WorkspaceConfig): Partial<WorkspaceConfig> => {
  if (workspace.layer !== undefined) return { ...workspace };
  const {
    name: _name,
    subscriptionId: _,
    resourceGroup: _group,
    workspaceName: _workspace,
    tenantId: _tenant,
    emulator: _emulator,
    ...saying
  } = workspace;
  return saying;
};

/** For the runs of one process. Content is loaded one at a time: it is work for this machine, and takes its memory. */
export const shareRuns = (): Shared => {
  const contents = new Map<string, Known[]>();
  let opened: Promise<Project> | undefined;
  let last: Promise<unknown> = Promise.resolve();
  const find = async (...[project, workspace, of, load]: Parameters<Shared['content']>): Promise<Content> => {
    const lock = await readText(resolve(project.root, lockPath(project, workspace.name)));
    const key = JSON.stringify([of, sayingOf(workspace), lock ?? null]);
    const known = contents.get(key) ?? [];
    const same = known.find(
      ({ owner, named }) => owner === workspace.name || !(named.has(owner) || named.has(workspace.name)),
    );
    if (same !== undefined) return same.content;
    const content = await load();
    contents.set(key, [...known, { owner: workspace.name, content, named: namedIn(content, project) }]);
    return content;
  };
  return {
    pool: createPool(),
    once: createOnce(),
    project: (_choice, open) => {
      opened ??= open();
      return opened;
    },
    content: (...wanted) => {
      const found = last.then(() => find(...wanted));
      last = found.catch(() => undefined);
      return found;
    },
  };
};
