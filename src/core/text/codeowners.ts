import { glob } from './glob.ts';

/** Who owns a file by its path from the repository's root; undefined where no line fits. */
export type OwnersOf = (path: string) => readonly string[] | undefined;

/**
 * What a pattern fits, as `glob` has it: a slash within it ties it to the root, a folder stands for all that lies below it, and
 * `docs/*` for the files of that folder alone.
 */
const patternsOf = (written: string): readonly string[] => {
  const folder = written.endsWith('/');
  const bare = written.replace(/^\//, '').replace(/\/$/, '');
  const isTied = written.startsWith('/') || bare.includes('/');
  const base = isTied ? bare : `**/${bare}`;
  if (folder) return [`${base}/**`];
  return bare.endsWith('/*') ? [base] : [base, `${base}/**`];
};

/**
 * Reads a CODEOWNERS file: of the lines that fit a file the last one counts, and one without owners takes them away. Source:
 * GitHub Docs, "About code owners".
 */
export const readCodeowners = (text: string): OwnersOf => {
  const lines = text.split(/\r?\n/).flatMap((line) => {
    const [pattern, ...owners] = line
      .replace(/(^|\s)#.*$/, '')
      .trim()
      .split(/\s+/);
    // A heading of a section, as GitLab has them, names no file.
    if (pattern === undefined || pattern === '' || /^\^?\[/.test(pattern)) return [];
    const fits = patternsOf(pattern).map((each) => glob(each));
    return [{ fits: (path: string) => fits.some((fit) => fit(path)), owners }];
  });
  return (path) => lines.findLast(({ fits }) => fits(path))?.owners;
};

/** The names that an owner goes by: `@contoso/soc-team` is `contoso/soc-team` and `soc-team`, an address its local part too. */
const namesOf = (owner: string): readonly string[] => {
  const name = owner.trim().toLowerCase().replace(/^@/, '').replaceAll(/\s+/g, '-');
  return [
    name,
    name.slice(name.lastIndexOf('/') + 1),
    ...(name.includes('@') ? [name.slice(0, name.indexOf('@'))] : []),
  ];
};

/** True where two texts may mean one person or team; case and the organisation do not count. */
export const sameOwner = (one: string, other: string): boolean => {
  const names = new Set(namesOf(one));
  return namesOf(other).some((name) => names.has(name));
};
