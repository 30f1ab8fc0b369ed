import type { OverlaySelection } from '../config/layers.ts';
import { textOf, textsOf, type JsonObject } from '../json.ts';
import { glob } from '../text/glob.ts';
import { apartSpans } from '../text/kql-tokens.ts';

/** Content as an overlay looks for it: as its file says it. */
export type Selectable = {
  readonly type: string;
  /** Relative to picket.yaml, with forward slashes. */
  readonly path: string;
  readonly id: string | undefined;
  readonly name: string | undefined;
  readonly tags: readonly string[];
  readonly raw: JsonObject;
  /** Its queries as the file has them. */
  readonly queries: readonly string[];
};

/** The words of a query; its comments and literals say nothing about its tables. */
const namesIn = (query: string): ReadonlySet<string> => {
  let rest = query;
  for (const { start, end } of apartSpans(query).toReversed()) rest = `${rest.slice(0, start)} ${rest.slice(end)}`;
  return new Set((rest.match(/[A-Za-z_]\w*/g) ?? []).map((name) => name.toLowerCase()));
};

const someOf = (wanted: readonly string[], values: readonly (string | undefined)[]): boolean => {
  const there = new Set(values.map((value) => value?.toLowerCase()));
  return wanted.some((value) => there.has(value.toLowerCase()));
};

/** A name fits a pattern whose `*` stands for any letters, slashes among them. */
const isLike = (name: string, pattern: string): boolean => {
  const clean = (text: string): string => text.toLowerCase().replaceAll('/', '\u0000');
  return glob(clean(pattern).replaceAll(/[[\]{}\\?]/g, String.raw`\$&`))(clean(name));
};

const fits: { readonly [Key in keyof OverlaySelection]-?: (item: Selectable, wanted: readonly string[]) => boolean } = {
  ids: ({ type, id }, wanted) => id !== undefined && someOf(wanted, [id, `${type}/${id}`]),
  paths: ({ path }, wanted) => wanted.some((pattern) => glob(pattern)(path)),
  names: ({ name }, wanted) => name !== undefined && wanted.some((pattern) => isLike(name, pattern)),
  tags: ({ tags }, wanted) => someOf(wanted, tags),
  severities: ({ raw }, wanted) => someOf(wanted, [textOf(raw['severity'])]),
  tactics: ({ raw }, wanted) => someOf(wanted, textsOf(raw['tactics'])),
  tables: ({ queries }, wanted) => {
    const names = queries.map(namesIn);
    return wanted.some((table) => names.some((there) => there.has(table.toLowerCase())));
  },
  types: ({ type }, wanted) => someOf(wanted, [type]),
};

const keys = ['types', 'ids', 'paths', 'names', 'tags', 'severities', 'tactics', 'tables'] as const;

/** True where of each list of a selection one value fits; a selection without lists takes everything. */
export const isSelected = (selection: OverlaySelection, item: Selectable): boolean =>
  keys.every((key) => {
    const wanted = selection[key];
    return wanted === undefined || fits[key](item, wanted);
  });

/** The lists of a selection that nothing fits, each looked at alone. */
export const unmetLists = (
  selection: OverlaySelection,
  items: readonly Selectable[],
): readonly (keyof OverlaySelection)[] =>
  keys.filter((key) => {
    const wanted = selection[key];
    return wanted !== undefined && !items.some((item) => fits[key](item, wanted));
  });
