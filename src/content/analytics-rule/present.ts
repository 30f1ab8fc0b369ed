type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

const isThere = <T>(value: T): value is Exclude<T, undefined> => value !== undefined;

/** An object without the members that are undefined: absent fields are absent, not undefined. */
export const present = <T extends object>(value: T): Present<T> => {
  const result: Present<T> = {};
  for (const key in value) {
    const member = value[key];
    if (isThere(member)) result[key] = member;
  }
  return result;
};
