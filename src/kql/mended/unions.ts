import type { Engine } from '../engine.ts';

const corrected = new WeakSet<object>();

/** Columns in their order, but of each name one of each type before further ones of a type that is there. */
const typesFirst = (
  columns: readonly KustoEngine.ColumnSymbol[],
  keyOf: (type: KustoEngine.TypeSymbol) => unknown,
): readonly KustoEngine.ColumnSymbol[] => {
  const known = new Map<string, Set<unknown>>();
  const isFirst = ({ Name, Type }: KustoEngine.ColumnSymbol): boolean => {
    const keys = known.get(Name) ?? new Set();
    known.set(Name, keys);
    const key = keyOf(Type);
    const isNew = !keys.has(key);
    keys.add(key);
    return isNew;
  };
  const later: KustoEngine.ColumnSymbol[] = [];
  const first = columns.filter((column) => {
    const isNew = isFirst(column);
    if (!isNew) later.push(column);
    return isNew;
  });
  return [...first, ...later];
};

/**
 * The columns without those of no known type where a leg knows the type: the service asks the data, and passes over a leg
 * of a fuzzy union that it cannot resolve.
 */
const typed = (columns: readonly KustoEngine.ColumnSymbol[]): readonly KustoEngine.ColumnSymbol[] => {
  const known = new Set(columns.filter(({ Type }) => Type.Name !== 'unknown').map(({ Name }) => Name));
  return columns.filter(({ Name, Type }) => Type.Name !== 'unknown' || !known.has(Name));
};

/**
 * Mends how the published engine joins the columns of a union: where two legs have a column of one type and a later one
 * has it of another (`string`, `string`, `dynamic`), it forgets the later one, and takes `Name_string` and `Name_dynamic`
 * for columns that do not exist. Handed over with the types first it forgets none. A column of no known type is no type of
 * its own either.
 */
export const correctUnions = ({ language, list }: Engine): void => {
  const { prototype } = language.Binding.ColumnMap;
  if (corrected.has(prototype)) return;
  corrected.add(prototype);
  prototype.AddRange = function addRange(columns): void {
    for (const column of typesFirst(typed(list(columns)), (type) => this.GetTypeKey(type))) this.Add(column);
  };
};
