import { canonicalJson, type JsonObject, type JsonValue } from '../json.ts';
import { valueAt, type JsonPointer } from '../pointer.ts';
import { without } from '../engine/live-state.ts';
import { shownNameAt } from '../resource.ts';

/** One side of a pair: a rule's file, or a rule that runs; bodies are canonical. */
export type Side = {
  /** The name of its content type. */
  readonly type: string;
  readonly id: string;
  readonly displayName: string;
  readonly body: JsonObject;
  /** The template that a live rule was made from. */
  readonly template?: string;
};

/** How two sides belong together, the surest first. */
export type Likeness = 'body' | 'template' | 'body but its name' | 'name' | 'query';

export type Pair<F extends Side, L extends Side> = { readonly file: F; readonly live: L; readonly by: Likeness };

/** A live rule of which several files may be, or a file of which several live rules may be. */
export type Unclear<F extends Side, L extends Side> = { readonly live: readonly L[]; readonly files: readonly F[] };

export type Paired<F extends Side, L extends Side> = {
  readonly pairs: readonly Pair<F, L>[];
  readonly unclear: readonly Unclear<F, L>[];
  readonly files: readonly F[];
  readonly live: readonly L[];
};

type Key = (side: Side, role: 'file' | 'live') => string | undefined;

const folded = (text: string): string => text.trim().toLowerCase();

const keysFor = (queryAt: (type: string) => readonly JsonPointer[]): readonly (readonly [Likeness, Key])[] => [
  ['body', ({ body }) => canonicalJson(body)],
  ['template', ({ id, template }, role) => (role === 'file' ? folded(id) : template && folded(template))],
  ['body but its name', ({ body }) => canonicalJson(without(body, [shownNameAt]))],
  ['name', ({ displayName }) => (displayName.trim() === '' ? undefined : folded(displayName))],
  [
    'query',
    ({ type, body }) => {
      const texts = queryAt(type).map((at): JsonValue => valueAt(body, at) ?? null);
      return texts.some((text) => typeof text === 'string' && text.trim() !== '') ? canonicalJson(texts) : undefined;
    },
  ],
];

const grouped = <T extends Side>(sides: readonly T[], key: Key, role: 'file' | 'live'): ReadonlyMap<string, T[]> => {
  const groups = new Map<string, T[]>();
  for (const side of sides) {
    const own = key(side, role);
    if (own === undefined) continue;
    const name = `${side.type}\0${own}`;
    groups.set(name, [...(groups.get(name) ?? []), side]);
  }
  return groups;
};

const byId = (left: Side, right: Side): number => (folded(left.id) < folded(right.id) ? -1 : 1);

/**
 * Which files and live rules without a common id are the same rule: those that say the same, then those that were made
 * of one another, then those with one name or one query. Where several say exactly the same, any pairing is right, and
 * the order of ids decides; otherwise only a pair that leaves no choice is one.
 */
export const pairUp = <F extends Side, L extends Side>(
  files: readonly F[],
  live: readonly L[],
  queryAt: (type: string) => readonly JsonPointer[],
): Paired<F, L> => {
  let [openFiles, openLive] = [files.toSorted(byId), live.toSorted(byId)];
  const pairs: Pair<F, L>[] = [];
  const keys = keysFor(queryAt);
  const take = (file: F, other: L, by: Likeness): void => {
    pairs.push({ file, live: other, by });
    openFiles = openFiles.filter((side) => side !== file);
    openLive = openLive.filter((side) => side !== other);
  };
  for (const [by, key] of keys) {
    const candidates = grouped(openLive, key, 'live');
    for (const [name, own] of grouped(openFiles, key, 'file')) {
      const others = candidates.get(name) ?? [];
      const isAny = by === 'body';
      if (!isAny && (own.length !== 1 || others.length !== 1)) continue;
      for (const [index, file] of own.entries()) {
        const other = others[index];
        if (other !== undefined) take(file, other, by);
      }
    }
  }
  const unclear: Unclear<F, L>[] = [];
  for (const [by, key] of keys) {
    // Many rules share a query; that alone is no reason to ask.
    if (by === 'query') continue;
    const candidates = grouped(openLive, key, 'live');
    for (const [name, own] of grouped(openFiles, key, 'file')) {
      const others = candidates.get(name) ?? [];
      if (others.length === 0) continue;
      unclear.push({ live: others, files: own });
      openFiles = openFiles.filter((side) => !own.includes(side));
      openLive = openLive.filter((side) => !others.includes(side));
    }
  }
  return { pairs, unclear, files: openFiles, live: openLive };
};

/** What of the files and of the workspace belongs together, and how. */
export type RowState =
  | 'equal'
  | 'equal, other id'
  | 'differing'
  | 'id changed'
  | 'ambiguous'
  | 'live only'
  | 'file only';

/** What is to be done with a row: git decides from now on, the file takes what runs, or nothing. */
export const decisions = ['git', 'workspace', 'leave'] as const;
export type Decision = (typeof decisions)[number];

/** One line of the table: a rule as it stands on both sides. */
export type OnboardRow = {
  readonly type: string;
  readonly state: RowState;
  readonly displayName: string;
  /** The id that runs, as the service spells it. */
  readonly id?: string;
  /** The file, or every one that it may be. */
  readonly files: readonly string[];
  /** The id that the file has. */
  readonly fileId?: string;
  /** Properties that differ. */
  readonly fields: readonly string[];
  /** Properties of the live rule that no update changes, and the file has not: it takes them over whoever decides. */
  readonly kept: readonly string[];
  /** Whose it is, where it is somebody else's. */
  readonly owner?: string;
  /** Whether this project owns it already. */
  readonly owned: boolean;
  /** Why the file needs an id whatever is decided: it has none, or another file has the same. */
  readonly idProblem?: 'missing' | 'repeated';
  readonly note?: string;
};

/** A row, and what is done about it. */
export type DecidedRow = OnboardRow & { readonly decision: Decision | undefined; readonly isWork: boolean };

/** What is done with a row where nobody says otherwise; undefined where somebody has to. */
export const usualDecision = ({ state, owner, owned }: OnboardRow): Decision | undefined => {
  if (owner !== undefined) return 'leave';
  switch (state) {
    case 'equal':
    case 'equal, other id':
    case 'id changed':
      return 'git';
    case 'differing':
      return owned ? 'leave' : undefined;
    case 'ambiguous':
      return undefined;
    case 'live only':
    case 'file only':
      return 'leave';
  }
};

/** Whether a decision about a row changes anything. */
export const isWork = (row: OnboardRow, decision: Decision): boolean => {
  if (row.idProblem !== undefined) return true;
  if (decision === 'leave' || row.files.length !== 1) return decision === 'workspace' && row.state === 'live only';
  if (row.state === 'file only') return false;
  const isSettled =
    row.owned && row.kept.length === 0 && row.id !== undefined && row.fileId?.toLowerCase() === row.id.toLowerCase();
  return !isSettled || (decision === 'workspace' && row.fields.length > 0);
};
