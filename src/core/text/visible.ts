import { mixedWords, skeleton } from './confusable.ts';
import { betweenCharacters } from './cut.ts';

/**
 * Letters after which a joiner changes how the next one looks: the scripts that need one (Unicode Standard 23.2), and
 * pictures that are put together (UTS 51).
 */
const joined =
  '[\\p{Extended_Pictographic}\\p{Emoji_Modifier}\\ufe0f\\p{Script=Arabic}\\p{Script=Syriac}\\p{Script=Mongolian}' +
  '\\p{Script=Devanagari}\\p{Script=Bengali}\\p{Script=Gurmukhi}\\p{Script=Gujarati}\\p{Script=Oriya}\\p{Script=Tamil}' +
  '\\p{Script=Telugu}\\p{Script=Kannada}\\p{Script=Malayalam}\\p{Script=Sinhala}\\p{Script=Khmer}]';

/**
 * Characters that a person cannot see, or that change how a text is shown: control characters (terminal escapes among
 * them), line separators that only some readers know, marks that turn the direction of text, fillers and invisible ones.
 * A tab and a line feed are not among them, nor a joiner or a variation selector where emoji and some scripts need it.
 */
export const hidden = new RegExp(
  `(?![\\t\\n])[\\p{Cc}\\p{Zl}\\p{Zp}\\u2800]|(?<!${joined})[\\u200c\\u200d]|` +
    '(?<!\\p{Extended_Pictographic})(?!\\ufe0f\\u20e3)[\\ufe0e\\ufe0f]|(?![\\u200c\\u200d\\ufe0e\\ufe0f])[\\p{Cf}\\p{Default_Ignorable_Code_Point}]',
  'gu',
);

/** White space that looks like a space and is none: of no width known, or one that does not break. */
export const likeSpace = /(?! )\p{Zs}/gu;

/** A character by its number, as Unicode writes it: `<U+200B>`. */
export const codePoint = (character: string): string =>
  `<U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}>`;

/** The same text without halves of surrogate pairs, which UTF-8, XML and URIs cannot hold. */
export const wellFormed = (text: string): string => text.replaceAll(/\p{Surrogate}/gu, '\ufffd');

/** A character as literals of JSON and KQL can spell it in ASCII: `\u200b`. */
const escape = (character: string): string =>
  Array.from(
    { length: character.length },
    (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`,
  ).join('');

/** The inside of a literal of JSON or KQL with everything escaped that nobody sees, which leaves its value as it is. */
export const escapedHidden = (text: string): string => text.replaceAll(hidden, (character) => escape(character));

/**
 * A text that is JSON, with characters escaped that nobody sees or that a terminal or a log would act on, which leaves the
 * values as they are: terminal controls, marks of direction, and `##[`, GitHub's older spelling of a command to the runner.
 */
export const escapedJson = (text: string): string => escapedHidden(text).replaceAll('##[', '##\\u005b');

/** A value as JSON on several lines, as reports and files have it, with what nobody sees escaped. */
export const jsonText = (value: unknown): string => `${escapedJson(JSON.stringify(value, null, 2))}\n`;

/** A value as JSON on one line, its end left out, with what nobody sees escaped. */
export const jsonLine = (value: unknown): string => escapedJson(JSON.stringify(value));

const plain = /^[\t\n\x20-\x7e]*$/;

/** What is written `<U+200B>` in a text, and could be taken for the character itself. */
const imitation = /<(?=U\+[0-9A-F]{4,6}>)/g;
const imitations = /<U\+[0-9A-F]{4,6}>/g;

/** Letters of a word in which scripts are mixed keep their look and get their number behind it. */
const withNumbers = (text: string): string => {
  let shown = '';
  let from = 0;
  for (const { start, end } of mixedWords(text)) {
    shown += text.slice(from, start);
    let at = start;
    for (const letter of text.slice(start, end)) {
      at += letter.length;
      const number = codePoint(letter);
      const isAlike = letter > '\x7f' && skeleton(letter) !== letter.normalize('NFD');
      shown += isAlike && !text.startsWith(number, at) ? `${letter}${number}` : letter;
    }
    from = end;
  }
  return shown + text.slice(from);
};

/**
 * A text as every report, page and comment shows it: what cannot be seen, turns the direction of text or controls a
 * terminal stands as its number (`adm<U+200B>in`), and so does, behind itself, a letter that looks like one of another
 * script in the same word. CR LF becomes LF, and half of a surrogate pair U+FFFD. To do it twice changes nothing.
 */
export const visible = (text: string): string =>
  // Letters first: a hidden character may stand within their word.
  plain.test(text) ? text : withNumbers(wellFormed(text).replaceAll('\r\n', '\n')).replaceAll(hidden, codePoint);

/** How a text looks at a glance: white space of any length and kind as one space, look-alikes as one letter. */
const look = (text: string): string =>
  skeleton(text.replaceAll(hidden, '').replaceAll(imitations, '').replaceAll(/\s+/g, ' ').trim());

/** Letters of ASCII are never in question: `l` and `1` are told apart by people who read queries. */
const looksLike = (one: string, other: string): boolean =>
  plain.test(one) && plain.test(other)
    ? one.replaceAll(/\s+/g, ' ').trim() === other.replaceAll(/\s+/g, ' ').trim()
    : look(one) === look(other);

const onOneLine = /[^\x20-\x7e]|(?<= ) |^ | $/gu;
const inABlock = /[^\n\x20-\x7e]| (?=\n|$)/gu;

/** Every character by its number that could hide where two alike texts differ; in a block the lines and indents stay. */
const spelled = (text: string, where: 'line' | 'block'): string =>
  wellFormed(text)
    .replaceAll(imitation, codePoint)
    .replaceAll(where === 'line' ? onOneLine : inABlock, codePoint);

/** Characters that stay in view before the first difference of two long texts. */
const lead = 40;

/** Where both texts begin to differ. */
const commonStart = (one: string, other: string): number => {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  return betweenCharacters(one, at);
};

const around = (text: string, from: number, length: number): string => {
  const first = text.length > length ? Math.max(0, Math.min(from - lead, text.length - length)) : 0;
  const [start, end] = [betweenCharacters(text, first), betweenCharacters(text, first + length)];
  return `${start > 0 ? '…' : ''}${text.slice(start, end)}${end < text.length ? '…' : ''}`;
};

/**
 * Both sides of a change as they may be printed on one line each, cut to so many UTF-16 units around the place where they
 * begin to differ. They never print alike: where they look the same, every character in question stands as its number.
 */
export const toldApart = (before: string, after: string, length: number): readonly [string, string] => {
  const alike = looksLike(before, after);
  const [one, other] = alike ? [spelled(before, 'line'), spelled(after, 'line')] : [visible(before), visible(after)];
  const at = commonStart(one, other);
  return [around(one, at, length), around(other, at, length)];
};

/** The same for two texts of several lines that are shown as a diff: neither is cut. */
export const toldApartInABlock = (before: string, after: string): readonly [string, string] => {
  const removed = new Set(before.split('\n'));
  const added = new Set(after.split('\n'));
  const looks = (lines: ReadonlySet<string>, others: ReadonlySet<string>): ReadonlySet<string> =>
    new Set([...lines].filter((line) => !others.has(line)).map(look));
  const there = looks(added, removed);
  const alike = new Set([...looks(removed, added)].filter((line) => there.has(line)));
  const shown = (text: string, others: ReadonlySet<string>): string =>
    text
      .split('\n')
      .map((line) => (!others.has(line) && alike.has(look(line)) ? spelled(line, 'block') : visible(line)))
      .join('\n');
  return [shown(before, added), shown(after, removed)];
};
