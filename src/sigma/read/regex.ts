/** What a regular expression uses that decides who can run it; or why it is none. */
export type RegexFacts =
  | { readonly valid: false; readonly problem: string }
  | {
      readonly valid: true;
      readonly lookaround: boolean;
      readonly backreference: boolean;
      readonly possessive: boolean;
    };

const maxNesting = 100;

type Reader = {
  readonly text: string;
  index: number;
  depth: number;
  groups: number;
  readonly names: Set<string>;
  lookaround: boolean;
  backreference: boolean;
  possessive: boolean;
};

class RegexProblem extends Error {}

const fail = (reader: Reader, what: string): never => {
  throw new RegexProblem(`${what} at position ${reader.index + 1}`);
};

/** Letters that may follow a backslash; every other ASCII letter is an error in the dialects that Sigma rules use. */
const letters = new Set('AbBdDsSwWzZafnrtvxuUpPQEGKRXhHN'.split(''));

const readEscape = (reader: Reader): string => {
  const sign = reader.text.charAt(reader.index + 1);
  if (sign === '') fail(reader, 'a backslash with nothing behind it');
  if (/[a-zA-Z]/.test(sign) && !letters.has(sign)) fail(reader, `the unknown escape \\${sign}`);
  reader.index += 2;
  return sign;
};

const readClass = (reader: Reader): void => {
  const start = reader.index;
  reader.index += 1;
  if (reader.text.charAt(reader.index) === '^') reader.index += 1;
  let first = true;
  let previous: string | undefined;
  while (reader.index < reader.text.length) {
    const sign = reader.text.charAt(reader.index);
    if (sign === ']' && !first) {
      reader.index += 1;
      return;
    }
    first = false;
    const isRange = sign === '-' && previous !== undefined && reader.text.charAt(reader.index + 1) !== ']';
    if (isRange) reader.index += 1;
    const next = reader.text.charAt(reader.index);
    let literal: string | undefined = next;
    if (next === '\\') {
      const escape = readEscape(reader);
      literal = /[a-zA-Z0-9]/.test(escape) ? undefined : escape;
    } else reader.index += 1;
    if (isRange && previous !== undefined && literal !== undefined && previous > literal)
      fail(reader, `the range ${previous}-${literal}, which is backwards,`);
    previous = isRange ? undefined : literal;
  }
  reader.index = start;
  fail(reader, 'a set `[` that is never closed');
};

const readGroupHead = (reader: Reader): 'group' | 'flags' => {
  const rest = reader.text.slice(reader.index, reader.index + 100);
  const take = (length: number): void => {
    reader.index += length;
  };
  if (!rest.startsWith('(?')) {
    take(1);
    reader.groups += 1;
    return 'group';
  }
  const named = /^\(\?P?<([A-Za-z_]\w*)>/.exec(rest);
  if (named !== null) {
    if (reader.names.has(named[1] ?? '')) fail(reader, `the group name ${named[1]}, used twice,`);
    reader.names.add(named[1] ?? '');
    reader.groups += 1;
    take(named[0].length);
    return 'group';
  }
  const look = /^\(\?(?:<?[=!])/.exec(rest);
  if (look !== null) {
    reader.lookaround = true;
    take(look[0].length);
    return 'group';
  }
  if (rest.startsWith('(?>')) {
    reader.possessive = true;
    take(3);
    return 'group';
  }
  const reference = /^\(\?P=(\w+)\)/.exec(rest);
  if (reference !== null) {
    reader.backreference = true;
    take(reference[0].length);
    return 'flags';
  }
  const comment = /^\(\?#[^)]*\)/.exec(rest);
  if (comment !== null) {
    take(comment[0].length);
    return 'flags';
  }
  const conditional = /^\(\?\((\w+)\)/.exec(rest);
  if (conditional !== null) {
    reader.backreference = true;
    take(conditional[0].length);
    return 'group';
  }
  const flags = /^\(\?[aiLmsuxU]*(?:-[imsxU]+)?([:)])/.exec(rest);
  if (flags === null) return fail(reader, 'a group `(?` of an unknown kind');
  take(flags[0].length);
  return flags[1] === ')' ? 'flags' : 'group';
};

const readQuantifier = (reader: Reader, isRepeatable: boolean): void => {
  const match = /^(?:[*+?]|\{(\d*)(?:(,)(\d*))?\})/.exec(reader.text.slice(reader.index, reader.index + 24));
  if (match === null) return;
  const [whole, least = '', comma = '', most = ''] = match;
  if (whole.startsWith('{') && least === '' && (comma === '' || most === '')) return;
  if (!isRepeatable) fail(reader, `\`${whole}\` with nothing to repeat`);
  if (least !== '' && most !== '' && Number(least) > Number(most))
    fail(reader, `the repetition ${whole}, whose least is more than its most,`);
  reader.index += whole.length;
  const mode = reader.text.charAt(reader.index);
  if (mode === '+') reader.possessive = true;
  if (mode === '?' || mode === '+') reader.index += 1;
  const again = /^(?:[*+?]|\{\d+(?:,\d*)?\})/.exec(reader.text.slice(reader.index, reader.index + 24));
  if (again !== null) fail(reader, `\`${again[0]}\` behind another repetition`);
};

const readSequence = (reader: Reader): void => {
  reader.depth += 1;
  if (reader.depth > maxNesting) fail(reader, `more than ${maxNesting} nested groups`);
  readQuantifier(reader, false);
  while (reader.index < reader.text.length) {
    const sign = reader.text.charAt(reader.index);
    if (sign === ')') break;
    let isRepeatable = true;
    if (sign === '(') {
      const start = reader.index;
      if (readGroupHead(reader) === 'group') {
        readSequence(reader);
        if (reader.text.charAt(reader.index) !== ')') {
          reader.index = start;
          fail(reader, 'a `(` that is never closed');
        }
        reader.index += 1;
      } else isRepeatable = false;
    } else if (sign === '[') readClass(reader);
    else if (sign === '\\') {
      const escape = readEscape(reader);
      if (/[1-9]/.test(escape)) reader.backreference = true;
    } else if (sign === '|' || sign === '^') {
      reader.index += 1;
      isRepeatable = false;
    } else reader.index += 1;
    readQuantifier(reader, isRepeatable);
  }
  reader.depth -= 1;
};

/**
 * Checks the syntax of a regular expression (the common ground of Python's `re` and RE2) in linear time, without
 * running it: JavaScript's own RegExp knows neither inline flags in the middle nor `(?P<name>)`.
 */
export const inspectRegex = (pattern: string): RegexFacts => {
  const reader: Reader = {
    text: pattern,
    index: 0,
    depth: 0,
    groups: 0,
    names: new Set(),
    lookaround: false,
    backreference: false,
    possessive: false,
  };
  try {
    readSequence(reader);
    if (reader.index < pattern.length) fail(reader, 'a `)` that closes nothing');
  } catch (error) {
    if (error instanceof RegexProblem) return { valid: false, problem: error.message };
    throw error;
  }
  const { lookaround, backreference, possessive } = reader;
  return { valid: true, lookaround, backreference, possessive };
};
