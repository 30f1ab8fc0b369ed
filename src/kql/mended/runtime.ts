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
  const known = remembered<RuntimeType, Map<RuntimeType, boolean>>(() => new Map());
  const isPlainClass = remembered(
    (type: RuntimeType) =>
      type.$kind !== undefined && type.$isArray !== true && type.$isArrayEnumerator !== true && !arrays.has(type),
  );
  const looksAtValue = remembered((type: RuntimeType) => type.$is !== undefined || type.$literal === true);
  const quickIs: Runtime['is'] = (value, type, ignoreOwn, allowNull) => {
    if (value === null || value === undefined) return allowNull === true;
    if (typeof type !== 'function' || !isValue(value) || value['$boxed'] !== undefined || looksAtValue(type))
      return is(value, type, ignoreOwn, allowNull);
    const { constructor: own } = value;
    if (typeof own !== 'function' || !isPlainClass(own)) return is(value, type, ignoreOwn, allowNull);
    const answers = known(own);
    let answer = answers.get(type);
    if (answer === undefined) answers.set(type, (answer = is(value, type)));
    return answer;
  };
  runtime.is = quickIs;
  runtime.as = (value, type, allowNull) => {
    if (isValue(value) && value['$boxed'] !== undefined) return as(value, type, allowNull);
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

/** The class that a generic one is with one type; the published one goes through a list of all of them. */
const quickenGenerics = ({ Class }: Runtime): void => {
  const { getCachedType } = Class;
  const known = remembered<object, Map<unknown, unknown>>(() => new Map());
  Class.getCachedType = (generic, given) => {
    if (given.length !== 1) return getCachedType(generic, given);
    const types = known(generic);
    const of = given[0];
    let type = types.get(of);
    if (type === undefined) {
      type = getCachedType(generic, given) ?? undefined;
      if (type !== undefined) types.set(of, type);
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
  quickenGenerics(runtime);
};
