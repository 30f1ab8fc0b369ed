import { resolve } from 'node:path';
import { layersFor, type PlacedLayer } from '../core/config/layers.ts';
import type { WorkspaceConfig } from '../core/config/config.ts';
import type { ContentType, RunContext, SourceItem } from '../core/content-type.ts';
import type { Io } from '../core/io.ts';
import { isObject } from '../core/json.ts';
import { mergedDocument, type MergedDocument } from '../core/overlays/merged-document.ts';
import { overlaid, overlaysFor, type Switch } from '../core/overlays/overlay.ts';
import type { Selectable } from '../core/overlays/select.ts';
import { sourced } from '../core/overlays/sourced.ts';
import { pointer, segmentsOf } from '../core/pointer.ts';
import { shown } from '../files/discover.ts';
import type { Project } from './project.ts';

/** A file of content, its type, and what it is made of where picket.yaml changes it. */
export type EffectiveItem = SourceItem & { readonly type: ContentType; readonly made?: Made };

/** What an effective item is made of. */
export type Made = {
  /** The file as it lies there. */
  readonly file: SourceItem;
  readonly document: MergedDocument;
};

/** The texts of a file that are KQL, as they stand there. */
export const queriesIn = ({ type, raw }: Pick<EffectiveItem, 'type' | 'raw'>): readonly string[] =>
  type.queries.flatMap(({ key }) => {
    const text = raw[key];
    return typeof text === 'string' ? [text] : [];
  });

/** The keys of a file that switch it on and off, from the place in the body. */
const switchOf = (type: ContentType, context: RunContext): Switch => {
  const [outer, property, ...rest] = segmentsOf(type.managed(context).canonical.enabled ?? '');
  return outer === undefined || property === undefined ? {} : { switch: pointer(type.file.keyOf(property), ...rest) };
};

/** A file as overlays look for it. */
export const selectableOf = (project: Pick<Project, 'root'>, io: Pick<Io, 'cwd'>, item: EffectiveItem): Selectable => {
  const { id, name, tags } = item.type.summary(item.raw);
  return {
    type: item.type.name,
    path: shown(project.root, resolve(io.cwd, item.document.path)),
    id,
    name,
    tags,
    raw: item.raw,
    queries: queriesIn(item),
  };
};

/** What makes effective items of files, for one workspace or for none. */
export type Effective = (item: EffectiveItem) => EffectiveItem;

/**
 * Lays the overlays of a workspace, and of its groups, over files. A file that none of them is about stays the same value,
 * so that a project without any of this behaves as if there were none.
 */
export const effectiveFor = (
  project: Pick<Project, 'config' | 'root' | 'document'>,
  io: Pick<Io, 'cwd'>,
  context: RunContext,
  workspace: WorkspaceConfig | undefined,
): Effective => {
  const layers: readonly PlacedLayer[] = workspace === undefined ? [] : layersFor(project.config, workspace.name);
  if (layers.length === 0) return (item) => item;
  return (item) => {
    const overlays = overlaysFor(layers, selectableOf(project, io, item));
    if (overlays.length === 0) return item;
    const type = switchOf(item.type, context);
    let root = sourced(item.raw, { in: 'file', at: '' });
    for (const overlay of overlays) root = overlaid(root, overlay, type);
    const document = mergedDocument(item.document, project.document, root);
    const file = { document: item.document, raw: item.raw };
    return { ...item, document, raw: isObject(document.value) ? document.value : {}, made: { file, document } };
  };
};
