import { dirname, join, relative, resolve, sep } from 'node:path';
import { readCodeowners, type OwnersOf } from '../../core/text/codeowners.ts';
import type { Io } from '../../core/io.ts';
import { kindOf, readText } from '../../files/disk.ts';
import type { Project } from '../project.ts';

/** Where GitHub and GitLab look for the file, the first one counts. Source: GitHub Docs, "About code owners". */
const places = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS', '.gitlab/CODEOWNERS'];

/** The repository that a folder lies in; the folder itself outside of one. */
const repositoryOf = async (folder: string): Promise<string> => {
  for (let at = folder; ; at = dirname(at)) {
    if ((await kindOf(join(at, '.git'))) !== 'nothing') return at;
    if (dirname(at) === at) return folder;
  }
};

/** Who owns files, by their paths from the working directory; undefined where the repository has no CODEOWNERS. */
export const ownersIn = async ({ root }: Pick<Project, 'root'>, io: Pick<Io, 'cwd'>): Promise<OwnersOf | undefined> => {
  const repository = await repositoryOf(root);
  for (const place of places) {
    const text = await readText(join(repository, place));
    if (text === undefined) continue;
    const ownersOf = readCodeowners(text);
    return (path) => ownersOf(relative(repository, resolve(io.cwd, path)).split(sep).join('/'));
  }
  return undefined;
};
