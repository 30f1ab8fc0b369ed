import { everyLayer, layersFor, membersOf } from '../../core/config/layers.ts';
import type { WorkspaceConfig } from '../../core/config/config.ts';
import type { RunContext } from '../../core/lint-rule.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import type { Io } from '../../core/io.ts';
import { ambiguousIn } from '../../core/overlays/ambiguous.ts';
import { unknownReplacement, unmatchedIn } from '../../core/overlays/unmatched.ts';
import { objectOf } from '../../core/json.ts';
import { placeOf, rangeOf } from '../../core/text/source.ts';
import { selectableOf, type EffectiveItem } from './effective.ts';
import type { Project } from '../project.ts';

/** What was read: all files of some folders, whichever workspace takes them. */
type Read = {
  readonly items: readonly EffectiveItem[];
  /** Relative to the root of the project. */
  readonly folders: readonly string[];
};

/**
 * What picket.yaml says of content and that changes nothing, of a workspace or of all. A layer is left out where a workspace
 * that has it reads other folders: what it is about may lie there.
 */
export const unmatchedEntries = (
  project: Project,
  io: Pick<Io, 'cwd'>,
  { now }: Pick<RunContext, 'now'>,
  { items, folders }: Read,
  workspace: WorkspaceConfig | undefined,
): readonly Diagnostic[] => {
  const { config, document } = project;
  if (document === undefined || items.length === 0) return [];
  const isRead = (name: string): boolean =>
    (config.workspaces[name]?.content ?? config.content).every((folder) => folders.includes(folder));
  const layers = (workspace === undefined ? everyLayer(config) : layersFor(config, workspace.name)).filter(
    ({ name, at, optOut, overlays, parameters }) =>
      optOut.length + overlays.length + Object.keys(parameters).length > 0 &&
      (at.startsWith('/groups/') ? membersOf(config, name) : [name]).every(isRead),
  );
  if (layers.length === 0) return [];
  const selectables = items.map((item) => selectableOf(project, io, item));
  return unmatchedIn(layers, config.parameters, selectables, now).map(
    ({ code, severity, message, hint, ...finding }) => ({
      code,
      severity,
      message,
      ...(hint === undefined ? {} : { hint }),
      path: document.path,
      range: rangeOf(document, finding),
    }),
  );
};

/** Ids in picket.yaml that content of several types has. */
export const ambiguousIds = ({ document }: Project, items: readonly EffectiveItem[]): readonly Diagnostic[] => {
  if (document === undefined) return [];
  const known = items.flatMap(({ type, raw }) => {
    const { id } = type.summary(raw);
    return id === undefined ? [] : [{ type: type.name, id }];
  });
  return ambiguousIn(objectOf(document.value), known).map(({ at, ...said }) => ({
    ...said,
    path: document.path,
    range: rangeOf(document, { ...said, at }),
  }));
};

/** What deprecated files say takes their place and is not there, once all content of the project was read. */
export const unknownReplacements = (
  project: Project,
  io: Pick<Io, 'cwd'>,
  { items, folders }: Read,
): readonly Diagnostic[] => {
  const deprecated = items.filter(({ raw }) => raw['deprecation'] !== undefined);
  const { content, workspaces } = project.config;
  const every = [...content, ...Object.values(workspaces).flatMap((workspace) => workspace.content ?? [])];
  if (deprecated.length === 0 || !every.every((folder) => folders.includes(folder))) return [];
  const selectables = items.map((item) => selectableOf(project, io, item));
  return deprecated.flatMap((item) => {
    const found = unknownReplacement(selectableOf(project, io, item), selectables);
    if (found === undefined) return [];
    const { at: _at, ...said } = found;
    return [{ ...said, path: item.document.path, ...placeOf(item.document, found) }];
  });
};
