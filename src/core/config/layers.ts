import type { Finding } from '../diagnostic.ts';
import {
  isArray,
  isObject,
  type JsonArray,
  type JsonObject,
  type JsonValue,
  listOf,
  mappingsIn,
  objectOf,
  objectsOf,
  ownMember,
  textsOf,
} from '../json.ts';
import { pointer, type JsonPointer } from '../pointer.ts';
import { nearest } from '../text/nearest.ts';

/** Which content an overlay is about, as its file says it: of each list that is there one value has to fit. */
export type OverlaySelection = {
  readonly ids?: readonly string[];
  readonly paths?: readonly string[];
  readonly names?: readonly string[];
  readonly tags?: readonly string[];
  readonly severities?: readonly string[];
  readonly tactics?: readonly string[];
  readonly tables?: readonly string[];
  readonly types?: readonly string[];
};

/** What becomes of the items of one list; `key` tells items apart that are no texts. */
export type ListPatch = {
  readonly key?: string;
  readonly remove: readonly string[];
  readonly put: JsonArray;
};

/** What is otherwise for some content. */
export type Overlay = {
  readonly select: OverlaySelection;
  readonly enabled?: boolean;
  readonly set: JsonObject;
  /** Exclusions that are added to those of the file. */
  readonly exclude: JsonArray;
  /** By the place of the list in the file, keys separated by `/`. */
  readonly lists: Readonly<Record<string, ListPatch>>;
};

/** Where content stands in its life, by what its file says under `lifecycle`. */
export const stages = ['experimental', 'test', 'production', 'deprecated', 'removed'] as const;
export type Stage = (typeof stages)[number];

/** What a stage means in a workspace: `not-deployed` and `gone` are as if git had no such file. */
const stageMeanings = ['not-deployed', 'disabled', 'deployed', 'gone'] as const;
type StageMeaning = (typeof stageMeanings)[number];
export type StageMeanings = { readonly [Each in Stage]?: StageMeaning };

/** What stages mean where picket.yaml says nothing else. */
const usualMeanings: Required<StageMeanings> = {
  experimental: 'not-deployed',
  test: 'disabled',
  production: 'deployed',
  deprecated: 'disabled',
  removed: 'gone',
};

/** Content that is not deployed for a reason, while the entry lasts. */
export type OptOut = {
  /** An id, or `type/ID`. */
  readonly rule: string;
  readonly reason: string;
  /** A day, or a moment with its zone; without one it has no end. */
  readonly until?: string;
  readonly owner?: string;
};

/** What a group or a workspace says of content. */
export type Layer = {
  readonly lifecycle: StageMeanings;
  /** Values of parameters by name. */
  readonly parameters: JsonObject;
  readonly overlays: readonly Overlay[];
  readonly optOut: readonly OptOut[];
};

export type GroupConfig = Layer & {
  readonly name: string;
  /** Groups that come before this one. */
  readonly inherits: readonly string[];
  /** Who signs in to its workspaces, by its name under `credentials`. */
  readonly credential?: string;
};

/** A layer, and where it stands in picket.yaml. */
export type PlacedLayer = Layer & { readonly name: string; readonly at: JsonPointer };

const selectionKeys = ['ids', 'paths', 'names', 'tags', 'severities', 'tactics', 'tables', 'types'] as const;

const selectionOf = (value: JsonValue | undefined): OverlaySelection => {
  const found: { -readonly [Key in keyof OverlaySelection]: OverlaySelection[Key] } = {};
  if (isObject(value)) for (const key of selectionKeys) if (isArray(value[key])) found[key] = textsOf(value[key]);
  return found;
};

const patchOf = (value: JsonObject): ListPatch => ({
  ...(typeof value['key'] === 'string' ? { key: value['key'] } : {}),
  remove: textsOf(value['remove']),
  put: listOf(value['put']),
});

const overlayOf = (value: JsonObject): Overlay => ({
  select: selectionOf(value['select']),
  ...(typeof value['enabled'] === 'boolean' ? { enabled: value['enabled'] } : {}),
  set: objectOf(value['set']),
  exclude: listOf(value['exclude']),
  lists: Object.fromEntries(mappingsIn(value['lists']).map(([at, patch]) => [at, patchOf(patch)] as const)),
});

const optOutOf = ({ rule, reason, until, owner }: JsonObject): readonly OptOut[] =>
  typeof rule === 'string' && typeof reason === 'string'
    ? [
        {
          rule,
          reason,
          ...(typeof until === 'string' ? { until } : {}),
          ...(typeof owner === 'string' ? { owner } : {}),
        },
      ]
    : [];

const meaningsOf = (value: JsonValue | undefined): StageMeanings => {
  const found: { -readonly [Each in Stage]?: StageMeaning } = {};
  for (const stage of stages) {
    const meaning = stageMeanings.find((each) => each === objectOf(value)[stage]);
    if (meaning !== undefined) found[stage] = meaning;
  }
  return found;
};

/** What the stages mean after some layers: the last one that says something of a stage counts. */
export const meaningsAfter = (layers: readonly PlacedLayer[]): Required<StageMeanings> =>
  layers.reduce<Required<StageMeanings>>((known, { lifecycle }) => ({ ...known, ...lifecycle }), usualMeanings);

/** What a group or workspace of picket.yaml says of content. */
export const layerOf = (value: JsonObject): Layer => ({
  lifecycle: meaningsOf(value['lifecycle']),
  parameters: objectOf(value['parameters']),
  overlays: objectsOf(value['overlays']).map(overlayOf),
  optOut: objectsOf(value['optOut']).flatMap(optOutOf),
});

/** The groups of picket.yaml by name. */
export const groupsOf = (value: JsonValue | undefined): Readonly<Record<string, GroupConfig>> =>
  Object.fromEntries(
    mappingsIn(value).map(([name, group]) => [
      name,
      {
        name,
        inherits: textsOf(group['inherits']),
        ...(typeof group['credential'] === 'string' ? { credential: group['credential'] } : {}),
        ...layerOf(group),
      },
    ]),
  );

type Groups = Readonly<Record<string, Pick<GroupConfig, 'inherits'>>>;

/**
 * Some groups with all that they inherit, in the order in which they count: what a group inherits comes before it, the
 * rest as it is named, each group once and at its first place. Names that are no groups are left out.
 */
export const groupOrder = (groups: Groups, names: readonly string[]): readonly string[] => {
  const order: string[] = [];
  const seen = new Set<string>();
  const visit = (name: string): void => {
    const group = ownMember(groups, name);
    if (group === undefined || seen.has(name)) return;
    seen.add(name);
    for (const inherited of group.inherits) visit(inherited);
    order.push(name);
  };
  for (const name of names) visit(name);
  return order;
};

/** What the layers of a workspace follow from. */
export type Layered = {
  readonly groups: Readonly<Record<string, GroupConfig>>;
  readonly workspaces: Readonly<Record<string, { readonly groups?: readonly string[]; readonly layer?: Layer }>>;
};

/** What picket.yaml says of the content of a workspace: its groups as `groupOrder` has them, then it itself. Later ones win. */
export const layersFor = ({ groups, workspaces }: Layered, workspace: string): readonly PlacedLayer[] => {
  const itself = ownMember(workspaces, workspace);
  if (itself === undefined) return [];
  const inherited = groupOrder(groups, itself.groups ?? []).flatMap((name): PlacedLayer[] => {
    const group = ownMember(groups, name);
    return group === undefined ? [] : [{ ...group, at: pointer('groups', name) }];
  });
  return itself.layer === undefined
    ? inherited
    : [...inherited, { ...itself.layer, name: workspace, at: pointer('workspaces', workspace) }];
};

/** Every layer of picket.yaml: groups, then workspaces. */
export const everyLayer = ({ groups, workspaces }: Layered): readonly PlacedLayer[] => [
  ...Object.values(groups).map((group) => ({ ...group, at: pointer('groups', group.name) })),
  ...Object.entries(workspaces).flatMap(([name, { layer }]) =>
    layer === undefined ? [] : [{ ...layer, name, at: pointer('workspaces', name) }],
  ),
];

/** The workspaces that belong to a group, by themselves or by inheritance. */
export const membersOf = ({ groups, workspaces }: Layered, group: string): readonly string[] =>
  Object.entries(workspaces).flatMap(([name, workspace]) =>
    groupOrder(groups, workspace.groups ?? []).includes(group) ? [name] : [],
  );

/** The way from a group back to itself. */
const cycleFrom = (groups: Groups, start: string): readonly string[] | undefined => {
  const done = new Set<string>();
  const walk = (name: string, way: readonly string[]): readonly string[] | undefined => {
    if (done.has(name)) return undefined;
    done.add(name);
    for (const next of ownMember(groups, name)?.inherits ?? []) {
      if (next === start) return [...way, next];
      const found = walk(next, [...way, next]);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return walk(start, [start]);
};

type LayerProblem = Finding & { readonly code: `config/${string}` };

/** Groups that nobody knows, and groups that inherit from themselves. */
export const groupProblems = function* ({ groups, workspaces }: Layered): Iterable<LayerProblem> {
  const names = Object.keys(groups);
  const unknown = function* (named: readonly string[], at: JsonPointer): Iterable<LayerProblem> {
    for (const [index, name] of named.entries()) {
      if (ownMember(groups, name) !== undefined) continue;
      const [near] = nearest(name, names);
      yield {
        code: 'config/unknown-group',
        at: at + pointer(index),
        message: `There is no group \`${name}\`${near === undefined ? '.' : `: did you mean \`${near}\`?`}`,
        hint:
          names.length === 0
            ? 'Add it under `groups` of picket.yaml.'
            : `There are ${names.map((each) => `\`${each}\``).join(', ')}.`,
      };
    }
  };
  for (const [name, { inherits }] of Object.entries(groups)) {
    yield* unknown(inherits, pointer('groups', name, 'inherits'));
    const way = cycleFrom(groups, name);
    if (way !== undefined)
      yield {
        code: 'config/groups-in-a-circle',
        at: pointer('groups', name, 'inherits'),
        message: `The group \`${name}\` inherits from itself: ${way.join(' → ')}.`,
        hint: 'Take one of these steps out: nobody could tell which of the groups counts last.',
      };
  }
  for (const [name, workspace] of Object.entries(workspaces))
    yield* unknown(workspace.groups ?? [], pointer('workspaces', name, 'groups'));
};
