import { bytesOf } from './text/notation.ts';

/** Longest name without its ending, in bytes of UTF-8: common file systems take 255, and tools add endings of their own. */
const longest = 100;

/**
 * Names of devices that Windows takes for no file, with any ending. Source: Microsoft Learn, "Naming Files, Paths, and
 * Namespaces".
 */
const reserved = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])$/;

const cut = (text: string, bytes: number): string => {
  let kept = '';
  let used = 0;
  for (const character of text) {
    used += bytesOf(character);
    if (used > bytes) break;
    kept += character;
  }
  return kept.replace(/(?<!-)-+$/, '');
};

/** Letters, digits and marks of any script in lower case, everything else as one hyphen; composed, so that one name has one spelling. */
const asWords = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .normalize('NFKC')
    .replaceAll(/[^\p{L}\p{N}\p{M}]+/gu, '-')
    .replaceAll(/^-+|(?<!-)-+$/g, '');

/** How names compare on file systems that ignore case or compose characters otherwise. */
const folded = (name: string): string => name.normalize('NFKD').toUpperCase().toLowerCase().normalize('NFC');

/**
 * The name of a rule's file, without an ending: its display name in lower case with hyphens (`many-failed-logons`), the
 * same for the same name everywhere, and safe on every file system: no separators, dots, device names of Windows or
 * control characters, at most 100 bytes. `rule` where the name has no letter or digit.
 */
export const fileStem = (displayName: string): string => {
  const stem = cut(asWords(displayName), longest);
  if (stem === '') return 'rule';
  return reserved.test(stem) ? `${stem}-rule` : stem;
};

type Named = { readonly id: string; readonly displayName: string };

/** What several stems are called, of those that differ in case alone. */
const repeated = (stems: readonly { readonly stem: string }[]): ReadonlySet<string> => {
  const met = new Set<string>();
  const again = new Set<string>();
  for (const name of stems.map(({ stem }) => folded(stem))) {
    if (met.has(name)) again.add(name);
    met.add(name);
  }
  return again;
};

/**
 * Names for the files of many rules, by id. Rules whose names give the same file name, and those whose name is taken
 * already, get the begin of their id behind it, all of them: so the names do not depend on the order of the rules, and
 * an interrupted run goes on with the same ones.
 *
 * @param rules every rule that may ever get a file beside the others, not only those that are missing one.
 * @param isTaken whether a file of another rule has this name (without its ending).
 */
export const fileNames = (
  rules: readonly Named[],
  isTaken: (stem: string, id: string) => boolean = () => false,
): ReadonlyMap<string, string> => {
  const stems = rules.map((rule) => ({ ...rule, stem: fileStem(rule.displayName) }));
  const shared = repeated(stems);
  const isFree = (stem: string, id: string): boolean => !shared.has(folded(stem)) && !isTaken(stem, id);
  const marked = stems.map(({ id, stem }) => {
    if (isFree(stem, id)) return { id, stem, whole: stem };
    const letters = asWords(id);
    const short = `${cut(stem, longest - 9)}-${cut(letters.replaceAll('-', ''), 8)}`;
    return { id, stem: short, whole: `${cut(stem, longest - 41)}-${cut(letters, 40)}` };
  });
  const again = repeated(marked);
  const names = new Map<string, string>();
  for (const { id, stem, whole } of marked)
    names.set(id, !again.has(folded(stem)) && !isTaken(stem, id) ? stem : whole);
  return names;
};
