import type { Engine } from '../engine.ts';

/** The items of one of the engine's own lists without asking it for each; undefined for any other list. */
const itemsOf = (list: KustoEngine.SafeList | null | undefined): readonly unknown[] | undefined => {
  if (list === null || list === undefined) return undefined;
  const { _list: inner, _length: length } = list;
  const { _items: items } = inner ?? { _items: undefined };
  return Array.isArray(items) && length !== undefined && length <= items.length ? items.slice(0, length) : undefined;
};

/** Each table that a step yields checks all of its columns: whether one is missing. */
const quickenChecks = ({ ArgumentCheckers }: Engine['language']['Utils']): void => {
  const check = ArgumentCheckers.CheckArgumentNullOrElementNull;
  ArgumentCheckers.CheckArgumentNullOrElementNull = (of, list, name) => {
    const items = itemsOf(list);
    const isComplete = items !== undefined && !items.includes(null) && !items.includes(undefined);
    return isComplete ? list : check(of, list, name);
  };
};

/**
 * Built-in functions by their names: the engine puts them together for each query anew, out of lists that stay the same. Its
 * selectors are functions made for each call, but the engine has one for each list, by the name; nobody writes to what it gets.
 */
const keepDictionaries = ({ ListExtensions }: Engine['language']['Utils']): void => {
  const make = ListExtensions.ToDictionaryLast;
  type Made = { readonly key: unknown; readonly value: unknown; readonly dictionary: KustoEngine.Dictionary };
  const known = new WeakMap<object, Made>();
  ListExtensions.ToDictionaryLast = (key, value, values, selector) => {
    const made = known.get(values);
    if (made !== undefined && made.key === key && made.value === value) return made.dictionary;
    const dictionary = make(key, value, values, selector);
    if (itemsOf(values) !== undefined) known.set(values, { key, value, dictionary });
    return dictionary;
  };
};

/** For each name it is asked whether it stands in a command that makes a function: in a query none does. */
const quickenNames = ({ Binding: { Binder }, Syntax }: Engine['language']): void => {
  const nameOf = Binder.GetCreateFunctionCommandName;
  Binder.GetCreateFunctionCommandName = (location) => {
    let place: KustoEngine.InnerNode | KustoEngine.InnerTree = location;
    let { _parentOrTree: above } = place;
    while (above !== null && above !== undefined) {
      if (place instanceof Syntax.CustomNode) return nameOf(location);
      place = above;
      ({ _parentOrTree: above } = place);
    }
    // What a function's body was read from is another tree.
    return 'Original' in place && place.Original === null ? null : nameOf(location);
  };
};

const quickened = new WeakSet<object>();

/** Replaces what is slow in the engine itself by what answers the same; once per process. */
export const quickenLanguage = ({ language }: Engine): void => {
  if (quickened.has(language)) return;
  quickened.add(language);
  quickenChecks(language.Utils);
  keepDictionaries(language.Utils);
  quickenNames(language);
};
