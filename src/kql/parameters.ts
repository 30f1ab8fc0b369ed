/** One parameter of a function; `tabular` takes a table (`T:(*)`), `optional` has a default. */
export type FunctionParameter = {
  readonly name: string;
  readonly type: string;
  readonly tabular: boolean;
  readonly optional: boolean;
};

/** Splits at commas that are outside of brackets and quotes. */
const splitTopLevel = (text: string): readonly string[] => {
  const parts: string[] = [];
  let depth = 0;
  let quote = '';
  let start = 0;
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (quote !== '') {
      if (character === '\\') index += 1;
      else if (character === quote) quote = '';
    } else if (character === '"' || character === "'") quote = character;
    else if ('([{'.includes(character)) depth += 1;
    else if (')]}'.includes(character)) depth -= 1;
    else if (character === ',' && depth <= 0) {
      parts.push(text.slice(start, index));
      start = index + 1;
    }
  }
  parts.push(text.slice(start));
  return parts.filter((part) => part.trim() !== '');
};

/** Reads a parameter list as the service spells it: `a:string, b:long=5, T:(*)`. What is no parameter is left out. */
export const parseParameters = (text: string): readonly FunctionParameter[] =>
  splitTopLevel(text).flatMap((part) => {
    const match = /^\s*([\w-]+|\['[^']*'\])\s*:\s*(\(|[a-z]+)[^=]*(=)?/i.exec(part);
    if (match === null) return [];
    const [, name = '', type = '', equals] = match;
    return [
      {
        name: name.replaceAll(/^\['|'\]$/g, ''),
        type: type.toLowerCase(),
        tabular: type === '(',
        optional: equals !== undefined,
      },
    ];
  });
