/** The list at the end of a JSON mapping, whose members come one by one. */
export type JsonList = {
  /** The text of a member, with what stands before it. */
  readonly member: (json: string) => string;
  /** What closes the list. */
  readonly end: () => string;
};

/** A value in JSON over several lines, as it stands so many spaces in: no text in it holds a line break. */
export const indented = (json: string, spaces: number): string =>
  json.trimEnd().replaceAll('\n', `\n${' '.repeat(spaces)}`);

/** Begins a list after `head`, the text up to its key. */
export const jsonList = (head: string): JsonList => {
  let isEmpty = true;
  return {
    member: (json) => {
      const before = isEmpty ? `${head}[` : ',';
      isEmpty = false;
      return `${before}\n    ${indented(json, 4)}`;
    },
    end: () => (isEmpty ? `${head}[]` : '\n  ]'),
  };
};
