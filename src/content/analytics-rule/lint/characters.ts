import { isArray, isObject, type JsonValue } from '../../../core/json.ts';
import { pointer, type JsonPointer } from '../../../core/pointer.ts';
import type { Span, TextEdit } from '../../../core/text/span.ts';
import { codePoint, hidden, likeSpace, visible, toldApart } from '../../../core/text/visible.ts';
import { placedTokens } from '../../../core/text/kql-tokens.ts';
import { type Placed, type RuleCheck, type RuleItem, shown, textAt, type RepositoryCheck } from './fields.ts';
import { mixedWords, skeleton } from '../../../core/text/confusable.ts';
import { repeats } from './identity.ts';

/** Twice what the service takes. */
const longest = 512;

/** Two names are the same to `repo/duplicate-name` when they differ in nothing but case and the space around them. */
const plainName = (item: RuleItem): string | undefined => textAt(item, 'name')?.value.trim().toLowerCase();

/** The letters of a word by their numbers where they are not ASCII. */
const numbered = (word: string): string =>
  Array.from(word)
    .filter((letter) => letter > '\x7f' && !/\p{Cf}/u.test(letter))
    .map((letter) => `${letter} ${codePoint(letter)}`)
    .join(', ');

export const confusableName: RepositoryCheck = {
  id: 'rule/confusable-name',
  scope: 'repository',
  severity: 'warning',
  summary: 'The name of a rule can be taken for another one.',
  why:
    'A word that mixes scripts (`p\u0430ypal` with a Cyrillic letter), or a whole name that looks like the name of another ' +
    'rule, is read for what it is not: in incidents, searches and approvals people then mean the other rule. Names that ' +
    'are wholly in one script are fine, whichever it is (Unicode TS 39, sections 4 and 5).',
  *check(items, { noun = 'rule' }) {
    for (const item of items) {
      const name = textAt(item, 'name');
      if (name === undefined) continue;
      for (const within of mixedWords(name.value)) {
        const word = name.value.slice(within.start, within.end);
        yield {
          path: item.document.path,
          at: name.at,
          within,
          message: `The word ${shown(visible(word))} of the name mixes letters of several scripts: ${numbered(word)}.`,
          hint: 'Write the word in one script.',
        };
      }
    }
    const named = items.filter((item) => (plainName(item) ?? '') !== '');
    for (const { first, again } of repeats(named, (item) => skeleton(plainName(item) ?? ''))) {
      if (plainName(first) === plainName(again)) continue;
      const [name] = toldApart(textAt(again, 'name')?.value ?? '', textAt(first, 'name')?.value ?? '', longest);
      yield {
        path: again.document.path,
        at: '/name',
        message: `The name ${shown(name)} looks like that of the ${noun} in ${first.document.path}, and is another one.`,
        hint: 'Say in the name what tells the two apart, or keep one of them.',
        related: [{ message: 'The name that it looks like is here.', path: first.document.path, at: '/name' }],
      };
    }
  },
};

const isUnusual = (text: string): boolean => /[^\t\n\x20-\x7e]/.test(text);

/** The texts of a file that are not made of what everybody sees alone, with their places: few files have one. */
const unusualTexts = (value: JsonValue): readonly Placed<string>[] => {
  if (typeof value === 'string') return isUnusual(value) ? [{ at: '', value }] : [];
  const members = isArray(value) ? [...value.entries()] : isObject(value) ? Object.entries(value) : [];
  return members.flatMap(([key, member]) =>
    unusualTexts(member).map((text) => ({ ...text, at: `${pointer(key)}${text.at}` })),
  );
};

type Place = { readonly character: string; readonly within: Span };

const placesOf = (pattern: RegExp, text: string): readonly Place[] =>
  [...text.matchAll(pattern)].flatMap(({ 0: character, index }) =>
    // The CR of a line end is no hidden character.
    character === '\r' && text[index + 1] === '\n'
      ? []
      : [{ character, within: { start: index, end: index + character.length } }],
  );

/** What is written as an escape in the file can be seen there. */
const isEscaped = ({ document }: RuleItem, at: JsonPointer, { character, within }: Place): boolean => {
  const span = document.locateWithin(at, within);
  return !document.text.slice(span.start, span.end).includes(character);
};

const kinds: readonly (readonly [RegExp, string])[] = [
  [/\p{Bidi_Control}/u, 'a mark that turns the direction of text'],
  [/\p{Cc}/u, 'a control character'],
  [/\p{Zs}/u, 'white space that looks like a space and is none'],
  [/[\p{Zl}\p{Zp}]/u, 'a line end that only some readers know'],
];

const kindOf = (character: string): string =>
  kinds.find(([pattern]) => pattern.test(character))?.[1] ?? 'a character that nobody sees';

const around = 20;

/** The text beside the character, as much as finds it again, not cut within a pair of surrogates. */
const context = (text: string, { within }: Place): string => {
  const part = text.slice(Math.max(0, within.start - around), within.end + around);
  return visible(part.replaceAll(/\s+/g, (space) => space.replaceAll(/[\r\n\t]/g, ' ')).trim());
};

/** In a query only a token changes what is found: a comment or the space between tokens weighs less. */
const queryPlaces = (query: string): { readonly error: readonly Place[]; readonly warning: readonly Place[] } => {
  const unseen = placesOf(hidden, query);
  const spaces = placesOf(likeSpace, query);
  if (unseen.length + spaces.length === 0) return { error: [], warning: [] };
  const tokens = placedTokens(query);
  const inToken = ({ within }: Place): boolean =>
    tokens.some(({ text, start }) => start <= within.start && within.end <= start + text.length);
  return {
    error: unseen.filter(inToken),
    warning: [...unseen.filter((place) => !inToken(place)), ...spaces.filter(inToken)],
  };
};

/** Texts that others compare or search for, in which a space that is none is never meant. */
const compared = new Set(['/name', '/id']);

export const hiddenCharacter: RuleCheck = {
  id: 'rule/hidden-character',
  scope: 'item',
  severity: 'warning',
  worst: 'error',
  summary: 'A text holds a character that nobody can see.',
  why:
    'A zero-width space within a word, a mark that turns the direction of text or a control character looks like nothing ' +
    'in an editor and in a pull request, and changes what a query finds: `has "adm\u200bin"` with such a space inside never ' +
    'matches, and the detection is off without anybody noticing. In the literals and names of a query it is an error. ' +
    'Where one is meant, write it as an escape of KQL (`"\\u200b"`), which everybody can see, or ignore the finding with a ' +
    'reason.',
  *check(item) {
    for (const { at, value } of unusualTexts(item.raw)) {
      const inQuery = at === '/query';
      const found = inQuery
        ? queryPlaces(value)
        : {
            error: [],
            warning: [...placesOf(hidden, value), ...(compared.has(at) ? placesOf(likeSpace, value) : [])],
          };
      for (const severity of ['error', 'warning'] as const) {
        const places = found[severity].filter((place) => !isEscaped(item, at, place));
        const [first] = places;
        if (first === undefined) continue;
        const more = places.length === 1 ? '' : ` and ${places.length - 1} more`;
        const isSpace = /\p{Zs}/u.test(first.character);
        const fix: readonly TextEdit[] = inQuery
          ? []
          : places.map((place) => ({
              span: item.document.locateWithin(at, place.within),
              text: /\p{Zs}/u.test(place.character) ? ' ' : '',
            }));
        yield {
          at,
          within: first.within,
          severity,
          message: `\`${codePoint(first.character)}\`${more} in \`${context(value, first)}\`: ${kindOf(first.character)}.`,
          hint: inQuery
            ? 'Take it out; where it is meant, write it as an escape (`"\\u…"`), so that a reviewer sees it.'
            : isSpace
              ? 'Write an ordinary space.'
              : 'Take it out.',
          ...(fix.length === 0 ? {} : { fix }),
        };
      }
    }
  },
};
