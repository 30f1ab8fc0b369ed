import { resolve } from 'node:path';
import type { WorkspaceConfig } from '../../core/config/config.ts';
import type { ContentType } from '../../core/content-type.ts';
import type { Neighbour, Neighbours } from '../../core/lint-rule.ts';
import type { Io } from '../../core/io.ts';
import { refKey } from '../../core/ref.ts';
import type { SourceDocument } from '../../core/text/source.ts';
import type { JsonObject } from '../../core/json.ts';
import { idInWorkspace } from '../file-ids.ts';
import type { Project } from '../project.ts';

/** A file of content as others may refer to it. */
type Item = { readonly type: ContentType; readonly document: Pick<SourceDocument, 'path'>; readonly raw: JsonObject };

/**
 * The content of a run, as its files may refer to it.
 *
 * @param workspace in which files may have ids of their own.
 * @param areAll false where only some files were read.
 */
export const neighboursOf = (
  items: readonly Item[],
  { root }: Pick<Project, 'root'>,
  { cwd }: Pick<Io, 'cwd'>,
  workspace: WorkspaceConfig | undefined,
  areAll: boolean,
): Neighbours => {
  const byRef = new Map<string, Neighbour>();
  const byPath = new Map<string, Neighbour>();
  const ids = new Map<string, string[]>();
  for (const { type, document, raw } of items) {
    const { id } = type.summary(raw);
    if (id === undefined) continue;
    const own = workspace === undefined ? undefined : idInWorkspace(raw, workspace.name);
    const neighbour: Neighbour = {
      ref: { type: type.name, id: own ?? id },
      writtenId: id,
      isOff: () => type.complete(raw)?.describe().enabled === false,
    };
    byPath.set(resolve(cwd, document.path), neighbour);
    for (const each of [own, id]) if (each !== undefined) byRef.set(refKey({ type: type.name, id: each }), neighbour);
    ids.set(type.name, [...(ids.get(type.name) ?? []), id]);
  }
  return {
    areAll,
    find: (ref) => byRef.get(refKey(ref)),
    at: (path) => byPath.get(resolve(root, path)),
    idsOf: (type) => ids.get(type) ?? [],
  };
};

/** What several runs have next to each other, as one. */
export const allNeighbours = (all: readonly Neighbours[]): Neighbours => {
  const first = <T>(find: (neighbours: Neighbours) => T | undefined): T | undefined =>
    all.map(find).find((found) => found !== undefined);
  return {
    areAll: all.every(({ areAll }) => areAll),
    find: (ref) => first(({ find }) => find(ref)),
    at: (path) => first(({ at }) => at(path)),
    idsOf: (type) => [...new Set(all.flatMap(({ idsOf }) => idsOf(type)))],
  };
};
