import { isArray, isObject, type JsonObject, type JsonValue } from '../../core/json.ts';
import { jsonLine, jsonText } from '../../core/text/visible.ts';

/** The list at the end of a JSON mapping, whose members come one by one. */
export type JsonList = {
  /** The text of a member, with what stands before it. */
  readonly member: (json: string) => string;
  /** The same of one that is spelled as it stands there, see `memberText`. */
  readonly placed: (text: string) => string;
  /** What closes the list. */
  readonly end: () => string;
};

/** A value in JSON over several lines, as it stands so many spaces in: no text in it holds a line break. */
export const indented = (json: string, spaces: number): string =>
  json.trimEnd().replaceAll('\n', `\n${' '.repeat(spaces)}`);

/** Begins a list after `head`, the text up to its key. */
export const jsonList = (head: string): JsonList => {
  let isEmpty = true;
  const placed = (text: string): string => {
    const before = isEmpty ? `${head}[` : ',';
    isEmpty = false;
    return `${before}\n    ${text}`;
  };
  return {
    member: (json) => placed(indented(json, 4)),
    placed,
    end: () => (isEmpty ? `${head}[]` : '\n  ]'),
  };
};

const texts = new WeakMap<JsonObject, string>();

/** The text of one of many values, eight spaces in; one that several workspaces have is made once. */
const itemText = (item: JsonValue): string => {
  if (!isObject(item)) return indented(jsonText(item), 8);
  const known = texts.get(item) ?? indented(jsonText(item), 8);
  texts.set(item, known);
  return known;
};

type Spelled = { readonly items: readonly JsonValue[]; readonly text: string };

const lists = new WeakMap<JsonObject, Spelled>();

/** The text of a list, six spaces in; one of the same items as the last that began alike is not made again. */
const listText = (items: readonly JsonValue[]): string => {
  const [first] = items;
  if (first === undefined) return '[]';
  const known = isObject(first) ? lists.get(first) : undefined;
  if (known?.items.length === items.length && items.every((item, at) => item === known.items[at])) return known.text;
  const text = `[\n        ${items.map(itemText).join(',\n        ')}\n      ]`;
  if (isObject(first)) lists.set(first, { items, text });
  return text;
};

/** An object in JSON as a member of a `jsonList`; what is in its lists is spelled once for all objects that have it. */
export const memberText = (value: JsonObject): string => {
  let members = '';
  // Put together, not joined: a text of megabytes is copied once, when it is written.
  for (const [key, member] of Object.entries(value)) {
    const text = isArray(member) ? listText(member) : indented(jsonText(member), 6);
    members += `${members === '' ? '' : ','}\n      ${jsonLine(key)}: ${text}`;
  }
  return members === '' ? '{}' : `{${members}\n    }`;
};
