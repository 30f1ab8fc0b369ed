/**
 * The engine is C# that was compiled to JavaScript, and half of the time of a query goes into the runtime under it: into
 * asking for the type of a value, and for an item of a list under an interface's name that it puts together each time. The
 * functions here answer the same, out of what was found out before. What they do not know they hand on to the published one.
 */
type Runtime = KustoEngine.Runtime;
type RuntimeType = KustoEngine.RuntimeType;
type RuntimeValue = KustoEngine.RuntimeValue;
type Method = (this: unknown, ...given: readonly unknown[]) => unknown;

const isMethod = (value: unknown): value is Method => typeof value === 'function';
const isValue = (value: unknown): value is RuntimeValue => typeof value === 'object' && value !== null;

/** What `make` gives for a key, which it is asked for once. */
const remembered = <K extends object, V>(make: (key: K) => V): ((key: K) => V) => {
  const known = new WeakMap<K, { readonly value: V }>();
  return (key) => {
    let entry = known.get(key);
    if (entry === undefined) known.set(key, (entry = { value: make(key) }));
    return entry.value;
  };
};

/** Whether a value is of a type: the same for all values of one class, unless the type looks at the value itself. */
const quickenTypes = (runtime: Runtime): void => {
  const { as, is, arrayTypes } = runtime;
  const arrays = new Set(arrayTypes);
  /** By the class of a value and the type that is asked for; null where the published function is asked each time. */
  const known = new Map<RuntimeType, Map<RuntimeType, boolean | null>>();
  const isPlainClass = (type: RuntimeType): boolean =>
    type.$kind !== undefined && type.$isArray !== true && type.$isArrayEnumerator !== true && !arrays.has(type);
  const looksAtValue = (type: RuntimeType): boolean => type.$is !== undefined || type.$literal === true;
  /** Of a value that is no boxed one. */
  const quickIs = (value: RuntimeValue, type: RuntimeType, ignoreOwn?: boolean, allowNull?: boolean): boolean => {
    const { constructor: own } = value;
    if (typeof own !== 'function' || typeof type !== 'function') return is(value, type, ignoreOwn, allowNull);
    let answers = known.get(own);
    if (answers === undefined) known.set(own, (answers = new Map()));
    let answer = answers.get(type);
    if (answer === undefined)
      answers.set(type, (answer = isPlainClass(own) && !looksAtValue(type) ? is(value, type) : null));
    return answer ?? is(value, type, ignoreOwn, allowNull);
  };
  runtime.is = (value, type, ignoreOwn, allowNull) => {
    if (value === null || value === undefined) return allowNull === true;
    return isValue(value) && value['$boxed'] === undefined
      ? quickIs(value, type, ignoreOwn, allowNull)
      : is(value, type, ignoreOwn, allowNull);
  };
  runtime.as = (value, type, allowNull) => {
    if (!isValue(value)) return runtime.is(value, type, false, allowNull) ? value : null;
    if (value['$boxed'] !== undefined) return as(value, type, allowNull);
    return quickIs(value, type, false, allowNull) ? value : null;
  };
  runtime.isArray = (value, type) => {
    if (Array.isArray(value)) return true;
    const asked = type ?? (isValue(value) ? value.constructor : undefined);
    return asked !== undefined && (arrays.has(asked) || asked.$isArray === true);
  };
};

/** Lists under the names that the interfaces of their items give them. */
const quickenLists = (runtime: Runtime): void => {
  const { Array: lists } = runtime.global.System;
  const { getCount, getItem, fill } = lists;
  const { geti, getProperty, hasValue, getTypeAlias } = runtime;
  const namesOf = remembered((type: RuntimeType) => {
    const alias = getTypeAlias(type);
    return {
      getCount: `System$Collections$Generic$ICollection$1$${alias}$getCount`,
      count: `System$Collections$Generic$ICollection$1$${alias}$Count`,
      item: `System$Collections$Generic$IList$1$${alias}$getItem`,
    };
  });
  lists.getCount = (list, of) => {
    if (Array.isArray(list)) return list.length;
    if (runtime.isArray(list)) return getCount(list, of);
    const names = of === undefined ? undefined : namesOf(of);
    const own = names === undefined ? undefined : list[names.getCount];
    if (isMethod(own)) return own.call(list);
    const plain = list['System$Collections$ICollection$getCount'];
    if (isMethod(plain)) return plain.call(list);
    const ofType = names === undefined ? undefined : list[names.count];
    const count = ofType ?? list['System$Collections$ICollection$Count'] ?? list['Count'];
    if (count !== undefined) return count;
    return getCount(list, of);
  };
  lists.getItem = (list, index, of) => {
    if (of === undefined) return getItem(list, index);
    if (Array.isArray(list)) return list[index];
    const own = runtime.isArray(list) ? undefined : list[namesOf(of).item];
    return isMethod(own) ? own.call(list, index) : getItem(list, index, of);
  };
  lists.fill = (list, value, start, count) => {
    const isWithin = Array.isArray(list) && start >= 0 && count >= 0 && start + count <= list.length;
    const one = isWithin && isMethod(value) ? value() : undefined;
    // An object is made anew for each place.
    if (!isWithin || !isMethod(value) || isValue(one) || isMethod(one)) fill(list, value, start, count);
    else list.fill(one, start, start + count);
  };
  runtime.geti = (value, name, other) => {
    if (value[name] !== undefined) return name;
    if (other !== undefined && value[other] !== undefined && value[other] !== null) return other;
    return geti(value, name, other);
  };
  runtime.hasValue = (value) =>
    isValue(value) && value['$boxed'] !== undefined ? hasValue(value) : value !== null && value !== undefined;
  // The published one asks first whether it has the attributes of an HTML element before it.
  runtime.getProperty = (value, name) => (isValue(value) ? value[name] : getProperty(value, name));
};

/** A place in an object or a list that a function may write to: one class for all, where each was two functions before. */
class Place {
  readonly #holder: Record<string | number, unknown>;
  readonly #key: string | number;
  constructor(holder: Record<string | number, unknown>, key: string | number) {
    this.#holder = holder;
    this.#key = key;
  }
  get v(): unknown {
    return this.#holder[this.#key];
  }
  set v(value: unknown) {
    this.#holder[this.#key] = value;
  }
}

const quickenPlaces = (runtime: Runtime): void => {
  const { ref } = runtime;
  runtime.ref = (holder, key) =>
    typeof key === 'string' || typeof key === 'number' ? new Place(holder, key) : ref(holder, key);
};

/** Going through a list by an enumerator, under the name that the interface of its items gives it. */
const quickenEnumerators = (runtime: Runtime): void => {
  const { getEnumerator, getTypeAlias } = runtime;
  const names = new Map<Method & RuntimeType, string>();
  const nameOf = (type: Method & RuntimeType): string => {
    let name = names.get(type);
    if (name === undefined)
      names.set(type, (name = `System$Collections$Generic$IEnumerable$1$${getTypeAlias(type)}$GetEnumerator`));
    return name;
  };
  // What it is given is counted: with two, the second one may be the type.
  runtime.getEnumerator = (...given) => {
    const [value, of] = given;
    const own = given.length === 2 && isMethod(of) && isValue(value) ? value[nameOf(of)] : undefined;
    return isMethod(own) ? own.call(value) : getEnumerator(...given);
  };
};

/** The class that a generic one is with one type or two; the published one goes through a list of all of them. */
const quickenGenerics = ({ Class }: Runtime): void => {
  const { getCachedType } = Class;
  const ofOne = new Map<object, Map<unknown, unknown>>();
  const ofTwo = new Map<object, Map<unknown, Map<unknown, unknown>>>();
  const within = <K, V>(map: Map<K, Map<unknown, V>>, key: K): Map<unknown, V> => {
    let inner = map.get(key);
    if (inner === undefined) map.set(key, (inner = new Map()));
    return inner;
  };
  Class.getCachedType = (generic, given) => {
    const { length } = given;
    if (length !== 1 && length !== 2) return getCachedType(generic, given);
    const types = length === 1 ? within(ofOne, generic) : within(within(ofTwo, generic), given[0]);
    const last = given[length - 1];
    let type = types.get(last);
    if (type === undefined) {
      type = getCachedType(generic, given) ?? undefined;
      if (type !== undefined) types.set(last, type);
    }
    return type;
  };
};

const quickened = new WeakSet<object>();

/** Replaces what is slow in the runtime of the engine by what answers the same; once per process. */
export const quickenRuntime = (runtime: Runtime): void => {
  if (quickened.has(runtime)) return;
  quickened.add(runtime);
  quickenTypes(runtime);
  quickenLists(runtime);
  quickenPlaces(runtime);
  quickenEnumerators(runtime);
  quickenGenerics(runtime);
};
