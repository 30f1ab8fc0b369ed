/** Types of the runtime under the engine: what its C# was compiled to stands on. Only what mended/runtime.ts replaces. */
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
    is: (value: unknown, type: RuntimeType, ignoreOwn?: boolean, allowNull?: boolean) => boolean;
    as: (value: unknown, type: RuntimeType, allowNull?: boolean) => unknown;
    isArray: (value: unknown, type?: RuntimeType) => boolean | undefined;
    geti: (value: RuntimeValue, name: string, other?: string) => string;
    ref: (holder: Record<string | number, unknown>, key?: unknown) => Reference;
    hasValue: (value: unknown) => boolean;
    getProperty: (value: unknown, name: string) => unknown;
  };
}
