import { mixedWords, skeleton } from '../../../core/text/confusable.ts';
import { codePoint, toldApart, visible } from '../../../core/text/visible.ts';
import { shown, textAt, type RepositoryCheck, type RuleItem } from './fields.ts';
import { repeats } from './identity.ts';

/** Twice what the service takes. */
const longest = 512;

/** Two names are the same to `repo/duplicate-name` when they differ in nothing but case and the space around them. */
const plainName = (item: RuleItem): string | undefined => textAt(item, 'name')?.value.trim().toLowerCase();

/** The letters of a word by their numbers where they are not ASCII. */
const numbered = (word: string): string =>
  Array.from(word)
    .filter((letter) => letter > '\x7f')
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
  *check(items) {
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
        message: `The name ${shown(name)} looks like that of the rule in ${first.document.path}, and is another one.`,
        hint: 'Say in the name what tells the two apart, or keep one of them.',
        related: [{ message: 'The name that it looks like is here.', path: first.document.path, at: '/name' }],
      };
    }
  },
};
