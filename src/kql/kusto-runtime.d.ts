/**
 * Types of the runtime under the engine, which its C# was compiled to stand on, and of the engine's own inside. Only what
 * mended/runtime.ts and mended/language.ts replace.
 */
declare namespace KustoEngine {
  /** A class or an interface of the runtime, and what it is told by. */
  type RuntimeType = {
    readonly $kind?: string;
    readonly $is?: unknown;
    readonly $literal?: boolean;
    readonly $isArray?: boolean;
    readonly $isArrayEnumerator?: boolean;
  };
  /** A value of the engine, seen from its runtime. */
  type RuntimeValue = Readonly<Record<string, unknown>> & { readonly constructor: RuntimeType };
  type Reference = { v: unknown };

  /** The functions that mended/runtime.ts replaces, and what it needs for that. */
  type Runtime = {
    readonly global: {
      readonly System: {
        readonly Array: {
          getCount: (list: RuntimeValue, of?: RuntimeType) => unknown;
          getItem: (list: RuntimeValue, index: number, of?: RuntimeType) => unknown;
          fill: (list: unknown[], value: unknown, start: number, count: number) => void;
          readonly toIndex: (list: unknown, indices: unknown) => number;
        };
      };
    };
    readonly Class: {
      getCachedType: (generic: object, given: ArrayLike<unknown>) => unknown;
    };
    readonly arrayTypes: readonly RuntimeType[];
    readonly getTypeAlias: (type: RuntimeType) => string;
    getEnumerator: (...given: readonly unknown[]) => unknown;
    is: (value: unknown, type: RuntimeType, ignoreOwn?: boolean, allowNull?: boolean) => boolean;
    as: (value: unknown, type: RuntimeType, allowNull?: boolean) => unknown;
    isArray: (value: unknown, type?: RuntimeType) => boolean | undefined;
    geti: (value: RuntimeValue, name: string, other?: string) => string;
    ref: (holder: Record<string | number, unknown>, key?: unknown) => Reference;
    hasValue: (value: unknown) => boolean;
    getProperty: (value: unknown, name: string) => unknown;
  };

  /** The engine's own list that nobody changes: the first so many of a list's items. */
  type SafeList = { readonly _list?: { readonly _items?: unknown }; readonly _length?: number };
  type Dictionary = { readonly tryGetValue: (key: unknown, into: Reference) => boolean };
  type Selector = (value: unknown) => unknown;
  type ListExtensions = {
    ToDictionaryLast: (key: unknown, value: unknown, values: SafeList, selector: Selector) => Dictionary;
  };
  type ArgumentCheckers = {
    CheckArgumentNullOrElementNull: (of: unknown, list: SafeList | null, name: string) => SafeList | null;
  };
  type Binder = { GetCreateFunctionCommandName: (location: InnerNode) => string | null };
  /** A node of a tree, with what it hangs on: its parent, or for the root the tree. */
  type InnerNode = { readonly _parentOrTree: InnerNode | InnerTree | null | undefined };
  /** `Original` is the tree that the text of a function's body was taken from. */
  type InnerTree = { readonly Original: InnerTree | null; readonly _parentOrTree?: undefined };
}
