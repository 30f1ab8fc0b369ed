/** An object without the members that are undefined: absent fields are absent, not undefined. */
export const present = <T extends object>(value: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  // The filter is what the type says; entries lose the connection between a key and its type.
  Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
