/** One part of a pattern: a text as it stands, one character of some, or a star, that takes what lies within a folder or below it. */
type Part =
  | { readonly kind: 'text'; readonly character: string }
  | { readonly kind: 'any' }
  | { readonly kind: 'set'; readonly negated: boolean; readonly ranges: readonly (readonly [string, string])[] }
  | { readonly kind: 'star' }
  | { readonly kind: 'globstar' };

/** Patterns that braces may multiply to. */
const mostAlternatives = 256;

/** The alternatives of `{a,b}`, which may lie within one another; what is no list (`{a}`, an open brace) stays a text. */
const alternatives = (pattern: string): readonly string[] => {
  const done: string[] = [];
  const open = [pattern];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const list = innermostList(next);
    if (list === undefined || done.length + open.length + list.items.length > mostAlternatives) done.push(next);
    else for (const item of list.items.toReversed()) open.push(next.slice(0, list.start) + item + next.slice(list.end));
  }
  return done;
};

/** The first list in braces that holds no other. */
const innermostList = (pattern: string): { start: number; end: number; items: readonly string[] } | undefined => {
  let start = -1;
  for (let at = 0; at < pattern.length; at += 1) {
    if (pattern[at] === '\\') at += 1;
    else if (pattern[at] === '{') start = at;
    else if (pattern[at] === '}' && start >= 0) {
      const items = pattern.slice(start + 1, at).split(',');
      if (items.length > 1) return { start, end: at + 1, items };
      start = -1;
    }
  }
  return undefined;
};

const setAt = (pattern: string, start: number): { readonly part: Part; readonly end: number } | undefined => {
  const end = pattern.indexOf(']', start + 2);
  if (end < 0) return undefined;
  const negated = pattern[start + 1] === '!' || pattern[start + 1] === '^';
  const characters = pattern.slice(start + (negated ? 2 : 1), end);
  const ranges: [string, string][] = [];
  for (let at = 0; at < characters.length; at += 1) {
    const from = characters.charAt(at);
    const isRange = characters[at + 1] === '-' && at + 2 < characters.length;
    ranges.push([from, isRange ? characters.charAt(at + 2) : from]);
    if (isRange) at += 2;
  }
  return { part: { kind: 'set', negated, ranges }, end: end + 1 };
};

/** The parts of a pattern without braces; `**` counts as such only where it is a folder of its own. */
const partsOf = (pattern: string): readonly Part[] => {
  const parts: Part[] = [];
  for (let at = 0; at < pattern.length;) {
    const character = pattern.charAt(at);
    const set = character === '[' ? setAt(pattern, at) : undefined;
    if (set !== undefined) {
      parts.push(set.part);
      at = set.end;
    } else if (character === '*') {
      let end = at;
      while (pattern[end] === '*') end += 1;
      const isFolder =
        end - at > 1 && (at === 0 || pattern[at - 1] === '/') && (end === pattern.length || pattern[end] === '/');
      parts.push({ kind: isFolder ? 'globstar' : 'star' });
      // The slash behind it belongs to it: `**/x` fits `x` too.
      at = isFolder && end < pattern.length ? end + 1 : end;
    } else if (character === '?') {
      parts.push({ kind: 'any' });
      at += 1;
    } else {
      const isEscaped = character === '\\' && at + 1 < pattern.length;
      parts.push({ kind: 'text', character: isEscaped ? pattern.charAt(at + 1) : character });
      at += isEscaped ? 2 : 1;
    }
  }
  return parts;
};

const takes = (part: Part, character: string): boolean => {
  switch (part.kind) {
    case 'text':
      return part.character === character;
    case 'any':
    case 'star':
      return character !== '/';
    case 'set':
      return (
        character !== '/' && part.ranges.some(([from, to]) => from <= character && character <= to) !== part.negated
      );
    case 'globstar':
      return true;
  }
};

/**
 * Walks a path once with all the places of the pattern that it could be at: as many steps as the path has characters
 * times the parts that the pattern has, whatever they are. `step` hears of each.
 */
const fits = (parts: readonly Part[], path: string, step: () => void): boolean => {
  /** A star may take nothing; one for folders only where a folder begins. */
  const mayTakeNothing = (at: number, atFolder: boolean): boolean =>
    parts[at]?.kind === 'star' || (atFolder && parts[at]?.kind === 'globstar');
  const add = (places: Set<number>, at: number, atFolder: boolean): void => {
    let place = at;
    places.add(place);
    while (mayTakeNothing(place, atFolder)) {
      place += 1;
      places.add(place);
    }
  };
  let places = new Set<number>();
  add(places, 0, true);
  for (let at = 0; at < path.length; at += 1) {
    const character = path.charAt(at);
    const next = new Set<number>();
    for (const place of places) {
      step();
      const part = parts[place];
      if (part === undefined || !takes(part, character)) continue;
      const isOver = part.kind !== 'star' && part.kind !== 'globstar';
      add(next, isOver ? place + 1 : place, character === '/');
    }
    places = next;
  }
  // `a/**` fits what lies below `a`, and `**` at the end whatever is left.
  return places.has(parts.length) || (parts.at(-1)?.kind === 'globstar' && places.has(parts.length - 1));
};

const nobody = (): void => undefined;

/**
 * Whether a path (forward slashes, relative) fits a pattern: `*` and `?` within a folder, `**` for folders at any depth,
 * `[a-z]`, `[!a]` and `{a,b}`; `\` takes the next character as it stands; names that begin with a dot count like others.
 * The work is linear in the path and in the pattern, whatever they say.
 */
export const glob = (pattern: string): ((path: string, step?: () => void) => boolean) => {
  const all = alternatives(pattern.replace(/^\.\//, '')).map(partsOf);
  return (path, step = nobody) => all.some((parts) => fits(parts, path, step));
};

/** What a pattern has of bash's extended patterns (`+(a)`, `!(a)`, a leading `!`), which are not taken; undefined for nothing. */
export const unsupportedGlob = (pattern: string): string | undefined => /^!|(?<!\\)[!@+*?]\(/.exec(pattern)?.[0];
