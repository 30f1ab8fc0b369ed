import { RE2JS, RE2JSException } from 're2js';

/** Why RE2 refuses a pattern: a sentence, the place in the pattern, and what there is instead where something is known. */
export type RegexProblem = {
  readonly message: string;
  readonly start: number;
  readonly end: number;
  readonly hint: string | undefined;
};

const instead: readonly { readonly at: RegExp; readonly what: string; readonly hint: string }[] = [
  {
    at: /^\(\?<?[=!]/,
    what: 'look-around',
    hint: 'RE2 has none: match what stands around too, and take a group of it, or put the other condition into a `where` of its own.',
  },
  {
    at: /^\\[1-9]/,
    what: 'a reference to a group',
    hint: 'RE2 has none within a pattern: extract both parts and compare them in a `where`.',
  },
  {
    at: /^\(\?P=/,
    what: 'a reference to a group',
    hint: 'RE2 has none within a pattern: extract both parts and compare them.',
  },
  { at: /^\(\?>/, what: 'an atomic group', hint: 'RE2 never backtracks: write a plain group, `(?:...)`.' },
  {
    at: /^(?:\*\+|\+\+|\?\+)/,
    what: 'a possessive repetition',
    hint: 'RE2 never backtracks: leave the second sign out.',
  },
  { at: /^\\Z/, what: 'the end of the text before a last line break', hint: 'Write `$` or `\\z`.' },
  { at: /^\\u/, what: 'a character by its number', hint: 'Write `\\x{...}` with the number in hexadecimal.' },
  { at: /^\(\?#/, what: 'a comment', hint: 'Leave it out, or write it as a comment of the query.' },
];

/** The place of a bracket without its fellow; the engine names the whole pattern for it. */
const unbalanced = (pattern: string): number | undefined => {
  const open: number[] = [];
  let inClass = false;
  for (let at = 0; at < pattern.length; at += 1) {
    const character = pattern.charAt(at);
    if (character === '\\') at += 1;
    else if (inClass) inClass = character !== ']' || pattern.charAt(at - 1) === '[';
    else if (character === '[') inClass = true;
    else if (character === '(') open.push(at);
    else if (character === ')' && open.pop() === undefined) return at;
  }
  return open.at(-1);
};

/** The first place of a part of a pattern that does not begin within an escape. */
const placeOf = (pattern: string, part: string): number => {
  for (let at = 0; at < pattern.length; at += pattern.charAt(at) === '\\' && !pattern.startsWith(part, at) ? 2 : 1)
    if (pattern.startsWith(part, at)) return at;
  return Math.max(0, pattern.indexOf(part));
};

/** Longer patterns are not judged: nobody writes them, and the work grows with them. */
const maxLength = 5000;

/**
 * What RE2 refuses in a pattern, or undefined for one that it takes. The service runs RE2 (Microsoft Learn, "RE2 syntax")
 * and refuses the rest as SEM0420.
 */
export const regexProblem = (pattern: string): RegexProblem | undefined => {
  if (pattern.length > maxLength) return undefined;
  try {
    RE2JS.compile(pattern);
    return undefined;
  } catch (error) {
    if (!(error instanceof RE2JSException)) return undefined;
    const [, said = error.message] = /^error parsing regexp: (.*?)(?:: `[^]*`)?$/.exec(error.message) ?? [];
    const part = /: `([^]*)`$/.exec(error.message)?.[1] ?? '';
    const bracket = /missing (?:closing )?\)|unexpected \)|missing closing \)/.test(said)
      ? unbalanced(pattern)
      : undefined;
    const start = bracket ?? (part === '' ? Math.max(0, pattern.length - 1) : placeOf(pattern, part));
    const known = instead.find(({ at }) => at.test(pattern.slice(start)));
    const length =
      known?.at.exec(pattern.slice(start))?.[0].length ?? (bracket === undefined ? Math.max(1, part.length) : 1);
    return {
      message: known === undefined ? said : known.what,
      start,
      end: Math.min(pattern.length, start + length),
      hint: known?.hint,
    };
  }
};
