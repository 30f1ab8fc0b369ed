import type { Stage } from '../config/layers.ts';
import type { JsonObject } from '../json.ts';
import { alikeColumns, type AlikeColumn } from './alike.ts';

/** What becomes of a piece of content in a workspace, as files say it. */
export type PlacementState = 'on' | 'off' | 'opted-out' | 'not-deployed' | 'not-taken';

export type Placement = {
  readonly state: PlacementState;
  /** Where it stands in its life there. */
  readonly stage: Stage;
  /** Why it is off or kept away, where that is said: of an opt-out, or of what is switched off for a time. */
  readonly reason?: string;
  /** A day, or a moment with its zone. */
  readonly until?: string;
  readonly owner?: string;
  /** The keys of its file whose values a group or a workspace of picket.yaml says there, in whole or in part. */
  readonly changed: readonly string[];
};

/** A piece of content, and what becomes of it by workspace. */
export type Placed = {
  readonly type: string;
  readonly id: string;
  readonly name: string;
  readonly path: string;
  /** As its file says. */
  readonly stage: Stage;
  readonly placements: ReadonlyMap<string, Placement>;
};

/** How a person reads what becomes of content. */
export const placementWords: Readonly<Record<PlacementState, string>> = {
  on: 'on',
  off: 'off',
  'opted-out': 'opted out',
  'not-deployed': 'not deployed',
  'not-taken': 'not taken',
};

const byState = Object.keys(placementWords);

/** Workspaces in which the same becomes of an item. */
export type SamePlacement = Placement & { readonly workspaces: readonly string[] };

/** What becomes of an item, each once with the workspaces where it does: what runs first, then by number of workspaces. */
export const samePlacements = (
  { placements }: Pick<Placed, 'placements'>,
  workspaces: readonly string[],
): readonly SamePlacement[] => {
  const found = new Map<string, { readonly placement: Placement; readonly workspaces: string[] }>();
  for (const workspace of workspaces) {
    const placement = placements.get(workspace);
    if (placement === undefined) continue;
    const key = JSON.stringify(placement);
    const same = found.get(key);
    if (same === undefined) found.set(key, { placement, workspaces: [workspace] });
    else same.workspaces.push(workspace);
  }
  return [...found.values()]
    .map(({ placement, workspaces: same }) => ({ ...placement, workspaces: same }))
    .toSorted(
      (a, b) => byState.indexOf(a.state) - byState.indexOf(b.state) || b.workspaces.length - a.workspaces.length,
    );
};

/** An item that is off or kept away somewhere, for a reason that files give. */
export type PlacedException<Item extends Placed> = SamePlacement & { readonly item: Item; readonly reason: string };

/** What is off or kept away for a reason, with the workspaces. */
export const placedExceptions = <Item extends Placed>(
  items: readonly Item[],
  workspaces: readonly string[],
): readonly PlacedException<Item>[] =>
  items.flatMap((item) =>
    samePlacements(item, workspaces).flatMap(({ reason, ...same }) =>
      reason === undefined ? [] : [{ ...same, reason, item }],
    ),
  );

/** The workspaces that are looked at, and those of each group of picket.yaml. */
export type Fleet = {
  readonly workspaces: readonly string[];
  readonly groups: ReadonlyMap<string, readonly string[]>;
};

/** Some workspaces by name: all as such, else groups whose members are all among them with their size, then those in none. */
export const namedWithGroups = (
  workspaces: readonly string[],
  { workspaces: all, groups }: Fleet,
): readonly string[] => {
  if (all.length > 1 && workspaces.length === all.length) return [`all ${all.length}`];
  const left = new Set(workspaces);
  const named: string[] = [];
  const largest = [...groups].toSorted(([, a], [, b]) => b.length - a.length);
  for (const [name, members] of largest) {
    if (members.length < 2 || !members.every((member) => left.has(member))) continue;
    named.push(`group ${name} (${members.length})`);
    for (const member of members) left.delete(member);
  }
  return [...named, ...left];
};

/** What becomes of an item in a few words; `*` marks what picket.yaml changes there. */
export const cellWords = (item: Pick<Placed, 'stage'>, placement: Placement | undefined): string => {
  if (placement === undefined || placement.state === 'not-taken') return '–';
  const { state, stage, until, changed } = placement;
  return [
    `${placementWords[state]}${changed.length > 0 ? '*' : ''}`,
    ...(stage === item.stage ? [] : [stage]),
    ...(until === undefined ? [] : [`until ${until.slice(0, 10)}`]),
  ].join(', ');
};

/** Who runs what as a table: workspaces that are alike are one column, and what is the same in all of them stands apart. */
export type PlacementTable<Item extends Placed> = {
  readonly columns: readonly (AlikeColumn & { readonly members: readonly string[] })[];
  /** Items of which not the same becomes everywhere; the words of the columns are about these, in this order. */
  readonly differing: readonly Item[];
  readonly same: readonly { readonly item: Item; readonly words: string }[];
};

export const placementTable = <Item extends Placed>(items: readonly Item[], fleet: Fleet): PlacementTable<Item> => {
  const { workspaces } = fleet;
  const differing: Item[] = [];
  const same: { readonly item: Item; readonly words: string }[] = [];
  for (const item of items) {
    const words = new Set(workspaces.map((workspace) => cellWords(item, item.placements.get(workspace))));
    const [only] = words;
    if (words.size === 1 && only !== undefined) same.push({ item, words: only });
    else differing.push(item);
  }
  const wordsOf = (workspace: string): readonly string[] =>
    differing.map((item) => cellWords(item, item.placements.get(workspace)));
  const columns = differing.length === 0 ? [] : alikeColumns(workspaces, wordsOf);
  return {
    columns: columns.map((column) => ({ ...column, members: namedWithGroups(column.workspaces, fleet) })),
    differing,
    same,
  };
};

/** True for a column of several workspaces, or of one under another heading than its name. */
export const isFolded = ({
  heading,
  workspaces: [first, ...more],
}: PlacementTable<Placed>['columns'][number]): boolean => heading !== first || more.length > 0;

/** Items with what picket.yaml changes of them, by the keys that it changes. */
export const placedChanges = <Item extends Placed>(
  items: readonly Item[],
  workspaces: readonly string[],
): readonly { readonly item: Item; readonly keys: readonly string[]; readonly workspaces: readonly string[] }[] =>
  items.flatMap((item) => {
    const found = new Map<string, { readonly keys: readonly string[]; readonly workspaces: string[] }>();
    for (const workspace of workspaces) {
      const { changed: keys = [] } = item.placements.get(workspace) ?? {};
      if (keys.length === 0) continue;
      const known = found.get(keys.join(' '));
      if (known === undefined) found.set(keys.join(' '), { keys, workspaces: [workspace] });
      else known.workspaces.push(workspace);
    }
    return [...found.values()].map((change) => ({ item, ...change }));
  });

/** The machine format, schemas/placements.schema.json: of each item what becomes of it, each once with the workspaces. */
export const placementsJson = (items: readonly Placed[], workspaces: readonly string[]): JsonObject => ({
  version: 1,
  workspaces,
  items: items.map((item) => ({
    type: item.type,
    id: item.id,
    name: item.name,
    path: item.path,
    stage: item.stage,
    placements: samePlacements(item, workspaces).map(({ changed, ...same }) => ({
      ...same,
      ...(changed.length === 0 ? {} : { changed }),
    })),
  })),
});
