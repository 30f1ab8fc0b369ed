import { resolve } from 'node:path';
import {
  everyLayer,
  layersFor,
  meaningsAfter,
  type OptOut,
  type PlacedLayer,
  type Stage,
} from '../../core/config/layers.ts';
import type { WorkspaceConfig } from '../../core/config/config.ts';
import type { ContentType } from '../../core/content-type.ts';
import type { RunContext, SourceItem } from '../../core/lint-rule.ts';
import type { Io } from '../../core/io.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import { objectOf } from '../../core/json.ts';
import { withExclusions, type Excluded } from '../../core/overlays/exclusions.ts';
import { atItsStage, lifecycleFindings, stageOf } from '../../core/overlays/lifecycle.ts';
import { mergedDocument, type MergedDocument } from '../../core/overlays/merged-document.ts';
import { optOutFinding, optOutOf } from '../../core/overlays/opt-out.ts';
import { overlaid, overlaysFor, type Switch } from '../../core/overlays/overlay.ts';
import {
  declarationsIn,
  mayUseParameters,
  valuesOf,
  withParameters,
  type Declarations,
  type ParameterFinding,
} from '../../core/overlays/parameters.ts';
import type { Selectable } from '../../core/overlays/select.ts';
import { sourced, type Sourced } from '../../core/overlays/sourced.ts';
import { pointer, segmentsOf } from '../../core/pointer.ts';
import { placeOf, rangeOf } from '../../core/text/source.ts';
import { shown } from '../../files/discover.ts';
import { shownWorkspaces } from '../workspaces.ts';
import type { Project } from '../project.ts';

/** A file of content, its type, and what it is made of where picket.yaml changes it. */
export type EffectiveItem = SourceItem & { readonly type: ContentType; readonly made?: Made };

/** What an effective item is made of. */
export type Made = {
  /** The file as it lies there. */
  readonly file: SourceItem;
  readonly document: MergedDocument;
  /** Why it may not be deployed as it is; absent where it may. */
  readonly held?: string;
  /** Set where exclusions do not stand at the end of the query. */
  readonly moved?: true;
};

/** The texts of a file that are KQL, as they stand there. */
export const queriesIn = ({ type, raw }: Pick<EffectiveItem, 'type' | 'raw'>): readonly string[] => [
  ...type.queries.flatMap(({ key }) => {
    const text = raw[key];
    return typeof text === 'string' ? [text] : [];
  }),
  ...(type.queriesIn?.(raw) ?? []),
];

/** The keys of a file that switch it on and off, from the place in the body. */
export const switchOf = (type: ContentType, context: RunContext): Switch => {
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

/** An item as a workspace gets it, and what is wrong with the way there. */
export type MadeItem = {
  readonly item: EffectiveItem;
  readonly diagnostics: readonly Diagnostic[];
  /** True where its stage or an opt-out keeps it from the workspace. */
  readonly absent?: true;
  /** The opt-out that keeps it away, if one does. */
  readonly optedOut?: OptOut;
  /** Where it stands in its life there; absent where nothing says it. */
  readonly stage?: Stage;
};

/** What makes effective items of files, for one workspace or for none. */
export type Effective = (item: EffectiveItem) => MadeItem;

type EffectiveProject = Pick<Project, 'config' | 'root' | 'document'>;

/** Values that stand for those of any workspace where none is meant: the first that a group or workspace sets. */
const anyValues = ({ config }: EffectiveProject): ReturnType<typeof valuesOf> =>
  valuesOf(everyLayer(config).toReversed());

/** The workspaces in which nothing sets a parameter. */
const unsetIn = ({ config }: EffectiveProject, name: string): readonly string[] =>
  shownWorkspaces(config)
    .map((workspace) => workspace.name)
    .filter((workspace) => !valuesOf(layersFor(config, workspace)).has(name));

/** A file without the keys that only say what is made of it, where its type does not know them. */
const withoutOwnKeys = ({ type }: EffectiveItem, root: Sourced): Sourced => {
  if (root.is !== 'mapping') return root;
  const known = objectOf(type.schema['properties']);
  const members = new Map([...root.members].filter(([key]) => !ownKeys.has(key) || known[key] !== undefined));
  return { ...root, members };
};

/** Keys of a file that say what is made of it. */
const ownKeys: ReadonlySet<string> = new Set(['parameters', 'lifecycle', 'deprecation', 'exclude']);

/** The parameters that a file declares; a type whose files have a `parameters` of their own declares none. */
const declaredIn = ({ raw }: EffectiveItem): Declarations =>
  declarationsIn(raw['parameters'], { in: 'file', at: '/parameters' });

/** Parameters of a file that picket.yaml declares as well: those of the file hold in it. */
const declaredTwice = (own: Declarations, declared: Declarations): readonly ParameterFinding[] =>
  [...own.keys()]
    .filter((name) => declared.has(name))
    .map((name) => ({
      code: 'rule/parameter-declared-twice',
      severity: 'warning',
      at: pointer('parameters', name),
      message: `The parameter \`${name}\` is declared in picket.yaml as well; here this declaration holds.`,
      hint: 'Values that groups and workspaces set hold for both: give this one another name, or take one out.',
    }));

/**
 * Makes items as a workspace gets them: overlays of its groups and its own are laid over the file, then parameters are
 * filled in. A file that none of this is about stays the same value, so that a project without any of it behaves as if
 * there were none. Without a workspace only parameters are filled in, with their defaults.
 */
export const effectiveFor = (
  project: EffectiveProject,
  io: Pick<Io, 'cwd'>,
  context: RunContext,
  workspace: WorkspaceConfig | undefined,
  exclusions: 'applied' | 'left' = 'applied',
): Effective => {
  const layers: readonly PlacedLayer[] = workspace === undefined ? [] : layersFor(project.config, workspace.name);
  const declared = declarationsIn(project.config.parameters, { in: 'config', at: '/parameters' });
  const meanings = meaningsAfter(layers);
  const values = workspace === undefined ? anyValues(project) : valuesOf(layers);
  return (item) => {
    const selectable = layers.length === 0 ? undefined : selectableOf(project, io, item);
    const optOut = selectable === undefined ? undefined : optOutOf(layers, selectable, context.now);
    if (optOut !== undefined)
      return {
        item,
        diagnostics: [placed(project, item.document, optOutFinding(optOut, context.now))],
        absent: true,
        optedOut: optOut.optOut,
      };
    const overlays = selectable === undefined ? [] : overlaysFor(layers, selectable);
    const own = declaredIn(item);
    const isPlain =
      own.size === 0 &&
      item.raw['lifecycle'] === undefined &&
      item.raw['exclude'] === undefined &&
      !mayUseParameters(item.raw);
    if (overlays.length === 0 && isPlain) return { item, diagnostics: [] };
    const type = switchOf(item.type, context);
    const file = { document: item.document, raw: item.raw };
    let laid = sourced(item.raw, { in: 'file', at: '' });
    for (const overlay of overlays) laid = overlaid(laid, overlay, type);
    const before = mergedDocument(file.document, project.document, laid);
    const said = objectOf(before.value);
    const stage = stageOf(said);
    const staged =
      workspace === undefined
        ? laid
        : atItsStage(laid, stage, meanings, type, { ...before.originOf('/lifecycle'), stage: true });
    const { root, findings } = withParameters(staged ?? laid, item.type, {
      declared: new Map([...declared, ...own]),
      values,
      unsetIn: (name) => unsetIn(project, name),
    });
    const excluded: Excluded =
      exclusions === 'applied' ? withExclusions(root, item.type, context.now) : { root, findings: [] };
    const document = mergedDocument(file.document, project.document, withoutOwnKeys(item, excluded.root));
    const raw = objectOf(document.value);
    return {
      item: {
        ...item,
        document,
        raw,
        made: {
          file,
          document,
          ...(excluded.held === undefined ? {} : { held: excluded.held }),
          ...(excluded.moved === undefined ? {} : { moved: excluded.moved }),
        },
      },
      diagnostics: [...lifecycleFindings(said), ...declaredTwice(own, declared), ...findings, ...excluded.findings].map(
        (finding) => placed(project, before, finding),
      ),
      ...(staged === undefined ? { absent: true } : {}),
      ...(stage === undefined ? {} : { stage }),
    };
  };
};

/** What is wrong with a parameter, where it is used or where its value is set. */
const placed = (
  { document: config }: Pick<Project, 'document'>,
  document: MergedDocument | SourceItem['document'],
  { code, message, hint, in: origin, ...finding }: ParameterFinding,
): Diagnostic => ({
  code,
  severity: finding.severity ?? 'error',
  message,
  ...(hint === undefined ? {} : { hint }),
  path: document.path,
  ...placeOf(document, finding),
  ...(origin?.in === 'config' && config !== undefined
    ? { elsewhere: { path: config.path, range: rangeOf(config, { at: origin.at }) } }
    : {}),
});
